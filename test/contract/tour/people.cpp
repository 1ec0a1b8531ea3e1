#include "contract/tour/tour.hpp"

#include <segue/discogs/models/ids.hpp>

namespace segue::contract {
namespace {

// Of the emulator's data.
constexpr discogs::release_id other_release(1);
// Of nobody's.
constexpr discogs::folder_id no_folder(999'999'999);
constexpr discogs::instance_id no_instance(999'999);
constexpr discogs::folder_id everything(0);
constexpr discogs::folder_id uncategorized(1);
constexpr discogs::field_id notes_field(3);
constexpr std::string_view nobody = "nobody.of.this_name-1";

asio::awaitable<void> profiles(tour& t) {
    co_await t.good(t.user().identity().get());
    co_await t.refused(401, t.stranger().identity().get());
    const auto me = t.user().user(t.username());
    co_await t.good(me.get());
    co_await t.good(t.nobody().user(t.username()).get());
    co_await t.good(me.update(
        {.name = "A name",
         .home_page = "segue.invalid",
         .location = "",
         .profile = "I listen.\r\n[b]Much.[/b]",
         .currency = discogs::currency::eur}));
    co_await t.good(me.update({.location = "Here & there"}));
    co_await t.refused(404, t.user().user(nobody).get());
    co_await t.refused(401, t.stranger().user(t.username()).update({.name = ""}));
}

// Who worked on the known release: those have submitted and contributed, and may have lists.
asio::awaitable<std::vector<std::string>> contributors(tour& t) {
    std::vector<std::string> names{};
    names.push_back(t.username());
    const auto release = co_await t.good(t.user().release(known_release).get());
    if (release.community) {
        for (const auto& person : release.community->contributors)
            names.push_back(person.username);
    }
    co_return names;
}

asio::awaitable<void> works(tour& t) {
    const auto names = co_await contributors(t);
    const auto last = t.user().user(names.back());
    co_await t.good(last.get());
    co_await two_pages(t, last.submissions().list({.per_page = 2}));
    co_await two_pages(t, t.nobody().user(names.back()).submissions().list());
    co_await two_pages(t, last.contributions().list({.per_page = 2}));
    for (const auto sort :
         {discogs::user_release_sort::label,
          discogs::user_release_sort::artist,
          discogs::user_release_sort::title,
          discogs::user_release_sort::catalog_number,
          discogs::user_release_sort::format,
          discogs::user_release_sort::rating,
          discogs::user_release_sort::added,
          discogs::user_release_sort::year}) {
        const auto order = discogs::sort_order::descending;
        co_await t.good(last.contributions()
                            .list({.sort = sort, .sort_order = order, .page = 1, .per_page = 100})
                            .next_page());
    }
    const auto missing = t.user().user(nobody);
    co_await t.refused(404, missing.submissions().list().next_page());
    co_await t.refused(404, missing.contributions().list().next_page());
}

asio::awaitable<void> lists(tour& t) {
    bool found = false;
    const auto names = co_await contributors(t);
    for (const auto& name : names) {
        auto summaries = t.user().user(name).lists().list({.per_page = 50});
        const auto some = co_await t.good(summaries.collect(2));
        for (const auto& summary : some) {
            co_await t.good(t.user().user_list(summary.id).get());
            found = true;
        }
    }
    if (!found)
        t.failed("nobody has a list");
    co_await t.refused(404, t.user().user_list(discogs::list_id(999'999'999)).get());
    co_await t.refused(404, t.user().user(nobody).lists().list().next_page());
}

asio::awaitable<void> folders(tour& t) {
    const auto mine = t.user().user(t.username()).collection();
    co_await t.good(mine.folders().list().next_page());
    co_await t.good(t.nobody().user(t.username()).collection().folders().list().next_page());
    co_await t.good(mine.folder(everything).get());
    const auto made = co_await t.good(mine.folders().create("Jazz & more"));
    const auto folder = mine.folder(made.id);
    co_await t.good(folder.get());
    co_await t.good(folder.update("Not quite jazz"));
    co_await t.refused(401, t.nobody().user(t.username()).collection().folder(made.id).get());
    co_await t.refused(404, mine.folder(no_folder).get());
    co_await t.refused(404, mine.folder(no_folder).update("No such folder"));
    co_await t.good(folder.remove());
    co_await t.refused(404, folder.remove());
    co_await t.refused(401, t.stranger().user(t.username()).collection().folders().create("No"));
    co_await t.good(mine.value().get());
    co_await t.refused(404, t.user().user(nobody).collection().folders().list().next_page());
}

asio::awaitable<void> copies(tour& t) {
    const auto mine = t.user().user(t.username()).collection();
    const auto made = co_await t.good(mine.folders().create("Copies"));
    const auto folder = mine.folder(made.id);
    const auto copy = co_await t.good(folder.releases().create(known_release));
    co_await t.good(folder.releases().create(other_release));
    co_await t.good(mine.folder(uncategorized).releases().create(known_release));
    const auto instance = folder.release(known_release).instance(copy.instance_id);
    co_await t.good(instance.update({.rating = 4}));
    co_await t.good(instance.field(notes_field).update("Signed; \"first\" pressing"));
    co_await t.good(mine.fields().list().next_page());
    co_await two_pages(t, mine.folder(everything).releases().list({.per_page = 1}));
    for (const auto sort :
         {discogs::user_release_sort::label,
          discogs::user_release_sort::artist,
          discogs::user_release_sort::title,
          discogs::user_release_sort::catalog_number,
          discogs::user_release_sort::format,
          discogs::user_release_sort::rating,
          discogs::user_release_sort::added,
          discogs::user_release_sort::year}) {
        const auto order = discogs::sort_order::ascending;
        co_await t.good(folder.releases().list({.sort = sort, .sort_order = order, .page = 1}).next_page());
    }
    co_await two_pages(t, mine.release(known_release).instances().list({.per_page = 1}));
    co_await t.good(instance.update({.folder_id = uncategorized, .rating = 0}));
    const auto moved = mine.folder(uncategorized).release(known_release).instance(copy.instance_id);
    co_await t.good(moved.field(notes_field).update(""));
    co_await t.refused(404, instance.update({.rating = 3}));
    const auto none = mine.folder(uncategorized).release(known_release).instance(no_instance);
    co_await t.refused(404, none.field(notes_field).update("no such copy"));
    co_await t.refused(422, moved.field(discogs::field_id(999'999)).update("no such field"));
    co_await t.good(moved.remove());
    co_await t.refused(404, moved.remove());
    co_await t.refused(404, folder.releases().create(no_release));
    co_await t.refused(404, mine.folder(no_folder).releases().list().next_page());
    co_await t.refused(401, t.stranger().user(t.username()).collection().fields().list().next_page());
}

asio::awaitable<void> wants(tour& t) {
    const auto mine = t.user().user(t.username()).wantlist();
    co_await t.good(mine.create(known_release, {.notes = "Original pressing", .rating = 5}));
    co_await t.good(mine.create(other_release));
    co_await t.good(mine.update(other_release, {.notes = "", .rating = 0}));
    co_await two_pages(t, mine.list({.per_page = 1}));
    co_await t.good(t.nobody().user(t.username()).wantlist().list({.page = 1, .per_page = 100}).next_page());
    co_await t.good(mine.remove(known_release));
    co_await t.good(mine.remove(other_release));
    co_await t.refused(404, mine.remove(no_release));
    co_await t.refused(404, mine.create(no_release));
    co_await t.refused(404, t.user().user(nobody).wantlist().list().next_page());
    co_await t.refused(401, t.stranger().user(t.username()).wantlist().create(known_release));
}

} // namespace

asio::awaitable<void> tour_people(tour& t) {
    t.claim(
        {"oauth.identity",
         "user.get",
         "user.update",
         "user.submissions",
         "user.contributions",
         "collection.folders.list",
         "collection.folders.create",
         "collection.folder.get",
         "collection.folder.update",
         "collection.folder.delete",
         "collection.items.by_release",
         "collection.items.by_folder",
         "collection.release.add",
         "collection.instance.update",
         "collection.instance.delete",
         "collection.fields.list",
         "collection.field.update",
         "collection.value",
         "wantlist.list",
         "wantlist.add",
         "wantlist.update",
         "wantlist.delete",
         "lists.by_user",
         "list.get"});
    co_await profiles(t);
    co_await works(t);
    co_await lists(t);
    co_await folders(t);
    co_await copies(t);
    co_await wants(t);
}

} // namespace segue::contract
