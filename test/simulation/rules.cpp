// What must hold, and what the judge remembers for it.

#include "simulation/world.hpp"

#include <segue/base/error.hpp>

#include <boost/asio/error.hpp>

#include <algorithm>
#include <charconv>
#include <string>
#include <utility>

namespace sim {

namespace {

namespace http = segue::http;
using namespace std::chrono_literals;
using segue::errc;

/// The longest time that a ledger may remember anything, with room to spare.
constexpr auto long_after = 6h;

constexpr unsigned bit(trouble t) noexcept {
    return 1U << static_cast<unsigned>(t);
}

std::string in_ms(segue::steady_time when) {
    return std::to_string(milliseconds_since_start(when)) + " ms";
}

/// The most requests that one call may take.
int most_attempts(const planned_call& plan, const traffic::retry_params& retry) noexcept {
    const int by_policy = plan.options.retry == segue::retry_mode::on ? retry.max_attempts : 1;
    // A stale connection is worth one more, where that can do no harm.
    return plan.what == repetition::harmful ? by_policy : std::max(by_policy, 2);
}

/// What a failed write may end with after it was carried out: what leaves room for that, and an answer to
/// a repetition, which is the service's own last word.
bool leaves_room_for_doubt(boost::system::error_code code) noexcept {
    return code == asio::error::operation_aborted || code == errc::outcome_unknown ||
           code == errc::completed_unreadable || code == errc::server_failed || code == errc::not_found;
}

/// Reads a number behind a mark in a body of ours.
std::optional<int> number_in_body(std::string_view body, std::string_view mark) {
    const auto at = body.find(mark);
    int value = 0;
    if (at == std::string_view::npos ||
        std::from_chars(body.data() + at + mark.size(), body.data() + body.size(), value).ec != std::errc())
        return std::nullopt;
    return value;
}

std::optional<std::int64_t> number_in(const http::response& answer, std::string_view name) {
    const auto text = answer.headers.find(name);
    std::int64_t value = 0;
    if (!text || std::from_chars(text->data(), text->data() + text->size(), value).ec != std::errc())
        return std::nullopt;
    return value;
}

} // namespace

// --- what callers tell ---

bool world::ended(std::size_t call, const http::response& answer) {
    const planned_call& plan = scenario_.calls[call];
    const caller& c = callers_[call];
    ++outcome_.succeeded;
    journal_.note(now(), "succeeds", static_cast<int>(call), answer.status);
    if (answer.status < 200 || answer.status > 299)
        broken(
            rule::answer, "call " + std::to_string(call) + " succeeds with " + std::to_string(answer.status));
    const wire_request mine{static_cast<int>(call), plan.who, plan.what, plan.thing, {}};
    if (answer.body.starts_with(answer_text(mine))) {
        if (plan.what == repetition::read)
            check_age(call, answer);
        return true;
    }
    // What cannot be read comes from the service and never from what is kept.
    const shelf& s = shelf_of(call);
    if ((s.troubles & bit(trouble::bad_body)) != 0 && s.last_odd >= c.started)
        return false;
    const bool foreign = !answer.body.starts_with(answer_text(mine).substr(0, sizeof R"({"account":0)" - 1));
    broken(
        foreign ? rule::account : rule::answer,
        "call " + std::to_string(call) + " got " + answer.body + ", not " + answer_text(mine));
    return false;
}

// Where an answer comes from, and whether it may be that old.
void world::check_age(std::size_t call, const http::response& answer) {
    const planned_call& plan = scenario_.calls[call];
    const caller& c = callers_[call];
    const auto version = number_in_body(answer.body, R"("version":)");
    const auto serial = number_in_body(answer.body, R"("serial":)");
    const auto number = static_cast<std::size_t>(serial.value_or(-1));
    if (!version || !serial || number >= given_.size())
        return broken(rule::answer, "call " + std::to_string(call) + " got " + answer.body);
    const given& source = given_[number];
    if (*version < c.floor && client_lasts(plan.who))
        broken(
            rule::written,
            "call " + std::to_string(call) + " shows version " + std::to_string(*version) + ", not " +
                std::to_string(c.floor));
    const bool own_wish = plan.options.cache != segue::cache_mode::use;
    const bool accepts_old = plan.options.stale == segue::stale_answer::if_error;
    if (own_wish && !accepts_old && source.call != static_cast<int>(call))
        broken(
            rule::mode,
            "call " + std::to_string(call) + " got the answer of call " + std::to_string(source.call));
    const auto came = std::max(source.came, shelf_of(call).validated);
    if (came >= c.started || has(scenario_, incident::kind::date_jumps))
        return;
    if (!cache_)
        broken(rule::lifetime, "call " + std::to_string(call) + " got an answer that came before it asked");
    auto good_for = scenario_.lifetime;
    if (accepts_old)
        good_for += scenario_.stale_for;
    // A flight that it joined may have looked long ago, for something to fall back on.
    if (accepts_old && c.sends == 0)
        return;
    const auto slack =
        slow_cache_ ? slow_cache::longest * static_cast<int>(callers_.size()) : milliseconds(0);
    if (c.started - came >= good_for + slack)
        broken(rule::lifetime, "call " + std::to_string(call) + " got an answer that is too old");
}

void world::ended(std::size_t call, const segue::failure& why) {
    caller& c = callers_[call];
    ++outcome_.failed;
    c.code = why.code;
    journal_.note(now(), "fails", static_cast<int>(call), why.code.value());
    if (journal_.wants_text())
        journal_.remark(segue::describe(why));
    // A read may have joined the flight of another one.
    const bool by_itself = scenario_.calls[call].what != repetition::read || c.sends > 0;
    const bool settled =
        c.last_sent != now(); // what leaves in the moment of its end may come too late to tell
    if (by_itself && settled && why.attempts != c.sends)
        broken(
            rule::attempts,
            "call " + std::to_string(call) + " reports " + std::to_string(why.attempts) + " attempts after " +
                std::to_string(c.sends) + " requests");
    check_limit(call, why.code);
    check_limit(call, why.cause);
    check_cause(call, why.code);
    if (why.code == errc::circuit_open)
        check_refusal(call, why);
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
    const planned_call& plan = scenario_.calls[call];
    if (plan.what != repetition::read)
        shelf_of(call).outdated = now();
    if (plan.what != repetition::read && c.sends > 0)
        outdate(plan.who, plan.thing);
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
    if (++c.sends > most_attempts(scenario_.calls[call], scenario_.retry))
        broken(rule::attempts, "call " + std::to_string(call) + " sends request " + std::to_string(c.sends));
    if (r.what == repetition::harmful && c.may_have_happened)
        broken(
            rule::write_repeated, "the write of call " + std::to_string(call) + " may have happened already");
    if (r.who != scenario_.calls[call].who)
        broken(rule::account, "call " + std::to_string(call) + " carries credentials of another account");
    if (now() < c.not_before)
        broken(
            rule::retry_after,
            "call " + std::to_string(call) + " was asked to wait until " + in_ms(c.not_before));
    check_budget(r, c);
    check_circuit(r);
    check_single_flight(r);
    c.under_way_in_network = true;
    const bool apart = scenario_.quota.sharing == traffic::tier_sharing::apart;
    const auto gate = gate_until_[apart && r.who == account::anonymous ? 1 : 0];
    if (now() < gate)
        broken(rule::gate, "call " + std::to_string(call) + " leaves; nothing should before " + in_ms(gate));
}

void world::request_ends(
    const wire_request& r, trouble what, ending how, const http::response* answer, departure bytes) {
    caller& c = callers_[static_cast<std::size_t>(r.call)];
    c.under_way_in_network = false;
    shelf& s = shelf_of(r.who, r.thing);
    if (s.leader == r.call)
        s.leader = -1;
    s.troubles |= bit(what);
    journal_.note(now(), "is answered", r.call, answer != nullptr ? answer->status : 0);
    c.troubles |= bit(what);
    // A refusal says that nothing was done.
    const bool refused = answer != nullptr && answer->status >= 400 && answer->status < 500;
    if (bytes == departure::some && !refused)
        c.may_have_happened = true;
    const bool stale = bytes == departure::some && how == ending::failed && c.sends == 1;
    c.next_is_free = stale || (answer != nullptr && answer->status == 429);
    note_circuit(r, how, answer);
    if (answer != nullptr) {
        note_wait(r, *answer);
        note_answer(r, *answer);
    }
}

void world::note_answer(const wire_request& r, const http::response& answer) {
    shelf& s = shelf_of(r.who, r.thing);
    if (answer.status == 304)
        s.validated = now();
    if (answer.status < 200 || answer.status > 304)
        return;
    ++records_[index(r.who)].successes;
    if (answer.status == 304)
        return;
    const auto serial = number_in_body(answer.body, R"("serial":)");
    if (!serial) {
        s.last_odd = now();
        return;
    }
    const auto number = static_cast<std::size_t>(*serial);
    if (given_.size() <= number)
        given_.resize(number + 1);
    given_[number] = {r.who, r.call, now()};
}

// What the end of an attempt tells the client's circuit.
void world::note_circuit(const wire_request& r, ending how, const http::response* answer) {
    const caller& c = callers_[static_cast<std::size_t>(r.call)];
    circuit_judge& circuit = records_[index(r.who)].circuit;
    auto sign = circuit_judge::sign::bad;
    if (answer != nullptr && answer->status < 500)
        sign = circuit_judge::sign::good;
    if (how == ending::given_up && now() < c.last_sent + scenario_.attempt_limit)
        sign = circuit_judge::sign::none;
    else if (how == ending::given_up && may_be_abandoned_now(r.who))
        return circuit.lose_track();
    circuit.hears(c.circuit_spell, sign, now());
}

// In the moment in which an attempt runs out of its time, its callers may leave for reasons of their own.
bool world::may_be_abandoned_now(account who) const {
    if (records_[index(who)].closing)
        return true;
    for (std::size_t i = 0; i < callers_.size(); ++i) {
        const caller& c = callers_[i];
        if (scenario_.calls[i].who == who &&
            (c.deadline == now() || (c.cancelled && c.cancelled_at == now())))
            return true;
    }
    return false;
}

void world::check_circuit(const wire_request& r) {
    circuit_judge& circuit = records_[index(r.who)].circuit;
    if (client_lasts(r.who) && circuit.refuses(now()))
        broken(
            rule::circuit,
            "call " + std::to_string(r.call) + " leaves; the circuit " + circuit.describe() + " until " +
                in_ms(circuit.until()));
    callers_[static_cast<std::size_t>(r.call)].circuit_spell = circuit.lets_through(now());
}

// Who asks for himself is refused because the circuit refuses in this moment. A read may have come to one
// that was sent before and waits for the circuit's time to be over.
void world::check_refusal(std::size_t call, const segue::failure& why) {
    const planned_call& plan = scenario_.calls[call];
    const circuit_judge& circuit = records_[index(plan.who)].circuit;
    if (scenario_.breaker.mode == traffic::breaker_mode::off)
        return broken(rule::circuit, "call " + std::to_string(call) + " is refused by a circuit that is off");
    if (!client_lasts(plan.who))
        return;
    const bool by_itself = callers_[call].sends == 0 && !(may_share(call) && shelf_of(call).was_asked_for);
    if (by_itself ? !circuit.refused(now()) : !circuit.was_to_refuse(now()))
        broken(
            rule::circuit, "call " + std::to_string(call) + " is refused; the circuit " + circuit.describe());
    const auto remaining = std::chrono::ceil<milliseconds>(circuit.until() - now());
    if (by_itself && circuit.has_refused_since_before(now()) && why.earliest != remaining)
        broken(
            rule::circuit,
            "call " + std::to_string(call) + " is told to come back in " +
                std::to_string(why.earliest.value_or(milliseconds(-1)).count()) + " ms, not in " +
                std::to_string(remaining.count()));
}

void world::check_budget(const wire_request& r, caller& c) {
    if (c.sends == 1 || c.next_is_free || !client_lasts(r.who))
        return;
    client_record& record = records_[index(r.who)];
    if (++record.retries > scenario_.retry.budget + record.successes / 10)
        broken(
            rule::retry_budget,
            "call " + std::to_string(r.call) + " takes retry " + std::to_string(record.retries));
}

// Of equal reads that may be shared one is under way, unless what it asks for has changed meanwhile.
void world::check_single_flight(const wire_request& r) {
    const auto call = static_cast<std::size_t>(r.call);
    if (!may_share(call) || !client_lasts(r.who))
        return;
    shelf& s = shelf_of(r.who, r.thing);
    if (s.leader >= 0 && s.leader != r.call) {
        const auto& other = callers_[static_cast<std::size_t>(s.leader)];
        if (s.outdated < std::min(other.started, callers_[call].started))
            broken(
                rule::single_flight,
                "call " + std::to_string(call) + " asks for what call " + std::to_string(s.leader) +
                    " is asking for");
    }
    s.leader = r.call;
    s.was_asked_for = true;
}

void world::check_closed(account who, incident::ending how, segue::steady_time began) {
    if (!client_lasts(who))
        return;
    if (how == incident::ending::cuts_off && now() != began && !slow_cache_)
        broken(rule::close, "a client that was cut off took its time");
    for (std::size_t i = 0; i < callers_.size(); ++i) {
        if (scenario_.calls[i].who == who && callers_[i].under_way_in_network)
            broken(rule::close, "call " + std::to_string(i) + " goes on in a closed client");
    }
}

// From now on nothing older may be given to this account.
void world::outdate(account who, int thing) {
    shelf& s = shelf_of(who, thing);
    s.outdated = now();
    s.floor = std::max(s.floor, service_.version_of(thing));
}

bool world::may_share(std::size_t call) const {
    const planned_call& plan = scenario_.calls[call];
    return plan.what == repetition::read && plan.options.cache == segue::cache_mode::use &&
           plan.options.retry == segue::retry_mode::on;
}

// What one client remembers, its successor does not.
bool world::client_lasts(account who) const {
    return !has(scenario_, incident::kind::client_goes, who);
}

void world::note_wait(const wire_request& r, const http::response& refusal) {
    std::chrono::nanoseconds wait{0};
    if (const auto seconds = number_in(refusal, asked_seconds))
        wait = std::chrono::seconds(*seconds);
    else if (const auto date = number_in(refusal, asked_until))
        wait =
            std::chrono::system_clock::from_time_t(*date) - std::chrono::floor<milliseconds>(time_->today());
    caller& c = callers_[static_cast<std::size_t>(r.call)];
    c.not_before = now() + std::min<std::chrono::nanoseconds>(wait, 24h);
    if (refusal.status != 429)
        return;
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
    if (code == errc::attempt_timeout && c.sends > 0 && now() < c.last_sent + scenario_.attempt_limit)
        broken(rule::limit_too_early, "call " + std::to_string(call) + " gave an attempt up too early");
}

// A call fails for what happened to it and for nothing else.
void world::check_cause(std::size_t call, boost::system::error_code code) {
    const bool read = scenario_.calls[call].what == repetition::read;
    const unsigned troubles = read ? shelf_of(call).troubles : callers_[call].troubles;
    const std::pair<errc, unsigned> causes[] = {
        {errc::connect_failed, bit(trouble::connect_fails)},
        {errc::connection_lost, bit(trouble::lost_before) | bit(trouble::lost_after)},
        {errc::malformed_answer, bit(trouble::cut)},
        {errc::rate_limited, bit(trouble::too_many)},
        {errc::server_failed, bit(trouble::broken)},
        {errc::not_found, bit(trouble::missing)},
        // A write with a good status has happened; what it brought is its reader's matter.
        {errc::not_json, read ? bit(trouble::bad_body) : 0U}};
    for (const auto& [what, possible] : causes) {
        if (code == what) {
            if ((troubles & possible) == 0)
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
    const client_record& record = records_[index(scenario_.calls[call].who)];
    if (code == errc::client_closed && record.closed_once)
        return;
    if (code == errc::circuit_open)
        return; // `check_refusal` says whether that may be
    if (std::none_of(std::begin(others), std::end(others), [code](errc e) { return code == e; }))
        broken(rule::cause, "call " + std::to_string(call) + " fails with " + code.message());
}

void world::check_step() {
    const bool cache_works = slow_cache_ && slow_cache_->under_way() > 0;
    if (under_way_ == 0 && side_jobs_ == 0 && !cache_works)
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
    cache_.reset();
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
