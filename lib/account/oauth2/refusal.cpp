#include "account/oauth2/refusal.hpp"

#include "account/oauth2/fields.hpp"
#include "base/wipe.hpp"
#include "http/status.hpp"

#include <segue/account/next_step.hpp>

#include <algorithm>
#include <array>
#include <optional>

namespace segue::account {
namespace oauth2 {
namespace {

constexpr std::size_t longest_word = 60;
constexpr std::size_t longest_description = 300;

struct known_word {
    std::string_view word;
    errc code;
};

// RFC 6749 4.1.2.1, 4.2.2.1 and 5.2, RFC 8628 3.5, OpenID Connect Core 3.1.2.6; the last two are Deezer's.
constexpr std::array known_words{
    known_word{"access_denied", errc::oauth_denied},
    known_word{"authorization_pending", errc::rate_limited},
    known_word{"slow_down", errc::rate_limited},
    known_word{"expired_token", errc::sign_in_required},
    known_word{"invalid_grant", errc::sign_in_required},
    known_word{"invalid_token", errc::sign_in_required},
    known_word{"account_selection_required", errc::sign_in_required},
    known_word{"consent_required", errc::sign_in_required},
    known_word{"interaction_required", errc::sign_in_required},
    known_word{"login_required", errc::sign_in_required},
    known_word{"invalid_client", errc::unauthorized},
    known_word{"unauthorized_client", errc::unauthorized},
    known_word{"invalid_request", errc::bad_request},
    known_word{"invalid_scope", errc::bad_request},
    known_word{"unsupported_grant_type", errc::bad_request},
    known_word{"unsupported_response_type", errc::bad_request},
    known_word{"server_error", errc::server_failed},
    known_word{"temporarily_unavailable", errc::server_failed},
    known_word{"user_denied", errc::oauth_denied},
    known_word{"wrong code", errc::sign_in_required}};

std::optional<errc> code_of(std::string_view word) noexcept {
    const auto at = std::find_if(
        known_words.begin(), known_words.end(), [word](const auto& each) { return each.word == word; });
    return at == known_words.end() ? std::nullopt : std::optional(at->code);
}

errc code_of(int status) noexcept {
    // It said no, in words that we do not know.
    if (status == 0 || (status >= 200 && status < 300))
        return errc::unprocessable;
    return http::errc_of_status(status);
}

void replace_all(std::string& text, const std::string& what) {
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 3))
        text.replace(at, what.size(), "***");
}

} // namespace

bool is_known_word(std::string_view word) noexcept {
    return code_of(word).has_value();
}

std::string quotable(std::string_view text, std::span<const secret> hidden, std::size_t longest) {
    std::string out(text);
    for (const auto& each : hidden) {
        if (each.empty())
            continue;
        replace_all(out, each.reveal());
        auto written = encoded(each.reveal());
        const wiped_at_end gone(written);
        replace_all(out, written);
    }
    std::replace_if(out.begin(), out.end(), [](unsigned char c) { return c < ' ' || c == 0x7f; }, ' ');
    if (out.size() <= longest)
        return out;
    auto end = longest;
    while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xc0U) == 0x80U)
        --end;
    out.resize(end);
    return out + "...";
}

failure failed(errc code, std::string message) {
    failure f;
    f.code = code;
    f.message = std::move(message);
    if (!f.message.empty())
        f.message += "; ";
    f.message += to_string(next_step_of(f));
    return f;
}

failure refused(const refusal& said, int status, std::span<const secret> hidden) {
    auto message = quotable(said.word, hidden, longest_word);
    if (!said.description.empty()) {
        if (!message.empty())
            message += ": ";
        message += quotable(said.description, hidden, longest_description);
    }
    auto f = failed(code_of(said.word).value_or(code_of(status)), std::move(message));
    f.status = status;
    return f;
}

failure misshapen(std::string pointer, std::string expected, std::string found) {
    auto f = failed(errc::decode_failed, {});
    f.pointer = std::move(pointer);
    f.expected = std::move(expected);
    f.found = std::move(found);
    return f;
}

failure with_status(failure f, int status) {
    f.status = status;
    return f;
}

failure bad_param(std::string param, std::string why) {
    failure f;
    f.code = errc::bad_params;
    f.param = std::move(param);
    f.message = std::move(why);
    return f;
}

} // namespace oauth2

next_step next_step_of(const failure& f) noexcept {
    // The operating system's or TLS library's code of a broken connection.
    if (f.code.category() != error_category())
        return next_step::try_later;
    switch (static_cast<errc>(f.code.value())) {
    case errc::sign_in_required:
        return next_step::sign_in;
    case errc::oauth_denied:
        return next_step::ask_user;
    case errc::oauth_state_mismatch:
        return next_step::wait_for_answer;
    case errc::unauthorized:
    case errc::forbidden:
        return next_step::check_client;
    case errc::bad_params:
    case errc::bad_request:
    case errc::unprocessable:
    case errc::not_found:
        return next_step::fix_request;
    case errc::connect_failed:
    case errc::connection_lost:
    case errc::resolve_failed:
    case errc::deadline_exceeded:
    case errc::attempt_timeout:
    case errc::rate_limited:
    case errc::server_failed:
        return next_step::try_later;
    case errc::outcome_unknown:
    case errc::completed_unreadable:
        return next_step::look_first;
    default:
        return next_step::check_service;
    }
}

std::string_view to_string(next_step s) noexcept {
    switch (s) {
    case next_step::sign_in:
        return "sign in again";
    case next_step::ask_user:
        return "ask the user again when they want to sign in";
    case next_step::wait_for_answer:
        return "use nothing of it and go on waiting for the right answer";
    case next_step::check_client:
        return "look at the client's id, secret and registration";
    case next_step::fix_request:
        return "mend scopes, redirect URI or URLs";
    case next_step::try_later:
        return "try again later";
    case next_step::look_first:
        return "it may have happened, the code or refresh token may be used up";
    case next_step::check_service:
        return "look at what answers there";
    }
    return "unknown";
}

} // namespace segue::account
