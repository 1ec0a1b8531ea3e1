#include "discogs/people.hpp"

namespace segue::discogs {
namespace {

constexpr std::string_view users = "/users/";

} // namespace

std::string user_path(std::string_view username) {
    return std::string(users) + resource::encode_segment(username);
}

resource::request_spec
user_request(http::method method, const std::string& path, const call_options& options) {
    resource::request_spec spec;
    spec.method = method;
    spec.path = path;
    spec.options = options;
    // A name is encoded, so that a slash here is the one behind it.
    const auto behind = std::string_view(path).substr(users.size());
    if (behind.empty() || behind.front() == '/')
        refuse(spec, "username", "must not be empty");
    return spec;
}

void check_release(resource::request_spec& spec, release_id id) {
    if (id.value() < 1)
        refuse(spec, "release_id", "must be at least 1");
}

void check_folder(resource::request_spec& spec, folder_id id) {
    if (id < all_folder)
        refuse(spec, "folder_id", "must be at least 0");
}

void check_rating(resource::request_spec& spec, const std::optional<std::int64_t>& rating) {
    if (rating && (*rating < 0 || *rating > highest_rating))
        refuse(spec, "rating", "must be 0 to 5");
}

std::string_view wire_name(const std::optional<user_release_sort>& sort) noexcept {
    if (!sort)
        return {};
    switch (*sort) {
    case user_release_sort::label:
        return "label";
    case user_release_sort::artist:
        return "artist";
    case user_release_sort::title:
        return "title";
    case user_release_sort::catalog_number:
        return "catno";
    case user_release_sort::format:
        return "format";
    case user_release_sort::rating:
        return "rating";
    case user_release_sort::added:
        return "added";
    case user_release_sort::year:
        return "year";
    }
    return {};
}

} // namespace segue::discogs
