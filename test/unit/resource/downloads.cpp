#include "support/download_fixture.hpp"

#include <boost/asio/this_coro.hpp>

#include <gmock/gmock.h>

#include <functional>
#include <stdexcept>

namespace segue::test {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::reply;

class downloads : public download_fixture {
protected:
    downloads() { transport->use({.piece_bytes = 1000}); }

    std::shared_ptr<outcome> get(download_params params = {}) { return get(file(), params); }

    std::shared_ptr<outcome> get(resource::request_spec spec, download_params params = {}) {
        auto core = make_core(time);
        auto out = start(resource::download(core, std::move(spec), params));
        time->run(io);
        EXPECT_TRUE(out->done);
        return out;
    }

    std::shared_ptr<outcome> hand_over(piece_view take, download_params params = {}) {
        auto core = make_core(time);
        auto out = start(resource::download_to(core, file(), take, params));
        time->run(io);
        EXPECT_TRUE(out->done);
        return out;
    }

    const std::string body_ = sample_body(10'500);
};

TEST_F(downloads, into_memory_has_the_bytes_and_what_the_answer_said) {
    transport->queue(file_answer(body_));
    const auto out = get();
    EXPECT_EQ(out->got.body, body_);
    EXPECT_EQ(out->got.size_bytes, body_.size());
    EXPECT_EQ(out->got.content, content_kind::other);
    EXPECT_EQ(out->got.headers.find("Content-Type"), "text/csv");
    EXPECT_EQ(transport->request(0).headers.find("Authorization"), "sesame");
    EXPECT_EQ(transport->request(0).target, "/export/1/download");
    EXPECT_EQ(ledger->view(traffic::tier::authenticated, time->now()).used, 1);
}

TEST_F(downloads, nothing_is_sent_before_it_is_awaited_nor_when_refused) {
    auto core = make_core(time);
    {
        auto work = resource::download(core, file(), {});
    }
    time->run(io);
    EXPECT_EQ(transport->count(), 0U);
    auto spec = file();
    spec.refused.emplace();
    spec.refused->code = errc::bad_params;
    EXPECT_EQ(get(std::move(spec))->code(), errc::bad_params);
    EXPECT_EQ(transport->count(), 0U);
}

TEST_F(downloads, cap_is_the_last_size_that_passes) {
    transport->queue(file_answer(body_));
    download_params params;
    params.max_bytes = body_.size();
    EXPECT_EQ(get(params)->got.body, body_);
    transport->queue(file_answer(body_));
    params.max_bytes = body_.size() - 1;
    const auto announced = get(params)->why();
    EXPECT_EQ(announced.code, errc::answer_too_large);
    EXPECT_THAT(announced.message, HasSubstr("10499"));
    EXPECT_EQ(announced.path, "/export/1/download");
    auto unannounced = file_answer(body_);
    unannounced.headers.remove("Content-Length");
    transport->queue(unannounced);
    EXPECT_EQ(get(params)->code(), errc::answer_too_large);
    transport->queue(file_answer(""));
    params.max_bytes = 0;
    EXPECT_EQ(get(params)->got.size_bytes, 0U);
}

TEST_F(downloads, too_large_is_not_tried_again) {
    settings.retry.max_attempts = 4;
    transport->queue(file_answer(body_));
    download_params params;
    params.max_bytes = 5;
    EXPECT_EQ(get(params)->code(), errc::answer_too_large);
    EXPECT_EQ(transport->count(), 1U);
}

TEST_F(downloads, attempt_that_breaks_half_way_begins_anew) {
    settings.retry.max_attempts = 3;
    auto half = file_answer(body_);
    half.body = sample_body(4'000) + "of another kind";
    transport->queue(reply::cut(half));
    transport->queue(reply::cut(half, errc::connection_lost));
    transport->queue(file_answer(body_));
    const auto out = get();
    EXPECT_EQ(out->got.body, body_);
    EXPECT_EQ(transport->count(), 3U);
}

TEST_F(downloads, answer_that_stays_cut_short_is_an_error) {
    settings.retry.max_attempts = 2;
    const auto half = file_answer(body_.substr(0, 4'000));
    transport->queue(reply::cut(half));
    transport->queue(reply::cut(half));
    const auto why = get()->why();
    EXPECT_EQ(why.code, errc::malformed_answer);
    EXPECT_EQ(why.attempts, 2);
}

TEST_F(downloads, error_answers_are_read_as_ever) {
    http::response missing;
    missing.status = 404;
    missing.body = "no such export";
    transport->queue(missing);
    const auto why = get()->why();
    EXPECT_EQ(why.code, errc::not_found);
    EXPECT_EQ(why.body, "no such export");
    settings.retry.max_attempts = 2;
    http::response ill;
    ill.status = 503;
    transport->queue(ill);
    transport->queue(file_answer(body_));
    EXPECT_EQ(get()->got.body, body_);
}

TEST_F(downloads, web_page_is_no_file) {
    transport->queue(testing::html(200, "<html>please log in</html>"));
    const auto why = get()->why();
    EXPECT_EQ(why.code, errc::malformed_answer);
    EXPECT_THAT(why.message, HasSubstr("web page"));
    EXPECT_THAT(why.body, HasSubstr("log in"));
}

TEST_F(downloads, progress_never_falls_and_ends_with_the_size) {
    settings.retry.max_attempts = 2;
    transport->queue(reply::cut(file_answer(body_.substr(0, 6'000))));
    transport->queue(file_answer(body_));
    std::vector<std::uint64_t> seen;
    std::optional<std::uint64_t> total;
    auto report = [&](const download_progress& now) {
        seen.push_back(now.done);
        total = now.total;
    };
    download_params params;
    params.progress = report;
    EXPECT_EQ(get(params)->got.body, body_);
    const std::vector<std::uint64_t> wanted{
        1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000, 9000, 10'000, 10'500};
    EXPECT_EQ(seen, wanted);
    EXPECT_EQ(total, body_.size());
}

TEST_F(downloads, what_an_observer_of_progress_throws_ends_the_call) {
    transport->queue(file_answer(body_));
    auto report = [](const download_progress& now) {
        if (now.done > 2'500)
            throw std::runtime_error("enough");
    };
    download_params params;
    params.progress = report;
    const auto out = get(params);
    ASSERT_TRUE(out->error);
    EXPECT_THROW(std::rethrow_exception(out->error), std::runtime_error);
    EXPECT_EQ(transport->under_way(), 0U);
}

// ---- to a function ----

TEST_F(downloads, function_gets_every_piece_with_its_place) {
    transport->queue(file_answer(body_));
    std::string text;
    auto take = [&](const download_piece& next) {
        EXPECT_EQ(next.offset, text.size());
        text += next.bytes;
    };
    const auto out = hand_over(take);
    EXPECT_EQ(text, body_);
    EXPECT_EQ(out->got.size_bytes, body_.size());
    EXPECT_EQ(out->got.body, "");
}

TEST_F(downloads, function_may_wait_and_holds_the_transport_back) {
    transport->queue(file_answer(body_));
    std::string text;
    bool inside = false;
    auto take = [&](const download_piece& next) -> asio::awaitable<void> {
        EXPECT_FALSE(std::exchange(inside, true));
        co_await time->wait_until(time->now() + 1s);
        text += next.bytes;
        inside = false;
    };
    EXPECT_FALSE(hand_over(take)->error);
    EXPECT_EQ(text, body_);
}

TEST_F(downloads, function_is_not_told_twice_unless_it_wants_to_be) {
    settings.retry.max_attempts = 3;
    transport->queue(reply::cut(file_answer(body_.substr(0, 4'000))));
    transport->queue(file_answer(body_));
    std::string text;
    auto take = [&](const download_piece& next) {
        text.resize(static_cast<std::size_t>(next.offset));
        text += next.bytes;
    };
    EXPECT_EQ(hand_over(take)->code(), errc::malformed_answer);
    EXPECT_EQ(text, body_.substr(0, 4'000));
    EXPECT_EQ(transport->count(), 1U);
    transport->queue(reply::cut(file_answer(body_.substr(0, 4'000)))); // behind the one that was left
    text.clear();
    download_params params;
    params.begun = begun_download::starts_over;
    EXPECT_FALSE(hand_over(take, params)->error);
    EXPECT_EQ(text, body_);
}

TEST_F(downloads, function_that_has_nothing_yet_is_called_by_the_next_attempt) {
    settings.retry.max_attempts = 3;
    transport->queue(reply::lost());
    transport->queue(file_answer(body_));
    std::size_t size = 0;
    auto take = [&](const download_piece& next) { size += next.bytes.size(); };
    EXPECT_FALSE(hand_over(take)->error);
    EXPECT_EQ(size, body_.size());
}

TEST_F(downloads, what_a_function_throws_ends_the_call) {
    transport->queue(file_answer(body_));
    auto take = [](const download_piece&) { throw std::runtime_error("full"); };
    const auto out = hand_over(take);
    ASSERT_TRUE(out->error);
    EXPECT_THROW(std::rethrow_exception(out->error), std::runtime_error);
}

TEST_F(downloads, functions_run_on_the_callers_executor) {
    asio::io_context theirs;
    transport->use({});
    transport->queue(file_answer(body_));
    auto core = make_core(time);
    bool right = true;
    auto take = [&](const download_piece&) -> asio::awaitable<void> {
        auto here = co_await asio::this_coro::executor;
        right = right && &asio::query(here, asio::execution::context) == &theirs;
    };
    download_params params;
    bool done = false;
    auto finish = [&done](std::exception_ptr e, downloaded) { done = !e; };
    asio::co_spawn(theirs, resource::download_to(core, file(), take, params), finish);
    for (int i = 0; i < 100 && !done; ++i) {
        io.restart();
        io.poll();
        theirs.poll();
        theirs.restart();
    }
    EXPECT_TRUE(done);
    EXPECT_TRUE(right);
}

// ---- packed files ----

// "a,b\r\n1,2\r\n" as gzip writes it.
const std::string packed(
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\x4b\xd4\x49\xe2\xe5\x32\xd4\x31\xe2\xe5\x02\x00\xf2\xb4\xd9\xef"
    "\x0a"
    "\x00\x00\x00",
    30);

TEST_F(downloads, packed_files_are_named_and_left_alone) {
    transport->queue(file_answer(packed));
    const auto out = get();
    EXPECT_EQ(out->got.content, content_kind::gzip);
    EXPECT_EQ(out->got.body, packed);
    for (const auto& mark : {std::string("PK\x03\x04rest of it"), std::string("PK\x05\x06rest of it")}) {
        transport->queue(file_answer(mark));
        download_params params;
        params.unpack = unpacking::gzip;
        const auto zip = get(params);
        EXPECT_EQ(zip->got.content, content_kind::zip);
        EXPECT_EQ(zip->got.body, mark);
    }
    for (const auto& text : {"PKW,1\r\n", "P", ""}) {
        transport->queue(file_answer(text));
        const auto plain = get();
        EXPECT_EQ(plain->got.content, content_kind::other) << text;
        EXPECT_EQ(plain->got.body, text);
    }
}

TEST_F(downloads, gzip_is_taken_off_when_asked_for_in_pieces_of_any_size) {
    for (std::size_t piece = 1; piece <= packed.size(); piece += 3) {
        transport->use({.piece_bytes = piece});
        transport->queue(file_answer(packed));
        download_params params;
        params.unpack = unpacking::gzip;
        std::optional<std::uint64_t> total = 99;
        auto report = [&](const download_progress& now) { total = now.total; };
        params.progress = report;
        const auto out = get(params);
        EXPECT_EQ(out->got.body, "a,b\r\n1,2\r\n") << piece;
        EXPECT_EQ(out->got.content, content_kind::gzip);
        EXPECT_EQ(total, std::nullopt);
    }
}

TEST_F(downloads, gzip_that_is_cut_broken_or_too_large_is_an_error) {
    download_params params;
    params.unpack = unpacking::gzip;
    transport->queue(file_answer(packed.substr(0, 20)));
    EXPECT_EQ(get(params)->code(), errc::malformed_answer);
    transport->queue(file_answer(packed.substr(0, 12) + "what is that"));
    EXPECT_EQ(get(params)->code(), errc::malformed_answer);
    transport->queue(file_answer(packed));
    params.max_bytes = 9;
    EXPECT_EQ(get(params)->code(), errc::answer_too_large);
    transport->queue(file_answer(packed));
    params.max_bytes = 10;
    EXPECT_EQ(get(params)->got.size_bytes, 10U);
}

// ---- redirects ----

TEST_F(downloads, redirect_to_another_host_is_followed_without_credentials) {
    transport->queue(moved_to("https://files.test/a%20b/c?sig=s%2Bs#part"));
    transport->queue(file_answer(body_));
    const auto out = get();
    EXPECT_EQ(out->got.body, body_);
    ASSERT_EQ(transport->count(), 2U);
    const auto hop = transport->request(1);
    EXPECT_EQ(hop.to.text(), "https://files.test:443");
    EXPECT_EQ(hop.target, "/a%20b/c?sig=s%2Bs");
    EXPECT_FALSE(hop.headers.contains("Authorization"));
    EXPECT_EQ(hop.headers.find("User-Agent"), "Test/1.0");
    // A permit of where it goes, and what is signed stays unseen.
    EXPECT_EQ(ledger->view(traffic::tier::authenticated, time->now()).used, 1);
    EXPECT_THAT(observer->text, HasSubstr("https://files.test:443/..."));
    EXPECT_THAT(observer->text, Not(HasSubstr("sig=")));
}

TEST_F(downloads, redirect_within_the_service_is_signed_and_takes_a_permit) {
    transport->queue(moved_to("../2/download?x=1", 307));
    transport->queue(file_answer(body_));
    EXPECT_EQ(get()->got.body, body_);
    const auto hop = transport->request(1);
    EXPECT_EQ(hop.to.text(), "https://api.test:443");
    EXPECT_EQ(hop.target, "/export/2/download?x=1");
    EXPECT_EQ(hop.headers.find("Authorization"), "sesame");
    EXPECT_EQ(ledger->view(traffic::tier::authenticated, time->now()).used, 2);
}

TEST_F(downloads, three_redirects_are_followed_and_no_fourth) {
    for (const int hops : {3, 4}) {
        transport->clear();
        for (int i = 0; i < hops; ++i)
            transport->queue(moved_to("https://files.test/" + std::to_string(i)));
        if (hops == 3)
            transport->queue(file_answer(body_));
        const auto out = get();
        EXPECT_EQ(transport->count(), 4U);
        if (hops == 3)
            EXPECT_EQ(out->got.body, body_);
        else
            EXPECT_EQ(out->code(), errc::unexpected_redirect);
    }
}

TEST_F(downloads, redirects_to_where_no_file_may_be_are_refused) {
    for (const char* where :
         {"http://files.test/1",
          "ftp://files.test/1",
          "https://localhost/1",
          "http://127.0.0.1:8080/1",
          "https://127.0.0.1/1",
          "https://10.1.2.3/1",
          "https://[::1]/1",
          "https://[::ffff:192.168.0.1]/1",
          "https://169.254.169.254/latest",
          "https://user:word@files.test/1",
          "https:///1",
          "https://files.test:0/1",
          "https://files.test:99999/1",
          "not a url"}) {
        transport->clear();
        transport->queue(moved_to(where));
        const auto why = get()->why();
        EXPECT_EQ(why.code, errc::unexpected_redirect) << where;
        EXPECT_EQ(why.status, 302) << where;
        EXPECT_EQ(transport->count(), 1U) << where;
    }
    http::response nowhere;
    nowhere.status = 302;
    transport->queue(nowhere);
    EXPECT_EQ(get()->code(), errc::unexpected_redirect);
}

TEST_F(downloads, host_of_files_that_says_no_means_the_address) {
    for (const int status : {401, 403, 404, 410}) {
        transport->queue(moved_to("https://files.test/1?sig=x"));
        http::response no;
        no.status = status;
        no.body = "<Error>expired</Error>";
        transport->queue(no);
        const auto why = get()->why();
        EXPECT_EQ(why.code, errc::link_expired);
        EXPECT_EQ(why.status, status);
        EXPECT_EQ(why.path, "https://files.test:443/...");
    }
}

// ---- time ----

TEST_F(downloads, long_one_is_not_cut_while_bytes_flow) {
    transport->use(
        {.steps_before_sending = 0, .steps_before_answer = 0, .step_time = 20s, .piece_bytes = 1000});
    transport->queue(file_answer(body_));
    const auto before = time->now();
    EXPECT_EQ(get()->got.body, body_);
    EXPECT_EQ(time->now() - before, 200s); // an attempt may take 30
}

TEST_F(downloads, silence_ends_an_attempt_and_the_next_one_may_succeed) {
    settings.retry.max_attempts = 2;
    transport->use({.step_time = 40s, .piece_bytes = 6'000});
    transport->queue(file_answer(body_));
    transport->queue(file_answer(body_.substr(0, 100)));
    const auto why = get()->why();
    EXPECT_EQ(why.code, errc::attempt_timeout);
    EXPECT_EQ(why.attempts, 2);
}

TEST_F(downloads, silence_is_told_with_its_length) {
    transport->use(
        {.steps_before_sending = 0, .steps_before_answer = 0, .step_time = 40s, .piece_bytes = 6'000});
    transport->queue(file_answer(body_));
    const auto why = get()->why();
    EXPECT_EQ(why.code, errc::attempt_timeout);
    EXPECT_EQ(why.message, "no byte for 30000 ms");
}

TEST_F(downloads, time_that_the_caller_takes_is_no_silence) {
    transport->queue(file_answer(body_.substr(0, 3'000)));
    auto take = [&](const download_piece&) -> asio::awaitable<void> {
        co_await time->wait_until(time->now() + 50s);
    };
    EXPECT_EQ(hand_over(take)->code(), boost::system::error_code());
}

TEST_F(downloads, deadline_bounds_all_of_it) {
    transport->use(
        {.steps_before_sending = 0, .steps_before_answer = 0, .step_time = 20s, .piece_bytes = 10});
    transport->queue(file_answer(body_));
    const auto before = time->now();
    EXPECT_EQ(get()->code(), errc::deadline_exceeded);
    EXPECT_EQ(time->now() - before, 5min);
    EXPECT_EQ(transport->under_way(), 0U);
}

// ---- the ends ----

TEST_F(downloads, cancelled_at_any_step_ends_and_leaves_nothing_under_way) {
    settings.retry.max_attempts = 2;
    int finished = 0;
    for (int steps = 0; finished < 3; ++steps) {
        ASSERT_LT(steps, 1000);
        transport->clear();
        transport->queue(moved_to("https://files.test/1"));
        transport->queue(reply::cut(file_answer(body_.substr(0, 2'000))));
        transport->queue(file_answer(body_));
        auto core = make_core(time);
        std::size_t size = 0;
        auto take = [&](const download_piece& next) { size = next.offset + next.bytes.size(); };
        download_params params;
        params.begun = begun_download::starts_over;
        auto out = start(resource::download_to(core, file(), take, params));
        for (int i = 0; i < steps && !out->done; ++i)
            io.run_one();
        finished += out->done ? 1 : 0;
        if (!out->done)
            out->cancel.emit(asio::cancellation_type::terminal);
        time->run(io);
        io.restart();
        ASSERT_TRUE(out->done) << steps;
        if (out->error)
            EXPECT_EQ(out->code(), asio::error::operation_aborted) << steps;
        else
            EXPECT_EQ(size, body_.size());
        EXPECT_EQ(transport->under_way(), 0U);
        while (!transport->unused().empty()) { // for the next round
            transport = std::make_shared<testing::counting_transport>(time);
            transport->use({.piece_bytes = 1000});
        }
    }
}

TEST_F(downloads, closing_the_client_ends_or_awaits_them) {
    transport->use({.step_time = 1s, .piece_bytes = 1000});
    for (const bool cut_off : {true, false}) {
        transport->clear();
        transport->queue(moved_to("https://files.test/1"));
        transport->queue(file_answer(body_));
        auto core = make_core(time);
        auto out = start(resource::download(core, file(), {}));
        while (transport->count() < 2) {
            io.poll();
            io.restart();
            time->advance_to_next();
        }
        bool closed = false;
        auto finish = [&closed](std::exception_ptr) { closed = true; };
        asio::co_spawn(io, resource::client_core::close(core, cut_off), finish);
        time->run(io);
        io.restart();
        EXPECT_TRUE(closed);
        ASSERT_TRUE(out->done);
        EXPECT_EQ(out->code(), cut_off ? errc::client_closed : boost::system::error_code());
        auto late = start(resource::download(core, file(), {}));
        time->run(io);
        io.restart();
        EXPECT_EQ(late->code(), errc::client_closed);
    }
}

// ---- uploads ----

class text_source final : public http::body_source {
public:
    std::optional<std::uint64_t> size_bytes() const override { return 6; }
    void rewind() override {
        ++rewound;
        at_ = 0;
    }
    asio::awaitable<result<std::size_t>> read(std::span<char> room) override {
        if (broken) {
            failure f;
            f.code = errc::file_failed;
            co_return f;
        }
        const std::string_view rest =
            std::string_view("upload").substr(at_, std::min<std::size_t>(room.size(), 4));
        std::copy(rest.begin(), rest.end(), room.begin());
        at_ += rest.size();
        co_return rest.size();
    }

    int rewound = 0;
    bool broken = false;

private:
    std::size_t at_ = 0;
};

class uploads : public downloads {
protected:
    boost::system::error_code send(http::method how) {
        resource::request_spec spec;
        spec.method = how;
        spec.path = "/upload";
        spec.source = source;
        auto core = make_core(time);
        boost::system::error_code code;
        auto finish = [&code](std::exception_ptr e, const resource::fetched&) {
            try {
                if (e)
                    std::rethrow_exception(e);
            } catch (const boost::system::system_error& why) {
                code = why.code();
            }
        };
        asio::co_spawn(io, resource::client_core::fetch(core, std::move(spec)), finish);
        time->run(io);
        io.restart();
        return code;
    }

    std::shared_ptr<text_source> source = std::make_shared<text_source>();
};

TEST_F(uploads, body_is_read_from_its_beginning_for_each_attempt) {
    settings.retry.max_attempts = 3;
    transport->queue(reply::lost());
    transport->queue(reply::lost());
    transport->queue(testing::json("{}"));
    EXPECT_EQ(send(http::method::put), boost::system::error_code());
    EXPECT_EQ(source->rewound, 3);
    for (const auto& each : transport->requests())
        EXPECT_EQ(each.body, "upload");
}

TEST_F(uploads, harmful_one_is_not_sent_twice_once_bytes_left) {
    settings.retry.max_attempts = 3;
    transport->queue(reply::lost());
    EXPECT_EQ(send(http::method::post), errc::outcome_unknown);
    EXPECT_EQ(transport->count(), 1U);
    transport->queue(reply::unsent());
    transport->queue(testing::json("{}"));
    EXPECT_EQ(send(http::method::post), boost::system::error_code());
    EXPECT_EQ(transport->count(), 3U);
}

TEST_F(uploads, source_that_fails_is_no_doubt_about_the_outcome) {
    source->broken = true;
    transport->queue(testing::json("{}"));
    EXPECT_EQ(send(http::method::post), errc::file_failed);
}

} // namespace
} // namespace segue::test
