#include "discogs/load.hpp"
#include "discogs/models/descriptions.hpp"
#include "discogs/people.hpp"
#include "discogs/provider.hpp"
#include "http/http_date.hpp"

#include <segue/base/result.hpp>
#include <segue/discogs/client.hpp>
#include <segue/discogs/diagnosis.hpp>
#include <segue/discogs/nodes/oauth.hpp>

#include <boost/algorithm/string/predicate.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace segue::discogs {
namespace {

struct kind_text {
    finding_kind kind;
    std::string_view name;
    std::string_view next_step;
};

constexpr std::array<kind_text, 14> texts{{
    {finding_kind::unreachable,
     "unreachable",
     "check base_url, the network and the proxy; for a certificate, ca_file and the machine's date"},
    {finding_kind::blocked,
     "blocked",
     "wait, then send less; name the program in user_agent; ask the service when it lasts"},
    {finding_kind::service_failed,
     "service_failed",
     "try again later; the service's status page may know more"},
    {finding_kind::rate_limited,
     "rate_limited",
     "find out who else sends from this address, or give each process a share by quota.authenticated_limit"},
    {finding_kind::generic_user_agent,
     "generic_user_agent",
     "set user_agent to the program's own name, version and address: the service asks for it"},
    {finding_kind::no_credentials,
     "no_credentials",
     "give token, or consumer_key with consumer_secret, in the params, or set DISCOGS_TOKEN"},
    {finding_kind::no_user, "no_user", "give a user's token beside the application's key and secret"},
    {finding_kind::clock_skew, "clock_skew", "set the machine's clock, by NTP as a rule"},
    {finding_kind::nonce_refused,
     "nonce_refused",
     "check the machine's clock, and that no proxy sends requests twice"},
    {finding_kind::signature_refused,
     "signature_refused",
     "check consumer secret and token secret, or sign with PLAINTEXT"},
    {finding_kind::credentials_refused,
     "credentials_refused",
     "make a new token in the account's settings, or sign in again"},
    {finding_kind::anonymous_tier,
     "anonymous_tier",
     "check that nothing on the way removes the Authorization field, and the credentials themselves"},
    {finding_kind::other_account, "other_account", "sign in as the account that is meant"},
    {finding_kind::missing_permission,
     "missing_permission",
     "sign in as the owner, or have the owner agree to the application again"},
}};

const kind_text& text_of(finding_kind kind) noexcept {
    return *std::find_if(texts.begin(), texts.end(), [kind](const kind_text& t) { return t.kind == kind; });
}

void add(diagnosis& d, finding_kind kind, std::string what) {
    finding f;
    f.kind = kind;
    f.what = std::move(what);
    f.next_step = text_of(kind).next_step;
    d.findings.push_back(std::move(f));
}

// What a 401 is about, by the words that the service has for it.
finding_kind refused_for(const std::string& message) {
    if (boost::algorithm::icontains(message, "nonce") || boost::algorithm::icontains(message, "timestamp"))
        return finding_kind::nonce_refused;
    if (boost::algorithm::icontains(message, "signature"))
        return finding_kind::signature_refused;
    return finding_kind::credentials_refused;
}

finding_kind kind_of(const failure& why) {
    if (why.code == errc::blocked)
        return finding_kind::blocked;
    if (why.code == errc::rate_limited || why.code == condition::rate_limited)
        return finding_kind::rate_limited;
    if (why.status == 401 || why.code == errc::oauth_refused)
        return refused_for(why.message);
    if (why.status == 403)
        return finding_kind::missing_permission;
    return why.status == 0 ? finding_kind::unreachable : finding_kind::service_failed;
}

// Clock and tier, which every answer tells of.
class examination {
public:
    examination(
        std::shared_ptr<resource::client_core> core, const diagnose_params& params, call_options options)
        : core_(std::move(core)), rules_(static_cast<const discogs_provider&>(core_->rules())),
          expected_(params.username ? std::optional<std::string>(*params.username) : std::nullopt),
          tolerance_(params.clock_tolerance), options_(options) {
        options_.cache = cache_mode::bypass;
        options_.retry = retry_mode::off;
    }

    asio::awaitable<diagnosis> run() {
        const bool reached = co_await greet();
        if (reached && rules_.signs_with() == account::credentials::kind::none)
            add(found_, finding_kind::no_credentials, "the client has no credentials");
        else if (reached && rules_.signs_with() == account::credentials::kind::key_and_secret)
            note_application();
        else if (reached)
            co_await meet_user();
        if (reached && !found_.healthy() && rules_.signs_with() == account::credentials::kind::oauth)
            co_await try_application();
        note_name();
        co_return std::move(found_);
    }

private:
    resource::request_spec question(std::string path) const {
        resource::request_spec spec;
        spec.path = std::move(path);
        spec.options = options_;
        return spec;
    }

    // Whether it makes sense to ask on.
    asio::awaitable<bool> greet() {
        auto spec = question("/");
        const auto answer = co_await as_result(resource::client_core::fetch(core_, std::move(spec)));
        if (answer) {
            read_clock(http::date_of(answer->answer));
            read_tier(answer->answer);
            co_return true;
        }
        read_clock(answer.error().service_time);
        note(answer.error());
        co_return false;
    }

    asio::awaitable<void> meet_user() {
        auto spec = question("/oauth/identity");
        const auto answer = co_await as_result(resource::client_core::fetch(core_, spec));
        if (!answer) {
            read_clock(answer.error().service_time);
            note(answer.error());
            co_return;
        }
        const auto me = decode<identity>(*core_, spec, answer->answer);
        found_.username = me.username;
        if (expected_ && !boost::algorithm::iequals(*expected_, me.username))
            add(found_,
                finding_kind::other_account,
                "the credentials are those of " + me.username + ", not of " + *expected_);
        auto own = question(user_path(me.username) + "/collection/folders");
        const auto folders = co_await as_result(resource::client_core::fetch(core_, std::move(own)));
        if (!folders)
            note(folders.error());
    }

    // Calls in a user's name are not refused for a wrong signature, but taken for nobody's. The first step of
    // OAuth says whether it is the application's key and secret that are wrong. It leaves nothing behind but
    // a token that nobody uses.
    asio::awaitable<void> try_application() {
        const oauth_node steps(core_);
        const auto token = co_await as_result(steps.request_token({}, options_));
        if (!token)
            note(token.error());
    }

    void note(const failure& why) { add(found_, kind_of(why), describe(why)); }

    void read_clock(const std::optional<std::chrono::sys_seconds>& theirs) {
        if (!theirs || found_.clock_ahead)
            return;
        const auto ahead = std::chrono::floor<std::chrono::seconds>(core_->time()->today()) - *theirs;
        found_.clock_ahead = ahead;
        if (std::chrono::abs(ahead) <= tolerance_)
            return;
        add(found_,
            finding_kind::clock_skew,
            "this machine's clock is " + std::to_string(std::chrono::abs(ahead).count()) + " s " +
                (ahead.count() > 0 ? "ahead of" : "behind") + " the service's");
    }

    void read_tier(const http::response& answer) {
        found_.limit = rules_.read_quota(answer, core_->time()->today()).limit;
        const auto& quota = core_->settings().quota;
        const bool sent_some = rules_.signs_with() != account::credentials::kind::none;
        if (sent_some && found_.limit && *found_.limit <= quota.anonymous_limit &&
            quota.anonymous_limit < quota.authenticated_limit)
            add(found_,
                finding_kind::anonymous_tier,
                "credentials were sent, and the service grants " + std::to_string(*found_.limit) +
                    " requests a minute, as to strangers");
    }

    void note_application() {
        if (expected_)
            add(found_,
                finding_kind::no_user,
                "the client has an application's key and secret, which are not " + *expected_ + "'s");
    }

    void note_name() {
        const auto name = core_->settings().headers.find("User-Agent");
        if (name && name->starts_with("Segue/"))
            add(found_, finding_kind::generic_user_agent, "the program's name is " + std::string(*name));
    }

    std::shared_ptr<resource::client_core> core_;
    const discogs_provider& rules_;
    std::optional<std::string> expected_;
    std::chrono::seconds tolerance_;
    call_options options_;
    diagnosis found_;
};

asio::awaitable<diagnosis> examine(std::shared_ptr<examination> e) {
    co_return co_await e->run();
}

asio::awaitable<diagnosis> refuse_tolerance() {
    failure f;
    f.code = errc::bad_params;
    f.param = "clock_tolerance";
    f.message = "must be at least 1 s";
    throw_failure(std::move(f));
    co_return diagnosis();
}

} // namespace

std::string_view to_string(finding_kind kind) noexcept {
    return text_of(kind).name;
}

bool diagnosis::has(finding_kind kind) const noexcept {
    return std::any_of(findings.begin(), findings.end(), [kind](const finding& f) { return f.kind == kind; });
}

std::string to_string(const diagnosis& d) {
    std::string text;
    if (d.username)
        text += "account: " + *d.username + "\n";
    if (d.limit)
        text += "quota: " + std::to_string(*d.limit) + " requests a minute\n";
    if (d.healthy())
        text += "nothing is wrong\n";
    for (const auto& each : d.findings)
        text += std::string(to_string(each.kind)) + ": " + each.what + "\n    " + each.next_step + "\n";
    return text;
}

asio::awaitable<diagnosis>
client::diagnose(const diagnose_params& params, const call_options& options) const {
    if (params.clock_tolerance < std::chrono::seconds(1))
        return refuse_tolerance();
    return examine(std::make_shared<examination>(core_, params, options));
}

} // namespace segue::discogs
