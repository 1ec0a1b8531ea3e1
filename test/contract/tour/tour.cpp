#include "contract/tour/tour.hpp"

#include "discogs/endpoints.hpp"

#include <segue/http/make_transport.hpp>

#include <ostream>

namespace segue::contract {
namespace {

/// Prints each exchange as `exchange`, operation, method, target, status and what the validator says, tabs
/// between.
class watched_transport final : public http::transport {
public:
    watched_transport(std::shared_ptr<http::transport> next, std::ostream& out)
        : next_(std::move(next)), out_(out) {}

    asio::awaitable<result<http::response>> send(http::request r, http::body_sink* sink) override {
        const auto method = r.method;
        const auto target = r.target;
        auto answer = co_await next_->send(std::move(r), sink);
        const auto* operation = discogs::find_endpoint(method, target);
        out_ << "exchange\t" << (operation ? operation->id : "unknown") << '\t' << to_string(method) << '\t'
             << target << '\t' << (answer ? answer->status : 0) << '\t'
             << (answer ? violations_of(*answer) : "no answer") << '\n';
        co_return answer;
    }

private:
    // The validator answers in its own name where one of its errors ends the exchange.
    static std::string violations_of(const http::response& answer) {
        std::string said(answer.headers.find("sl-violations").value_or(""));
        if (answer.headers.find("content-type").value_or("").starts_with("application/problem+json"))
            said += answer.body.empty() ? std::string("an answer of the validator's own") : answer.body;
        for (char& c : said)
            c = c == '\n' || c == '\r' || c == '\t' ? ' ' : c;
        return said;
    }

    std::shared_ptr<http::transport> next_;
    std::ostream& out_;
};

discogs::client_params settings(const place& where) {
    discogs::client_params p;
    p.base_url = where.base_url;
    p.user_agent = "SegueContract/1.0 +https://segue.invalid";
    p.credentials_from = discogs::credential_source::params_only;
    p.rate_limit = traffic::rate_limit::off;
    p.retry.max_attempts = 1;
    p.authorize_url = where.authorize_url;
    return p;
}

discogs::client make_user(
    asio::io_context& io,
    const place& where,
    std::string_view token,
    const std::shared_ptr<http::transport>& transport) {
    auto p = settings(where);
    p.token = token;
    return discogs::client(io.get_executor(), p, transport);
}

discogs::client make_application(
    asio::io_context& io, const place& where, const std::shared_ptr<http::transport>& transport) {
    auto p = settings(where);
    p.consumer_key = where.consumer_key;
    p.consumer_secret = where.consumer_secret;
    return discogs::client(io.get_executor(), p, transport);
}

std::shared_ptr<http::transport> make_watched(asio::io_context& io, std::ostream& out) {
    http::transport_params p;
    p.proxy = ""; // the environment's is for others
    return std::make_shared<watched_transport>(http::make_transport(io.get_executor(), p), out);
}

} // namespace

tour::tour(asio::io_context& io, place where, std::ostream& out)
    : io_(io), where_(std::move(where)), out_(out), transport_(make_watched(io, out)),
      user_(make_user(io, where_, where_.token, transport_)),
      application_(make_application(io, where_, transport_)),
      nobody_(io.get_executor(), settings(where_), transport_),
      stranger_(make_user(io, where_, "a-token-that-was-never-given", transport_)) {}

tour::~tour() = default;

discogs::client tour::client_with(discogs::text_format format) const {
    auto p = settings(where_);
    p.token = where_.token;
    p.text_format = format;
    return discogs::client(io_.get_executor(), p, transport_);
}

discogs::client tour::client_of(const discogs::access_token& user) const {
    auto p = settings(where_);
    p.consumer_key = where_.consumer_key;
    p.consumer_secret = where_.consumer_secret;
    p.access_token = user.token.reveal();
    p.access_token_secret = user.token_secret.reveal();
    return discogs::client(io_.get_executor(), p, transport_);
}

void tour::claim(std::initializer_list<std::string_view> operations) {
    for (const auto id : operations)
        out_ << "claim\t" << id << '\n';
}

asio::awaitable<void> tour::good(asio::awaitable<void> work) {
    const auto outcome = co_await as_result(std::move(work));
    if (!outcome)
        failed(describe(outcome.error()));
}

void tour::failed(std::string_view what) {
    out_ << "failed\t" << what << '\n';
}

void tour::judge(int wanted, int status) {
    if (status != wanted)
        failed("answered with " + std::to_string(status) + " in place of " + std::to_string(wanted));
}

} // namespace segue::contract
