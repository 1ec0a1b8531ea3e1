// Uploads of inventory files: what goes out, what is refused before, and files on disk.

#include "support/cache_folder.hpp"
#include "support/client_fixture.hpp"

#include <gmock/gmock.h>

#include <fstream>

namespace {

using namespace segue;
using namespace std::chrono_literals;
using segue::testing::json;
using segue::testing::reply;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// What the multipart body of a request holds, byte by byte.
struct sent_file {
    std::string head;
    std::string content;
};

sent_file file_of(const http::request& r) {
    const auto type = std::string(r.headers.find("Content-Type").value_or(""));
    const std::string lead = "multipart/form-data; boundary=";
    EXPECT_TRUE(type.starts_with(lead)) << type;
    const auto boundary = type.substr(std::min(type.size(), lead.size()));
    EXPECT_GE(boundary.size(), 32U);
    EXPECT_LE(boundary.size(), 70U) << "as RFC 2046 allows";
    const auto begin = "--" + boundary + "\r\n";
    const auto end = "\r\n--" + boundary + "--\r\n";
    sent_file file;
    EXPECT_TRUE(r.body.starts_with(begin)) << r.body;
    EXPECT_TRUE(r.body.ends_with(end)) << r.body;
    const auto blank = r.body.find("\r\n\r\n");
    if (blank == std::string::npos || r.body.size() < blank + 4 + end.size())
        return file;
    file.head = r.body.substr(begin.size(), blank + 2 - begin.size());
    file.content = r.body.substr(blank + 4, r.body.size() - end.size() - blank - 4);
    EXPECT_EQ(file.content.find(boundary), std::string::npos);
    return file;
}

std::string part_head(const std::string& name) {
    return "Content-Disposition: form-data; name=\"upload\"; filename=\"" + name +
           "\"\r\nContent-Type: text/csv\r\n";
}

discogs::inventory_add_row good_row() {
    discogs::inventory_add_row row;
    row.release_id = 352665;
    row.price = decimal(1250, 2);
    row.media_condition = discogs::media_condition::mint;
    return row;
}

reply accept(const http::request&) {
    return segue::testing::with_header(
        json(200, ""), "Location", "https://api.discogs.com/inventory/upload/3572304");
}

// Cuts a file between its check and its sending.
class cutting_transport final : public http::transport {
public:
    cutting_transport(std::shared_ptr<http::transport> inner, std::string file)
        : inner_(std::move(inner)), file_(std::move(file)) {}

    asio::awaitable<result<http::response>> send(http::request r, http::body_sink* sink) override {
        std::ofstream(file_, std::ios::trunc) << "listing_id\n";
        return inner_->send(std::move(r), sink);
    }

private:
    std::shared_ptr<http::transport> inner_;
    std::string file_;
};

class discogs_inventory_uploads : public test::client_fixture {
protected:
    discogs_inventory_uploads() { answer = accept; }

    http::request last() const { return transport->request(transport->count() - 1); }

    // Files are read on a thread, which the clock of tests knows nothing of: the machine's own then.
    discogs::client client_on_disk() {
        on_disk = std::make_shared<segue::testing::counting_transport>(
            [this](const http::request& r) { return answer(r); });
        auto quota = traffic::make_quota_ledger({});
        return discogs::client(io.get_executor(), params, on_disk, observer, quota);
    }

    template <class T>
    T run_on_disk(asio::awaitable<T> work) {
        io.restart();
        return sync_wait(io, std::move(work));
    }

    template <class Error>
    failure fails_on_disk(asio::awaitable<discogs::inventory_upload_id> work) {
        try {
            run_on_disk(std::move(work));
        } catch (const Error& e) {
            return e.details();
        }
        ADD_FAILURE() << "no error";
        return {};
    }

    std::string write(const std::string& name, const std::string& text) const {
        const auto path = folder / name;
        std::ofstream(path, std::ios::binary) << text;
        return path;
    }

    test::cache_folder folder;
    std::shared_ptr<segue::testing::counting_transport> on_disk;
};

TEST_F(discogs_inventory_uploads, rows_go_out_as_one_part_of_a_form) {
    auto uploads = make_client().inventory_uploads();
    const std::vector<discogs::inventory_add_row> rows{good_row(), good_row()};
    EXPECT_EQ(run(uploads.add(rows)).value(), 3572304);
    EXPECT_EQ(last().method, http::method::post);
    EXPECT_EQ(last().target, "/inventory/upload/add");
    auto file = file_of(last());
    EXPECT_EQ(file.head, part_head("inventory.csv"));
    EXPECT_EQ(
        file.content,
        "release_id,price,media_condition,sleeve_condition,comments,accept_offer,location,external_id,weight,"
        "format_quantity\r\n352665,12.50,Mint (M),,,,,,,\r\n352665,12.50,Mint (M),,,,,,,\r\n");

    discogs::inventory_change_row change;
    change.release_id = 1;
    change.listing_id = 2;
    change.comments = "a \"b\"";
    const std::vector<discogs::inventory_change_row> changes{change};
    run(uploads.change(changes, {.file_name = "new.CSV"}));
    EXPECT_EQ(last().target, "/inventory/upload/change");
    file = file_of(last());
    EXPECT_EQ(file.head, part_head("new.CSV"));
    EXPECT_EQ(file.content, "release_id,listing_id,comments\r\n1,2,\"a \"\"b\"\"\"\r\n");

    discogs::inventory_delete_row one;
    one.listing_id = 2983532888;
    const std::vector<discogs::inventory_delete_row> removals{one};
    run(uploads.remove(removals, {.file_name = "x\"y\r\nz"}));
    EXPECT_EQ(last().target, "/inventory/upload/delete");
    file = file_of(last());
    EXPECT_EQ(file.head, part_head("x%22y%0D%0Az.csv"));
    EXPECT_EQ(file.content, "listing_id\r\n2983532888\r\n");
}

TEST_F(discogs_inventory_uploads, each_upload_has_a_boundary_of_its_own) {
    auto uploads = make_client().inventory_uploads();
    const std::vector<discogs::inventory_add_row> rows{good_row()};
    run(uploads.add(rows));
    run(uploads.add(rows));
    EXPECT_NE(
        transport->request(0).headers.find("Content-Type"),
        transport->request(1).headers.find("Content-Type"));
}

TEST_F(discogs_inventory_uploads, rows_need_not_last_longer_than_the_call) {
    auto uploads = make_client().inventory_uploads();
    asio::awaitable<discogs::inventory_upload_id> waiting;
    {
        std::string comment(100, 'c');
        std::vector<discogs::inventory_add_row> rows{good_row()};
        rows[0].comments = comment;
        std::string name = "of the moment.csv";
        waiting = uploads.add(rows, {.file_name = name});
        comment.assign(100, 'x');
        name.assign(name.size(), 'x');
    }
    run(std::move(waiting));
    EXPECT_THAT(file_of(last()).content, HasSubstr(std::string(100, 'c')));
    EXPECT_EQ(file_of(last()).head, part_head("of the moment.csv"));
}

TEST_F(discogs_inventory_uploads, wrong_rows_are_refused_all_at_once) {
    auto uploads = make_client().inventory_uploads();
    std::vector<discogs::inventory_add_row> rows(4, good_row());
    rows[1].price = decimal(-1);
    rows[3].release_id = 0;
    rows[3].comments = "\xFF";
    auto refused = [](asio::awaitable<discogs::inventory_upload_id> verb) -> asio::awaitable<std::string> {
        std::string found;
        try {
            co_await std::move(verb);
        } catch (const discogs::csv_error& e) {
            EXPECT_EQ(e.report().rows, 4U);
            EXPECT_EQ(e.details().param, "rows");
            for (const auto& p : e.report().problems)
                found.append(describe(p)).append("\n");
        }
        co_return found;
    };
    EXPECT_EQ(
        run(refused(uploads.add(rows))),
        "row 3, price: \"-1\": not a price: digits with a point, such as 12.50\n"
        "row 5, release_id: must not be empty\n"
        "row 5, comments: \"\\xff\": not UTF-8\n");
    const std::vector<discogs::inventory_delete_row> none;
    EXPECT_THAT(fails<bad_params>(uploads.remove(none)).message, HasSubstr("no rows"));
    const std::vector<discogs::inventory_add_row> one{good_row()};
    EXPECT_EQ(fails<bad_params>(uploads.add(one, {.file_name = ""})).param, "file_name");
    EXPECT_EQ(transport->count(), 0U);
}

TEST_F(discogs_inventory_uploads, refusal_by_quota_is_repeated_with_the_whole_file) {
    params.retry.max_attempts = 2;
    auto client = make_client();
    transport->queue(segue::testing::with_retry_after(json(429, "{}"), 1s));
    const std::vector<discogs::inventory_add_row> rows{good_row()};
    std::vector<std::uint64_t> told;
    auto progress = [&told](const download_progress& now) {
        EXPECT_EQ(now.done, now.total);
        told.push_back(now.done);
    };
    run(client.inventory_uploads().add(rows, {.progress = progress}));
    ASSERT_EQ(transport->count(), 2U);
    EXPECT_EQ(transport->request(0).body, transport->request(1).body);
    EXPECT_EQ(told.size(), 1U) << "what is sent again is no progress";
}

TEST_F(discogs_inventory_uploads, upload_that_may_have_happened_is_not_repeated) {
    params.retry.max_attempts = 4;
    const std::vector<discogs::inventory_add_row> rows{good_row()};
    answer = [](const http::request&) { return reply::lost(); };
    fails<outcome_unknown>(make_client().inventory_uploads().add(rows));
    EXPECT_EQ(transport->count(), 1U);
}

TEST_F(discogs_inventory_uploads, file_goes_out_as_it_is) {
    const std::string text = "listing_id\n1\n\"2\"\r\n";
    const auto path = write("mine", text);
    auto client = client_on_disk();
    EXPECT_EQ(run_on_disk(client.inventory_uploads().remove(path)).value(), 3572304);
    const auto file = file_of(on_disk->request(0));
    EXPECT_EQ(file.head, part_head("mine.csv"));
    EXPECT_EQ(file.content, text);
    EXPECT_EQ(on_disk->request(0).target, "/inventory/upload/delete");
}

TEST_F(discogs_inventory_uploads, byte_order_mark_of_a_file_stays_here) {
    const auto path = write("marked.csv", "\xEF\xBB\xBFlisting_id\n1\n");
    auto client = client_on_disk();
    run_on_disk(client.inventory_uploads().remove(path));
    EXPECT_EQ(file_of(on_disk->request(0)).content, "listing_id\n1\n");
}

TEST_F(discogs_inventory_uploads, large_file_is_streamed_and_progress_is_told) {
    std::string text = "release_id,price,media_condition,comments\r\n";
    for (int i = 1; text.size() < 1'000'000; ++i)
        text += std::to_string(i) + ",1.50,Mint (M),\"" + std::string(60, 'x') + "\"\r\n";
    const auto path = write("large.csv", text);
    auto client = client_on_disk();
    std::vector<std::uint64_t> told;
    auto progress = [&](const download_progress& now) {
        EXPECT_EQ(now.total, text.size());
        told.push_back(now.done);
    };
    run_on_disk(client.inventory_uploads().add(path, {.progress = progress}));
    EXPECT_EQ(file_of(on_disk->request(0)).content, text);
    EXPECT_GT(told.size(), 3U);
    EXPECT_TRUE(std::is_sorted(told.begin(), told.end()));
    EXPECT_EQ(told.back(), text.size());
}

TEST_F(discogs_inventory_uploads, wrong_file_is_refused_and_nothing_is_sent) {
    const auto path = write("wrong.csv", "listing_id\nx\n2\ny\n");
    auto client = client_on_disk();
    const auto f = fails_on_disk<discogs::csv_error>(client.inventory_uploads().remove(path));
    EXPECT_EQ(f.param, "file");
    EXPECT_EQ(
        f.message,
        "row 2, listing_id: \"x\": not an id: a whole number from 1; "
        "row 4, listing_id: \"y\": not an id: a whole number from 1");
    EXPECT_EQ(on_disk->count(), 0U);
    run_on_disk(client.inventory_uploads().remove(path, {.check = discogs::file_check::off}));
    EXPECT_EQ(on_disk->count(), 1U) << "unless that is wanted";
}

TEST_F(discogs_inventory_uploads, file_that_cannot_be_read_is_named) {
    auto client = client_on_disk();
    auto uploads = client.inventory_uploads();
    auto f = fails_on_disk<file_error>(uploads.add(folder / "none.csv"));
    EXPECT_EQ(f.code, errc::file_failed);
    EXPECT_THAT(f.message, HasSubstr("none.csv"));
    EXPECT_EQ(f.cause, boost::system::errc::no_such_file_or_directory);
    f = fails_on_disk<file_error>(uploads.add(folder.path()));
    EXPECT_EQ(f.cause, boost::system::errc::is_a_directory);
    fails_on_disk<file_error>(uploads.add("/dev/zero"));
    EXPECT_EQ(fails_on_disk<bad_params>(uploads.add(std::string_view())).param, "file");
    EXPECT_EQ(on_disk->count(), 0U);
}

TEST_F(discogs_inventory_uploads, file_that_became_shorter_fails_the_call) {
    const auto path = write("short.csv", "listing_id\n1\n2\n");
    client_on_disk();
    const std::shared_ptr<http::transport> cutting = std::make_shared<cutting_transport>(on_disk, path);
    auto quota = traffic::make_quota_ledger({});
    const discogs::client client(io.get_executor(), params, cutting, quota);
    const auto f = fails_on_disk<file_error>(client.inventory_uploads().remove(path));
    EXPECT_THAT(f.message, HasSubstr("shorter"));
}

TEST_F(discogs_inventory_uploads, uploads_outlive_client_and_node) {
    const auto path = write("mine.csv", "listing_id\n1\n");
    auto waiting = client_on_disk().inventory_uploads().remove(path);
    EXPECT_EQ(run_on_disk(std::move(waiting)).value(), 3572304);
}

TEST_F(discogs_inventory_uploads, progress_that_throws_ends_the_upload) {
    struct enough {};
    auto progress = [](const download_progress&) { throw enough(); };
    const std::vector<discogs::inventory_add_row> rows{good_row()};
    auto uploads = make_client().inventory_uploads();
    EXPECT_THROW(run(uploads.add(rows, {.progress = progress})), enough);
    EXPECT_EQ(transport->under_way(), 0U);
}

} // namespace
