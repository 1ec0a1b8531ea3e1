#include "account/form.hpp"
#include "account/oauth1.hpp"
#include "base/wipe.hpp"
#include "discogs/load.hpp"
#include "discogs/provider.hpp"

#include <segue/base/result.hpp>
#include <segue/discogs/nodes/oauth.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <utility>

namespace segue::discogs {
namespace {

/// Signs one step. What is of the step stays here: it must not get into later requests.
class step_signer final : public traffic::request_signer {
public:
    step_signer(
        account::oauth1_keys keys,
        std::chrono::seconds service_ahead,
        std::string_view name,
        std::string_view value)
        : keys_(std::move(keys)), service_ahead_(service_ahead), name_(name), value_(value) {}

    void sign(http::request& r, std::chrono::system_clock::time_point today) const override {
        r.headers.set("Content-Type", "application/x-www-form-urlencoded");
        const account::oauth1_params more{{name_, value_.reveal()}};
        const auto stamp = account::make_oauth1_stamp(today + service_ahead_);
        auto field = oauth1_authorization(r, keys_, stamp, more);
        const wiped_at_end gone(field);
        r.headers.set("Authorization", field);
    }

    /// Takes out of a text what nobody else may see, should the service have sent it back.
    void redact(std::string& text) const {
        const auto& verifier = name_ == "oauth_verifier" ? value_ : nothing_;
        for (const auto* s : {&keys_.consumer_secret, &keys_.token_secret, &keys_.token, &verifier}) {
            if (s->reveal().size() < shortest_hidden)
                continue;
            auto encoded = account::oauth1_encode(s->reveal());
            const wiped_at_end gone(encoded);
            for (const std::string_view hidden : {std::string_view(s->reveal()), std::string_view(encoded)}) {
                for (auto at = text.find(hidden); at != std::string::npos; at = text.find(hidden, at + 3))
                    text.replace(at, hidden.size(), "***");
            }
        }
    }

private:
    // Fewer letters are in any word, and no secret.
    static constexpr std::size_t shortest_hidden = 4;

    account::oauth1_keys keys_;
    std::chrono::seconds service_ahead_;
    std::string name_;
    account::secret value_;
    account::secret nothing_;
};

const discogs_provider& rules_of(const resource::client_core& core) {
    return static_cast<const discogs_provider&>(core.rules()); // clients of Discogs are made with no other
}

// A refusal is one of its own kind: these steps answer 400 and 401 for the same things, and in plain text.
failure explain(failure why, const step_signer& signer) {
    const bool refused = why.status == 400 || why.status == 401 || why.status == 403;
    if (refused && why.code != errc::blocked)
        why.code = errc::oauth_refused;
    signer.redact(why.message);
    signer.redact(why.body);
    return why;
}

// Who answers with something else may have put tokens into it: then the body is nothing to show.
failure
unreadable(failure why, const resource::request_spec& spec, const http::response& answer, int attempts) {
    why.method = http::to_string(spec.method);
    why.path = spec.path;
    why.status = answer.status;
    why.attempts = attempts;
    constexpr std::size_t most_body_kept = 2048;
    constexpr std::array<std::string_view, 4> marks = {"token", "secret", "Token", "Secret"};
    const bool may_be_shown = std::none_of(
        marks.begin(), marks.end(), [&](auto mark) { return answer.body.find(mark) != std::string::npos; });
    if (may_be_shown)
        why.body = answer.body.substr(0, most_body_kept);
    return why;
}

struct tokens {
    account::secret token;
    account::secret token_secret;
};

result<tokens> read_tokens(const result<account::form>& read, bool wants_confirmation) {
    if (!read)
        return read.error();
    auto token = read->required("oauth_token");
    if (!token)
        return token.error();
    auto token_secret = read->required("oauth_token_secret");
    if (!token_secret)
        return token_secret.error();
    if (wants_confirmation) {
        const auto confirmed = read->required("oauth_callback_confirmed");
        if (!confirmed)
            return confirmed.error();
        if (confirmed->reveal() != "true") {
            failure f;
            f.code = errc::oauth_malformed;
            f.message = "the answer's oauth_callback_confirmed is not true";
            return f;
        }
    }
    tokens both;
    both.token = std::move(*token);
    both.token_secret = std::move(*token_secret);
    return both;
}

asio::awaitable<tokens> take_step(
    std::shared_ptr<resource::client_core> core,
    resource::request_spec spec,
    std::shared_ptr<const step_signer> signer) {
    const bool is_first = spec.method == http::method::get;
    spec.signer = signer;
    auto got = co_await as_result(resource::client_core::fetch(std::move(core), spec));
    if (!got)
        throw_failure(explain(std::move(got).error(), *signer));
    const auto read = account::form::read(got->answer.body);
    auto both = read_tokens(read, is_first);
    if (!both)
        throw_failure(unreadable(both.error(), spec, got->answer, 1));
    wipe(got->answer.body);
    co_return std::move(both).value();
}

asio::awaitable<request_token> take_first_step(
    std::shared_ptr<resource::client_core> core,
    resource::request_spec spec,
    std::shared_ptr<const step_signer> signer) {
    auto page = rules_of(*core).authorize_url();
    auto both = co_await take_step(std::move(core), std::move(spec), std::move(signer));
    request_token made;
    made.token = std::move(both.token);
    made.token_secret = std::move(both.token_secret);
    made.callback_confirmed = true;
    made.authorize_page = std::move(page);
    co_return made;
}

asio::awaitable<access_token> take_last_step(
    std::shared_ptr<resource::client_core> core,
    resource::request_spec spec,
    std::shared_ptr<const step_signer> signer) {
    auto both = co_await take_step(std::move(core), std::move(spec), std::move(signer));
    access_token made;
    made.token = std::move(both.token);
    made.token_secret = std::move(both.token_secret);
    co_return made;
}

resource::request_spec step_of(http::method method, std::string path, const call_options& options) {
    resource::request_spec spec;
    spec.method = method;
    spec.path = std::move(path);
    spec.options = options;
    return spec;
}

account::oauth1_keys application_of(const resource::client_core& core, resource::request_spec& spec) {
    auto keys = rules_of(core).application_keys();
    if (keys.consumer_key.empty())
        refuse(spec, "consumer_key", "the steps of OAuth need an application's key and secret");
    return keys;
}

} // namespace

oauth_node::oauth_node(std::shared_ptr<resource::client_core> core) : node(std::move(core), "/oauth") {}

asio::awaitable<discogs::request_token>
oauth_node::request_token(const request_token_params& params, const call_options& options) const {
    auto spec = step_of(http::method::get, path() + "/request_token", options);
    auto keys = application_of(*core(), spec);
    if (params.callback.empty())
        refuse(spec, "callback", "must be an address, or oob");
    const auto ahead = rules_of(*core()).service_ahead();
    auto signer = std::make_shared<step_signer>(std::move(keys), ahead, "oauth_callback", params.callback);
    return take_first_step(core(), std::move(spec), std::move(signer));
}

asio::awaitable<discogs::access_token> oauth_node::access_token(
    const discogs::request_token& agreed, std::string_view verifier, const call_options& options) const {
    auto spec = step_of(http::method::post, path() + "/access_token", options);
    auto keys = application_of(*core(), spec);
    if (agreed.token.empty() || agreed.token_secret.empty())
        refuse(spec, "request_token", "must be what the first step gave");
    if (verifier.empty())
        refuse(spec, "verifier", "must be what the page gave to the user");
    keys.token = agreed.token;
    keys.token_secret = agreed.token_secret;
    const auto ahead = rules_of(*core()).service_ahead();
    auto signer = std::make_shared<step_signer>(std::move(keys), ahead, "oauth_verifier", verifier);
    return take_last_step(core(), std::move(spec), std::move(signer));
}

} // namespace segue::discogs
