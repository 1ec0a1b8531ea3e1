// Every operation and every error of the service: its type, its code, the service's own words.

#include "discogs/endpoints.hpp"
#include "docs/openapi.hpp"
#include "unit/discogs/operations/by_operation.hpp"

#include <segue/testing/responses.hpp>

#include <gmock/gmock.h>

#include <algorithm>
#include <iterator>

namespace segue::test {
namespace {

using segue::testing::error_json;
using segue::testing::json;
using segue::testing::reply;
using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Not;

/// What the service says of something, where that is known word by word.
struct refusal {
    int number;
    int status;
    const char* words;
};

constexpr refusal known_words[] = {
    {5, 404, "Release not found."},
    {6, 404, "Release not found."},
    {7, 404, "Release not found."},
    {9, 404, "Release not found."},
    {10, 404, "Release not found."},
    {11, 404, "Master Release not found."},
    {12, 404, "Master Release not found."},
    {13, 404, "Artist not found."},
    {14, 404, "Artist not found."},
    {15, 404, "Label not found."},
    {16, 404, "Label not found."},
    {17, 500, "Query time exceeded. Please try a simpler query."},
    {18,
     422,
     "Invalid status: expected one of All, Deleted, Draft, Expired, For Sale, Sold, Suspended, Violation."},
    {20, 403, "You don't have permission to access this resource."},
    {25, 400, "Tracking number is required."},
    {25, 403, "Only the seller can set tracking information."},
    {27, 403, "You don't have permission to access this resource."},
    {35, 404, "The request resource was not found."},
    {42, 403, "You don't have permission to access this resource."},
    {53, 400, "Invalid folder_id: folder does not exist."},
    {53, 404, "The requested collection item does not exist in this user's collection."},
    {54, 403, "You don't have permission to access this resource."},
    {56, 404, "Release not found in user's collection."},
    {58,
     403,
     "You are not allowed to view this resource. Please authenticate as the owner to view this content."},
};

std::string words_of(int number, int status) {
    for (const auto& each : known_words) {
        if (each.number == number && each.status == status)
            return each.words;
    }
    switch (status) {
    case 401:
        return "You must authenticate to access this resource.";
    case 429:
        return "You are making requests too quickly.";
    case 404:
        return "The requested resource was not found.";
    default:
        return "The service's own words, with status " + std::to_string(status) + '.';
    }
}

std::string target_of(const operation& op) {
    const std::string request = op.sent.request;
    return request.substr(request.find(' ') + 1);
}

std::string method_of(const operation& op) {
    const std::string request = op.sent.request;
    return request.substr(0, request.find(' '));
}

class each_refusal : public by_operation {
protected:
    /// Answers so, and expects one request and this of the error.
    static failure refused(const http::response& with, const char* type, errc code) {
        stage s(op());
        s.answer = [&with](const http::request&) { return with; };
        const auto end = s.run();
        EXPECT_EQ(end.type, type) << with.status;
        EXPECT_EQ(end.code, code) << with.status;
        EXPECT_EQ(end.why.status, with.status);
        EXPECT_EQ(end.why.method, method_of(op()));
        EXPECT_EQ(end.why.path, target_of(op()));
        EXPECT_EQ(end.why.attempts, 1);
        EXPECT_EQ(s.transport->count(), 1U);
        return end.why;
    }

    static void expect_done_and_unreadable(const ending& end, const std::string& body) {
        EXPECT_EQ(end.type, "completed_unreadable") << body;
        EXPECT_EQ(end.why.status, op().sent.status);
        EXPECT_EQ(end.why.path, target_of(op()));
        if (*op().sent.location == '\0') {
            EXPECT_EQ(end.why.cause, body == "[]" ? errc::decode_failed : errc::not_json) << body;
        }
    }
};

// T74: the words tell what the status does not.
TEST_P(each_refusal, has_its_type_and_the_words_of_the_service) {
    for (const auto& usual : error_statuses) {
        const auto each = op().told_as(usual);
        const auto words = words_of(op().number, each.status);
        EXPECT_EQ(refused(error_json(each.status, words), each.type, each.code).message, words);
    }
}

TEST_P(each_refusal, that_the_contract_lists_is_among_those) {
    const auto& known = discogs::all_endpoints()[static_cast<std::size_t>(op().number) - 1];
    const auto listed = contract_errors(known.id);
    ASSERT_THAT(listed, Not(IsEmpty())) << known.id;
    EXPECT_THAT(listed, Contains(401));
    EXPECT_THAT(listed, Contains(429));
    for (const int status : listed)
        EXPECT_THAT(error_statuses, Contains(::testing::Field(&error_status::status, status)));
}

// Only of a request that failed for good: another attempt would draw the same.
TEST_P(each_refusal, is_not_asked_for_again_however_many_attempts_are_left) {
    for (const auto& usual : error_statuses) {
        const auto each = op().told_as(usual);
        if (each.status >= 429)
            continue;
        stage s(op());
        s.params.retry = {.max_attempts = 4};
        s.answer = [&each](const http::request&) { return error_json(each.status, "no"); };
        EXPECT_EQ(s.run().type, each.type);
        EXPECT_EQ(s.transport->count(), 1U) << each.status;
    }
}

TEST_P(each_refusal, by_something_in_front_of_the_service_is_no_refusal_of_its_own) {
    refused(segue::testing::html(403, "<html>"), "forbidden_error", errc::blocked);
    refused(segue::testing::html(503, "<html>"), "server_error", errc::server_failed);
}

TEST_P(each_refusal, in_any_other_shape_still_has_its_type) {
    EXPECT_EQ(refused(json(404, "plain words"), "not_found_error", errc::not_found).message, "plain words");
    const auto unauthorized = op().is_oauth_step() ? errc::oauth_refused : errc::unauthorized;
    EXPECT_EQ(refused(json(401, ""), "authentication_error", unauthorized).message, "empty body");
    const auto findings = json(
        422,
        R"({"message":"See \"detail\" for validation errors.","detail":[{"type":"missing","loc":["body",0],)"
        R"("msg":"Field required","input":null}]})");
    EXPECT_EQ(
        refused(findings, "validation_error", errc::unprocessable).message,
        "See \"detail\" for validation errors.; body.0: Field required (missing)");
}

TEST_P(each_refusal, for_want_of_seller_settings_is_not_taken_for_something_missing) {
    const auto why = refused(
        error_json(404, "You must fill out your seller settings first."),
        "api_error",
        errc::seller_settings_missing);
    EXPECT_EQ(why.message, "You must fill out your seller settings first.");
}

TEST_P(each_refusal, by_quota_says_how_long_to_wait) {
    const auto answer =
        segue::testing::with_retry_after(error_json(429, "slow down"), std::chrono::seconds(9));
    EXPECT_EQ(
        refused(answer, "rate_limit_error", errc::rate_limited).retry_after, std::chrono::milliseconds(9000));
}

TEST_P(each_refusal, of_the_road_tells_whether_a_write_may_have_arrived) {
    {
        stage s(op());
        s.answer = [](const http::request&) { return reply::unsent(); };
        const auto end = s.run();
        EXPECT_EQ(end.type, "connection_error");
        EXPECT_EQ(end.code, errc::connect_failed);
    }
    stage s(op());
    s.answer = [](const http::request&) { return reply::lost(); };
    const auto end = s.run();
    EXPECT_EQ(end.type, op().is_write() ? "outcome_unknown" : "connection_error");
    EXPECT_EQ(op().is_write() ? end.why.cause : end.code, errc::connection_lost);
    EXPECT_EQ(end.why.method, method_of(op()));
    EXPECT_EQ(end.why.path, target_of(op()));
    EXPECT_EQ(s.transport->count(), 1U);
}

// T18: an answer that nobody needs is not read.
TEST_P(each_refusal, of_an_answer_without_sense_comes_only_where_it_is_read) {
    for (const char* const body : {"", "<html>", "[]"}) {
        stage s(op());
        s.answer = [body](const http::request&) { return json(op().sent.status, body); };
        const auto end = s.run();
        const auto& model = op().model;
        if (op().is_oauth_step())
            EXPECT_EQ(end.code, errc::oauth_malformed) << body;
        else if (!op().reads() || model == "downloaded")
            EXPECT_EQ(end.type, "") << body;
        else if (op().is_write())
            expect_done_and_unreadable(end, body);
        else
            EXPECT_EQ(end.type, std::string_view(body) == "[]" ? "decode_error" : "protocol_error") << body;
        EXPECT_EQ(s.transport->count(), 1U);
    }
}

INSTANTIATE_TEST_SUITE_P(all, each_refusal, ::testing::ValuesIn(all_operations()), name_of_row);

} // namespace
} // namespace segue::test
