#pragma once

#include <segue/base/result.hpp>
#include <segue/base/time_source.hpp>
#include <segue/http/transport.hpp>

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace segue::testing {

/// What a tape is recorded with.
struct recording_params {
    /// Texts that must not stand on the tape, on top of what is always left out. Each is replaced wherever it
    /// stands, percent-encoded or as JSON writes it as well; an empty one is refused.
    std::span<const std::string_view> scrub{};
};

static_assert(std::is_trivially_destructible_v<recording_params>);

/// A transport that passes everything on to another one and writes a tape of it, for `replaying_transport`.
///
///     auto wire = http::make_transport(io.get_executor());
///     auto recorder = std::make_shared<testing::recording_transport>(wire, "calls.tape");
///     discogs::client client{io.get_executor(), params, recorder};
///
/// A tape is a text file, a line of JSON for each exchange: request, answer or failure; bodies that are not
/// UTF-8 as base64. A line is written whole when its exchange has ended, so what a crash leaves can be
/// played. The file is made anew, with mode 0600.
///
/// Secrets are replaced by `[scrubbed]` before anything is put together for writing: the fields
/// Authorization, Proxy-Authorization, Cookie and Set-Cookie; params named `token`, `key`, `secret`,
/// `password`, `oauth_*` and the like in queries, forms and URLs; such members of JSON bodies; what one
/// exchange has shown to be a secret (8 characters and more) wherever an answer repeats it; and what `scrub`
/// names. The exchange itself is not changed. Names, notes and prices are no secrets to it: look at a tape of
/// your account before you publish it.
///
/// **Threads** any member may be called from any thread, and several clients may share it. **Lifetime**
/// exchanges under way keep what they need. **Cost** bodies are copied, streamed ones included, and lines are
/// written by the thread that runs the client.
class recording_transport final : public http::transport {
public:
    /// Begins the tape. **Errors** `std::system_error` when the file cannot be written,
    /// `std::invalid_argument` for an empty text to scrub or no transport.
    recording_transport(
        std::shared_ptr<http::transport> inner, const std::string& file, const recording_params& params = {});
    ~recording_transport() override;
    recording_transport(const recording_transport&) = delete;
    recording_transport& operator=(const recording_transport&) = delete;

    /// Returns how many exchanges stand on the tape.
    std::size_t recorded() const;

    /// Checks that everything could be written. **Errors** `std::system_error`.
    void verify() const;

    /// Sends one request by the other transport; clients call it.
    ///
    /// **Errors** those of the other one; thrown: `std::system_error` when the tape could not be written. An
    /// exchange that was not written still gives its answer, later ones are not begun.
    asio::awaitable<result<http::response>> send(http::request r, http::body_sink* sink) override;

private:
    struct state;
    static asio::awaitable<result<http::response>>
    record(std::shared_ptr<state> tape, http::request r, http::body_sink* sink);

    std::shared_ptr<state> state_;
};

/// How a tape is played.
struct replaying_params {
    /// Which exchange answers a request.
    enum class matching : unsigned char {
        /// The next one, in the order in which the requests were begun.
        in_order,
        /// The first of those not played yet that fits.
        any_order,
    };

    matching order = matching::in_order;
    /// The same texts that the tape was recorded with.
    std::span<const std::string_view> scrub{};
};

static_assert(std::is_trivially_destructible_v<replaying_params>);

/// A transport that answers from a tape and opens no socket. Failures and cancellations are played too: a
/// request that was cancelled on the tape stays without an answer until it is cancelled again.
///
///     auto tape = std::make_shared<testing::replaying_transport>("calls.tape");
///     discogs::client client{io.get_executor(), {.token = "any"}, tape};
///     ...
///     tape->verify(); // throws when something was not played, or was asked for and does not fit
///
/// It is strict. Method, target, fields and body must be those of the tape, secrets aside, which neither side
/// shows. Where the service was does not matter, nor what User-Agent says, as it holds a version.
///
/// **Threads** any member may be called from any thread. **Lifetime** exchanges under way keep what they
/// need.
class replaying_transport final : public http::transport {
public:
    /// Reads the tape. `time` says when answers come, as for a socket; without one a client takes its own.
    ///
    /// **Errors** `std::runtime_error` when the file cannot be read, is no tape, is one of a newer version or
    /// is damaged; it names file and line. `std::invalid_argument` for an empty text to scrub.
    explicit replaying_transport(
        const std::string& file,
        const replaying_params& params = {},
        std::shared_ptr<time_source> time = nullptr);
    ~replaying_transport() override;
    replaying_transport(const replaying_transport&) = delete;
    replaying_transport& operator=(const replaying_transport&) = delete;

    /// Returns how many exchanges stand on the tape.
    std::size_t size() const;
    /// Returns a line for each exchange that no request has asked for, for example
    /// `GET /releases/1: 200 (line 2)`.
    std::vector<std::string> unplayed() const;
    /// Returns a line for each request that did not fit, with the difference.
    std::vector<std::string> unexpected() const;
    /// Checks that `unplayed` and `unexpected` are empty.
    /// **Errors** `std::logic_error`, naming what is in them.
    void verify() const;

    /// Answers one request; clients call it.
    ///
    /// **Errors** the failure on the tape; `errc::unexpected_request` with the difference in its message for
    /// a request that does not fit, which counts as not sent and leaves the tape where it was.
    asio::awaitable<result<http::response>> send(http::request r, http::body_sink* sink) override;

private:
    struct state;
    static asio::awaitable<result<http::response>>
    play(std::shared_ptr<state> tape, http::request r, http::body_sink* sink);

    std::shared_ptr<state> state_;
};

} // namespace segue::testing
