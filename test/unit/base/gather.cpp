#include <segue/base/blocking.hpp>
#include <segue/base/gather.hpp>
#include <segue/base/rethrow.hpp>
#include <segue/testing/manual_time.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <exception>
#include <functional>
#include <future>
#include <memory>
#include <numeric>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace segue;
using namespace std::chrono_literals;

failure missing(const std::string& what) {
    failure f;
    f.code = errc::not_found;
    f.message = what;
    return f;
}

class gather_test : public ::testing::Test {
protected:
    // One child: counts itself while it waits.
    asio::awaitable<int> child(std::size_t index) {
        const inside here(*this);
        const auto ec = co_await time->wait_until(time->now() + duration(index));
        if (ec) {
            ++aborted;
            throw boost::system::system_error(ec);
        }
        if (fails(index))
            throw_failure(missing("child " + std::to_string(index)));
        ++completed;
        co_return static_cast<int>(index) * 10;
    }

    asio::awaitable<void> silent_child(std::size_t index) {
        auto one = child(index);
        co_await std::move(one);
    }

    asio::awaitable<int> stubborn(std::size_t index) {
        const inside here(*this);
        co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
        const auto ec = co_await time->wait_until(time->now() + duration(index));
        aborted += ec ? 1 : 0;
        ++completed;
        co_return static_cast<int>(index);
    }

    // Awaits, but not what is inside the test.
    auto maker() {
        return [this](std::size_t index) { return child(index); };
    }

    template <class T>
    void start(asio::awaitable<T> work, asio::cancellation_slot slot = {}) {
        auto finish = [this](std::exception_ptr e, auto... value) {
            error = e;
            ++completions;
            running_at_end = running;
            finished_at = time->now();
            if constexpr (sizeof...(value) != 0) {
                if (!e)
                    keep(std::move(value)...);
            }
        };
        asio::co_spawn(io, std::move(work), asio::bind_cancellation_slot(slot, finish));
    }

    template <class T>
    void run(asio::awaitable<T> work) {
        start(std::move(work));
        io.restart();
        time->run(io);
        expect_ended("");
    }

    void expect_ended(const std::string& where) {
        EXPECT_EQ(completions, 1) << where;
        EXPECT_EQ(running_at_end, 0) << "a child goes on behind the caller's back " << where;
        EXPECT_EQ(running, 0) << where;
        EXPECT_EQ(time->waiting(), 0U) << where;
    }

    void forget() {
        error = {};
        completions = begun = aborted = completed = most = 0;
        values.clear();
        results.clear();
        order.clear();
    }

    template <class Error>
    std::string thrown() const {
        if (!error)
            return "nothing thrown";
        try {
            std::rethrow_exception(error);
        } catch (const Error& right) {
            return right.what();
        } catch (const std::exception& wrong) {
            return std::string("another type: ") + wrong.what();
        }
    }

    bool was_aborted() const {
        try {
            if (error)
                std::rethrow_exception(error);
        } catch (const boost::system::system_error& e) {
            return e.code() == asio::error::operation_aborted;
        } catch (...) {
            return false;
        }
        return false;
    }

    void keep(std::vector<int> v) { values = std::move(v); }
    void keep(std::vector<result<int>> r) { results = std::move(r); }
    void keep(const std::vector<result<void>>& r) { silent_results = r.size(); }

    struct inside {
        explicit inside(gather_test& t) : test(t) {
            ++test.begun;
            test.most = std::max(test.most, ++test.running);
        }
        ~inside() { --test.running; }
        inside(const inside&) = delete;
        inside& operator=(const inside&) = delete;
        gather_test& test;
    };

    std::function<std::chrono::milliseconds(std::size_t)> duration = [](std::size_t) { return 10ms; };
    std::function<bool(std::size_t)> fails = [](std::size_t) { return false; };

    std::shared_ptr<segue::testing::manual_time> time = std::make_shared<segue::testing::manual_time>();
    asio::io_context io{1};
    std::exception_ptr error;
    int completions = 0;
    int begun = 0;
    int running = 0;
    int most = 0;
    int running_at_end = -1;
    int aborted = 0;
    int completed = 0;
    std::vector<int> values;
    std::vector<result<int>> results;
    std::size_t silent_results = 0;
    std::vector<std::size_t> order;
    const steady_time begin = time->now();
    steady_time finished_at;
};

TEST_F(gather_test, bound_is_reached_and_never_exceeded_and_results_keep_their_order) {
    duration = [](std::size_t i) { return std::chrono::milliseconds(1 + (i * 7919) % 23); };
    for (const std::size_t limit : {1U, 2U, 3U, 7U, 19U, 20U, 21U, 1000U}) {
        forget();
        auto make = maker();
        run(gather(limit, 20, make));
        ASSERT_EQ(values.size(), 20U) << limit;
        for (std::size_t i = 0; i < values.size(); ++i)
            EXPECT_EQ(values[i], static_cast<int>(i) * 10);
        EXPECT_EQ(most, static_cast<int>(std::min<std::size_t>(limit, 20)));
    }
}

TEST_F(gather_test, free_place_is_taken_at_once_and_not_in_batches) {
    duration = [](std::size_t i) { return i == 0 ? 100ms : 10ms; };
    auto make = maker();
    run(gather(2, 11, make));
    EXPECT_EQ(finished_at - begin, 100ms) << "ten short ones beside the long one";
}

TEST_F(gather_test, unlimited_bound_begins_everything) {
    auto make = maker();
    run(gather(static_cast<std::size_t>(-1), 50, make));
    EXPECT_EQ(most, 50);
    EXPECT_EQ(finished_at - begin, 10ms);
}

TEST_F(gather_test, bound_of_zero_is_refused_when_awaited) {
    std::vector<asio::awaitable<int>> some;
    some.push_back(child(0));
    auto pending = gather(0, std::move(some));
    EXPECT_EQ(begun, 0);
    run(std::move(pending));
    EXPECT_NE(thrown<std::invalid_argument>().find("gather: limit is 0"), std::string::npos);
    EXPECT_EQ(begun, 0);
    forget();
    run(gather_all(0, std::vector<asio::awaitable<int>>()));
    EXPECT_NE(thrown<std::invalid_argument>().find("limit is 0"), std::string::npos) << "empty or not";
}

TEST_F(gather_test, nothing_to_do_completes_with_nothing) {
    values = {1};
    run(gather(4, std::vector<asio::awaitable<int>>()));
    EXPECT_FALSE(error);
    EXPECT_TRUE(values.empty());
    forget();
    run(gather(4, std::vector<asio::awaitable<void>>()));
    EXPECT_FALSE(error);
    forget();
    auto make = maker();
    results.emplace_back(1);
    run(gather_all(4, 0, make));
    EXPECT_FALSE(error);
    EXPECT_TRUE(results.empty());
}

TEST_F(gather_test, ready_made_awaitables_run_bounded_too) {
    std::vector<asio::awaitable<int>> all;
    for (std::size_t i = 0; i < 10; ++i)
        all.push_back(child(i));
    EXPECT_EQ(begun, 0) << "awaitables are lazy";
    run(gather(3, std::move(all)));
    EXPECT_EQ(most, 3);
    EXPECT_EQ(values, (std::vector<int>{0, 10, 20, 30, 40, 50, 60, 70, 80, 90}));
}

TEST_F(gather_test, items_reach_the_function_and_are_kept_for_it) {
    auto make = [this](const std::string& item) -> asio::awaitable<int> {
        auto one = child(item.size());
        const auto n = co_await std::move(one);
        order.push_back(item.size()); // the item is still there
        co_return n;
    };
    std::optional<asio::awaitable<std::vector<int>>> pending;
    {
        const std::vector<std::string> items{"a", "bb", "a text that is too long for the small buffer"};
        pending = gather(2, items, make);
    }
    run(std::move(*pending));
    EXPECT_EQ(values, (std::vector<int>{10, 20, 440}));
    EXPECT_EQ(order, (std::vector<std::size_t>{1, 2, 44}));
    forget();
    const std::array<std::size_t, 3> indexes{4, 2, 0};
    run(gather(2, std::span(indexes), [this](std::size_t i) { return child(i); }));
    EXPECT_EQ(values, (std::vector<int>{40, 20, 0}));
}

// The function dies before its coroutines run: they use the copy.
TEST_F(gather_test, coroutine_with_captures_may_go_before_its_children) {
    std::optional<asio::awaitable<std::vector<int>>> pending;
    const auto held = std::make_shared<int>(7);
    {
        auto make = [held, this](std::size_t index) -> asio::awaitable<int> {
            auto one = child(index);
            co_return co_await std::move(one) + *held;
        };
        pending = gather(2, 3, make);
    }
    run(std::move(*pending));
    EXPECT_EQ(values, (std::vector<int>{7, 17, 27}));
    EXPECT_EQ(held.use_count(), 1) << "nothing is kept";
}

TEST_F(gather_test, children_are_made_when_their_turn_comes) {
    int made = 0;
    int most_ahead = 0;
    auto make = [&](std::size_t index) {
        ++made;
        most_ahead = std::max(most_ahead, made - completed);
        return child(index);
    };
    auto pending = gather(3, 30, make);
    EXPECT_EQ(made, 0);
    run(std::move(pending));
    EXPECT_EQ(made, 30);
    EXPECT_LE(most_ahead, 3);
}

TEST_F(gather_test, first_failure_by_time_ends_it_and_cancels_the_rest) {
    duration = [](std::size_t i) { return i == 3 ? 5ms : 100ms; };
    fails = [](std::size_t i) { return i == 3 || i == 0; };
    auto make = maker();
    run(gather(5, 20, make));
    EXPECT_NE(thrown<not_found_error>().find("child 3"), std::string::npos) << thrown<not_found_error>();
    EXPECT_EQ(begun, 5) << "none begins after the failure";
    EXPECT_EQ(aborted, 4);
    EXPECT_EQ(finished_at - begin, 5ms);
}

TEST_F(gather_test, children_that_ignore_cancellation_are_waited_for) {
    auto make = [this](std::size_t i) { return i == 0 ? child(i) : stubborn(i); };
    duration = [](std::size_t i) { return i == 0 ? 1ms : 10s; };
    fails = [](std::size_t i) { return i == 0; };
    run(gather(3, 9, make));
    EXPECT_NE(thrown<not_found_error>().find("child 0"), std::string::npos);
    EXPECT_EQ(completed, 2);
    EXPECT_EQ(begun, 3);
    EXPECT_EQ(finished_at - begin, 10s);
}

TEST_F(gather_test, childs_own_abort_is_a_failure_like_any_other) {
    auto make = [this](std::size_t i) -> asio::awaitable<int> {
        auto one = child(i);
        const auto n = co_await std::move(one);
        if (i == 1)
            throw boost::system::system_error(asio::error::operation_aborted);
        co_return n;
    };
    run(gather(1, 5, make));
    EXPECT_TRUE(was_aborted());
    EXPECT_EQ(begun, 2);
}

TEST_F(gather_test, exception_while_a_child_is_made_counts_as_its_failure) {
    auto make = [this](std::size_t i) {
        if (i == 4)
            throw std::out_of_range("no child 4");
        return child(i);
    };
    run(gather(3, 20, make));
    EXPECT_EQ(thrown<std::out_of_range>(), "no child 4");
    EXPECT_EQ(begun, 4);
    EXPECT_EQ(completed + aborted, begun);
    forget();
    run(gather_all(3, 20, make));
    EXPECT_EQ(thrown<std::out_of_range>(), "no child 4") << "foreign errors are no results";
    forget();
    auto refuse = [this](std::size_t i) {
        if (i == 1)
            throw_failure(missing("not made"));
        return child(i);
    };
    run(gather_all(3, 3, refuse));
    ASSERT_EQ(results.size(), 0U) << "made by us or not, the child could not begin";
    EXPECT_NE(thrown<not_found_error>().find("not made"), std::string::npos);
}

TEST_F(gather_test, all_results_stand_in_their_order_failed_or_not) {
    fails = [](std::size_t i) { return i % 3 == 1; };
    duration = [](std::size_t i) { return std::chrono::milliseconds(20 - i); };
    auto make = maker();
    run(gather_all(4, 10, make));
    EXPECT_FALSE(error);
    EXPECT_EQ(most, 4);
    ASSERT_EQ(results.size(), 10U);
    for (std::size_t i = 0; i < results.size(); ++i) {
        ASSERT_EQ(results[i].has_value(), i % 3 != 1) << i;
        if (results[i])
            EXPECT_EQ(*results[i], static_cast<int>(i) * 10);
        else
            EXPECT_EQ(results[i].error().message, "child " + std::to_string(i));
    }
}

TEST_F(gather_test, every_form_gives_all_results) {
    fails = [](std::size_t i) { return i == 1; };
    std::vector<asio::awaitable<int>> ready;
    for (std::size_t i = 0; i < 3; ++i)
        ready.push_back(child(i));
    run(gather_all(2, std::move(ready)));
    ASSERT_EQ(results.size(), 3U);
    EXPECT_FALSE(results[1].has_value());
    forget();
    const std::vector<std::size_t> items{2, 1};
    auto make = maker();
    run(gather_all(2, items, make));
    ASSERT_EQ(results.size(), 2U);
    EXPECT_EQ(*results[0], 20);
    EXPECT_FALSE(results[1].has_value());
}

TEST_F(gather_test, children_without_a_value_are_gathered_too) {
    auto make = [this](std::size_t i) { return silent_child(i); };
    run(gather(3, 10, make));
    EXPECT_FALSE(error);
    EXPECT_EQ(completed, 10);
    EXPECT_EQ(most, 3);
    forget();
    std::vector<asio::awaitable<void>> ready;
    for (std::size_t i = 0; i < 3; ++i)
        ready.push_back(silent_child(i));
    run(gather(2, std::move(ready)));
    EXPECT_EQ(completed, 3);
    forget();
    fails = [](std::size_t i) { return i == 2; };
    run(gather_all(3, 5, make));
    EXPECT_FALSE(error);
    EXPECT_EQ(silent_results, 5U);
    forget();
    run(gather(3, 5, make));
    EXPECT_NE(thrown<not_found_error>().find("child 2"), std::string::npos);
}

TEST_F(gather_test, results_need_not_be_copied_or_made_by_default) {
    struct odd {
        explicit odd(int n) : number(std::make_unique<int>(n)) {}
        std::unique_ptr<int> number;
    };
    std::vector<int> got;
    auto make = [this](std::size_t i) -> asio::awaitable<std::unique_ptr<odd>> {
        auto one = child(i);
        const auto n = co_await std::move(one);
        co_return std::make_unique<odd>(n);
    };
    auto work = [&]() -> asio::awaitable<void> {
        const auto all = co_await gather(2, 3, make);
        for (const auto& each : all)
            got.push_back(*each->number);
    };
    run(work());
    EXPECT_EQ(got, (std::vector<int>{0, 10, 20}));
}

TEST_F(gather_test, flags_are_results_as_well) {
    std::vector<bool> got;
    auto make = [this](std::size_t i) -> asio::awaitable<bool> {
        auto one = child(i);
        co_return co_await std::move(one) == 10;
    };
    auto work = [&]() -> asio::awaitable<void> { got = co_await gather(2, 3, make); };
    run(work());
    EXPECT_EQ(got, (std::vector<bool>{false, true, false}));
}

TEST_F(gather_test, gathers_nest) {
    auto inner = [this](std::size_t) -> asio::awaitable<int> {
        auto make = maker();
        const auto all = co_await gather(2, 4, make);
        co_return std::accumulate(all.begin(), all.end(), 0);
    };
    run(gather(3, 5, inner));
    EXPECT_EQ(values, (std::vector<int>{60, 60, 60, 60, 60}));
    EXPECT_EQ(most, 6);
}

TEST_F(gather_test, never_awaited_begins_nothing) {
    {
        auto make = maker();
        auto unused = gather(2, 3, make);
    }
    time->run(io);
    EXPECT_EQ(begun, 0);
}

TEST_F(gather_test, hundred_thousand_children_that_complete_at_once_need_no_stack) {
    auto at_once = [](std::size_t i) -> asio::awaitable<int> { co_return static_cast<int>(i); };
    for (const std::size_t limit : {1U, 3U, 100'000U}) {
        forget();
        run(gather(limit, 100'000, at_once));
        ASSERT_EQ(values.size(), 100'000U);
        EXPECT_TRUE(std::is_sorted(values.begin(), values.end()));
        EXPECT_EQ(values.back(), 99'999);
    }
}

TEST_F(gather_test, thousands_of_children_that_wait_are_bounded) {
    auto make = maker();
    run(gather(64, 5'000, make));
    EXPECT_EQ(values.size(), 5'000U);
    EXPECT_EQ(most, 64);
}

// Every type of cancellation reaches the children when the caller lets it through; total would not by itself.
TEST_F(gather_test, cancellation_of_the_caller_reaches_every_child) {
    using asio::cancellation_type;
    for (const auto type :
         {cancellation_type::terminal, cancellation_type::partial, cancellation_type::total}) {
        auto open = [this]() -> asio::awaitable<std::vector<int>> {
            co_await asio::this_coro::reset_cancellation_state(asio::enable_total_cancellation());
            auto make = maker();
            auto work = gather(3, 10, make);
            co_return co_await std::move(work);
        };
        forget();
        asio::cancellation_signal cancel;
        start(open(), cancel.slot());
        io.restart();
        while (io.poll() != 0) {
        }
        ASSERT_EQ(running, 3);
        cancel.emit(type);
        while (io.poll() != 0) {
        }
        EXPECT_TRUE(was_aborted());
        EXPECT_EQ(begun, 3);
        EXPECT_EQ(aborted, 3);
        expect_ended("type " + std::to_string(static_cast<int>(type)));
    }
}

// The first cancellation is of a type that the children do not take, the second one is.
TEST_F(gather_test, second_cancellation_is_passed_on_as_well) {
    auto choosy = [this](std::size_t i) -> asio::awaitable<int> {
        co_await asio::this_coro::reset_cancellation_state(asio::enable_terminal_cancellation());
        auto one = child(i);
        co_return co_await std::move(one);
    };
    auto open = [&]() -> asio::awaitable<std::vector<int>> {
        co_await asio::this_coro::reset_cancellation_state(asio::enable_total_cancellation());
        auto work = gather(3, 10, choosy);
        co_return co_await std::move(work);
    };
    asio::cancellation_signal cancel;
    start(open(), cancel.slot());
    while (io.poll() != 0) {
    }
    cancel.emit(asio::cancellation_type::total);
    while (io.poll() != 0) {
    }
    EXPECT_EQ(running, 3) << "they go on";
    EXPECT_EQ(completions, 0);
    cancel.emit(asio::cancellation_type::terminal);
    while (io.poll() != 0) {
    }
    EXPECT_TRUE(was_aborted());
    EXPECT_EQ(aborted, 3);
    expect_ended("");
}

TEST_F(gather_test, error_that_a_cancelled_child_comes_up_with_counts) {
    auto write = [this](std::size_t i) -> asio::awaitable<int> {
        const inside here(*this);
        const auto ec = co_await time->wait_until(time->now() + 10ms);
        if (ec && i == 2) {
            failure f;
            f.code = errc::outcome_unknown;
            throw_failure(std::move(f));
        }
        if (ec)
            throw boost::system::system_error(ec);
        co_return 0;
    };
    asio::cancellation_signal cancel;
    start(gather(5, 10, write), cancel.slot());
    while (io.poll() != 0) {
    }
    cancel.emit(asio::cancellation_type::terminal);
    time->run(io);
    EXPECT_NE(thrown<outcome_unknown>().find("unknown"), std::string::npos) << thrown<outcome_unknown>();
    EXPECT_EQ(begun, 5);
    expect_ended("");
}

// The caller gives up after the n-th handler, for every n.
TEST_F(gather_test, cancellation_at_any_step_ends_it_once_and_leaves_nothing) {
    int cut = 0;
    for (int steps = 0;; ++steps) {
        ASSERT_LT(steps, 500);
        forget();
        const auto where = "after step " + std::to_string(steps);
        auto make = maker();
        asio::cancellation_signal cancel;
        start(gather(2, 6, make), cancel.slot());
        io.restart();
        for (int i = 0; i < steps; ++i) {
            if (io.poll_one() == 0 && !time->advance_to_next())
                break;
            io.restart();
        }
        const bool over = completions == 1;
        cancel.emit(asio::cancellation_type::terminal);
        time->run(io);
        expect_ended(where);
        EXPECT_TRUE(was_aborted() || values.size() == 6) << where;
        EXPECT_EQ(completed + aborted, begun) << where;
        cut += was_aborted() ? 1 : 0;
        if (over)
            break;
    }
    EXPECT_GT(cut, 5);
}

TEST_F(gather_test, context_destroyed_at_any_step_leaks_nothing) {
    int with_children = 0;
    for (int steps = 0; steps < 30; ++steps) {
        forget();
        auto own = std::make_unique<asio::io_context>(1);
        const auto held = std::make_shared<int>(1);
        auto make = [held, this](std::size_t i) { return child(i); };
        asio::co_spawn(*own, gather(3, 10, make), [](auto&&...) {});
        for (int i = 0; i < steps; ++i) {
            if (own->poll_one() == 0)
                time->advance_to_next();
            own->restart();
        }
        with_children += running > 0 ? 1 : 0;
        own.reset();
        EXPECT_EQ(running, 0) << "step " << steps;
        EXPECT_EQ(time->waiting(), 0U) << "step " << steps;
        EXPECT_EQ(held.use_count(), 2) << "step " << steps;
    }
    EXPECT_GT(with_children, 10);
}

// On a strand of the caller's the children are on it too: nobody else on it runs beside them.
TEST(gather_threads, children_of_a_caller_on_a_strand_run_on_that_strand) {
    asio::thread_pool pool(4);
    const auto strand = asio::make_strand(pool);
    int unguarded = 0; // TSan judges
    auto count = [&](std::size_t) -> asio::awaitable<void> {
        for (int i = 0; i < 20; ++i) {
            ++unguarded;
            co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
        }
    };
    auto one = [&]() -> asio::awaitable<void> { co_await gather(8, 20, count); };
    auto first = asio::co_spawn(strand, one(), asio::use_future);
    auto second = asio::co_spawn(strand, one(), asio::use_future);
    first.get();
    second.get();
    EXPECT_EQ(unguarded, 800);
    pool.join();
}

// With the machine's clock, several threads and no strand of the caller's: the sanitizers judge.
TEST(gather_threads, callers_and_children_need_no_strand) {
    asio::io_context io(4);
    std::atomic<int> ended{0};
    auto caller = [&](int seed) -> asio::awaitable<void> {
        for (int i = 0; i < 40; ++i) {
            int unguarded = 0;
            auto nap = [&, i](std::size_t n) -> asio::awaitable<std::string> {
                ++unguarded;
                asio::steady_timer timer(
                    co_await asio::this_coro::executor,
                    std::chrono::microseconds((static_cast<int>(n) * 7 + seed) % 50));
                co_await timer.async_wait(asio::use_awaitable);
                --unguarded;
                if (i % 4 == 3 && n == 9)
                    throw_failure(missing("nine"));
                co_return std::string(40, 'x') + std::to_string(n);
            };
            try {
                const auto all = co_await gather(4, 20, nap);
                for (std::size_t n = 0; n < all.size(); ++n)
                    EXPECT_EQ(all[n], std::string(40, 'x') + std::to_string(n));
                EXPECT_EQ(unguarded, 0);
            } catch (const not_found_error&) {
                EXPECT_EQ(i % 4, 3);
            }
            ++ended;
        }
    };
    for (int i = 0; i < 6; ++i)
        asio::co_spawn(io, caller(i), rethrow);
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&io] { io.run(); });
    for (auto& t : threads)
        t.join();
    EXPECT_EQ(ended, 240);
}

// Cancelled from another thread than the children's, at about the moment of completion.
TEST(gather_threads, cancellation_and_completion_may_meet) {
    asio::io_context io(4);
    auto work = asio::make_work_guard(io);
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&io] { io.run(); });
    auto nap = [](std::size_t n) -> asio::awaitable<std::size_t> {
        asio::steady_timer timer(co_await asio::this_coro::executor, std::chrono::microseconds(10 + n * 10));
        co_await timer.async_wait(asio::use_awaitable);
        co_return n;
    };
    int cancelled = 0;
    int complete = 0;
    for (int i = 0; i < 300; ++i) {
        const auto strand = asio::make_strand(io);
        asio::cancellation_signal cancel;
        std::promise<bool> over;
        auto finish = [&over](const std::exception_ptr& e, const std::vector<std::size_t>& all) {
            over.set_value(!e && all.size() == 8);
        };
        asio::co_spawn(strand, gather(3, 8, nap), asio::bind_cancellation_slot(cancel.slot(), finish));
        std::promise<void> emitted;
        asio::steady_timer later(strand, std::chrono::microseconds(i * 2));
        later.async_wait([&](auto) {
            cancel.emit(asio::cancellation_type::terminal);
            emitted.set_value();
        });
        const bool whole = over.get_future().get();
        ++(whole ? complete : cancelled);
        emitted.get_future().get();
    }
    EXPECT_EQ(cancelled + complete, 300);
    work.reset();
    for (auto& t : threads)
        t.join();
}

} // namespace
