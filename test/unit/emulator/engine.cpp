#include "emulator/engine.hpp"

#include "asking.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

namespace segue::emulator {
namespace {

using namespace std::chrono_literals;
using namespace testing;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

class engine_case : public ::testing::Test {
protected:
    explicit engine_case(emulator_params params = {}) : core_(params, make_catalog(1)) {}

    wire_plan get(const std::string& target, server_time when = 1s) {
        return core_.answer(with_token(target), at(when));
    }
    void add(fault_kind kind, int status = 0, int count = 1) {
        fault rule;
        rule.kind = kind;
        rule.status = status;
        rule.count = count;
        core_.add_fault(rule);
    }

    engine core_;
};

TEST_F(engine_case, journal_notes_what_was_asked_and_answered) {
    request asked = with_token("/releases/1?curr_abbr=EUR");
    asked.connection_id = 7;
    asked.body = "text";
    (void)core_.answer(std::move(asked), at(3s));
    const auto journal = core_.journal();
    ASSERT_THAT(journal, SizeIs(1));
    EXPECT_EQ(journal[0].method, "GET");
    EXPECT_EQ(journal[0].target, "/releases/1?curr_abbr=EUR");
    EXPECT_EQ(journal[0].connection_id, 7U);
    EXPECT_EQ(journal[0].body, "text");
    EXPECT_EQ(journal[0].status, 200);
    EXPECT_TRUE(journal[0].counted);
    EXPECT_EQ(journal[0].used_after, 1);
    EXPECT_EQ(journal[0].fault, "");
    EXPECT_EQ(journal[0].when.time_since_epoch(), 3s);
    EXPECT_EQ(find_header(journal[0].headers, "host"), "localhost");
    EXPECT_EQ(core_.requests(), 1U);
}

TEST_F(engine_case, journal_can_be_cleared_and_taken) {
    (void)get("/");
    core_.clear_journal();
    EXPECT_THAT(core_.journal(), IsEmpty());
    (void)get("/");
    EXPECT_THAT(core_.take_journal(), SizeIs(1));
    EXPECT_THAT(core_.journal(), IsEmpty());
    EXPECT_EQ(core_.requests(), 2U);
}

TEST_F(engine_case, fault_is_named_and_strikes_once) {
    add(fault_kind::status, 503);
    EXPECT_THAT(get("/").head, StartsWith("HTTP/1.1 503 Service Unavailable\r\n"));
    EXPECT_THAT(get("/").head, StartsWith("HTTP/1.1 200 OK\r\n"));
    const auto journal = core_.journal();
    EXPECT_EQ(journal[0].fault, "status");
    EXPECT_EQ(journal[0].status, 503);
    EXPECT_TRUE(journal[0].counted) << "it reached the counter";
    EXPECT_EQ(journal[1].fault, "");
}

TEST_F(engine_case, invented_refusal_is_uncounted_and_looks_real) {
    add(fault_kind::status, 429);
    const wire_plan plan = get("/");
    EXPECT_THAT(plan.head, StartsWith("HTTP/1.1 429 Too Many Requests\r\n"));
    EXPECT_THAT(plan.head, HasSubstr("X-Discogs-Ratelimit-Remaining: 0\r\n"));
    EXPECT_THAT(*plan.body, HasSubstr("You are making requests too quickly."));
    EXPECT_FALSE(core_.journal()[0].counted);
    EXPECT_EQ(core_.journal()[0].used_after, 0);
}

TEST_F(engine_case, several_faults_compose) {
    add(fault_kind::status, 502);
    add(fault_kind::no_rate_headers);
    add(fault_kind::delay);
    add(fault_kind::chunked);
    const wire_plan plan = get("/");
    EXPECT_THAT(plan.head, StartsWith("HTTP/1.1 502 Bad Gateway\r\n"));
    EXPECT_THAT(plan.head, ::testing::Not(HasSubstr("Ratelimit")));
    EXPECT_THAT(plan.head, HasSubstr("Transfer-Encoding: chunked"));
    EXPECT_EQ(plan.wait, 1s);
    EXPECT_EQ(core_.journal()[0].fault, "status,no_rate_headers,delay,chunked");
}

TEST_F(engine_case, broken_answers_have_status_zero_when_no_head_was_sent) {
    add(fault_kind::reset_after_request);
    (void)get("/");
    add(fault_kind::reset_in_headers);
    (void)get("/");
    add(fault_kind::reset_in_body);
    (void)get("/");
    const auto journal = core_.journal();
    EXPECT_EQ(journal[0].status, 0);
    EXPECT_EQ(journal[1].status, 0);
    EXPECT_EQ(journal[2].status, 200);
    EXPECT_TRUE(journal[0].counted) << "the service did its work";
}

/// A rating as the account that owns the token writes it.
request rating(int stars) {
    const auto who = make_credentials(1);
    request asked = with_token("/releases/1/rating/" + who.username);
    asked.method = "PUT";
    asked.body = "{\"rating\":" + std::to_string(stars) + "}";
    return asked;
}

int rating_in(engine& core) {
    const auto who = make_credentials(1);
    request asked = with_token("/releases/1/rating/" + who.username);
    const wire_plan plan = core.answer(std::move(asked), at(9s));
    return static_cast<int>(boost::json::parse(*plan.body).at("rating").as_int64());
}

TEST_F(engine_case, journal_and_state_tell_whether_a_write_took_effect) {
    for (const fault_kind_info& known : fault_kinds()) {
        if (known.by_connection || known.lists_only)
            continue;
        for (const bool choice : {true, false}) {
            if (!choice && !known.may_choose_handled)
                continue;
            SCOPED_TRACE(std::string(known.name) + (choice ? "" : ", not carried out"));
            core_.clear_faults();
            core_.reset_window();
            (void)core_.answer(rating(1), at(1s));
            core_.clear_journal();
            fault rule{.kind = known.kind, .bytes = known.kind == fault_kind::gzip_bomb ? 1'000U : 0U};
            if (!choice)
                rule.handled = false;
            core_.add_fault(rule);
            const request asked = rating(5);
            const bool broken = core_.watches_heads() && core_.strike_head(asked, at(1s));
            EXPECT_EQ(broken, known.kind == fault_kind::reset_in_request);
            if (!broken)
                (void)core_.answer(asked, at(1s));
            const auto journal = core_.journal();
            ASSERT_THAT(journal, SizeIs(1));
            const bool done = known.handled && choice;
            EXPECT_EQ(journal[0].handled_status, done ? 201 : 0);
            EXPECT_EQ(journal[0].fault, known.name);
            EXPECT_EQ(rating_in(core_), done ? 5 : 1);
        }
    }
}

TEST_F(engine_case, request_that_is_not_carried_out_is_counted_like_any_other) {
    core_.add_fault({.kind = fault_kind::status, .status = 503, .handled = false});
    const wire_plan plan = core_.answer(rating(5), at(1s));
    EXPECT_THAT(plan.head, StartsWith("HTTP/1.1 503"));
    EXPECT_THAT(plan.head, HasSubstr("X-Discogs-Ratelimit-Used: 1\r\n"));
    EXPECT_TRUE(core_.journal()[0].counted);
}

TEST_F(engine_case, refusals_are_not_handled) {
    add(fault_kind::refused_bare);
    (void)get("/");
    (void)core_.answer(anonymous("/releases/4"), at(1s));
    request nameless = with_token("/");
    nameless.headers.clear();
    (void)core_.answer(nameless, at(1s));
    const auto journal = core_.journal();
    EXPECT_EQ(journal[0].status, 429);
    EXPECT_EQ(journal[0].handled_status, 0);
    EXPECT_FALSE(journal[0].counted);
    EXPECT_EQ(journal[1].status, 404);
    EXPECT_EQ(journal[1].handled_status, 404) << "its answer is that there is none";
    EXPECT_EQ(journal[2].status, 403);
    EXPECT_EQ(journal[2].handled_status, 0) << "turned away at the door";
}

TEST_F(engine_case, old_rate_headers_are_those_of_the_request_before) {
    add(fault_kind::old_rate_headers, 0, 0);
    const auto used = [](const wire_plan& plan) {
        const std::string name = "X-Discogs-Ratelimit-Used: ";
        return std::stoi(plan.head.substr(plan.head.find(name) + name.size()));
    };
    EXPECT_EQ(used(get("/")), 1) << "nothing came before";
    EXPECT_EQ(used(get("/")), 1);
    EXPECT_EQ(used(get("/")), 2);
    core_.clear_faults();
    EXPECT_EQ(used(get("/")), 4);
    add(fault_kind::old_rate_headers);
    EXPECT_EQ(used(get("/")), 5) << "what came before the faults is not remembered";
}

TEST_F(engine_case, request_broken_in_its_head_is_noted_but_not_complete) {
    core_.add_fault({.kind = fault_kind::reset_in_request, .from = 2});
    EXPECT_FALSE(core_.strike_head(with_token("/releases/1"), at(2s)));
    EXPECT_TRUE(core_.strike_head(with_token("/releases/1"), at(2s)));
    const auto journal = core_.journal();
    ASSERT_THAT(journal, SizeIs(1));
    EXPECT_EQ(journal[0].status, 0);
    EXPECT_EQ(journal[0].route, "GET /releases/{id}");
    EXPECT_FALSE(journal[0].counted);
    EXPECT_EQ(core_.requests(), 0U);
}

TEST_F(engine_case, list_faults_leave_other_answers_alone) {
    add(fault_kind::short_page, 0, 0);
    const wire_plan plain = get("/releases/1");
    EXPECT_THAT(plain.head, StartsWith("HTTP/1.1 200"));
    EXPECT_EQ(core_.journal()[0].fault, "");
    (void)get("/artists/1/releases");
    EXPECT_EQ(core_.journal()[1].fault, "short_page");
    (void)get("/database/search?q=nirvana");
    EXPECT_EQ(core_.journal()[2].fault, "short_page");
}

TEST_F(engine_case, drifting_list_moves_by_one_item_per_request) {
    add(fault_kind::drifting_list, 0, 0);
    const auto titles = [this](const std::string& target) {
        std::vector<std::string> out;
        const auto body = boost::json::parse(*get(target).body);
        for (const auto& entry : body.at("releases").as_array())
            out.emplace_back(entry.at("title").as_string().c_str());
        return out;
    };
    const auto first = titles("/artists/3857/releases?per_page=5&page=1");
    const auto second = titles("/artists/3857/releases?per_page=5&page=2");
    EXPECT_EQ(second.front(), first.back()) << "page two begins with what was the end of page one";
    EXPECT_EQ(titles("/artists/3857/releases?per_page=5").front(), "Just Added 2");
}

TEST_F(engine_case, clients_wish_to_close_is_granted) {
    request asked = with_token("/");
    asked.keep_alive = false;
    const wire_plan plan = core_.answer(std::move(asked), at(1s));
    EXPECT_THAT(plan.head, HasSubstr("Connection: close\r\n"));
    EXPECT_EQ(plan.then, ending::close);
}

TEST_F(engine_case, clear_faults_ends_them) {
    add(fault_kind::status, 500, 0);
    core_.clear_faults();
    EXPECT_THAT(get("/").head, StartsWith("HTTP/1.1 200"));
}

TEST_F(engine_case, time_never_runs_backwards_for_the_window) {
    (void)get("/", 100s);
    (void)get("/", 99s);
    EXPECT_EQ(core_.journal()[1].when.time_since_epoch(), 100s);
    EXPECT_EQ(core_.journal()[1].used_after, 2);
}

TEST_F(engine_case, date_header_follows_the_wall_clock) {
    EXPECT_THAT(get("/").head, HasSubstr("Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"));
}

TEST(engine, latency_waits_before_every_answer) {
    emulator_params params;
    params.latency = 40ms;
    engine core(params, make_catalog(1));
    EXPECT_EQ(core.answer(with_token("/"), at(1s)).wait, 40ms);
}

TEST(engine, journal_keeps_the_newest_entries) {
    emulator_params params;
    params.journal_limit = 2;
    engine core(params, make_catalog(1));
    for (const char* target : {"/a", "/b", "/c"})
        (void)core.answer(with_token(target), at(1s));
    const auto journal = core.journal();
    ASSERT_THAT(journal, SizeIs(2));
    EXPECT_EQ(journal[0].target, "/b");
    params.journal_limit = 0;
    engine silent(params, make_catalog(1));
    (void)silent.answer(with_token("/"), at(1s));
    EXPECT_THAT(silent.journal(), IsEmpty());
    EXPECT_EQ(silent.requests(), 1U);
}

TEST(engine, threads_share_one_window_exactly) {
    emulator_params params;
    params.rate = 100;
    engine core(params, make_catalog(1));
    std::atomic<int> admitted{0};
    const auto work = [&core, &admitted] {
        for (int i = 0; i < 100; ++i)
            if (core.answer(with_token("/"), at(1s)).head.starts_with("HTTP/1.1 200"))
                ++admitted;
    };
    std::thread first(work);
    std::thread second(work);
    first.join();
    second.join();
    EXPECT_EQ(admitted.load(), 100);
    EXPECT_EQ(core.requests(), 200U);
}

} // namespace
} // namespace segue::emulator
