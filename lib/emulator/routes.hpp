#pragma once

#include "records.hpp"

#include <span>
#include <string>
#include <string_view>

namespace segue::emulator {

/// What a path leads to.
enum class place {
    nowhere,
    root,
    release,
    community_rating,
    user_rating,
    release_stats,
    master,
    master_versions,
    artist,
    artist_releases,
    label,
    label_releases,
    search,
};

/// One path of the API.
struct route {
    place where = place::nowhere;
    /// As the documentation spells it; `{id}` is a number from 1, `{username}` any text.
    std::string_view path;
    /// The methods it knows, as an Allow field lists them.
    std::string_view methods;
    /// Whether its answer is a page of a list.
    bool is_list = false;
};

/// All of them.
[[nodiscard]] std::span<const route> all_routes() noexcept;

/// A route and what stood in the place of its names.
struct located {
    const route* on = nullptr;
    database_id id = 0;
    std::string name;

    [[nodiscard]] place where() const noexcept { return on == nullptr ? place::nowhere : on->where; }
};

/// Finds the route of a path without its query; none for a path that leads nowhere.
[[nodiscard]] located locate(std::string_view path);

/// Whether the route knows the method.
[[nodiscard]] bool knows(const route& on, std::string_view method) noexcept;

/// Whether the path is one of a paged list.
[[nodiscard]] bool is_list_path(std::string_view path);

} // namespace segue::emulator
