#pragma once

#include "resource/json_model.hpp"

#include <segue/base/drift.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace segue::resource {

/// Why a body could not be read at all.
struct decode_failure {
    /// Kinds of failure.
    enum kind {
        not_json,   ///< The text is not JSON, is cut short, goes on after its end, or nests deeper than 64.
        wrong_kind, ///< The text is JSON but no object.
    };

    /// What kind of failure.
    kind what = not_json;
    /// JSON pointer of where the reader stood.
    std::string pointer;
    /// What the reader wanted.
    std::string expected;
    /// What it met.
    std::string found;
    /// Where in the text, in bytes.
    std::size_t offset = 0;
};

/// Most objects and arrays inside one another.
inline constexpr std::size_t max_json_depth = 64;

/// Reads a JSON object into a model.
///
/// Absent and null are the same; numbers may come as texts and texts as numbers; what the model does not know
/// goes to its `extra`, and so does what it cannot understand, which is also appended to `drifts` when that
/// is not null. The last of equal names wins, and a wire name wins over a readable one in any order.
///
/// **Returns** nothing on success; on failure the model holds what was read so far.
/// **Lifetime** `model` must be a fresh object of the described type.
[[nodiscard]] std::optional<decode_failure> read_json(
    std::string_view text, void* model, const model_description& description, std::vector<drift>* drifts);

/// Reads a JSON object into a model by its own description.
template <described_model Model>
[[nodiscard]] std::optional<decode_failure>
read_json(std::string_view text, Model& model, std::vector<drift>* drifts = nullptr) {
    return read_json(text, &model, json_traits<Model>::description(), drifts);
}

} // namespace segue::resource
