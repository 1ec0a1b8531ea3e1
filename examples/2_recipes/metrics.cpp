// Counters for Prometheus and spans for a trace, made from a client's events alone. The service is the
// emulator, which fails once, so that there is something to see.

#include <segue/base/log_observer.hpp>
#include <segue/discogs.hpp>
#include <segue/emulator/emulator.hpp>
#include <segue/traffic/response_cache.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <iomanip>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace asio = boost::asio;
namespace discogs = segue::discogs;

namespace {

using seconds = std::chrono::duration<double>;

// --- counters ---------------------------------------------------------------------------------------------

// Counts what a client does, and writes it in Prometheus' text format. One may serve many clients and
// threads. No label bears a path: each new value of a label is a new series, and there are millions of
// releases.
class metrics final : public segue::observer {
public:
    void on_event(const segue::event& e) override {
        const std::lock_guard lock(mutex_);
        std::visit([this](const auto& news) { count(news); }, e);
    }

    void write(std::ostream& to) const {
        const std::lock_guard lock(mutex_);
        to << std::setprecision(15); // a counter of bytes must not stop moving at a million
        write(to, "segue_calls_total", "Calls that are over.", calls_);
        write(to, "segue_requests_total", "Requests that left, by status.", requests_);
        write(to, "segue_retries_total", "Requests sent again, by what failed.", retries_);
        write(to, "segue_joined_total", "Calls that shared another call's request.", joined_);
        write(to, "segue_cached_total", "Calls answered out of the cache.", cached_);
        write(to, "segue_queued_total", "Requests that waited for quota.", queued_);
        write(to, "segue_quota_wait_seconds_total", "Time spent in the queue.", quota_wait_);
        write(to, "segue_body_bytes_total", "Bytes of answers, unpacked.", body_bytes_);
        write(to, "segue_quota_news_total", "What the quota ledger learned.", quota_news_);
        write(to, "segue_odd_answers_total", "Answers that were not as they should be.", odd_);
        write_durations(to);
        to << "# HELP segue_circuit_open 1 while nothing is sent to a service that does not answer.\n"
           << "# TYPE segue_circuit_open gauge\n"
           << "segue_circuit_open " << (circuit_open_ ? 1 : 0) << '\n';
    }

private:
    // Series of one counter by their labels, `{status="200"}`; none without labels.
    using counter = std::map<std::string, double>;

    static std::string label(std::string_view name, std::string_view value) {
        return std::string("{").append(name).append("=\"").append(value).append("\"}");
    }

    static std::string status(int code) { return label("status", code == 0 ? "none" : std::to_string(code)); }

    void count(const segue::events::queued&) { ++queued_[""]; }
    void count(const segue::events::permitted& e) { quota_wait_[""] += seconds(e.waited).count(); }
    void count(const segue::events::sent&) {}
    void count(const segue::events::answered& e) {
        ++requests_[status(e.status)];
        body_bytes_[""] += static_cast<double>(e.body_bytes);
    }
    void count(const segue::events::retried& e) { ++retries_[status(e.status)]; }
    void count(const segue::events::joined&) { ++joined_[""]; }
    void count(const segue::events::cached& e) { ++cached_[label("stale", e.stale ? "true" : "false")]; }
    void count(const segue::events::circuit_changed& e) { circuit_open_ = e.open; }
    void count(const segue::events::finished& e) {
        const bool cancelled = e.code == asio::error::operation_aborted;
        ++calls_[label("outcome", !e.code ? "ok" : cancelled ? "cancelled" : "failed")];
        const auto took = seconds(e.took).count();
        for (std::size_t i = 0; i < bounds.size(); ++i)
            within_[i] += took <= bounds[i] ? 1 : 0;
        took_ += took;
        ++took_count_;
    }
    void count(const segue::events::drifted&) { ++odd_[label("what", "drifted")]; }
    void count(const segue::events::page_short&) { ++odd_[label("what", "page_short")]; }
    void count(const segue::events::list_moved&) { ++odd_[label("what", "list_moved")]; }
    void count(const segue::events::quota_changed& e) {
        ++quota_news_[label("what", e.shut_for.count() > 0 ? "refused" : "learned")];
    }

    static void write(std::ostream& to, std::string_view name, std::string_view help, const counter& series) {
        to << "# HELP " << name << ' ' << help << "\n# TYPE " << name << " counter\n";
        for (const auto& [labels, value] : series)
            to << name << labels << ' ' << value << '\n';
    }

    void write_durations(std::ostream& to) const {
        to << "# HELP segue_call_seconds How long calls took.\n# TYPE segue_call_seconds histogram\n";
        for (std::size_t i = 0; i < bounds.size(); ++i)
            to << "segue_call_seconds_bucket{le=\"" << bounds[i] << "\"} " << within_[i] << '\n';
        to << "segue_call_seconds_bucket{le=\"+Inf\"} " << took_count_ << '\n'
           << "segue_call_seconds_sum " << took_ << "\nsegue_call_seconds_count " << took_count_ << '\n';
    }

    static constexpr std::array bounds = {0.01, 0.1, 1.0, 10.0, 60.0, 300.0};

    mutable std::mutex mutex_;
    counter calls_;
    counter requests_;
    counter retries_;
    counter joined_{{"", 0}};
    counter cached_;
    counter queued_{{"", 0}};
    counter quota_wait_{{"", 0}};
    counter body_bytes_{{"", 0}};
    counter quota_news_;
    counter odd_;
    std::array<std::uint64_t, bounds.size()> within_{};
    double took_ = 0;
    std::uint64_t took_count_ = 0;
    bool circuit_open_ = false;
};

// --- spans ------------------------------------------------------------------------------------------------

// A span of a trace: a call, or one attempt of it.
struct span {
    std::uint64_t call = 0;
    // 0 for the call itself, which is the parent of its attempts.
    int attempt = 0;
    std::string name;
    std::chrono::steady_clock::time_point start;
    std::chrono::steady_clock::time_point end;
    std::string outcome;
};

// Makes spans. What has ended says when and how long it took, so nothing has to be remembered meanwhile. One
// for each client: the numbers of calls are the client's.
class tracer final : public segue::observer {
public:
    void on_event(const segue::event& e) override {
        if (const auto* tried = std::get_if<segue::events::answered>(&e)) {
            const auto outcome = tried->code ? tried->code.message() : std::to_string(tried->status);
            keep(tried->call, tried->attempt, tried->took, outcome);
        } else if (const auto* done = std::get_if<segue::events::finished>(&e)) {
            keep(done->call, 0, done->took, done->code ? done->code.message() : "ok");
        }
    }

    // What has ended since the last time, for an exporter.
    std::vector<span> take() {
        const std::lock_guard lock(mutex_);
        return std::exchange(spans_, {});
    }

private:
    void keep(
        const segue::call_view& call,
        int attempt,
        std::chrono::nanoseconds took,
        const std::string& outcome) {
        const std::string name = std::string(call.method).append(" ").append(call.path);
        const std::lock_guard lock(mutex_);
        spans_.push_back({call.id, attempt, name, call.at - took, call.at, outcome});
    }

    std::mutex mutex_;
    std::vector<span> spans_;
};

void print(const span& s, std::chrono::steady_clock::time_point origin) {
    const auto ms = [&](std::chrono::steady_clock::time_point t) {
        return seconds(t - origin).count() * 1000;
    };
    if (s.attempt == 0)
        std::cout << "call " << s.call << ' ' << s.name;
    else
        std::cout << "  attempt " << s.attempt;
    std::cout << ": " << s.outcome << ", " << ms(s.start) << " to " << ms(s.end) << " ms\n";
}

// Each call, and its attempts below it.
void print_trace(const std::vector<span>& spans, std::chrono::steady_clock::time_point origin) {
    std::map<std::pair<std::uint64_t, int>, const span*> in_order;
    for (const auto& s : spans)
        in_order[{s.call, s.attempt}] = &s;
    std::cout << std::fixed << std::setprecision(1);
    for (const auto& [key, s] : in_order)
        print(*s, origin);
    std::cout << std::defaultfloat;
}

// --- both of them, and a log ------------------------------------------------------------------------------

// A client has one observer; this one passes everything on to several.
class all_of_them final : public segue::observer {
public:
    explicit all_of_them(std::vector<std::shared_ptr<segue::observer>> those) : those_(std::move(those)) {}

    void on_event(const segue::event& e) override {
        for (const auto& each : those_)
            each->on_event(e);
    }

private:
    std::vector<std::shared_ptr<segue::observer>> those_;
};

asio::awaitable<void> show(discogs::client client, discogs::release_id id) {
    auto release = co_await segue::as_result(client.release(id).get());
    std::cout << (release ? release->title : release.error().message) << '\n';
}

void show_four_at_once(asio::io_context& io, const discogs::client& client) {
    for (int i = 0; i < 4; ++i)
        asio::co_spawn(io, show(client, 352665), segue::rethrow);
    io.restart();
    io.run();
}

} // namespace

int main() {
    try {
        segue::emulator::emulator service;
        segue::emulator::fault busy;
        busy.kind = segue::emulator::fault_kind::status;
        busy.status = 503;
        busy.route = "GET /releases/{id}";
        service.add_fault(busy);

        const auto url = service.base_url();
        const auto authority = service.ca_file();
        const auto token = service.token();
        discogs::client_params params{.token = token, .base_url = url, .ca_file = authority};
        params.user_agent = "RecordShelf/1.2 +https://example.org";

        asio::io_context io;
        auto counters = std::make_shared<metrics>();
        auto traces = std::make_shared<tracer>();
        auto log = std::make_shared<segue::log_observer>(std::cout, segue::log_level::notable);
        std::vector<std::shared_ptr<segue::observer>> observers{counters, traces, log};
        auto all = std::make_shared<all_of_them>(std::move(observers));
        discogs::client client{io.get_executor(), params, all, segue::traffic::make_memory_cache()};

        const auto origin = std::chrono::steady_clock::now();
        show_four_at_once(io, client);                   // one request, which fails, and one more
        segue::sync_wait(io, show(client, 352665));      // none: the answer is kept
        segue::sync_wait(io, show(client, 999'999'999)); // one, to hear that there is no such thing

        print_trace(traces->take(), origin);
        counters->write(std::cout);
        return service.requests() == 3 ? 0 : 1;
    } catch (const std::exception& problem) {
        std::cerr << "metrics: " << problem.what() << '\n';
        return 1;
    }
}
