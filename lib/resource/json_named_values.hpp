#pragma once

#include "base/extra_access.hpp"
#include "resource/json_model.hpp"

#include <segue/base/named_values.hpp>

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <string>
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
    // Of equal names the last counts: a value among the entries, or what made no sense or was null in
    // `extra_`, where only that can be which no later value of its name has replaced.
    static void settle(values& object) {
        auto& entries = object.entries_;
        std::vector<bool> gone = superseded(entries);
        const auto* const kept = extra_access::read(object.extra_);
        for (std::size_t i = 0; kept != nullptr && i < entries.size(); ++i)
            gone[i] = gone[i] || kept->find(entries[i].first) != nullptr;
        std::size_t left = 0;
        for (std::size_t i = 0; i < entries.size(); ++i) {
            if (!gone[i] && left++ != i)
                entries[left - 1] = std::move(entries[i]);
        }
        entries.resize(left);
        if (kept == nullptr)
            return;
        std::vector<std::string> absent;
        for (const auto& field : kept->entries()) {
            if (!field.erased && field.text == "null")
                absent.push_back(field.name);
        }
        for (const std::string& name : absent)
            extra_access::forget_field(object.extra_, name);
    }

    // Sorting once keeps the reading of very many names from becoming quadratic.
    static std::vector<bool> superseded(const std::vector<typename values::value_type>& entries) {
        std::vector<bool> result(entries.size());
        std::vector<std::size_t> order(entries.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        const auto name = [&](std::size_t i) -> std::string_view { return entries[i].first; };
        std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
            const auto by_name = name(a) <=> name(b);
            return by_name == 0 ? a < b : by_name < 0;
        });
        for (std::size_t i = 1; i < order.size(); ++i)
            result[order[i - 1]] = name(order[i - 1]) == name(order[i]);
        return result;
    }
};

} // namespace segue::resource
