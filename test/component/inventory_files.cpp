// Inventory files against the emulator over TLS: what is uploaded is on sale, and comes back in an export.

#include "support/cache_folder.hpp"
#include "support/on_emulator.hpp"

#include <algorithm>
#include <fstream>

namespace {

using namespace segue;
using namespace std::chrono_literals;

class component_inventory_files : public test::on_emulator {
protected:
    void SetUp() override { start(); }

    std::string write_stock(int copies) const {
        const auto path = folder / "stock.csv";
        std::ofstream file(path, std::ios::binary);
        discogs::inventory_csv_writer<discogs::inventory_add_row> writer(file);
        for (int i = 0; i < copies; ++i) {
            const auto number = "stock-" + std::to_string(i);
            discogs::inventory_add_row row;
            row.release_id = 352665;
            row.price = decimal(1250 + i, 2);
            row.media_condition = discogs::media_condition::very_good_plus;
            row.comments = "a \"quoted\", long\r\ncomment";
            row.external_id = number;
            writer.write(row);
        }
        writer.finish();
        return path;
    }

    discogs::inventory_upload upload(asio::awaitable<discogs::inventory_upload_id> verb) {
        const auto id = run(std::move(verb));
        return run(make_client().inventory_upload(id).wait({.first_pause = 1ms}));
    }

    // The rows of the inventory that the tests have put there.
    std::vector<discogs::inventory_export_row> stock() {
        auto client = make_client();
        const auto id = run(client.inventory_exports().create());
        const auto done = run(client.inventory_export(id).wait({.first_pause = 1ms}));
        EXPECT_EQ(done.status, open_enum(discogs::job_status::success));
        discogs::inventory_csv_reader reader;
        auto take = [&reader](const download_piece& piece) { reader.feed(piece.bytes); };
        run(client.inventory_export(id).download_to(take));
        reader.finish();
        EXPECT_TRUE(reader.report().good()) << describe(reader.report());
        std::vector<discogs::inventory_export_row> found;
        while (auto row = reader.next()) {
            if (row->external_id && row->external_id->starts_with("stock-"))
                found.push_back(std::move(*row));
        }
        return found;
    }

    test::cache_folder folder;
};

TEST_F(component_inventory_files, uploaded_rows_are_exported_changed_and_taken_away) {
    auto uploads = make_client().inventory_uploads();
    const auto path = write_stock(3);
    std::uint64_t told = 0;
    auto progress = [&told](const download_progress& now) { told = now.done; };
    const auto added = upload(uploads.add(path, {.progress = progress}));
    EXPECT_EQ(added.status, open_enum(discogs::job_status::success));
    EXPECT_EQ(added.type, open_enum(discogs::upload_type::add));
    EXPECT_EQ(added.filename, "stock.csv");
    auto results = read_upload_results(added);
    EXPECT_EQ(results.records, 3) << added.results.value_or("");
    EXPECT_EQ(results.processed, 3);
    EXPECT_GT(told, 100U);

    const auto on_sale = stock();
    ASSERT_EQ(on_sale.size(), 3U);
    EXPECT_EQ(on_sale[0].price, decimal(1250, 2));
    EXPECT_EQ(on_sale[0].comments, "a \"quoted\", long\r\ncomment");
    EXPECT_EQ(on_sale[0].status, open_enum(discogs::listing_status::for_sale));
    EXPECT_EQ(on_sale[2].external_id, "stock-2");

    discogs::inventory_change_row change;
    change.release_id = 352665;
    change.listing_id = on_sale[1].listing_id;
    change.price = decimal(9900, 2);
    const std::vector<discogs::inventory_change_row> changes{change};
    EXPECT_EQ(read_upload_results(upload(uploads.change(changes))).processed, 1);
    const auto changed = stock();
    ASSERT_EQ(changed.size(), 3U);
    EXPECT_EQ(
        std::count_if(
            changed.begin(), changed.end(), [](const auto& row) { return row.price == decimal(9900, 2); }),
        1);

    std::vector<discogs::inventory_delete_row> removals;
    for (const auto& row : changed)
        removals.push_back({row.listing_id});
    removals.push_back({999'999'999'999});
    results = read_upload_results(upload(uploads.remove(removals)));
    EXPECT_EQ(results.records, 4);
    EXPECT_EQ(results.processed, 3);
    ASSERT_EQ(results.skipped.size(), 1U);
    EXPECT_EQ(results.skipped[0].row, 5) << "the header is row 1, here as there";
    EXPECT_TRUE(stock().empty());
}

TEST_F(component_inventory_files, second_job_at_a_time_is_a_conflict) {
    auto client = make_client();
    const auto first = run(client.inventory_exports().create());
    fails<conflict_error>(client.inventory_exports().create());
    fails<not_found_error>(client.inventory_export(first).download());
    run(client.inventory_export(first).wait({.first_pause = 1ms}));
    const auto file = run(client.inventory_export(first).download());
    EXPECT_EQ(file.content, content_kind::other);
    EXPECT_TRUE(file.body.starts_with("listing_id,")) << file.body;
    auto exports = client.inventory_exports().list();
    EXPECT_EQ(run(exports.next())->id, first);

    const auto path = write_stock(1);
    run(client.inventory_uploads().add(path));
    fails<conflict_error>(client.inventory_uploads().add(path));
}

TEST_F(component_inventory_files, service_refuses_what_was_not_checked_here) {
    const auto path = folder / "wrong.csv";
    std::ofstream(path) << "release_id\n352665\n";
    auto uploads = make_client().inventory_uploads();
    fails<discogs::csv_error>(uploads.add(path));
    EXPECT_TRUE(service().journal().empty());
    fails<validation_error>(uploads.add(path, {.check = discogs::file_check::off}));
}

TEST_F(component_inventory_files, whole_upload_is_sent_again_after_a_refusal_by_quota) {
    auto p = params();
    p.retry.max_attempts = 2;
    p.retry.first_wait = 1ms;
    emulator::fault refusal;
    refusal.kind = fault_kind::retry_after;
    refusal.body = "0";
    service().add_fault(refusal);
    const auto id = run(make_client(p).inventory_uploads().add(write_stock(1)));
    EXPECT_EQ(service().journal().size(), 2U);
    const auto done = run(make_client().inventory_upload(id).wait({.first_pause = 1ms}));
    EXPECT_EQ(read_upload_results(done).processed, 1);
}

TEST_F(component_inventory_files, upload_whose_answer_is_lost_is_not_sent_again) {
    auto p = params();
    p.retry.max_attempts = 4;
    strike(fault_kind::reset_after_request);
    fails<outcome_unknown>(make_client(p).inventory_uploads().add(write_stock(1)));
    EXPECT_EQ(service().journal().size(), 1U);
}

} // namespace
