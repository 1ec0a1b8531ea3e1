// Functions for gather that g++ 12 would destroy twice, or that cannot be kept.
#include <segue/base/gather.hpp>

#include <memory>
#include <string>
#include <vector>

namespace asio = boost::asio;

asio::awaitable<int> child(std::string name);

asio::awaitable<void> control(std::string name, std::vector<int> items) {
    auto make = [name](int) { return child(name); };
    co_await segue::gather(2, items, make);
    co_await segue::gather_all(2, items, [&name](int) { return child(name); });
}

#if SEGUE_MISUSE == 1
void misuse(std::string name, std::vector<int> items) {
    static_cast<void>(segue::gather(2, items, [name](int) { return child(name); })); // misuse 1
}
#elif SEGUE_MISUSE == 2
void misuse(std::string name) {
    static_cast<void>(segue::gather_all(2, 9, [name](std::size_t) { return child(name); })); // misuse 2
}
#elif SEGUE_MISUSE == 3
void misuse(std::vector<asio::awaitable<int>> some) {
    segue::gather(2, std::move(some)); // misuse 3
}
#endif
