#include "unit/discogs/operations/operations.hpp"

#include "discogs/endpoints.hpp"

#include <segue/testing/responses.hpp>

#include <boost/core/demangle.hpp>

#include <algorithm>
#include <regex>

namespace segue::test {

http::response operation::good_answer() const {
    auto answer = segue::testing::json(sent.status, sent.answer);
    if (*sent.location != '\0')
        answer = segue::testing::with_header(std::move(answer), "Location", sent.location);
    return answer;
}

bool operation::is_oauth_step() const {
    return discogs::all_endpoints()[static_cast<std::size_t>(number) - 1].auth ==
           discogs::auth_level::oauth_application;
}

error_status operation::told_as(const error_status& usual) const {
    if (is_oauth_step() && (usual.status == 400 || usual.status == 401 || usual.status == 403))
        return {usual.status, "authentication_error", errc::oauth_refused};
    return usual;
}

std::string readable_type(const std::type_info& type) {
    if (type == typeid(std::string_view))
        return "text";
    if (type == typeid(std::int64_t))
        return "number";
    static const std::pair<std::regex, const char*> changes[] = {
        {std::regex("segue::(discogs::)?"), ""},
        {std::regex(R"(strong_id<(\w+)_tag>)"), "$1_id"},
        {std::regex(R"(pager<(\w+)>)"), "page: $1"},
        {std::regex(R"(pager<page<(\w+)> ?>)"), "page of $1"},
        {std::regex(R"(std::span<(\w+) const,.*>)"), "list of $1"},
    };
    std::string name = boost::core::demangle(type.name());
    for (const auto& [what, by] : changes)
        name = std::regex_replace(name, what, by);
    return name;
}

std::vector<const operation*> all_operations() {
    std::vector<const operation*> all;
    for (const auto& area :
         {database_operations(),
          marketplace_operations(),
          file_operations(),
          people_operations(),
          oauth_operations()}) {
        for (const auto& each : area)
            all.push_back(&each);
    }
    std::ranges::sort(all, {}, &operation::number);
    return all;
}

} // namespace segue::test
