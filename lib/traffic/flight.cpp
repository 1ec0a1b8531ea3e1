#include "traffic/flight.hpp"

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace segue::traffic {

namespace {

std::chrono::milliseconds until(steady_time when, steady_time now) {
    return std::max(std::chrono::milliseconds(0), std::chrono::ceil<std::chrono::milliseconds>(when - now));
}

// Saturates: "never" stays that.
steady_time later(steady_time now, std::chrono::nanoseconds by) {
    return by >= steady_time::max() - now ? steady_time::max() : now + by;
}

// One that names where to go on.
bool is_redirect(const http::response& answer) noexcept {
    const int s = answer.status;
    const bool moved = s == 301 || s == 302 || s == 303 || s == 307 || s == 308;
    return moved && answer.headers.contains("Location");
}

} // namespace

void flight_deck::tell(const event& e) const noexcept {
    if (!observer)
        return;
    try {
        observer->on_event(e);
    } catch (...) { // NOLINT(bugprone-empty-catch): an observer's trouble is not the call's
    }
}

// A permit that is settled on every way out. Who leaves without an answer gives the slot back at once only
// when it is certain that no byte left. The breaker's pass goes with it.
class flight::permit {
public:
    permit(flight_deck& deck, const http::exchange_trace& trace) : deck_(deck), trace_(trace) {}

    ~permit() {
        if (pass_)
            deck_.breaker.report(*pass_, service_sign::nothing, {}, deck_.time->now());
        if (!held_)
            return;
        settlement how;
        const bool unsent = !handed_over_ || trace_.sent == http::exchange_trace::handover::none;
        how.kind = unsent ? settlement_kind::unsent : settlement_kind::abandoned;
        deck_.ledger->settle(id_, how, deck_.time->now());
    }

    permit(const permit&) = delete;
    permit& operator=(const permit&) = delete;

    void hold(permit_id id) noexcept {
        id_ = id;
        held_ = true;
    }

    void hand_over(circuit_breaker::pass pass) noexcept {
        handed_over_ = true;
        pass_ = pass;
    }

    circuit_breaker::change report(service_sign sign, const boost::system::error_code& code) noexcept {
        const auto change = deck_.breaker.report(*pass_, sign, code, deck_.time->now());
        pass_.reset();
        return change;
    }

    ledger_notes settle(const settlement& how) noexcept {
        held_ = false;
        return deck_.ledger->settle(id_, how, deck_.time->now());
    }

private:
    flight_deck& deck_;
    const http::exchange_trace& trace_;
    permit_id id_ = 0;
    bool held_ = false;
    bool handed_over_ = false;
    std::optional<circuit_breaker::pass> pass_;
};

// A place in the ledger's queue, given back on every way out, and the means to be woken in it. The ledger may
// keep the waker longer than the context lives, so the event it reaches is taken away from it.
class flight::ticket {
public:
    class waker final : public quota_waker, public std::enable_shared_from_this<waker> {
    public:
        waker(std::shared_ptr<strand_home> home, strand_event& event)
            : home_(std::move(home)), event_(&event) {}

        void wake() noexcept override {
            try {
                home_->post([self = shared_from_this()] {
                    if (self->event_ != nullptr)
                        self->event_->set();
                });
            } catch (...) { // NOLINT(bugprone-empty-catch): the ticket asks again at the time it was told
            }
        }

        void detach() noexcept { event_ = nullptr; }

    private:
        std::shared_ptr<strand_home> home_;
        strand_event* event_; // touched on the strand alone
    };

    ticket(flight& owner, const asio::any_io_executor& strand)
        : owner_(owner), event_(strand), waker_(std::make_shared<waker>(owner.deck_.home, event_)),
          slot_([this] { event_.set(); }) {
        owner_.queued_ = this;
    }

    ~ticket() {
        owner_.queued_ = nullptr;
        waker_->detach();
        owner_.deck_.alarms->clear(slot_);
        if (id_ != 0)
            owner_.deck_.ledger->leave(id_, owner_.deck_.time->now());
    }

    ticket(const ticket&) = delete;
    ticket& operator=(const ticket&) = delete;

    const std::shared_ptr<waker>& to_wake() const noexcept { return waker_; }
    void hold(ticket_id id) noexcept { id_ = id; }
    void used_up() noexcept { id_ = 0; }
    ticket_id id() const noexcept { return id_; }

    void amend(const quota_request& wish) {
        owner_.deck_.ledger->amend(id_, wish, owner_.deck_.time->now());
        event_.set();
    }

    asio::awaitable<void> wait(steady_time when) {
        owner_.deck_.alarms->set(slot_, when);
        return event_.wait();
    }

private:
    flight& owner_;
    strand_event event_;
    std::shared_ptr<waker> waker_;
    alarm slot_;
    ticket_id id_ = 0;
};

flight::flight(flight_deck& deck, call c)
    : asked(std::move(c)), deck_(deck), alarms_(deck.alarms), attempt_limit_([this] { on_attempt_limit(); }),
      last_end_(deck.time->now()) {
    if (asked.sink || asked.source)
        stream_ = std::make_unique<stream_watch>(asked.sink, asked.source, deck.time);
}

flight::~flight() {
    alarms_->clear(attempt_limit_);
}

void flight::on_attempt_limit() {
    if (stream_) {
        const auto next = later(stream_->moved_at(), asked.attempt_limit);
        if (next > deck_.time->now()) {
            alarms_->set(attempt_limit_, next);
            return;
        }
    }
    attempt_over_ = true;
    cancel.emit(asio::cancellation_type::terminal);
}

call_view flight::view() const {
    return {
        asked.id,
        http::to_string(asked.request.method),
        path(),
        deck_.observer ? deck_.time->now() : steady_time()};
}

void flight::board(passenger& p) {
    const bool first = aboard_.empty();
    aboard_.push_back(p);
    if (first)
        return;
    const bool amended = p.deadline > asked.deadline || p.importance < asked.importance;
    asked.deadline = std::max(asked.deadline, p.deadline);
    asked.importance = std::min(asked.importance, p.importance);
    if (amended && queued_ != nullptr && queued_->id() != 0)
        queued_->amend({deck_.rules->limit_tier(), asked.importance, asked.deadline});
}

void flight::leave(passenger& p) noexcept {
    p.unlink();
    if (aboard_.empty()) {
        abandon();
    } else if (p.deadline == asked.deadline) {
        const auto later = [](const passenger& a, const passenger& b) { return a.deadline < b.deadline; };
        asked.deadline = std::max_element(aboard_.begin(), aboard_.end(), later)->deadline;
    }
}

void flight::abandon() noexcept {
    if (landed_ || std::exchange(abandoned_, true) || !begun_)
        return;
    cancel.emit(asio::cancellation_type::terminal);
}

void flight::begin() {
    begun_ = true;
    if (abandoned_)
        throw boost::system::system_error(asio::error::operation_aborted);
}

bool flight::disembark(passenger& p) noexcept {
    p.unlink();
    return aboard_.empty();
}

void flight::land() {
    landed_ = true;
    deck_.alarms->clear(attempt_limit_);
    for (auto& p : aboard_)
        p.over.set();
}

std::optional<failure> flight::hopeless(steady_time deadline) const {
    if (last_ && deadline <= not_before_)
        return with_earliest(*last_, not_before_);
    if (queued_ == nullptr || deadline == steady_time::max())
        return std::nullopt;
    const auto now = deck_.time->now();
    const auto next = deck_.ledger->view(deck_.rules->limit_tier(), now).next_slot;
    if (next <= deadline)
        return std::nullopt;
    refused no;
    no.earliest = next;
    return quota_failure(no);
}

// A retry that is cancelled in its wait costs nothing.
struct flight::unspent {
    retry_budget& budget;
    bool paid;
    ~unspent() {
        if (paid)
            budget.give_back();
    }
};

asio::awaitable<result<http::response>> flight::run() {
    for (;;) {
        auto tried = co_await attempt();
        if (tried.answer)
            deck_.budget.credit();
        if (tried.answer)
            co_return std::move(tried.answer);
        failure why = std::move(tried.answer).error();
        if (!tried.sent)
            co_return classify(std::move(why));
        const auto next = next_try(why);
        if (!next)
            co_return classify(std::move(why));
        const auto wait = *next - deck_.time->now();
        deck_.tell(events::retried{view(), attempts(), why.status, why.code, wait});
        failed_before_ = failed_before_ || why.status >= 500;
        disembark_before(*next, why);
        last_ = std::move(why);
        unspent token{deck_.budget, std::exchange(charged_, false)};
        co_await pause(*next);
        token.paid = false;
        last_.reset();
    }
}

// What is decided here holds for everybody aboard; whoever cannot wait that long leaves on his own.
std::optional<steady_time> flight::next_try(failure& why) {
    const auto now = deck_.time->now();
    if (is_stale_connection(why))
        return now;
    attempt_report report{why};
    report.repeating = asked.repeating;
    report.sent = trace_.sent;
    report.attempt = attempts();
    report.sink_has_bytes = asked.restart == sink_restart::impossible && stream_ && stream_->delivered() > 0;
    if (asked.retrying == retry_mode::off)
        report.max_attempts = 1;
    else
        report.max_attempts = deck_.rules->attempts_worth_making(asked.request, why);
    const auto next = deck_.policy.decide(report, now, asked.deadline, deck_.draw());
    if (next.why == retry_verdict::wait_too_long || next.why == retry_verdict::beyond_deadline)
        why = with_earliest(std::move(why), now + next.wait);
    if (!next.again() || (next.charged && !deck_.budget.take()))
        return std::nullopt;
    charged_ = next.charged;
    return now + next.wait;
}

void flight::disembark_before(steady_time when, const failure& why) {
    for (auto at = aboard_.begin(); at != aboard_.end();) {
        passenger& p = *at++;
        if (p.deadline > when)
            continue;
        p.refusal = classify(with_earliest(why, when));
        p.unlink();
        p.over.set();
    }
}

failure flight::with_earliest(failure why, steady_time when) const {
    why.earliest = until(when, deck_.time->now());
    why.message.append(why.message.empty() ? "" : "; ")
        .append("the next attempt could leave in ")
        .append(std::to_string(why.earliest->count()))
        .append(" ms, after the deadline");
    return why;
}

asio::awaitable<void> flight::pause(steady_time when) {
    if (when <= deck_.time->now())
        co_return;
    not_before_ = when;
    strand_event awake(co_await asio::this_coro::executor);
    alarm rings([&awake] { awake.set(); });
    deck_.alarms->set(rings, when);
    co_await awake.wait();
}

// As `pause`, but for who is told that the circuit has changed.
asio::awaitable<void> flight::pause_for_circuit(steady_time when) {
    not_before_ = when;
    strand_event awake(co_await asio::this_coro::executor);
    alarm rings([&awake] { awake.set(); });
    struct waiting {
        std::vector<strand_event*>& all;
        strand_event* mine;
        ~waiting() { std::erase(all, mine); }
    };
    deck_.circuit_waiters.push_back(&awake);
    const waiting mark{deck_.circuit_waiters, &awake};
    deck_.alarms->set(rings, when);
    co_await awake.wait();
}

asio::awaitable<flight::trial> flight::attempt() {
    trial t;
    trace_ = {};
    result<void> clear;
    if (deck_.breaker.refuses(deck_.time->now())) // a coroutine less for who need not wait
        clear = co_await wait_for_circuit();
    if (!clear) {
        t.answer = std::move(clear).error();
        co_return t;
    }
    permit p(deck_, trace_);
    auto admitted = co_await admit(p);
    if (!admitted) {
        t.answer = std::move(admitted).error();
        co_return t;
    }
    if (abandoned_) // in the moment of the grant
        throw boost::system::system_error(asio::error::operation_aborted);
    // The circuit may have opened while it waited for quota.
    const auto now = deck_.time->now();
    const auto entered = deck_.breaker.admit(now);
    if (const auto* no = std::get_if<circuit_breaker::refusal>(&entered)) {
        t.answer = circuit_breaker::to_failure(*no, now);
        co_return t;
    }
    p.hand_over(std::get<circuit_breaker::pass>(entered));
    t.sent = true;
    asking_ = true;
    t.answer = co_await exchange();
    asking_ = false;
    unanswered_ = unanswered_ || (!t.answer && may_have_acted(t.answer.error(), trace_.sent));
    if (t.answer) {
        settle_answered(p, *t.answer);
        t.answer = judge(std::move(t.answer).value());
    }
    note_attempt(p, t, now);
    co_return t;
}

// A call that has asked already waits for an open circuit; who only begins is told to come back.
asio::awaitable<result<void>> flight::wait_for_circuit() {
    for (;;) {
        const auto now = deck_.time->now();
        const auto no = deck_.breaker.refuses(now);
        if (!no)
            co_return result<void>();
        auto why = circuit_breaker::to_failure(*no, now);
        if (history_.empty() || asked.deadline <= no->until)
            co_return std::move(why);
        disembark_before(no->until, why);
        last_ = std::move(why);
        co_await pause_for_circuit(no->until);
        last_.reset();
    }
}

asio::awaitable<result<void>> flight::admit(permit& p) {
    const auto asked_at = deck_.time->now();
    ticket place(*this, co_await asio::this_coro::executor);
    const quota_request wish{deck_.rules->limit_tier(), asked.importance, asked.deadline};
    const auto entered = deck_.ledger->join(wish, asked_at, place.to_wake());
    if (const auto* no = std::get_if<refused>(&entered))
        co_return quota_failure(*no);
    place.hold(std::get<joined>(entered).ticket);
    bool told = false;
    for (;;) {
        const auto verdict = deck_.ledger->claim(place.id(), deck_.time->now());
        if (const auto* yes = std::get_if<granted>(&verdict)) {
            place.used_up();
            p.hold(yes->permit);
            deck_.tell(events::permitted{view(), deck_.time->now() - asked_at});
            co_return result<void>();
        }
        if (const auto* no = std::get_if<refused>(&verdict)) {
            place.used_up();
            co_return quota_failure(*no);
        }
        if (!std::exchange(told, true))
            deck_.tell(events::queued{view()});
        co_await place.wait(std::get<wait_until>(verdict).when);
    }
}

asio::awaitable<result<http::response>> flight::exchange() {
    const auto begun = deck_.time->now();
    attempt_over_ = false;
    deck_.alarms->set(attempt_limit_, later(begun, asked.attempt_limit));
    if (stream_)
        stream_->begin_attempt();
    http::request signed_request = asked.request;
    signed_request.source = stream_ ? stream_->source() : nullptr;
    signed_request.trace = &trace_;
    const request_signer& signer = asked.signer ? *asked.signer : *deck_.rules;
    signer.sign(signed_request, deck_.time->today());
    deck_.tell(events::sent{view(), attempts() + 1});
    result<http::response> answer;
    bool cut_off = false;
    try {
        http::body_sink* const sink = stream_ ? stream_->sink() : nullptr;
        answer = co_await deck_.transport->send(std::move(signed_request), sink);
    } catch (const boost::system::system_error& e) {
        if (e.code() != asio::error::operation_aborted || !attempt_over_ || abandoned_)
            throw;
        cut_off = true;
    }
    deck_.alarms->clear(attempt_limit_);
    if (cut_off)
        answer = silence(begun);
    // A transport may also have answered the alarm with a failure of its own.
    if (attempt_over_ && !abandoned_)
        co_await asio::this_coro::reset_cancellation_state();
    tell_answered(answer, begun);
    co_return answer;
}

failure flight::silence(steady_time begun) const {
    failure why;
    why.code = errc::attempt_timeout;
    const bool flowed = stream_ && (stream_->delivered() > 0 || stream_->moved_at() > begun);
    const auto quiet = until(deck_.time->now(), flowed ? stream_->moved_at() : begun);
    why.message = (flowed ? "no byte for " : "after ") + std::to_string(quiet.count()) + " ms";
    return why;
}

void flight::tell_answered(const result<http::response>& answer, steady_time begun) const {
    if (!deck_.observer)
        return;
    events::answered news{view(), attempts() + 1, 0, {}, 0, deck_.time->now() - begun};
    if (answer) {
        news.status = answer->status;
        news.body_bytes = answer->body.size();
    } else {
        news.code = answer.error().code;
    }
    if (stream_)
        news.body_bytes += static_cast<std::size_t>(stream_->delivered());
    deck_.tell(news);
}

void flight::settle_answered(permit& p, const http::response& answer) {
    const auto now = deck_.time->now();
    const auto today = deck_.time->today();
    settlement how;
    how.kind = settlement_kind::answered;
    how.first_byte_at = trace_.first_byte_at.value_or(now);
    how.reading = deck_.rules->read_quota(answer, today);
    tell_quota(p.settle(how));
    using wall_span = std::chrono::system_clock::duration;
    deck_.rules->note_clock(answer, today - std::chrono::duration_cast<wall_span>(now - how.first_byte_at));
}

result<http::response> flight::judge(http::response answer) const {
    if (validating && answer.status == 304)
        return answer;
    if (asked.redirects == redirect_mode::hand_over && is_redirect(answer))
        return answer;
    auto why = deck_.rules->judge(answer, deck_.time->today());
    // A write with a good status has happened, whatever it brought.
    const bool reads = asked.repeating == repetition::read && asked.request.method == http::method::get;
    if (!why && reads && asked.sink == nullptr)
        why = deck_.rules->judge_sense(answer);
    if (!why)
        return answer;
    why->status = answer.status;
    return std::move(*why);
}

void flight::note_attempt(permit& p, const trial& t, steady_time begun) {
    using std::chrono::milliseconds;
    const auto now = deck_.time->now();
    attempt_record done;
    done.number = attempts() + 1;
    done.wait = std::chrono::round<milliseconds>(begun - last_end_);
    done.took = std::chrono::ceil<milliseconds>(now - begun);
    last_end_ = now;
    auto sign = service_sign::well;
    if (t.answer) {
        done.status = t.answer->status;
    } else {
        done.status = t.answer.error().status;
        done.code = t.answer.error().code;
        sign = sign_of(t.answer.error());
    }
    history_.push_back(done);
    tell_breaker(p.report(sign, done.code));
}

void flight::tell_breaker(circuit_breaker::change c) {
    if (c == circuit_breaker::change::none)
        return;
    const auto now = deck_.time->now();
    for (auto* waiting : deck_.circuit_waiters)
        waiting->set();
    if (c == circuit_breaker::change::closed) {
        deck_.tell(events::circuit_changed{false, "the service answers again", {}, now});
    } else if (const auto no = deck_.breaker.refuses(now)) {
        deck_.tell(events::circuit_changed{true, no->why, no->until - now, now});
    }
}

failure flight::quota_failure(const refused& no) const {
    failure why;
    why.code = no.why == refused::queue_full ? errc::queue_full : errc::quota_deadline;
    why.earliest = until(no.earliest, deck_.time->now());
    why.message = "a slot can open in " + std::to_string(why.earliest->count()) + " ms at the earliest";
    return why;
}

// A connection that was kept alive and died before the first byte of an answer. Sent again at once and once,
// when that can do no harm.
bool flight::is_stale_connection(const failure& why) const {
    return why.code == errc::connection_lost && trace_.reused_connection && !trace_.first_byte_at &&
           history_.size() == 1 && asked.repeating != repetition::harmful;
}

// A write whose bytes left and whose answer did not come whole may have happened; it has when the answer's
// head said so. What the service says of a later attempt settles it, unless it says that it could not look.
failure flight::classify(failure why) const {
    const bool unknown = unanswered_ || (failed_before_ && why.status < 500) ||
                         (asking_ && trace_.sent != http::exchange_trace::handover::none);
    const bool settled = why.status >= 400 && why.status < 500 && why.status != 429;
    if (asked.repeating == repetition::read || !unknown || settled)
        return why;
    why.cause = why.code;
    why.code = why.status >= 200 && why.status < 300 ? errc::completed_unreadable : errc::outcome_unknown;
    return why;
}

void flight::tell_quota(const ledger_notes& notes) const {
    if (!deck_.observer)
        return;
    const auto now = deck_.time->now();
    const auto say = [&](std::string_view what, int foreign = 0, std::chrono::nanoseconds shut = {}) {
        deck_.tell(events::quota_changed{what, foreign, shut, now});
    };
    if (notes.foreign_requests > 0)
        say("the service counted requests of somebody else at this address", notes.foreign_requests);
    if (notes.gate_shut_until)
        say("the service refused a request, nothing leaves for now", 0, *notes.gate_shut_until - now);
    if (notes.margin_raised)
        say("a refusal that nothing explains: slots are held longer");
    if (notes.spread_started)
        say("a refusal that nothing explains: requests are paced evenly");
    if (notes.spread_ended)
        say("requests are no longer paced evenly");
    if (notes.limit_changed)
        say("the service changed its limit");
}

} // namespace segue::traffic
