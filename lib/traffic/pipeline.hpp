#pragma once

#include "traffic/flight.hpp"

#include <segue/traffic/response_cache.hpp>

#include <boost/functional/hash.hpp>

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace segue::traffic {

/// What a call that went well ends with.
struct delivery {
    http::response answer;
    /// How to keep the answer; null when it is not to be kept.
    std::shared_ptr<keep_permit> keep;
};

/// The life of one call: look into the cache, join the flight that is under way for the same thing or start
/// one, and wait for it until the own deadline. The flight does the rest.
///
/// **Threads** the home's strand alone, but for `keep`.
class pipeline {
public:
    struct parts {
        std::shared_ptr<strand_home> home;
        std::shared_ptr<time_source> time;
        std::shared_ptr<http::transport> transport;
        std::shared_ptr<quota_ledger> ledger;
        std::shared_ptr<segue::observer> observer;
        std::shared_ptr<const provider> rules;
        /// Null: nothing is kept.
        std::shared_ptr<response_cache> cache;
        retry_params retry{};
        breaker_params breaker{};
        /// In place of the provider's lifetimes, where these are more than zero.
        std::optional<std::chrono::seconds> lifetime{};
        /// Of the dice for the waits before retries; unset: by chance.
        std::optional<std::uint64_t> seed{};
    };

    explicit pipeline(const parts& p);

    /// Runs one call. **Returns** an answer that the provider calls good, or a failure.
    /// **Cancellation** through `cancel`, with `operation_aborted`; time limits use the same signal.
    static asio::awaitable<result<delivery>>
    run(std::shared_ptr<pipeline> self, call c, std::shared_ptr<asio::cancellation_signal> cancel);

    /// Keeps an answer that has been read without trouble; it need not wait for that. **Threads** any.
    static void
    keep(const std::shared_ptr<pipeline>& self, std::shared_ptr<keep_permit> permit, http::response answer);

    /// Lets go what the cache has of this client's account and of these tags; of everything when there are
    /// none. **Returns** how many entries.
    static asio::awaitable<result<std::size_t>>
    forget(std::shared_ptr<pipeline> self, std::vector<std::string> tags);

    /// Takes no more calls and waits for those under way; with `cut_off` they end with `client_closed`.
    static asio::awaitable<result<bool>> close(std::shared_ptr<pipeline> self, bool cut_off);

    /// Takes no more calls; with `cut_off` those under way end with `client_closed`.
    void shut(bool cut_off);

    /// Takes calls again.
    void open() noexcept { closed_ = false; }

private:
    class caller;

    static flight_deck make_deck(const parts& p);

    /// A call under way, as `close` sees it.
    struct under_way
        : boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
        virtual ~under_way() = default;
        virtual void cut_off() noexcept = 0;
    };

    struct key_hash {
        std::size_t operator()(const cache_key& k) const noexcept;
    };

    asio::awaitable<result<delivery>> travel(caller& me);
    asio::awaitable<result<delivery>> write(caller& me);
    static asio::awaitable<void>
    fly(std::shared_ptr<pipeline> self, std::shared_ptr<flight> f, std::optional<cache_key> key);
    bool take_hit(flight& f, cache_hit hit) const;
    void settle(flight& f, const cache_key& key);
    std::optional<cache_hit> look_up_at_once(const cache_key& key) const;
    asio::awaitable<cache_hit> look_up(const cache_key& key) const;
    void take_off(const caller& me, std::optional<cache_key> key, bool shared);
    result<delivery> collect(const caller& me, flight& f, passenger& p);
    std::optional<delivery> stand_in(const caller& me, const flight& f, const failure& why) const;
    http::response settle_validation(const flight& f, const cache_key& key, const http::response& answer);
    void permit_to_keep(flight& f, const cache_key& key);
    void outdate(std::span<const std::string> tags);
    bool store_at_once(cache_key& key, std::shared_ptr<const cached_answer>& entry) const noexcept;
    void store(cache_key key, std::shared_ptr<const cached_answer> entry);
    void drop(std::vector<std::string> tags);
    std::chrono::seconds lifetime_of(const http::request& r) const;
    wall_time today() const { return deck_.time->today(); }
    void tell_closers() noexcept;
    std::optional<failure> refusal_of(const call& c) const;
    static failure closed_failure();

    flight_deck deck_;
    std::shared_ptr<response_cache> cache_;
    std::optional<std::chrono::seconds> lifetime_;
    std::unordered_map<cache_key, std::weak_ptr<flight>, key_hash> flights_;
    boost::intrusive::list<under_way, boost::intrusive::constant_time_size<false>> callers_;
    /// Flights that nobody may join and whose answers may be kept.
    std::vector<std::weak_ptr<flight>> alone_;
    /// Answers that are being read, so that a write can still outdate them.
    std::vector<std::weak_ptr<keep_permit>> to_keep_;
    std::vector<strand_event*> closers_;
    std::size_t airborne_ = 0;
    std::atomic<bool> closed_{false};
};

} // namespace segue::traffic
