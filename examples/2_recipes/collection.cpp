// What belongs to a user: profile, folders, copies and what is written about them, wantlist and lists. It
// changes the collection of the account whose token it has, and leaves it as it was.

#include "../common/environment.hpp"

#include <segue/discogs.hpp>

#include <boost/asio/io_context.hpp>

#include <cstddef>
#include <exception>
#include <iostream>
#include <ostream>
#include <sstream>
#include <string>

namespace asio = boost::asio;
namespace discogs = segue::discogs;

// --- who am I ---------------------------------------------------------------------------------------------

asio::awaitable<discogs::user_node> who_am_i(discogs::client client) {
    discogs::identity me = co_await client.identity().get();
    auto user = client.user(me.username);
    discogs::user profile = co_await user.get();
    std::cout << "I am " << profile.username << ", with " << profile.num_collection.value_or(0)
              << " copies\n";
    co_return user;
}

// --- a collection -----------------------------------------------------------------------------------------

asio::awaitable<void> show_folders(discogs::collection_node mine) {
    auto folders = mine.folders().list();
    while (auto folder = co_await folders.next())
        std::cout << folder->name << ": " << folder->count.value_or(0) << " copies\n";
    discogs::collection_value value = co_await mine.value().get();
    std::cout << "worth about " << value.median.value_or("nothing") << '\n';
}

void show_progress(std::size_t done, std::size_t all) {
    constexpr std::size_t width = 20;
    const std::size_t filled = all == 0 ? width : done * width / all;
    std::cout << "\r[" << std::string(filled, '#') << std::string(width - filled, ' ') << "] " << done
              << " of " << all << (done == all ? "\n" : "") << std::flush;
}

std::string quoted(std::string text) {
    for (auto at = text.find('"'); at != std::string::npos; at = text.find('"', at + 2))
        text.insert(at, 1, '"');
    return '"' + text + '"';
}

// Writes a folder as comma separated values: release, copy, rating, title.
asio::awaitable<void>
export_folder(discogs::collection_node mine, discogs::folder_id folder, std::ostream& to) {
    auto copies =
        mine.folder(folder).releases().list({.sort = discogs::user_release_sort::title, .per_page = 100});
    std::size_t done = 0;
    while (auto copy = co_await copies.next()) {
        std::string title;
        if (copy->basic_information)
            title = copy->basic_information->title;
        to << to_string(copy->id) << ',' << to_string(copy->instance_id) << ',' << copy->rating.value_or(0)
           << ',' << quoted(title) << '\n';
        const auto all = co_await copies.total(); // known since the first page: no request
        show_progress(++done, static_cast<std::size_t>(all.value_or(0)));
    }
}

asio::awaitable<discogs::field_id> text_field(discogs::collection_node mine) {
    auto fields = mine.fields().list();
    while (auto field = co_await fields.next()) {
        if (field->type == discogs::field_type::textarea)
            co_return field->id;
    }
    co_return discogs::field_id();
}

asio::awaitable<void> keep_a_copy_for_a_moment(discogs::collection_node mine) {
    discogs::collection_folder folder = co_await mine.folders().create("Borrowed");
    discogs::instance_created made = co_await mine.folder(folder.id).releases().create(352665);
    auto copy = mine.folder(folder.id).release(352665).instance(made.instance_id);
    co_await copy.update({.rating = 4});
    if (auto field = co_await text_field(mine))
        co_await copy.field(field).update("Signed copy");
    std::ostringstream file; // a std::ofstream as well
    co_await export_folder(mine, folder.id, file);
    std::cout << "borrowed:\n" << file.str();
    co_await copy.update({.folder_id = discogs::uncategorized_folder});
    co_await mine.folder(folder.id).remove(); // it is empty now
    co_await mine.folder(discogs::uncategorized_folder).release(352665).instance(made.instance_id).remove();
}

// --- a wantlist and lists ---------------------------------------------------------------------------------

asio::awaitable<void> want_something(discogs::wantlist_node wants) {
    co_await wants.create(352665, {.notes = "Original pressing", .rating = 4});
    auto list = wants.list();
    while (auto want = co_await list.next()) {
        if (want->id == discogs::release_id(352665))
            std::cout << "wanted: " << want->notes.value_or("") << '\n';
    }
    co_await wants.remove(352665);
}

asio::awaitable<void> show_lists(discogs::client client, discogs::user_node user) {
    auto lists = user.lists().list();
    while (auto entry = co_await lists.next()) {
        discogs::user_list list = co_await client.user_list(entry->id).get();
        std::cout << "list " << list.name << ": " << list.items.size() << " things\n";
    }
}

// ----------------------------------------------------------------------------------------------------------

asio::awaitable<void> all(discogs::client client) {
    auto user = co_await who_am_i(client);
    co_await show_folders(user.collection());
    co_await keep_a_copy_for_a_moment(user.collection());
    co_await want_something(user.wantlist());
    co_await show_lists(client, user);
}

int main() {
    try {
        discogs::client_params params{.user_agent = "RecordShelf/1.2 +https://example.org"};
        examples::apply_environment(params);
        asio::io_context io;
        discogs::client client{io.get_executor(), params}; // the token comes from DISCOGS_TOKEN
        segue::sync_wait(io, all(client));
        return 0;
    } catch (const std::exception& problem) {
        std::cerr << "collection: " << problem.what() << '\n';
        return 1;
    }
}
