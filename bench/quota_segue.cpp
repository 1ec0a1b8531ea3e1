#include <segue/discogs.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstddef>
#include <cstdio>
#include <exception>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

// The SDK's turn at the job of bench/run's quota area: reads releases, so many at once, with its defaults but
// for the length of the window, which is the service's. Prints `answered,seconds`.
// Usage: segue-bench-quota URL CA_FILE TOKEN IDS_FILE CONCURRENCY WINDOW_MS STOP_SECONDS

namespace {

namespace asio = boost::asio;
using steady = std::chrono::steady_clock;

struct job {
    std::vector<std::int64_t> ids;
    std::size_t taken = 0;
    std::size_t answered = 0;
    steady::time_point last_end;
};

asio::awaitable<void> work(segue::discogs::client client, job& todo) {
    while (todo.taken < todo.ids.size()) {
        const segue::discogs::release_id id = todo.ids[todo.taken++];
        try {
            const auto release = co_await client.release(id).get();
            if (release.id == id)
                ++todo.answered;
        } catch (const segue::error& e) {
            std::fprintf(stderr, "lost: %s\n", e.what());
        }
        todo.last_end = steady::now();
    }
}

void run(char** given) {
    const std::string url = given[1], ca_file = given[2], token = given[3], ids_file = given[4];
    const int concurrency = std::stoi(given[5]);
    job todo;
    std::ifstream file(ids_file);
    todo.ids.assign(std::istream_iterator<std::int64_t>(file), {});
    if (todo.ids.empty() || concurrency < 1)
        throw std::invalid_argument("nothing to do");

    const auto begun = todo.last_end = steady::now();
    asio::io_context io(1);
    segue::discogs::client_params params{.token = token, .base_url = url, .ca_file = ca_file};
    params.quota.window = std::chrono::milliseconds(std::stoi(given[6]));
    const segue::discogs::client client(io.get_executor(), params);
    for (int i = 0; i < concurrency; ++i)
        asio::co_spawn(io, work(client, todo), segue::rethrow);
    io.run_until(begun + std::chrono::seconds(std::stoi(given[7])));
    const auto end = io.stopped() ? todo.last_end : steady::now();
    std::printf("%zu,%.3f\n", todo.answered, std::chrono::duration<double>(end - begun).count());
}

} // namespace

int main(int argc, char** argv) {
    try {
        if (argc != 8)
            throw std::invalid_argument(
                "needs URL CA_FILE TOKEN IDS_FILE CONCURRENCY WINDOW_MS STOP_SECONDS");
        run(argv);
        return 0;
    } catch (const std::exception& e) {
        std::fprintf(stderr, "%s: %s\n", argv[0], e.what());
        return 1;
    }
}
