#include "account/redirect/child_process.hpp"
#include "account/redirect/sign_in.hpp"
#include "account/refuse.hpp"
#include "base/cross.hpp"
#include "base/strand_home.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>

#include <exception>
#include <ostream>
#include <utility>

namespace segue::account {
namespace {

using namespace redirect;

// How long an opener is watched for a refusal. One that has found a browser may run as long as that does.
constexpr std::chrono::seconds watched_for{10};
constexpr std::chrono::milliseconds poll_pause{50};

#ifdef __APPLE__
constexpr std::string_view default_opener = "open";
#else
constexpr std::string_view default_opener = "xdg-open";
#endif

struct opener {
    std::string program;
    std::ostream& out;
    std::shared_ptr<time_source> time;
};

void show(const opener& with, const sign_in& asked, const std::string& why) {
    with.out << "No browser could be opened (" << why << "). Open this page in one:\n\n    " << asked.url
             << "\n\n"
             << std::flush;
}

asio::awaitable<void> open(opener with, sign_in asked) {
    boost::system::error_code ec;
    const auto child = child_process::start(with.program, {asked.url}, child_process::at_end::leave, ec);
    if (!child) {
        show(with, asked, with.program + ": " + ec.message());
        co_return;
    }
    const auto until = with.time->now() + watched_for;
    auto status = child->ended();
    while (!status && with.time->now() < until) {
        if (co_await with.time->wait_until(with.time->now() + poll_pause))
            co_return;
        status = child->ended();
    }
    if (status && *status != 0)
        show(with, asked, with.program + " ended with status " + std::to_string(*status));
}

struct outcome {
    std::exception_ptr error;
    std::string answer;
};

asio::awaitable<outcome> answer_of(asio::awaitable<std::string> work) {
    outcome out;
    try {
        out.answer = co_await detail::with_total_cancellation(std::move(work));
    } catch (...) {
        out.error = std::current_exception();
    }
    co_return out;
}

// Never the first to end, so that the group waits for the answer alone.
asio::awaitable<void> open_and_wait(opener with, sign_in asked) {
    const auto time = with.time;
    co_await open(std::move(with), std::move(asked));
    co_await time->wait_until(steady_time::max());
}

asio::awaitable<outcome> both(opener with, sign_in asked, asio::awaitable<std::string> inner) {
    const auto strand = co_await asio::this_coro::executor;
    auto group = asio::experimental::make_parallel_group(
        asio::co_spawn(strand, answer_of(std::move(inner)), asio::deferred),
        asio::co_spawn(
            strand,
            detail::with_total_cancellation(open_and_wait(std::move(with), std::move(asked))),
            asio::deferred));
    auto [order, fault, out, opener_fault] =
        co_await group.async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
    if (fault)
        out.error = std::move(fault);
    else if (order[0] == 1 && opener_fault && out.error)
        out.error = std::move(opener_fault);
    co_return std::move(out);
}

class browser_redirect final : public redirect_handler {
public:
    browser_redirect(
        std::shared_ptr<redirect_handler> inner,
        std::ostream& out,
        std::string program,
        std::shared_ptr<time_source> time)
        : inner_(std::move(inner)), with_{std::move(program), out, std::move(time)} {}

    asio::awaitable<std::string> authorize(const sign_in_page& page) override {
        return run(with_, sign_in(page), inner_->authorize(page));
    }

    std::string redirect_uri() const override { return inner_->redirect_uri(); }

private:
    static asio::awaitable<std::string> run(opener with, sign_in asked, asio::awaitable<std::string> inner) {
        check_page(asked);
        auto home = strand_home::on(co_await asio::this_coro::executor);
        auto cancel = std::make_shared<asio::cancellation_signal>();
        auto work = both(std::move(with), std::move(asked), std::move(inner));
        auto out = co_await cross<outcome>(std::move(home), std::move(cancel), std::move(work));
        if (out.error)
            std::rethrow_exception(out.error);
        co_return std::move(out.answer);
    }

    std::shared_ptr<redirect_handler> inner_;
    opener with_;
};

} // namespace

std::shared_ptr<redirect_handler> make_browser_redirect(
    std::shared_ptr<redirect_handler> inner,
    std::ostream& out,
    std::string_view program,
    std::shared_ptr<time_source> time) {
    if (!inner)
        refuse("inner", "is what waits for the answer; it must not be empty");
    return std::make_shared<browser_redirect>(
        std::move(inner),
        out,
        std::string(program.empty() ? default_opener : program),
        time ? std::move(time) : system_time());
}

} // namespace segue::account
