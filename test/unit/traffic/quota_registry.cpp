#include "unit/traffic/ledger_desk.hpp"

#include <stdexcept>
#include <thread>

namespace {

using namespace segue::traffic;
using namespace std::chrono_literals;

quota_params short_window() {
    return {.authenticated_limit = 5, .window = 10s, .linger = 10s};
}

permit_id take(quota_ledger& ledger, double now) {
    const auto place = ledger.join({}, ledger_desk::at(now), {});
    const auto answer = ledger.claim(std::get<joined>(place).ticket, ledger_desk::at(now));
    return std::get<granted>(answer).permit;
}

void answer(quota_ledger& ledger, permit_id permit, double now) {
    ledger.settle(permit, {settlement_kind::answered, ledger_desk::at(now), {}}, ledger_desk::at(now));
}

TEST(quota_registry, same_origin_is_one_ledger) {
    const auto a = shared_quota_ledger("https://one.test:443", short_window(), ledger_desk::at(0));
    const auto b = shared_quota_ledger("https://one.test:443", short_window(), ledger_desk::at(0));
    const auto c = shared_quota_ledger("https://one.test:8443", short_window(), ledger_desk::at(0));
    EXPECT_EQ(a, b);
    EXPECT_NE(a, c);
}

TEST(quota_registry, client_made_per_request_is_still_limited) {
    double now = 0;
    for (int i = 0; i < 5; ++i) {
        const auto ledger = shared_quota_ledger("https://two.test:443", short_window(), ledger_desk::at(now));
        answer(*ledger, take(*ledger, now), now);
        now += 0.1;
    }
    const auto ledger = shared_quota_ledger("https://two.test:443", short_window(), ledger_desk::at(now));
    EXPECT_EQ(ledger->view(tier::authenticated, ledger_desk::at(now)).remaining, 0);
}

TEST(quota_registry, ledger_goes_when_its_last_slot_is_free) {
    std::weak_ptr<quota_ledger> watched;
    {
        const auto ledger = shared_quota_ledger("https://three.test:443", short_window(), ledger_desk::at(0));
        answer(*ledger, take(*ledger, 0), 0);
        watched = ledger;
    }
    static_cast<void>(shared_quota_ledger("https://other.test:443", short_window(), ledger_desk::at(10.0)));
    EXPECT_FALSE(watched.expired());
    static_cast<void>(shared_quota_ledger("https://other.test:443", short_window(), ledger_desk::at(10.1)));
    EXPECT_TRUE(watched.expired());
}

TEST(quota_registry, other_params_take_the_longer_window_and_linger) {
    const auto ledger = shared_quota_ledger("https://four.test:443", short_window(), ledger_desk::at(0));
    answer(*ledger, take(*ledger, 0), 0);
    auto longer = short_window();
    longer.window = 20s;
    longer.authenticated_limit = 50;
    EXPECT_EQ(shared_quota_ledger("https://four.test:443", longer, ledger_desk::at(1)), ledger);
    EXPECT_EQ(ledger->view(tier::authenticated, ledger_desk::at(1)).limit, 5);
    EXPECT_EQ(ledger->view(tier::authenticated, ledger_desk::at(20)).used, 1);
    EXPECT_EQ(ledger->view(tier::authenticated, ledger_desk::at(20.02)).used, 0);
    // A shorter one afterwards changes nothing.
    static_cast<void>(shared_quota_ledger("https://four.test:443", short_window(), ledger_desk::at(21)));
    answer(*ledger, take(*ledger, 30), 30);
    EXPECT_EQ(ledger->view(tier::authenticated, ledger_desk::at(50)).used, 1);
}

TEST(quota_registry, one_client_without_a_limit_lifts_nobody_elses) {
    const auto limited = shared_quota_ledger("https://five.test:443", short_window(), ledger_desk::at(0));
    auto off = short_window();
    off.mode = rate_limit::off;
    const auto free = shared_quota_ledger("https://five.test:443", off, ledger_desk::at(0));
    EXPECT_NE(limited, free);
    EXPECT_EQ(limited->view(tier::authenticated, ledger_desk::at(0)).pacing, rate_limit::on);
}

TEST(quota_registry, out_of_range_params_are_refused) {
    EXPECT_THROW(
        static_cast<void>(shared_quota_ledger("https://six.test:443", {.window = 0ms}, ledger_desk::at(0))),
        std::invalid_argument);
}

TEST(quota_registry, threads_find_one_ledger) {
    std::vector<std::shared_ptr<quota_ledger>> found(4);
    std::vector<std::thread> threads;
    for (auto& each : found)
        threads.emplace_back([&each] {
            for (int i = 0; i < 200; ++i)
                each = shared_quota_ledger("https://seven.test:443", short_window(), ledger_desk::at(0));
        });
    for (auto& thread : threads)
        thread.join();
    for (const auto& each : found)
        EXPECT_EQ(each, found.front());
}

} // namespace
