#pragma once

#include <segue/base/extra.hpp>
#include <segue/base/list.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace segue::discogs {

/// Holds the addresses of neighbouring pages; they always name the production host.
///
/// **Source** api/discogs.md, M2.
struct pagination_urls {
    /// First page; absent on page 1.
    std::optional<std::string> first;
    /// Previous page; absent on page 1.
    std::optional<std::string> prev;
    /// Next page; absent on the last page, which is how a list ends.
    std::optional<std::string> next;
    /// Last page; absent on the last page.
    std::optional<std::string> last;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const pagination_urls&) const = default;
};

/// Tells where a page stands in its list.
///
/// **Source** api/discogs.md, M1 and A7.
struct pagination {
    /// Number of this page, from 1.
    std::optional<std::int64_t> page;
    /// How many pages there are; not to be trusted for foreign inventories.
    std::optional<std::int64_t> pages;
    /// Most items on a page; some pages hold fewer.
    std::optional<std::int64_t> per_page;
    /// How many items there are in all; may exceed what is delivered.
    std::optional<std::int64_t> items;
    /// Addresses of neighbouring pages; `{}` when there is one page only.
    std::optional<pagination_urls> urls;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const pagination&) const = default;
};

/// Is one page of a list, as the service sent it.
///
/// **Source** api/discogs.md, M3.
template <class Item>
struct page {
    /// Where the page stands; absent means that there is one page only.
    std::optional<discogs::pagination> pagination;
    /// What is on it; on the wire the key depends on the endpoint, such as `results` or `releases`.
    list<Item> items;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const page&) const = default;
};

} // namespace segue::discogs
