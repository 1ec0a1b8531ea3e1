#include <segue/base/blocking.hpp>
#include <segue/base/rethrow.hpp>
#include <segue/testing/counting_transport.hpp>
#include <segue/testing/manual_time.hpp>
#include <segue/testing/responses.hpp>
#include <segue/testing/tape.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>

#include <gmock/gmock.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <vector>

namespace {

using namespace segue;
using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
namespace kit = segue::testing;

const std::string version_line = "{\"segue_tape\":1}\n";

class tape_test : public ::testing::Test {
protected:
    void SetUp() override {
        std::string name = (std::filesystem::temp_directory_path() / "segue-tape-XXXXXX").string();
        ASSERT_NE(::mkdtemp(name.data()), nullptr);
        folder_ = name;
        file = name + "/calls.tape";
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    static http::request request(const std::string& target, http::method m = http::method::get) {
        http::request r;
        r.method = m;
        r.to.scheme = "https";
        r.to.host = "service.test";
        r.to.port = 443;
        r.target = target;
        r.headers.add("Authorization", "Discogs token=sesame1234");
        r.headers.add("Accept", "application/json");
        r.headers.add("User-Agent", "Test/1");
        return r;
    }

    std::shared_ptr<kit::recording_transport> recorder(const kit::recording_params& params = {}) {
        return std::make_shared<kit::recording_transport>(inner, file, params);
    }

    std::shared_ptr<kit::replaying_transport> player(const kit::replaying_params& params = {}) {
        return std::make_shared<kit::replaying_transport>(file, params);
    }

    result<http::response>
    send(const std::shared_ptr<http::transport>& by, http::request r, http::body_sink* sink = nullptr) {
        io.restart();
        return sync_wait(io, by->send(std::move(r), sink));
    }

    std::string read() const {
        std::ifstream in(file, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    }

    void write(const std::string& text) const { std::ofstream(file, std::ios::binary) << text; }

    // What reading the file says, without the folder.
    std::string trouble() const {
        try {
            kit::replaying_transport unused(file);
        } catch (const std::runtime_error& e) {
            std::string text = e.what();
            const auto at = text.find(file);
            return at == std::string::npos ? text : text.replace(at, file.size(), "FILE");
        }
        return "none";
    }

    asio::io_context io{1};
    std::shared_ptr<kit::counting_transport> inner = std::make_shared<kit::counting_transport>();
    std::string file;

private:
    std::filesystem::path folder_;
};

TEST_F(tape_test, exchange_is_passed_on_and_stands_on_the_tape) {
    inner->queue(kit::json(R"({"id":1})"));
    auto tape = recorder();
    auto asked = request("/releases/1?page=2");
    asked.body = "b";
    const auto answer = send(tape, asked);
    EXPECT_EQ(answer->body, R"({"id":1})");
    EXPECT_EQ(inner->request(0).headers, asked.headers) << "the exchange itself is not scrubbed";
    EXPECT_EQ(tape->recorded(), 1U);
    tape->verify();
    EXPECT_EQ(
        read(),
        version_line +
            R"({"n":0,"to":"https://service.test:443","method":"GET","target":"/releases/1?page=2",)"
            R"("headers":[["Authorization","[scrubbed]"],["Accept","application/json"],["User-Agent","Test/1"]],)"
            R"("body":"b","status":200,"answer_headers":[["Content-Type","application/json"]],)"
            R"("answer_body":"{\"id\":1}"})"
            "\n");
}

TEST_F(tape_test, answers_are_played_in_order_with_nothing_behind) {
    inner->queue(kit::with_quota(kit::json(R"({"id":1})"), 60, 3));
    inner->queue(kit::error_json(404, "Release not found."));
    {
        auto tape = recorder();
        send(tape, request("/releases/1"));
        send(tape, request("/releases/2"));
    }
    auto tape = player();
    EXPECT_EQ(tape->size(), 2U);
    EXPECT_THAT(
        tape->unplayed(), ElementsAre("GET /releases/1: 200 (line 2)", "GET /releases/2: 404 (line 3)"));
    const auto first = send(tape, request("/releases/1"));
    EXPECT_EQ(first->body, R"({"id":1})");
    EXPECT_EQ(first->headers.find("X-Discogs-Ratelimit-Used"), "3");
    EXPECT_THAT(tape->unplayed(), ElementsAre("GET /releases/2: 404 (line 3)"));
    EXPECT_THROW(tape->verify(), std::logic_error);
    EXPECT_EQ(send(tape, request("/releases/2"))->status, 404);
    tape->verify();
}

TEST_F(tape_test, tape_of_a_replay_is_the_same_byte_for_byte) {
    const std::string binary("\x1f\x8b\0\xff", 4);
    inner->queue(kit::json("{\"title\":\"Bj\xc3\xb6rk\\u2028\"}"));
    inner->queue(kit::reply::lost());
    http::response odd;
    odd.status = 200;
    odd.headers.add("X-Latin", "caf\xe9");
    odd.body = binary;
    inner->queue(odd);
    {
        auto tape = recorder();
        for (const char* target : {"/1", "/2", "/3"})
            send(tape, request(target));
    }
    const auto original = read();
    EXPECT_THAT(original, HasSubstr(R"({"base64":"H4sA/w=="})"));
    EXPECT_THAT(original, HasSubstr("Bj\xc3\xb6rk"));
    auto played = player();
    file += ".again";
    {
        kit::recording_transport again(played, file);
        for (const char* target : {"/1", "/2", "/3"})
            sync_wait(io, again.send(request(target), nullptr));
    }
    EXPECT_EQ(read(), original);
    played->verify();
}

TEST_F(tape_test, file_is_for_its_owner_alone_and_begun_anew) {
    write("an old one that is longer than the new one will be\n");
    ASSERT_EQ(::chmod(file.c_str(), 0666), 0);
    auto tape = recorder();
    struct stat is{};
    ASSERT_EQ(::stat(file.c_str(), &is), 0);
    EXPECT_EQ(is.st_mode & 0777U, 0600U);
    EXPECT_EQ(read(), version_line);
}

TEST_F(tape_test, tape_of_nothing_is_played_as_one) {
    recorder();
    auto tape = player();
    EXPECT_EQ(tape->size(), 0U);
    tape->verify();
    const auto answer = send(tape, request("/1"));
    EXPECT_EQ(answer.error().code, errc::unexpected_request);
    EXPECT_EQ(answer.error().message, "got GET /1, and all 0 exchanges of the tape are played");
}

TEST_F(tape_test, unexpected_request_fails_with_the_difference_and_leaves_the_tape) {
    inner->queue(kit::json("{}"));
    auto taped = request("/releases/1", http::method::post);
    taped.headers.add("X-Only-Taped", "a");
    taped.body = R"({"notes":"one"})";
    send(recorder(), taped);

    auto tape = player();
    auto got = request("/releases/2", http::method::put);
    got.headers.set("Accept", "text/html");
    got.headers.add("X-Only-Got", "b");
    got.headers.set("Authorization", "Discogs token=another-secret");
    got.body = R"({"notes":"two"})";
    http::exchange_trace trace;
    got.trace = &trace;
    const auto answer = send(tape, got);
    EXPECT_EQ(answer.error().code, errc::unexpected_request);
    EXPECT_EQ(trace.sent, http::exchange_trace::handover::none) << "so that it costs no quota";
    const std::string wanted = "got PUT /releases/2, and the tape has exchange 1 of 1 (line 2): "
                               "method: expected 'POST', got 'PUT'; "
                               "target: expected '/releases/1', got '/releases/2'; "
                               "field accept: expected 'application/json', got 'text/html'; "
                               "field x-only-got: expected none, got 'b'; "
                               "field x-only-taped: expected 'a', got none; "
                               R"(body: expected '{"notes":"one"}', got '{"notes":"two"}')";
    EXPECT_EQ(answer.error().message, wanted);
    EXPECT_THAT(tape->unexpected(), ElementsAre(wanted));
    EXPECT_THROW(tape->verify(), std::logic_error);
    EXPECT_THAT(wanted, Not(HasSubstr("secret")));
    EXPECT_TRUE(send(tape, taped).has_value()) << "the tape waits where it was";
}

TEST_F(tape_test, long_texts_are_shown_around_their_difference) {
    inner->queue(kit::json("{}"));
    auto taped = request("/1", http::method::post);
    taped.body = std::string(1000, 'a') + "X\n" + std::string(1000, 'b');
    send(recorder(), taped);
    auto got = taped;
    got.body[1000] = 'Y';
    const auto text = send(player(), got).error().message;
    EXPECT_THAT(
        text,
        HasSubstr(
            "body at byte 1000: expected 'aaaaaaaaaaaaaaaaaaaaX." + std::string(38, 'b') +
            "'..., got 'aaaaaaaaaaaaaaaaaaaaY."));
    EXPECT_THAT(text, Not(HasSubstr("\n")));
}

TEST_F(tape_test, version_of_the_client_and_order_of_fields_do_not_matter) {
    inner->queue(kit::json("{}"));
    send(recorder(), request("/1"));
    http::request got = request("/1");
    got.headers.clear();
    got.headers.add("user-agent", "Test/2");
    got.headers.add("accept", "application/json");
    got.headers.add("authorization", "Discogs token=yet-another");
    got.to.host = "elsewhere.test";
    EXPECT_TRUE(send(player(), got).has_value());
}

TEST_F(tape_test, fields_of_one_name_are_compared_in_their_order) {
    inner->queue(kit::json("{}"));
    auto taped = request("/1");
    taped.headers.add("X", "a");
    taped.headers.add("X", "b");
    send(recorder(), taped);
    auto got = request("/1");
    got.headers.add("X", "b");
    got.headers.add("x", "a");
    EXPECT_THAT(send(player(), got).error().message, HasSubstr("field x: expected 'a', got 'b'"));
}

TEST_F(tape_test, any_order_takes_the_first_that_fits_and_each_once) {
    for (const char* body : {"1", "2", "3"})
        inner->queue(kit::json(body));
    {
        auto tape = recorder();
        for (const char* target : {"/a", "/b", "/a"})
            send(tape, request(target));
    }
    EXPECT_FALSE(send(player(), request("/b")).has_value()) << "the order counts unless it is said";
    auto tape = player({.order = kit::replaying_params::matching::any_order});
    EXPECT_EQ(send(tape, request("/b"))->body, "2");
    EXPECT_EQ(send(tape, request("/a"))->body, "1");
    EXPECT_EQ(send(tape, request("/a"))->body, "3");
    const auto after = send(tape, request("/a")).error().message;
    EXPECT_THAT(after, HasSubstr("all 3 exchanges of the tape are played"));
    EXPECT_THAT(tape->unplayed(), IsEmpty());
}

TEST_F(tape_test, difference_is_that_to_the_nearest_exchange) {
    for (int i = 0; i < 2; ++i)
        inner->queue(kit::json("{}"));
    {
        auto tape = recorder();
        send(tape, request("/a"));
        send(tape, request("/b"));
    }
    auto got = request("/b");
    got.body = "x";
    auto tape = player({.order = kit::replaying_params::matching::any_order});
    EXPECT_EQ(
        send(tape, got).error().message,
        "got GET /b, and the tape has exchange 2 of 2 (line 3): body: expected '', got 'x'");
}

TEST_F(tape_test, failures_are_played_as_they_were) {
    failure lost;
    lost.code = errc::connection_lost;
    lost.cause = boost::system::errc::make_error_code(boost::system::errc::connection_reset);
    lost.message = "while reading from sesame1234";
    inner->queue(kit::reply(lost));
    inner->queue(kit::reply::unsent());
    failure foreign;
    foreign.code = asio::error::make_error_code(asio::error::eof);
    inner->queue(kit::reply(foreign));
    {
        auto tape = recorder();
        for (const char* target : {"/1", "/2", "/3"})
            send(tape, request(target));
    }
    auto tape = player();
    http::exchange_trace trace;
    auto asked = request("/1");
    asked.trace = &trace;
    const auto first = send(tape, asked);
    EXPECT_EQ(first.error().code, errc::connection_lost);
    EXPECT_EQ(first.error().cause, lost.cause);
    EXPECT_EQ(first.error().message, "while reading from [scrubbed]");
    EXPECT_EQ(trace.sent, http::exchange_trace::handover::begun);
    asked.target = "/2";
    EXPECT_EQ(send(tape, asked).error().code, errc::connect_failed);
    EXPECT_EQ(trace.sent, http::exchange_trace::handover::none);
    EXPECT_EQ(send(tape, request("/3")).error().code, errc::connection_lost) << "another library's code";
    tape->verify();
}

TEST_F(tape_test, time_of_an_answer_is_noted_when_there_is_a_clock) {
    inner->queue(kit::json("{}"));
    inner->queue(kit::reply::cut(kit::json("{")));
    inner->queue(kit::reply::lost());
    auto time = std::make_shared<kit::manual_time>();
    auto clocked = std::make_shared<kit::counting_transport>(time);
    std::swap(inner, clocked);
    inner->queue(kit::json("{}"));
    inner->queue(kit::reply::cut(kit::json("{")));
    inner->queue(kit::reply::lost());
    {
        auto tape = recorder();
        for (const char* target : {"/1", "/2", "/3"})
            send(tape, request(target));
    }
    auto tape = std::make_shared<kit::replaying_transport>(file, kit::replaying_params(), time);
    std::vector<bool> noted;
    for (const char* target : {"/1", "/2", "/3"}) {
        http::exchange_trace trace;
        auto asked = request(target);
        asked.trace = &trace;
        send(tape, asked);
        noted.push_back(trace.first_byte_at == time->now());
    }
    EXPECT_EQ(noted, (std::vector<bool>{true, true, false}));
}

TEST_F(tape_test, cancelled_exchange_is_recorded_and_waits_for_cancellation_again) {
    inner->queue(kit::reply::never());
    std::shared_ptr<http::transport> each = recorder();
    for (const char* what : {"recording", "replaying"}) {
        asio::cancellation_signal cancel;
        std::exception_ptr error;
        bool over = false;
        auto finish = [&](const std::exception_ptr& e, const auto&) {
            error = e;
            over = true;
        };
        io.restart();
        asio::co_spawn(
            io, each->send(request("/1"), nullptr), asio::bind_cancellation_slot(cancel.slot(), finish));
        for (int i = 0; i < 50; ++i)
            io.poll_one();
        EXPECT_FALSE(over) << what;
        cancel.emit(asio::cancellation_type::terminal);
        io.run();
        ASSERT_TRUE(over) << what;
        EXPECT_THROW(std::rethrow_exception(error), boost::system::system_error);
        each = player();
    }
    EXPECT_THAT(player()->unplayed(), ElementsAre("GET /1: cancelled (line 2)"));
}

TEST_F(tape_test, concurrent_exchanges_are_played_in_the_order_they_were_begun) {
    auto time = std::make_shared<kit::manual_time>();
    inner = std::make_shared<kit::counting_transport>(time);
    inner->queue("GET", "/1", kit::reply(kit::json("1")).after(100ms));
    inner->queue("GET", "/2", kit::reply(kit::json("2")).after(10ms));
    {
        auto tape = recorder();
        for (const char* target : {"/1", "/2"})
            asio::co_spawn(io, tape->send(request(target), nullptr), rethrow);
        time->run(io);
    }
    EXPECT_LT(read().find("\"n\":1"), read().find("\"n\":0")) << "lines stand as exchanges ended";
    auto tape = player();
    EXPECT_EQ(send(tape, request("/1"))->body, "1");
    EXPECT_EQ(send(tape, request("/2"))->body, "2");
    tape->verify();
}

class three_pieces final : public http::body_source {
public:
    std::optional<std::uint64_t> size_bytes() const override { return std::nullopt; }
    void rewind() override { left_ = 3; }
    asio::awaitable<result<std::size_t>> read(std::span<char> room) override {
        if (left_ == 0)
            co_return std::size_t(0);
        room[0] = static_cast<char>('a' + --left_);
        co_return std::size_t(1);
    }

private:
    int left_ = 0;
};

class basket final : public http::body_sink {
public:
    choice begin(const http::response&) override { return choice::stream; }
    asio::awaitable<result<void>> write(std::string_view bytes) override {
        got.append(bytes);
        co_return result<void>();
    }
    std::string got;
};

TEST_F(tape_test, streamed_bodies_are_recorded_and_played) {
    inner->queue(kit::json("a long download"));
    three_pieces upload;
    auto asked = request("/1", http::method::post);
    asked.source = &upload;
    basket first;
    send(recorder(), asked, &first);
    EXPECT_EQ(first.got, "a long download");
    EXPECT_EQ(inner->request(0).body, "cba");
    EXPECT_THAT(read(), HasSubstr(R"("body":"cba")"));
    auto tape = player();
    basket second;
    const auto answer = send(tape, asked, &second);
    ASSERT_TRUE(answer.has_value()) << answer.error().message;
    EXPECT_EQ(second.got, "a long download");
    EXPECT_EQ(answer->body, "");
}

TEST_F(tape_test, no_secret_reaches_the_file) {
    const std::array<std::string_view, 1> named{"my name"};
    inner->queue(kit::json(R"({"next":"https://service.test/1?token=sesame1234&page=2","by":"my name"})"));
    auto asked = request("/users/my%20name?token=sesame1234", http::method::post);
    asked.headers.add("Cookie", "session=cookie1234");
    asked.headers.add("Content-Type", "application/x-www-form-urlencoded");
    asked.body = "password=pw&name=my+name";
    {
        auto tape = recorder({.scrub = named});
        EXPECT_THAT(send(tape, asked)->body, HasSubstr("sesame1234")) << "the caller gets what came";
    }
    for (const char* secret : {"sesame", "cookie1234", "pw", "my name", "my%20name", "my+name"})
        EXPECT_THAT(read(), Not(HasSubstr(secret)));
    auto tape = player({.scrub = named});
    EXPECT_TRUE(send(tape, asked).has_value()) << tape->unexpected().at(0);
    EXPECT_FALSE(send(player(), asked).has_value()) << "without the name it is another request";
}

TEST_F(tape_test, client_errors_pass_and_are_not_recorded) {
    auto tape = recorder(); // nothing is queued: the kit throws
    EXPECT_THROW(send(tape, request("/1")), std::logic_error);
    EXPECT_EQ(tape->recorded(), 0U);
    EXPECT_EQ(read(), version_line);
}

TEST_F(tape_test, wrong_arguments_are_refused) {
    const std::array<std::string_view, 1> empty{""};
    EXPECT_THROW(recorder({.scrub = empty}), std::invalid_argument);
    EXPECT_THROW(kit::recording_transport(nullptr, file), std::invalid_argument);
    EXPECT_THROW(kit::recording_transport(inner, file + "/no/such/folder"), std::system_error);
    EXPECT_THROW(kit::recording_transport(inner, "/dev/full"), std::system_error);
    recorder();
    EXPECT_THROW(player({.scrub = empty}), std::invalid_argument);
}

// In a process of its own, as the limit is one of the process.
TEST_F(tape_test, full_disk_leaves_whole_lines_and_stops_the_recording) {
    for (int i = 0; i < 3; ++i)
        inner->queue(kit::json(std::string(300, 'x')));
    auto body = [&] {
        auto tape = recorder();
        const bool first = send(tape, request("/1")).has_value();
        const rlimit limit{1000, 1000};
        ::signal(SIGXFSZ, SIG_IGN);
        ::setrlimit(RLIMIT_FSIZE, &limit);
        const bool second = send(tape, request("/2")).has_value(); // does not fit; its answer counts
        int refusals = 0;
        try {
            tape->verify();
        } catch (const std::system_error&) {
            ++refusals;
        }
        try {
            send(tape, request("/3"));
        } catch (const std::system_error&) {
            ++refusals;
        }
        return first && second && refusals == 2 && inner->count() == 2 && tape->recorded() == 1;
    };
    const auto child = ::fork();
    ASSERT_NE(child, -1);
    if (child == 0)
        ::_exit(body() ? 0 : 1);
    int status = -1;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
    EXPECT_EQ(trouble(), "none");
    EXPECT_EQ(player()->size(), 1U);
}

// The owner is killed at once after an exchange: nothing is left in a buffer.
TEST_F(tape_test, crash_leaves_what_has_ended) {
    inner->queue(kit::json("{}"));
    inner->queue(kit::json("{}"));
    const auto child = ::fork();
    ASSERT_NE(child, -1);
    if (child == 0) {
        auto tape = recorder();
        send(tape, request("/1"));
        send(tape, request("/2"));
        ::raise(SIGKILL);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status));
    EXPECT_EQ(player()->size(), 2U);
}

TEST_F(tape_test, damaged_tapes_are_refused_with_the_line) {
    inner->queue(kit::json("{}"));
    inner->queue(kit::reply::lost());
    {
        auto tape = recorder();
        send(tape, request("/1"));
        send(tape, request("/2"));
    }
    const auto good = read();
    const auto lines_begin = good.find('\n') + 1;
    const auto second = good.find('\n', lines_begin) + 1;
    const auto changed = [&good](const std::string& from, const std::string& to) {
        auto text = good;
        const auto at = text.find(from);
        EXPECT_NE(at, std::string::npos) << from;
        return text.replace(at, from.size(), to);
    };
    struct damage {
        std::string text;
        std::string says;
    };
    const std::vector<damage> all{
        {"", "line 1: the file is empty, this is no tape"},
        {"hello\n", "line 1: this is no JSON: syntax error"},
        {"{}\n", "line 1: this is no tape"},
        {"{\"segue_tape\":0}\n", "line 1: this is no tape"},
        {"{\"segue_tape\":\"1\"}\n", "line 1: this is no tape"},
        {"{\"segue_tape\":2}\n",
         "line 1: a tape of version 2, which is newer than 1, the one that this library reads"},
        {good.substr(0, good.size() - 1), "line 3: cut off, its end is missing"},
        {good.substr(0, second + 20), "line 3: cut off, its end is missing"},
        {good.substr(0, 5), "line 1: cut off, its end is missing"},
        {good.substr(lines_begin), "line 1: this is no tape"},
        {version_line + "[]\n", "line 2: this is no object"},
        {version_line + "\n" + good.substr(lines_begin), "line 2: this is no JSON: incomplete JSON"},
        {changed("\"n\":0,", ""), "line 2: 'n' is missing"},
        {changed("\"n\":0", "\"n\":-1"), "line 2: 'n' is no number from 0 on"},
        {changed("\"n\":1", "\"n\":0"), "line 3: 'n' is that of line 2"},
        {changed("\"GET\"", "7"), "line 2: 'method' is neither a text nor base64"},
        {changed("\"GET\"", "{\"base64\":\"?\"}"), "line 2: 'method' is neither a text nor base64"},
        {changed("[\"Accept\",\"application/json\"]", "[\"Accept\"]"),
         "line 2: 'headers' is no list of pairs"},
        {changed("\"status\":200", "\"status\":20"), "line 2: 'status' is no number from 100 on"},
        {changed("\"status\":200,", ""), "line 2: 'status' is missing"},
        {changed("\"connection lost\"", "\"gone fishing\""), "line 3: no error is called 'gone fishing'"},
        {changed("\"sent\":\"begun\"", "\"sent\":\"maybe\""), "line 3: 'sent' is 'maybe'"},
        {changed("\"answer_begun\":false", "\"answer_begun\":0"),
         "line 3: 'answer_begun' is neither true nor false"},
        {changed("\"failure\":{", "\"failure\":[],\"was\":{"), "line 3: 'failure' is no object"},
    };
    for (const auto& [text, says] : all) {
        write(text);
        EXPECT_THAT(trouble(), ::testing::StartsWith("tape 'FILE', " + says));
    }
    std::filesystem::remove(file);
    EXPECT_EQ(trouble(), "tape 'FILE': cannot be read");
    EXPECT_THROW(kit::replaying_transport(std::filesystem::path(file).parent_path()), std::runtime_error);
    write(good);
    EXPECT_EQ(trouble(), "none");
}

// Cut anywhere, a tape is refused or played, and what is played is whole.
TEST_F(tape_test, tape_cut_at_any_byte_is_refused_or_shorter) {
    inner->queue(kit::json("{}"));
    send(recorder(), request("/1"));
    const auto good = read();
    for (std::size_t n = 0; n < good.size(); ++n) {
        write(good.substr(0, n));
        const auto text = trouble();
        if (text == "none")
            EXPECT_EQ(n, version_line.size());
        else
            EXPECT_THAT(text, HasSubstr(n < version_line.size() ? "line 1: " : "line 2: "));
    }
}

// Both sides from several threads: the sanitizers judge.
TEST_F(tape_test, many_threads_may_record_and_play) {
    inner =
        std::make_shared<kit::counting_transport>([](const http::request& r) { return kit::json(r.target); });
    std::shared_ptr<http::transport> by = recorder();
    for (const char* what : {"recording", "replaying"}) {
        std::vector<std::thread> threads;
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back([&by, t] {
                asio::io_context own(1);
                for (int i = 0; i < 50; ++i) {
                    const auto target = "/" + std::to_string(t) + "/" + std::to_string(i);
                    const auto answer = sync_wait(own, by->send(request(target), nullptr));
                    ASSERT_TRUE(answer.has_value());
                    EXPECT_EQ(answer->body, target);
                }
            });
        }
        for (auto& t : threads)
            t.join();
        const auto tape = player({.order = kit::replaying_params::matching::any_order});
        EXPECT_EQ(tape->size(), 200U) << what;
        by = tape;
    }
}

} // namespace
