#include "support/on_emulator.hpp"

#include <boost/asio/use_awaitable.hpp>

// The emulator's whole list of faults against the client, one kind after the other. What each of them must be
// told as is in faults.cpp; here is what holds for all: nothing hangs, what is harmless harms nobody, and a
// write is never said to have failed on the way when it happened.

namespace {

using namespace std::chrono_literals;
using namespace segue;
using emulator::fault_kind_info;

class component_fault_kinds : public test::on_emulator {
protected:
    void SetUp() override { start(); }

    /// One strike of that kind, quick and small.
    void strike_with(const fault_kind_info& known, std::optional<bool> handled = {}) {
        emulator::fault f{.kind = known.kind, .delay = 5ms, .handled = handled};
        if (known.kind == fault_kind::gzip_bomb || known.kind == fault_kind::oversized_body)
            f.bytes = 100'000;
        service().clear_faults();
        service().add_fault(f);
    }

    /// Runs one call to its end; the error that it ended with, or nothing.
    template <class T>
    std::exception_ptr ending_of(asio::awaitable<T> work) {
        try {
            run(std::move(work));
        } catch (const segue::error&) {
            return std::current_exception();
        }
        return nullptr;
    }

    template <class Error>
    static bool is(const std::exception_ptr& error) {
        try {
            std::rethrow_exception(error);
        } catch (const Error&) {
            return true;
        } catch (const std::exception&) {
            return false;
        }
    }
};

TEST_F(component_fault_kinds, read_ends_and_the_next_one_works) {
    for (const auto& known : emulator::fault_kinds()) {
        SCOPED_TRACE(known.name);
        auto client = make_client();
        strike_with(known);
        if (known.lists_only) {
            auto list = client.artist(known_artist).releases().list();
            (void)ending_of(list.next_page());
        } else {
            (void)ending_of(client.release(known_release).get());
        }
        service().clear_faults();
        EXPECT_EQ(run(client.release(known_release).get()).title, "The Downward Spiral");
    }
}

TEST_F(component_fault_kinds, harmless_one_changes_no_answer) {
    const auto whole = run(make_client().release(known_release).get());
    int seen = 0;
    for (const auto& known : emulator::fault_kinds()) {
        if (!known.benign)
            continue;
        SCOPED_TRACE(known.name);
        auto client = make_client();
        strike_with(known);
        EXPECT_EQ(run(client.release(known_release).get()), whole);
        EXPECT_EQ(run(client.release(known_release).get()), whole);
        ++seen;
    }
    EXPECT_GT(seen, 10);
}

TEST_F(component_fault_kinds, write_that_happened_is_not_said_to_have_failed_on_the_way) {
    int lost = 0;
    for (const auto& known : emulator::fault_kinds()) {
        if (known.lists_only)
            continue;
        for (const bool reused : {false, true}) {
            SCOPED_TRACE(std::string(known.name) + (reused ? ", reused" : ", fresh"));
            service().clear_faults();
            run(make_client().release(1).rating().user(service().username()).update(1));
            auto client = make_client();
            if (reused)
                run(client.release(1).get());
            service().clear_journal();
            strike_with(known);
            auto mine = client.release(1).rating().user(service().username());
            const auto error = ending_of(mine.update(5));

            bool done = false;
            for (const auto& entry : service().journal())
                done = done || (entry.method == "PUT" && entry.handled_status == 201);
            service().clear_faults();
            EXPECT_EQ(run(mine.get()).rating, done ? 5 : 1) << "journal and state agree";
            if (!error) {
                EXPECT_TRUE(done);
            } else if (done) {
                EXPECT_FALSE(is<connection_error>(error)) << "whoever hears that writes again";
                EXPECT_FALSE(is<timeout_error>(error));
            }
            lost += error && done ? 1 : 0;
        }
    }
    EXPECT_GT(lost, 4) << "the case that this is about";
}

TEST_F(component_fault_kinds, write_that_the_service_gave_up_before_it_began_did_not_happen) {
    int seen = 0;
    for (const auto& known : emulator::fault_kinds()) {
        if (!known.may_choose_handled)
            continue;
        SCOPED_TRACE(known.name);
        auto mine = make_client().release(1).rating().user(service().username());
        run(mine.update(1));
        for (const bool handled : {false, true}) {
            strike_with(known, handled);
            service().clear_journal();
            (void)ending_of(mine.update(5));
            EXPECT_EQ(service().journal().front().handled_status, handled ? 201 : 0);
        }
        ++seen;
    }
    EXPECT_GT(seen, 5);
}

TEST_F(component_fault_kinds, absurd_and_old_rate_headers_stop_nobody) {
    start({}); // the service's own limit: 60 within a minute, fewer are asked for here
    auto limited = params();
    limited.rate_limit = traffic::rate_limit::on;
    auto client = make_client(limited);
    run(client.release(known_release).get());
    for (const char* body :
         {"", "NaN,NaN,NaN", "60,-5,-5", "999999999999999999999,1,59", "60.5,1,59", ",,", "x,,"}) {
        SCOPED_TRACE(body);
        service().clear_faults();
        service().add_fault({.kind = fault_kind::rate_headers, .body = body});
        service().add_fault({.kind = fault_kind::old_rate_headers, .from = 2});
        for (int i = 0; i < 3; ++i)
            EXPECT_FALSE(ending_of(client.release(1).get({}, {.deadline = 20s})));
    }
    EXPECT_LE(client.budget().limit, 60);
    EXPECT_GT(client.budget().limit, 0);
}

} // namespace
