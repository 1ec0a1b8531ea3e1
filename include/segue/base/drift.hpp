#pragma once

#include <string>

namespace segue {

/// Tells where an answer departed from what the model expects; the value itself is kept in `extra`.
///
/// It holds kinds and places, never the content of the answer.
struct drift {
    /// JSON pointer of the value, such as `/tracklist/3/title`.
    std::string pointer;
    /// What the model can understand there, such as `integer`.
    std::string expected;
    /// What stood there, such as `object`.
    std::string found;

    /// Compares all three texts.
    friend bool operator==(const drift&, const drift&) = default;
};

} // namespace segue
