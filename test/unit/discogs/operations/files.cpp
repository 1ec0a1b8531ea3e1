// Exports and uploads of inventories.

#include "unit/discogs/operations/operations.hpp"

#include <array>

namespace segue::test {
namespace {

std::span<const discogs::inventory_add_row> additions() {
    static const std::array<discogs::inventory_add_row, 1> rows{
        {{.release_id = 352665,
          .price = decimal(1250, 2),
          .media_condition = discogs::media_condition::mint}}};
    return rows;
}

std::span<const discogs::inventory_change_row> changes() {
    static const std::array<discogs::inventory_change_row, 1> rows{
        {{.release_id = 1, .listing_id = 2, .comments = "a \"b\""}}};
    return rows;
}

std::span<const discogs::inventory_delete_row> removals() {
    static const std::array<discogs::inventory_delete_row, 1> rows{{{.listing_id = 2983532888}}};
    return rows;
}

// Each upload is of rows or of a file; here of rows.
template <class Row>
using upload_of = asio::awaitable<discogs::inventory_upload_id> (discogs::inventory_uploads_node::*)(
    std::span<const Row>, const discogs::inventory_upload_params&, const call_options&) const;

std::string id_of(discogs::inventory_upload_id got) {
    return to_string(got);
}

#define SEGUE_ITEMS "{\"pagination\":{\"items\":1,\"urls\":{}},\"items\":[{\"id\":5,\"status\":\"success\"}]}"

// clang-format off
const operation file_rows[] = {
    row(32, SEGUE_CALL(client.inventory_exports(), create),
        {.request = "POST /inventory/export", .location = "https://api.discogs.com/inventory/export/18866724",
         .again = repeat::harmful},
        [](discogs::inventory_export_id got) { return to_string(got); },
        "18866724"),
    row(33, SEGUE_CALL(client.inventory_exports(), list, {.page = 2, .per_page = 1}),
        {.request = "GET /inventory/export?page=2&per_page=1", .answer = SEGUE_ITEMS},
        [](const discogs::page<discogs::inventory_export>& got) { return to_string(got.items.at(0).id); },
        "5"),
    row(34, SEGUE_CALL(client.inventory_export(5), get),
        {.request = "GET /inventory/export/5", .answer = R"({"id":5,"status":"success"})"},
        [](const discogs::inventory_export& got) { return std::string(got.status.value().text()); },
        "success"),
    row(35, SEGUE_CALL(client.inventory_export(5), download),
        {.request = "GET /inventory/export/5/download", .answer = "listing_id,price\r\n7,12.50\r\n"},
        [](const downloaded& got) { return got.body; },
        "listing_id,price\r\n7,12.50\r\n"),
    row(36, SEGUE_CALL_OF(upload_of<discogs::inventory_add_row>, client.inventory_uploads(), add, additions()),
        {.request = "POST /inventory/upload/add",
         .file = "release_id,price,media_condition,sleeve_condition,comments,accept_offer,location,external_id,weight,"
                 "format_quantity\r\n352665,12.50,Mint (M),,,,,,,\r\n",
         .location = "https://api.discogs.com/inventory/upload/3572304", .again = repeat::harmful},
        id_of, "3572304"),
    row(37, SEGUE_CALL_OF(upload_of<discogs::inventory_change_row>, client.inventory_uploads(), change, changes()),
        {.request = "POST /inventory/upload/change", .file = "release_id,listing_id,comments\r\n1,2,\"a \"\"b\"\"\"\r\n",
         .location = "https://api.discogs.com/inventory/upload/3572305", .again = repeat::harmful},
        id_of, "3572305"),
    row(38, SEGUE_CALL_OF(upload_of<discogs::inventory_delete_row>, client.inventory_uploads(), remove, removals()),
        {.request = "POST /inventory/upload/delete", .file = "listing_id\r\n2983532888\r\n",
         .location = "https://api.discogs.com/inventory/upload/3572306", .again = repeat::harmful},
        id_of, "3572306"),
    row(39, SEGUE_CALL(client.inventory_uploads(), list, {.page = 1, .per_page = 100}),
        {.request = "GET /inventory/upload?page=1&per_page=100", .answer = SEGUE_ITEMS},
        [](const discogs::page<discogs::inventory_upload>& got) { return to_string(got.items.at(0).id); },
        "5"),
    row(40, SEGUE_CALL(client.inventory_upload(6), get),
        {.request = "GET /inventory/upload/6", .answer = R"({"id":6,"status":"failed","type":"delete"})"},
        [](const discogs::inventory_upload& got) { return std::string(got.type.value().text()); },
        "delete"),
};
// clang-format on

#undef SEGUE_ITEMS

} // namespace

std::span<const operation> file_operations() {
    return file_rows;
}

} // namespace segue::test
