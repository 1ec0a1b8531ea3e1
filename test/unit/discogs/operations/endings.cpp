// Every operation ended by its caller: cancelled, dropped, its client or its context gone. What is seen is
// told in words, for the page of docs/providers as well.

#include "unit/discogs/operations/by_operation.hpp"

namespace segue::test {
namespace {

class each_ending : public by_operation {};

TEST_P(each_ending, of_an_awaitable_that_nobody_awaits_sends_nothing) {
    EXPECT_EQ(seen::never_awaited(op()), "sends nothing");
}

TEST_P(each_ending, by_cancellation_before_the_start_sends_nothing_and_takes_no_quota) {
    EXPECT_EQ(seen::cancelled_before_start(op()), "sends nothing");
}

TEST_P(each_ending, by_cancellation_in_the_queue_gives_the_place_back_and_sends_nothing) {
    EXPECT_EQ(seen::cancelled_in_queue(op()), "sends nothing");
}

TEST_P(each_ending, by_cancellation_under_way_comes_at_once_and_leaves_nothing) {
    EXPECT_EQ(seen::cancelled_while_waiting(op()), "ends at once");
}

TEST_P(each_ending, of_the_client_leaves_the_call_to_its_end) {
    EXPECT_EQ(seen::client_destroyed(op()), "answered");
}

TEST_P(each_ending, of_the_context_leaves_nothing_behind) {
    EXPECT_EQ(seen::context_destroyed(op()), "leaves nothing");
}

TEST_P(each_ending, of_the_client_before_the_call_is_awaited_does_not_matter) {
    stage s(op());
    auto waiting = s.call(s.make_client());
    const auto end = s.start(s.io, std::move(waiting));
    s.finish();
    EXPECT_EQ(end->says, op().says) << end->type;
}

TEST_P(each_ending, by_closing_the_client_says_so) {
    stage s(op());
    const auto client = s.make_client();
    auto close = [](discogs::client c) -> asio::awaitable<std::string> {
        co_await c.close();
        co_return "closed";
    };
    s.start(s.io, close(client));
    s.finish();
    const auto end = s.start(client);
    s.finish();
    EXPECT_EQ(end->type, "client_closed_error");
    EXPECT_EQ(s.transport->count(), 0U);
}

INSTANTIATE_TEST_SUITE_P(all, each_ending, ::testing::ValuesIn(all_operations()), name_of_row);

} // namespace
} // namespace segue::test
