#include "http/connect_race.hpp"

#include "base/strand_event.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace segue::http {

using boost::asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr std::chrono::milliseconds head_start{250};

// What the runners and the one who waits for them share. The runners' handlers may come after the race.
struct race {
    explicit race(const asio::any_io_executor& strand) : news(strand), head_start_over(strand) {}

    strand_event news;
    asio::steady_timer head_start_over;
    std::vector<std::unique_ptr<tcp::socket>> runners;
    std::size_t under_way = 0;
    std::optional<std::size_t> winner;
    error_code last_error = boost::asio::error::host_not_found;
};

void start_runner(
    const std::shared_ptr<race>& r, const asio::any_io_executor& strand, const tcp::endpoint& to) {
    const auto index = r->runners.size();
    r->runners.push_back(std::make_unique<tcp::socket>(strand));
    ++r->under_way;
    r->runners.back()->async_connect(to, [r, index](const error_code& ec) {
        --r->under_way;
        if (ec)
            r->last_error = ec;
        else if (!r->winner)
            r->winner = index;
        r->news.set();
    });
    r->head_start_over.expires_after(head_start);
    r->head_start_over.async_wait([r](const error_code& ec) {
        if (!ec)
            r->news.set();
    });
}

// Ends the race on every way out: a socket that nobody takes is closed, which ends its connect.
class finish_line {
public:
    explicit finish_line(race& r) : race_(r) {}
    ~finish_line() {
        race_.runners.clear();
        race_.head_start_over.cancel();
    }
    finish_line(const finish_line&) = delete;
    finish_line& operator=(const finish_line&) = delete;

private:
    race& race_;
};

} // namespace

asio::awaitable<result<tcp::socket>> connect_first(endpoints candidates) {
    const auto strand = co_await asio::this_coro::executor;
    const auto r = std::make_shared<race>(strand);
    const finish_line line(*r);
    for (const auto& candidate : candidates) {
        start_runner(r, strand, candidate);
        co_await r->news.wait();
        if (r->winner)
            break;
    }
    while (!r->winner && r->under_way != 0)
        co_await r->news.wait();
    if (r->winner)
        co_return std::move(*r->runners[*r->winner]);
    failure f;
    f.code = errc::connect_failed;
    f.cause = r->last_error;
    co_return f;
}

} // namespace segue::http
