#include "simulation/world.hpp"

#include "discogs/provider.hpp"

#include <segue/base/error.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <charconv>
#include <sstream>
#include <string>
#include <utility>

namespace sim {

namespace {

namespace http = segue::http;
namespace resource = segue::resource;
using namespace std::chrono_literals;
using segue::errc;

/// More steps than this for each call, and nothing will come of it any more.
constexpr std::size_t most_steps_of_a_call = 2'000;

/// The longest time that a ledger may remember anything, with room to spare.
constexpr auto long_after = 6h;

constexpr unsigned bit(trouble t) noexcept {
    return 1U << static_cast<unsigned>(t);
}

constexpr std::size_t index(account who) noexcept {
    return static_cast<std::size_t>(who);
}

// Asio makes the mutexes that strands share when it needs them first. They are all there from the start, so
// that memory in use says something afterwards.
std::unique_ptr<asio::io_context> make_context() {
    constexpr int more_than_enough = 3'000;
    auto io = std::make_unique<asio::io_context>(1);
    for (int i = 0; i < more_than_enough; ++i)
        asio::make_strand(*io);
    return io;
}

std::string in_ms(segue::steady_time when) {
    return std::to_string(milliseconds_since_start(when)) + " ms";
}

std::shared_ptr<const traffic::provider> rules_of(account who) {
    segue::account::credentials c;
    if (who != account::anonymous) {
        c.is = segue::account::credentials::kind::token;
        c.token = segue::account::secret(who == account::first ? "first" : "second");
    }
    return std::make_shared<segue::discogs::discogs_provider>(std::move(c));
}

/// The most requests that one call may take.
int most_attempts(repetition what) noexcept {
    return what == repetition::harmful ? 1 : 2; // a stale connection is worth one more
}

/// What a failed write may end with after it was carried out: what leaves room for that, and an answer to
/// a repetition, which is the service's own last word.
bool leaves_room_for_doubt(boost::system::error_code code) noexcept {
    return code == asio::error::operation_aborted || code == errc::outcome_unknown ||
           code == errc::completed_unreadable || code == errc::server_failed || code == errc::not_found;
}

std::optional<std::int64_t> number_in(const http::response& answer, std::string_view name) {
    const auto text = answer.headers.find(name);
    std::int64_t value = 0;
    if (!text || std::from_chars(text->data(), text->data() + text->size(), value).ec != std::errc())
        return std::nullopt;
    return value;
}

} // namespace

world::world(const scenario& s, std::unique_ptr<asio::io_context>& io, std::ostream* lines)
    : scenario_(s), journal_(lines), random_(~s.seed), io_(io), time_(std::make_shared<virtual_time>()),
      ledger_(traffic::make_quota_ledger(s.quota)), service_(s, journal_, random_),
      network_(std::make_shared<network>(s, *this, service_, time_, random_)), callers_(s.calls.size()) {
    if (!io_)
        io_ = make_context();
    for (std::size_t i = 0; i < account_count; ++i)
        rules_[i] = rules_of(static_cast<account>(i));
    for (std::size_t i = 0; i < s.calls.size(); ++i)
        schedule(start_of_time + s.calls[i].start, happening::kind::call_starts, i);
    for (std::size_t i = 0; i < s.incidents.size(); ++i)
        schedule(start_of_time + s.incidents[i].at, happening::kind::incident, i);
}

world::~world() {
    if (under_way_ != 0 || journal_.first_breach())
        io_.reset(); // with whatever still waits on it for what goes now
}

void world::describe() {
    if (!journal_.wants_text())
        return;
    const auto& q = scenario_.quota;
    const auto& sky = scenario_.sky;
    std::ostringstream text;
    text << "quota " << q.authenticated_limit << '/' << q.anonymous_limit << " in " << q.window.count()
         << " ms, linger " << q.linger.value_or(milliseconds(-1)).count() << " ms, queue " << q.queue_bound
         << (q.sharing == traffic::tier_sharing::apart ? ", tiers apart" : "")
         << (q.mode == traffic::rate_limit::spread ? ", spread" : "")
         << (q.probe == traffic::cold_probe::off ? ", no probe" : "")
         << (scenario_.refused_requests == refusals::counted ? ", refusals count" : "");
    journal_.remark(text.str());
    text.str("");
    text << "deadline " << scenario_.default_deadline.count() << " ms, attempt "
         << scenario_.attempt_limit.count() << " ms; of 1000: connect " << sky.connect_fails << ", kept "
         << sky.kept_connection << ", lost before " << sky.lost_before << ", after " << sky.lost_after
         << ", cut " << sky.cut << ", silent " << sky.silent << ", 429 " << sky.too_many << ", 5xx "
         << sky.broken << ", 404 " << sky.missing << ", bad body " << sky.bad_body << ", odd quota "
         << sky.odd_quota << ", slow " << sky.slow << " up to " << sky.longest.count() << " ms";
    journal_.remark(text.str());
}

outcome world::run() {
    describe();
    std::size_t steps = 0;
    const std::size_t most_steps = most_steps_of_a_call * (callers_.size() + 1);
    while (!journal_.first_breach()) {
        const auto due = time_->steady().next_due();
        if (happenings_.empty() && !due)
            break;
        if (++steps > most_steps) {
            broken(rule::hang, "no end after " + std::to_string(steps) + " steps");
            break;
        }
        auto next = happenings_.empty() ? *due : happenings_.top().when;
        if (due)
            next = std::min(next, *due);
        time_->steady().advance_to(next);
        while (!happenings_.empty() && happenings_.top().when <= next) {
            const happening h = happenings_.top();
            happenings_.pop();
            happen(h);
        }
        drain();
        check_step();
    }
    if (!journal_.first_breach())
        check_end();
    outcome_.fingerprint = journal_.fingerprint();
    outcome_.breach = journal_.first_breach();
    return outcome_;
}

void world::schedule(segue::steady_time when, happening::kind what, std::size_t subject) {
    happenings_.push({when, ++order_, what, subject});
}

void world::drain() {
    if (!io_)
        return;
    if (io_->stopped())
        io_->restart();
    while (io_->poll() != 0) {
    }
}

void world::happen(const happening& h) {
    switch (h.what) {
    case happening::kind::call_starts:
        return start(h.subject);
    case happening::kind::call_is_cancelled:
        return cancel(h.subject);
    case happening::kind::incident:
        return happen(scenario_.incidents[h.subject]);
    case happening::kind::request_arrives:
        return network_->arrive(h.subject);
    }
}

void world::happen(const incident& i) {
    switch (i.what) {
    case incident::kind::date_jumps:
        journal_.note(now(), "date jumps", 0, i.jump.count());
        time_->date_jumps(i.jump);
        return;
    case incident::kind::client_goes:
        journal_.note(now(), "client goes", static_cast<int>(i.who));
        clients_[index(i.who)].reset();
        return;
    case incident::kind::context_goes:
        journal_.note(now(), "context goes", static_cast<int>(under_way_));
        return drop_context();
    }
}

// Handles and what they share stay; calls under way are destroyed where they stand.
void world::drop_context() {
    while (!happenings_.empty())
        happenings_.pop();
    io_.reset();
    for (caller& c : callers_)
        c.under_way = false;
    under_way_ = 0;
}

std::shared_ptr<resource::client_core> world::client_of(account who) {
    auto& client = clients_[index(who)];
    if (!client) {
        resource::client_settings settings;
        settings.base = {"https", "api.example", 443};
        settings.deadline = scenario_.default_deadline;
        settings.attempt_limit = scenario_.attempt_limit;
        settings.quota = scenario_.quota;
        const segue::collaborators parts(
            std::shared_ptr<http::transport>(network_), ledger_, std::shared_ptr<segue::time_source>(time_));
        client =
            resource::client_core::make(io_->get_executor(), std::move(settings), parts, rules_[index(who)]);
        all_clients_.push_back(client);
    }
    return client;
}

resource::request_spec world::spec_of(std::size_t call) const {
    const planned_call& plan = scenario_.calls[call];
    resource::request_spec spec;
    spec.method = plan.what == repetition::read         ? http::method::get
                  : plan.what == repetition::idempotent ? http::method::put
                                                        : http::method::post;
    spec.path = "/things/" + std::to_string(plan.thing);
    spec.headers.add("X-Call", "c" + std::to_string(call));
    spec.repeating = plan.what;
    spec.options.deadline = plan.deadline;
    spec.options.importance = plan.importance;
    return spec;
}

void world::start(std::size_t call) {
    const planned_call& plan = scenario_.calls[call];
    caller& c = callers_[call];
    journal_.note(now(), "starts", static_cast<int>(call), static_cast<int>(plan.what));
    c.started = now();
    if (plan.deadline)
        c.deadline = now() + *plan.deadline;
    else if (plan.importance != traffic::priority::bulk)
        c.deadline = now() + scenario_.default_deadline;
    c.under_way = true;
    ++under_way_;
    if (plan.cancel_after)
        schedule(now() + *plan.cancel_after, happening::kind::call_is_cancelled, call);
    auto finish = [this, call](const std::exception_ptr& error) { finished(call, error); };
    asio::co_spawn(
        *io_,
        live(*this, call, client_of(plan.who)),
        asio::bind_cancellation_slot(c.cancel.slot(), std::move(finish)));
}

void world::cancel(std::size_t call) {
    caller& c = callers_[call];
    if (!c.under_way)
        return;
    journal_.note(now(), "is cancelled", static_cast<int>(call));
    c.cancelled = true;
    c.cancel.emit(scenario_.calls[call].how_cancelled);
}

asio::awaitable<void>
world::live(world& self, std::size_t call, std::shared_ptr<resource::client_core> client) {
    struct frame {
        std::size_t& count;
        explicit frame(std::size_t& c) : count(c) { ++count; }
        ~frame() { --count; }
    };
    const frame counted(self.frames_);
    co_await asio::this_coro::reset_cancellation_state(asio::enable_total_cancellation());
    resource::request_spec spec = self.spec_of(call);
    try {
        const auto answer = co_await resource::client_core::fetch(std::move(client), std::move(spec));
        self.ended(call, answer);
    } catch (const segue::error& e) {
        self.ended(call, e.details());
    } catch (const boost::system::system_error& e) {
        if (e.code() != asio::error::operation_aborted)
            throw;
        self.aborted(call);
    }
}

void world::ended(std::size_t call, const http::response& answer) {
    const planned_call& plan = scenario_.calls[call];
    caller& c = callers_[call];
    ++outcome_.succeeded;
    journal_.note(now(), "succeeds", static_cast<int>(call), answer.status);
    if (answer.status < 200 || answer.status > 299)
        broken(
            rule::answer, "call " + std::to_string(call) + " succeeds with " + std::to_string(answer.status));
    const wire_request mine{static_cast<int>(call), plan.who, plan.what, plan.thing};
    if (answer.body.starts_with(answer_text(mine)) || (c.troubles & bit(trouble::bad_body)) != 0)
        return;
    const bool foreign = !answer.body.starts_with(answer_text(mine).substr(0, sizeof R"({"account":0)" - 1));
    broken(
        foreign ? rule::account : rule::answer,
        "call " + std::to_string(call) + " got " + answer.body + ", not " + answer_text(mine));
}

void world::ended(std::size_t call, const segue::failure& why) {
    caller& c = callers_[call];
    ++outcome_.failed;
    c.code = why.code;
    journal_.note(now(), "fails", static_cast<int>(call), why.code.value());
    if (journal_.wants_text())
        journal_.remark(segue::describe(why));
    if (why.attempts != c.sends)
        broken(
            rule::attempts,
            "call " + std::to_string(call) + " reports " + std::to_string(why.attempts) + " attempts after " +
                std::to_string(c.sends) + " requests");
    check_limit(call, why.code);
    check_limit(call, why.cause);
    check_cause(call, why.code);
}

void world::aborted(std::size_t call) {
    caller& c = callers_[call];
    ++outcome_.cancelled;
    c.code = asio::error::operation_aborted;
    journal_.note(now(), "aborted", static_cast<int>(call));
    if (!c.cancelled)
        broken(rule::cause, "call " + std::to_string(call) + " was aborted and nobody cancelled it");
}

void world::finished(std::size_t call, const std::exception_ptr& error) {
    caller& c = callers_[call];
    c.under_way = false;
    --under_way_;
    if (++c.ended != 1)
        broken(rule::once, "call " + std::to_string(call) + " ended more than once");
    if (!error)
        return;
    try {
        std::rethrow_exception(error);
    } catch (const std::exception& e) {
        broken(rule::cause, "call " + std::to_string(call) + " threw " + e.what());
    }
}

// --- what the network tells ---

void world::request_leaves(const wire_request& r) {
    const auto call = static_cast<std::size_t>(r.call);
    caller& c = callers_[call];
    ++outcome_.requests;
    journal_.note(now(), "leaves", r.call, c.sends + 1);
    c.last_sent = now();
    if (++c.sends > most_attempts(r.what))
        broken(rule::attempts, "call " + std::to_string(call) + " sends request " + std::to_string(c.sends));
    if (r.what == repetition::harmful && c.may_have_happened)
        broken(
            rule::write_repeated, "the write of call " + std::to_string(call) + " may have happened already");
    if (r.who != scenario_.calls[call].who)
        broken(rule::account, "call " + std::to_string(call) + " carries credentials of another account");
    const bool apart = scenario_.quota.sharing == traffic::tier_sharing::apart;
    const auto gate = gate_until_[apart && r.who == account::anonymous ? 1 : 0];
    if (now() < gate)
        broken(rule::gate, "call " + std::to_string(call) + " leaves; nothing should before " + in_ms(gate));
}

void world::request_ends(const wire_request& r, trouble what, const http::response* answer, departure bytes) {
    caller& c = callers_[static_cast<std::size_t>(r.call)];
    journal_.note(now(), "is answered", r.call, answer != nullptr ? answer->status : 0);
    c.troubles |= bit(what);
    all_troubles_ |= bit(what);
    // A refusal says that nothing was done.
    const bool refused = answer != nullptr && answer->status >= 400 && answer->status < 500;
    if (bytes == departure::some && !refused)
        c.may_have_happened = true;
    if (answer != nullptr && answer->status == 429)
        note_gate(r, *answer);
}

void world::note_gate(const wire_request& r, const http::response& refusal) {
    std::chrono::nanoseconds wait{0};
    if (const auto seconds = number_in(refusal, asked_seconds))
        wait = std::chrono::seconds(*seconds);
    else if (const auto date = number_in(refusal, asked_until))
        wait =
            std::chrono::system_clock::from_time_t(*date) - std::chrono::floor<milliseconds>(time_->today());
    wait = std::min<std::chrono::nanoseconds>(wait, 1h);
    const bool apart = scenario_.quota.sharing == traffic::tier_sharing::apart;
    auto& gate = gate_until_[apart && r.who == account::anonymous ? 1 : 0];
    gate = std::max(gate, now() + wait);
}

void world::schedule_arrival(std::size_t exchange, segue::steady_time when) {
    schedule(when, happening::kind::request_arrives, exchange);
}

// --- what must hold ---

void world::broken(rule r, std::string why) {
    journal_.broken(r, now(), std::move(why));
}

void world::check_limit(std::size_t call, boost::system::error_code code) {
    const caller& c = callers_[call];
    if (code == errc::deadline_exceeded && now() < c.deadline)
        broken(
            rule::limit_too_early, "call " + std::to_string(call) + " had time until " + in_ms(c.deadline));
    if (code == errc::attempt_timeout && now() < c.last_sent + scenario_.attempt_limit)
        broken(rule::limit_too_early, "call " + std::to_string(call) + " gave an attempt up too early");
}

// A call fails for what happened to it and for nothing else.
void world::check_cause(std::size_t call, boost::system::error_code code) {
    const caller& c = callers_[call];
    constexpr std::pair<errc, unsigned> causes[] = {
        {errc::connect_failed, bit(trouble::connect_fails)},
        {errc::connection_lost, bit(trouble::lost_before) | bit(trouble::lost_after)},
        {errc::malformed_answer, bit(trouble::cut)},
        {errc::rate_limited, bit(trouble::too_many)},
        {errc::server_failed, bit(trouble::broken)},
        {errc::not_found, bit(trouble::missing)}};
    for (const auto& [what, possible] : causes) {
        if (code == what) {
            if ((c.troubles & possible) == 0)
                broken(rule::cause, "call " + std::to_string(call) + " fails with what did not happen to it");
            return;
        }
    }
    constexpr errc others[] = {
        errc::deadline_exceeded,
        errc::attempt_timeout,
        errc::outcome_unknown,
        errc::completed_unreadable,
        errc::queue_full,
        errc::quota_deadline};
    if (std::none_of(std::begin(others), std::end(others), [code](errc e) { return code == e; }))
        broken(rule::cause, "call " + std::to_string(call) + " fails with " + code.message());
}

void world::check_step() {
    if (under_way_ == 0)
        return check_idle();
    const auto moment = now();
    for (std::size_t i = 0; i < callers_.size(); ++i) {
        const caller& c = callers_[i];
        if (!c.under_way)
            continue;
        if (moment >= c.deadline)
            broken(rule::deadline, "call " + std::to_string(i) + " had to end by " + in_ms(c.deadline));
        if (c.cancelled)
            broken(rule::cancellation, "call " + std::to_string(i) + " goes on after it was cancelled");
    }
}

// While no call is under way nothing may wait, run or hold anything.
void world::check_idle() {
    if (frames_ != 0)
        broken(rule::leak, std::to_string(frames_) + " callers are left");
    if (network_->under_way() != 0)
        broken(rule::leak, std::to_string(network_->under_way()) + " exchanges are left");
    if (time_->steady().waiting() != 0)
        broken(rule::leak, std::to_string(time_->steady().waiting()) + " waits are left");
    if (io_ && !io_->stopped())
        broken(rule::leak, "the io_context has work left");
    if (const auto waiting = ledger_->view(traffic::tier::authenticated, now()).waiting; waiting != 0)
        broken(rule::leak, std::to_string(waiting) + " places in the queue are left");
}

void world::check_end() {
    const bool cut_off = !io_;
    for (std::size_t i = 0; i < callers_.size(); ++i) {
        const caller& c = callers_[i];
        if (c.under_way || (c.ended == 0 && !cut_off))
            broken(rule::hang, "call " + std::to_string(i) + " never ends");
    }
    check_idle();
    check_writes();
    for (auto& client : clients_)
        client.reset();
    for (const auto& client : all_clients_)
        if (!client.expired())
            broken(rule::leak, "a client is left");
    check_ledger();
}

// Now that every request has arrived: what callers were told is true.
void world::check_writes() {
    for (std::size_t i = 0; i < callers_.size(); ++i) {
        const caller& c = callers_[i];
        if (scenario_.calls[i].what == repetition::read || c.ended == 0)
            continue;
        const int times = service_.carried_out(static_cast<int>(i));
        if (!c.code && times == 0)
            broken(rule::honesty, "the write of call " + std::to_string(i) + " succeeded and never happened");
        if (c.code && times != 0 && !leaves_room_for_doubt(c.code))
            broken(
                rule::honesty,
                "the write of call " + std::to_string(i) + " happened, and ended with " + c.code.message());
        if (c.code == errc::outcome_unknown && !c.may_have_happened)
            broken(rule::honesty, "the write of call " + std::to_string(i) + " cannot have happened");
        if (c.code == errc::completed_unreadable && times == 0)
            broken(rule::honesty, "the write of call " + std::to_string(i) + " is said to have happened");
    }
}

void world::check_ledger() {
    for (const auto which : {traffic::tier::authenticated, traffic::tier::anonymous}) {
        const auto later = ledger_->view(which, now() + long_after);
        if (later.used != 0)
            broken(rule::leak, std::to_string(later.used) + " slots of the quota are never free again");
    }
}

} // namespace sim
