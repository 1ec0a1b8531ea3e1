// A client that has what a sign-in needs and no user yet: which calls it sends, and what the others say.

#include "unit/discogs/operations/by_operation.hpp"

#include <segue/base/events.hpp>
#include <segue/testing/responses.hpp>
#include <segue/traffic/response_cache.hpp>

#include <boost/asio/co_spawn.hpp>

#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <vector>

namespace segue::test {
namespace {

using segue::testing::error_json;
using ::testing::AllOf;
using ::testing::HasSubstr;

// Spelled out from the reference's tables, apart from the table that the client itself goes by.
constexpr std::array in_a_users_name = {4,  7,  8,  20, 21, 22, 23, 24, 25, 26, 27, 30, 32, 33, 34, 35, 36,
                                        37, 38, 39, 40, 42, 46, 48, 49, 52, 53, 54, 56, 57, 59, 60, 61};

bool is_in_a_users_name(const operation& op) {
    return std::find(in_a_users_name.begin(), in_a_users_name.end(), op.number) != in_a_users_name.end();
}

discogs::client_params application() {
    return {
        .consumer_key = "application",
        .consumer_secret = "sesame2",
        .credentials_from = discogs::credential_source::params_only,
        .base_url = "https://service.test",
        .retry = {.max_attempts = 1}};
}

discogs::client_params nobody() {
    auto p = application();
    p.consumer_key = p.consumer_secret = {};
    return p;
}

class sign_in_later : public by_operation {
protected:
    static void expect_refused_unsent(const ending& end, const stage& s, errc code = errc::sign_in_required) {
        EXPECT_EQ(end.type, "sign_in_error") << end.says;
        EXPECT_EQ(end.code, code);
        EXPECT_EQ(end.code, condition::unauthorized);
        EXPECT_EQ(end.why.attempts, 0);
        EXPECT_EQ(end.why.status, 0);
        const std::string request = op().sent.request;
        EXPECT_EQ(end.why.method, request.substr(0, request.find(' ')));
        EXPECT_EQ(end.why.path, request.substr(request.find(' ') + 1));
        EXPECT_THAT(end.why.message, AllOf(HasSubstr("discogs::sign_in"), HasSubstr("client.with_account")));
        EXPECT_EQ(s.transport->count(), 0U);
    }
};

TEST_P(sign_in_later, call_that_needs_a_user_is_refused_before_it_is_sent) {
    stage s(op());
    s.params = application();
    const auto client = s.make_client();
    const auto over = s.start(client);
    s.finish();
    if (is_in_a_users_name(op())) {
        expect_refused_unsent(*over, s);
        EXPECT_EQ(client.budget().used, 0) << "it takes nothing from the quota";
    } else {
        EXPECT_EQ(over->type, "") << over->why.message;
        EXPECT_GE(s.transport->count(), 1U);
    }
}

TEST_P(sign_in_later, user_who_has_signed_in_is_refused_nothing) {
    stage s(op());
    s.params = application();
    const discogs::account_params user{.access_token = "hush3", .access_token_secret = "hush4"};
    const auto over = s.start(s.make_client().with_account(user));
    s.finish();
    EXPECT_EQ(over->type, "") << over->why.message;
    EXPECT_GE(s.transport->count(), 1U);
}

TEST_P(sign_in_later, client_without_any_credentials_hears_it_from_the_service) {
    if (op().is_oauth_step())
        return; // refused for want of a key: see oauth.cpp
    stage s(op());
    s.params = nobody();
    s.answer = [](const http::request&) {
        return error_json(401, "You must authenticate to access this resource.");
    };
    const auto over = s.start(s.make_client());
    s.finish();
    EXPECT_EQ(over->type, "authentication_error");
    EXPECT_EQ(over->why.message, "You must authenticate to access this resource.");
    EXPECT_EQ(s.transport->count(), 1U);
}

INSTANTIATE_TEST_SUITE_P(each, sign_in_later, ::testing::ValuesIn(all_operations()), name_of_row);

const operation& row_of(int number) {
    return *all_operations()[static_cast<std::size_t>(number) - 1];
}

class application_alone : public ::testing::Test {
protected:
    application_alone() { s.params = application(); }

    template <class Verb>
    ending end_of(const discogs::client& client, Verb verb) {
        auto work = told(verb(client));
        const auto over = s.start(s.io, std::move(work));
        s.finish();
        return *over;
    }

    template <class T>
    static asio::awaitable<std::string> told(asio::awaitable<T> verb) {
        co_await std::move(verb);
        co_return std::string("answered");
    }

    stage s{row_of(47)};
};

// What others see of a collection is the folder of everything.
TEST_F(application_alone, folders_but_that_of_everything_need_a_user) {
    const auto client = s.make_client();
    const auto collection = client.user("some_one").collection();
    const auto own = end_of(client, [&](const auto&) { return collection.folder(1).get(); });
    EXPECT_EQ(own.code, errc::sign_in_required);
    auto items = collection.folder(1).releases().list();
    const auto list = end_of(client, [&](const auto&) { return items.next(); });
    EXPECT_EQ(list.code, errc::sign_in_required);
    EXPECT_EQ(s.transport->count(), 0U);
    const auto all = end_of(client, [&](const auto&) { return collection.folder(0).get(); });
    EXPECT_EQ(all.says, "answered") << all.why.message;
    EXPECT_EQ(s.transport->count(), 1U);
}

TEST_F(application_alone, base_url_with_a_path_changes_nothing) {
    s.params.base_url = "https://service.test/discogs/v2";
    const auto client = s.make_client();
    const auto who = end_of(client, [](const auto& c) { return c.identity().get(); });
    EXPECT_EQ(who.code, errc::sign_in_required);
    EXPECT_EQ(s.transport->count(), 0U);
}

TEST_F(application_alone, pager_that_was_refused_says_so_again_and_sends_nothing) {
    const auto client = s.make_client();
    auto orders = client.marketplace().orders().list();
    for (int i = 0; i < 3; ++i) {
        const auto page = end_of(client, [&](const auto&) { return orders.next_page(); });
        EXPECT_EQ(page.code, errc::sign_in_required);
    }
    EXPECT_EQ(s.transport->count(), 0U);
}

TEST_F(application_alone, closed_client_says_that_it_is_closed) {
    const auto client = s.make_client();
    asio::co_spawn(s.io, client.close(), [](const std::exception_ptr&) {});
    s.finish();
    const auto who = end_of(client, [](const auto& c) { return c.identity().get(); });
    EXPECT_EQ(who.code, errc::client_closed);
}

/// Hears what becomes of calls.
class listener final : public observer {
public:
    void on_event(const event& e) override {
        ++heard;
        if (const auto* over = std::get_if<events::finished>(&e)) {
            code = over->code;
            attempts = over->attempts;
        }
    }

    int heard = 0;
    int attempts = -1;
    boost::system::error_code code;
};

TEST_F(application_alone, observer_hears_of_the_end_and_of_no_request) {
    const auto ears = std::make_shared<listener>();
    const discogs::client client(s.io.get_executor(), s.params, s.transport, s.time, ears);
    const auto who = end_of(client, [](const auto& c) { return c.identity().get(); });
    EXPECT_EQ(who.code, errc::sign_in_required);
    EXPECT_EQ(ears->heard, 1);
    EXPECT_EQ(ears->code, errc::sign_in_required);
    EXPECT_EQ(ears->attempts, 0);
}

} // namespace
} // namespace segue::test
