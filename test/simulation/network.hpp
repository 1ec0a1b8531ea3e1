#pragma once

#include "simulation/random.hpp"
#include "simulation/scenario.hpp"
#include "simulation/service.hpp"
#include "simulation/virtual_time.hpp"

#include <segue/http/transport.hpp>

#include <cstddef>
#include <memory>
#include <vector>

namespace sim {

/// Whether a byte of a request was handed over.
enum class departure : unsigned char { none, some };

/// How an exchange ended for its sender.
enum class ending : unsigned char { answered, failed, given_up };

/// Who hears what the network does, and lets requests arrive when their time has come.
class network_host {
public:
    virtual ~network_host() = default;
    virtual segue::steady_time now() const noexcept = 0;
    virtual void request_leaves(const wire_request& r) = 0;
    /// Called when its sender stops to wait for it; `answer` is null when it gave up.
    virtual void request_ends(
        const wire_request& r,
        trouble what,
        ending how,
        const segue::http::response* answer,
        departure bytes) = 0;
    virtual void schedule_arrival(std::size_t exchange, segue::steady_time when) = 0;
};

/// A transport whose exchanges happen in the world's time. A request that has left arrives, whatever became
/// of its sender meanwhile.
class network final : public segue::http::transport, public std::enable_shared_from_this<network> {
public:
    network(
        const scenario& s,
        network_host& host,
        service& other_side,
        std::shared_ptr<virtual_time> time,
        random_source& random);

    asio::awaitable<segue::result<segue::http::response>>
    send(segue::http::request r, segue::http::body_sink* sink) override;

    /// Lets a request arrive.
    void arrive(std::size_t exchange);

    std::size_t under_way() const noexcept { return under_way_; }

private:
    struct plan {
        trouble what = trouble::none;
        bool kept_connection = false;
        milliseconds connect{0}, there{0}, work{0}, back{0}, body{0};
    };
    struct exchange {
        wire_request request;
        plan fate;
        segue::http::response answer;
        sender other_end = sender::waits;
    };

    class waiting_sender;

    plan draw_plan();
    milliseconds draw_time(int share_in_thousand);
    wire_request read(const segue::http::request& r) const;
    asio::awaitable<void> pause(segue::steady_time until);
    static asio::awaitable<segue::result<segue::http::response>>
    carry(std::shared_ptr<network> self, segue::http::request r);

    const scenario& scenario_;
    network_host& host_;
    service& service_;
    std::shared_ptr<virtual_time> time_;
    random_source& random_;
    std::vector<exchange> exchanges_;
    std::size_t under_way_ = 0;
};

} // namespace sim
