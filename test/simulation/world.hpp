#pragma once

#include "resource/client_core.hpp"
#include "simulation/circuit_judge.hpp"
#include "simulation/journal.hpp"
#include "simulation/network.hpp"
#include "simulation/scenario.hpp"
#include "simulation/service.hpp"
#include "simulation/slow_cache.hpp"
#include "simulation/virtual_time.hpp"

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>

#include <array>
#include <cstdint>
#include <memory>
#include <ostream>
#include <queue>
#include <string>
#include <vector>

namespace sim {

/// How one simulation ended.
struct outcome {
    std::uint64_t fingerprint = 0;
    std::optional<journal::breach> breach;
    int requests = 0;
    int succeeded = 0;
    int failed = 0;
    int cancelled = 0;
};

/// One simulation: callers, clients, network and service, run by hand in one thread, judged after each step.
class world final : public network_host {
public:
    /// Lives on `io`, made where there is none, and taken away when the scenario destroys it or a rule was
    /// broken. `lines` may be null.
    world(const scenario& s, std::unique_ptr<asio::io_context>& io, std::ostream* lines);
    ~world() override;
    world(const world&) = delete;
    world& operator=(const world&) = delete;

    outcome run();

private:
    /// One call as its caller sees it.
    struct caller {
        asio::cancellation_signal cancel;
        std::shared_ptr<segue::resource::client_core> client;
        segue::steady_time started{};
        segue::steady_time deadline = segue::steady_time::max();
        bool under_way = false;
        bool cancelled = false;
        int ended = 0;
        boost::system::error_code code;
        int sends = 0;
        unsigned troubles = 0;          ///< bits of `trouble`
        bool may_have_happened = false; ///< as far as what was sent and heard can tell
        segue::steady_time last_sent{};
        segue::steady_time not_before{}; ///< what `Retry-After` asks for
        bool next_is_free = false;       ///< of the budget of retries: after 429, or a stale connection
        bool under_way_in_network = false;
        segue::steady_time cancelled_at{};
        int circuit_spell = 0; ///< when its request left, as `circuit_judge` counts
        int floor = 0;         ///< the least version that an answer may show
    };
    /// What the judge knows of one account's client.
    struct client_record {
        int retries = 0, successes = 0;
        circuit_judge circuit;
        // The closing under way.
        bool closing = false, closed_once = false;
    };
    /// What the judge knows of what one account sees of one thing.
    struct shelf {
        unsigned troubles = 0;
        int floor = 0;
        segue::steady_time outdated{};  ///< when something last made flights under way worthless
        segue::steady_time last_odd{};  ///< when an answer last came that cannot be read
        segue::steady_time validated{}; ///< when a 304 came last
        int leader = -1;                ///< whose request is under way, of those that may be shared
        bool was_asked_for = false;     ///< by one of those
    };
    /// An answer that the service gave, by its serial number.
    struct given {
        account who = account::anonymous;
        int call = 0;
        segue::steady_time came{};
    };
    /// Something that happens at a time of its own.
    struct happening {
        enum class kind : unsigned char { call_starts, call_is_cancelled, incident, request_arrives };
        segue::steady_time when{};
        std::uint64_t order = 0;
        kind what = kind::call_starts;
        std::size_t subject = 0;
        bool operator<(const happening& other) const noexcept {
            return when != other.when ? when > other.when : order > other.order;
        }
    };

    // What the network tells.
    segue::steady_time now() const noexcept override { return time_->now(); }
    void request_leaves(const wire_request& r) override;
    void request_ends(
        const wire_request& r,
        trouble what,
        ending how,
        const segue::http::response* answer,
        departure bytes) override;
    void schedule_arrival(std::size_t exchange, segue::steady_time when) override;

    void describe();
    void describe(std::size_t call);
    void schedule(segue::steady_time when, happening::kind what, std::size_t subject);
    void drain();
    void happen(const happening& h);
    void happen(const incident& i);
    void start(std::size_t call);
    void cancel(std::size_t call);
    void drop_context();
    void close_client(const incident& i);
    void clear_cache(account who);
    static asio::awaitable<void> close(
        world& self, std::shared_ptr<segue::resource::client_core> client, account who, incident::ending how);
    static asio::awaitable<void>
    clear(world& self, std::shared_ptr<segue::resource::client_core> client, account who);
    void note_wait(const wire_request& r, const segue::http::response& answer);
    void note_answer(const wire_request& r, const segue::http::response& answer);
    void note_circuit(const wire_request& r, ending how, const segue::http::response* answer);
    void outdate(account who, int thing);
    shelf& shelf_of(account who, int thing) {
        return shelves_[static_cast<std::size_t>(who) * most_things + static_cast<std::size_t>(thing)];
    }
    shelf& shelf_of(std::size_t call) {
        return shelf_of(scenario_.calls[call].who, scenario_.calls[call].thing);
    }
    bool may_share(std::size_t call) const;
    bool client_lasts(account who) const;
    std::shared_ptr<segue::resource::client_core> client_of(account who);
    segue::resource::request_spec spec_of(std::size_t call) const;

    static asio::awaitable<void>
    live(world& self, std::size_t call, std::shared_ptr<segue::resource::client_core> client);
    /// Returns whether it can be read.
    bool ended(std::size_t call, const segue::http::response& answer);
    void check_age(std::size_t call, const segue::http::response& answer);
    void ended(std::size_t call, const segue::failure& why);
    void aborted(std::size_t call);
    void finished(std::size_t call, const std::exception_ptr& error);
    void check_closed(account who, incident::ending how, segue::steady_time began);
    void check_circuit(const wire_request& r);
    void check_refusal(std::size_t call, const segue::failure& why);
    bool may_be_abandoned_now(account who) const;
    void check_budget(const wire_request& r, caller& c);
    void check_single_flight(const wire_request& r);
    void check_limit(std::size_t call, boost::system::error_code code);
    void check_cause(std::size_t call, boost::system::error_code code);

    void check_step();
    void check_idle();
    void check_end();
    void check_writes();
    void check_ledger();
    void broken(rule r, std::string why);

    const scenario& scenario_;
    journal journal_;
    random_source random_;
    std::unique_ptr<asio::io_context>& io_;
    std::shared_ptr<virtual_time> time_;
    std::shared_ptr<traffic::quota_ledger> ledger_;
    service service_;
    std::shared_ptr<network> network_;
    std::array<std::shared_ptr<const traffic::provider>, account_count> rules_;
    std::array<std::shared_ptr<segue::resource::client_core>, account_count> clients_;
    std::vector<std::weak_ptr<segue::resource::client_core>> all_clients_;
    std::shared_ptr<slow_cache> slow_cache_;
    std::shared_ptr<traffic::response_cache> cache_;
    std::vector<caller> callers_;
    std::vector<shelf> shelves_;
    std::vector<given> given_;
    std::array<client_record, account_count> records_;
    std::size_t side_jobs_ = 0; ///< closings and clearings under way
    std::priority_queue<happening> happenings_;
    std::uint64_t order_ = 0;
    std::size_t under_way_ = 0;
    std::size_t frames_ = 0;
    std::array<segue::steady_time, 2> gate_until_{};
    outcome outcome_;
};

} // namespace sim
