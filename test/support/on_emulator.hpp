#pragma once

#include <segue/discogs.hpp>
#include <segue/emulator/emulator.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

// Before any `using namespace segue`: its headers mean their own `testing`.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace segue::test {

/// Keeps what a client tells: counts, drift, and every text of every event in one string.
class telling_observer final : public observer {
public:
    void on_event(const event& e) override {
        std::visit([this](const auto& news) { take(news); }, e);
    }

    int sent = 0;
    int retried = 0;
    std::vector<drift> drifts;
    std::vector<boost::system::error_code> outcomes;
    std::string text;

private:
    void say(std::string_view words) { text.append(words).append("\n"); }
    void say(const call_view& call) { say(std::string(call.method) + " " + std::string(call.path)); }

    void take(const events::queued& news) { say(news.call); }
    void take(const events::permitted& news) { say(news.call); }
    void take(const events::sent& news) {
        say(news.call);
        ++sent;
    }
    void take(const events::answered& news) {
        say(news.call);
        say(news.code.message());
    }
    void take(const events::retried& news) {
        say(news.call);
        say(news.reason.message());
        ++retried;
    }
    void take(const events::joined& news) { say(news.call); }
    void take(const events::cached& news) { say(news.call); }
    void take(const events::circuit_changed& news) { say(news.why); }
    void take(const events::finished& news) {
        say(news.call);
        say(news.code.message());
        outcomes.push_back(news.code);
    }
    void take(const events::drifted& news) {
        say(news.call);
        for (const auto& found : news.fields)
            say(found.pointer + " " + found.expected + " " + found.found);
        drifts.insert(drifts.end(), news.fields.begin(), news.fields.end());
    }
    void take(const events::quota_changed& news) { say(news.what); }
    void take(const events::page_short& news) { say(news.call); }
    void take(const events::list_moved& news) { say(news.call); }
};

/// Every text that a failure holds, one per line.
inline std::string all_text_of(const failure& f) {
    std::string text = describe(f);
    for (const auto* part :
         {&f.method, &f.path, &f.message, &f.body, &f.param, &f.pointer, &f.expected, &f.found})
        text.append("\n").append(*part);
    return text.append("\n").append(f.code.message()).append("\n").append(f.cause.message());
}

/// Real clients on a real emulator over real sockets. Nothing hangs: each wait is bounded, and a bound that
/// is reached fails the case.
class on_emulator : public ::testing::Test {
protected:
    using fault_kind = emulator::fault_kind;
    using milliseconds = std::chrono::milliseconds;

    /// Longer than anything here takes on the slowest machine; a failing case ends after it.
    static constexpr milliseconds patience{60'000};

    /// Of the emulator's data.
    static constexpr int known_release = 352665;
    static constexpr int known_artist = 3857;

    /// An emulator that never refuses: cases that are not about quota must not wait for it.
    static emulator::emulator_params unlimited() {
        emulator::emulator_params p;
        p.rate = p.anonymous_rate = 1'000'000;
        return p;
    }

    void start(const emulator::emulator_params& p = unlimited()) {
        service_ = std::make_unique<emulator::emulator>(p);
        base_url_ = service_->base_url();
        ca_file_ = service_->ca_file();
        token_ = service_->token();
    }

    /// Ends the emulator; nothing listens any more.
    void stop() { service_.reset(); }

    emulator::emulator& service() { return *service_; }
    const std::string& base_url() const { return base_url_; }
    const std::string& ca_file() const { return ca_file_; }
    const std::string& token() const { return token_; }

    /// What clients are made with, unless a case changes it: this emulator, its token, no quota, no retry.
    discogs::client_params params() const {
        discogs::client_params p;
        p.token = token_;
        p.credentials_from = discogs::credential_source::params_only;
        p.base_url = base_url_;
        p.ca_file = ca_file_;
        p.rate_limit = traffic::rate_limit::off;
        p.retry.max_attempts = 1;
        return p;
    }

    discogs::client make_client() { return make_client(params()); }
    discogs::client make_client(const discogs::client_params& p) {
        return discogs::client(io.get_executor(), p, observer);
    }

    /// Adds a fault that strikes the next request, or `count` of them; 0 strikes all.
    void strike(fault_kind kind, int count = 1) {
        emulator::fault f;
        f.kind = kind;
        f.count = count;
        service().add_fault(f);
    }

    /// Runs the context until `done`; false when the bound is reached or nothing is left to do.
    bool run_until(const std::function<bool()>& done, milliseconds bound = patience) {
        const auto end = std::chrono::steady_clock::now() + bound;
        if (io.stopped())
            io.restart();
        while (!done()) {
            if (std::chrono::steady_clock::now() >= end)
                return false;
            if (io.run_one_for(milliseconds(20)) == 0 && io.stopped())
                return done();
        }
        return true;
    }

    /// Waits for something that another thread does.
    static bool eventually(const std::function<bool()>& done, milliseconds bound = patience) {
        const auto end = std::chrono::steady_clock::now() + bound;
        while (!done()) {
            if (std::chrono::steady_clock::now() >= end)
                return false;
            std::this_thread::sleep_for(milliseconds(1));
        }
        return true;
    }

    /// Runs one awaitable to its end and rethrows what it threw.
    template <class T>
    T run(asio::awaitable<T> work, milliseconds bound = patience) {
        struct state {
            bool done = false;
            std::exception_ptr error;
            std::optional<T> value;
        };
        auto ended = std::make_shared<state>();
        auto finish = [ended](std::exception_ptr error, T value) {
            ended->done = true;
            ended->error = error;
            if (!error)
                ended->value = std::move(value);
        };
        asio::co_spawn(io, std::move(work), std::move(finish));
        if (!run_until([&] { return ended->done; }, bound))
            throw std::runtime_error("the call did not complete");
        if (ended->error)
            std::rethrow_exception(ended->error);
        return std::move(ended->value).value();
    }

    /// A void verb as one with a value, for `run` and `fails`.
    static asio::awaitable<bool> done(asio::awaitable<void> verb) {
        co_await std::move(verb);
        co_return true;
    }

    /// Runs one awaitable that must fail with `Error`, and returns what it knows.
    template <class Error, class T>
    failure fails(asio::awaitable<T> work, milliseconds bound = patience) {
        try {
            run(std::move(work), bound);
        } catch (const Error& e) {
            return e.details();
        } catch (const std::exception& e) {
            ADD_FAILURE() << "another error: " << e.what();
            return {};
        }
        ADD_FAILURE() << "no error";
        return {};
    }

    asio::io_context io{1};
    std::shared_ptr<telling_observer> observer = std::make_shared<telling_observer>();

private:
    std::unique_ptr<emulator::emulator> service_;
    std::string base_url_;
    std::string ca_file_;
    std::string token_;
};

/// Where a base URL's port begins; the emulator's URLs always have one.
inline std::string port_of(const std::string& base_url) {
    return base_url.substr(base_url.rfind(':') + 1);
}

/// The value of a request's field as the emulator saw it; empty when there was none.
inline std::string field_of(const emulator::journal_entry& entry, std::string_view name) {
    for (const auto& [key, value] : entry.headers) {
        if (http::same_name(key, name))
            return value;
    }
    return {};
}

} // namespace segue::test
