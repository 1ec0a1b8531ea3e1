// A noun navigates, a verb sends when it is awaited: what mixes them up is refused.
#include <segue/discogs.hpp>

namespace asio = boost::asio;
namespace discogs = segue::discogs;

asio::awaitable<void> control(discogs::client client, discogs::release_id id) {
    auto record = client.release(id);
    discogs::release release = co_await record.get();
    co_await client.release(352665).get(); // the value may be dropped, the request not
}

asio::awaitable<void> misuse(discogs::client client, discogs::artist_id artist) {
#if SEGUE_MISUSE == 1
    client.release(352665).get(); // misuse 1
#elif SEGUE_MISUSE == 2
    co_await client.release(352665); // misuse 2
#elif SEGUE_MISUSE == 3
    co_await client.release(artist).get(); // misuse 3
#elif SEGUE_MISUSE == 4
    discogs::release release = client.release(352665); // misuse 4
#endif
    co_await client.artist(artist).get();
}
