#include "account/redirect/sign_in.hpp"

#include "account/redirect/callback.hpp"
#include "account/refuse.hpp"
#include "base/cross.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>

#include <exception>
#include <utility>

namespace segue::account {
namespace {

const char* text_of(redirect_errc e) noexcept {
    switch (e) {
    case redirect_errc::input_ended:
        return "the input ended before an answer";
    case redirect_errc::not_understood:
        return "no answer to this sign-in was given";
    case redirect_errc::listen_failed:
        return "cannot listen for the browser";
    case redirect_errc::used_up:
        return "this listener has served its sign-in";
    case redirect_errc::driver_absent:
        return "the WebDriver program cannot be started";
    case redirect_errc::session_refused:
        return "the WebDriver program gives no session";
    case redirect_errc::driver_failed:
        return "the WebDriver program failed";
    }
    return "unknown error";
}

class redirect_category_type final : public boost::system::error_category {
public:
    const char* name() const noexcept override { return "segue.redirect"; }
    std::string message(int value) const override { return text_of(static_cast<redirect_errc>(value)); }
};

} // namespace

const boost::system::error_category& redirect_category() noexcept {
    static const redirect_category_type instance;
    return instance;
}

namespace redirect {
namespace {

// Which of two came first. The clock's end is a value, so that only `work` throws.
asio::awaitable<void> ring(std::shared_ptr<time_source> time, steady_time until) {
    co_await time->wait_until(until);
}

} // namespace

sign_in::sign_in(const sign_in_page& page)
    : url(page.url), redirect_uri(page.redirect_uri), state(page.state), flow(page.flow),
      deadline(page.deadline) {}

bool sign_in::out_of_band() const {
    return redirect_uri.empty() || redirect_uri == "oob" || redirect_uri.starts_with("urn:");
}

void fail(redirect_errc code, const std::string& message, boost::system::error_code cause) {
    failure f;
    f.code = code;
    f.cause = cause;
    f.message = message;
    throw account::redirect_error(std::move(f));
}

void check_page(const sign_in& asked) {
    // What a browser or a terminal would change or obey has no place in an address.
    static constexpr std::string_view legal =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#[]@!$&'()*+,;=%|";
    if (!read_target(asked.url) || asked.url.find_first_not_of(legal) != std::string::npos)
        refuse("url", "must be a complete address that begins with https:// or http://");
}

asio::awaitable<bool>
bounded(asio::awaitable<void> work, std::shared_ptr<time_source> time, steady_time until) {
    const auto strand = co_await asio::this_coro::executor;
    auto group = asio::experimental::make_parallel_group(
        asio::co_spawn(strand, detail::with_total_cancellation(std::move(work)), asio::deferred),
        asio::co_spawn(
            strand, detail::with_total_cancellation(ring(std::move(time), until)), asio::deferred));
    auto [order, error, clock_error] =
        co_await group.async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
    if (order[0] != 0)
        co_return false;
    if (error)
        std::rethrow_exception(error);
    co_return true;
}

} // namespace redirect
} // namespace segue::account
