#include "routes.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace segue::emulator {
namespace {

std::optional<database_id> read_number(std::string_view text, database_id least) {
    database_id value = 0;
    const auto [stop, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool good = ec == std::errc{} && stop == text.data() + text.size() && value >= least;
    return good ? std::optional(value) : std::nullopt;
}

/// Cuts the first segment off, up to and with its slash.
std::string_view next_segment(std::string_view& path) {
    const std::size_t end = path.find('/', 1);
    const std::string_view segment = path.substr(0, end);
    path.remove_prefix(segment.size());
    return segment.substr(segment.empty() ? 0 : 1);
}

std::vector<route> join(std::initializer_list<std::span<const operation>> areas) {
    std::vector<route> out;
    for (const std::span<const operation> area : areas) {
        for (const operation& each : area) {
            auto same = std::find_if(
                out.begin(), out.end(), [&each](const route& known) { return known.path == each.path; });
            if (same == out.end())
                same = out.insert(out.end(), route{each.path});
            same->methods.append(same->methods.empty() ? "" : ", ").append(each.method);
            same->is_list = same->is_list || each.is_list;
            same->operations.push_back(&each);
        }
    }
    return out;
}

} // namespace

const operation* route::find(std::string_view method) const noexcept {
    for (const operation* candidate : operations)
        if (candidate->method == method)
            return candidate;
    return nullptr;
}

std::span<const route> all_routes() {
    static const std::vector<route> routes = join(
        {database_operations(),
         oauth_operations(),
         oauth2_operations(),
         people_operations(),
         collection_operations(),
         wantlist_operations(),
         list_operations(),
         market_operations(),
         order_operations(),
         job_operations()});
    return routes;
}

bool located::take(std::string_view name, std::string_view raw) {
    if (raw.empty() || count_ == values_.size())
        return false;
    value taken{name, raw};
    const bool is_number = name == "id" || (name.ends_with("_id") && name != "order_id");
    if (is_number) {
        const auto number = read_number(raw, name == "folder_id" ? 0 : 1);
        if (!number)
            return false;
        taken.number = *number;
    }
    values_[count_++] = taken;
    return true;
}

bool located::follow(const route& candidate, std::string_view path) {
    std::string_view pattern = candidate.path;
    while (!pattern.empty() && !path.empty()) {
        const std::string_view wanted = next_segment(pattern);
        const std::string_view given = next_segment(path);
        const bool named = wanted.starts_with('{');
        if (named ? !take(wanted.substr(1, wanted.size() - 2), given) : wanted != given)
            return false;
    }
    return pattern.empty() && path.empty();
}

const located::value* located::find(std::string_view name) const noexcept {
    for (std::size_t i = 0; i < count_; ++i)
        if (values_[i].name == name)
            return &values_[i];
    return nullptr;
}

database_id located::number(std::string_view name) const noexcept {
    const value* found = find(name);
    return found == nullptr ? 0 : found->number;
}

std::string located::text(std::string_view name) const {
    const value* found = find(name);
    return found == nullptr ? std::string{} : decode_query_text(found->raw);
}

located locate(std::string_view path) {
    for (const route& candidate : all_routes()) {
        located found;
        if (!found.follow(candidate, path))
            continue;
        found.on = &candidate;
        return found;
    }
    return {};
}

bool knows(const route& on, std::string_view method) noexcept {
    return on.find(method) != nullptr;
}

bool is_list_path(std::string_view path) {
    const located found = locate(path);
    return found.on != nullptr && found.on->is_list;
}

} // namespace segue::emulator
