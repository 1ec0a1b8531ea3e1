// The service itself, releases, their ratings, masters, artists, labels, search.

#include "unit/discogs/operations/operations.hpp"

namespace segue::test {
namespace {

// clang-format off
const operation database_rows[] = {
    row(1, SEGUE_CALL(client.root(), get),
        {.request = "GET /", .answer = R"({"hello":"Welcome","api_version":"v2"})"},
        [](const discogs::service_info& got) { return got.hello.value_or("") + ' ' + got.api_version.value_or(""); },
        "Welcome v2"),
    row(5, SEGUE_CALL(client.release(352665), get, {.currency = discogs::currency::eur}),
        {.request = "GET /releases/352665?curr_abbr=EUR", .answer = R"({"id":352665,"title":"Closer","year":1994})"},
        [](const discogs::release& got) { return to_string(got.id) + ' ' + got.title; },
        "352665 Closer"),
    row(6, SEGUE_CALL(client.release(7).rating().user(user), get),
        {.request = "GET /releases/7/rating/some%20one", .answer = R"({"release_id":7,"rating":2,"username":"Some one"})"},
        [](const discogs::user_release_rating& got) {
            return got.username.value_or("") + ' ' + std::to_string(got.rating.value_or(-1));
        },
        "Some one 2"),
    row(7, SEGUE_CALL(client.release(7).rating().user(user), update, 5),
        {.request = "PUT /releases/7/rating/some%20one", .body = R"({"rating":5})", .status = 201,
         .answer = R"({"release_id":7,"rating":5,"username":"me"})"},
        [](const discogs::user_release_rating& got) { return std::to_string(got.rating.value_or(-1)); },
        "5"),
    row(8, SEGUE_CALL(client.release(7).rating().user(user), remove),
        {.request = "DELETE /releases/7/rating/some%20one", .status = 204}),
    row(9, SEGUE_CALL(client.release(7).rating(), get),
        {.request = "GET /releases/7/rating", .answer = R"({"release_id":7,"rating":{"count":47,"average":4.19}})"},
        [](const discogs::community_rating& got) { return std::to_string(got.rating.value().count.value_or(-1)); },
        "47"),
    row(10, SEGUE_CALL(client.release(7).stats(), get),
        {.request = "GET /releases/7/stats", .answer = R"({"num_have":3,"num_want":4})"},
        [](const discogs::release_stats& got) { return std::to_string(got.num_have.value_or(-1)); },
        "3"),
    row(11, SEGUE_CALL(client.master(9), get),
        {.request = "GET /masters/9", .answer = R"({"id":9,"title":"T","main_release":4})"},
        [](const discogs::master& got) { return got.title + ' ' + to_string(got.main_release.value()); },
        "T 4"),
    row(12, SEGUE_CALL(client.master(9).versions(), list,
            {.format = "Vinyl", .label = "A & B", .released = "1994", .country = "US",
             .sort = discogs::master_version_sort::catalog_number, .sort_order = discogs::sort_order::descending,
             .page = 2, .per_page = 10}),
        {.request = "GET /masters/9/versions?format=Vinyl&label=A%20%26%20B&released=1994&country=US&sort=catno"
                    "&sort_order=desc&page=2&per_page=10",
         .answer = R"({"pagination":{"items":11,"urls":{}},"versions":[{"id":5,"title":"V","catno":"C 1"}]})"},
        [](const discogs::master_versions_page& got) { return got.items.at(0).catalog_number.value_or(""); },
        "C 1"),
    row(13, SEGUE_CALL(client.artist(3857), get),
        {.request = "GET /artists/3857", .answer = R"({"id":3857,"name":"Nine Inch Nails"})"},
        [](const discogs::artist& got) { return got.name; },
        "Nine Inch Nails"),
    row(14, SEGUE_CALL(client.artist(3857).releases(), list,
            {.sort = discogs::artist_release_sort::year, .sort_order = discogs::sort_order::ascending, .page = 3,
             .per_page = 50}),
        {.request = "GET /artists/3857/releases?sort=year&sort_order=asc&page=3&per_page=50",
         .answer = R"({"pagination":{"items":101,"urls":{}},"releases":[{"id":6,"type":"master","title":"M"}]})"},
        [](const discogs::page<discogs::artist_release>& got) { return to_string(got.items.at(0).as_master().value()); },
        "6"),
    row(15, SEGUE_CALL(client.label(5), get),
        {.request = "GET /labels/5", .answer = R"({"id":5,"name":"L","sublabels":[{"id":3,"name":"S"}]})"},
        [](const discogs::label& got) { return got.name + ' ' + got.sub_labels.at(0).name; },
        "L S"),
    row(16, SEGUE_CALL(client.label(5).releases(), list, {.page = 1, .per_page = 2}),
        {.request = "GET /labels/5/releases?page=1&per_page=2",
         .answer = R"({"pagination":{"items":1,"urls":{}},"releases":[{"id":11,"title":"t","catno":"X"}]})"},
        [](const discogs::page<discogs::label_release>& got) { return got.items.at(0).catalog_number.value_or(""); },
        "X"),
    row(17, SEGUE_CALL(client, search,
            {.query = "Nine Inch", .type = discogs::search_type::release, .year = "1994", .per_page = 3}),
        {.request = "GET /database/search?q=Nine%20Inch&type=release&year=1994&per_page=3",
         .answer = R"({"pagination":{"items":1,"urls":{}},"results":[{"id":5,"type":"release","title":"T"}]})"},
        [](const discogs::page<discogs::search_result>& got) { return to_string(got.items.at(0).as_release().value()); },
        "5"),
};
// clang-format on

} // namespace

std::span<const operation> database_operations() {
    return database_rows;
}

} // namespace segue::test
