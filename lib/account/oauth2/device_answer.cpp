#include "account/oauth2/device_answer.hpp"

#include "account/oauth2/refusal.hpp"
#include "account/oauth2/token_answer.hpp"

#include <algorithm>
#include <initializer_list>

namespace segue::account::oauth2 {
namespace {

using std::chrono::seconds;

constexpr seconds usual_interval(5);
constexpr seconds shortest_interval(1);
constexpr seconds longest_wait(24 * 3600);

// The first that is there, of several spellings.
const std::string* find(const field_list& fields, std::initializer_list<std::string_view> spelled) noexcept {
    for (const auto name : spelled) {
        if (const auto* const found = fields.find(name); found != nullptr)
            return found;
    }
    return nullptr;
}

// It is opened in a browser.
bool is_page(const std::string* url) noexcept {
    return url != nullptr && is_printable(*url) &&
           (url->starts_with("https://") || url->starts_with("http://"));
}

failure lacking(const char* pointer, const char* expected, const std::string* found) {
    return misshapen(pointer, expected, found == nullptr ? "nothing" : "another text");
}

} // namespace

result<device_answer> device_answer_from(const field_list& fields, steady_time now) {
    const auto* const code = find(fields, {"device_code", "deviceCode"});
    const auto* const user_code = find(fields, {"user_code", "userCode"});
    const auto* const page = find(fields, {"verification_uri", "verification_url", "verificationUri"});
    const auto* const whole =
        find(fields, {"verification_uri_complete", "verification_url_complete", "verificationUriComplete"});
    const auto* const ends = find(fields, {"expires_in", "expiresIn"});
    const auto* const pace = fields.find("interval");
    const auto lifetime = ends != nullptr ? read_seconds(*ends) : std::nullopt;
    if (code == nullptr)
        return lacking("/device_code", "a code", code);
    if (user_code == nullptr || !is_printable(*user_code))
        return lacking("/user_code", "a code on one line", user_code);
    if (!is_page(page))
        return lacking("/verification_uri", "the URL of a page", page);
    if (!lifetime)
        return lacking("/expires_in", "a number", ends);

    const auto given = pace != nullptr ? read_seconds(*pace) : std::nullopt;
    device_answer out;
    out.device_code = secret(*code);
    out.grant.user_code = *user_code;
    out.grant.verification_uri = *page;
    if (is_page(whole))
        out.grant.verification_uri_complete = *whole;
    out.grant.interval = std::clamp(given.value_or(usual_interval), shortest_interval, longest_wait);
    out.grant.expires_at = now + std::min(*lifetime, longest_wait);
    out.grant.next_at = now + out.grant.interval;
    return out;
}

} // namespace segue::account::oauth2
