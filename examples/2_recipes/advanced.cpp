// For programs that want to know more: every kind of error, a transport of one's own around the SDK's, a
// cache shared by two clients, an export of the inventory into a file.

#include "../common/environment.hpp"

#include <segue/discogs.hpp>
#include <segue/http/make_transport.hpp>
#include <segue/traffic/response_cache.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/this_coro.hpp>

#include <chrono>
#include <cstddef>
#include <exception>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <utility>

namespace asio = boost::asio;
namespace discogs = segue::discogs;
namespace http = segue::http;
using namespace std::chrono_literals;

// --- errors -----------------------------------------------------------------------------------------------

// The most special first: each of these is a `segue::error`, which is a `boost::system::system_error`.
asio::awaitable<void> tell(asio::awaitable<discogs::release> call) {
    try {
        discogs::release r = co_await std::move(call);
        std::cout << r.title << '\n';
    } catch (const segue::bad_params& e) {
        std::cout << "never sent, " << e.details().param << ": " << e.details().message << '\n';
    } catch (const segue::not_found_error& e) {
        std::cout << "not there: " << e.message() << '\n';
    } catch (const segue::rate_limit_error& e) {
        std::cout << "refused, again in " << e.retry_after().value_or(0ms).count() << " ms\n";
    } catch (const segue::api_error& e) {
        std::cout << "the service says " << e.status() << ": " << e.message() << '\n';
    } catch (const segue::timeout_error& e) {
        std::cout << "out of time: " << e.message() << '\n';
    } catch (const segue::connection_error& e) {
        std::cout << "no connection: " << e.what() << '\n';
    }
}

asio::awaitable<void> fail_in_many_ways(discogs::client client, discogs::client_params params) {
    co_await tell(client.release(0).get());
    co_await tell(client.release(999999999).get());
    auto quietly = co_await segue::as_result(client.release(999999999).get());
    if (!quietly)
        std::cout << "as a value: " << quietly.error().code.message() << ", " << quietly.error().status
                  << '\n';

    auto executor = co_await asio::this_coro::executor;
    params.token = "somebody-elses";
    discogs::client stranger{executor, params};
    co_await tell(stranger.release(352665).get());
    params.base_url = "https://127.0.0.1:1";
    discogs::client lost{executor, params};
    co_await tell(lost.release(352665).get());
}

// --- what is wrong? ---------------------------------------------------------------------------------------

asio::awaitable<void> ask_the_doctor(discogs::client client) {
    discogs::diagnosis found = co_await client.diagnose({.username = "segue_listener"});
    std::cout << to_string(found);
    if (found.has(discogs::finding_kind::clock_skew))
        std::cout << "set the clock\n";
}

// --- a transport of one's own -----------------------------------------------------------------------------

// Counts what goes over the wire and hands it on. A fake or another stack would answer by itself.
class counting : public http::transport {
public:
    explicit counting(std::shared_ptr<http::transport> next) : next_(std::move(next)) {}

    asio::awaitable<segue::result<http::response>> send(http::request r, http::body_sink* sink) override {
        ++requests_;
        auto answer = co_await next_->send(std::move(r), sink);
        if (answer)
            bytes_ += answer->body.size();
        co_return answer;
    }

    std::size_t requests() const noexcept { return requests_; }
    std::size_t bytes() const noexcept { return bytes_; }

private:
    std::shared_ptr<http::transport> next_;
    std::size_t requests_ = 0;
    std::size_t bytes_ = 0;
};

// --- a cache ----------------------------------------------------------------------------------------------

// Two clients share transport and cache: what one has loaded, the other has too.
void share_a_cache(asio::io_context& io, const discogs::client_params& params) {
    auto wire =
        std::make_shared<counting>(http::make_transport(io.get_executor(), {.ca_file = params.ca_file}));
    auto cache = segue::traffic::make_memory_cache();
    discogs::client first{io.get_executor(), params, wire, cache};
    discogs::client second{io.get_executor(), params, wire, cache};
    auto one = segue::sync_wait(io, first.artist(3857).get());
    auto same = segue::sync_wait(io, second.artist(3857).get());
    std::cout << one.name << (one == same ? " twice, " : "? ") << wire->requests() << " request, "
              << (wire->bytes() > 0 ? "some" : "no") << " bytes\n";
}

// --- an export --------------------------------------------------------------------------------------------

asio::awaitable<void> save_inventory(discogs::client client, std::string path) {
    auto id = co_await client.inventory_exports().create();
    auto ended = co_await client.inventory_export(id).wait({.first_pause = 100ms}, {.deadline = 10min});
    std::cout << "export " << (ended.status ? ended.status->text() : "?") << '\n';
    auto file = co_await client.inventory_export(id).download_to_file(path);
    std::cout << "saved " << (file.size_bytes > 0 ? "a file" : "nothing") << '\n';
}

// ----------------------------------------------------------------------------------------------------------

int main() {
    auto path = std::filesystem::temp_directory_path() / "segue-example-export.csv";
    try {
        discogs::client_params params{.user_agent = "RecordShelf/1.2 +https://example.org"};
        params.retry.max_attempts = 1;
        examples::apply_environment(params);
        asio::io_context io;
        discogs::client client{io.get_executor(), params};
        segue::sync_wait(io, ask_the_doctor(client));
        segue::sync_wait(io, save_inventory(client, path.string()));
        segue::sync_wait(io, fail_in_many_ways(client, params));
        share_a_cache(io, params);
        std::filesystem::remove(path);
        return 0;
    } catch (const std::exception& problem) {
        std::cerr << "advanced: " << problem.what() << '\n';
        return 1;
    }
}
