#pragma once

#include "resource/json_model.hpp"

#include <string>
#include <string_view>

namespace segue::resource {

/// Appends a model as a JSON object with wire names; what `extra` keeps goes out again, unless the model has
/// a value of its own for that field.
void write_json(std::string& out, const void* model, const model_description& description);

/// Appends the value of one field of a model; `raw` are the elements that `extra` keeps for it.
void write_field(std::string& out, const void* model, const field_description& field, const extra& raw);

/// Returns a model as JSON text by its own description.
template <described_model Model>
[[nodiscard]] std::string to_json(const Model& model) {
    std::string out;
    write_json(out, &model, json_traits<Model>::description());
    return out;
}

/// Appends a model as JSON text by its own description.
template <described_model Model>
void write_json(std::string& out, const Model& model) {
    write_json(out, &model, json_traits<Model>::description());
}

} // namespace segue::resource
