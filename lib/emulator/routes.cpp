#include "routes.hpp"

#include "message.hpp"

#include <array>
#include <charconv>
#include <optional>

namespace segue::emulator {
namespace {

constexpr std::array routes{
    route{place::root, "/", "GET"},
    route{place::release, "/releases/{id}", "GET"},
    route{place::community_rating, "/releases/{id}/rating", "GET"},
    route{place::user_rating, "/releases/{id}/rating/{username}", "GET, PUT, DELETE"},
    route{place::release_stats, "/releases/{id}/stats", "GET"},
    route{place::master, "/masters/{id}", "GET"},
    route{place::master_versions, "/masters/{id}/versions", "GET", true},
    route{place::artist, "/artists/{id}", "GET"},
    route{place::artist_releases, "/artists/{id}/releases", "GET", true},
    route{place::label, "/labels/{id}", "GET"},
    route{place::label_releases, "/labels/{id}/releases", "GET", true},
    route{place::search, "/database/search", "GET", true},
};

std::optional<database_id> read_id(std::string_view text) {
    database_id value = 0;
    const auto [stop, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool good = ec == std::errc{} && stop == text.data() + text.size() && value >= 1;
    return good ? std::optional(value) : std::nullopt;
}

/// Cuts the first segment off, up to and with its slash.
std::string_view next_segment(std::string_view& path) {
    const std::size_t end = path.find('/', 1);
    const std::string_view segment = path.substr(0, end);
    path.remove_prefix(segment.size());
    return segment.substr(segment.empty() ? 0 : 1);
}

bool follows(const route& candidate, std::string_view path, located& into) {
    std::string_view pattern = candidate.path;
    while (!pattern.empty() && !path.empty()) {
        const std::string_view wanted = next_segment(pattern);
        const std::string_view given = next_segment(path);
        if (wanted == "{id}") {
            const auto id = read_id(given);
            if (!id)
                return false;
            into.id = *id;
        } else if (wanted == "{username}") {
            if (given.empty())
                return false;
            into.name = decode_query_text(given);
        } else if (wanted != given) {
            return false;
        }
    }
    into.on = &candidate;
    return pattern.empty() && path.empty();
}

} // namespace

std::span<const route> all_routes() noexcept {
    return routes;
}

located locate(std::string_view path) {
    for (const route& candidate : routes) {
        located found;
        if (follows(candidate, path, found))
            return found;
    }
    return {};
}

bool knows(const route& on, std::string_view method) noexcept {
    std::string_view left = on.methods;
    while (!left.empty()) {
        const std::size_t end = left.find(", ");
        if (left.substr(0, end) == method)
            return true;
        left.remove_prefix(end == std::string_view::npos ? left.size() : end + 2);
    }
    return false;
}

bool is_list_path(std::string_view path) {
    const located found = locate(path);
    return found.on != nullptr && found.on->is_list;
}

} // namespace segue::emulator
