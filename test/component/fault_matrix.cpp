// Every fault of the emulator, against every sort of request, with retries on and off, once and for ever:
// one line a cell of what became of it, and the rules that hold for all cells.
//
// SEGUE_FAULT_MATRIX=FILE writes the table to a file; without it, it is printed.

#include "account/credentials.hpp"
#include "base/cross.hpp"
#include "discogs/provider.hpp"
#include "resource/client_core.hpp"
#include "support/on_emulator.hpp"
#include "traffic/pipeline.hpp"

#include <segue/http/make_transport.hpp>

#include <boost/asio/error.hpp>

#include <array>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>

namespace {

using namespace std::chrono_literals;
using namespace segue;
using emulator::fault_kind_info;

constexpr int attempts_at_most = 3;
constexpr std::string_view rating_path = "/releases/1/rating/";

/// What is sent; the harmful write is the rating too, declared as one that must not happen twice.
enum class asking : unsigned char { read, idempotent, harmful };
constexpr std::array askings{asking::read, asking::idempotent, asking::harmful};

std::string_view to_string(asking what) {
    constexpr std::array<std::string_view, 3> names{"read", "idempotent", "harmful"};
    return names.at(static_cast<std::size_t>(what));
}

/// One cell: what is asked for, and what is struck.
struct cell {
    const fault_kind_info* fault = nullptr;
    asking what = asking::read;
    bool retries = false;
    bool reused = false; ///< On a connection that has served before.
    bool for_ever = false;
    bool handled = false; ///< Whether the service carries a struck request out.

    std::string name() const {
        std::ostringstream out;
        out << fault->name << ' ' << to_string(what) << (retries ? " retry" : "") << (reused ? " reused" : "")
            << (for_ever ? " always" : " once") << (handled ? " handled" : " unhandled");
        return out.str();
    }
};

/// What became of it.
struct ending {
    bool ended = false;
    bool answered = false;
    boost::system::error_code code;
    int attempts = 0;
    int arrived = 0; ///< Requests that the service read.
    int done = 0;    ///< Of these, carried out.

    std::string text() const {
        if (!ended)
            return "NO END";
        return answered ? "answer" : code.message();
    }
};

/// Whether the caller is told that nothing has happened: whoever hears that does it again without a thought.
bool says_it_failed(const boost::system::error_code& code) {
    constexpr std::array all{
        errc::resolve_failed,
        errc::connect_failed,
        errc::proxy_refused,
        errc::tls_failed,
        errc::certificate_refused,
        errc::connection_lost,
        errc::attempt_timeout,
        errc::deadline_exceeded,
        errc::malformed_answer,
        errc::queue_full,
        errc::quota_deadline,
        errc::circuit_open,
        errc::client_closed,
        errc::rate_limited,
        errc::bad_request,
        errc::not_found,
        errc::conflict,
        errc::unprocessable};
    return std::any_of(all.begin(), all.end(), [&](errc each) { return code == each; });
}

/// A list's own faults are no faults of writes.
bool applies(const cell& c) {
    return c.what == asking::read || !c.fault->lists_only;
}

std::vector<cell> all_cells() {
    std::vector<cell> out;
    for (const auto& known : emulator::fault_kinds()) {
        for (const asking what : askings) {
            for (int bits = 0; bits < 16; ++bits) {
                cell c{&known, what, (bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0};
                // The kind's own, or both; a connection is struck before anybody can reuse it.
                const bool possible = known.may_choose_handled || c.handled == known.handled;
                if (applies(c) && possible && !(known.by_connection && c.reused))
                    out.push_back(c);
            }
        }
    }
    return out;
}

class fault_matrix : public test::on_emulator {
protected:
    fault_matrix() { start(); }

    discogs::client_params impatient() const {
        auto p = params();
        p.attempt_timeout = 5s;
        p.deadline = 20s;
        p.retry.max_attempts = attempts_at_most;
        p.retry.first_wait = 1ms;
        p.retry.longest_wait = 2ms;
        return p;
    }

    void strike_with(const cell& c) {
        emulator::fault f{.kind = c.fault->kind, .count = c.for_ever ? 0 : 1, .delay = 1ms};
        if (c.fault->may_choose_handled)
            f.handled = c.handled;
        if (f.kind == fault_kind::retry_after)
            f.body = "0"; // what is waited for exactly is shown in virtual time
        if (f.kind == fault_kind::gzip_bomb || f.kind == fault_kind::oversized_body)
            f.bytes = 100'000;
        service().add_fault(f);
    }

    call_options options_of(const cell& c) const {
        return {.retry = c.retries ? retry_mode::on : retry_mode::off};
    }

    /// The verbs of a client, each without its value.
    asio::awaitable<int> read(discogs::client client, const cell& c) {
        co_await client.release(known_release).get({}, options_of(c));
        co_return 1;
    }
    asio::awaitable<int> walk(discogs::client client, const cell& c) {
        auto list = client.artist(known_artist).releases().list({}, options_of(c));
        co_await list.collect();
        co_return 1;
    }
    asio::awaitable<int> rate(discogs::client client, const cell& c) {
        co_await client.release(1).rating().user(service().username()).update(5, options_of(c));
        co_return 1;
    }

    /// No verb of the client sends what must not happen twice, so far; the pipeline is told that this does.
    asio::awaitable<int> harm(std::shared_ptr<traffic::pipeline> pipe, const cell& c) {
        traffic::call call;
        call.request.method = http::method::put;
        call.request.to = origin_;
        call.request.target = std::string(rating_path) + service().username();
        call.request.headers.set("Content-Type", "application/json");
        call.request.headers.set("User-Agent", "SegueTest/1.0");
        call.request.headers.set("Accept-Encoding", "gzip");
        call.request.body = R"({"rating":5})";
        call.repeating = traffic::repetition::harmful;
        call.attempt_limit = 5s;
        call.deadline = std::chrono::steady_clock::now() + 20s;
        call.retrying = c.retries ? retry_mode::on : retry_mode::off;
        const auto cancel = std::make_shared<asio::cancellation_signal>();
        auto body = traffic::pipeline::run(pipe, std::move(call), cancel);
        auto outcome = co_await cross<result<traffic::delivery>>(home_, cancel, std::move(body));
        if (!outcome)
            throw_failure(std::move(outcome).error());
        co_return 1;
    }

    std::shared_ptr<traffic::pipeline> make_pipeline() {
        resource::client_settings where;
        resource::read_base_url(base_url(), where);
        origin_ = where.base;
        traffic::pipeline::parts parts;
        parts.home = home_ = strand_home::on(io.get_executor());
        parts.time = system_time();
        http::transport_params wire;
        wire.ca_file = ca_file();
        wire.proxy = std::string_view();
        parts.transport = http::make_transport(io.get_executor(), wire);
        parts.ledger = traffic::make_quota_ledger({.mode = traffic::rate_limit::off});
        parts.observer = observer;
        account::credentials who;
        who.is = account::credentials::kind::token;
        who.token = account::secret(token());
        parts.rules = std::make_shared<discogs::discogs_provider>(who, "");
        parts.retry = impatient().retry;
        return std::make_shared<traffic::pipeline>(parts);
    }

    ending ending_of(asio::awaitable<int> work) {
        ending out;
        try {
            out.answered = run(std::move(work)) == 1;
            out.ended = true;
        } catch (const segue::error& e) {
            out.ended = true;
            out.code = e.code();
        } catch (const std::exception& e) {
            ADD_FAILURE() << "no error of ours: " << e.what();
        }
        return out;
    }

    ending try_cell(const cell& c) {
        service().clear_faults();
        std::optional<discogs::client> client;
        std::shared_ptr<traffic::pipeline> pipe;
        if (c.what == asking::harmful)
            pipe = make_pipeline();
        else
            client.emplace(make_client(impatient()));
        const auto work = [&]() -> asio::awaitable<int> {
            if (pipe)
                return harm(pipe, c);
            if (c.what == asking::idempotent)
                return rate(*client, c);
            return c.fault->lists_only ? walk(*client, c) : read(*client, c);
        };
        if (c.reused) {
            EXPECT_TRUE(ending_of(work()).answered);
        }
        service().clear_journal();
        observer->sent = 0;
        strike_with(c);
        auto out = ending_of(work());
        out.attempts = observer->sent;
        for (const auto& entry : service().journal()) {
            ++out.arrived;
            out.done += entry.handled_status >= 200 && entry.handled_status < 300 ? 1 : 0;
        }
        return out;
    }

    struct row {
        cell asked;
        ending became;
    };

    /// The whole table; made once for all cases.
    const std::vector<row>& table() {
        static std::vector<row> made;
        if (made.empty()) {
            for (const auto& c : all_cells()) {
                SCOPED_TRACE(c.name());
                made.push_back({c, try_cell(c)});
            }
        }
        return made;
    }

    /// The same cell but for one thing.
    const ending& at(const cell& wanted) {
        for (const auto& each : table()) {
            if (each.asked.name() == wanted.name())
                return each.became;
        }
        throw std::logic_error("no such cell");
    }

    static std::string text_of(const std::vector<row>& rows) {
        std::ostringstream out;
        const auto line = [&out](
                              const auto& fault,
                              const auto& step,
                              const auto& what,
                              const auto& on,
                              const auto& retry,
                              const auto& strikes,
                              const auto& handled,
                              const auto& outcome,
                              const auto& sent,
                              const auto& arrived,
                              const auto& done) {
            out << "| " << fault << " | " << step << " | " << what << " | " << on << " | " << retry << " | "
                << strikes << " | " << handled << " | " << outcome << " | " << sent << " | " << arrived
                << " | " << done << " |\n";
        };
        line(
            "fault",
            "step",
            "request",
            "connection",
            "retry",
            "strikes",
            "then served",
            "outcome",
            "sent",
            "arrived",
            "carried out");
        line("---", "---", "---", "---", "---", "---", "---", "---", "---", "---", "---");
        for (const auto& [c, e] : rows)
            line(
                c.fault->name,
                emulator::to_string(c.fault->step),
                to_string(c.what),
                c.reused ? "reused" : "fresh",
                c.retries ? "on" : "off",
                c.for_ever ? "always" : "once",
                c.handled ? "yes" : "no",
                e.text(),
                e.attempts,
                e.arrived,
                e.done);
        return out.str();
    }

private:
    http::origin origin_;
    std::shared_ptr<strand_home> home_;
};

TEST_F(fault_matrix, every_cell_ends_with_an_answer_or_an_error_of_ours) {
    const auto& rows = table();
    const auto text = text_of(rows);
    if (const char* file = std::getenv("SEGUE_FAULT_MATRIX")) // NOLINT(concurrency-mt-unsafe): one thread
        std::ofstream(file) << text;
    else
        std::cout << text;
    EXPECT_GT(rows.size(), 1'000U);
    for (const auto& [c, e] : rows)
        EXPECT_TRUE(e.ended) << c.name();
}

TEST_F(fault_matrix, harmful_write_is_never_carried_out_twice) {
    int done = 0;
    for (const auto& [c, e] : table()) {
        if (c.what != asking::harmful)
            continue;
        EXPECT_LE(e.done, 1) << c.name();
        done += e.done;
    }
    EXPECT_GT(done, 100);
}

TEST_F(fault_matrix, no_more_is_sent_than_was_allowed) {
    for (const auto& [c, e] : table()) {
        if (c.fault->lists_only)
            continue; // a walk is many calls
        const int stale = c.reused && c.what != asking::harmful ? 1 : 0;
        EXPECT_LE(e.attempts, c.retries ? attempts_at_most : 1 + stale) << c.name();
        EXPECT_LE(e.arrived, e.attempts) << c.name();
        EXPECT_LE(e.done, e.arrived) << c.name();
        EXPECT_GE(e.attempts, 1) << c.name();
    }
}

TEST_F(fault_matrix, write_that_happened_is_never_said_to_have_failed) {
    int unknown = 0;
    for (const auto& [c, e] : table()) {
        if (c.what == asking::read)
            continue;
        if (e.answered) {
            // Bodies that lie about it, and those that the pipeline alone does not read, prove nothing.
            const bool lies = c.fault->step == emulator::fault_step::in_body && !c.handled;
            EXPECT_GE(e.done + (lies ? 1 : 0), 1) << c.name() << ": and what is said to have happened did";
        } else if (e.done > 0) {
            EXPECT_FALSE(says_it_failed(e.code)) << c.name() << ": " << e.text();
        }
        unknown += e.done == 0 && e.code == errc::outcome_unknown ? 1 : 0;
    }
    EXPECT_GT(unknown, 10) << "doubt where nothing happened is allowed";
}

TEST_F(fault_matrix, harmless_fault_costs_nobody_the_answer) {
    for (const auto& [c, e] : table()) {
        if (!c.fault->benign)
            continue;
        EXPECT_TRUE(e.answered) << c.name() << ": " << e.text();
        EXPECT_EQ(e.attempts, 1) << c.name();
        EXPECT_EQ(e.done, 1) << c.name();
    }
}

// Of what can pass, says the error itself, a read and a write that may be repeated never hear with retries
// on.
TEST_F(fault_matrix, fault_that_passes_is_survived_with_retries) {
    int survived = 0;
    for (const auto& [c, e] : table()) {
        if (c.what != asking::read || c.retries || c.for_ever || e.answered)
            continue;
        const bool passing = e.code == condition::transient || e.code == condition::timeout ||
                             e.code == condition::rate_limited || e.code == errc::malformed_answer;
        auto patient = c;
        patient.retries = true;
        // A page of a gateway passes too; JSON that breaks off is found when it is read, and told.
        const bool senseless = e.code == errc::not_json && c.fault->kind != fault_kind::truncated_json;
        EXPECT_EQ(at(patient).answered, passing || senseless) << patient.name();
        patient.what = asking::idempotent;
        if (applies(patient)) {
            EXPECT_EQ(at(patient).answered, passing) << patient.name();
        }
        survived += passing ? 1 : 0;
    }
    EXPECT_GT(survived, 20);
}

} // namespace
