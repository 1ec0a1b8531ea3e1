#pragma once

#include <segue/base/log_observer.hpp>
#include <segue/discogs.hpp>
#include <segue/testing/counting_transport.hpp>
#include <segue/testing/manual_time.hpp>
#include <segue/testing/responses.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

// Before any `using namespace segue`: its headers mean their own `testing`.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace segue::test {

/// Keeps the events of a client, by kind.
class recording_observer final : public observer {
public:
    void on_event(const event& e) override {
        std::visit(
            [this, &e](const auto& news) {
                using kind = std::decay_t<decltype(news)>;
                if constexpr (std::is_same_v<kind, events::drifted>)
                    drifts.insert(drifts.end(), news.fields.begin(), news.fields.end());
                if constexpr (std::is_same_v<kind, events::retried>)
                    ++retried;
                if constexpr (std::is_same_v<kind, events::retried>)
                    waits.push_back(std::chrono::ceil<std::chrono::milliseconds>(news.wait));
                if constexpr (std::is_same_v<kind, events::joined>)
                    ++joined;
                if constexpr (std::is_same_v<kind, events::cached>)
                    ++(news.stale ? stale : cached);
                if constexpr (std::is_same_v<kind, events::circuit_changed>)
                    circuit.emplace_back(news.why);
                kinds.insert(e.index());
                if constexpr (std::is_same_v<kind, events::queued>)
                    ++queued;
                if constexpr (std::is_same_v<kind, events::sent>)
                    paths.emplace_back(news.call.path);
                if constexpr (std::is_same_v<kind, events::finished>)
                    outcomes.push_back(news.code);
                if constexpr (std::is_same_v<kind, events::quota_changed>)
                    quota.emplace_back(news.what);
                if constexpr (
                    std::is_same_v<kind, events::page_short> || std::is_same_v<kind, events::list_moved>)
                    lists.push_back(to_text(news));
            },
            e);
    }

    std::vector<drift> drifts;
    std::vector<std::string> paths;
    std::vector<boost::system::error_code> outcomes;
    std::vector<std::string> quota;
    /// What was told of lists, as log lines.
    std::vector<std::string> lists;
    int retried = 0;
    int joined = 0;
    int cached = 0;
    int stale = 0;
    /// Before each retry.
    std::vector<std::chrono::milliseconds> waits;
    std::vector<std::string> circuit;
    /// Indices of all kinds of events that came.
    std::set<std::size_t> kinds;
    int queued = 0;
};

/// A client on a transport in memory and a clock that tests move.
class client_fixture : public ::testing::Test {
protected:
    /// One attempt a call, unless a test wants more.
    explicit client_fixture(
        discogs::client_params p =
            {.token = "sesame", .base_url = "https://service.test", .retry = {.max_attempts = 1}})
        : params(p) {}

    /// What the service answers; a test replaces it.
    std::function<testing::reply(const http::request&)> answer = [](const http::request&) {
        return testing::json(R"({"id":1,"title":"T"})");
    };

    asio::io_context io{1};
    std::shared_ptr<testing::manual_time> time = std::make_shared<testing::manual_time>();
    std::shared_ptr<testing::counting_transport> transport = std::make_shared<testing::counting_transport>(
        [this](const http::request& r) { return answer(r); }, time);
    std::shared_ptr<recording_observer> observer = std::make_shared<recording_observer>();
    discogs::client_params params;

    discogs::client make_client() {
        auto ledger_params = params.quota;
        ledger_params.mode = params.rate_limit;
        ledger = traffic::make_quota_ledger(ledger_params);
        return discogs::client(io.get_executor(), params, transport, observer, time, ledger, cache);
    }

    /// A void verb as one with a value, for `run` and `fails`.
    static asio::awaitable<bool> done(asio::awaitable<void> verb) {
        co_await std::move(verb);
        co_return true;
    }

    /// Runs one awaitable to its end, moving the clock; rethrows.
    template <class T>
    T run(asio::awaitable<T> work) {
        std::optional<T> value;
        std::exception_ptr error;
        auto finish = [&](std::exception_ptr e, T v) {
            error = e;
            if (!e)
                value = std::move(v);
        };
        asio::co_spawn(io, std::move(work), finish);
        time->run(io);
        if (error)
            std::rethrow_exception(error);
        EXPECT_TRUE(value.has_value()) << "the call did not complete";
        return std::move(value).value();
    }

    /// Runs one awaitable that must fail with `Error`, and returns what it knows.
    template <class Error, class T>
    failure fails(asio::awaitable<T> work) {
        try {
            run(std::move(work));
        } catch (const Error& e) {
            return e.details();
        } catch (const std::exception& e) {
            ADD_FAILURE() << "another error: " << e.what();
            return {};
        }
        ADD_FAILURE() << "no error";
        return {};
    }

    std::shared_ptr<traffic::quota_ledger> ledger;
    /// Null unless a test wants one.
    std::shared_ptr<traffic::response_cache> cache;
};

/// A page of an artist's releases with `count` items, numbered from `first`; `next` is its next page, 0 for
/// none.
inline std::string release_page(int page, int first, int count, int next, int total = 100) {
    std::string body = R"({"pagination":{"page":)" + std::to_string(page) +
                       R"(,"pages":9,"per_page":50,"items":)" + std::to_string(total) + R"(,"urls":{)";
    if (next != 0)
        body += R"("next":"https://api.discogs.com/artists/1/releases?per_page=50&page=)" +
                std::to_string(next) + '"';
    body += R"(}},"releases":[)";
    for (int i = 0; i < count; ++i)
        body += (i == 0 ? "" : ",") + (R"({"id":)" + std::to_string(first + i)) + R"(,"title":"t"})";
    return body + "]}";
}

/// The value of a query param of a target; empty when it is not there.
inline std::string param_of(const std::string& target, const std::string& name) {
    const auto at = target.find_first_of('?');
    std::size_t from = at == std::string::npos ? target.size() : at + 1;
    while (from < target.size()) {
        const auto end = std::min(target.find('&', from), target.size());
        if (target.compare(from, name.size() + 1, name + "=") == 0)
            return target.substr(from + name.size() + 1, end - from - name.size() - 1);
        from = end + 1;
    }
    return {};
}

} // namespace segue::test
