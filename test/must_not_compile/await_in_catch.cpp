// The language refuses co_await in a handler: leave it with what you need, then go on.
#include <segue/discogs.hpp>

namespace asio = boost::asio;
namespace discogs = segue::discogs;

asio::awaitable<void> clean_up();

asio::awaitable<void> control(discogs::client client) {
    bool failed = false;
    try {
        co_await client.release(1).get();
    } catch (const segue::error&) {
        failed = true;
    }
    if (failed)
        co_await clean_up();
}

asio::awaitable<void> misuse(discogs::client client) {
    try {
        co_await client.release(1).get();
    } catch (const segue::error&) {
#if SEGUE_MISUSE == 1
        co_await clean_up(); // misuse 1
#endif
    }
}
