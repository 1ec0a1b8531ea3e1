#pragma once

#include "resource/json_model.hpp"

#include <segue/base/drift.hpp>

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace segue::test {

/// One kind of answer that the library has a model for.
struct model_entry {
    /// Provider as INDEX.tsv spells it.
    std::string_view provider;
    /// Model as INDEX.tsv spells it.
    std::string_view name;
    /// Makes a fresh model.
    std::shared_ptr<void> (*make)();
    /// Describes it.
    const resource::model_description& (*description)();
    /// Compares two of them.
    bool (*equal)(const void* left, const void* right);
    /// Reads a body into a model of its own; false when it cannot be read.
    bool (*readable)(std::string_view body, std::vector<drift>& drifts);
};

/// Returns every kind of answer that has a model.
[[nodiscard]] std::span<const model_entry> all_models();

/// Returns the entry of a kind of answer; null when there is no model yet.
[[nodiscard]] const model_entry* find_model(std::string_view provider, std::string_view name);

/// A field that a model keeps in `extra`.
struct kept_field {
    /// Where it stands, arrays as `[]`.
    std::string path;
    /// Whether the model knows the name, so that only its value was no good.
    bool known = false;
    /// Its JSON text.
    std::string text;
};

/// Lists what a model and all models inside it keep in `extra`; remembered absences are left out.
[[nodiscard]] std::vector<kept_field>
kept_fields(const void* model, const resource::model_description& description);

} // namespace segue::test
