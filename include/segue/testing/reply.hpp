#pragma once

#include <segue/base/error.hpp>
#include <segue/base/result.hpp>
#include <segue/http/response.hpp>

#include <chrono>
#include <string>

namespace segue::testing {

/// What becomes of one request on a `counting_transport`: an answer, a failure before or after the request
/// left, or silence.
///
/// An `http::response`, a `failure` and an `errc` convert to it, so a function that answers may return those.
class reply {
public:
    /// How far the exchange gets.
    enum class ending : unsigned char {
        /// The whole answer arrives.
        answered,
        /// It fails with no byte of the request sent: the service cannot have seen it.
        unsent,
        /// It fails with the request sent and no byte of an answer.
        unanswered,
        /// It fails inside the answer.
        cut,
        /// Nothing arrives; it ends when it is cancelled, for example by a time limit.
        never,
    };

    /// A 200 without a body.
    reply();
    /// This answer.
    reply(http::response answer);
    /// The request is sent and this failure comes in the place of an answer.
    reply(failure why);
    /// The same with a code alone.
    reply(errc why);
    /// One of the two.
    reply(result<http::response> outcome);

    /// Fails before any byte of the request has left; a quota slot is free again at once.
    static reply unsent(errc why = errc::connect_failed);
    /// Loses the connection after the request has left: a write may or may not have happened.
    static reply lost(errc why = errc::connection_lost);
    /// Breaks inside the answer, whose status and headers had arrived, and so much of its body as is given
    /// here: a sink has it.
    static reply cut(const http::response& begun, errc why = errc::malformed_answer);
    /// Leaves the request without an answer until it is cancelled.
    static reply never();

    /// Returns the same with a wait between the request and what follows, on top of the transport's own. The
    /// transport needs a time source for it.
    reply after(std::chrono::milliseconds wait) const;

    ending how() const noexcept { return how_; }
    std::chrono::milliseconds wait() const noexcept { return wait_; }
    /// The answer or the failure; an empty answer for `never`.
    const result<http::response>& outcome() const noexcept { return outcome_; }
    /// What arrived of an answer that breaks; empty for all others.
    const http::response& begun() const noexcept { return begun_; }

    /// Returns a few words for messages: `200`, `connection_lost, unsent`.
    std::string text() const;

private:
    reply(ending how, result<http::response> outcome);

    ending how_ = ending::answered;
    std::chrono::milliseconds wait_{0};
    result<http::response> outcome_;
    http::response begun_;
};

} // namespace segue::testing
