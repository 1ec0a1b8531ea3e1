#pragma once

#include "account/redirect/sign_in.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace segue::account::redirect {

/// What a driver says to one command.
struct driver_answer {
    /// What the command returns; null when it failed.
    boost::json::value value;
    /// The standard's word for the failure, for example `no such element`; empty when there is none.
    std::string error;
    /// The driver's own text. It may repeat what it was given: an address with a code in it, a password.
    std::string message;
};

/// Speaks the W3C WebDriver protocol with one driver: a command, an answer, plain HTTP.
class webdriver_client {
public:
    explicit webdriver_client(boost::asio::ip::tcp::endpoint driver);

    /// Sends one command. Without a body when `body` is nothing.
    ///
    /// **Errors** `redirect_errc::driver_failed` when it is not answered as the standard says; a failure that
    /// the driver reports is a value. **Cancellation** any type.
    asio::awaitable<driver_answer>
    send(std::string method, std::string path, std::optional<boost::json::object> body) const;

private:
    boost::asio::ip::tcp::endpoint driver_;
};

/// Reads a driver's answer: the body of an HTTP answer with that status. Throws `driver_failed`.
driver_answer read_driver_answer(int status, std::string_view body);

} // namespace segue::account::redirect
