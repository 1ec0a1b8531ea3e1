// Inventory files: rows are written and checked, sent, and waited for; then the inventory is exported, read
// row by row, and what was put on sale is taken away again. It needs the token of an account that may sell.

#include "../common/environment.hpp"

#include <segue/discogs.hpp>

#include <boost/asio/io_context.hpp>

#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

namespace asio = boost::asio;
namespace discogs = segue::discogs;
using namespace std::chrono_literals;

// --- writing ----------------------------------------------------------------------------------------------

void write_stock(const std::string& path) {
    std::ofstream file(path, std::ios::binary);
    discogs::inventory_csv_writer<discogs::inventory_add_row> writer(file);
    for (int copy = 1; copy <= 3; ++copy) {
        std::string number = "stock-" + std::to_string(copy);
        discogs::inventory_add_row row;
        row.release_id = 352665;
        row.price = segue::decimal(1250, 2); // 12.50 in the currency of the account
        row.media_condition = discogs::media_condition::very_good_plus;
        row.sleeve_condition = discogs::sleeve_condition::generic;
        row.comments = "Plays well, \"promo\" stamp";
        row.external_id = number;
        writer.write(row); // throws csv_error when something is wrong with it
    }
    writer.finish();
}

// --- checking ---------------------------------------------------------------------------------------------

void show_what_is_wrong() {
    std::string text = "release_id,price,media_condition\r\n"
                       "352665,\"12,50\",VG+\r\n"
                       "x,3.00,Mint (M)\r\n";
    auto report = discogs::check_inventory_csv(discogs::upload_type::add, text);
    for (const auto& problem : report.problems)
        std::cout << describe(problem) << '\n';
}

// --- sending ----------------------------------------------------------------------------------------------

void show_results(const discogs::inventory_upload& upload) {
    std::cout << "upload " << upload.status->text() << ": ";
    auto results = read_upload_results(upload);
    std::cout << results.processed.value_or(0) << " of " << results.records.value_or(0) << " rows\n";
    for (const auto& skipped : results.skipped)
        std::cout << "row " << skipped.row << ": " << skipped.reason << '\n';
    for (const auto& remark : results.remarks)
        std::cout << remark << '\n';
}

asio::awaitable<void> put_on_sale(discogs::client client, std::string path) {
    auto progress = [](const segue::download_progress& now) {
        std::cout << now.done << " of " << now.total.value_or(0) << " bytes\n";
    };
    try {
        auto id = co_await client.inventory_uploads().add(path, {.progress = progress});
        auto upload = co_await client.inventory_upload(id).wait({.first_pause = 100ms}, {.deadline = 10min});
        show_results(upload);
    } catch (const discogs::csv_error& e) {
        std::cout << e.report().problems.size() << " problems, nothing was sent\n";
    } catch (const segue::conflict_error&) {
        std::cout << "another upload is under way\n";
    }
}

// --- exporting --------------------------------------------------------------------------------------------

asio::awaitable<std::vector<discogs::inventory_delete_row>> our_listings(discogs::client client) {
    auto id = co_await client.inventory_exports().create();
    co_await client.inventory_export(id).wait({.first_pause = 100ms});

    std::vector<discogs::inventory_delete_row> ours;
    discogs::inventory_csv_reader reader;
    auto take_rows = [&] {
        while (auto row = reader.next()) {
            if (row->external_id && row->external_id->starts_with("stock-"))
                ours.push_back({row->listing_id});
        }
    };
    auto take = [&](const segue::download_piece& piece) {
        reader.feed(piece.bytes);
        take_rows();
    };
    co_await client.inventory_export(id).download_to(take);
    reader.finish();
    take_rows();
    std::cout << reader.report().rows << " listings exported, " << ours.size() << " of them ours\n";
    co_return ours;
}

// --- without a file ---------------------------------------------------------------------------------------

asio::awaitable<void> take_away(discogs::client client, std::vector<discogs::inventory_delete_row> ours) {
    auto id = co_await client.inventory_uploads().remove(ours);
    auto upload = co_await client.inventory_upload(id).wait({.first_pause = 100ms});
    show_results(upload);
}

asio::awaitable<void> show_all(discogs::client client, std::string folder) {
    auto path = folder + "/stock.csv";
    write_stock(path);
    show_what_is_wrong();
    co_await put_on_sale(client, path);
    auto ours = co_await our_listings(client);
    co_await take_away(client, ours);
}

int main() {
    std::string folder = (std::filesystem::temp_directory_path() / "segue-example-XXXXXX").string();
    if (mkdtemp(folder.data()) == nullptr) {
        std::cerr << "no folder for the file\n";
        return 1;
    }
    int status = 0;
    try {
        discogs::client_params params;
        examples::apply_environment(params);
        asio::io_context io;
        discogs::client client(io.get_executor(), params);
        segue::sync_wait(io, show_all(client, folder));
    } catch (const std::exception& e) {
        std::cerr << e.what() << '\n';
        status = 1;
    }
    std::filesystem::remove_all(folder);
    return status;
}
