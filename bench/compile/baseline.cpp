// The floor: a coroutine on Asio's awaitable, with nothing of ours.
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>

#include <string>

namespace asio = boost::asio;

asio::awaitable<std::string> fetch(int id);

asio::awaitable<std::string> title(int id) {
    std::string text = co_await fetch(id);
    co_return text;
}
