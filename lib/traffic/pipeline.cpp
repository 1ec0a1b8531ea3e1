#include "traffic/pipeline.hpp"

#include "base/strand_event.hpp"

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

// Saturates: a limit of "never" stays one.
steady_time later(steady_time now, std::chrono::milliseconds by) {
    return by >= std::chrono::duration_cast<std::chrono::milliseconds>(steady_time::max() - now)
               ? steady_time::max()
               : now + by;
}

} // namespace

// One call under way: what it was asked, its one time limit, and what its current attempt has done so far.
class pipeline::flight {
public:
    flight(pipeline& owner, call& c, std::shared_ptr<asio::cancellation_signal> cancel)
        : asked(c), started(owner.parts_.time->now()), owner_(owner), cancel_(std::move(cancel)),
          limit_([this] {
              out_of_time_ = true;
              cancel_->emit(asio::cancellation_type::terminal);
          }) {}

    ~flight() { owner_.alarms_->clear(limit_); }
    flight(const flight&) = delete;
    flight& operator=(const flight&) = delete;

    // Once time is up it stays up: a limit set afterwards could not be heard.
    void set_limit(steady_time when) {
        if (out_of_time_)
            return;
        if (when == steady_time::max())
            owner_.alarms_->clear(limit_);
        else
            owner_.alarms_->set(limit_, when);
    }

    bool out_of_time() const noexcept { return out_of_time_; }
    steady_time limit() const noexcept { return limit_.when(); }

    call_view view() const { return {asked.id, http::to_string(asked.request.method), asked.request.target}; }

    call& asked;
    const steady_time started;
    http::exchange_trace trace;
    int attempts = 0;

private:
    pipeline& owner_;
    std::shared_ptr<asio::cancellation_signal> cancel_;
    alarm limit_;
    bool out_of_time_ = false;
};

// Tells that a call is over, on every way out; who says nothing else was cancelled.
class pipeline::last_word {
public:
    last_word(const pipeline& owner, const flight& f) : owner_(owner), flight_(f) {}

    ~last_word() {
        if (owner_.parts_.observer) {
            const auto took = owner_.parts_.time->now() - flight_.started;
            owner_.tell(events::finished{flight_.view(), flight_.attempts, code, took});
        }
    }

    last_word(const last_word&) = delete;
    last_word& operator=(const last_word&) = delete;

    boost::system::error_code code = asio::error::operation_aborted;

private:
    const pipeline& owner_;
    const flight& flight_;
};

// A permit that is settled on every way out. Who leaves without an answer gives the slot back at once only
// when it is certain that no byte left.
class pipeline::permit {
public:
    permit(quota_ledger& ledger, time_source& time, const http::exchange_trace& trace)
        : ledger_(ledger), time_(time), trace_(trace) {}

    ~permit() {
        if (!held_)
            return;
        settlement how;
        const bool unsent = !handed_over_ || trace_.sent == http::exchange_trace::handover::none;
        how.kind = unsent ? settlement_kind::unsent : settlement_kind::abandoned;
        ledger_.settle(id_, how, time_.now());
    }

    permit(const permit&) = delete;
    permit& operator=(const permit&) = delete;

    void hold(permit_id id) noexcept {
        id_ = id;
        held_ = true;
    }

    void hand_over() noexcept { handed_over_ = true; }

    ledger_notes settle(const settlement& how) noexcept {
        held_ = false;
        return ledger_.settle(id_, how, time_.now());
    }

private:
    quota_ledger& ledger_;
    time_source& time_;
    const http::exchange_trace& trace_;
    permit_id id_ = 0;
    bool held_ = false;
    bool handed_over_ = false;
};

// A place in the ledger's queue, given back on every way out, and the means to be woken in it. The ledger may
// keep the waker longer than the context lives, so the event it reaches is taken away from it.
class pipeline::ticket {
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

    ticket(pipeline& owner, const asio::any_io_executor& strand)
        : owner_(owner), event_(strand), waker_(std::make_shared<waker>(owner.parts_.home, event_)),
          slot_([this] { event_.set(); }) {}

    ~ticket() {
        waker_->detach();
        owner_.alarms_->clear(slot_);
        if (id_ != 0)
            owner_.parts_.ledger->leave(id_, owner_.parts_.time->now());
    }

    ticket(const ticket&) = delete;
    ticket& operator=(const ticket&) = delete;

    const std::shared_ptr<waker>& to_wake() const noexcept { return waker_; }
    void hold(ticket_id id) noexcept { id_ = id; }
    void used_up() noexcept { id_ = 0; }
    ticket_id id() const noexcept { return id_; }

    asio::awaitable<void> wait(steady_time when) {
        owner_.alarms_->set(slot_, when);
        return event_.wait();
    }

private:
    pipeline& owner_;
    strand_event event_;
    std::shared_ptr<waker> waker_;
    alarm slot_;
    ticket_id id_ = 0;
};

pipeline::pipeline(parts p)
    : parts_(std::move(p)), alarms_(std::make_shared<alarm_clock>(parts_.home, parts_.time)) {}

asio::awaitable<result<http::response>>
pipeline::run(std::shared_ptr<pipeline> self, call c, std::shared_ptr<asio::cancellation_signal> cancel) {
    flight f(*self, c, std::move(cancel));
    last_word tell_end(*self, f);
    result<http::response> outcome;
    try {
        if (f.started >= c.deadline)
            outcome = self->time_limit_failure(f);
        else
            outcome = co_await self->attempt_until_final(f);
    } catch (const boost::system::system_error& e) {
        if (e.code() != asio::error::operation_aborted || !f.out_of_time())
            throw;
        outcome = classify(f, self->time_limit_failure(f));
    }
    if (!outcome) {
        failure why = std::move(outcome).error();
        why.method = http::to_string(c.request.method);
        why.path = c.request.target;
        why.attempts = f.attempts;
        outcome = std::move(why);
    }
    tell_end.code = outcome ? boost::system::error_code() : outcome.error().code;
    co_return outcome;
}

// The order at run time. A cache look-up and the joining of an identical flight belong before the loop, a
// retry policy decides at its end.
asio::awaitable<result<http::response>> pipeline::attempt_until_final(flight& f) {
    for (;;) {
        f.trace = {};
        permit p(*parts_.ledger, *parts_.time, f.trace);
        auto admitted = co_await admit(f, p);
        if (!admitted)
            co_return std::move(admitted).error();
        p.hand_over();
        auto answer = co_await exchange(f);
        if (answer) {
            settle_answered(f, p, *answer);
            co_return judge(f, std::move(answer).value());
        }
        if (!is_stale_connection(f, answer.error()))
            co_return classify(f, std::move(answer).error());
        tell(events::resent{f.view(), {}, answer.error().code});
    }
}

asio::awaitable<result<void>> pipeline::admit(flight& f, permit& p) {
    f.set_limit(f.asked.deadline);
    const auto asked_at = parts_.time->now();
    ticket place(*this, co_await asio::this_coro::executor);
    const quota_request wish{parts_.rules->limit_tier(), f.asked.importance, f.asked.deadline};
    const auto entered = parts_.ledger->join(wish, asked_at, place.to_wake());
    if (const auto* no = std::get_if<refused>(&entered))
        co_return quota_failure(*no);
    place.hold(std::get<joined>(entered).ticket);
    bool told = false;
    for (;;) {
        const auto verdict = parts_.ledger->claim(place.id(), parts_.time->now());
        if (const auto* yes = std::get_if<granted>(&verdict)) {
            place.used_up();
            p.hold(yes->permit);
            tell(events::permitted{f.view(), parts_.time->now() - asked_at});
            co_return result<void>();
        }
        if (const auto* no = std::get_if<refused>(&verdict)) {
            place.used_up();
            co_return quota_failure(*no);
        }
        if (!std::exchange(told, true))
            tell(events::queued{f.view()});
        co_await place.wait(std::get<wait_until>(verdict).when);
    }
}

asio::awaitable<result<http::response>> pipeline::exchange(flight& f) {
    const auto begun = parts_.time->now();
    f.set_limit(std::min(f.asked.deadline, later(begun, f.asked.attempt_limit)));
    ++f.attempts;
    http::request signed_request = f.asked.request;
    signed_request.trace = &f.trace;
    parts_.rules->sign(signed_request);
    tell(events::sent{f.view(), f.attempts});
    auto answer = co_await parts_.transport->send(std::move(signed_request), f.asked.sink);
    if (parts_.observer) {
        events::answered news{f.view(), f.attempts, 0, {}, 0, parts_.time->now() - begun};
        if (answer) {
            news.status = answer->status;
            news.body_bytes = answer->body.size();
        } else {
            news.code = answer.error().code;
        }
        tell(news);
    }
    co_return answer;
}

void pipeline::settle_answered(flight& f, permit& p, const http::response& answer) {
    settlement how;
    how.kind = settlement_kind::answered;
    how.first_byte_at = f.trace.first_byte_at.value_or(parts_.time->now());
    how.reading = parts_.rules->read_quota(answer, parts_.time->today());
    tell_quota(p.settle(how));
}

result<http::response> pipeline::judge(flight&, http::response answer) const {
    auto why = parts_.rules->judge(answer, parts_.time->today());
    if (!why)
        return answer;
    why->status = answer.status;
    return std::move(*why);
}

failure pipeline::time_limit_failure(const flight& f) const {
    failure why;
    const bool whole_call = !f.out_of_time() || f.limit() >= f.asked.deadline;
    why.code = whole_call ? errc::deadline_exceeded : errc::attempt_timeout;
    why.message = "after " + std::to_string(until(parts_.time->now(), f.started).count()) + " ms";
    return why;
}

failure pipeline::quota_failure(const refused& r) const {
    failure why;
    why.code = r.why == refused::queue_full ? errc::queue_full : errc::quota_deadline;
    why.earliest = until(r.earliest, parts_.time->now());
    why.message = "a slot can open in " + std::to_string(why.earliest->count()) + " ms at the earliest";
    return why;
}

// A connection that was kept alive and died before the first byte of an answer: the service has most likely
// closed it before it saw the request. Sent again at once and once, when that can do no harm.
bool pipeline::is_stale_connection(const flight& f, const failure& why) {
    return why.code == errc::connection_lost && f.trace.reused_connection && !f.trace.first_byte_at &&
           f.attempts == 1 && f.asked.repeating != call::repetition::harmful && f.asked.sink == nullptr;
}

// A write whose bytes left and whose answer did not come whole may have happened; it has when the answer's
// head said so.
failure pipeline::classify(const flight& f, failure why) {
    const bool may_have_happened = f.attempts > 0 && f.trace.sent != http::exchange_trace::handover::none;
    if (f.asked.repeating == call::repetition::read || !may_have_happened)
        return why;
    why.cause = why.code;
    why.code = why.status >= 200 && why.status < 300 ? errc::completed_unreadable : errc::outcome_unknown;
    return why;
}

void pipeline::tell(const event& e) const noexcept {
    if (!parts_.observer)
        return;
    try {
        parts_.observer->on_event(e);
    } catch (...) { // NOLINT(bugprone-empty-catch): an observer's trouble is not the call's
    }
}

void pipeline::tell_quota(const ledger_notes& notes) const {
    if (!parts_.observer)
        return;
    const auto say = [this](std::string_view what, int foreign = 0, std::chrono::nanoseconds shut = {}) {
        tell(events::quota_changed{what, foreign, shut});
    };
    if (notes.foreign_requests > 0)
        say("the service counted requests of somebody else at this address", notes.foreign_requests);
    if (notes.gate_shut_until)
        say("the service refused a request, nothing leaves for now",
            0,
            *notes.gate_shut_until - parts_.time->now());
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
