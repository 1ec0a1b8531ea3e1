#pragma once

#include "discogs/load.hpp"

#include <segue/discogs/params/database.hpp>

#include <optional>
#include <string_view>

namespace segue::discogs {

inline std::string_view wire_name(sort_order order) noexcept {
    return order == sort_order::ascending ? "asc" : "desc";
}

/// Adds `sort` and `sort_order`, refusing an order of nothing. An empty key leaves the order to the service.
inline void add_sorting(
    resource::request_spec& spec,
    resource::query& to,
    std::string_view key,
    const std::optional<sort_order>& order) {
    if (order && key.empty())
        refuse(spec, "sort_order", "has no meaning without sort");
    if (!key.empty())
        to.add("sort", key);
    if (order)
        to.add("sort_order", wire_name(*order));
}

} // namespace segue::discogs
