#include "traffic/cache_answer.hpp"

#include "base/ascii.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace segue::traffic {

namespace {

// All others speak of the connection (Content-Encoding, Transfer-Encoding), of a session (Set-Cookie) or of
// the moment (quota, Age).
constexpr std::array<std::string_view, 5> kept_names{"Content-Type", "Last-Modified", "ETag", "Link", "Date"};

bool is_kept(std::string_view name) {
    const auto same = [name](std::string_view kept) { return http::same_name(name, kept); };
    return std::ranges::any_of(kept_names, same);
}

http::headers kept_of(const http::headers& all) {
    http::headers kept;
    for (const auto& field : all)
        if (is_kept(field.name))
            kept.add(field.name, field.value);
    return kept;
}

// Whether a word stands in a list of them, with an argument or without. Quoted commas are not seen through:
// at worst a word is found that is not there, and an answer is not kept.
bool lists(const http::headers& fields, std::string_view name, std::string_view word) {
    const auto holds = [&](const http::header& field) {
        if (!http::same_name(field.name, name))
            return false;
        for (std::string_view rest = field.value; !rest.empty();) {
            const auto end = std::min(rest.find(','), rest.size());
            const auto each = rest.substr(0, end);
            if (http::same_name(trimmed(each.substr(0, each.find('='))), word))
                return true;
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
        return false;
    };
    return std::ranges::any_of(fields, holds);
}

bool forbids_storing(const http::headers& fields) {
    return lists(fields, "Cache-Control", "no-store") || lists(fields, "Vary", "*");
}

} // namespace

std::shared_ptr<const cached_answer>
to_cache(http::response answer, wall_time now, std::chrono::seconds lifetime, std::vector<std::string> tags) {
    const bool whole = answer.status >= 200 && answer.status < 300 && answer.status != 206;
    if (!whole || forbids_storing(answer.headers))
        return nullptr;
    auto entry = std::make_shared<cached_answer>();
    entry->status = answer.status;
    entry->headers = kept_of(answer.headers);
    entry->body = std::move(answer.body);
    entry->stored_at = now;
    entry->lifetime = lifetime;
    entry->tags = std::move(tags);
    return entry;
}

http::response to_response(const cached_answer& entry) {
    http::response answer;
    answer.status = entry.status;
    answer.headers = entry.headers;
    answer.body = entry.body;
    return answer;
}

bool add_validators(http::request& r, const cached_answer& entry) {
    const auto tag = entry.headers.find("ETag");
    const auto date = entry.headers.find("Last-Modified");
    if (tag)
        r.headers.set("If-None-Match", *tag);
    if (date)
        r.headers.set("If-Modified-Since", *date);
    return tag || date;
}

std::shared_ptr<const cached_answer> renewed(
    const cached_answer& entry,
    const http::response& not_modified,
    wall_time now,
    std::chrono::seconds lifetime) {
    if (forbids_storing(not_modified.headers))
        return nullptr;
    auto next = std::make_shared<cached_answer>(entry);
    for (const auto name : kept_names)
        if (const auto value = not_modified.headers.find(name))
            next->headers.set(name, *value);
    next->stored_at = now;
    next->lifetime = lifetime;
    return next;
}

} // namespace segue::traffic
