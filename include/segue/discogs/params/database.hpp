#pragma once

#include <segue/discogs/models/enums.hpp>

#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>

namespace segue::discogs {

/// Direction of a sorted list.
enum class sort_order : unsigned char { ascending, descending };

/// Arguments of `release_node::get`.
struct release_params {
    /// Currency of `lowest_price`; `curr_abbr` on the wire. Unset: the client's, the account's, else USD.
    std::optional<discogs::currency> currency{};
};

/// What an artist's releases may be sorted by.
enum class artist_release_sort : unsigned char { year, title, format };

/// Arguments of `artist_releases_node::list`.
struct artist_releases_params {
    std::optional<artist_release_sort> sort{};
    /// Only with `sort`.
    std::optional<discogs::sort_order> sort_order{};
    /// First page to read, from 1. Unset: 1.
    std::optional<std::int64_t> page{};
    /// Most items on a page, 1 to 100. Unset: the service's 50.
    std::optional<std::int64_t> per_page{};
};

/// What a master's versions may be sorted by.
enum class master_version_sort : unsigned char {
    released,
    title,
    format,
    label,
    catalog_number, ///< `catno` on the wire.
    country,
};

/// Arguments of `master_versions_node::list`. The filters may be combined; `filters` of a page names the
/// values that would find something.
struct master_versions_params {
    /// A carrier or one of its descriptions, such as `Vinyl`.
    std::optional<std::string_view> format{};
    /// Name of a label.
    std::optional<std::string_view> label{};
    /// A year, as text.
    std::optional<std::string_view> released{};
    std::optional<std::string_view> country{};
    std::optional<master_version_sort> sort{};
    /// Only with `sort`.
    std::optional<discogs::sort_order> sort_order{};
    /// First page to read, from 1. Unset: 1.
    std::optional<std::int64_t> page{};
    /// Most items on a page, 1 to 100. Unset: the service's 50.
    std::optional<std::int64_t> per_page{};
};

/// Arguments of `label_releases_node::list`; the service sorts these by itself.
struct label_releases_params {
    /// First page to read, from 1. Unset: 1.
    std::optional<std::int64_t> page{};
    /// Most items on a page, 1 to 100. Unset: the service's 50.
    std::optional<std::int64_t> per_page{};
};

/// Arguments of `client::search`. All are filters and may be combined; without any the service lists
/// everything.
struct search_params {
    /// Free text; `q` on the wire.
    std::optional<std::string_view> query{};
    std::optional<search_type> type{};
    /// "Artist - title" in one.
    std::optional<std::string_view> title{};
    std::optional<std::string_view> release_title{};
    /// Somebody named in the credits.
    std::optional<std::string_view> credit{};
    std::optional<std::string_view> artist{};
    /// Name as printed; `anv` on the wire.
    std::optional<std::string_view> name_variation{};
    std::optional<std::string_view> label{};
    std::optional<std::string_view> genre{};
    std::optional<std::string_view> style{};
    std::optional<std::string_view> country{};
    /// A year, as text.
    std::optional<std::string_view> year{};
    std::optional<std::string_view> format{};
    /// `catno` on the wire.
    std::optional<std::string_view> catalog_number{};
    /// Blanks inside are accepted.
    std::optional<std::string_view> barcode{};
    std::optional<std::string_view> track{};
    /// User who submitted the entry.
    std::optional<std::string_view> submitter{};
    /// User who edited the entry.
    std::optional<std::string_view> contributor{};
    /// First page to read, from 1. Unset: 1.
    std::optional<std::int64_t> page{};
    /// Most items on a page, 1 to 100. Unset: the service's 50.
    std::optional<std::int64_t> per_page{};
};

static_assert(std::is_trivially_destructible_v<release_params>);
static_assert(std::is_trivially_destructible_v<artist_releases_params>);
static_assert(std::is_trivially_destructible_v<master_versions_params>);
static_assert(std::is_trivially_destructible_v<label_releases_params>);
static_assert(std::is_trivially_destructible_v<search_params>);

} // namespace segue::discogs
