#include "account/password/terminal_session.hpp"
#include "account/refuse.hpp"
#include "base/cross.hpp"
#include "base/side_thread.hpp"

#include <segue/base/time_source.hpp>
#include <segue/base/timeout.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <exception>
#include <utility>

namespace segue::account {
namespace {

using namespace password;

// Ends a question when it goes, and so with whatever goes: the call, or its context.
class hangup {
public:
    explicit hangup(std::shared_ptr<terminal_session> session) : session_(std::move(session)) {}
    hangup(hangup&&) noexcept = default;
    hangup& operator=(hangup&&) = delete;
    ~hangup() { now(); }

    void now() noexcept {
        if (const auto session = std::exchange(session_, nullptr))
            session->stop();
    }

private:
    std::shared_ptr<terminal_session> session_;
};

// Not to be cancelled: the terminal is restored by the thread that reads, and that is waited for.
asio::awaitable<login>
answer_of(std::shared_ptr<terminal_session> session, std::shared_ptr<side_thread> thread) {
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    auto read = [session = std::move(session)] { return session->run(); };
    co_return co_await aside<login>(std::move(thread), when_left::skip, std::move(read));
}

// Never the first to end, unless it is cancelled.
asio::awaitable<void> hang_up_when_cancelled(hangup end, std::shared_ptr<time_source> time) {
    co_await time->wait_until(steady_time::max());
    end.now();
}

// On a strand, that of the time limit.
asio::awaitable<login> converse(
    std::shared_ptr<terminal_session> session,
    std::shared_ptr<side_thread> thread,
    std::shared_ptr<time_source> time) {
    const auto strand = co_await asio::this_coro::executor;
    hangup end(session);
    auto group = asio::experimental::make_parallel_group(
        asio::co_spawn(strand, answer_of(std::move(session), std::move(thread)), asio::deferred),
        asio::co_spawn(
            strand,
            segue::detail::with_total_cancellation(hang_up_when_cancelled(std::move(end), std::move(time))),
            asio::deferred));
    auto [order, error, given, fault] =
        co_await group.async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
    if (error)
        std::rethrow_exception(error);
    co_return std::move(given);
}

class terminal_password final : public password_source {
public:
    terminal_password(terminal_place place, std::shared_ptr<time_source> time)
        : place_(std::move(place)), time_(std::move(time)) {}

    terminal_password(const terminal_password&) = delete;
    terminal_password& operator=(const terminal_password&) = delete;

    // Before the thread goes, which is waited for.
    ~terminal_password() override { slot_->stop(); }

    asio::awaitable<login> ask(const login_request& request) override {
        return run(place_, asked(request), slot_, thread_, time_);
    }

private:
    static asio::awaitable<login>
    run(terminal_place place,
        asked request,
        std::shared_ptr<question_slot> slot,
        std::shared_ptr<side_thread> thread,
        std::shared_ptr<time_source> time) {
        // From here on a thread may write: whoever is cancelled already is asked nothing. Boost 1.81 queues a
        // cancellation from before the first step, behind which this one goes.
        co_await asio::post(asio::use_awaitable);
        const auto state = co_await asio::this_coro::cancellation_state;
        if (state.cancelled() != asio::cancellation_type::none)
            throw boost::system::system_error(asio::error::operation_aborted);
        const auto limit = request.deadline;
        auto session =
            std::make_shared<terminal_session>(std::move(place), std::move(request), std::move(slot));
        auto work = converse(std::move(session), std::move(thread), time);
        co_return co_await timeout(std::move(work), limit, std::move(time));
    }

    terminal_place place_;
    std::shared_ptr<time_source> time_;
    std::shared_ptr<question_slot> slot_ = std::make_shared<question_slot>();
    std::shared_ptr<side_thread> thread_ = std::make_shared<side_thread>();
};

} // namespace

std::shared_ptr<password_source>
make_terminal_password(const terminal_params& params, std::shared_ptr<time_source> time) {
    if (params.device.empty() && params.input < 0)
        refuse("input", "is no descriptor");
    if (params.device.empty() && params.output < 0)
        refuse("output", "is no descriptor");
    terminal_place place;
    place.input = params.input;
    place.output = params.output;
    place.device = params.device;
    return std::make_shared<terminal_password>(std::move(place), time ? std::move(time) : system_time());
}

} // namespace segue::account
