// Functions of the caller have names: g++ 12 destroys temporaries of a co_await expression twice.
#include <segue/discogs.hpp>

#include <string>

namespace asio = boost::asio;
namespace discogs = segue::discogs;

asio::awaitable<void> control(discogs::image_node picture) {
    std::string text;
    auto take = [&text](const segue::download_piece& next) { text += next.bytes; };
    auto report = [](const segue::download_progress&) {};
    co_await picture.download_to(take, {.progress = report});
}

asio::awaitable<void> misuse(discogs::image_node picture) {
    std::string text;
#if SEGUE_MISUSE == 1
    co_await picture.download_to([&](const segue::download_piece& next) { text += next.bytes; }); // misuse 1
#elif SEGUE_MISUSE == 2
    co_await picture.download({.progress = [](const segue::download_progress&) {}}); // misuse 2
#elif SEGUE_MISUSE == 3
    auto wrong = [](int) {};
    co_await picture.download_to(wrong); // misuse 3
#elif SEGUE_MISUSE == 4
    picture.download(); // misuse 4
#endif
    co_await picture.download();
}
