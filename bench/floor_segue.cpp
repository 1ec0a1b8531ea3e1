#include "support.hpp"

#include <segue/discogs.hpp>

#include <boost/asio/io_context.hpp>

#include <cstdio>
#include <exception>
#include <memory>

// The SDK, as a user calls it. The quota is so high that nothing waits, but the ledger keeps it;
// `--no-ledger` turns that off; `--gzip` has the answers packed. Workers that run at the same time want the
// same release and would share one request, so each asks by itself. `--cache` gives the client a cache in
// memory: all but the first request are hits, unless `--refresh` has each ask the service and keep the
// answer.

namespace {

using bench::quota;
using bench::tally;

boost::asio::awaitable<void>
read_releases(segue::discogs::client client, segue::call_options options, quota& left, tally& done) {
    while (left.take()) {
        const auto release = co_await client.release(bench::release_number).get({}, options);
        ++done.requests;
        done.items += release.tracklist.size();
        done.characters += release.title.size();
    }
}

boost::asio::awaitable<void> read_pages(segue::discogs::client client, quota& left, tally& done) {
    const segue::discogs::artist_releases_params params{.per_page = bench::page_size};
    auto list = client.artist(bench::artist_number).releases().list(params);
    while (left.take()) {
        if (list.pages_read() == bench::full_pages)
            list = client.artist(bench::artist_number).releases().list(params);
        const auto page = co_await list.next_page();
        ++done.requests;
        done.items += page->items.size();
        done.characters += page->items.back().title.size();
    }
}

void run(const bench::arguments& given) {
    boost::asio::io_context io(1);
    const std::string base_url = "https://" + given.host + ":" + given.port;
    segue::discogs::client_params params{
        .token = given.token,
        .base_url = base_url,
        .ca_file = given.ca_file,
        .compression =
            given.has("gzip") ? segue::http::compression::gzip : segue::http::compression::identity,
    };
    params.quota.authenticated_limit = 1'000'000;
    params.pool.max_connections = bench::connections;
    if (given.has("no-ledger"))
        params.rate_limit = segue::traffic::rate_limit::off;
    std::shared_ptr<segue::traffic::response_cache> cache;
    if (given.has("cache"))
        cache = segue::traffic::make_memory_cache();
    const segue::discogs::client client(io.get_executor(), params, cache);
    tally done;
    const auto start = [&](quota& left) {
        std::vector<boost::asio::awaitable<void>> tasks;
        const bool concurrent = given.workload == bench::workload::concurrent;
        segue::call_options options;
        options.cache = concurrent ? segue::cache_mode::bypass : segue::cache_mode::use;
        if (given.has("refresh"))
            options.cache = segue::cache_mode::refresh;
        const int count = concurrent ? bench::workers : 1;
        tasks.reserve(static_cast<std::size_t>(count));
        for (int i = 0; i < count; ++i) {
            tasks.push_back(
                given.workload == bench::workload::pages ? read_pages(client, left, done)
                                                         : read_releases(client, options, left, done));
        }
        return tasks;
    };
    bench::measure(io, given, start, done);
}

} // namespace

int main(int argc, char** argv) {
    try {
        run(bench::read_arguments(argc, argv));
        return 0;
    } catch (const std::exception& e) {
        std::fprintf(stderr, "%s: %s\n", argv[0], e.what());
        return 1;
    }
}
