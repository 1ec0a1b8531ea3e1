#include <segue/base/log_observer.hpp>

#include <boost/asio/error.hpp>

#include <gtest/gtest.h>

#include <array>
#include <iostream>
#include <set>
#include <sstream>
#include <thread>
#include <vector>

namespace {

using namespace segue;
using namespace std::chrono_literals;

const call_view call{3, "GET", "/releases/1?curr_abbr=EUR"};

events::answered answer_with(int status, boost::system::error_code code) {
    events::answered e;
    e.call = call;
    e.attempt = 1;
    e.status = status;
    e.code = code;
    e.body_bytes = status == 0 ? 0 : 15123;
    e.took = 85'400us;
    return e;
}

events::finished finish_with(boost::system::error_code code, int attempts) {
    events::finished e;
    e.call = call;
    e.attempts = attempts;
    e.code = code;
    e.took = 1250ms;
    return e;
}

const std::array<drift, 2> fields = {
    drift{"/year", "integer", "object"}, drift{"/tracklist/3/a\nb\x1b[2J", "text", "array"}};

struct example {
    event news;
    log_level level;
    std::string text;
};

std::vector<example> examples() {
    const std::string start = "call 3 GET /releases/1?curr_abbr=EUR: ";
    using enum log_level;
    std::vector<example> all;
    const auto add = [&](event e, log_level level, std::string text) {
        all.push_back(example{std::move(e), level, std::move(text)});
    };
    add(events::queued{call}, everything, start + "waits for quota");
    add(events::permitted{call, 1200ms}, everything, start + "permitted after 1200 ms");
    add(events::sent{call, 2}, everything, start + "sent, attempt 2");
    add(answer_with(200, {}), everything, start + "answered 200, 15123 bytes after 85 ms, attempt 1");
    add(answer_with(503, {}), notable, start + "answered 503, 15123 bytes after 85 ms, attempt 1");
    add(answer_with(0, errc::connection_lost),
        notable,
        start + "no answer, connection lost, after 85 ms, attempt 1");
    add(events::retried{call, 1, 0, errc::connection_lost, {}},
        notable,
        start + "attempt 1 failed, goes out again at once: connection lost");
    add(events::retried{call, 2, 503, errc::server_failed, 2s},
        notable,
        start + "attempt 2 failed, goes out again in 2000 ms: server failed (503)");
    add(events::joined{call, 2}, everything, start + "waits for the answer to call 2");
    add(events::cached{call, 90s, false}, everything, start + "out of the cache, 90000 ms old");
    add(events::cached{call, 90s, true},
        notable,
        start + "out of the cache in place of a failure, 90000 ms old");
    add(events::circuit_changed{true, "20 attempts failed", 1s},
        failures,
        "circuit open for 1000 ms: 20 attempts failed");
    add(events::circuit_changed{false, "it answers", {}}, failures, "circuit closed: it answers");
    add(finish_with({}, 1), everything, start + "done after 1250 ms, 1 attempt");
    add(finish_with(boost::asio::error::operation_aborted, 0),
        everything,
        start + "cancelled after 1250 ms, 0 attempts");
    add(finish_with(errc::not_found, 2), failures, start + "failed after 1250 ms, 2 attempts: not found");
    add(events::drifted{{0, "GET", "/releases/1"}, fields},
        notable,
        "GET /releases/1: 2 fields not understood: '/year' expected integer, found object; "
        "'/tracklist/3/a\\nb\\x1b[2J' expected text, found array");
    add(events::quota_changed{"requests are paced evenly", 0, {}},
        notable,
        "quota: requests are paced evenly");
    add(events::quota_changed{"somebody else", 1, {}}, notable, "quota: somebody else, 1 request");
    add(events::quota_changed{"refused", 0, 60s}, failures, "quota: refused, for 60000 ms");
    add(events::page_short{{0, "GET", "/x?page=2"}, 47, 50},
        notable,
        "GET /x?page=2: a short page, 47 of 50 items");
    add(events::list_moved{{0, "GET", "/x?page=2"}, 100, 101, 1, 0},
        notable,
        "GET /x?page=2: the list changed, 100 items before, 101 now, 1 item of the page before again");
    add(events::list_moved{{0, "GET", "/x?page=2"}, {}, {}, 0, 2},
        notable,
        "GET /x?page=2: the list changed, 2 items gone that had been read");
    return all;
}

TEST(log_observer, every_event_has_its_line) {
    std::set<std::size_t> kinds;
    for (const auto& e : examples()) {
        EXPECT_EQ(to_text(e.news), e.text);
        kinds.insert(e.news.index());
    }
    EXPECT_EQ(kinds.size(), std::variant_size_v<event>) << "an event without an example";
}

TEST(log_observer, level_decides_which_events_are_written) {
    for (const auto level : {log_level::failures, log_level::notable, log_level::everything}) {
        std::ostringstream log;
        std::string expected;
        log_observer observer(log, level);
        for (const auto& e : examples()) {
            EXPECT_EQ(level_of(e.news), e.level) << e.text;
            observer.on_event(e.news);
            if (e.level <= level)
                expected += "segue: " + e.text + '\n';
        }
        EXPECT_EQ(log.str(), expected);
        EXPECT_FALSE(log.str().empty());
    }
}

TEST(log_observer, default_writes_notable_events_to_clog) {
    std::ostringstream log;
    auto* const before = std::clog.rdbuf(log.rdbuf());
    {
        log_observer observer;
        observer.on_event(events::queued{call});
        observer.on_event(events::quota_changed{"changed", 0, {}});
    }
    std::clog.rdbuf(before);
    EXPECT_EQ(log.str(), "segue: quota: changed\n");
}

TEST(log_observer, lines_of_several_threads_stay_whole) {
    std::ostringstream log;
    log_observer observer(log, log_level::everything);
    constexpr int lines = 500;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&observer] {
            for (int i = 0; i < lines; ++i)
                observer.on_event(events::queued{call});
        });
    }
    for (auto& t : threads)
        t.join();
    std::istringstream read(log.str());
    int count = 0;
    for (std::string line; std::getline(read, line); ++count)
        ASSERT_EQ(line, "segue: call 3 GET /releases/1?curr_abbr=EUR: waits for quota");
    EXPECT_EQ(count, 4 * lines);
}

} // namespace
