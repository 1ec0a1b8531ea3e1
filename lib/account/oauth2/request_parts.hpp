#pragma once

#include <segue/account/token_request.hpp>

#include <optional>
#include <string>
#include <vector>

namespace segue::account::oauth2 {

/// How an answer spells what it holds.
struct answer_names {
    std::string access_token = "access_token";
    std::string other_access_token;
    std::string account_id;
    std::string scope = "scope";
    std::string scope_separator = " ";
};

/// What an answer that lacks it leaves as it was.
struct kept_parts {
    std::optional<secret> refresh_token;
    std::vector<std::string> scopes;
    std::string account_id;
};

struct token_request::parts {
    parts() = default;
    parts(const parts&) = default;
    parts& operator=(const parts&) = delete;
    ~parts();

    http::request request;
    bool once = false;
    answer_names names;
    kept_parts kept;
    /// Must stand in no message.
    std::vector<secret> hidden;
};

/// Returns what holds how a request is read, for those who read otherwise than `read` does.
const token_request::parts& parts_of(const token_request& r) noexcept;

} // namespace segue::account::oauth2
