#pragma once

#include "message.hpp"

#include <boost/json/object.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace segue::emulator {

/// Which part of a list a request wants.
struct page_request {
    std::int64_t page = 1;
    std::int64_t per_page = 50;
};

/// `per_page` above 100 is 100, nonsense is the default; a `page` that is no number is 1.
[[nodiscard]] page_request read_page_request(const query_list& query);

/// One page of a list: what of it to show and how to speak of it.
struct page_frame {
    std::int64_t page = 1;
    std::int64_t pages = 1;
    std::int64_t per_page = 50;
    std::int64_t items = 0;
    /// Range of items on this page.
    std::int64_t first = 0;
    std::int64_t last = 0;
    /// Empty when there is no such page.
    std::string next{};
    std::string prev{};
    std::string first_url{};
    std::string last_url{};

    [[nodiscard]] boost::json::object to_json() const;
    /// Value of the Link header; empty on a single page.
    [[nodiscard]] std::string link_header() const;
};

/// Lists end here, whatever they hold.
struct page_limits {
    std::int64_t most_items = INT64_MAX;
};

/// Nothing when the page lies outside; `message` then says so as the service does. `extra` are the other
/// parameters that every URL repeats.
[[nodiscard]] std::optional<page_frame> make_page(
    std::int64_t items,
    page_request wanted,
    std::string_view path,
    const query_list& extra,
    page_limits limits,
    std::string& message);

/// Changes `next` to the page's own URL.
void loop_back(page_frame& frame, std::string_view path, const query_list& extra);

} // namespace segue::emulator
