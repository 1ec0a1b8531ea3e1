#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace segue::resource {

/// Encodes one path segment; nothing in it can end the segment or climb out of it.
std::string encode_segment(std::string_view text);

/// Collects the query of a request in order; values are percent-encoded, blanks as %20.
class query {
public:
    void add(std::string_view name, std::string_view value);
    void add(std::string_view name, std::int64_t value);

    /// Adds nothing when there is no value; an empty text, zero and false are values.
    template <class Value>
    void add(std::string_view name, const std::optional<Value>& value) {
        if (value)
            add(name, *value);
    }

    /// The encoded text without the question mark; empty when nothing was added.
    const std::string& text() const noexcept { return text_; }

private:
    std::string text_;
};

/// Splits an encoded query into decoded pairs; malformed escapes make the whole text unreadable: nothing.
std::optional<std::vector<std::pair<std::string, std::string>>> split_query(std::string_view encoded);

} // namespace segue::resource
