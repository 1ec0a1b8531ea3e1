#include "emulator/csv.hpp"
#include "market_fixture.hpp"

#include <gmock/gmock.h>

namespace segue::emulator {
namespace {

using namespace std::chrono_literals;
using namespace testing;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr std::string_view site = "https://api.discogs.com";

class emulator_jobs : public market_fixture {
protected:
    explicit emulator_jobs(emulator_params params = {}) : market_fixture(params) {}

    /// The path that a job's answer names.
    static std::string place(const response& started) {
        const std::string location = header(started, "Location");
        EXPECT_THAT(location, StartsWith(site));
        return location.substr(site.size());
    }
    std::string begin_export() {
        const response answer = post("/inventory/export", "");
        EXPECT_EQ(answer.status, 200) << message_of(answer);
        return place(answer);
    }
    std::string status_of(const std::string& path) { return text(parsed(get(path)).at("status")); }
    /// Every row that the export of the present inventory has, the columns first.
    std::vector<std::vector<std::string>> exported() {
        const std::string path = begin_export();
        (void)get(path);
        const response file = get(path + "/download");
        EXPECT_EQ(file.status, 200);
        return file.status == 200 ? read_csv(*file.body).rows : std::vector<std::vector<std::string>>{};
    }
    static std::string
    form(const std::string& csv, const std::string& part = "name=\"upload\"; filename=\"my.csv\"") {
        return "--zz\r\nContent-Disposition: form-data; " + part + "\r\nContent-Type: text/csv\r\n\r\n" +
               csv + "\r\n--zz--\r\n";
    }
    response upload(
        const std::string& kind,
        const std::string& body,
        const std::string& token,
        const std::string& type = "multipart/form-data; boundary=zz") {
        request asked = with_body("POST", "/inventory/upload/" + kind, body, token);
        asked.headers.emplace_back("Content-Type", type);
        return send(asked);
    }
    response upload(const std::string& kind, const std::string& csv) {
        return upload(kind, form(csv), mine());
    }
    /// Uploads, waits until it is done, and gives what became of it.
    boost::json::value uploaded(const std::string& kind, const std::string& csv) {
        const response answer = upload(kind, csv);
        EXPECT_EQ(answer.status, 200) << message_of(answer);
        if (answer.status != 200)
            return {};
        const std::string path = place(answer);
        EXPECT_EQ(status_of(path), "pending");
        return parsed(get(path));
    }
    std::vector<std::string> inventory(const std::string& query = {}) {
        return members(parsed(get("/users/" + me() + "/inventory" + query)), "listings", "id");
    }
    response get_since(const std::string& target, const std::string& date) {
        request asked = with_body("GET", target, {}, mine());
        asked.headers.emplace_back("If-Modified-Since", date);
        return send(asked);
    }
};

TEST_F(emulator_jobs, an_export_is_only_where_it_can_be_asked_about) {
    const response answer = post("/inventory/export", "{}");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, nullptr);
    EXPECT_EQ(header(answer, "Content-Type"), "application/json");
    EXPECT_THAT(header(answer, "Location"), StartsWith("https://api.discogs.com/inventory/export/"));
    EXPECT_EQ(post("/inventory/export", "", "").status, 401);
}

TEST_F(emulator_jobs, an_export_is_pending_then_done) {
    const std::string path = begin_export();
    const auto pending = parsed(get(path));
    EXPECT_EQ(text(pending.at("status")), "pending");
    EXPECT_TRUE(pending.at("finished_ts").is_null());
    pass(5s);
    const auto done = parsed(get(path));
    EXPECT_EQ(text(done.at("status")), "success");
    EXPECT_EQ(text(done.at("created_ts")), "1994-11-06T08:49:37");
    EXPECT_EQ(text(done.at("finished_ts")), "1994-11-06T08:49:42");
    EXPECT_EQ(text(done.at("filename")), me() + "-inventory-19941106-0849.csv");
    EXPECT_EQ(text(done.at("url")), site.data() + path);
    EXPECT_EQ(text(done.at("download_url")), site.data() + path + "/download");
    EXPECT_EQ(status_of(path), "success") << "and stays so";
}

TEST_F(emulator_jobs, only_one_export_runs_at_a_time) {
    const std::string path = begin_export();
    const response refused = post("/inventory/export", "");
    EXPECT_EQ(refused.status, 409);
    EXPECT_THAT(message_of(refused), HasSubstr("export is in progress"));
    EXPECT_EQ(post("/inventory/export", "", others()).status, 200) << "somebody else's is another matter";
    EXPECT_EQ(status_of(path), "pending");
    EXPECT_EQ(post("/inventory/export", "").status, 200) << "its time has come";
    const auto list = parsed(get("/inventory/export"));
    EXPECT_THAT(members(list, "items", "status"), ElementsAre("success", "pending"));
    EXPECT_EQ(list.at("pagination").at("items").as_int64(), 2);
    EXPECT_THAT(
        members(parsed(get("/inventory/export")), "items", "status"), ElementsAre("success", "success"));
    EXPECT_THAT(parsed(get("/inventory/export?per_page=1&page=2")).at("items").as_array(), SizeIs(1));
    EXPECT_EQ(get("/inventory/export?per_page=1&page=3").status, 404);
}

TEST_F(emulator_jobs, a_job_nobody_looks_at_is_done_in_time) {
    const std::string path = begin_export();
    pass(59s);
    EXPECT_EQ(get(path + "/download").status, 404);
    EXPECT_EQ(post("/inventory/export", "").status, 409);
    pass(1s);
    EXPECT_EQ(get(path + "/download").status, 200);
    EXPECT_EQ(post("/inventory/export", "").status, 200);
}

TEST_F(emulator_jobs, a_download_before_the_end_is_404_in_plain_text) {
    const std::string path = begin_export();
    const response early = get(path + "/download");
    EXPECT_EQ(early.status, 404);
    EXPECT_THAT(header(early, "Content-Type"), StartsWith("text/plain"));
    EXPECT_EQ(status_of(path), "pending");
    const response file = get(path + "/download");
    EXPECT_EQ(file.status, 200);
    EXPECT_EQ(header(file, "Content-Type"), "text/csv; charset=utf-8");
    EXPECT_EQ(
        header(file, "Content-Disposition"), "attachment; filename=" + me() + "-inventory-19941106-0849.csv");
}

TEST_F(emulator_jobs, other_peoples_jobs_do_not_exist) {
    const std::string path = begin_export();
    for (const std::string& target : {path, path + "/download"}) {
        EXPECT_EQ(get(target, others()).status, 404) << target;
        EXPECT_EQ(get(target, "").status, 401) << target;
    }
    EXPECT_EQ(get("/inventory/export/1").status, 404);
    EXPECT_EQ(get("/inventory/export/1/download").status, 404);
    EXPECT_EQ(get("/inventory/upload/1").status, 404);
    EXPECT_EQ(get("/inventory/export", "").status, 401);
    EXPECT_EQ(get("/inventory/upload", "").status, 401);
    EXPECT_THAT(parsed(get("/inventory/export", others())).at("items").as_array(), SizeIs(0));
}

TEST_F(emulator_jobs, a_finished_job_is_304_for_who_knows_it) {
    const std::string path = begin_export();
    const response pending = get_since(path, "Sun, 06 Nov 1994 08:49:37 GMT");
    EXPECT_EQ(pending.status, 200) << "one that runs is always told";
    EXPECT_EQ(header(pending, "Last-Modified"), "<absent>");
    EXPECT_EQ(header(get(path), "Last-Modified"), "Sun, 06 Nov 1994 08:49:37 GMT");
    const response known = get_since(path, "Sun, 06 Nov 1994 08:49:37 GMT");
    EXPECT_EQ(known.status, 304);
    EXPECT_EQ(known.body, nullptr);
    EXPECT_EQ(header(known, "X-Discogs-Ratelimit-Used").empty(), false);
    EXPECT_EQ(get_since(path, "Sun, 06 Nov 1994 08:49:36 GMT").status, 200);
    EXPECT_EQ(get_since(path, "nonsense").status, 200);
}

TEST_F(emulator_jobs, the_file_has_all_columns_and_everything_but_deleted_ones) {
    const std::int64_t one = list(
        R"(, "comments": "two\r\nlines, \"quoted\"", "allow_offers": true, "weight": 90, "location": "shelf",
                 "sleeve_condition": "Generic", "external_id": "box", "format_quantity": 1)");
    const std::int64_t two = list(R"(, "status": "Draft")");
    remove(listing_path(list()));
    const auto rows = exported();
    ASSERT_THAT(rows, SizeIs(3));
    EXPECT_THAT(
        rows[0],
        ElementsAre(
            "listing_id",
            "artist",
            "title",
            "label",
            "catno",
            "format",
            "release_id",
            "status",
            "price",
            "listed",
            "comments",
            "media_condition",
            "sleeve_condition",
            "accept_offer",
            "external_id",
            "weight",
            "format_quantity",
            "location",
            "quantity"));
    const release_record& release = *data_->release(352665);
    EXPECT_THAT(
        rows[1],
        ElementsAre(
            std::to_string(one),
            "Nine Inch Nails",
            "The Downward Spiral",
            release.labels.front().name,
            HasSubstr(release.labels.front().catalog_number),
            StartsWith("CD"),
            "352665",
            "For Sale",
            "12.50",
            "1994-11-06 01:49:37",
            "two\r\nlines, \"quoted\"",
            "Mint (M)",
            "Generic",
            "Y",
            "box",
            "90",
            "1",
            "shelf",
            "1"));
    EXPECT_EQ(rows[2][0], std::to_string(two));
    EXPECT_EQ(rows[2][7], "Draft");
    EXPECT_EQ(rows[2][13], "N");
    EXPECT_EQ(rows[2][15], "") << "automatic";
}

TEST_F(emulator_jobs, an_empty_inventory_still_has_the_columns) {
    EXPECT_THAT(exported(), SizeIs(1));
}

TEST_F(emulator_jobs, an_upload_lists_its_rows_when_it_is_done) {
    const std::string csv = "release_id,price,media_condition,color,comments,accept_offer,weight\r\n"
                            "352665,9.50,Mint (M),red,\"a, b\",Y,120\r\n"
                            "249504,3,Good (G),,,,\r\n";
    const response answer = upload("add", csv);
    ASSERT_EQ(answer.status, 200) << message_of(answer);
    EXPECT_EQ(answer.body, nullptr);
    const std::string path = place(answer);
    EXPECT_THAT(path, StartsWith("/inventory/upload/"));
    EXPECT_THAT(inventory(), SizeIs(0)) << "not yet";
    const auto pending = parsed(get(path));
    EXPECT_EQ(text(pending.at("status")), "pending");
    EXPECT_EQ(text(pending.at("results")), "");
    EXPECT_TRUE(pending.at("finished_ts").is_null());
    EXPECT_EQ(upload("add", csv).status, 200) << "its time has come";
    const auto done = parsed(get(path));
    EXPECT_EQ(text(done.at("status")), "success");
    EXPECT_EQ(text(done.at("type")), "add");
    EXPECT_EQ(text(done.at("filename")), "my.csv");
    EXPECT_EQ(text(done.at("results")), "CSV file contains 2 records.<p>Processed 2 records.");
    EXPECT_EQ(text(done.at("finished_ts")), "1994-11-06T08:49:37");
    const auto body = parsed(get("/users/" + me() + "/inventory")).at("listings");
    ASSERT_THAT(body.as_array(), SizeIs(2));
    EXPECT_EQ(text(body.at(0).at("status")), "For Sale");
    EXPECT_EQ(text(body.at(0).at("comments")), "a, b");
    EXPECT_DOUBLE_EQ(body.at(0).at("price").at("value").as_double(), 9.5);
    EXPECT_DOUBLE_EQ(body.at(0).at("weight").as_double(), 120);
    EXPECT_TRUE(body.at(0).at("allow_offers").as_bool());
    EXPECT_EQ(text(body.at(1).at("condition")), "Good (G)");
}

TEST_F(emulator_jobs, finished_uploads_are_seen_by_kept_answers) {
    const auto count = [this] { return parsed(get("/releases/352665")).at("num_for_sale").as_int64(); };
    const auto before = count();
    const std::string path =
        place(upload("add", "release_id,price,media_condition\r\n352665,9.50,Mint (M)\r\n"));
    EXPECT_EQ(count(), before);
    (void)get(path);
    (void)get(path);
    EXPECT_EQ(count(), before + 1);
}

TEST_F(emulator_jobs, rows_that_make_no_sense_are_skipped_and_told) {
    const auto done = uploaded(
        "add",
        "release_id,price,media_condition,sleeve_condition,accept_offer,weight\r\n"
        "4,1,Mint (M),,,\r\n"
        "x,1,Mint (M),,,\r\n"
        "352665,,Mint (M),,,\r\n"
        "352665,cheap,Mint (M),,,\r\n"
        "352665,0.00,Mint (M),,,\r\n"
        "352665,1,Mint,,,\r\n"
        "352665,1,Mint (M),Torn,,\r\n"
        "352665,1,Mint (M),,maybe,\r\n"
        "352665,1,Mint (M),,,heavy\r\n"
        "352665,1\r\n"
        "352665,1,Mint (M),Generic,N,auto\r\n");
    EXPECT_EQ(text(done.at("status")), "success");
    EXPECT_EQ(
        text(done.at("results")),
        "CSV file contains 11 records."
        "<p>Skipped row 2 because ERROR: 4 is an invalid release_id"
        "<p>Skipped row 3 because ERROR: x is an invalid release_id"
        "<p>Skipped row 4 because ERROR: price is missing"
        "<p>Skipped row 5 because ERROR: cheap is an invalid price"
        "<p>Skipped row 6 because ERROR: 0.00 is an invalid price"
        "<p>Skipped row 7 because ERROR: Mint is an invalid media_condition"
        "<p>Skipped row 8 because ERROR: Torn is an invalid sleeve_condition"
        "<p>Skipped row 9 because ERROR: maybe is an invalid accept_offer"
        "<p>Skipped row 10 because ERROR: heavy is an invalid weight"
        "<p>Skipped row 11 because ERROR: the row has not as many cells as there are columns"
        "<p>Processed 1 records.");
    EXPECT_THAT(inventory(), SizeIs(1));
}

TEST_F(emulator_jobs, a_change_finds_its_listing_by_release_or_id) {
    const std::int64_t one = list(R"(, "comments": "old")");
    const auto by_release =
        uploaded("change", "release_id,price,comments\r\n352665,20.00,\r\n249504,1,x\r\n");
    EXPECT_THAT(
        text(by_release.at("results")),
        AllOf(
            HasSubstr("Skipped row 3 because ERROR: release_id 249504 is not listed"),
            HasSubstr("Processed 1")));
    auto body = parsed(get(listing_path(one)));
    EXPECT_DOUBLE_EQ(body.at("price").at("value").as_double(), 20.0);
    EXPECT_EQ(text(body.at("comments")), "old") << "an empty cell changes nothing";

    const std::int64_t two = list(R"(, "status": "Draft")");
    const std::string id = std::to_string(two);
    const auto unclear = uploaded("change", "release_id,price\r\n352665,30.00\r\n");
    EXPECT_THAT(text(unclear.at("results")), HasSubstr("release_id 352665 is listed more than once"));
    const auto by_id = uploaded(
        "change",
        "listing_id,release_id,price\r\n" + id + ",352665,31.00\r\n" + id + ",249504,1\r\n1,352665,1\r\n");
    EXPECT_EQ(
        text(by_id.at("results")),
        "CSV file contains 3 records.<p>Skipped row 3 because ERROR: " + id +
            " is an invalid listing_id<p>Skipped row 4 because ERROR: 1 is an invalid listing_id<p>Processed "
            "1 records.");
    body = parsed(get(listing_path(two)));
    EXPECT_DOUBLE_EQ(body.at("price").at("value").as_double(), 31.0);
    EXPECT_EQ(text(body.at("status")), "For Sale") << "a change puts it on sale";
    order_of({two});
    const auto sold = uploaded("change", "listing_id,release_id,price\r\n" + id + ",352665,1\r\n");
    EXPECT_THAT(text(sold.at("results")), HasSubstr(id + " is Sold"));
}

TEST_F(emulator_jobs, a_delete_takes_own_listings_only) {
    const std::string one = std::to_string(list());
    const std::string two = std::to_string(list());
    const std::string foreign = std::to_string(market().listings.of(other()).front()->id);
    const auto done =
        uploaded("delete", "listing_id\r\n" + one + "\r\n" + foreign + "\r\n-1\r\n" + one + "\r\n");
    EXPECT_EQ(
        text(done.at("results")),
        "CSV file contains 4 records.<p>Skipped row 3 because ERROR: " + foreign +
            " is an invalid listing_id<p>Skipped row 4 because ERROR: -1 is an invalid listing_id"
            "<p>Skipped row 5 because ERROR: " +
            one + " is an invalid listing_id<p>Processed 1 records.");
    EXPECT_EQ(text(done.at("type")), "delete");
    EXPECT_THAT(inventory(), ElementsAre(two));
    EXPECT_EQ(get("/marketplace/listings/" + foreign).status, 200);
}

TEST_F(emulator_jobs, an_upload_without_seller_settings_fails) {
    market().sellers.clear();
    const std::string path = place(upload("delete", "listing_id\r\n1\r\n"));
    (void)get(path);
    const auto failed = parsed(get(path));
    EXPECT_EQ(text(failed.at("status")), "failed");
    EXPECT_EQ(text(failed.at("finished_ts")), "");
    EXPECT_THAT(
        text(failed.at("results")), StartsWith("ERROR: You have not updated your selling preferences."));
}

TEST_F(emulator_jobs, only_one_upload_runs_at_a_time) {
    const std::string path = place(upload("delete", "listing_id\r\n1\r\n"));
    const response refused = upload("add", "release_id,price,media_condition\r\n");
    EXPECT_EQ(refused.status, 409);
    EXPECT_EQ(post("/inventory/export", "").status, 200) << "an export is something else";
    EXPECT_THAT(members(parsed(get("/inventory/upload")), "items", "status"), ElementsAre("pending"));
    EXPECT_THAT(members(parsed(get("/inventory/upload")), "items", "type"), ElementsAre("delete"));
    EXPECT_EQ(status_of(path), "success");
    EXPECT_EQ(get_since(path, "Sun, 06 Nov 1994 08:49:37 GMT").status, 304);
}

TEST_F(emulator_jobs, what_is_no_form_with_one_csv_is_refused) {
    const std::string csv = "listing_id\r\n1\r\n";
    const std::string twice = "--zz\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n" + form(csv);
    EXPECT_EQ(upload("delete", form(csv), "").status, 401);
    EXPECT_EQ(upload("delete", csv, mine(), "text/csv").status, 415);
    EXPECT_EQ(upload("delete", form(csv), mine(), "multipart/form-data").status, 415);
    EXPECT_EQ(upload("delete", form(csv), mine(), "multipart/form-data; boundary=other").status, 415);
    EXPECT_EQ(upload("delete", "--zz\r\nhalf a form", mine()).status, 415);
    EXPECT_EQ(upload("delete", "", mine()).status, 415);
    EXPECT_EQ(upload("delete", form(csv, "name=\"file\"; filename=\"a.csv\""), mine()).status, 422);
    EXPECT_EQ(upload("delete", form(csv, "name=\"upload\""), mine()).status, 422) << "no file";
    EXPECT_EQ(upload("delete", twice, mine()).status, 422);
    EXPECT_EQ(upload("delete", form(std::string("PK\x03\x04\x00\x00", 6)), mine()).status, 415);
    EXPECT_EQ(upload("delete", form("listing_id\r\n\xFF\r\n"), mine()).status, 415);
    const std::string other_type = "--zz\r\nContent-Disposition: form-data; name=upload; filename=a.png\r\n"
                                   "Content-Type: image/png\r\n\r\nlisting_id\r\n--zz--";
    EXPECT_EQ(upload("delete", other_type, mine()).status, 415);
    EXPECT_THAT(parsed(get("/inventory/upload")).at("items").as_array(), SizeIs(0)) << "none of them began";
}

TEST_F(emulator_jobs, bad_columns_are_refused_before_it_begins) {
    const struct {
        const char* kind;
        const char* csv;
        const char* message;
    } cases[] = {
        {"add", "", "The file is empty."},
        {"add", "release_id,price\r\n", "Column media_condition is missing."},
        {"add", "Release_ID,price,media_condition\r\n", "Column release_id is missing."},
        {"add", "release_id,price,media_condition,price\r\n", "Column price is there twice."},
        {"add",
         "release_id,price,media_condition\r\n\"1",
         "The file is no CSV: a quote that is never closed in row 2."},
        {"change", "listing_id,price\r\n", "Column release_id is missing."},
        {"change", "release_id,listing_id,color\r\n", "There is no column to change."},
        {"delete", "release_id\r\n", "Column listing_id is missing."},
    };
    for (const auto& one : cases) {
        const response answer = upload(one.kind, one.csv);
        EXPECT_EQ(answer.status, 422) << one.csv;
        EXPECT_EQ(message_of(answer), one.message) << one.csv;
    }
    EXPECT_THAT(parsed(get("/inventory/upload")).at("items").as_array(), SizeIs(0));
}

TEST_F(emulator_jobs, the_verbs_of_the_paths_are_checked) {
    EXPECT_EQ(get("/inventory/upload/add").status, 405);
    EXPECT_EQ(remove("/inventory/upload/delete").status, 405) << "it is a POST, whatever its name says";
    EXPECT_EQ(header(remove("/inventory/export"), "Allow"), "POST, GET");
    EXPECT_EQ(post("/inventory/upload/replace", "").status, 404);
}

class emulator_fast_jobs : public emulator_jobs {
protected:
    emulator_fast_jobs()
        : emulator_jobs([] {
              emulator_params params;
              params.job_looks = 0;
              return params;
          }()) {}
};

TEST_F(emulator_fast_jobs, jobs_without_looks_are_done_at_once) {
    const std::string path = begin_export();
    EXPECT_EQ(get(path + "/download").status, 200);
    EXPECT_EQ(post("/inventory/export", "").status, 200);
    EXPECT_EQ(upload("add", "release_id,price,media_condition\r\n352665,1,Mint (M)\r\n").status, 200);
    EXPECT_THAT(inventory(), SizeIs(1));
}

class emulator_slow_jobs : public emulator_jobs {
protected:
    emulator_slow_jobs()
        : emulator_jobs([] {
              emulator_params params;
              params.job_looks = 3;
              params.job_time = 10s;
              return params;
          }()) {}
};

TEST_F(emulator_slow_jobs, looks_and_time_are_as_they_were_set) {
    const std::string path = begin_export();
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(status_of(path), "pending") << i;
    EXPECT_EQ(status_of(path), "success");
    const std::string next = begin_export();
    EXPECT_EQ(status_of(next), "pending");
    pass(10s);
    EXPECT_EQ(status_of(next), "success");
}

} // namespace
} // namespace segue::emulator
