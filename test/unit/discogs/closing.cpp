// Closing a client, opening it again, and the plans that it can make.

#include "support/client_fixture.hpp"

namespace {

using namespace std::chrono_literals;
using namespace segue;
using segue::testing::json;

class closing : public test::client_fixture {
protected:
    closing() { transport->use({.latency = 10s}); }

    asio::awaitable<int> closed(discogs::client client, discogs::close_mode mode) {
        co_await client.close(mode);
        co_return 1;
    }

    asio::awaitable<void> ask(discogs::client client, std::vector<boost::system::error_code>& outcomes) {
        try {
            co_await client.release(1).get();
            outcomes.emplace_back();
        } catch (const boost::system::system_error& e) {
            outcomes.push_back(e.code());
        }
    }
};

TEST_F(closing, waits_for_what_is_under_way_and_takes_no_more) {
    auto client = make_client();
    std::vector<boost::system::error_code> outcomes;
    asio::co_spawn(io, ask(client, outcomes), rethrow);
    io.poll();
    const auto start = time->now();
    EXPECT_EQ(run(closed(client, discogs::close_mode::finish)), 1);
    EXPECT_EQ(time->now() - start, 10s);
    EXPECT_EQ(outcomes, std::vector<boost::system::error_code>(1));
    EXPECT_EQ(fails<client_closed_error>(client.release(1).get()).attempts, 0);
    EXPECT_EQ(transport->count(), 1U);
}

TEST_F(closing, may_cut_off_what_is_under_way) {
    auto client = make_client();
    std::vector<boost::system::error_code> outcomes;
    asio::co_spawn(io, ask(client, outcomes), rethrow);
    asio::co_spawn(io, ask(client, outcomes), rethrow);
    io.poll();
    const auto start = time->now();
    EXPECT_EQ(run(closed(client, discogs::close_mode::cut_off)), 1);
    EXPECT_EQ(time->now(), start);
    EXPECT_EQ(outcomes, std::vector<boost::system::error_code>(2, errc::client_closed));
    EXPECT_EQ(transport->under_way(), 0U);
}

TEST_F(closing, write_that_has_left_has_an_unknown_outcome) {
    auto client = make_client();
    boost::system::error_code code;
    auto write = [&]() -> asio::awaitable<void> {
        try {
            co_await client.release(1).rating().user("me").update(5);
        } catch (const error& e) {
            code = e.code();
        }
    };
    asio::co_spawn(io, write(), rethrow);
    io.poll();
    run(closed(client, discogs::close_mode::cut_off));
    EXPECT_EQ(code, errc::outcome_unknown);
}

TEST_F(closing, may_be_done_twice_and_by_several) {
    auto client = make_client();
    std::vector<boost::system::error_code> outcomes;
    asio::co_spawn(io, ask(client, outcomes), rethrow);
    io.poll();
    int done = 0;
    auto close = [&]() -> asio::awaitable<void> {
        co_await client.close();
        ++done;
    };
    asio::co_spawn(io, close(), rethrow);
    asio::co_spawn(io, close(), rethrow);
    time->run(io);
    EXPECT_EQ(done, 2);
    EXPECT_EQ(run(closed(client, discogs::close_mode::finish)), 1);
}

TEST_F(closing, client_opened_again_sends_the_same) {
    auto client = make_client();
    run(client.release(1).get());
    run(closed(client, discogs::close_mode::finish));
    client.open();
    run(client.release(1).get());
    const auto before = transport->request(0);
    const auto after = transport->request(1);
    EXPECT_EQ(before.target, after.target);
    EXPECT_TRUE(std::equal(
        before.headers.begin(),
        before.headers.end(),
        after.headers.begin(),
        after.headers.end(),
        [](const auto& a, const auto& b) { return a.name == b.name && a.value == b.value; }));
    EXPECT_EQ(client.budget().used, 2) << "the ledger went on counting";
}

TEST_F(closing, closing_copies_closes_all) {
    auto client = make_client();
    const auto copy = client;
    run(closed(copy, discogs::close_mode::finish));
    fails<client_closed_error>(client.release(1).get());
}

TEST_F(closing, estimate_tells_the_end_of_a_job_within_a_twentieth) {
    transport->use({.latency = 50ms});
    for (const int requests : {10, 60, 61, 150, 600}) {
        auto client = make_client();
        const auto told = client.estimate(static_cast<std::size_t>(requests));
        const auto start = time->now();
        int left = requests;
        auto job = [&]() -> asio::awaitable<void> {
            while (left-- > 0)
                co_await client.release(1).get({}, {.cache = cache_mode::bypass});
        };
        for (int i = 0; i < 8; ++i)
            asio::co_spawn(io, job(), rethrow);
        time->run(io);
        const std::chrono::duration<double> took = time->now() - start;
        const std::chrono::duration<double> said = told;
        EXPECT_NEAR(said.count(), took.count(), std::max(0.5, took.count() / 20)) << requests;
    }
}

} // namespace
