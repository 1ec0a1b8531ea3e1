#pragma once

#include "account/oauth2/fields.hpp"
#include "account/oauth2/request_parts.hpp"

#include <segue/account/token_set.hpp>
#include <segue/base/result.hpp>
#include <segue/http/response.hpp>

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace segue::account::oauth2 {

/// The fields of a good answer, or why it is none, with the service's word for that; empty when it said none.
struct answer_fields {
    result<field_list> fields;
    std::string word;
};

/// Reads status and body of an answer from the token or device endpoint.
answer_fields read_fields(const http::response& answer, std::span<const secret> hidden, wall_time now);

/// Takes the tokens from the fields of an answer.
result<token_set>
tokens_from(const field_list& fields, const answer_names& names, const kept_parts& kept, wall_time now);

/// Reads whole seconds, as text or number, with a fraction that is dropped; less than none is none, too much
/// is the most there is. Nothing when it is no number.
std::optional<std::chrono::seconds> read_seconds(std::string_view text);

/// Adds without overflow.
wall_time later(wall_time now, std::chrono::seconds by) noexcept;

} // namespace segue::account::oauth2
