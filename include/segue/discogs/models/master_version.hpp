#pragma once

#include <segue/base/extra.hpp>
#include <segue/base/list.hpp>
#include <segue/base/named_values.hpp>
#include <segue/base/open_enum.hpp>
#include <segue/base/partial_date.hpp>
#include <segue/discogs/models/community.hpp>
#include <segue/discogs/models/enums.hpp>
#include <segue/discogs/models/ids.hpp>
#include <segue/discogs/models/pagination.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace segue::discogs {

/// Is one release of a master, as the list of its versions shows it.
///
/// **Source** api/discogs.md, M33.
struct master_version {
    /// The release.
    release_id id;
    /// Title without the artist.
    std::string title;
    /// Name of the first label.
    std::optional<std::string> label;
    /// Country, an open set of texts.
    std::optional<std::string> country;
    /// Carriers, such as `Vinyl`.
    list<std::string> major_formats;
    /// Descriptions of the carrier, comma separated.
    std::optional<std::string> format;
    /// Catalogue number; `catno` on the wire.
    std::optional<std::string> catalog_number;
    /// Date of the release, often only a year.
    std::optional<partial_date> released;
    /// Where the entry stands.
    std::optional<open_enum<database_status>> status;
    /// API address of the release.
    std::optional<std::string> resource_url;
    /// Address of a small picture; empty without credentials.
    std::optional<std::string> thumb;
    /// Counts over collections and wantlists.
    std::optional<release_list_stats> stats;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const master_version&) const = default;
};

/// Tells which filters a list of versions went through and which values would find something.
///
/// **Source** api/discogs.md, M35.
struct version_filters {
    /// Filter, such as `format` or `country`, and the values that were asked for.
    std::optional<named_values<list<std::string>>> applied;
    /// Filter, its values, and how many versions each would find.
    std::optional<named_values<named_values<std::int64_t>>> available;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const version_filters&) const = default;
};

/// Is one value of a filter.
///
/// **Source** api/discogs.md, M36.
struct filter_value {
    /// The value for display.
    std::optional<std::string> title;
    /// The value as a form encodes it, with `+` for blanks; `master_versions_params` take the plain text,
    /// which is `title`.
    std::optional<std::string> value;
    /// How many versions it would find.
    std::optional<std::int64_t> count;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const filter_value&) const = default;
};

/// Describes one filter of a list of versions.
///
/// **Source** api/discogs.md, M36.
struct filter_facet {
    /// The filter's name in a request.
    std::optional<std::string> id;
    /// The filter's name for display.
    std::optional<std::string> title;
    /// Its values.
    list<filter_value> values;
    /// Whether several values may be asked for at once.
    std::optional<bool> allows_multiple_values;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const filter_facet&) const = default;
};

/// Is one page of a master's versions, with the filters that the list can go through.
///
/// **Source** api/discogs.md, M34.
struct master_versions_page {
    /// Where the page stands.
    std::optional<discogs::pagination> pagination;
    /// What is on it; `versions` on the wire.
    list<master_version> items;
    /// Which filters were applied and which could be.
    std::optional<version_filters> filters;
    /// The same for display.
    list<filter_facet> filter_facets;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const master_versions_page&) const = default;
};

} // namespace segue::discogs
