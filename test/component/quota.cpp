#include "component/quota_job.hpp"
#include "support/on_emulator.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <cmath>
#include <iostream>
#include <thread>

// Real windows in real time: 60 requests per 2 seconds in place of 60 per minute. What is asserted are
// refusals, which no slow machine may cause. Speed is printed; unit_quota_rules holds it, in virtual time.

namespace {

using namespace std::chrono_literals;
using namespace segue;
using test::journal_report;
using test::quota_job;

constexpr int limit = 60;
constexpr std::chrono::milliseconds window = 2s;
constexpr int whole_job = 600;

class component_quota : public test::on_emulator {
protected:
    static emulator::emulator_params limited() {
        emulator::emulator_params p;
        p.rate = limit;
        p.window = window;
        p.latency = 5ms;
        return p;
    }

    void SetUp() override { start(limited()); }

    discogs::client_params limited_params() const {
        auto p = params();
        p.rate_limit = traffic::rate_limit::on;
        p.quota.window = window;
        p.quota.linger = window;
        return p;
    }

    /// Runs a job with one client on the fixture's context.
    void run_job(quota_job& job, int workers, const discogs::client& client) {
        for (int i = 0; i < workers; ++i)
            asio::co_spawn(io, job.work(client), rethrow);
        EXPECT_TRUE(run_until([&] { return job.finished(); }, 100s)) << job.done() << " done";
        EXPECT_EQ(job.trouble(), "");
    }

    /// What the service saw, against the shortest time that its rule allows.
    journal_report report(std::chrono::duration<double> ideal) {
        const auto seen = test::report_of(service().journal());
        const double took = std::chrono::duration<double>(seen.last - seen.first).count();
        std::cout << "  " << seen.accepted << " accepted, " << seen.refused << " refused, " << took
                  << " s, ideal " << ideal.count() << " s, utilisation " << 100 * ideal.count() / took
                  << " %\n";
        RecordProperty("refused", seen.refused);
        RecordProperty("utilisation_percent", std::to_string(100 * ideal.count() / took));
        return seen;
    }

    /// The last of `requests` in bursts of a full window each.
    static std::chrono::duration<double> bursts(int requests, std::chrono::duration<double> apart = window) {
        return std::floor((requests - 1) / limit) * apart;
    }

    /// Waits for the moment at which a service that counts fixed windows or whole seconds begins a new one.
    static void wait_for_window_start() {
        const auto now = std::chrono::steady_clock::now();
        const auto into = now.time_since_epoch() % std::chrono::steady_clock::duration(window);
        std::this_thread::sleep_until(now + (std::chrono::steady_clock::duration(window) - into));
    }

    void expect_no_refusal_of_a_job_with(int workers) {
        auto client = make_client(limited_params());
        quota_job job(whole_job);
        run_job(job, workers, client);
        const auto seen = report(bursts(whole_job));
        EXPECT_EQ(seen.refused, 0);
        EXPECT_EQ(seen.accepted, whole_job);
        EXPECT_EQ(job.refused(), 0);
    }
};

TEST_F(component_quota, one_worker_is_never_refused) {
    expect_no_refusal_of_a_job_with(1);
}

TEST_F(component_quota, eight_workers_are_never_refused) {
    expect_no_refusal_of_a_job_with(8);
}

TEST_F(component_quota, sixty_four_workers_are_never_refused) {
    expect_no_refusal_of_a_job_with(64);
}

TEST_F(component_quota, job_started_again_within_a_window_is_never_refused) {
    constexpr int requests = 150;
    for (int start = 0; start < 2; ++start) {
        asio::io_context own{1};
        discogs::client client(own.get_executor(), limited_params());
        quota_job job(requests);
        for (int i = 0; i < 8; ++i)
            asio::co_spawn(own, job.work(client), rethrow);
        own.run_for(60s);
        EXPECT_TRUE(job.finished());
        EXPECT_EQ(job.trouble(), "");
    }
    const auto seen = report(bursts(2 * requests));
    EXPECT_EQ(seen.refused, 0);
    EXPECT_EQ(seen.accepted, 2 * requests);
}

TEST_F(component_quota, second_process_at_half_a_window_is_never_refused) {
    // A ledger of its own knows nothing of the first job, as in another process.
    auto quota = limited_params().quota;
    quota.mode = traffic::rate_limit::on;
    int sent = 0;
    for (const int requests : {30, 150}) {
        discogs::client client(
            io.get_executor(), limited_params(), traffic::make_quota_ledger(quota), observer);
        quota_job job(requests);
        run_job(job, 8, client);
        sent += requests;
    }
    const auto seen = report(bursts(sent));
    EXPECT_EQ(seen.refused, 0);
    EXPECT_EQ(seen.accepted, sent);
}

TEST_F(component_quota, second_process_in_a_full_window_is_refused_once_at_the_most) {
    auto quota = limited_params().quota;
    quota.mode = traffic::rate_limit::on;
    for (int process = 0; process < 2; ++process) {
        discogs::client client(
            io.get_executor(), limited_params(), traffic::make_quota_ledger(quota), observer);
        quota_job job(2 * limit);
        run_job(job, 8, client);
    }
    // Nobody can know of a full window before asking: the one request that asks.
    const auto seen = report(bursts(4 * limit));
    EXPECT_LE(seen.refused, 1);
    EXPECT_EQ(seen.accepted, 4 * limit);
}

TEST_F(component_quota, client_made_per_request_is_never_refused) {
    quota_job job(whole_job);
    const auto make = [this] { return make_client(limited_params()); };
    for (int i = 0; i < 8; ++i)
        asio::co_spawn(io, job.work_with_clients_made_by(make), rethrow);
    EXPECT_TRUE(run_until([&] { return job.finished(); }, 100s)) << job.done() << " done";
    EXPECT_EQ(job.trouble(), "");
    const auto seen = report(bursts(whole_job));
    EXPECT_EQ(seen.refused, 0);
    EXPECT_EQ(seen.accepted, whole_job);
    EXPECT_GE(service().connections(), static_cast<std::size_t>(whole_job)) << "clients were not made anew";
}

TEST_F(component_quota, four_contexts_on_four_threads_are_never_refused) {
    quota_job job(whole_job);
    const auto p = limited_params();
    const auto serve = [&] {
        asio::io_context own{1};
        discogs::client client(own.get_executor(), p);
        for (int i = 0; i < 16; ++i)
            asio::co_spawn(own, job.work(client), rethrow);
        own.run_for(100s);
    };
    std::vector<std::thread> threads;
    threads.reserve(4);
    for (int i = 0; i < 4; ++i)
        threads.emplace_back(serve);
    for (auto& thread : threads)
        thread.join();
    EXPECT_TRUE(job.finished()) << job.done() << " done";
    EXPECT_EQ(job.trouble(), "");
    const auto seen = report(bursts(whole_job));
    EXPECT_EQ(seen.refused, 0);
    EXPECT_EQ(seen.accepted, whole_job);
}

struct foreign_case {
    const char* name;
    emulator::retry_after_form told;
    int workers;
};

// NOLINTNEXTLINE(readability-identifier-naming): the name that GoogleTest looks for
void PrintTo(const foreign_case& tested, std::ostream* out) {
    *out << tested.name;
}

class component_quota_foreign : public component_quota, public ::testing::WithParamInterface<foreign_case> {};

TEST_P(component_quota_foreign, client_that_uses_half_costs_a_refusal_a_window_at_the_most) {
    constexpr int requests = whole_job / 2; // at half the pace
    auto served = limited();
    served.retry_after = GetParam().told;
    start(served);
    quota_job job(requests);
    auto client = make_client(limited_params());
    // Somebody else is not as slow as our own loop may be, and does not make up for what it was kept from.
    std::jthread foreigner([this](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            service().add_foreign_requests(1);
            std::this_thread::sleep_for(window / (limit / 2));
        }
    });
    run_job(job, GetParam().workers, client);
    foreigner.request_stop();
    // What it left is the other half.
    const auto seen = report(std::chrono::duration<double>(window) * requests / (limit / 2));
    EXPECT_EQ(seen.accepted, requests);
    // Over the whole job, as in virtual time: what is on its way when the last slot goes is refused together.
    EXPECT_LE(seen.refused, (seen.last - seen.first) / window);
    if (GetParam().workers == 1) {
        EXPECT_LE(seen.most_refused_within(window), 1);
    }
    EXPECT_NE(observer->text.find("somebody else"), std::string::npos) << "and it is told";
}

INSTANTIATE_TEST_SUITE_P(
    refusals,
    component_quota_foreign,
    ::testing::Values(
        foreign_case{"that_say_when", emulator::retry_after_form::seconds, 8},
        foreign_case{"that_say_nothing", emulator::retry_after_form::none, 8},
        foreign_case{"that_say_nothing_to_one_worker", emulator::retry_after_form::none, 1}),
    [](const auto& tested) { return tested.param.name; });

struct other_rule {
    const char* name;
    emulator::window_rule rule;
    emulator::retry_after_form told;
    /// What a client needs that knows the rule.
    std::chrono::duration<double> ideal;
};

// NOLINTNEXTLINE(readability-identifier-naming): the name that GoogleTest looks for
void PrintTo(const other_rule& tested, std::ostream* out) {
    *out << tested.name;
}

/// Services that count in another way than the client thinks.
class component_quota_rules : public component_quota, public ::testing::WithParamInterface<other_rule> {};

TEST_P(component_quota_rules, cost_two_refusals_at_the_most) {
    const auto& tested = GetParam();
    auto served = limited();
    served.rule = tested.rule;
    served.retry_after = tested.told;
    start(served);
    auto client = make_client(limited_params());
    quota_job job(whole_job);
    wait_for_window_start();
    run_job(job, 8, client);
    const auto seen = report(tested.ideal);
    EXPECT_EQ(seen.accepted, whole_job);
    EXPECT_LE(seen.refused, 2);
}

// An average lets a full window through at once, then its rate. A request leaves a window of whole seconds in
// the third second after its own.
INSTANTIATE_TEST_SUITE_P(
    rules,
    component_quota_rules,
    ::testing::Values(
        other_rule{"averaged", emulator::window_rule::averaged, emulator::retry_after_form::seconds, 20s},
        other_rule{"averaged_silent", emulator::window_rule::averaged, emulator::retry_after_form::none, 20s},
        other_rule{
            "whole_second", emulator::window_rule::whole_second, emulator::retry_after_form::seconds, 27s},
        other_rule{
            "whole_second_silent",
            emulator::window_rule::whole_second,
            emulator::retry_after_form::none,
            27s}),
    [](const auto& tested) { return tested.param.name; });

} // namespace
