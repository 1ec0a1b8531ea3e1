#pragma once

#include <segue/discogs/models/enums.hpp>
#include <segue/discogs/models/ids.hpp>
#include <segue/discogs/params/database.hpp>

#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>

namespace segue::discogs {

/// Arguments of `user_node::update`; what is not set stays as it is. At least one must be set.
struct profile_params {
    /// Name in private life; an empty text takes it away.
    std::optional<std::string_view> name{};
    /// Web page; need not be an address. An empty text takes it away.
    std::optional<std::string_view> home_page{};
    /// An empty text takes it away.
    std::optional<std::string_view> location{};
    /// May hold the service's markup. An empty text takes it away.
    std::optional<std::string_view> profile{};
    /// Currency of the account; `curr_abbr` on the wire.
    std::optional<discogs::currency> currency{};
};

/// Arguments of `user_submissions_node::list`; the service sorts these by itself.
struct submissions_params {
    /// First page to read, from 1. Unset: 1.
    std::optional<std::int64_t> page{};
    /// Most items on a page, 1 to 100. Unset: the service's 50.
    std::optional<std::int64_t> per_page{};
};

/// What the releases of a user may be sorted by.
enum class user_release_sort : unsigned char {
    label,
    artist,
    title,
    catalog_number, ///< `catno` on the wire.
    format,
    rating,
    added,
    year,
};

/// Arguments of `user_contributions_node::list`.
struct contributions_params {
    std::optional<user_release_sort> sort{};
    /// Only with `sort`.
    std::optional<discogs::sort_order> sort_order{};
    /// First page to read, from 1. Unset: 1.
    std::optional<std::int64_t> page{};
    /// Most items on a page, 1 to 100. Unset: the service's 50.
    std::optional<std::int64_t> per_page{};
};

/// Arguments of `user_lists_node::list`; the service sorts these by itself.
struct user_lists_params {
    /// First page to read, from 1. Unset: 1.
    std::optional<std::int64_t> page{};
    /// Most items on a page, 1 to 100. Unset: the service's 50.
    std::optional<std::int64_t> per_page{};
};

/// Arguments of `folder_releases_node::list`.
struct folder_releases_params {
    std::optional<user_release_sort> sort{};
    /// Only with `sort`.
    std::optional<discogs::sort_order> sort_order{};
    /// First page to read, from 1. Unset: 1.
    std::optional<std::int64_t> page{};
    /// Most items on a page, 1 to 100. Unset: the service's 50.
    std::optional<std::int64_t> per_page{};
};

/// Arguments of `release_instances_node::list`; the service sorts these by itself.
struct release_instances_params {
    /// First page to read, from 1. Unset: 1.
    std::optional<std::int64_t> page{};
    /// Most items on a page, 1 to 100. Unset: the service's 50.
    std::optional<std::int64_t> per_page{};
};

/// Arguments of `instance_node::update`; what is not set stays as it is. At least one must be set.
struct instance_params {
    /// The folder to move the copy to, 1 or higher.
    std::optional<discogs::folder_id> folder_id{};
    /// 0 to 5; 0 takes the rating back. It is that of the release, so all its copies show it.
    std::optional<std::int64_t> rating{};
};

/// Arguments of `wantlist_node::list`; the service sorts these by itself.
struct wantlist_params {
    /// First page to read, from 1. Unset: 1.
    std::optional<std::int64_t> page{};
    /// Most items on a page, 1 to 100. Unset: the service's 50.
    std::optional<std::int64_t> per_page{};
};

/// Arguments of `wantlist_node::create` and `update`; what is not set stays as it is.
struct want_params {
    /// An empty text takes them away.
    std::optional<std::string_view> notes{};
    /// 0 to 5; 0 takes the rating back.
    std::optional<std::int64_t> rating{};
};

static_assert(std::is_trivially_destructible_v<profile_params>);
static_assert(std::is_trivially_destructible_v<submissions_params>);
static_assert(std::is_trivially_destructible_v<contributions_params>);
static_assert(std::is_trivially_destructible_v<user_lists_params>);
static_assert(std::is_trivially_destructible_v<folder_releases_params>);
static_assert(std::is_trivially_destructible_v<release_instances_params>);
static_assert(std::is_trivially_destructible_v<instance_params>);
static_assert(std::is_trivially_destructible_v<wantlist_params>);
static_assert(std::is_trivially_destructible_v<want_params>);

} // namespace segue::discogs
