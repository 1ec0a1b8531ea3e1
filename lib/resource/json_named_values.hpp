#pragma once

#include "base/extra_access.hpp"
#include "resource/json_model.hpp"

#include <segue/base/named_values.hpp>

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <string_view>
#include <utility>
#include <vector>

namespace segue::resource {

/// The functions for an object whose names are data; its values may be of any type that a field may be.
template <class Value>
struct value_type_builder<named_values<Value>> {
    using values = named_values<Value>;

    static constexpr value_type build() {
        value_type type;
        type.kind = json_kind::map;
        type.expected = "object";
        type.reset = [](void* member) { *static_cast<values*>(member) = values{}; };
        type.present = [](const void*) { return true; };
        type.engage = [](void* member) { return member; };
        type.content = [](const void* member) { return member; };
        type.element = &value_type_of<Value>;
        type.append_named = [](void* member, std::string_view name) -> void* {
            auto& entries = static_cast<values*>(member)->entries_;
            return &entries.emplace_back(std::string{name}, Value{}).second;
        };
        type.drop_last = [](void* member) { static_cast<values*>(member)->entries_.pop_back(); };
        type.size = [](const void* member) { return static_cast<const values*>(member)->entries_.size(); };
        type.name_at = [](const void* member, std::size_t index) -> std::string_view {
            return static_cast<const values*>(member)->entries_[index].first;
        };
        type.at = [](const void* member, std::size_t index) -> const void* {
            return &static_cast<const values*>(member)->entries_[index].second;
        };
        type.kept = [](void* member) { return &static_cast<values*>(member)->extra_; };
        type.kept_in = [](const void* member) { return &static_cast<const values*>(member)->extra_; };
        type.settle = [](void* member) { settle(*static_cast<values*>(member)); };
        return type;
    }

private:
    // Sorting once keeps the reading of very many names from becoming quadratic.
    static void settle(values& object) {
        auto& entries = object.entries_;
        std::vector<std::size_t> order(entries.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::ranges::stable_sort(
            order, {}, [&](std::size_t i) -> std::string_view { return entries[i].first; });
        std::vector<bool> superseded(entries.size());
        bool any = false;
        for (std::size_t i = 1; i < order.size(); ++i) {
            const bool again = entries[order[i - 1]].first == entries[order[i]].first;
            superseded[order[i - 1]] = again;
            any = any || again;
        }
        if (any) {
            std::size_t kept = 0;
            for (std::size_t i = 0; i < entries.size(); ++i) {
                if (!superseded[i] && kept++ != i) {
                    entries[kept - 1] = std::move(entries[i]);
                }
            }
            entries.resize(kept);
        }
        if (!object.extra_.empty()) {
            for (const auto& entry : entries) {
                extra_access::forget_field(object.extra_, entry.first);
            }
        }
    }
};

} // namespace segue::resource
