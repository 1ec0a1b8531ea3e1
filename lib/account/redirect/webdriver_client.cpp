#include "account/redirect/webdriver_client.hpp"

#include "http/response_reader.hpp"

#include <boost/asio/read.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <array>
#include <span>
#include <sstream>
#include <utility>

namespace segue::account::redirect {

namespace json = boost::json;
using boost::asio::redirect_error;
using boost::asio::use_awaitable;
using boost::asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr std::uint32_t most_header_bytes = 64 * 1024;
constexpr std::uint64_t most_body_bytes = 4 * 1024 * 1024;

std::string text_at(const json::object& from, std::string_view name) {
    const auto* const value = from.if_contains(json::string_view(name.data(), name.size()));
    const auto* const text = value != nullptr ? value->if_string() : nullptr;
    return text != nullptr ? std::string(text->data(), text->size()) : std::string();
}

std::string written(
    const tcp::endpoint& driver,
    std::string_view method,
    std::string_view path,
    const std::optional<json::object>& body) {
    std::ostringstream host;
    host << driver;
    std::string out(method);
    out.append(" ").append(path).append(" HTTP/1.1\r\nHost: ").append(host.str()).append("\r\n");
    out += "Accept: application/json\r\nConnection: close\r\n";
    if (body) {
        const std::string text = json::serialize(*body);
        out += "Content-Type: application/json; charset=utf-8\r\nContent-Length: " +
               std::to_string(text.size()) + "\r\n\r\n" + text;
    } else {
        out += "\r\n";
    }
    return out;
}

// A cancellation is none of the driver's failures.
void check(const error_code& ec, const char* what) {
    if (ec == asio::error::operation_aborted)
        throw boost::system::system_error(ec);
    if (ec)
        fail(redirect_errc::driver_failed, what, ec);
}

// Offers the reader all that has come, which leaves what it does not take.
http::response_reader::state advance(http::response_reader& reader, std::string& unread) {
    for (;;) {
        const auto step = reader.feed(std::span<const char>(unread.data(), unread.size()));
        unread.erase(0, step.consumed);
        if (step.at != http::response_reader::state::head)
            return step.at;
    }
}

asio::awaitable<void> read_answer(tcp::socket& socket, http::response_reader& reader) {
    std::string unread;
    std::array<char, 8192> bytes{};
    for (;;) {
        error_code ec;
        const auto count =
            co_await socket.async_read_some(asio::buffer(bytes), redirect_error(use_awaitable, ec));
        if (ec != asio::error::eof)
            check(ec, "the connection broke");
        unread.append(bytes.data(), count);
        auto at = advance(reader, unread);
        if (ec && at == http::response_reader::state::more)
            at = reader.feed_end().at;
        if (at == http::response_reader::state::done)
            co_return;
        if (ec || at == http::response_reader::state::failed)
            fail(redirect_errc::driver_failed, "the answer is no HTTP, or is cut short", reader.error());
    }
}

} // namespace

webdriver_client::webdriver_client(tcp::endpoint driver) : driver_(std::move(driver)) {}

asio::awaitable<driver_answer>
webdriver_client::send(std::string method, std::string path, std::optional<json::object> body) const {
    tcp::socket socket(co_await asio::this_coro::executor);
    error_code ec;
    co_await socket.async_connect(driver_, redirect_error(use_awaitable, ec));
    check(ec, "no connection to the driver");
    const std::string bytes = written(driver_, method, path, body);
    co_await asio::async_write(socket, asio::buffer(bytes), redirect_error(use_awaitable, ec));
    check(ec, "the connection broke");
    http::response_reader reader(most_header_bytes, most_body_bytes, false);
    co_await read_answer(socket, reader);
    co_return read_driver_answer(reader.message().status, reader.message().body);
}

driver_answer read_driver_answer(int status, std::string_view body) {
    error_code ec;
    const auto whole = json::parse(json::string_view(body.data(), body.size()), ec);
    const auto* const outer = ec ? nullptr : whole.if_object();
    const auto* const value = outer != nullptr ? outer->if_contains("value") : nullptr;
    if (value == nullptr)
        fail(
            redirect_errc::driver_failed,
            "status " + std::to_string(status) + " without the JSON of a WebDriver answer",
            ec);
    driver_answer out;
    if (status == 200) {
        out.value = *value;
        return out;
    }
    if (const auto* const trouble = value->if_object()) {
        out.error = text_at(*trouble, "error");
        out.message = text_at(*trouble, "message");
    }
    if (out.error.empty())
        out.error = "status " + std::to_string(status);
    return out;
}

} // namespace segue::account::redirect
