#pragma once

#include "account/oauth2/fields.hpp"

#include <segue/account/oauth2.hpp>
#include <segue/http/response.hpp>
#include <segue/testing/responses.hpp>

#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <string>
#include <string_view>

namespace segue::test {

using namespace std::chrono_literals;
using namespace account::oauth2;
using account::secret;
using account::token_set;
using account::wall_time;

inline constexpr std::string_view client_secret = "k3y/of+the client";
inline constexpr wall_time noon = std::chrono::sys_days(std::chrono::year(2026) / 11 / 20) + 12h;

/// A provider that has everything.
inline flow_params sample_params() {
    static constexpr std::array<std::string_view, 2> scopes{"read", "write"};
    flow_params p;
    p.at = {
        "https://accounts.service.test/authorize",
        "https://api.service.test/oauth/token",
        "https://api.service.test/oauth/device",
        "http://127.0.0.1:8765/callback"};
    p.client_id = "client-1";
    p.client_secret = client_secret;
    p.scopes = scopes;
    return p;
}

/// The values of a query or form, and of the query of a URL.
inline field_list pairs_of(std::string_view text) {
    field_list pairs;
    const auto mark = text.find('?');
    EXPECT_TRUE(read_pairs(mark == std::string_view::npos ? text : text.substr(mark + 1), pairs)) << text;
    return pairs;
}

/// The value of that name; a word that no test expects when there is none.
inline std::string value_of(const field_list& pairs, std::string_view name) {
    const auto* const value = pairs.find(name);
    return value != nullptr ? *value : "(none)";
}

/// The value of that name in a query or form.
inline std::string value_in(std::string_view text, std::string_view name) {
    return value_of(pairs_of(text), name);
}

/// Nothing of a text, nor of it percent-encoded, stands in a failure.
inline void expect_hidden(const failure& f, std::string_view text) {
    ASSERT_FALSE(text.empty());
    const auto shown = describe(f) + f.message + f.body + f.path + f.found + f.expected + f.pointer;
    EXPECT_EQ(shown.find(text), std::string::npos) << shown;
    EXPECT_EQ(shown.find(encoded(text)), std::string::npos) << shown;
}

} // namespace segue::test
