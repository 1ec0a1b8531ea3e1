// What a user's file costs: the same coroutine, on the whole of Discogs.
#include <segue/discogs.hpp>

#include <string>

namespace asio = boost::asio;
namespace discogs = segue::discogs;

asio::awaitable<std::string> title(discogs::client client, int id) {
    discogs::release release = co_await client.release(id).get();
    co_return release.title;
}
