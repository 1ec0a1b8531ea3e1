// The files of an inventory: what is written, what is checked, what is read.

#include <segue/discogs/inventory_csv.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

namespace segue::discogs {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

inventory_add_row good_row() {
    inventory_add_row row;
    row.release_id = 352665;
    row.price = decimal(1250, 2);
    row.media_condition = media_condition::very_good_plus;
    return row;
}

template <class Row>
std::string written(const std::vector<Row>& rows) {
    std::ostringstream out;
    inventory_csv_writer<Row> writer(out);
    for (const auto& row : rows)
        writer.write(row);
    writer.finish();
    return out.str();
}

// The faults of a row that is refused, with the names of their columns.
template <class Row>
std::vector<std::pair<csv_fault, std::string>> refusals(const Row& row, const std::vector<Row>& before = {}) {
    std::ostringstream out;
    inventory_csv_writer<Row> writer(out);
    for (const auto& earlier : before)
        writer.write(earlier);
    const auto text = out.str();
    std::vector<std::pair<csv_fault, std::string>> found;
    try {
        writer.write(row);
        ADD_FAILURE() << "written: " << out.str();
    } catch (const csv_error& e) {
        EXPECT_EQ(e.code(), errc::bad_params);
        for (const auto& p : e.report().problems) {
            EXPECT_EQ(p.row, before.size() + 2);
            found.emplace_back(p.fault, p.column);
        }
    }
    EXPECT_EQ(out.str(), text) << "nothing of it is written";
    EXPECT_EQ(writer.rows(), before.size());
    return found;
}

using problem = std::pair<csv_fault, std::string>;

TEST(inventory_csv_writer, added_rows_have_all_columns) {
    auto full = good_row();
    full.sleeve_condition = sleeve_condition::not_graded;
    full.comments = "12\" in a \"box\", sealed\r\nrare";
    full.accept_offer = false;
    full.location = "Shelf 3";
    full.external_id = "A,1";
    full.weight = 230;
    full.format_quantity = 2;
    EXPECT_EQ(
        written<inventory_add_row>({good_row(), full}),
        "release_id,price,media_condition,sleeve_condition,comments,accept_offer,location,external_id,weight,"
        "format_quantity\r\n"
        "352665,12.50,Very Good Plus (VG+),,,,,,,\r\n"
        "352665,12.50,Very Good Plus (VG+),Not Graded,\"12\"\" in a \"\"box\"\", sealed\r\nrare\",N,Shelf 3,"
        "\"A,1\",230,2\r\n");
}

TEST(inventory_csv_writer, changed_rows_have_the_columns_that_are_set) {
    inventory_change_row row;
    row.release_id = 1;
    row.listing_id = 2'983'532'888;
    row.price = 7;
    auto other = row;
    other.listing_id = 5;
    other.price = decimal(12500, 3);
    EXPECT_EQ(
        written<inventory_change_row>({row, other}),
        "release_id,listing_id,price\r\n1,2983532888,7\r\n1,5,12.50\r\n");

    inventory_change_row emptied;
    emptied.release_id = 1;
    emptied.comments = "";
    EXPECT_EQ(written<inventory_change_row>({emptied}), "release_id,comments\r\n1,\r\n");
}

TEST(inventory_csv_writer, deleted_rows_name_listings) {
    EXPECT_EQ(written<inventory_delete_row>({{2983532888}, {7}}), "listing_id\r\n2983532888\r\n7\r\n");
}

TEST(inventory_csv_writer, wrong_row_is_refused_with_all_that_is_wrong) {
    EXPECT_THAT(
        refusals(inventory_add_row()),
        ElementsAre(
            problem(csv_fault::empty_cell, "release_id"),
            problem(csv_fault::empty_cell, "price"),
            problem(csv_fault::empty_cell, "media_condition")));
    auto row = good_row();
    row.release_id = -1;
    row.price = decimal(0);
    row.comments = "caf\xE9";
    row.location = std::string_view("a\0b", 3);
    row.weight = -5;
    EXPECT_THAT(
        refusals(row, {good_row()}),
        ElementsAre(
            problem(csv_fault::not_an_id, "release_id"),
            problem(csv_fault::not_a_price, "price"),
            problem(csv_fault::not_utf8, "comments"),
            problem(csv_fault::not_utf8, "location"),
            problem(csv_fault::not_a_count, "weight")));
}

TEST(inventory_csv_writer, prices_that_are_none_are_refused) {
    for (const auto& price : {decimal(-1), decimal(12345, 3), decimal(1, 3), decimal(1, -300)}) {
        auto row = good_row();
        row.price = price;
        EXPECT_THAT(refusals(row), ElementsAre(problem(csv_fault::not_a_price, "price"))) << to_string(price);
    }
    auto row = good_row();
    row.price = decimal(5, -2);
    EXPECT_THAT(written<inventory_add_row>({row}), HasSubstr("\r\n352665,500,"));
}

TEST(inventory_csv_writer, change_without_a_change_or_of_other_columns_is_refused) {
    inventory_change_row nothing;
    nothing.release_id = 1;
    nothing.listing_id = 2;
    EXPECT_THAT(refusals(nothing), ElementsAre(problem(csv_fault::nothing_to_change, "")));
    auto price = nothing;
    price.price = 3;
    auto comments = nothing;
    comments.comments = "x";
    EXPECT_THAT(refusals(comments, {price}), ElementsAre(problem(csv_fault::other_columns_before, "")));
}

TEST(inventory_csv_writer, stream_that_takes_nothing_is_told) {
    std::ostringstream out;
    inventory_csv_writer<inventory_add_row> writer(out);
    out.setstate(std::ios::badbit);
    EXPECT_THROW(writer.write(good_row()), std::ios_base::failure);
    std::ostringstream empty;
    inventory_csv_writer<inventory_add_row> unused(empty);
    EXPECT_THROW(unused.finish(), csv_error);
}

csv_report check(upload_type type, std::string_view text) {
    return check_inventory_csv(type, text);
}

// One line for each problem.
std::string problems_of(upload_type type, std::string_view text) {
    const auto report = check(type, text);
    std::string all;
    for (const auto& p : report.problems)
        all.append(all.empty() ? "" : "\n").append(describe(p));
    return all;
}

TEST(inventory_csv_checker, good_files_have_no_problems) {
    const std::pair<upload_type, std::string_view> table[] = {
        {upload_type::add, "release_id,price,media_condition\r\n1,2.50,Mint (M)\r\n"},
        {upload_type::add, "release_id,price,media_condition\n1,0.01,Poor (P)"},
        {upload_type::add,
         "\xEF\xBB\xBFrelease_id,price,media_condition\r\n1,2,\"Near Mint (NM or M-)\"\r\n"},
        {upload_type::add,
         "media_condition,comments,price,accept_offer,release_id,sleeve_condition,weight,format_quantity,"
         "location,external_id\r\nGood (G),\"a \"\"b\"\",\r\nc\",12.5,Y,9223372036854775807,No "
         "Cover,0,1,,\r\n"},
        {upload_type::change, "release_id,price\r\n1,2.50\r\n"},
        {upload_type::change, "release_id,listing_id,price,comments\r\n1,5,,new\r\n1,6,3,\r\n"},
        {upload_type::remove, "listing_id\r\n1\r\n\r\n2983532888\r\n"},
    };
    for (const auto& [type, text] : table) {
        EXPECT_EQ(problems_of(type, text), "") << text;
        EXPECT_TRUE(check(type, text).good());
        EXPECT_GT(check(type, text).rows, 0U);
    }
}

TEST(inventory_csv_checker, every_mistake_is_told_with_its_place) {
    struct expectation {
        upload_type type;
        std::string_view text;
        std::string_view problems;
    };
    const expectation table[] = {
        {upload_type::add, "", "no header"},
        {upload_type::remove, "listing_id\r\n", "no rows"},
        {upload_type::remove, "\xEF\xBB\xBF", "no header"},
        {upload_type::remove, "PK\x03\x04rubbish\n1\n", "row 1: this is no CSV: a ZIP archive"},
        {upload_type::remove, "\xFF\xFEl\n1\n", "row 1: this is no CSV: UTF-16; save it as UTF-8"},
        {upload_type::add, "release_id,price\r\n1,2\r\n", "row 1, media_condition: this column is missing"},
        {upload_type::remove,
         "Listing_ID\r\n1\r\n",
         "row 1: \"Listing_ID\": no column of such a file: write listing_id\n"
         "row 1, listing_id: this column is missing"},
        {upload_type::remove,
         "listing_id,price,listing_id\n1,2,3\n",
         "row 1: \"price\": no column of such a file: one of listing_id\n"
         "row 1, listing_id: this column was there before"},
        {upload_type::change, "release_id,listing_id\n1,2\n", "row 1: nothing besides the ids"},
        {upload_type::change, "release_id,price\n1,\n", "row 2: nothing besides the ids"},
        {upload_type::remove,
         "listing_id\n0\n-1\n1.5\n 3\n99999999999999999999\nx\n",
         "row 2, listing_id: \"0\": not an id: a whole number from 1\n"
         "row 3, listing_id: \"-1\": not an id: a whole number from 1\n"
         "row 4, listing_id: \"1.5\": not an id: a whole number from 1\n"
         "row 5, listing_id: \" 3\": not an id: a whole number from 1\n"
         "row 6, listing_id: \"99999999999999999999\": not an id: a whole number from 1\n"
         "row 7, listing_id: \"x\": not an id: a whole number from 1"},
        {upload_type::change,
         "release_id,price\n1,\"12,50\"\n1,$5\n1,1e3\n1,12.345\n1,0.00\n1,.5\n1,5.\n1,-1\n",
         "row 2, price: \"12,50\": not a price: digits with a point, such as 12.50\n"
         "row 3, price: \"$5\": not a price: digits with a point, such as 12.50\n"
         "row 4, price: \"1e3\": not a price: digits with a point, such as 12.50\n"
         "row 5, price: \"12.345\": not a price: digits with a point, such as 12.50\n"
         "row 6, price: \"0.00\": not a price: digits with a point, such as 12.50\n"
         "row 7, price: \".5\": not a price: digits with a point, such as 12.50\n"
         "row 8, price: \"5.\": not a price: digits with a point, such as 12.50\n"
         "row 9, price: \"-1\": not a price: digits with a point, such as 12.50"},
        {upload_type::change,
         "release_id,media_condition,sleeve_condition\n1,VG+,Generic\n1,near mint,No cover\n1,Generic,M-\n",
         "row 2, media_condition: \"VG+\": not a condition: write Very Good Plus (VG+)\n"
         "row 3, media_condition: \"near mint\": not a condition: write Near Mint (NM or M-)\n"
         "row 3, sleeve_condition: \"No cover\": not a condition: write No Cover\n"
         "row 4, media_condition: \"Generic\": not a condition: one of Mint (M), Near Mint (NM or M-), Very "
         "Good "
         "Plus (VG+), Very Good (VG), Good Plus (G+), Good (G), Fair (F), Poor (P)\n"
         "row 4, sleeve_condition: \"M-\": not a condition: write Near Mint (NM or M-)"},
        {upload_type::change,
         "release_id,accept_offer,weight\n1,yes,1.5\n",
         "row 2, accept_offer: \"yes\": neither Y nor N\n"
         "row 2, weight: \"1.5\": not a whole number from 0"},
        {upload_type::change,
         "release_id,price,comments\n,1,x\n1,2\n1,2,a,b\n",
         "row 2, release_id: must not be empty\n"
         "row 3: the number of cells is not that of the header: 2 cells, 3 columns\n"
         "row 4: the number of cells is not that of the header: 4 cells, 3 columns"},
        {upload_type::change,
         "release_id,comments\n1,\"a\nb\"\n1,12\" single\n1,\"a\"b\n1,caf\xE9\n",
         "row 3 (line 4), comments: \"12\" single\": a quote that is not doubled, or in a cell without "
         "quotes "
         "around it\n"
         "row 4 (line 5), comments: \"ab\": a quote that is not doubled, or in a cell without quotes around "
         "it\n"
         "row 5 (line 6), comments: \"caf\\xe9\": not UTF-8"},
        {upload_type::change,
         "release_id,comments\n1,\"never\n2,closed\n",
         "row 2, comments: \"never\\x0a2,closed\\x0a\": quotes that are never closed"},
        {upload_type::remove,
         "listing_id\r1\r2",
         "row 1: the line ends with a carriage return alone\n"
         "row 2: the line ends with a carriage return alone"},
    };
    for (const auto& [type, text, problems] : table)
        EXPECT_EQ(problems_of(type, text), problems) << text;
}

TEST(inventory_csv_checker, unknown_columns_may_be_allowed_but_not_twice) {
    inventory_check_params params;
    params.unknown_columns = unknown_columns::allow;
    EXPECT_TRUE(check_inventory_csv(upload_type::remove, "listing_id,note\n1,\xC3\xBC\n", params).good());
    const auto report = check_inventory_csv(upload_type::remove, "note,listing_id,note\n1,2,3\n", params);
    ASSERT_EQ(report.problems.size(), 1U);
    EXPECT_EQ(report.problems[0].fault, csv_fault::duplicate_column);
}

TEST(inventory_csv_checker, problems_are_bounded_and_the_rest_is_counted) {
    inventory_check_params params;
    params.most_problems = 3;
    std::string text = "listing_id\n";
    for (int i = 0; i < 1000; ++i)
        text += "x\n";
    auto report = check_inventory_csv(upload_type::remove, text, params);
    EXPECT_EQ(report.problems.size(), 3U);
    EXPECT_EQ(report.more_problems, 997U);
    EXPECT_EQ(report.rows, 1000U);
    EXPECT_FALSE(report.good());
    EXPECT_THAT(describe(report), HasSubstr("; and 997 more"));
    params.most_problems = 0;
    report = check_inventory_csv(upload_type::remove, text, params);
    EXPECT_EQ(describe(report), "1000 problems");
}

TEST(inventory_csv_checker, long_row_is_told_and_the_next_one_is_checked) {
    inventory_check_params params;
    params.longest_row_bytes = 100;
    const auto text = "release_id,comments\n1," + std::string(1000, 'x') + "\n0,y\n";
    const auto report = check_inventory_csv(upload_type::change, text, params);
    ASSERT_EQ(report.problems.size(), 2U);
    EXPECT_EQ(report.problems[0].fault, csv_fault::row_too_long);
    EXPECT_EQ(report.problems[0].column, "comments");
    EXPECT_LE(report.problems[0].text.size(), 70U) << "cut";
    EXPECT_EQ(report.problems[1].fault, csv_fault::not_an_id);
}

TEST(inventory_csv_checker, pieces_of_any_size_find_the_same) {
    const std::string_view text =
        "\xEF\xBB\xBFrelease_id,price,media_condition\r\n1,\"2\r\n\",VG\r\nx,3,Mint (M)\r\n4,5\r\n";
    const auto whole = check(upload_type::add, text);
    EXPECT_EQ(whole.problems.size(), 4U);
    for (std::size_t piece = 1; piece < text.size(); ++piece) {
        inventory_csv_checker checker(upload_type::add);
        for (std::size_t at = 0; at < text.size(); at += piece)
            checker.feed(text.substr(at, piece));
        EXPECT_EQ(checker.finish(), whole) << piece;
    }
}

TEST(inventory_csv_checker, written_files_pass) {
    auto row = good_row();
    row.comments = "a,\"b\"\r\n";
    EXPECT_TRUE(check(upload_type::add, written<inventory_add_row>({good_row(), row})).good());
    inventory_change_row change;
    change.release_id = 1;
    change.listing_id = 2;
    change.price = 3;
    change.media_condition = media_condition::fair;
    change.sleeve_condition = sleeve_condition::no_cover;
    change.comments = "c";
    change.accept_offer = true;
    change.external_id = "e";
    change.location = "l";
    change.weight = 4;
    change.format_quantity = 5;
    EXPECT_TRUE(check(upload_type::change, written<inventory_change_row>({change})).good());
    EXPECT_TRUE(check(upload_type::remove, written<inventory_delete_row>({{1}})).good());
}

constexpr std::string_view export_header =
    "listing_id,artist,title,label,catno,format,release_id,status,price,listed,comments,media_condition,"
    "sleeve_condition,accept_offer,external_id,weight,format_quantity,location,quantity\r\n";

std::vector<inventory_export_row> read(std::string_view text, csv_report& report, std::size_t piece = 1000) {
    inventory_csv_reader reader;
    std::vector<inventory_export_row> rows;
    const auto drain = [&] {
        while (auto row = reader.next())
            rows.push_back(std::move(*row));
    };
    for (; !text.empty(); text.remove_prefix(std::min(piece, text.size()))) {
        reader.feed(text.substr(0, piece));
        drain();
    }
    reader.finish();
    drain();
    report = reader.report();
    return rows;
}

TEST(inventory_csv_reader, export_is_read_into_rows) {
    const auto text =
        std::string(export_header) +
        "2983532888,Nine Inch Nails,\"The Downward Spiral\",Nothing,\"92346-2, x\",\"CD, Album\",352665,"
        "For Sale,12.50,2026-08-25 06:48:08,\"two\r\nlines\",Near Mint (NM or M-),Generic,Y,A1,120,1,"
        "Shelf,1\r\n7,,,,,,8,Held,,,,,,,,,,,\r\n";
    csv_report report;
    for (const std::size_t piece : {1U, 2U, 7U, 1000U}) {
        const auto rows = read(text, report, piece);
        ASSERT_EQ(rows.size(), 2U);
        EXPECT_TRUE(report.good()) << describe(report);
        EXPECT_EQ(report.rows, 2U);
        const auto& first = rows[0];
        EXPECT_EQ(first.listing_id.value(), 2983532888);
        EXPECT_EQ(first.artist, "Nine Inch Nails");
        EXPECT_EQ(first.title, "The Downward Spiral");
        EXPECT_EQ(first.catalog_number, "92346-2, x");
        EXPECT_EQ(first.release_id.value(), 352665);
        EXPECT_EQ(first.status, open_enum(listing_status::for_sale));
        EXPECT_EQ(first.price, decimal(1250, 2));
        EXPECT_EQ(to_string(*first.price), "12.50");
        EXPECT_EQ(
            first.listed->time(),
            std::chrono::sys_days(std::chrono::year(2026) / 8 / 25) + std::chrono::hours(6) +
                std::chrono::minutes(48) + std::chrono::seconds(8));
        EXPECT_EQ(first.comments, "two\r\nlines");
        EXPECT_EQ(first.media_condition, open_enum(media_condition::near_mint));
        EXPECT_EQ(first.sleeve_condition, open_enum(sleeve_condition::generic));
        EXPECT_EQ(first.accept_offer, true);
        EXPECT_EQ(first.external_id, "A1");
        EXPECT_EQ(first.weight, 120);
        EXPECT_EQ(first.format_quantity, 1);
        EXPECT_EQ(first.location, "Shelf");
        EXPECT_EQ(first.quantity, 1);
        EXPECT_TRUE(first.others.empty());
        EXPECT_EQ(rows[1].release_id.value(), 8);
        EXPECT_EQ(rows[1].status->text(), "Held") << "an unknown status keeps its text";
        EXPECT_FALSE(rows[1].artist) << "an empty cell is an absent value";
        EXPECT_FALSE(rows[1].price);
        EXPECT_FALSE(rows[1].accept_offer);
    }
}

TEST(inventory_csv_reader, header_alone_is_an_empty_inventory) {
    csv_report report;
    EXPECT_TRUE(read(export_header, report).empty());
    EXPECT_TRUE(report.good());
    EXPECT_TRUE(read("", report).empty());
    EXPECT_EQ(describe(report), "no header");
}

TEST(inventory_csv_reader, unknown_columns_and_odd_cells_are_kept) {
    csv_report report;
    const auto rows = read(
        "release_id,colour,price,listing_id,accept_offer,weight,listing_id\n"
        "1,blue,\"12,50\",abc,maybe,heavy,9,extra\n"
        "2,,3,4,N\n",
        report);
    ASSERT_EQ(rows.size(), 2U);
    using cell = std::pair<std::string, std::string>;
    EXPECT_THAT(
        rows[0].others,
        ElementsAre(
            cell("colour", "blue"),
            cell("price", "12,50"),
            cell("listing_id", "abc"),
            cell("accept_offer", "maybe"),
            cell("weight", "heavy"),
            cell("listing_id", "9"),
            cell("", "extra")));
    EXPECT_FALSE(rows[0].price);
    EXPECT_EQ(rows[0].listing_id.value(), 0);
    EXPECT_EQ(rows[1].listing_id.value(), 4);
    EXPECT_EQ(rows[1].accept_offer, false);
    std::vector<csv_fault> faults;
    for (const auto& p : report.problems)
        faults.push_back(p.fault);
    EXPECT_THAT(
        faults,
        ElementsAre(
            csv_fault::duplicate_column,
            csv_fault::wrong_cell_count,
            csv_fault::unknown_value,
            csv_fault::unknown_value,
            csv_fault::unknown_value,
            csv_fault::unknown_value,
            csv_fault::wrong_cell_count));
}

TEST(inventory_csv_reader, archive_is_recognised) {
    csv_report report;
    EXPECT_TRUE(read(std::string("PK\x03\x04") + "a,b\nc\n", report).empty());
    EXPECT_EQ(describe(report), "row 1: this is no CSV: a ZIP archive");
}

} // namespace
} // namespace segue::discogs
