// Signing users in: what is asked, stored, reported, and what becomes of a grant when something fails after
// it.

#include "support/client_fixture.hpp"

#include <segue/discogs/sign_in.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/error.hpp>

#include <gmock/gmock.h>

#include <stdexcept>

namespace {

using namespace segue;
using account::stored_account;
using segue::testing::error_json;
using segue::testing::json;
using segue::testing::reply;
using ::testing::HasSubstr;
using ::testing::Not;

/// A user who agrees, or does something else.
class user final : public account::redirect_handler {
public:
    asio::awaitable<std::string> authorize(const account::sign_in_page& page) override {
        url = page.url;
        redirect_uri_asked = page.redirect_uri;
        limit = page.deadline;
        ++asked;
        std::string answer =
            back.empty() ? "oauth_token=" + std::string(page.state) + "&oauth_verifier=v" : back;
        co_return (page.redirect_uri == "oob" ? std::string("oob") : std::string(page.redirect_uri)) + "?" +
            answer;
    }
    std::string redirect_uri() const override { return home; }

    std::string home = "http://127.0.0.1:5/back";
    std::string back;
    std::string url;
    std::string redirect_uri_asked;
    std::chrono::milliseconds limit{};
    int asked = 0;
};

/// A store that takes nothing.
class full_store final : public account::token_store {
public:
    asio::awaitable<std::optional<stored_account>> get(account::account_key) override {
        co_return std::nullopt;
    }
    asio::awaitable<std::optional<stored_account>> latest(account::account_filter) override {
        co_return std::nullopt;
    }
    asio::awaitable<std::vector<stored_account>> list(account::account_filter) override {
        co_return std::vector<stored_account>();
    }
    asio::awaitable<stored_account> put(stored_account) override {
        throw std::runtime_error("no room left");
        co_return stored_account();
    }
    asio::awaitable<std::optional<stored_account>> replace(stored_account) override {
        co_return std::nullopt;
    }
    asio::awaitable<bool> touch(account::account_key) override { co_return false; }
    asio::awaitable<std::size_t> remove(account::account_filter) override { co_return std::size_t{0}; }
    asio::awaitable<std::size_t> clear() override { co_return std::size_t{0}; }
};

class signing_in : public test::client_fixture {
protected:
    signing_in()
        : client_fixture(
              {.consumer_key = "key",
               .consumer_secret = "hush1",
               .credentials_from = discogs::credential_source::params_only,
               .base_url = "https://service.test",
               .retry = {.max_attempts = 1}}) {
        answer = [this](const http::request& r) -> reply {
            if (r.target == "/oauth/request_token")
                return json(
                    "oauth_token=asked" + std::to_string(++begun) +
                    "&oauth_token_secret=hush2&oauth_callback_confirmed=true");
            if (r.target == "/oauth/access_token")
                return last_step;
            return identity;
        };
    }

    reply last_step = json("oauth_token=hush3&oauth_token_secret=hush4");
    reply identity = json(R"({"id":7,"username":"some one"})");
    int begun = 0;
    std::shared_ptr<user> somebody = std::make_shared<user>();
    std::shared_ptr<account::token_store> store = account::make_memory_token_store();

    discogs::signed_in sign_in(const discogs::sign_in_params& p = {}) {
        return run(discogs::sign_in(make_client(), somebody, store, p));
    }

    std::vector<stored_account> stored() { return run(store->list({})); }

    static void expect_tokens(const stored_account& a) {
        EXPECT_EQ(a.access_token.reveal(), "hush3");
        EXPECT_EQ(a.token_secret.reveal(), "hush4");
    }
};

TEST_F(signing_in, asks_the_user_once_and_the_store_afterwards) {
    const auto first = sign_in({.label = "the shop"});
    EXPECT_FALSE(first.from_store);
    expect_tokens(first.account);
    EXPECT_EQ(first.account.user_name, "some one");
    EXPECT_EQ(first.account.user_id, "7");
    EXPECT_EQ(first.account.provider, "discogs");
    EXPECT_EQ(first.account.flow, "oauth1");
    EXPECT_EQ(first.account.client_id, "key");
    EXPECT_EQ(first.account.redirect_uri, "http://127.0.0.1:5/back");
    EXPECT_NE(first.account.revision, 0);
    EXPECT_FALSE(first.not_named);
    EXPECT_FALSE(first.not_stored);
    EXPECT_EQ(transport->count(), 3U);
    EXPECT_THAT(somebody->url, HasSubstr("?oauth_token=asked1"));
    EXPECT_EQ(somebody->limit, std::chrono::minutes(5));

    const auto again = sign_in({.label = "the shop"});
    EXPECT_TRUE(again.from_store);
    expect_tokens(again.account);
    EXPECT_EQ(transport->count(), 3U) << "no request";
    EXPECT_EQ(somebody->asked, 1);
    ASSERT_EQ(stored().size(), 1U);
}

TEST_F(signing_in, takes_the_account_used_last_where_none_is_named) {
    sign_in({.label = "a"});
    last_step = json("oauth_token=other&oauth_token_secret=others");
    sign_in({.label = "b"});
    EXPECT_EQ(sign_in().account.label, "b");
    EXPECT_EQ(sign_in({.label = "a"}).account.label, "a");
    EXPECT_EQ(sign_in().account.label, "a") << "it was used since";
    EXPECT_EQ(somebody->asked, 2);
}

TEST_F(signing_in, asks_anew_when_told_so_and_replaces_what_was_stored) {
    sign_in({.label = "a"});
    last_step = json("oauth_token=newer&oauth_token_secret=hush4");
    EXPECT_EQ(sign_in({.label = "~a"}).account.access_token.reveal(), "newer");
    last_step = json("oauth_token=newest&oauth_token_secret=hush4");
    EXPECT_FALSE(sign_in({.label = "a", .stored = discogs::stored_account_use::ignore}).from_store);
    ASSERT_EQ(stored().size(), 1U);
    EXPECT_EQ(stored()[0].label, "a") << "without the sign";
    EXPECT_EQ(stored()[0].access_token.reveal(), "newest");
}

TEST_F(signing_in, keeps_accounts_of_other_applications_and_services_apart) {
    sign_in({.label = "a"});
    params.consumer_key = "another";
    EXPECT_FALSE(sign_in({.label = "a"}).from_store);
    EXPECT_EQ(stored().size(), 2U);
}

TEST_F(signing_in, has_the_verifier_typed_in_where_nothing_leads_back) {
    somebody->home = "";
    const auto done = sign_in();
    EXPECT_EQ(somebody->redirect_uri_asked, "oob");
    EXPECT_EQ(done.account.redirect_uri, "");
    const auto fixed = sign_in({.label = "~", .redirect_uri = "https://shelf.test/back"});
    EXPECT_EQ(somebody->redirect_uri_asked, "https://shelf.test/back");
    EXPECT_EQ(fixed.account.redirect_uri, "https://shelf.test/back");
}

TEST_F(signing_in, grant_outlives_whatever_fails_after_it) {
    identity = error_json(503, "Away.");
    auto done = sign_in();
    expect_tokens(done.account);
    ASSERT_TRUE(done.not_named);
    EXPECT_EQ(done.not_named->status, 503);
    EXPECT_EQ(done.account.user_name, "");
    EXPECT_EQ(stored().size(), 1U) << "stored without a name";

    identity = json(R"({"id":7,"username":"some one"})");
    store = std::make_shared<full_store>();
    done = sign_in();
    expect_tokens(done.account);
    EXPECT_EQ(done.account.user_name, "some one");
    ASSERT_TRUE(done.not_stored);
    EXPECT_EQ(done.not_stored->message, "no room left");
}

TEST_F(signing_in, cancelled_once_the_last_step_is_sent_goes_to_its_end) {
    asio::cancellation_signal cancel;
    last_step = reply(json("oauth_token=hush3&oauth_token_secret=hush4")).after(std::chrono::seconds(2));
    std::optional<discogs::signed_in> done;
    auto finish = [&](const std::exception_ptr& e, discogs::signed_in s) {
        if (!e)
            done = std::move(s);
    };
    asio::co_spawn(
        io,
        discogs::sign_in(make_client(), somebody, store),
        asio::bind_cancellation_slot(cancel.slot(), finish));
    while (transport->count("POST", "/oauth/access_token") == 0) {
        io.restart();
        io.poll();
        if (transport->count("POST", "/oauth/access_token") == 0) {
            ASSERT_TRUE(time->advance_to_next());
        }
    }
    cancel.emit(asio::cancellation_type::terminal);
    time->run(io);
    ASSERT_TRUE(done);
    expect_tokens(done->account);
    EXPECT_EQ(stored().size(), 1U);
}

TEST_F(signing_in, refusals_store_nothing) {
    somebody->back = "denied=asked1";
    const auto no = fails<authentication_error>(discogs::sign_in(make_client(), somebody, store));
    EXPECT_EQ(no.code, errc::oauth_refused);
    somebody->back = "oauth_token=of-another&oauth_verifier=v";
    fails<authentication_error>(discogs::sign_in(make_client(), somebody, store));
    somebody->back = "";
    last_step = error_json(401, "Invalid token.");
    fails<authentication_error>(discogs::sign_in(make_client(), somebody, store));
    last_step = json("<html>");
    fails<protocol_error>(discogs::sign_in(make_client(), somebody, store));
    EXPECT_TRUE(stored().empty());
}

TEST_F(signing_in, names_what_is_missing_before_anything_is_sent) {
    EXPECT_EQ(fails<bad_params>(discogs::sign_in(make_client(), nullptr, store)).param, "by");
    params.consumer_key = params.consumer_secret = {};
    EXPECT_EQ(fails<bad_params>(discogs::sign_in(make_client(), somebody, store)).param, "consumer_key");
    EXPECT_EQ(fails<bad_params>(discogs::begin_sign_in(make_client())).param, "consumer_key");
    EXPECT_EQ(transport->count(), 0U);
}

TEST_F(signing_in, works_without_a_store) {
    store = nullptr;
    expect_tokens(sign_in().account);
    EXPECT_FALSE(sign_in().from_store);
}

TEST_F(signing_in, in_two_requests_of_a_server_goes_through_a_text_between) {
    const std::string label("m\xc3\xbcsli \xff \"quoted\" ~", 19);
    const auto begun_at = run(
        discogs::begin_sign_in(make_client(), {.label = label, .redirect_uri = "https://shelf.test/back"}));
    EXPECT_THAT(begun_at.url(), HasSubstr("oauth_token=asked1"));
    EXPECT_THAT(begun_at.url(), Not(HasSubstr("hush")));
    const auto kept = begun_at.save();

    const auto restored = discogs::pending_sign_in::restore(kept.reveal());
    EXPECT_EQ(restored.url(), begun_at.url());
    const auto done = run(discogs::finish_sign_in(
        make_client(), restored, "https://shelf.test/back?x=1&oauth_token=asked1&oauth_verifier=v", store));
    expect_tokens(done.account);
    EXPECT_EQ(done.account.label, label);
    EXPECT_EQ(done.account.redirect_uri, "https://shelf.test/back");
    EXPECT_EQ(stored().size(), 1U);
}

TEST_F(signing_in, text_between_that_is_none_is_refused) {
    const auto begun_at = run(discogs::begin_sign_in(make_client()));
    const std::string kept = begun_at.save().reveal();
    std::vector<std::string> others = {
        "",
        "{}",
        "[]",
        "null",
        "hush",
        R"({"version":2})",
        R"({"version":"1"})",
        R"({"version":1,"token":7})"};
    for (std::size_t n = 1; n < kept.size(); n += 7)
        others.push_back(kept.substr(0, n));
    for (const auto& each : others) {
        try {
            static_cast<void>(discogs::pending_sign_in::restore(each));
            ADD_FAILURE() << each;
        } catch (const bad_params& e) {
            EXPECT_EQ(e.details().param, "text");
            EXPECT_THAT(std::string(e.what()), Not(HasSubstr("hush")));
        }
    }
}

// The account is chosen with the handle: calls of both go on side by side, each signed as its own.
TEST_F(signing_in, account_of_a_handle_never_changes) {
    const auto application = make_client();
    const auto one = application.with_account({.token = "first"});
    const auto two = one.with_account({.access_token = "hush3", .access_token_secret = "hush4"});
    const auto nobody = two.with_account({});
    run(one.identity().get());
    run(two.identity().get());
    run(nobody.artist(72872).get());
    run(one.identity().get());
    const auto field = [this](std::size_t n) {
        return std::string(transport->request(n).headers.find("Authorization").value_or("none"));
    };
    EXPECT_EQ(field(0), "Discogs token=first");
    EXPECT_THAT(field(1), HasSubstr("oauth_token=\"hush3\""));
    EXPECT_EQ(field(2), "Discogs key=key, secret=hush1");
    EXPECT_EQ(field(3), "Discogs token=first");
    EXPECT_EQ(two.consumer_key(), "key");
    EXPECT_THROW(static_cast<void>(one.with_account({.access_token = "half"})), std::invalid_argument);
}

TEST_F(signing_in, handle_of_another_account_outlives_the_first) {
    std::optional<discogs::client> first = make_client();
    const auto second = first->with_account({.token = "second"});
    first.reset();
    EXPECT_EQ(run(second.identity().get()).username, "some one");
}

} // namespace
