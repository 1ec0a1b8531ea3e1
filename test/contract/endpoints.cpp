#include "discogs/endpoints.hpp"

#include <iostream>
#include <string_view>

// Prints the table of operations, one a line: number, id, method, path, credentials.

namespace {

std::string_view name_of(segue::discogs::auth_level level) {
    using enum segue::discogs::auth_level;
    switch (level) {
    case none:
        return "none";
    case none_or_more:
        return "none_or_more";
    case app:
        return "app";
    case user:
        return "user";
    case owner:
        return "owner";
    case oauth_application:
        return "oauth_application";
    }
    return "unknown";
}

} // namespace

int main() {
    for (const auto& e : segue::discogs::all_endpoints())
        std::cout << e.number << '\t' << e.id << '\t' << to_string(e.method) << '\t' << e.path << '\t'
                  << name_of(e.auth) << '\n';
}
