// Every operation: what it sends, what it takes, what it makes of names, and what it does when nothing is
// wrong but the road.

#include "discogs/endpoints.hpp"
#include "unit/discogs/operations/by_operation.hpp"

#include <segue/base/events.hpp>
#include <segue/testing/responses.hpp>

#include <gmock/gmock.h>

namespace segue::test {
namespace {

using segue::testing::json;
using segue::testing::reply;

const discogs::endpoint& known(const operation& op) {
    return discogs::all_endpoints()[static_cast<std::size_t>(op.number) - 1];
}

/// What the one file of a form holds, and what stands before it.
struct sent_file {
    std::string head;
    std::string content;
};

sent_file file_of(const http::request& r) {
    const std::string type(r.headers.find("Content-Type").value_or(""));
    const std::string lead = "multipart/form-data; boundary=";
    EXPECT_TRUE(type.starts_with(lead)) << type;
    const auto boundary = type.substr(std::min(type.size(), lead.size()));
    const auto begin = "--" + boundary + "\r\n";
    const auto end = "\r\n--" + boundary + "--\r\n";
    EXPECT_TRUE(r.body.starts_with(begin) && r.body.ends_with(end)) << r.body;
    const auto blank = r.body.find("\r\n\r\n");
    if (blank == std::string::npos || r.body.size() < blank + 4 + end.size())
        return {};
    return {
        r.body.substr(begin.size(), blank + 2 - begin.size()),
        r.body.substr(blank + 4, r.body.size() - end.size() - blank - 4)};
}

TEST(operation_table, has_each_number_once_and_a_request_that_the_client_knows_by_it) {
    int before = 0;
    for (const auto* op : all_operations()) {
        EXPECT_EQ(op->number, before + 1);
        before = op->number;
        const std::string_view request = op->sent.request;
        const auto blank = request.find(' ');
        EXPECT_EQ(request.substr(0, blank), http::to_string(known(*op).method)) << op->name();
        const auto* found = discogs::find_endpoint(known(*op).method, request.substr(blank + 1));
        ASSERT_NE(found, nullptr) << op->name();
        EXPECT_EQ(found->number, op->number);
    }
    EXPECT_EQ(before, 63);
}

TEST(operation_table, tells_what_a_second_request_would_do_as_the_client_sees_it) {
    for (const auto* op : all_operations()) {
        const auto harm = op->sent.again == repeat::harmful;
        EXPECT_EQ(known(*op).repeating == traffic::repetition::harmful, harm) << op->name();
        EXPECT_EQ(known(*op).repeating == traffic::repetition::read, !op->is_write()) << op->name();
    }
}

class each_operation : public by_operation {};

TEST_P(each_operation, sends_what_the_reference_says_in_one_request_and_takes_the_answer) {
    stage s(op());
    const auto end = s.run();
    EXPECT_EQ(end.type, "") << end.why.message;
    EXPECT_EQ(end.says, op().says);
    ASSERT_EQ(s.transport->count(), 1U);
    const auto sent = s.transport->request(0);
    EXPECT_EQ(std::string(http::to_string(sent.method)) + ' ' + sent.target, op().sent.request);
    if (*op().sent.file != '\0') {
        const auto file = file_of(sent);
        EXPECT_EQ(file.content, op().sent.file);
        EXPECT_EQ(
            file.head,
            "Content-Disposition: form-data; name=\"upload\"; filename=\"inventory.csv\"\r\n"
            "Content-Type: text/csv\r\n");
        return;
    }
    EXPECT_EQ(sent.body, op().sent.body);
    if (op().is_oauth_step())
        EXPECT_EQ(sent.headers.find("Content-Type"), "application/x-www-form-urlencoded");
    else if (sent.body.empty())
        EXPECT_FALSE(sent.headers.contains("Content-Type"));
    else
        EXPECT_EQ(sent.headers.find("Content-Type"), "application/json");
}

TEST_P(each_operation, takes_a_good_answer_without_drift) {
    struct drift_counter final : observer {
        void on_event(const event& e) override {
            drifts += std::holds_alternative<events::drifted>(e) ? 1 : 0;
        }
        int drifts = 0;
    };
    stage s(op());
    const auto counter = std::make_shared<drift_counter>();
    const std::shared_ptr<observer> listener = counter;
    auto ledger = traffic::make_quota_ledger({});
    const discogs::client client(s.io.get_executor(), s.params, s.transport, s.time, ledger, listener);
    const auto end = s.start(client);
    s.finish();
    EXPECT_EQ(end->says, op().says);
    EXPECT_EQ(counter->drifts, 0);
}

// T58, T70, T55: an offer, a copy, a message or a mail must not come twice.
TEST_P(each_operation, lost_answer_is_asked_for_again_only_where_that_does_no_harm) {
    stage s(op());
    s.params.retry = {.max_attempts = 3};
    s.transport->queue(reply::lost());
    const auto end = s.run();
    if (op().sent.again == repeat::harmful) {
        EXPECT_EQ(end.type, "outcome_unknown");
        EXPECT_EQ(end.why.attempts, 1);
        EXPECT_EQ(s.transport->count(), 1U);
        return;
    }
    EXPECT_EQ(end.says, op().says) << end.type;
    ASSERT_EQ(s.transport->count(), 2U);
    EXPECT_EQ(s.transport->request(0).target, s.transport->request(1).target);
    EXPECT_EQ(s.transport->request(0).body, s.transport->request(1).body);
}

TEST_P(each_operation, request_that_never_left_is_sent_again_whatever_it_is) {
    stage s(op());
    s.params.retry = {.max_attempts = 2};
    s.transport->queue(reply::unsent());
    EXPECT_EQ(s.run().says, op().says);
    EXPECT_EQ(s.transport->count(), 2U);
    EXPECT_EQ(s.transport->sent(), 1U);
}

TEST_P(each_operation, refusal_by_quota_is_waited_for_and_sent_again_whatever_it_is) {
    stage s(op());
    s.params.retry = {.max_attempts = 2};
    const auto begun = s.time->now();
    s.transport->queue(
        segue::testing::with_retry_after(segue::testing::error_json(429, "wait"), std::chrono::seconds(7)));
    EXPECT_EQ(s.run().says, op().says);
    EXPECT_EQ(s.transport->count(), 2U);
    EXPECT_GE(s.time->now() - begun, std::chrono::seconds(7));
}

INSTANTIATE_TEST_SUITE_P(all, each_operation, ::testing::ValuesIn(all_operations()), name_of_row);

class each_write_that_may_be_repeated : public by_operation {};

// What the first request has done, the second one finds done.
TEST_P(each_write_that_may_be_repeated, sent_again_that_finds_nothing_tells_what_that_means) {
    constexpr int move_of_a_copy = 53;
    stage s(op());
    s.params.retry = {.max_attempts = 2};
    s.answer = [](const http::request&) { return segue::testing::error_json(404, "Not here."); };
    const auto first = s.run();
    EXPECT_EQ(first.type, "not_found_error") << "the first one knows";
    EXPECT_EQ(first.why.attempts, 1);
    s.transport->queue(reply::lost());
    const auto again = s.run();
    EXPECT_EQ(s.transport->count(), 3U);
    if (known(op()).method == http::method::remove) {
        EXPECT_EQ(again.says, "done") << again.type;
        return;
    }
    EXPECT_EQ(again.type, op().number == move_of_a_copy ? "outcome_unknown" : "not_found_error");
    EXPECT_EQ(again.why.attempts, 2);
}

auto writes_that_may_be_repeated() {
    auto all = all_operations();
    std::erase_if(
        all, [](const operation* op) { return !op->is_write() || op->sent.again == repeat::harmful; });
    return all;
}

INSTANTIATE_TEST_SUITE_P(
    all, each_write_that_may_be_repeated, ::testing::ValuesIn(writes_that_may_be_repeated()), name_of_row);

/// Those with a user in their path.
class each_operation_of_a_user : public by_operation {
protected:
    ending run_for(const char* user) {
        stage s(op());
        const auto client = s.make_client();
        const auto end = s.start(s.io, op().run(client, user));
        s.finish();
        target = s.transport->count() == 0 ? "" : s.transport->request(0).target;
        return *end;
    }

    std::string target;
};

TEST_P(each_operation_of_a_user, empty_user_name_is_refused_before_it_becomes_another_path) {
    const auto end = run_for("");
    EXPECT_EQ(end.type, "bad_params");
    EXPECT_EQ(end.why.param, "username");
    EXPECT_EQ(target, "");
}

// T50: a name is one segment of the path, whatever it holds.
TEST_P(each_operation_of_a_user, user_name_cannot_leave_its_segment) {
    const std::string request = op().sent.request;
    const auto usual = request.substr(request.find(' ') + 1);
    const auto at = usual.find(some_user_encoded);
    ASSERT_NE(at, std::string::npos);
    const std::pair<const char*, const char*> names[] = {
        {"a/../b?c#d", "a%2F..%2Fb%3Fc%23d"},
        {"..", "%2E%2E"},
        {".", "%2E"},
        {"100%25", "100%2525"},
        {"_who.ever-~1", "_who.ever-~1"},
        {"J\xc3\xbcrgen", "J%C3%BCrgen"}};
    for (const auto& [name, segment] : names) {
        EXPECT_EQ(run_for(name).says, op().says);
        EXPECT_EQ(target, std::string(usual).replace(at, std::string(some_user_encoded).size(), segment));
    }
}

auto operations_of_a_user() {
    auto all = all_operations();
    std::erase_if(all, [](const operation* op) {
        return discogs::all_endpoints()[static_cast<std::size_t>(op->number) - 1].path.find("{username}") ==
               std::string_view::npos;
    });
    return all;
}

INSTANTIATE_TEST_SUITE_P(
    all, each_operation_of_a_user, ::testing::ValuesIn(operations_of_a_user()), name_of_row);

} // namespace
} // namespace segue::test
