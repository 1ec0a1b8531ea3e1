#pragma once

#include <segue/base/time_source.hpp>
#include <segue/http/pool.hpp>
#include <segue/http/transport.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <memory>
#include <optional>
#include <string_view>
#include <type_traits>

namespace segue::http {

/// Settings of a transport that is made apart from a client. The client's own params of these names are then
/// not looked at.
struct transport_params {
    /// Bounds of the pool of connections.
    pool_params pool{};
    /// PEM file with the authorities to trust. Default: the system's.
    std::string_view ca_file{};
    /// Proxy, `http://[user:password@]host[:port]`, gone through by CONNECT. Default: that of the environment
    /// (`HTTPS_PROXY` and `NO_PROXY`); an empty text: none.
    std::optional<std::string_view> proxy{};
};

static_assert(std::is_trivially_destructible_v<transport_params>);

/// Makes the pooled TLS transport that a client makes for itself, to put something around it: a recorder, a
/// counter, a fault of your own.
///
///     auto wire = segue::http::make_transport(io.get_executor());
///     auto recorder = std::make_shared<segue::testing::recording_transport>(wire, "calls.tape");
///     discogs::client client{io.get_executor(), params, recorder};
///
/// **Errors** `std::invalid_argument`, naming the param at fault.
/// **Lifetime** the context of `executor` may go first; exchanges then end with `operation_aborted`.
/// **Threads** several clients may share it, on whatever strands or contexts they are. A request's `source`
/// and a `sink` are called on the transport's own strand.
std::shared_ptr<transport> make_transport(
    const asio::any_io_executor& executor,
    const transport_params& params = {},
    std::shared_ptr<time_source> time = nullptr);

} // namespace segue::http
