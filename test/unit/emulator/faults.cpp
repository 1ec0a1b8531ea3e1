#include "emulator/faults.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace segue::emulator {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

fault make(fault_kind kind, int from = 1, int count = 1) {
    fault out;
    out.kind = kind;
    out.from = from;
    out.count = count;
    return out;
}

TEST(fault_table, strikes_from_the_nth_match_for_count_times) {
    fault_table table;
    table.add(make(fault_kind::status, 2, 2));
    std::vector<bool> struck;
    for (int i = 0; i < 5; ++i)
        struck.push_back(!table.strike_request("GET", "/x").empty());
    EXPECT_EQ(struck, (std::vector<bool>{false, true, true, false, false}));
}

TEST(fault_table, count_zero_strikes_for_ever) {
    fault_table table;
    table.add(make(fault_kind::status, 3, 0));
    for (int i = 1; i <= 100; ++i)
        EXPECT_EQ(table.strike_request("GET", "/x").size(), i >= 3 ? 1U : 0U);
}

TEST(fault_table, matches_method_and_path_prefix_and_counts_matches_only) {
    fault_table table;
    fault rule = make(fault_kind::status, 2, 1);
    rule.method = "GET";
    rule.path_prefix = "/releases/";
    table.add(rule);
    EXPECT_THAT(table.strike_request("GET", "/releases/1"), IsEmpty());
    EXPECT_THAT(table.strike_request("POST", "/releases/1"), IsEmpty());
    EXPECT_THAT(table.strike_request("GET", "/artists/1"), IsEmpty());
    EXPECT_THAT(table.strike_request("GET", "/releases"), IsEmpty());
    EXPECT_THAT(table.strike_request("GET", "/releases/2"), SizeIs(1));
}

TEST(fault_table, several_strike_one_request_in_order_of_addition) {
    fault_table table;
    table.add(make(fault_kind::delay));
    table.add(make(fault_kind::chunked));
    const auto struck = table.strike_request("GET", "/");
    ASSERT_THAT(struck, SizeIs(2));
    EXPECT_EQ(struck[0].rule.kind, fault_kind::delay);
    EXPECT_EQ(struck[1].rule.kind, fault_kind::chunked);
}

TEST(fault_table, each_fault_counts_its_earlier_strikes) {
    fault_table table;
    table.add(make(fault_kind::drifting_list, 2, 0));
    EXPECT_THAT(table.strike_request("GET", "/artists/1/releases"), IsEmpty());
    for (int i = 0; i < 3; ++i) {
        const auto struck = table.strike_request("GET", "/artists/1/releases");
        ASSERT_THAT(struck, SizeIs(1));
        EXPECT_EQ(struck.front().earlier_strikes, i);
        EXPECT_EQ(options_for(struck).inserted_items, i);
    }
}

TEST(fault_table, connection_faults_count_connections_only) {
    fault_table table;
    table.add(make(fault_kind::reset_on_accept, 2, 1));
    EXPECT_THAT(table.strike_request("GET", "/"), IsEmpty());
    EXPECT_FALSE(table.strike_connection(fault_kind::reset_on_accept));
    EXPECT_FALSE(table.strike_connection(fault_kind::reset_after_handshake));
    EXPECT_TRUE(table.strike_connection(fault_kind::reset_on_accept));
    EXPECT_FALSE(table.strike_connection(fault_kind::reset_on_accept));
}

TEST(fault_table, faults_of_a_requests_head_count_heads_only) {
    fault_table table;
    EXPECT_FALSE(table.watches_heads());
    fault rule = make(fault_kind::reset_in_request, 2, 1);
    rule.method = "PUT";
    table.add(rule);
    EXPECT_TRUE(table.watches_heads());
    EXPECT_THAT(table.strike_request("PUT", "/x"), IsEmpty());
    EXPECT_FALSE(table.strike_head("GET", "/x"));
    EXPECT_FALSE(table.strike_head("PUT", "/x"));
    EXPECT_TRUE(table.strike_head("PUT", "/x"));
    EXPECT_FALSE(table.strike_head("PUT", "/x"));
    table.clear();
    EXPECT_FALSE(table.watches_heads());
}

TEST(fault_table, delays_of_connections_add_up) {
    fault_table table;
    fault rule = make(fault_kind::delay_on_accept, 2, 1);
    rule.delay = std::chrono::milliseconds{30};
    table.add(rule);
    table.add(make(fault_kind::delay_on_accept, 2, 2));
    EXPECT_EQ(table.delay_connection(), std::chrono::milliseconds{0});
    EXPECT_EQ(table.delay_connection(), std::chrono::milliseconds{1'030});
    EXPECT_EQ(table.delay_connection(), std::chrono::milliseconds{1'000});
    EXPECT_EQ(table.delay_connection(), std::chrono::milliseconds{0});
    EXPECT_THAT(table.strike_request("GET", "/x"), IsEmpty());
}

TEST(fault_table, list_faults_count_lists_only) {
    fault_table table;
    table.add(make(fault_kind::loop_page, 2, 1));
    EXPECT_THAT(table.strike_request("GET", "/artists/1"), IsEmpty());
    EXPECT_THAT(table.strike_request("GET", "/artists/1/releases"), IsEmpty());
    EXPECT_THAT(table.strike_request("GET", "/releases/1"), IsEmpty());
    EXPECT_THAT(table.strike_request("GET", "/database/search"), SizeIs(1));
}

TEST(fault_table, clear_forgets) {
    fault_table table;
    table.add(make(fault_kind::status, 1, 0));
    table.clear();
    EXPECT_TRUE(table.empty());
    EXPECT_THAT(table.strike_request("GET", "/"), IsEmpty());
}

TEST(fault_validate, names_the_bad_member) {
    const auto refused = [](auto change) -> std::string {
        fault rule;
        change(rule);
        try {
            validate(rule);
        } catch (const std::invalid_argument& problem) {
            return problem.what();
        }
        return "accepted";
    };
    EXPECT_THAT(refused([](fault& f) { f.from = 0; }), HasSubstr("from"));
    EXPECT_THAT(refused([](fault& f) { f.count = -1; }), HasSubstr("count"));
    EXPECT_THAT(refused([](fault& f) { f.status = 99; }), HasSubstr("status"));
    EXPECT_THAT(refused([](fault& f) { f.status = 600; }), HasSubstr("status"));
    EXPECT_THAT(refused([](fault& f) { f.delay = std::chrono::milliseconds{-1}; }), HasSubstr("delay"));
    EXPECT_THAT(refused([](fault& f) { f.delay = std::chrono::hours{2}; }), HasSubstr("delay"));
    EXPECT_THAT(refused([](fault& f) { f.bytes = 1U << 30; }), HasSubstr("bytes"));
    EXPECT_THAT(refused([](fault& f) { f.method = "get"; }), HasSubstr("method"));
    EXPECT_THAT(refused([](fault& f) { f.path_prefix = "releases"; }), HasSubstr("path_prefix"));
    EXPECT_THAT(
        refused([](fault& f) {
            f.kind = fault_kind::redirect;
            f.body = "https://a/\r\nX: y";
        }),
        HasSubstr("body"));
    EXPECT_THAT(
        refused([](fault& f) {
            f.kind = fault_kind::chunked;
            f.handled = false;
        }),
        HasSubstr("handled"));
    EXPECT_THAT(
        refused([](fault& f) {
            f.kind = fault_kind::bad_content_length;
            f.body = std::string("1\0", 2);
        }),
        HasSubstr("body"));
    EXPECT_EQ(
        refused([](fault& f) {
            f.kind = fault_kind::retry_after;
            f.status = 503;
            f.handled = false;
        }),
        "accepted");
    EXPECT_THAT(
        refused([](fault& f) {
            f.kind = fault_kind::retry_after;
            f.handled = false;
        }),
        HasSubstr("handled"));
    EXPECT_EQ(refused([](fault&) {}), "accepted");
}

class apply : public ::testing::Test {
protected:
    exchange after(fault rule) {
        exchange out;
        out.answer.headers = {
            {"Content-Type", "application/json"},
            {"Link", "<x>; rel=next"},
            {"X-Discogs-Ratelimit", "60"},
            {"X-Discogs-Ratelimit-Used", "1"},
            {"X-Discogs-Ratelimit-Remaining", "59"}};
        out.answer.body = make_body(R"({"id":1,"title":"x"})");
        out.wall = std::chrono::system_clock::time_point{std::chrono::seconds{784'111'777}};
        request asked;
        asked.target = "/releases/1?a=b";
        apply_faults({{rule, 0}}, asked, false, out);
        return out;
    }
    exchange after(fault_kind kind) { return after(make(kind)); }
    static std::string header(const exchange& from, std::string_view name) {
        return std::string(find_header(from.answer.headers, name).value_or("<absent>"));
    }
};

TEST_F(apply, status_has_the_service_message) {
    const struct {
        int status;
        const char* message;
    } cases[] = {
        {0, "An internal server error occurred. (Malformed query?)"},
        {401, "You must authenticate to access this resource."},
        {403, "You don't have permission to access this resource."},
        {404, "The requested resource was not found."},
        {429, "You are making requests too quickly."},
        {502, "Bad Gateway."},
        {503, "Server is currently unavailable."},
    };
    for (const auto& one : cases) {
        fault rule = make(fault_kind::status);
        rule.status = one.status;
        const exchange changed = after(rule);
        EXPECT_EQ(changed.answer.status, one.status == 0 ? 500 : one.status);
        EXPECT_EQ(*changed.answer.body, "{\"message\":\"" + std::string(one.message) + "\"}");
        EXPECT_EQ(header(changed, "Link"), "<absent>");
        EXPECT_EQ(header(changed, "X-Discogs-Ratelimit"), "60") << "the service itself answers";
        EXPECT_EQ(header(changed, "WWW-Authenticate") != "<absent>", one.status == 401);
    }
}

TEST_F(apply, status_takes_its_own_message) {
    fault rule = make(fault_kind::status);
    rule.body = "say \"no\"";
    EXPECT_EQ(*after(rule).answer.body, R"({"message":"say \"no\""})");
}

TEST_F(apply, html_page_looks_like_a_gateway) {
    const exchange changed = after(fault_kind::html_page);
    EXPECT_EQ(changed.answer.status, 503);
    EXPECT_EQ(header(changed, "Content-Type"), "text/html; charset=utf-8");
    EXPECT_EQ(header(changed, "X-Discogs-Ratelimit"), "<absent>");
    EXPECT_THAT(*changed.answer.body, HasSubstr("<h1>503 Service Unavailable</h1>"));
    fault rule = make(fault_kind::html_page);
    rule.status = 200;
    rule.body = "<p>hi</p>";
    EXPECT_EQ(after(rule).answer.status, 200);
    EXPECT_EQ(*after(rule).answer.body, "<p>hi</p>");
}

TEST_F(apply, bodies_are_replaced) {
    EXPECT_EQ(after(fault_kind::empty_body).answer.body, nullptr);
    EXPECT_EQ(after(fault_kind::empty_body).answer.status, 200);
    EXPECT_EQ(*after(fault_kind::not_json).answer.body, "upstream said: all good");
    EXPECT_EQ(*after(fault_kind::truncated_json).answer.body, R"({"id":1,"t)");
    EXPECT_EQ(*after(fault_kind::wrong_kind).answer.body, R"([{"id":1,"title":"x"}])");
    EXPECT_EQ(*after(fault_kind::null_fields).answer.body, R"({"id":1,"title":null})");
    EXPECT_EQ(*after(fault_kind::retyped_fields).answer.body, R"({"id":1,"title":["x"]})");
    EXPECT_EQ(*after(fault_kind::numbers_as_text).answer.body, R"({"id":1,"title":"x"})");
    EXPECT_EQ(after(fault_kind::oversized_body).answer.body->size(), 16U * 1024U * 1024U);
    fault small = make(fault_kind::oversized_body);
    small.bytes = 100;
    EXPECT_EQ(after(small).answer.body->size(), 100U);
}

TEST_F(apply, redirect_names_another_origin) {
    const exchange changed = after(fault_kind::redirect);
    EXPECT_EQ(changed.answer.status, 302);
    EXPECT_EQ(header(changed, "Location"), "https://redirected.invalid/releases/1?a=b");
    fault rule = make(fault_kind::redirect);
    rule.status = 308;
    rule.body = "https://127.0.0.1:1/";
    EXPECT_EQ(after(rule).answer.status, 308);
    EXPECT_EQ(header(after(rule), "Location"), "https://127.0.0.1:1/");
}

TEST_F(apply, rate_headers_go_and_the_others_stay) {
    const exchange changed = after(fault_kind::no_rate_headers);
    EXPECT_THAT(changed.answer.headers, SizeIs(2));
    EXPECT_EQ(header(changed, "Link"), "<x>; rel=next");
}

TEST_F(apply, framing_faults_set_their_own_switch) {
    const std::size_t length = 20;
    const exchange truncated = after(fault_kind::truncated_body);
    EXPECT_EQ(truncated.promised_length, std::to_string(length));
    EXPECT_EQ(truncated.sent_length, length / 2);
    EXPECT_EQ(truncated.then, ending::close);
    const exchange wrong = after(fault_kind::wrong_content_length);
    EXPECT_EQ(wrong.promised_length, std::to_string(length / 2));
    EXPECT_FALSE(wrong.sent_length);
    EXPECT_EQ(wrong.then, ending::keep);
    EXPECT_EQ(after(fault_kind::oversized_headers).padding_bytes, 65'536U);
    EXPECT_EQ(after(fault_kind::chunked).frame, framing::chunked);
    EXPECT_TRUE(after(fault_kind::continue_first).interim_continue);
    EXPECT_TRUE(after(fault_kind::http10).http10);
    EXPECT_EQ(after(fault_kind::http10).then, ending::close);
    EXPECT_FALSE(after(fault_kind::connection_close).promise_keep_alive);
    EXPECT_EQ(after(fault_kind::connection_close).then, ending::close);
    EXPECT_TRUE(after(fault_kind::close_after_response).promise_keep_alive);
    EXPECT_EQ(after(fault_kind::close_after_response).then, ending::close);
    EXPECT_EQ(after(fault_kind::delay).wait, std::chrono::seconds{1});
    EXPECT_EQ(after(fault_kind::slow_body).piece_bytes, 1'024U);
    EXPECT_EQ(after(fault_kind::slow_body).piece_pause, std::chrono::milliseconds{10});
    EXPECT_EQ(after(fault_kind::reset_after_request).stop, cut::before_head);
    EXPECT_EQ(after(fault_kind::reset_in_headers).stop, cut::in_head);
    EXPECT_EQ(after(fault_kind::reset_in_body).stop, cut::in_body);
    EXPECT_EQ(after(fault_kind::reset_in_body).then, ending::reset);
}

TEST_F(apply, framing_and_course_of_the_newer_kinds) {
    const exchange odd = after(fault_kind::bad_content_length);
    EXPECT_EQ(odd.promised_length, "-1");
    EXPECT_FALSE(odd.sent_length);
    EXPECT_EQ(odd.then, ending::close);
    EXPECT_EQ(after(fault_kind::early_hints).interim_hints, 3U);
    EXPECT_EQ(after(fault_kind::slow_head).head_piece_bytes, 16U);
    EXPECT_EQ(after(fault_kind::slow_head).head_pause, std::chrono::milliseconds{10});
    EXPECT_EQ(after(fault_kind::delay_before_body).body_wait, std::chrono::seconds{1});
    EXPECT_EQ(after(fault_kind::delay_in_body).middle_wait, std::chrono::seconds{1});
    EXPECT_EQ(after(fault_kind::close_after_request).stop, cut::before_head);
    EXPECT_EQ(after(fault_kind::close_after_request).then, ending::close);
    EXPECT_EQ(after(fault_kind::half_close).stop, cut::in_body);
    EXPECT_EQ(after(fault_kind::half_close).then, ending::half_close);
}

TEST_F(apply, retry_after_says_any_text_under_any_status) {
    for (const char* text :
         {"30", "-5", "NaN", "99999999999999999999", "1.5", "soon", "date", "datex", "date+"}) {
        fault rule = make(fault_kind::retry_after);
        rule.body = text;
        EXPECT_EQ(header(after(rule), "Retry-After"), text);
        EXPECT_EQ(after(rule).answer.status, 429);
    }
    EXPECT_EQ(header(after(fault_kind::retry_after), "Retry-After"), "1");
    fault unavailable = make(fault_kind::retry_after);
    unavailable.status = 503;
    unavailable.body = "120";
    EXPECT_EQ(after(unavailable).answer.status, 503);
    EXPECT_EQ(header(after(unavailable), "Retry-After"), "120");
    EXPECT_THAT(*after(unavailable).answer.body, HasSubstr("unavailable"));
}

TEST_F(apply, retry_after_counts_dates_from_now) {
    const struct {
        const char* text;
        const char* date;
    } cases[] = {
        {"date+30", "Sun, 06 Nov 1994 08:50:07 GMT"},
        {"date-3600", "Sun, 06 Nov 1994 07:49:37 GMT"},
        {"date+0", "Sun, 06 Nov 1994 08:49:37 GMT"}};
    for (const auto& one : cases) {
        fault rule = make(fault_kind::retry_after);
        rule.body = one.text;
        EXPECT_EQ(header(after(rule), "Retry-After"), one.date);
    }
}

TEST_F(apply, bare_refusal_has_neither_rates_nor_wait) {
    const exchange changed = after(fault_kind::refused_bare);
    EXPECT_EQ(changed.answer.status, 429);
    for (const auto& [name, value] : changed.answer.headers)
        EXPECT_EQ(name, "Content-Type") << value;
}

TEST_F(apply, rate_headers_say_what_they_are_told) {
    const exchange absurd = after(fault_kind::rate_headers);
    EXPECT_EQ(header(absurd, "X-Discogs-Ratelimit"), "-1");
    EXPECT_EQ(header(absurd, "X-Discogs-Ratelimit-Used"), "99999999999999999999");
    EXPECT_EQ(header(absurd, "X-Discogs-Ratelimit-Remaining"), "NaN");
    fault rule = make(fault_kind::rate_headers);
    rule.body = "60,,0";
    EXPECT_EQ(header(after(rule), "X-Discogs-Ratelimit"), "60");
    EXPECT_EQ(header(after(rule), "X-Discogs-Ratelimit-Used"), "<absent>");
    EXPECT_EQ(header(after(rule), "X-Discogs-Ratelimit-Remaining"), "0");
    rule.body = ",,";
    EXPECT_EQ(header(after(rule), "X-Discogs-Ratelimit"), "<absent>");
}

TEST_F(apply, own_sizes_and_times_win) {
    fault rule = make(fault_kind::slow_body);
    rule.bytes = 7;
    rule.delay = std::chrono::milliseconds{3};
    EXPECT_EQ(after(rule).piece_bytes, 7U);
    EXPECT_EQ(after(rule).piece_pause, std::chrono::milliseconds{3});
    rule.kind = fault_kind::delay;
    EXPECT_EQ(after(rule).wait, std::chrono::milliseconds{3});
    rule.kind = fault_kind::chunked;
    EXPECT_EQ(after(rule).chunk_bytes, 7U);
    rule.kind = fault_kind::oversized_headers;
    EXPECT_EQ(after(rule).padding_bytes, 7U);
}

TEST(answer_options, come_from_the_struck_list_faults) {
    const auto options = [](fault_kind kind, int status = 0) {
        fault rule = make(kind);
        rule.status = status;
        return options_for({{rule, 0}});
    };
    EXPECT_TRUE(options(fault_kind::short_page).short_page);
    EXPECT_TRUE(options(fault_kind::empty_page).empty_page);
    EXPECT_TRUE(options(fault_kind::loop_page).loop_page);
    EXPECT_TRUE(options(fault_kind::status, 429).refuse);
    EXPECT_TRUE(options(fault_kind::retry_after).refuse);
    EXPECT_TRUE(options(fault_kind::retry_after, 503).plain());
    EXPECT_TRUE(options(fault_kind::refused_bare).refuse);
    EXPECT_TRUE(options(fault_kind::status, 500).plain());
    fault not_done = make(fault_kind::status);
    not_done.handled = false;
    EXPECT_TRUE(options_for({{not_done, 0}}).unhandled);
    EXPECT_TRUE(options(fault_kind::html_page, 429).plain());
    EXPECT_TRUE(options_for({}).plain());
}

} // namespace
} // namespace segue::emulator
