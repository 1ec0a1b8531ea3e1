// Identity, users, collections, wantlists, lists.

#include "unit/discogs/operations/operations.hpp"

namespace segue::test {
namespace {

template <class T>
std::string number(const std::optional<T>& value) {
    if constexpr (std::is_same_v<T, std::int64_t>)
        return value ? std::to_string(*value) : "none";
    else
        return value ? to_string(*value) : "none";
}

std::string submissions(const discogs::page<discogs::submission>& got) {
    std::string all;
    for (const auto& each : got.items) {
        if (const auto* const artist = each.as_artist())
            all += "artist " + artist->name + ' ';
        if (const auto* const label = each.as_label())
            all += "label " + label->name + ' ';
        if (const auto* const release = each.as_release())
            all += "release " + release->title + ' ';
    }
    return all;
}

#define SEGUE_ME "/users/some%20one"

// clang-format off
const operation people_rows[] = {
    row(4, SEGUE_CALL(client.identity(), get),
        {.request = "GET /oauth/identity",
         .answer = R"({"id":1,"username":"me","resource_url":"r","consumer_name":"app"})"},
        [](const discogs::identity& got) { return got.username + ' ' + got.consumer_name.value_or("none"); },
        "me app"),
    row(41, SEGUE_CALL(client.user(user), get),
        {.request = "GET " SEGUE_ME, .answer = R"({"id":1,"username":"me","curr_abbr":"USD"})"},
        [](const discogs::user& got) { return got.username + ' ' + std::string(got.currency_code.value().text()); },
        "me USD"),
    row(42, SEGUE_CALL(client.user(user), update,
            {.name = "N \"1\"", .home_page = "", .location = "L", .profile = "a\r\nb", .currency = discogs::currency::eur}),
        {.request = "POST " SEGUE_ME,
         .body = R"({"name":"N \"1\"","home_page":"","location":"L","profile":"a\r\nb","curr_abbr":"EUR"})",
         .answer = R"({"id":1,"username":"me","home_page":""})"},
        [](const discogs::user& got) { return got.username + ' ' + got.home_page.value_or("none"); },
        "me "),
    row(43, SEGUE_CALL(client.user(user).submissions(), list, {.page = 2, .per_page = 3}),
        {.request = "GET " SEGUE_ME "/submissions?page=2&per_page=3",
         .answer = R"({"pagination":{"items":6,"per_page":3,"urls":{}},"submissions":{"releases":[{"id":3,"title":"R"}],)"
                   R"("labels":[{"id":2,"name":"L"}],"artists":[{"id":1,"name":"A"}]}})"},
        submissions, "artist A label L release R "),
    row(44, SEGUE_CALL(client.user(user).contributions(), list,
            {.sort = discogs::user_release_sort::catalog_number, .sort_order = discogs::sort_order::descending,
             .page = 2, .per_page = 3}),
        {.request = "GET " SEGUE_ME "/contributions?sort=catno&sort_order=desc&page=2&per_page=3",
         .answer = R"({"pagination":{"items":4,"urls":{}},"contributions":[{"id":3,"title":"R"}]})"},
        [](const discogs::page<discogs::release>& got) { return got.items.at(0).title; },
        "R"),
    row(45, SEGUE_CALL(client.user(user).collection().folders(), list),
        {.request = "GET " SEGUE_ME "/collection/folders",
         .answer = R"({"folders":[{"id":0,"name":"All","count":3},{"id":1,"name":"Uncategorized","count":1}]})"},
        [](const discogs::page<discogs::collection_folder>& got) { return got.items.at(0).name + got.items.at(1).name; },
        "AllUncategorized"),
    row(46, SEGUE_CALL(client.user(user).collection().folders(), create, "Jazz & \"more\""),
        {.request = "POST " SEGUE_ME "/collection/folders", .body = R"({"name":"Jazz & \"more\""})", .status = 201,
         .answer = R"({"id":8,"name":"Jazz & \"more\"","count":0})", .again = repeat::harmful},
        [](const discogs::collection_folder& got) { return to_string(got.id) + ' ' + got.name; },
        "8 Jazz & \"more\""),
    row(47, SEGUE_CALL(client.user(user).collection().folder(discogs::all_folder), get),
        {.request = "GET " SEGUE_ME "/collection/folders/0", .answer = R"({"id":0,"name":"All","count":3})"},
        [](const discogs::collection_folder& got) { return number(got.count); },
        "3"),
    row(48, SEGUE_CALL(client.user(user).collection().folder(5), update, "New"),
        {.request = "POST " SEGUE_ME "/collection/folders/5", .body = R"({"name":"New"})",
         .answer = R"({"id":5,"name":"New"})"},
        [](const discogs::collection_folder& got) { return got.name; },
        "New"),
    row(49, SEGUE_CALL(client.user(user).collection().folder(5), remove),
        {.request = "DELETE " SEGUE_ME "/collection/folders/5", .status = 204}),
    row(50, SEGUE_CALL(client.user(user).collection().release(7).instances(), list, {.page = 1, .per_page = 2}),
        {.request = "GET " SEGUE_ME "/collection/releases/7?page=1&per_page=2",
         .answer = R"({"pagination":{"items":1,"urls":{}},"releases":[{"id":7,"instance_id":9,"folder_id":4}]})"},
        [](const discogs::page<discogs::collection_item>& got) {
            return to_string(got.items.at(0).instance_id) + ' ' + number(got.items.at(0).folder_id);
        },
        "9 4"),
    row(51, SEGUE_CALL(client.user(user).collection().folder(0).releases(), list,
            {.sort = discogs::user_release_sort::added, .sort_order = discogs::sort_order::ascending, .page = 1,
             .per_page = 100}),
        {.request = "GET " SEGUE_ME "/collection/folders/0/releases?sort=added&sort_order=asc&page=1&per_page=100",
         .answer = R"({"pagination":{"items":1,"urls":{}},"releases":[{"id":7,"instance_id":9,"rating":0,)"
                   R"("basic_information":{"id":7,"title":"T"}}]})"},
        [](const discogs::page<discogs::collection_item>& got) { return got.items.at(0).basic_information.value().title; },
        "T"),
    row(52, SEGUE_CALL(client.user(user).collection().folder(1).releases(), create, 7),
        {.request = "POST " SEGUE_ME "/collection/folders/1/releases/7", .status = 201,
         .answer = R"({"instance_id":9,"resource_url":"r"})", .again = repeat::harmful},
        [](const discogs::instance_created& got) { return to_string(got.instance_id); },
        "9"),
    row(53, SEGUE_CALL(client.user(user).collection().folder(5).release(7).instance(98765), update,
            {.folder_id = discogs::folder_id(6), .rating = 0}),
        {.request = "POST " SEGUE_ME "/collection/folders/5/releases/7/instances/98765",
         .body = R"({"folder_id":6,"rating":0})", .status = 204}),
    row(54, SEGUE_CALL(client.user(user).collection().folder(5).release(7).instance(98765), remove),
        {.request = "DELETE " SEGUE_ME "/collection/folders/5/releases/7/instances/98765", .status = 204}),
    row(55, SEGUE_CALL(client.user(user).collection().fields(), list),
        {.request = "GET " SEGUE_ME "/collection/fields",
         .answer = R"({"fields":[{"id":1,"name":"Media","type":"dropdown","options":["M"]},{"id":3,"name":"Notes",)"
                   R"("type":"textarea","lines":3}]})"},
        [](const discogs::page<discogs::collection_field>& got) {
            return got.items.at(0).name + ' ' + std::string(got.items.at(1).type.value().text());
        },
        "Media textarea"),
    row(56, SEGUE_CALL(client.user(user).collection().folder(1).release(352665).instance(98765).field(1), update,
            "Signed copy"),
        {.request = "POST " SEGUE_ME "/collection/folders/1/releases/352665/instances/98765/fields/1",
         .body = R"({"value":"Signed copy"})", .status = 204}),
    row(57, SEGUE_CALL(client.user(user).collection().value(), get),
        {.request = "GET " SEGUE_ME "/collection/value",
         .answer = R"({"minimum":"$75.50","median":"$100.25","maximum":"$1,250.00"})"},
        [](const discogs::collection_value& got) { return got.minimum.value() + ' ' + got.median.value() + ' ' + got.maximum.value(); },
        "$75.50 $100.25 $1,250.00"),
    row(58, SEGUE_CALL(client.user(user).wantlist(), list, {.page = 1, .per_page = 2}),
        {.request = "GET " SEGUE_ME "/wants?page=1&per_page=2",
         .answer = R"({"pagination":{"items":1,"urls":{}},"wants":[{"id":7,"rating":4,"notes":"n"}]})"},
        [](const discogs::page<discogs::want>& got) { return got.items.at(0).notes.value_or("none"); },
        "n"),
    // T62: PUT adds, POST edits.
    row(59, SEGUE_CALL(client.user(user).wantlist(), create, 352665, {.notes = "Original pressing", .rating = 4}),
        {.request = "PUT " SEGUE_ME "/wants/352665", .body = R"({"notes":"Original pressing","rating":4})",
         .status = 201, .answer = R"({"id":352665,"rating":4})"},
        [](const discogs::want& got) { return number(got.rating); },
        "4"),
    row(60, SEGUE_CALL(client.user(user).wantlist(), update, 352665, {.notes = ""}),
        {.request = "POST " SEGUE_ME "/wants/352665", .body = R"({"notes":""})",
         .answer = R"({"id":352665,"rating":4,"notes":""})"},
        [](const discogs::want& got) { return got.notes.value_or("none"); },
        ""),
    row(61, SEGUE_CALL(client.user(user).wantlist(), remove, 352665),
        {.request = "DELETE " SEGUE_ME "/wants/352665", .status = 204}),
    row(62, SEGUE_CALL(client.user(user).lists(), list, {.page = 1, .per_page = 100}),
        {.request = "GET " SEGUE_ME "/lists?page=1&per_page=100",
         .answer = R"({"pagination":{"items":1,"urls":{}},"lists":[{"id":3,"name":"Best","public":false}]})"},
        [](const discogs::page<discogs::user_list_summary>& got) {
            return got.items.at(0).name + (got.items.at(0).is_public.value_or(true) ? " public" : " private");
        },
        "Best private"),
    row(63, SEGUE_CALL(client.user_list(3), get),
        {.request = "GET /lists/3",
         .answer = R"({"id":3,"name":"Best","items":[{"type":"release","id":5},{"type":"master","id":6}]})"},
        [](const discogs::user_list& got) {
            return got.name + ' ' + number(got.items.at(0).as_release()) + ' ' + number(got.items.at(1).as_master());
        },
        "Best 5 6"),
};
// clang-format on

#undef SEGUE_ME

} // namespace

std::span<const operation> people_operations() {
    return people_rows;
}

} // namespace segue::test
