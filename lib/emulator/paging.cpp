#include "paging.hpp"

#include <algorithm>
#include <charconv>

namespace segue::emulator {
namespace {

std::optional<std::int64_t> read_number(const query_list& query, std::string_view name) {
    const auto text = find_query(query, name);
    if (!text)
        return std::nullopt;
    std::int64_t value = 0;
    const auto [stop, ec] = std::from_chars(text->data(), text->data() + text->size(), value);
    if (ec != std::errc{} || stop != text->data() + text->size())
        return std::nullopt;
    return value;
}

/// Always the production host, whatever address served the page; and the order of the two page parameters
/// changes from page to page, as clients have met both.
std::string
page_url(std::string_view path, const query_list& extra, std::int64_t page, std::int64_t per_page) {
    std::string out = "https://api.discogs.com";
    out.append(path).append("?");
    for (const auto& [name, value] : extra)
        out.append(encode_query_text(name)).append("=").append(encode_query_text(value)).append("&");
    const std::string number = "page=" + std::to_string(page);
    const std::string size = "per_page=" + std::to_string(per_page);
    return out + (page % 2 == 0 ? number + "&" + size : size + "&" + number);
}

} // namespace

page_request read_page_request(const query_list& query) {
    page_request out;
    out.page = read_number(query, "page").value_or(1);
    const std::int64_t size = read_number(query, "per_page").value_or(50);
    out.per_page = size < 1 ? 50 : std::min<std::int64_t>(size, 100);
    return out;
}

boost::json::object page_frame::to_json() const {
    boost::json::object urls;
    if (!first_url.empty())
        urls["first"] = first_url;
    if (!last_url.empty())
        urls["last"] = last_url;
    if (!prev.empty())
        urls["prev"] = prev;
    if (!next.empty())
        urls["next"] = next;
    boost::json::object out;
    out["page"] = page;
    out["pages"] = pages;
    out["per_page"] = per_page;
    out["items"] = items;
    out["urls"] = std::move(urls);
    return out;
}

std::string page_frame::link_header() const {
    std::string out;
    const auto add = [&out](const std::string& url, std::string_view rel) {
        if (url.empty())
            return;
        out.append(out.empty() ? "<" : ", <").append(url).append(">; rel=").append(rel);
    };
    // Both spellings of rel have been seen in one header.
    add(first_url, "first");
    add(prev, "\"prev\"");
    add(next, "next");
    add(last_url, "\"last\"");
    return out;
}

std::optional<page_frame> make_page(
    std::int64_t items,
    page_request wanted,
    std::string_view path,
    const query_list& extra,
    page_limits limits,
    std::string& message) {
    page_frame out;
    const std::int64_t shown = std::min(items, limits.most_items);
    out.page = wanted.page;
    out.per_page = wanted.per_page;
    out.items = items;
    out.pages = std::max<std::int64_t>(1, (shown + wanted.per_page - 1) / wanted.per_page);
    if (out.page < 1 || out.page > out.pages) {
        message = "Page " + std::to_string(out.page) + " is outside of valid range [1, " +
                  std::to_string(out.pages) + "].";
        return std::nullopt;
    }
    out.first = (out.page - 1) * out.per_page;
    out.last = std::min(shown, out.first + out.per_page);
    if (out.page > 1) {
        out.first_url = page_url(path, extra, 1, out.per_page);
        out.prev = page_url(path, extra, out.page - 1, out.per_page);
    }
    if (out.page < out.pages) {
        out.next = page_url(path, extra, out.page + 1, out.per_page);
        out.last_url = page_url(path, extra, out.pages, out.per_page);
    }
    return out;
}

void loop_back(page_frame& frame, std::string_view path, const query_list& extra) {
    frame.next = page_url(path, extra, frame.page, frame.per_page);
}

} // namespace segue::emulator
