// A local copy of a collection in one SQLite file: made, brought up to date, asked what changed. The service
// is the emulator, where another program changes the collection meanwhile.

#include <segue/discogs.hpp>
#include <segue/discogs/sync.hpp>
#include <segue/emulator/emulator.hpp>

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <exception>
#include <filesystem>
#include <iostream>
#include <string>

namespace asio = boost::asio;
namespace discogs = segue::discogs;

namespace {

// --- progress ---------------------------------------------------------------------------------------------

class progress_bar : public discogs::sync_watcher {
public:
    void on_progress(const discogs::sync_progress& now) override {
        std::cout << now.done << " of " << now.total.value_or(0);
        if (now.time_left)
            std::cout << ", " << now.time_left->count() << " ms to go";
        std::cout << '\n';
    }
};

asio::awaitable<void> bring_up_to_date(discogs::client client, std::string user, std::string file) {
    const discogs::sync sync(client, discogs::make_sqlite_sync_store(file));
    const auto mine = sync.collection(user);
    progress_bar bar;
    discogs::sync_summary done = co_await mine.update({}, {}, &bar);
    std::cout << done.added << " added, " << done.changed << " changed, " << done.removed << " removed\n";
}

// --- changes ----------------------------------------------------------------------------------------------

std::string title_of(const discogs::collection_item& item) {
    return item.basic_information ? item.basic_information->title : std::string("untitled");
}

asio::awaitable<void> show_changes(discogs::client client, std::string user, std::string file) {
    const discogs::sync sync(client, discogs::make_sqlite_sync_store(file));
    for (const auto& change : co_await sync.collection(user).changes()) {
        if (change.kind == discogs::sync_change_kind::added)
            std::cout << "new: " << title_of(*change.after) << '\n';
        if (change.kind == discogs::sync_change_kind::removed)
            std::cout << "gone: " << title_of(*change.before) << '\n';
    }
}

// --- the copy ---------------------------------------------------------------------------------------------

asio::awaitable<std::size_t> count_copies(discogs::client client, std::string user, std::string file) {
    const discogs::sync sync(client, discogs::make_sqlite_sync_store(file));
    const auto mine = sync.collection(user);
    std::size_t count = 0;
    std::int64_t last = 0;
    for (auto some = co_await mine.items(last); !some.empty(); some = co_await mine.items(last)) {
        count += some.size();
        last = some.back().instance_id.value();
    }
    co_return count;
}

asio::awaitable<void> somebody_buys(discogs::client client, std::string user) {
    auto collection = client.user(user).collection();
    co_await collection.folder(discogs::uncategorized_folder).releases().create(discogs::release_id{352665});
}

void run(segue::emulator::emulator& service, const std::string& file) {
    const auto url = service.base_url();
    const auto authority = service.ca_file();
    const auto token = service.token();
    const auto user = service.username();
    const discogs::client_params params{.token = token, .base_url = url, .ca_file = authority};
    asio::io_context io;
    const discogs::client client{io.get_executor(), params};

    segue::sync_wait(io, bring_up_to_date(client, user, file));
    segue::sync_wait(io, somebody_buys(client, user));
    segue::sync_wait(io, bring_up_to_date(client, user, file));
    segue::sync_wait(io, show_changes(client, user, file));
    std::cout << segue::sync_wait(io, count_copies(client, user, file)) << " copies in " << "music.db\n";
}

} // namespace

int main() {
    const auto number = std::to_string(std::chrono::system_clock::now().time_since_epoch().count());
    const auto folder = std::filesystem::temp_directory_path() / ("segue-sync-" + number);
    try {
        std::filesystem::create_directory(folder);
        segue::emulator::emulator_params how;
        how.collection_size = 250;
        segue::emulator::emulator service(how);
        run(service, (folder / "music.db").string());
        std::filesystem::remove_all(folder);
        return 0;
    } catch (const std::exception& problem) {
        std::cerr << "sync: " << problem.what() << '\n';
        std::filesystem::remove_all(folder);
        return 1;
    }
}
