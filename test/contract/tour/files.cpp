#include "contract/tour/tour.hpp"

#include <segue/base/money.hpp>
#include <segue/discogs/models/ids.hpp>

#include <array>

namespace segue::contract {
namespace {

asio::awaitable<void> exports(tour& t) {
    const auto all = t.user().inventory_exports();
    const auto id = co_await t.good(all.create());
    const auto job = t.user().inventory_export(id);
    co_await t.refused(404, job.download());
    co_await t.refused(409, all.create());
    // The first look finds it under way.
    co_await t.good(job.get());
    co_await t.good(job.get());
    co_await t.good(job.download());
    co_await t.good(all.list().next_page());
    co_await two_pages(t, all.list({.page = 1, .per_page = 1}));
    const auto missing = t.user().inventory_export(discogs::inventory_export_id(999'999'999));
    co_await t.refused(404, missing.get());
    co_await t.refused(404, missing.download());
    co_await t.refused(401, t.stranger().inventory_exports().create());
    co_await t.refused(401, t.stranger().inventory_exports().list().next_page());
}

// Looks until an upload is over: no other is taken before.
asio::awaitable<void> finish(tour& t, discogs::inventory_upload_id id) {
    const auto job = t.user().inventory_upload(id);
    co_await t.good(job.get());
    co_await t.good(job.get());
}

asio::awaitable<void> uploads(tour& t) {
    const auto all = t.user().inventory_uploads();
    const std::array<discogs::inventory_add_row, 2> additions{
        {{.release_id = known_release,
          .price = decimal(1500, 2),
          .media_condition = discogs::media_condition::very_good_plus,
          .sleeve_condition = discogs::sleeve_condition::generic,
          .comments = "With \"quotes\", a comma,\r\nand a line more",
          .accept_offer = true,
          .location = "Shelf",
          .external_id = "a-1",
          .weight = 230,
          .format_quantity = 1},
         {.release_id = known_release,
          .price = decimal(2),
          .media_condition = discogs::media_condition::poor}}};
    const auto added = co_await t.good(all.add(additions, {.file_name = "additions.csv"}));
    co_await t.refused(409, all.add(additions));
    co_await finish(t, added);

    const std::array<discogs::inventory_change_row, 1> changes{
        {{.release_id = known_release, .price = decimal(3), .comments = "Cheaper"}}};
    const auto changed = co_await t.good(all.change(changes));
    co_await finish(t, changed);

    auto offers = t.user().user(t.username()).inventory().list({.status = discogs::listing_status::for_sale});
    const auto some = co_await t.good(offers.collect(1));
    const std::array<discogs::inventory_delete_row, 1> removals{
        {{.listing_id = some.empty() ? discogs::listing_id(1) : some.front().id}}};
    const auto removed = co_await t.good(all.remove(removals));
    co_await finish(t, removed);

    co_await t.good(all.list().next_page());
    co_await two_pages(t, all.list({.page = 1, .per_page = 1}));
    co_await t.refused(404, t.user().inventory_upload(discogs::inventory_upload_id(999'999'999)).get());
    co_await t.refused(401, t.stranger().inventory_uploads().add(additions));
    co_await t.refused(401, t.stranger().inventory_uploads().list().next_page());
}

} // namespace

asio::awaitable<void> tour_files(tour& t) {
    t.claim(
        {"export.request",
         "export.list",
         "export.get",
         "export.download",
         "upload.add",
         "upload.change",
         "upload.delete",
         "upload.list",
         "upload.get"});
    co_await exports(t);
    co_await uploads(t);
}

} // namespace segue::contract
