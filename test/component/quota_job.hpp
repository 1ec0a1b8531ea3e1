#pragma once

#include <segue/discogs.hpp>
#include <segue/emulator/emulator.hpp>

#include <boost/asio/awaitable.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

namespace segue::test {

/// So many releases to read, by any number of workers on any threads. A call that the service refused is put
/// back, as an application would do.
class quota_job {
public:
    explicit quota_job(int requests) : wanted_(requests), left_(requests) {}

    bool finished() const noexcept { return done_ == wanted_ || failed_ > 0; }
    int done() const noexcept { return done_; }
    int refused() const noexcept { return refused_; }

    /// What went wrong but for refusals; empty when nothing did.
    std::string trouble() const {
        const std::lock_guard lock(mutex_);
        return trouble_;
    }

    /// One worker with one client.
    asio::awaitable<void> work(discogs::client client) {
        while (take())
            co_await read_one(client);
    }

    /// One worker that makes a client for every request.
    asio::awaitable<void> work_with_clients_made_by(std::function<discogs::client()> make) {
        while (take()) {
            const auto client = make();
            co_await read_one(client);
        }
    }

private:
    bool take() noexcept {
        int left = left_;
        while (left > 0 && !left_.compare_exchange_weak(left, left - 1)) {
        }
        return left > 0 && failed_ == 0;
    }

    asio::awaitable<void> read_one(const discogs::client& client) {
        try {
            // A request of its own, whoever else asks for the same.
            co_await client.release(1).get({}, {.cache = cache_mode::bypass});
            ++done_;
        } catch (const rate_limit_error&) {
            ++refused_;
            ++left_;
        } catch (const std::exception& e) {
            const std::lock_guard lock(mutex_);
            trouble_.append(e.what()).append("\n");
            ++failed_;
        }
    }

    const int wanted_;
    std::atomic<int> left_;
    std::atomic<int> done_{0};
    std::atomic<int> refused_{0};
    std::atomic<int> failed_{0};
    mutable std::mutex mutex_;
    std::string trouble_;
};

/// What a service saw of a job.
struct journal_report {
    int accepted = 0;
    int refused = 0;
    /// The first and the last accepted request.
    std::chrono::steady_clock::time_point first{};
    std::chrono::steady_clock::time_point last{};
    std::vector<std::chrono::steady_clock::time_point> refusals{};

    /// Most refusals in any interval of that length.
    int most_refused_within(std::chrono::milliseconds length) const {
        int most = 0;
        for (auto begin = refusals.begin(); begin != refusals.end(); ++begin) {
            const auto end = std::lower_bound(begin, refusals.end(), *begin + length);
            most = std::max(most, static_cast<int>(end - begin));
        }
        return most;
    }
};

inline journal_report report_of(const std::vector<emulator::journal_entry>& journal) {
    journal_report seen;
    for (const auto& entry : journal) {
        if (entry.status == 429) {
            ++seen.refused;
            seen.refusals.push_back(entry.when);
            continue;
        }
        if (seen.accepted++ == 0)
            seen.first = entry.when;
        seen.last = entry.when;
    }
    return seen;
}

} // namespace segue::test
