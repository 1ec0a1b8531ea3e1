// Short answers to "how do I ...": the pages of docs/guide quote these functions.

#include "../common/environment.hpp"

#include <segue/base/events.hpp>
#include <segue/base/json_extra.hpp>
#include <segue/discogs.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>

#include <atomic>
#include <chrono>
#include <exception>
#include <future>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace asio = boost::asio;
namespace discogs = segue::discogs;

// --- errors -----------------------------------------------------------------------------------------------

asio::awaitable<void> tell_errors_apart(discogs::client client) {
    try {
        discogs::release release = co_await client.release(999999999).get();
        std::cout << release.title << '\n';
    } catch (const segue::not_found_error& e) {
        std::cout << "no such release; the service says: " << e.message() << '\n';
    } catch (const segue::quota_error& e) {
        std::cout << "no slot in time, the next in "
                  << e.earliest().value_or(std::chrono::milliseconds(0)).count() << " ms\n";
    } catch (const segue::error& e) {
        if (e.code() == segue::condition::transient)
            std::cout << "worth another try later: ";
        std::cout << segue::describe(e.details()) << '\n';
    }
}

// A coroutine cannot await inside a catch block: leave the block with what you need, then go on.
asio::awaitable<bool> exists(discogs::client client, discogs::release_id id) {
    bool found = true;
    try {
        co_await client.release(id).get();
    } catch (const segue::not_found_error&) {
        found = false;
    }
    co_return found;
}

// --- deadlines and cancellation ---------------------------------------------------------------------------

asio::awaitable<void> with_a_deadline(discogs::client client) {
    using namespace std::chrono_literals;
    try {
        discogs::artist artist = co_await client.artist(3857).get({.deadline = 2s});
        std::cout << "in time: " << artist.name << '\n';
    } catch (const segue::timeout_error& e) {
        std::cout << "too slow: " << e.what() << '\n';
    } catch (const segue::quota_error& e) {
        std::cout << "not even started: " << e.what() << '\n';
    }
}

asio::awaitable<void> for_somebody_who_waits(discogs::client client) {
    segue::call_options options{
        .deadline = std::chrono::seconds(2), .importance = segue::traffic::priority::interactive};
    discogs::release release =
        co_await client.release(352665).get({.currency = discogs::currency::eur}, options);
    std::cout << "copies for sale: " << release.num_for_sale.value_or(0) << '\n';
}

asio::awaitable<void> load_until_cancelled(discogs::client client) {
    auto entries = client.artist(3857).releases().list({.per_page = 1});
    try {
        while (co_await entries.next()) {
        }
    } catch (const boost::system::system_error& e) {
        if (e.code() != asio::error::operation_aborted)
            throw;
        std::cout << "cancelled\n";
    }
}

asio::awaitable<void> cancel_from_outside(discogs::client client) {
    auto executor = co_await asio::this_coro::executor;
    auto artist = client.artist(3857);
    asio::cancellation_signal stop;
    bool over = false;
    auto finished = [&over](const std::exception_ptr&) { over = true; };
    asio::co_spawn(
        executor,
        load_until_cancelled(std::move(client)),
        asio::bind_cancellation_slot(stop.slot(), finished));

    co_await artist.get(); // whatever else there is to do
    stop.emit(asio::cancellation_type::terminal);
    while (!over)
        co_await asio::post(executor, asio::use_awaitable);
}

// --- several at once --------------------------------------------------------------------------------------

asio::awaitable<void> two_at_once(discogs::client client) {
    using namespace asio::experimental::awaitable_operators;
    auto [release, artist] = co_await (client.release(352665).get() && client.artist(3857).get());
    std::cout << artist.name << ": " << release.title << '\n';
}

// --- executors --------------------------------------------------------------------------------------------

// The client's waiting is done by threads of its own. A coroutine that uses && or || needs a strand there.
void on_threads_of_its_own(const discogs::client_params& params) {
    asio::thread_pool threads(2);
    discogs::client client{threads.get_executor(), params};
    std::future<void> done =
        asio::co_spawn(asio::make_strand(threads), two_at_once(client), asio::use_future);
    done.get(); // blocks, so not from a thread of the pool

    // The same client, awaited on another context: the answer comes back to that one.
    asio::io_context io;
    asio::co_spawn(io, with_a_deadline(client), segue::rethrow);
    io.run();
    threads.join(); // returns, because the idle client has no work
}

// --- paging -----------------------------------------------------------------------------------------------

asio::awaitable<void> item_by_item(discogs::client client) {
    auto entries =
        client.artist(3857).releases().list({.sort = discogs::artist_release_sort::year, .per_page = 50});
    std::size_t shown = 0;
    while (auto entry = co_await entries.next()) {
        std::cout << entry->year.value_or(0) << "  " << entry->title << '\n';
        if (++shown == 3)
            break;
    }
}

asio::awaitable<void> page_by_page(discogs::client client) {
    auto entries = client.artist(3857).releases().list({.per_page = 100});
    while (auto page = co_await entries.next_page())
        std::cout << "a page of " << page->items.size() << '\n';
}

asio::awaitable<void> the_first_few(discogs::client client) {
    auto hits = client.search({.query = "Nine Inch Nails", .per_page = 20});
    auto total = co_await hits.total();
    auto first = co_await hits.collect(30);
    std::cout << first.size() << " of " << total.value_or(0) << " hits, " << hits.pages_read() << " pages\n";
}

// --- quota ------------------------------------------------------------------------------------------------

void show_budget(const discogs::client& client) {
    segue::traffic::budget budget = client.budget();
    std::cout << budget.used << " of " << budget.limit << " used, " << budget.remaining << " left, "
              << budget.waiting << " waiting\n";
}

// --- events -----------------------------------------------------------------------------------------------

class request_counter final : public segue::observer {
public:
    void on_event(const segue::event& e) override {
        if (std::holds_alternative<segue::events::sent>(e))
            ++sent_;
        if (const auto* done = std::get_if<segue::events::finished>(&e); done != nullptr && done->code)
            ++failed_;
    }

    int sent() const noexcept { return sent_; }
    int failed() const noexcept { return failed_; }

private:
    std::atomic<int> sent_{0};
    std::atomic<int> failed_{0};
};

// --- the odd field ----------------------------------------------------------------------------------------

void show_unknown_fields(const discogs::release& release) {
    for (const std::string& name : release.extra.names())
        std::cout << name << " = " << release.extra.text(name).value_or("") << '\n';
    boost::json::object all = segue::to_object(release.extra);
    std::cout << all.size() << " fields that the model does not know\n";
}

// --- all of them ------------------------------------------------------------------------------------------

asio::awaitable<void> all(discogs::client client) {
    co_await tell_errors_apart(client);
    bool there = co_await exists(client, 352665);
    std::cout << "352665 " << (there ? "exists" : "does not exist") << '\n';
    co_await with_a_deadline(client);
    co_await for_somebody_who_waits(client);
    co_await cancel_from_outside(client);
    co_await two_at_once(client);
    co_await item_by_item(client);
    co_await page_by_page(client);
    co_await the_first_few(client);
    discogs::release release = co_await client.release(352665).get();
    show_unknown_fields(release);
}

int main() {
    try {
        discogs::client_params params{.user_agent = "RecordShelf/1.2 +https://example.org"};
        examples::apply_environment(params);

        asio::io_context io;
        auto counter = std::make_shared<request_counter>();
        discogs::client client{io.get_executor(), params, counter};
        asio::co_spawn(io, all(client), segue::rethrow);
        io.run();
        on_threads_of_its_own(params);

        show_budget(client);
        std::cout << counter->sent() << " requests, failed calls: " << counter->failed() << '\n';
        return 0;
    } catch (const std::exception& problem) {
        std::cerr << "recipes: " << problem.what() << '\n';
        return 1;
    }
}
