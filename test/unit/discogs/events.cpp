// One scripted day in the life of a client, in which everything happens that an observer can hear; and the
// spans of a trace that somebody who hears it can draw.

#include "support/client_fixture.hpp"

#include <algorithm>
#include <map>
#include <variant>

namespace {

using namespace std::chrono_literals;
using namespace segue;
using segue::test::param_of;
using segue::test::release_page;
using segue::testing::error_json;
using segue::testing::json;
using segue::testing::reply;
using segue::testing::with_header;

using instant = std::chrono::steady_clock::time_point;

/// A stretch of a trace: a call, or one of its attempts.
struct span {
    instant begin{};
    instant end{};
};

struct traced_call {
    span whole;
    std::vector<span> attempts;
    int retried = 0;
    int told_attempts = 0;
    bool over = false;
    bool joined = false;
    bool cached = false;
};

/// Draws spans from events alone, as a tracing back end would.
class tracer final : public observer {
public:
    void on_event(const event& e) override {
        kinds.insert(e.index());
        std::visit([this](const auto& news) { take(news); }, e);
    }

    std::set<std::size_t> kinds;
    std::map<std::uint64_t, traced_call> calls;
    /// Of each event, in the order in which they came.
    std::vector<instant> times;
    /// Of each call, in the order in which the first of its events came.
    std::vector<std::uint64_t> ids;
    int without_call = 0;

private:
    traced_call& call_of(const call_view& call) {
        times.push_back(call.at);
        EXPECT_NE(call.id, 0U);
        EXPECT_FALSE(call.method.empty());
        EXPECT_TRUE(call.path.starts_with("/")) << call.path;
        const auto [at, first] = calls.try_emplace(call.id);
        if (first)
            ids.push_back(call.id);
        EXPECT_FALSE(at->second.over) << "the last word about a call is the last";
        return at->second;
    }

    void take(const events::queued& news) { call_of(news.call); }
    void take(const events::permitted& news) { call_of(news.call); }
    void take(const events::sent& news) {
        auto& call = call_of(news.call);
        call.attempts.push_back({news.call.at, {}});
        EXPECT_EQ(news.attempt, static_cast<int>(call.attempts.size()));
    }
    void take(const events::answered& news) {
        auto& call = call_of(news.call);
        ASSERT_EQ(news.attempt, static_cast<int>(call.attempts.size()));
        call.attempts.back().end = news.call.at;
        EXPECT_EQ(call.attempts.back().begin + news.took, news.call.at);
    }
    void take(const events::retried& news) { ++call_of(news.call).retried; }
    void take(const events::joined& news) {
        call_of(news.call).joined = true;
        EXPECT_TRUE(calls.contains(news.flight)) << "the call that sends is known before";
    }
    void take(const events::cached& news) { call_of(news.call).cached = true; }
    void take(const events::finished& news) {
        auto& call = call_of(news.call);
        call.whole = {news.call.at - news.took, news.call.at};
        call.told_attempts = news.attempts;
        call.over = true;
    }
    void take(const events::circuit_changed& news) { times.push_back(news.at); }
    void take(const events::quota_changed& news) { times.push_back(news.at); }
    // Of what was read, behind the end of the call; they name it by its path.
    void take(const events::drifted& news) { behind(news.call); }
    void take(const events::page_short& news) { behind(news.call); }
    void take(const events::list_moved& news) { behind(news.call); }
    void behind(const call_view& call) {
        times.push_back(call.at);
        EXPECT_FALSE(call.path.empty());
        ++without_call;
    }
};

class events_of_a_client : public test::client_fixture {
protected:
    events_of_a_client() {
        params.retry = {};
        params.breaker.failures_to_open = 2;
        params.breaker.failing_for = 0ms;
        params.quota.authenticated_limit = 4;
        params.quota.window = 10s;
        cache = traffic::make_memory_cache();
        transport->use({.latency = 20ms});
        answer = [this](const http::request& r) { return say(r); };
    }

    discogs::client traced() {
        auto ledger_params = params.quota;
        ledger = traffic::make_quota_ledger(ledger_params);
        return discogs::client(io.get_executor(), params, transport, trace, time, ledger, cache);
    }

    /// The service of this day: what goes wrong goes wrong the first times.
    reply say(const http::request& r) {
        const int n = ++asked_[r.target];
        if (r.target == "/releases/3" && n == 1)
            return with_header(error_json(429, "slow down"), "Retry-After", "3");
        if (r.target == "/releases/4" && n <= 2)
            return error_json(503, "down");
        if (r.target.starts_with("/artists/1/releases"))
            return param_of(r.target, "page") == "2" ? json(release_page(2, 46, 10, 0, 70))
                                                     : json(release_page(1, 1, 47, 2, 60));
        if (r.target == "/releases/5")
            return json(R"({"id":5,"title":["not","a","text"]})");
        return json(R"({"id":1,"title":"T"})");
    }

    /// Two calls at the same time.
    void together(const discogs::client& client, std::int64_t one, std::int64_t other) {
        int done = 0;
        auto finish = [&done](const std::exception_ptr& e, const discogs::release&) { done += e ? 0 : 1; };
        asio::co_spawn(io, client.release(one).get(), finish);
        asio::co_spawn(io, client.release(other).get(), finish);
        time->run(io);
        EXPECT_EQ(done, 2);
    }

    void whole_day(const discogs::client& client) {
        together(client, 1, 1);       // sent and joined
        run(client.release(1).get()); // cached
        run(client.release(3).get()); // a refusal, and the gate
        run(client.release(4).get()); // retried, and the circuit opens and closes
        run(client.release(5).get()); // drift
        auto list = client.artist(1).releases().list();
        run(list.collect()); // a short page, and a list that moves
    }

    std::shared_ptr<tracer> trace = std::make_shared<tracer>();
    std::map<std::string, int> asked_;
};

TEST_F(events_of_a_client, one_day_has_them_all) {
    whole_day(traced());
    std::string missing;
    for (std::size_t i = 0; i < std::variant_size_v<event>; ++i)
        missing += trace->kinds.contains(i) ? "" : " " + std::to_string(i);
    EXPECT_EQ(trace->kinds.size(), std::variant_size_v<event>) << "not seen, by index:" << missing;
}

TEST_F(events_of_a_client, numbers_and_times_only_grow) {
    const auto start = time->now();
    whole_day(traced());
    EXPECT_GT(trace->times.size(), 30U);
    EXPECT_TRUE(std::is_sorted(trace->times.begin(), trace->times.end()));
    EXPECT_GE(trace->times.front(), start) << "none is left out";
    EXPECT_GT(trace->times.back(), start);
    EXPECT_TRUE(std::is_sorted(trace->ids.begin(), trace->ids.end()));
    EXPECT_EQ(trace->ids.front(), 1U);
    EXPECT_EQ(trace->ids.back(), trace->ids.size()) << "no call without a word";
}

TEST_F(events_of_a_client, spans_can_be_drawn) {
    whole_day(traced());
    int attempts = 0;
    for (const auto& [id, call] : trace->calls) {
        SCOPED_TRACE(id);
        EXPECT_TRUE(call.over);
        EXPECT_LE(call.whole.begin, call.whole.end);
        auto last = call.whole.begin;
        for (const auto& each : call.attempts) {
            EXPECT_LE(last, each.begin) << "one attempt after the other, inside the call";
            EXPECT_EQ(each.end - each.begin, 20ms);
            last = each.end;
        }
        EXPECT_LE(last, call.whole.end);
        if (call.joined || call.cached) {
            EXPECT_TRUE(call.attempts.empty()) << "its request is another call's, or nobody's";
        } else {
            EXPECT_EQ(call.told_attempts, static_cast<int>(call.attempts.size()));
            EXPECT_EQ(call.retried + 1, call.told_attempts);
        }
        attempts += static_cast<int>(call.attempts.size());
    }
    EXPECT_EQ(static_cast<std::size_t>(attempts), transport->count());
}

TEST_F(events_of_a_client, observer_that_always_throws_changes_nothing) {
    class thrower final : public observer {
    public:
        void on_event(const event& e) override {
            kinds.insert(e.index());
            throw std::runtime_error("an observer's trouble");
        }
        std::set<std::size_t> kinds;
    };
    whole_day(traced());
    const auto sent = transport->count();
    const auto took = time->now();
    transport->clear();
    asked_.clear();
    cache = traffic::make_memory_cache();
    const auto angry = std::make_shared<thrower>();
    ledger = traffic::make_quota_ledger(params.quota);
    const auto begun = time->now();
    const discogs::client client(io.get_executor(), params, transport, angry, time, ledger, cache);
    whole_day(client);
    EXPECT_EQ(angry->kinds.size(), std::variant_size_v<event>) << "it heard all and threw each time";
    EXPECT_EQ(transport->count(), sent);
    EXPECT_GT(time->now(), begun);
    EXPECT_GT(took, instant());
    EXPECT_EQ(client.budget().waiting, 0U);
    EXPECT_EQ(time->waiting(), 0U);
}

} // namespace
