// Exports, and what they share with uploads: starting, listing, waiting, downloading.

#include "support/client_fixture.hpp"

#include <segue/traffic/response_cache.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/error.hpp>

#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace {

using namespace segue;
using namespace std::chrono_literals;
using segue::testing::json;
using segue::testing::reply;
using segue::testing::with_header;
using ::testing::ElementsAre;

http::response job(std::string_view status, std::string_view finished = "") {
    std::string body = R"({"id":5,"status":")";
    body.append(status).append(R"(","created_ts":"2026-08-25T06:48:08","finished_ts":)");
    body.append(finished.empty() ? "null" : "\"" + std::string(finished) + "\"").append("}");
    return json(body);
}

http::response accepted(std::string_view location) {
    return with_header(json(200, ""), "Location", location);
}

class discogs_inventory_jobs : public test::client_fixture {
protected:
    http::request last() const { return transport->request(transport->count() - 1); }

    // The job says each of these in turn, then the last one for ever.
    void answer_in_turn(std::vector<http::response> all) {
        auto left = std::make_shared<std::vector<http::response>>(std::move(all));
        answer = [left](const http::request&) {
            auto next = left->front();
            if (left->size() > 1)
                left->erase(left->begin());
            return next;
        };
    }

    std::chrono::milliseconds took(steady_time begun) const {
        return std::chrono::duration_cast<std::chrono::milliseconds>(time->now() - begun);
    }
};

TEST_F(discogs_inventory_jobs, nouns_send_nothing) {
    auto client = make_client();
    auto exports = client.inventory_exports().list();
    auto one = client.inventory_export(5);
    auto uploads = client.inventory_uploads().list();
    {
        auto never_awaited = client.inventory_exports().create();
        auto nor_this = one.wait();
        auto nor_that = client.inventory_upload(6).get();
    }
    time->run(io);
    EXPECT_EQ(one.id().value(), 5);
    EXPECT_EQ(client.inventory_upload(6).id().value(), 6);
    EXPECT_EQ(transport->count(), 0U);
}

TEST_F(discogs_inventory_jobs, export_is_asked_for_without_a_body_and_named_by_location) {
    auto exports = make_client().inventory_exports();
    const std::pair<const char*, std::int64_t> table[] = {
        {"https://api.discogs.com/inventory/export/18866724", 18866724},
        {"https://api.discogs.com/inventory/export/7/", 7},
        {"/inventory/export/8", 8},
        {"https://elsewhere.test:444/x/9?a=b#c", 9},
        {"10", 10}};
    for (const auto& [location, id] : table) {
        answer = [text = location](const http::request&) { return accepted(text); };
        EXPECT_EQ(run(exports.create()).value(), id) << location;
        EXPECT_EQ(last().method, http::method::post);
        EXPECT_EQ(last().target, "/inventory/export");
        EXPECT_EQ(last().body, "");
        EXPECT_FALSE(last().headers.contains("Content-Type"));
    }
}

TEST_F(discogs_inventory_jobs, start_that_names_no_job_is_completed_and_unreadable) {
    auto exports = make_client().inventory_exports();
    for (const char* location :
         {"", "https://api.discogs.com/inventory/export/", "/export/x", "/0", "::", "/-5"}) {
        answer = [location](const http::request&) { return accepted(location); };
        const auto f = fails<completed_unreadable>(exports.create());
        EXPECT_EQ(f.status, 200) << location;
        EXPECT_EQ(f.found, location);
    }
    answer = [](const http::request&) { return json(200, "{}"); };
    EXPECT_EQ(fails<completed_unreadable>(exports.create()).found, "none");
    EXPECT_EQ(transport->count(), 7U) << "none was sent twice";
}

TEST_F(discogs_inventory_jobs, lists_are_paged) {
    auto client = make_client();
    answer = [](const http::request&) {
        return json(
            R"({"pagination":{"page":2,"pages":2,"per_page":1,"items":2,"urls":{}},"items":[{"id":5,"status":"success",)"
            R"("filename":"f.csv","url":"u","download_url":"d","created_ts":"2026-08-25T06:48:08","finished_ts":""}]})");
    };
    auto exports = client.inventory_exports().list({.page = 2, .per_page = 1});
    const auto one = run(exports.next());
    ASSERT_TRUE(one);
    EXPECT_EQ(last().target, "/inventory/export?page=2&per_page=1");
    EXPECT_EQ(one->id.value(), 5);
    EXPECT_EQ(one->status, open_enum(discogs::job_status::success));
    EXPECT_EQ(one->filename, "f.csv");
    EXPECT_EQ(one->download_url, "d");
    EXPECT_TRUE(one->created_at->time());
    EXPECT_FALSE(one->created_at->has_offset());
    EXPECT_FALSE(run(exports.next()));

    auto uploads = client.inventory_uploads().list();
    EXPECT_EQ(run(uploads.next())->id.value(), 5);
    EXPECT_EQ(last().target, "/inventory/upload");
    auto bad_page = client.inventory_exports().list({.page = 0});
    EXPECT_EQ(fails<bad_params>(bad_page.next()).param, "page");
    auto bad_size = client.inventory_uploads().list({.per_page = 101});
    EXPECT_EQ(fails<bad_params>(bad_size.next()).param, "per_page");
}

TEST_F(discogs_inventory_jobs, jobs_are_read_with_odd_times_and_html) {
    auto client = make_client();
    answer = [](const http::request&) {
        return json(
            R"({"id":"3572304","status":"failed","type":"delete","filename":"upload.csv","finished_ts":"",)"
            R"("created_ts":"2026-08-25 05:40:58","results":"ERROR: no.<p>"})");
    };
    const auto upload = run(client.inventory_upload(3572304).get());
    EXPECT_EQ(last().method, http::method::get);
    EXPECT_EQ(last().target, "/inventory/upload/3572304");
    EXPECT_EQ(upload.id.value(), 3572304);
    EXPECT_EQ(upload.status, open_enum(discogs::job_status::failed));
    EXPECT_EQ(upload.type, open_enum(discogs::upload_type::remove));
    EXPECT_TRUE(upload.created_at->time()) << "T34: a blank for the T";
    EXPECT_FALSE(upload.finished_at->time());
    EXPECT_EQ(upload.results, "ERROR: no.<p>");
    EXPECT_TRUE(is_over(upload));

    answer = [](const http::request&) { return json(R"({"id":5,"finished_ts":null,"status":"pending"})"); };
    const auto pending = run(client.inventory_export(5).get());
    EXPECT_EQ(last().target, "/inventory/export/5");
    EXPECT_FALSE(pending.finished_at);
    EXPECT_FALSE(is_over(pending));
    EXPECT_EQ(fails<bad_params>(client.inventory_export(0).get()).param, "export_id");
    EXPECT_EQ(fails<bad_params>(client.inventory_upload(-1).get()).param, "upload_id");
}

TEST_F(discogs_inventory_jobs, wait_asks_at_growing_intervals_until_it_is_over) {
    answer_in_turn({job("pending"), job("pending"), job("pending"), job("queued"), job("success")});
    const auto begun = time->now();
    const auto done = run(make_client().inventory_export(5).wait(
        {.first_pause = 1000ms, .longest_pause = 2000ms}, {.deadline = 60s}));
    EXPECT_EQ(done.status, open_enum(discogs::job_status::success));
    EXPECT_EQ(transport->count("GET", "/inventory/export/5"), 5U);
    EXPECT_EQ(took(begun), 1000ms + 1500ms + 2000ms + 2000ms);
}

TEST_F(discogs_inventory_jobs, job_that_failed_or_says_when_it_ended_is_over) {
    auto client = make_client();
    answer_in_turn({job("failed")});
    EXPECT_EQ(run(client.inventory_upload(5).wait()).status, open_enum(discogs::job_status::failed));
    answer_in_turn({job("done"), job("done", "2026-08-25T06:48:09")});
    EXPECT_EQ(run(client.inventory_upload(5).wait()).status->text(), "done");
    EXPECT_EQ(transport->count(), 3U);
}

TEST_F(discogs_inventory_jobs, wait_ends_when_no_question_fits_before_the_deadline) {
    answer_in_turn({job("pending")});
    const auto begun = time->now();
    const auto f = fails<timeout_error>(make_client().inventory_export(5).wait({}, {.deadline = 4s}));
    EXPECT_EQ(f.code, errc::deadline_exceeded);
    EXPECT_EQ(f.message, "it is still 'pending'");
    EXPECT_EQ(f.path, "/inventory/export/5");
    // At 0, 1 and 2.5 s; 2.25 s later is too late, so the last question comes one second before the end.
    EXPECT_EQ(took(begun), 3000ms);
    EXPECT_EQ(transport->count(), 4U);
}

TEST_F(discogs_inventory_jobs, question_in_time_that_is_not_answered_in_time_ends_the_wait) {
    transport->queue(job("pending"));
    transport->queue(reply::never());
    const auto begun = time->now();
    const auto f = fails<timeout_error>(make_client().inventory_export(5).wait({}, {.deadline = 10s}));
    EXPECT_EQ(f.code, errc::deadline_exceeded);
    EXPECT_EQ(took(begun), 10s);
}

TEST_F(discogs_inventory_jobs, wait_in_bulk_has_no_deadline) {
    answer_in_turn({job("pending")});
    int left = 100;
    answer = [&left](const http::request&) { return --left == 0 ? job("success") : job("pending"); };
    run(make_client().inventory_export(5).wait({}, {.importance = traffic::priority::bulk}));
    EXPECT_EQ(transport->count(), 100U) << "far longer than the client's own deadline";
}

TEST_F(discogs_inventory_jobs, wait_looks_past_the_cache) {
    cache = traffic::make_memory_cache();
    auto client = make_client();
    answer_in_turn({job("pending"), job("pending"), job("success")});
    run(client.inventory_export(5).get());
    EXPECT_EQ(run(client.inventory_export(5).wait()).status, open_enum(discogs::job_status::success));
    EXPECT_EQ(transport->count(), 3U);
    EXPECT_EQ(run(client.inventory_export(5).get()).status, open_enum(discogs::job_status::success));
    EXPECT_EQ(transport->count(), 3U) << "and leaves there what it found";
}

TEST_F(discogs_inventory_jobs, pauses_out_of_range_are_refused) {
    auto one = make_client().inventory_export(5);
    EXPECT_EQ(fails<bad_params>(one.wait({.first_pause = 0ms})).param, "first_pause");
    EXPECT_EQ(fails<bad_params>(one.wait({.first_pause = 2s, .longest_pause = 1s})).param, "longest_pause");
    EXPECT_EQ(fails<bad_params>(one.wait({.longest_pause = 25h})).param, "longest_pause");
    EXPECT_EQ(transport->count(), 0U);
}

TEST_F(discogs_inventory_jobs, error_of_a_question_ends_the_wait) {
    transport->queue(job("pending"));
    transport->queue(json(404, R"({"message":"gone"})"));
    EXPECT_EQ(fails<not_found_error>(make_client().inventory_export(5).wait()).message, "gone");
    transport->verify();
}

TEST_F(discogs_inventory_jobs, wait_is_cancelled_between_questions) {
    answer_in_turn({job("pending")});
    auto client = make_client();
    asio::cancellation_signal cancel;
    boost::system::error_code ended;
    auto finish = [&](std::exception_ptr e, const discogs::inventory_export&) {
        try {
            if (e)
                std::rethrow_exception(e);
        } catch (const boost::system::system_error& why) {
            ended = why.code();
        }
    };
    auto verb = client.inventory_export(5).wait();
    asio::co_spawn(io, std::move(verb), asio::bind_cancellation_slot(cancel.slot(), finish));
    while (io.poll() != 0) {
    }
    EXPECT_EQ(transport->count(), 1U);
    EXPECT_EQ(transport->under_way(), 0U);
    EXPECT_FALSE(ended);
    cancel.emit(asio::cancellation_type::terminal);
    while (io.poll() != 0) {
    }
    EXPECT_EQ(ended, asio::error::operation_aborted);
    EXPECT_EQ(transport->count(), 1U);
}

TEST_F(discogs_inventory_jobs, closed_client_ends_a_wait_at_its_next_question) {
    answer_in_turn({job("pending")});
    auto client = make_client();
    auto wait_and_close = [](discogs::client c, std::shared_ptr<time_source> clock) -> asio::awaitable<bool> {
        auto closing = [](discogs::client which, std::shared_ptr<time_source> t) -> asio::awaitable<void> {
            co_await t->wait_until(t->now() + 500ms);
            co_await which.close();
        };
        asio::co_spawn(co_await asio::this_coro::executor, closing(c, clock), segue::rethrow);
        co_await c.inventory_export(5).wait();
        co_return true;
    };
    fails<client_closed_error>(wait_and_close(client, time));
    EXPECT_EQ(transport->count(), 1U);
}

TEST_F(discogs_inventory_jobs, wait_outlives_client_and_node) {
    answer_in_turn({job("pending"), job("success")});
    auto waiting = make_client().inventory_export(5).wait();
    EXPECT_TRUE(is_over(run(std::move(waiting))));
}

TEST_F(discogs_inventory_jobs, each_error_of_the_service_ends_a_wait_with_its_type) {
    struct expectation {
        reply answer;
        errc code;
    };
    const expectation table[] = {
        {json(401, R"({"message":"m"})"), errc::unauthorized},
        {json(403, R"({"message":"m"})"), errc::forbidden},
        {segue::testing::html(403, "<html>"), errc::blocked},
        {json(404, "plain text"), errc::not_found},
        {json(409, R"({"message":"m"})"), errc::conflict},
        {json(415, ""), errc::bad_request},
        {json(422, R"({"message":"m"})"), errc::unprocessable},
        {json(429, R"({"message":"m"})"), errc::rate_limited},
        {json(500, R"({"message":"m"})"), errc::server_failed},
        {reply::unsent(), errc::connect_failed}};
    for (const auto& [what, code] : table) {
        answer = [&reply_with = what](const http::request&) { return reply_with; };
        const auto fails_so = [this, expected = code](auto verb) {
            auto client = make_client(); // a 429 shuts the gate of the one that got it
            const auto before = transport->count();
            EXPECT_EQ(fails<error>(verb(client)).code, expected);
            EXPECT_EQ(transport->count(), before + 1);
        };
        fails_so([](discogs::client& c) { return c.inventory_export(5).wait(); });
        fails_so([](discogs::client& c) { return c.inventory_upload(5).wait(); });
    }
    answer = [](const http::request&) { return json("[]"); };
    fails<decode_error>(make_client().inventory_upload(5).wait());
}

const std::string file_text = "listing_id,release_id,price\r\n7,8,12.50\r\n9,10,3\r\n";

http::response file_answer() {
    http::response answer;
    answer.status = 200;
    answer.headers.add("Content-Type", "text/csv; charset=utf-8");
    answer.headers.add("Content-Disposition", "attachment; filename=me-inventory.csv");
    answer.body = file_text;
    return answer;
}

TEST_F(discogs_inventory_jobs, file_is_downloaded_into_memory) {
    answer = [](const http::request&) { return file_answer(); };
    const auto got = run(make_client().inventory_export(5).download());
    EXPECT_EQ(last().method, http::method::get);
    EXPECT_EQ(last().target, "/inventory/export/5/download");
    EXPECT_EQ(got.body, file_text);
    EXPECT_EQ(got.content, content_kind::other);
    EXPECT_EQ(got.headers.find("Content-Disposition"), "attachment; filename=me-inventory.csv");

    answer = [](const http::request&) {
        auto packed = file_answer();
        packed.body = std::string("PK\x03\x04") + "rest";
        return packed;
    };
    EXPECT_EQ(run(make_client().inventory_export(5).download()).content, content_kind::zip) << "T65";
    const auto refused = make_client().inventory_export(0);
    EXPECT_EQ(fails<bad_params>(refused.download()).param, "export_id");
}

TEST_F(discogs_inventory_jobs, download_feeds_a_reader_row_by_row) {
    answer = [](const http::request&) { return file_answer(); };
    discogs::inventory_csv_reader reader;
    std::vector<std::int64_t> listings;
    auto take = [&](const download_piece& piece) {
        reader.feed(piece.bytes);
        while (auto row = reader.next())
            listings.push_back(row->listing_id.value());
    };
    const auto got = run(make_client().inventory_export(5).download_to(take));
    reader.finish();
    EXPECT_EQ(got.size_bytes, file_text.size());
    EXPECT_THAT(listings, ElementsAre(7, 9));
    EXPECT_TRUE(reader.report().good());
}

TEST_F(discogs_inventory_jobs, empty_path_for_a_download_is_refused) {
    auto one = make_client().inventory_export(5);
    EXPECT_EQ(fails<bad_params>(one.download_to_file("")).param, "path");
    EXPECT_EQ(transport->count(), 0U);
}

discogs::upload_results results_of(std::string text) {
    discogs::inventory_upload upload;
    upload.results = std::move(text);
    return read_upload_results(upload);
}

TEST(discogs_upload_results, observed_sentences_are_understood) {
    const auto found = results_of("CSV file contains 2 records.<p>Skipped row 3 because ERROR: -1 is an "
                                  "invalid listing_id<p>Processed 1 "
                                  "records.");
    EXPECT_EQ(found.records, 2);
    EXPECT_EQ(found.processed, 1);
    ASSERT_EQ(found.skipped.size(), 1U);
    EXPECT_EQ(found.skipped[0].row, 3);
    EXPECT_EQ(found.skipped[0].reason, "-1 is an invalid listing_id");
    EXPECT_TRUE(found.remarks.empty());
}

TEST(discogs_upload_results, other_texts_are_kept_as_remarks) {
    const auto found =
        results_of("ERROR: You have not updated your selling preferences.</p><br/>5 < 6 <p>Skipped row x");
    EXPECT_FALSE(found.records);
    EXPECT_FALSE(found.processed);
    EXPECT_THAT(
        found.remarks,
        ElementsAre("ERROR: You have not updated your selling preferences.", "5 < 6", "Skipped row x"));
    EXPECT_EQ(results_of(""), discogs::upload_results());
    EXPECT_EQ(results_of("<p><p>"), discogs::upload_results());
    EXPECT_THAT(results_of("a<p").remarks, ElementsAre("a<p"));
    EXPECT_EQ(read_upload_results(discogs::inventory_upload()), discogs::upload_results());
    EXPECT_THAT(results_of("Processed 99999999999999999999 records.").remarks.size(), 1U);
}

} // namespace
