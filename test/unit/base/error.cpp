#include <segue/base/error.hpp>
#include <segue/base/result.hpp>

#include <boost/asio/error.hpp>

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace {

using namespace segue;

const std::vector<errc> all_codes = [] {
    std::vector<errc> codes;
    for (int i = static_cast<int>(errc::bad_params); i <= static_cast<int>(errc::circuit_open); ++i)
        codes.push_back(static_cast<errc>(i));
    return codes;
}();

failure with(errc code) {
    failure f;
    f.code = code;
    return f;
}

template <class Error>
bool throws_as(errc code) {
    try {
        throw_failure(with(code));
    } catch (const Error& e) {
        return e.code() == code;
    } catch (...) {
        return false;
    }
}

TEST(error, each_code_has_words_of_its_own) {
    std::vector<std::string> seen;
    for (const auto code : all_codes) {
        const auto text = make_error_code(code).message();
        EXPECT_NE(text, "unknown error") << static_cast<int>(code);
        EXPECT_EQ(std::count(seen.begin(), seen.end(), text), 0) << text;
        seen.push_back(text);
    }
    EXPECT_EQ(make_error_code(static_cast<errc>(9999)).message(), "unknown error");
}

TEST(error, each_code_is_thrown_as_its_type) {
    EXPECT_TRUE(throws_as<bad_params>(errc::bad_params));
    for (const auto code :
         {errc::resolve_failed,
          errc::connect_failed,
          errc::proxy_refused,
          errc::tls_failed,
          errc::certificate_refused,
          errc::connection_lost})
        EXPECT_TRUE(throws_as<connection_error>(code));
    for (const auto code : {errc::deadline_exceeded, errc::attempt_timeout})
        EXPECT_TRUE(throws_as<timeout_error>(code));
    for (const auto code :
         {errc::malformed_answer,
          errc::not_json,
          errc::answer_too_large,
          errc::unexpected_redirect,
          errc::page_loop})
        EXPECT_TRUE(throws_as<protocol_error>(code));
    for (const auto code : {errc::bad_request, errc::unprocessable})
        EXPECT_TRUE(throws_as<validation_error>(code));
    EXPECT_TRUE(throws_as<authentication_error>(errc::unauthorized));
    EXPECT_TRUE(throws_as<forbidden_error>(errc::forbidden));
    EXPECT_TRUE(throws_as<forbidden_error>(errc::blocked));
    EXPECT_TRUE(throws_as<not_found_error>(errc::not_found));
    EXPECT_TRUE(throws_as<rate_limit_error>(errc::rate_limited));
    EXPECT_TRUE(throws_as<server_error>(errc::server_failed));
    EXPECT_TRUE(throws_as<conflict_error>(errc::conflict));
    EXPECT_TRUE(throws_as<api_error>(errc::unexpected_status));
    EXPECT_TRUE(throws_as<depth_limit_error>(errc::depth_limit));
    EXPECT_TRUE(throws_as<decode_error>(errc::decode_failed));
    EXPECT_TRUE(throws_as<outcome_unknown>(errc::outcome_unknown));
    EXPECT_TRUE(throws_as<completed_unreadable>(errc::completed_unreadable));
    EXPECT_TRUE(throws_as<quota_error>(errc::queue_full));
    EXPECT_TRUE(throws_as<quota_error>(errc::quota_deadline));
    EXPECT_TRUE(throws_as<circuit_open_error>(errc::circuit_open));
    for (const auto code : all_codes)
        EXPECT_TRUE(throws_as<boost::system::system_error>(code)) << static_cast<int>(code);
}

TEST(error, conditions_group_codes_by_reaction) {
    const auto members = [](condition c) {
        int count = 0;
        for (const auto code : all_codes)
            count += make_error_code(code) == c ? 1 : 0;
        return count;
    };
    EXPECT_EQ(make_error_code(errc::rate_limited), condition::transient);
    EXPECT_EQ(make_error_code(errc::server_failed), condition::transient);
    EXPECT_EQ(make_error_code(errc::circuit_open), condition::transient);
    EXPECT_NE(make_error_code(errc::certificate_refused), condition::transient);
    EXPECT_NE(make_error_code(errc::resolve_failed), condition::transient);
    EXPECT_NE(make_error_code(errc::outcome_unknown), condition::transient);
    EXPECT_EQ(members(condition::transient), 8);
    EXPECT_EQ(members(condition::rate_limited), 3);
    EXPECT_EQ(members(condition::unauthorized), 2);
    EXPECT_EQ(members(condition::not_found), 1);
    EXPECT_EQ(members(condition::timeout), 2);
    EXPECT_EQ(make_error_condition(condition::transient).message(), "transient");
    EXPECT_NE(make_error_code(errc::not_found), make_error_condition(static_cast<condition>(99)));
}

TEST(error, text_says_where_what_and_in_whose_words) {
    failure f = with(errc::not_found);
    f.method = "GET";
    f.path = "/releases/9";
    f.status = 404;
    f.message = "Nothing here.";
    EXPECT_EQ(describe(f), "not found: GET /releases/9: 404: Nothing here.");
    const error e(f);
    const std::string what = e.what();
    EXPECT_NE(what.find("GET /releases/9: 404: Nothing here."), std::string::npos);
    EXPECT_EQ(what.find("not found"), what.rfind("not found")) << "said once: " << what;
    EXPECT_EQ(e.status(), 404);
    EXPECT_EQ(e.message(), "Nothing here.");
    EXPECT_EQ(describe(with(errc::queue_full)), "request queue full");
}

TEST(error, text_names_param_pointer_and_cause) {
    failure param = with(errc::bad_params);
    param.param = "per_page";
    EXPECT_NE(describe(param).find("per_page"), std::string::npos);
    failure decode = with(errc::decode_failed);
    decode.pointer = "/results/0";
    decode.expected = "object";
    decode.found = "array";
    EXPECT_NE(describe(decode).find("at '/results/0' expected object, found array"), std::string::npos);
    failure lost = with(errc::connection_lost);
    lost.cause = boost::asio::error::connection_reset;
    EXPECT_NE(describe(lost).find("reset"), std::string::npos);
}

attempt_record attempt(int number, boost::system::error_code code, int status, int wait, int took) {
    return {number, code, status, std::chrono::milliseconds(wait), std::chrono::milliseconds(took)};
}

TEST(error, text_tells_the_attempts_when_there_were_several) {
    failure f = with(errc::server_failed);
    f.history = {attempt(1, errc::connection_lost, 0, 0, 12)};
    EXPECT_EQ(describe(f), "server failed") << "one attempt has no story";
    f.history.push_back(attempt(2, errc::server_failed, 503, 400, 30));
    f.history.push_back(attempt(3, {}, 0, 900, 7));
    const std::string story = "after 3 attempts: connection lost in 12 ms, 400 ms later 503 in 30 ms, 900 ms "
                              "later answered in 7 ms";
    EXPECT_EQ(describe(f), "server failed: " + story);
    EXPECT_NE(std::string(error(f).what()).find(story), std::string::npos);
}

TEST(error, text_tells_both_ends_of_many_attempts) {
    failure f = with(errc::server_failed);
    for (int i = 1; i <= 6; ++i)
        f.history.push_back(attempt(i, errc::server_failed, 500, i, i));
    EXPECT_EQ(describe(f).find("..."), std::string::npos) << "six are told";
    for (int i = 7; i <= 100; ++i)
        f.history.push_back(attempt(i, errc::server_failed, 500, i, i));
    EXPECT_EQ(
        describe(f),
        "server failed: after 100 attempts: 500 in 1 ms, 2 ms later 500 in 2 ms, 3 ms later 500 in 3 ms, "
        "..., 98 ms later 500 in 98 ms, 99 ms later 500 in 99 ms, 100 ms later 500 in 100 ms");
}

TEST(error, foreign_code_is_a_connection_error) {
    failure f;
    f.code = boost::asio::error::connection_refused;
    EXPECT_THROW(throw_failure(f), connection_error);
}

TEST(error, waits_are_told_by_the_errors_that_have_them) {
    failure f = with(errc::rate_limited);
    f.retry_after = std::chrono::seconds(3);
    EXPECT_EQ(rate_limit_error(f).retry_after(), std::chrono::seconds(3));
    failure q = with(errc::quota_deadline);
    q.earliest = std::chrono::seconds(4);
    EXPECT_EQ(quota_error(q).earliest(), std::chrono::seconds(4));
    failure open = with(errc::circuit_open);
    open.earliest = std::chrono::seconds(5);
    EXPECT_EQ(circuit_open_error(open).earliest(), std::chrono::seconds(5));
}

TEST(error, made_exception_is_the_one_thrown) {
    EXPECT_THROW(std::rethrow_exception(make_exception(with(errc::not_found))), not_found_error);
}

TEST(result, value_throws_the_fitting_error) {
    result<int> good = 5;
    EXPECT_EQ(good.value(), 5);
    result<int> bad = with(errc::not_found);
    EXPECT_THROW(bad.value(), not_found_error);
}

} // namespace
