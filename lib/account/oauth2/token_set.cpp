#include "account/oauth2/fields.hpp"

#include <segue/account/token_set.hpp>

#include <algorithm>

namespace segue::account {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// In milliseconds no two moments are too far apart.
milliseconds between(wall_time from, wall_time to) noexcept {
    return std::chrono::floor<milliseconds>(to.time_since_epoch()) -
           std::chrono::floor<milliseconds>(from.time_since_epoch());
}

} // namespace

bool token_set::expired(wall_time now, seconds skew) const noexcept {
    constexpr seconds most = std::chrono::years(100);
    if (!expires_at)
        return false;
    return *expires_at <= now || between(now, *expires_at) <= std::clamp(skew, seconds(0), most);
}

bool token_set::should_renew(wall_time now) const noexcept {
    if (!expires_at)
        return false;
    milliseconds margin = seconds(30);
    if (obtained_at != wall_time()) {
        const auto lifetime = std::max(between(obtained_at, *expires_at), milliseconds(0));
        // At most half of it, else a token of a minute would be renewed at each look.
        margin = std::min(std::max(margin, lifetime / 20), lifetime / 2);
    }
    return *expires_at <= now || between(now, *expires_at) <= margin;
}

bool token_set::grants(std::string_view scope) const {
    const auto wanted = oauth2::parted(scope, {});
    return std::all_of(wanted.begin(), wanted.end(), [this](const std::string& each) {
        return std::find(scopes.begin(), scopes.end(), each) != scopes.end();
    });
}

} // namespace segue::account
