#include "account/password/asked.hpp"

#include <segue/base/time_source.hpp>
#include <segue/base/timeout.hpp>

#include <utility>

namespace segue::detail {
namespace {

asio::awaitable<account::login> complete(asio::awaitable<account::login> work) {
    account::login given = co_await std::move(work);
    if (given.user.empty() || given.password.empty())
        account::password::fail(account::password_errc::not_given, "the function leaves one of them empty");
    co_return std::move(given);
}

} // namespace

function_password::function_password(std::shared_ptr<time_source> time)
    : time_(time ? std::move(time) : system_time()) {}

asio::awaitable<account::login> function_password::ask(const account::login_request& request) {
    return run(
        std::string(request.service),
        std::string(request.user),
        std::string(request.trouble),
        request.deadline);
}

asio::awaitable<account::login> function_password::run(
    std::string service, std::string user, std::string trouble, std::chrono::milliseconds deadline) {
    const account::login_request request{service, user, trouble, deadline};
    auto work = complete(call(request));
    co_return co_await timeout(std::move(work), deadline, time_);
}

} // namespace segue::detail
