// What every token store does: the same cases for the one in memory, the one in a file, and both ways of
// locking that file.

#include "support/cache_folder.hpp"

#include <segue/account/sqlite_token_store.hpp>
#include <segue/account/token_store.hpp>
#include <segue/base/blocking.hpp>
#include <segue/base/error.hpp>
#include <segue/testing/manual_time.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <sstream>
#include <thread>

namespace segue::account {
namespace {

using namespace std::chrono_literals;

enum class kind { memory, plain, key, passphrase };

sqlite_token_store_params cheap_scrypt() {
    sqlite_token_store_params p;
    p.scrypt_cost = 10;
    return p;
}

class token_stores : public ::testing::TestWithParam<kind> {
public:
    std::shared_ptr<token_store> make() {
        const auto file = folder / "sub/accounts.db";
        switch (GetParam()) {
        case kind::memory:
            return make_memory_token_store(clock);
        case kind::plain:
            return make_sqlite_token_store(file, {}, cheap_scrypt(), clock);
        case kind::key:
            return make_sqlite_token_store(
                file, store_key::from_bytes(secret(std::string(32, 'k'))), cheap_scrypt(), clock);
        case kind::passphrase:
            break;
        }
        return make_sqlite_token_store(
            file, store_key::from_passphrase(secret("correct horse")), cheap_scrypt(), clock);
    }

    std::optional<stored_account> get(const stored_account& a) { return loop.wait(store->get(a.key())); }

    std::vector<std::string> labels(const account_filter& filter = {}) {
        std::vector<std::string> found;
        for (const auto& each : loop.wait(store->list(filter)))
            found.push_back(each.label);
        return found;
    }

    template <class T>
    std::string refused(asio::awaitable<T> call) {
        try {
            loop.wait(std::move(call));
        } catch (const bad_params& e) {
            return e.details().param;
        }
        return "nothing";
    }

    static wall_time moment(const testing::manual_time& clock) { return clock.today(); }

    test::cache_folder folder;
    std::shared_ptr<testing::manual_time> clock = std::make_shared<testing::manual_time>();
    blocking loop;
    std::shared_ptr<token_store> store = make();
};

stored_account account(std::string label, std::string provider = "discogs", std::string flow = "oauth1") {
    stored_account a;
    a.provider = std::move(provider);
    a.flow = std::move(flow);
    a.client_id = "app";
    a.access_token = secret("token of " + label);
    a.label = std::move(label);
    return a;
}

stored_account full() {
    auto a = account("me");
    a.user_id = "1578108";
    a.user_name = "Tr\xc3\xa4umer";
    a.scopes = {"b", "", "a b"};
    a.redirect_uri = "http://127.0.0.1:8888/callback";
    a.token_type = "bearer";
    a.client_secret = secret("C-secret");
    a.token_secret = secret("T-secret");
    a.refresh_token = secret(std::string("R\0secret", 8));
    a.expires_at = wall_time(1'800'000'000'123ms);
    a.extra = R"({"shard":7})";
    return a;
}

void expect_same(const stored_account& a, const stored_account& b) {
    EXPECT_EQ(a.key(), b.key());
    EXPECT_EQ(a.user_id, b.user_id);
    EXPECT_EQ(a.user_name, b.user_name);
    EXPECT_EQ(a.scopes, b.scopes);
    EXPECT_EQ(a.redirect_uri, b.redirect_uri);
    EXPECT_EQ(a.token_type, b.token_type);
    EXPECT_EQ(a.client_secret.reveal(), b.client_secret.reveal());
    EXPECT_EQ(a.access_token.reveal(), b.access_token.reveal());
    EXPECT_EQ(a.token_secret.reveal(), b.token_secret.reveal());
    EXPECT_EQ(a.refresh_token.reveal(), b.refresh_token.reveal());
    EXPECT_EQ(a.expires_at, b.expires_at);
    EXPECT_EQ(a.extra, b.extra);
}

void expect_same_stamps(const stored_account& a, const stored_account& b) {
    EXPECT_EQ(a.created_at, b.created_at);
    EXPECT_EQ(a.updated_at, b.updated_at);
    EXPECT_EQ(a.last_used_at, b.last_used_at);
    EXPECT_EQ(a.revision, b.revision);
}

TEST_P(token_stores, every_field_comes_back_as_it_was_put) {
    const auto put = loop.wait(store->put(full()));
    expect_same(put, full());
    EXPECT_NE(put.revision, 0);
    const auto found = get(put);
    ASSERT_TRUE(found);
    expect_same(*found, full());
    expect_same_stamps(*found, put);
}

TEST_P(token_stores, unknown_account_is_nothing_and_no_error) {
    EXPECT_FALSE(get(account("me")));
    EXPECT_FALSE(loop.wait(store->latest({})));
    EXPECT_TRUE(loop.wait(store->list({})).empty());
    EXPECT_FALSE(loop.wait(store->touch(account("me").key())));
    EXPECT_FALSE(loop.wait(store->replace(account("me"))));
    EXPECT_EQ(loop.wait(store->clear()), 0U);
}

TEST_P(token_stores, labels_of_any_bytes_are_told_apart) {
    const std::vector<std::string> table{
        "",
        " ",
        "~",
        "~me",
        "~~me",
        "me",
        "Me",
        "me ",
        R"(o'; DROP TABLE account; --")",
        std::string("a\0b", 3),
        std::string("a\0c", 3),
        std::string("a\0", 2),
        "a",
        "\xf0\x9f\x8e\xb5 \xe9\x9f\xb3\xe6\xa5\xbd",
        "\xc3\xa9",  // é in one
        "e\xcc\x81", // and in two: the same to a reader, another name here
        "\xff\xfe no UTF-8",
        "%",
        "_",
        "line\nbreak",
        std::string(1024, 'l')};
    for (const auto& label : table)
        (void)loop.wait(store->put(account(label)));
    EXPECT_EQ(labels().size(), table.size());
    for (const auto& label : table) {
        const auto found = get(account(label));
        ASSERT_TRUE(found) << label;
        EXPECT_EQ(found->label, label);
        EXPECT_EQ(found->access_token.reveal(), "token of " + label);
    }
    for (const auto& label : table) {
        account_filter one;
        one.labels = label;
        EXPECT_EQ(loop.wait(store->remove(one)), 1U) << label;
    }
    EXPECT_TRUE(labels().empty());
}

TEST_P(token_stores, each_part_of_the_key_makes_another_account) {
    auto other = account("me");
    other.client_id = "";
    for (const auto& each : {account("me"), account("me", "qobuz"), account("me", "discogs", "token"), other})
        (void)loop.wait(store->put(each));
    (void)loop.wait(store->put(account("me")));
    EXPECT_EQ(labels().size(), 4U);
    // Nor do parts run into each other.
    (void)loop.wait(store->put(account("x", "ab", "c")));
    (void)loop.wait(store->put(account("x", "a", "bc")));
    EXPECT_EQ(labels().size(), 6U);
}

TEST_P(token_stores, what_is_too_large_or_has_no_name_is_refused_and_stores_nothing) {
    EXPECT_EQ(refused(store->put(account("me", ""))), "provider");
    EXPECT_EQ(refused(store->put(account("me", "discogs", ""))), "flow");
    EXPECT_EQ(refused(store->put(account(std::string(1025, 'l')))), "label");
    EXPECT_EQ(refused(store->put(account(std::string(1024 * 1024, 'l')))), "label");
    EXPECT_EQ(refused(store->replace(account("me", std::string(1025, 'p')))), "provider");
    auto large = account("me");
    large.client_id = std::string(1025, 'c');
    EXPECT_EQ(refused(store->put(large)), "client_id");
    large = account("me");
    large.extra = std::string(1024 * 1024, 'x');
    EXPECT_EQ(refused(store->put(large)), "account");
    large.extra.clear();
    large.scopes.resize(200'000);
    EXPECT_EQ(refused(store->put(large)), "account");
    EXPECT_TRUE(labels().empty());
    large = account("me");
    large.extra = std::string(1000 * 1024, 'x');
    (void)loop.wait(store->put(large));
    EXPECT_EQ(get(large)->extra, large.extra);
}

TEST_P(token_stores, filters_join_fields_by_and_and_values_by_or) {
    for (const auto& each :
         {account("a"),
          account("b"),
          account("a", "discogs", "token"),
          account("a", "qobuz", "password"),
          account("c", "qobuz", "password")})
        (void)loop.wait(store->put(each));
    using strings = std::vector<std::string>;
    account_filter f;
    EXPECT_EQ(labels(f), (strings{"c", "a", "a", "b", "a"}));
    f.providers = "discogs";
    EXPECT_EQ(labels(f), (strings{"a", "b", "a"}));
    const std::string flow = "oauth1";
    f.flows = flow;
    EXPECT_EQ(labels(f), (strings{"b", "a"}));
    const std::array<std::string_view, 2> both{"b", "c"};
    f.labels = both;
    EXPECT_EQ(labels(f), (strings{"b"}));
    f = {};
    f.labels = both;
    EXPECT_EQ(labels(f), (strings{"c", "b"}));
    const strings some{"a", "nobody"};
    f.labels = some;
    EXPECT_EQ(labels(f), (strings{"a", "a", "a"}));
    f.client_ids = "another app";
    EXPECT_TRUE(labels(f).empty());
    f = {};
    const strings none;
    f.labels = none; // not the same as any
    EXPECT_TRUE(labels(f).empty());
    EXPECT_FALSE(f.is_any());
    EXPECT_EQ(loop.wait(store->remove(f)), 0U);
    f = {};
    f.providers = "Discogs"; // exactly
    EXPECT_TRUE(labels(f).empty());
}

TEST_P(token_stores, arguments_may_go_before_the_call_is_awaited) {
    auto call = [this] {
        const std::vector<std::string> names{"a label that does not fit into the string itself"};
        const auto a = account(names[0]);
        (void)loop.wait(store->put(a));
        account_filter f;
        f.labels = names;
        return store->list(f);
    }();
    EXPECT_EQ(loop.wait(std::move(call)).size(), 1U);
    auto late = store->get(account("a label that does not fit into the string itself").key());
    auto never = store->put(account("never"));
    store.reset();
    EXPECT_NO_THROW((void)never);
}

TEST_P(token_stores, removal_takes_what_fits_and_never_all_by_mistake) {
    for (const auto* label : {"a", "b", "c"})
        (void)loop.wait(store->put(account(label)));
    EXPECT_EQ(refused(store->remove({})), "filter");
    EXPECT_EQ(labels().size(), 3U);
    account_filter f;
    const std::array<std::string_view, 3> two{"a", "c", "nobody"};
    f.labels = two;
    EXPECT_EQ(loop.wait(store->remove(f)), 2U);
    EXPECT_EQ(labels(), std::vector<std::string>{"b"});
    EXPECT_EQ(loop.wait(store->clear()), 1U);
    EXPECT_TRUE(labels().empty());
}

TEST_P(token_stores, the_latest_is_the_one_put_or_touched_last_even_in_the_same_millisecond) {
    for (const auto* label : {"a", "b", "c"})
        (void)loop.wait(store->put(account(label)));
    EXPECT_EQ(loop.wait(store->latest({}))->label, "c");
    EXPECT_TRUE(loop.wait(store->touch(account("a").key())));
    EXPECT_EQ(loop.wait(store->latest({}))->label, "a");
    EXPECT_TRUE(get(account("b")));
    EXPECT_EQ(labels(), (std::vector<std::string>{"a", "c", "b"})); // to find is no use
    (void)loop.wait(store->put(account("b")));
    EXPECT_EQ(labels(), (std::vector<std::string>{"b", "a", "c"}));
    account_filter f;
    const std::array<std::string_view, 2> two{"a", "c"};
    f.labels = two;
    EXPECT_EQ(loop.wait(store->latest(f))->label, "a");
}

TEST_P(token_stores, stamps_say_when_it_was_made_changed_and_used) {
    const auto made = moment(*clock);
    const auto first = loop.wait(store->put(full()));
    EXPECT_EQ(first.created_at, made);
    EXPECT_EQ(first.updated_at, made);
    EXPECT_EQ(first.last_used_at, made);
    clock->advance(1500ms);
    EXPECT_TRUE(loop.wait(store->touch(first.key())));
    auto now = *get(first);
    EXPECT_EQ(now.created_at, made);
    EXPECT_EQ(now.updated_at, made);
    EXPECT_EQ(now.last_used_at, made + 1500ms);
    EXPECT_EQ(now.revision, first.revision); // to use it is no change
    expect_same(now, full());
    clock->advance(1s);
    auto again = full();
    again.created_at = wall_time(1ms); // the store's own
    again = loop.wait(store->put(again));
    EXPECT_EQ(again.created_at, made);
    EXPECT_EQ(again.updated_at, made + 2500ms);
    EXPECT_EQ(again.last_used_at, made + 2500ms);
    EXPECT_NE(again.revision, first.revision);
    clock->advance(1s);
    again.access_token = secret("renewed");
    const auto replaced = loop.wait(store->replace(again));
    ASSERT_TRUE(replaced);
    EXPECT_EQ(replaced->created_at, made);
    EXPECT_EQ(replaced->updated_at, made + 3500ms);
    EXPECT_EQ(replaced->last_used_at, made + 2500ms);
    expect_same_stamps(*get(again), *replaced);
    EXPECT_EQ(get(again)->access_token.reveal(), "renewed");
}

TEST_P(token_stores, times_are_kept_to_the_millisecond_in_what_is_returned_too) {
    auto a = account("me");
    a.expires_at = wall_time(1'800'000'000'123ms) + 999us;
    clock->advance(1500us);
    a = loop.wait(store->put(a));
    EXPECT_EQ(a.expires_at, wall_time(1'800'000'000'123ms));
    EXPECT_EQ(a.created_at, wall_time(testing::manual_time::default_date) + 1ms);
    expect_same(*get(a), a);
    a.expires_at = wall_time(-1us); // before 1970, and downwards
    const auto replaced = loop.wait(store->replace(a));
    ASSERT_TRUE(replaced);
    EXPECT_EQ(replaced->expires_at, wall_time(-1ms));
    expect_same(*get(a), *replaced);
}

TEST_P(token_stores, replacement_loses_against_whoever_was_quicker) {
    const auto seen = loop.wait(store->put(account("me")));
    auto mine = seen;
    auto theirs = seen;
    mine.access_token = secret("mine");
    theirs.access_token = secret("theirs");
    EXPECT_TRUE(loop.wait(store->replace(theirs)));
    EXPECT_FALSE(loop.wait(store->replace(mine)));
    EXPECT_EQ(get(seen)->access_token.reveal(), "theirs");
    // Removed and put again it is another, whatever it looks like.
    EXPECT_EQ(loop.wait(store->clear()), 1U);
    EXPECT_FALSE(loop.wait(store->replace(mine)));
    (void)loop.wait(store->put(account("me")));
    EXPECT_FALSE(loop.wait(store->replace(mine)));
    EXPECT_EQ(get(seen)->access_token.reveal(), "token of me");
}

TEST_P(token_stores, printed_secrets_are_stars) {
    std::ostringstream out;
    const auto a = loop.wait(store->put(full()));
    out << a.client_secret << a.access_token << a.token_secret << a.refresh_token;
    EXPECT_EQ(out.str(), "************");
}

TEST_P(token_stores, several_threads_use_one_store) {
    constexpr int each = 8;
    std::vector<std::thread> threads;
    threads.reserve(4);
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([this, t] {
            blocking own_loop;
            for (int i = 0; i < each; ++i) {
                const auto a = account(std::to_string(t) + "-" + std::to_string(i));
                (void)own_loop.wait(store->put(a));
                (void)own_loop.wait(store->touch(a.key()));
                (void)own_loop.wait(store->latest({}));
            }
        });
    for (auto& thread : threads)
        thread.join();
    EXPECT_EQ(labels().size(), 4U * each);
}

TEST_P(token_stores, call_cancelled_before_it_starts_waits_for_nothing) {
    asio::io_context io;
    asio::cancellation_signal signal;
    std::optional<std::exception_ptr> ended;
    auto done = [&](std::exception_ptr e, const std::optional<stored_account>&) { ended = std::move(e); };
    asio::co_spawn(io, store->get(account("me").key()), asio::bind_cancellation_slot(signal.slot(), done));
    signal.emit(asio::cancellation_type::terminal);
    io.run();
    ASSERT_TRUE(ended);
    // Asio hands the cancellation over behind the first step: a store that is quicker has its answer.
    if (GetParam() == kind::memory) {
        EXPECT_FALSE(*ended);
    }
    if (*ended) {
        try {
            std::rethrow_exception(*ended);
        } catch (const boost::system::system_error& e) {
            EXPECT_EQ(e.code(), asio::error::operation_aborted);
        }
    }
    (void)loop.wait(store->put(account("me")));
    EXPECT_TRUE(get(account("me"))) << "the store goes on";
}

TEST_P(token_stores, call_that_is_never_awaited_does_nothing) {
    {
        auto put = store->put(account("me"));
        auto cleared = store->clear();
    }
    EXPECT_TRUE(labels().empty());
}

TEST_P(token_stores, write_that_nobody_waits_for_any_more_is_done_all_the_same) {
    asio::io_context io;
    asio::cancellation_signal signal;
    bool ended = false;
    auto done = [&](const std::exception_ptr&, const stored_account&) { ended = true; };
    asio::co_spawn(io, store->put(account("me")), asio::bind_cancellation_slot(signal.slot(), done));
    io.run_one(); // begun
    signal.emit(asio::cancellation_type::terminal);
    io.run();
    EXPECT_TRUE(ended);
    EXPECT_TRUE(get(account("me")));
}

std::string name_of(const ::testing::TestParamInfo<kind>& info) {
    switch (info.param) {
    case kind::memory:
        return "memory";
    case kind::plain:
        return "plain";
    case kind::key:
        return "key";
    case kind::passphrase:
        break;
    }
    return "passphrase";
}

INSTANTIATE_TEST_SUITE_P(
    all, token_stores, ::testing::Values(kind::memory, kind::plain, kind::key, kind::passphrase), name_of);

TEST(store_errors, have_words_of_their_own) {
    EXPECT_STREQ(store_category().name(), "segue.store");
    std::vector<std::string> all;
    for (int value = 0; value <= 11; ++value)
        all.push_back(store_category().message(value));
    EXPECT_EQ(all[0], store_category().message(99));
    std::sort(all.begin(), all.end());
    EXPECT_EQ(std::unique(all.begin(), all.end()), all.end());
    EXPECT_EQ(make_error_code(store_errc::locked), store_errc::locked);
}

} // namespace
} // namespace segue::account
