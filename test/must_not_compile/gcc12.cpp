// What g++ 12 refuses in coroutines although the language has it: naming it first helps.
#include <segue/discogs.hpp>

#include <vector>

namespace asio = boost::asio;

asio::awaitable<segue::result<int>> one_or_failure();
asio::awaitable<void> take(std::vector<int> numbers);

template <class Number>
asio::awaitable<Number> control() {
    segue::result<Number> held = co_await one_or_failure();
    std::vector<int> numbers{1, 2, 3};
    co_await take(numbers);
    co_return held.value();
}

asio::awaitable<int> use_control() {
    int number = co_await control<int>();
    co_return number;
}

#if SEGUE_MISUSE == 1
// clang-format off: the compiler names the end of the function
asio::awaitable<void> misuse() { co_await take(std::vector<int>{1, 2, 3}); } // misuse 1
// clang-format on
#elif SEGUE_MISUSE == 2
template <class Number>
asio::awaitable<Number> misuse() {
    co_return (co_await one_or_failure()).value(); // misuse 2
}
#endif
