#include "traffic/pipeline.hpp"

#include "traffic/cache_answer.hpp"
#include "traffic/cache_key.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace segue::traffic {

namespace {

// What goes to a sink goes to one; only reads may be asked for once for many.
bool may_share(const call& c) {
    return c.repeating == repetition::read && c.request.method == http::method::get && c.sink == nullptr;
}

bool wants_hit(const call& c) {
    return c.caching == cache_mode::use || c.stale == stale_answer::if_error;
}

bool passes(const failure& why) {
    return why.code == condition::transient || why.code == condition::timeout ||
           why.code == condition::rate_limited || why.code == errc::circuit_open;
}

asio::awaitable<void>
store_one(std::shared_ptr<response_cache> cache, cache_key key, std::shared_ptr<const cached_answer> entry) {
    co_await cache->store(std::move(key), std::move(entry));
}

asio::awaitable<std::size_t>
drop_some(std::shared_ptr<response_cache> cache, std::string account, std::vector<std::string> tags) {
    const std::vector<std::string_view> names(tags.begin(), tags.end());
    cache_filter which;
    which.account = account;
    which.tags = names;
    co_return co_await cache->drop(which);
}

void ignore(const std::exception_ptr&) {} // a cache's trouble is its own

} // namespace

// One call under way: what it was asked, its deadline, and the last word about it, which it tells on every
// way out; who says nothing else was cancelled.
class pipeline::caller final : public under_way {
public:
    caller(const std::shared_ptr<pipeline>& owner, call c, std::shared_ptr<asio::cancellation_signal> cancel)
        : asked(std::move(c)), id(asked.id), deadline(asked.deadline), importance(asked.importance),
          stale(asked.stale), started(owner->deck_.time->now()), self(owner), owner_(*owner),
          cancel_(std::move(cancel)), limit_([this] {
              out_of_time_ = true;
              cancel_->emit(asio::cancellation_type::terminal);
          }) {
        owner_.callers_.push_back(*this);
        if (deadline > started && deadline != steady_time::max()) // an alarm that is due rings at once
            owner_.deck_.alarms->set(limit_, deadline);
    }

    ~caller() override {
        owner_.deck_.alarms->clear(limit_);
        if (owner_.deck_.observer) {
            const auto took = owner_.deck_.time->now() - started;
            owner_.deck_.tell(events::finished{view(), attempts(), code, took});
        }
        unlink();
        owner_.tell_closers();
    }

    caller(const caller&) = delete;
    caller& operator=(const caller&) = delete;

    void cut_off() noexcept override {
        closed_ = true;
        cancel_->emit(asio::cancellation_type::terminal);
    }

    bool is_cut_off() const noexcept { return closed_ || out_of_time_; }
    bool out_of_time() const noexcept { return out_of_time_; }

    // Why it ends before its flight does.
    failure why_cut_off() const {
        failure why;
        if (closed_) {
            why.code = errc::client_closed;
        } else {
            const auto took = owner_.deck_.time->now() - started;
            why.code = errc::deadline_exceeded;
            why.message =
                "after " + std::to_string(std::chrono::ceil<std::chrono::milliseconds>(took).count()) + " ms";
        }
        return in ? in->classify(std::move(why)) : why;
    }

    const http::request& request() const { return in && took_off ? in->asked.request : asked.request; }
    const std::string& path() const {
        if (in && took_off)
            return in->path();
        return asked.shown.empty() ? asked.request.target : asked.shown;
    }
    int attempts() const noexcept { return in ? in->sent() : 0; }

    call_view view() const {
        const auto& r = request();
        return {
            id,
            http::to_string(r.method),
            path(),
            owner_.deck_.observer ? owner_.deck_.time->now() : steady_time()};
    }

    /// Until a flight of its own has it.
    call asked;
    const std::uint64_t id;
    const steady_time deadline;
    const priority importance;
    const stale_answer stale;
    const steady_time started;
    /// Keeps what the connections belong to, for a flight that is still ending when all have left.
    const std::shared_ptr<pipeline> self;
    std::shared_ptr<flight> in;
    bool took_off = false;
    boost::system::error_code code = asio::error::operation_aborted;

private:
    pipeline& owner_;
    std::shared_ptr<asio::cancellation_signal> cancel_;
    alarm limit_;
    bool out_of_time_ = false;
    bool closed_ = false;
};

std::size_t pipeline::key_hash::operator()(const cache_key& k) const noexcept {
    std::size_t seed = std::hash<std::string_view>()(k.url);
    boost::hash_combine(seed, std::hash<std::string_view>()(k.media_type));
    return seed;
}

flight_deck pipeline::make_deck(const parts& p) {
    return {
        p.home,
        p.time,
        p.transport,
        p.ledger,
        p.observer,
        p.rules,
        std::make_shared<alarm_clock>(p.home, p.time),
        retry_policy(p.retry),
        retry_budget(p.retry),
        circuit_breaker(p.breaker),
        std::mt19937_64(p.seed ? *p.seed : std::random_device()()),
        {}};
}

pipeline::pipeline(const parts& p) : deck_(make_deck(p)), cache_(p.cache), lifetime_(p.lifetime) {}

asio::awaitable<result<delivery>>
pipeline::run(std::shared_ptr<pipeline> self, call c, std::shared_ptr<asio::cancellation_signal> cancel) {
    caller me(self, std::move(c), std::move(cancel));
    result<delivery> outcome;
    try {
        if (self->closed_ || me.started >= me.deadline)
            outcome = self->closed_ ? closed_failure() : me.why_cut_off();
        else if (auto why = self->refusal_of(me.asked))
            outcome = std::move(*why);
        else if (me.asked.repeating == repetition::read)
            outcome = co_await self->travel(me);
        else
            outcome = co_await self->write(me);
    } catch (const boost::system::system_error& e) {
        if (e.code() != asio::error::operation_aborted || !me.is_cut_off())
            throw;
        outcome = me.why_cut_off();
    }
    if (!outcome) {
        failure why = std::move(outcome).error();
        why.method = http::to_string(me.request().method);
        why.path = me.path();
        why.attempts = me.attempts();
        if (me.in)
            why.history = me.in->history();
        outcome = std::move(why);
    }
    me.code = outcome ? boost::system::error_code() : outcome.error().code;
    co_return outcome;
}

asio::awaitable<result<delivery>> pipeline::travel(caller& me) {
    std::optional<cache_key> key;
    const bool shared =
        may_share(me.asked) && me.asked.caching == cache_mode::use && me.asked.retrying == retry_mode::on;
    if (shared || (cache_ && may_share(me.asked) && me.asked.caching != cache_mode::bypass))
        key = make_cache_key(me.asked.request, deck_.rules->account());
    if (shared) {
        if (const auto found = flights_.find(*key); found != flights_.end())
            me.in = found->second.lock();
    }
    if (me.in) {
        deck_.tell(events::joined{me.view(), me.in->asked.id});
        if (auto no = me.in->hopeless(me.deadline)) {
            if (auto old = stand_in(me, *me.in, *no))
                co_return std::move(*old);
            co_return std::move(*no);
        }
    } else {
        me.in = std::make_shared<flight>(deck_, std::move(me.asked));
        me.took_off = true;
    }
    const auto strand = co_await asio::this_coro::executor;
    passenger p(strand, me.deadline, me.importance);
    me.in->board(p);
    if (me.took_off)
        take_off(me, std::move(key), shared);
    std::exception_ptr cut;
    try {
        co_await p.over.wait();
    } catch (...) {
        cut = std::current_exception();
    }
    if (!cut)
        co_return collect(me, *me.in, p);
    if (shared) {
        me.in->leave(p);
    } else {
        // Sink and body of the request are the caller's, and of a write he wants to hear what became of it.
        me.in->abandon();
        co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
        co_await p.over.wait();
        if (me.is_cut_off() && !me.in->error && me.in->outcome)
            co_return collect(me, *me.in, p);
    }
    if (me.out_of_time()) {
        if (auto old = stand_in(me, *me.in, me.why_cut_off()))
            co_return std::move(*old);
    }
    std::rethrow_exception(cut);
}

// What reads may have seen before the write, and while it was under way, is nothing to keep.
asio::awaitable<result<delivery>> pipeline::write(caller& me) {
    const auto changed = deck_.rules->changed_by(me.asked.request);
    if (changed.empty()) // a step of OAuth, for example
        co_return co_await travel(me);
    outdate(changed);
    drop(changed);
    result<delivery> outcome;
    std::exception_ptr error;
    try {
        outcome = co_await travel(me);
    } catch (...) {
        error = std::current_exception();
    }
    outdate(changed);
    drop(changed);
    if (error)
        std::rethrow_exception(error);
    co_return outcome;
}

// Spawned on the strand it runs on, it may land before this returns.
void pipeline::take_off(const caller& me, std::optional<cache_key> key, bool shared) {
    const auto& f = me.in;
    if (shared) {
        flights_.insert_or_assign(*key, f);
    } else if (key) {
        std::erase_if(alone_, [](const std::weak_ptr<flight>& each) { return each.expired(); });
        alone_.push_back(f);
    }
    auto landed = [f](const std::exception_ptr&) {}; // holds the signal as long as it is needed
    asio::co_spawn(
        deck_.home->executor(),
        fly(me.self, f, std::move(key)),
        asio::bind_cancellation_slot(f->cancel.slot(), std::move(landed)));
}

asio::awaitable<void>
pipeline::fly(std::shared_ptr<pipeline> self, std::shared_ptr<flight> f, std::optional<cache_key> key) {
    // Also when the context is destroyed with the flight in the air.
    struct in_the_air {
        pipeline& owner;
        const flight& flown;
        const std::optional<cache_key>& key;

        ~in_the_air() {
            --owner.airborne_;
            if (!key)
                return;
            const auto found = owner.flights_.find(*key);
            if (found != owner.flights_.end() && found->second.lock().get() == &flown)
                owner.flights_.erase(found);
        }
    };
    ++self->airborne_;
    {
        const in_the_air mark{*self, *f, key};
        try {
            f->begin();
            const bool keeps = self->cache_ && key;
            std::optional<cache_hit> hit;
            if (keeps && wants_hit(f->asked)) {
                hit = self->look_up_at_once(*key);
                if (!hit)
                    hit = co_await self->look_up(*key);
            }
            if (!hit || !self->take_hit(*f, std::move(*hit))) {
                f->outcome = co_await f->run();
                if (keeps)
                    self->settle(*f, *key);
            }
        } catch (...) {
            f->error = std::current_exception();
        }
    }
    f->land();
    self->tell_closers();
}

// Whether the flight's answer is there already.
bool pipeline::take_hit(flight& f, cache_hit hit) const {
    if (hit.state == freshness::fresh && f.asked.caching == cache_mode::use) {
        f.found = std::move(hit.answer);
        f.outcome = to_response(*f.found);
        return true;
    }
    f.spare = std::move(hit.answer);
    if (f.spare && f.asked.caching == cache_mode::use)
        f.validating = add_validators(f.asked.request, *f.spare);
    return false;
}

// What its outcome means for the cache.
void pipeline::settle(flight& f, const cache_key& key) {
    if (!f.outcome)
        return;
    if (f.validating && f.outcome->status == 304)
        f.outcome = settle_validation(f, key, *f.outcome);
    else
        permit_to_keep(f, key);
}

std::optional<cache_hit> pipeline::look_up_at_once(const cache_key& key) const {
    try {
        return cache_->find_at_once(key, today());
    } catch (const std::exception&) {
        return cache_hit(); // a cache's trouble is its own
    }
}

asio::awaitable<cache_hit> pipeline::look_up(const cache_key& key) const {
    cache_hit hit;
    try {
        hit = co_await cache_->find(key, today());
    } catch (const boost::system::system_error& e) {
        if (e.code() == asio::error::operation_aborted)
            throw;
    } catch (const std::exception&) {
        hit = {}; // a cache's trouble is its own
    }
    co_return hit;
}

http::response
pipeline::settle_validation(const flight& f, const cache_key& key, const http::response& answer) {
    auto entry = renewed(*f.spare, answer, today(), lifetime_of(f.asked.request));
    auto said = to_response(entry ? *entry : *f.spare);
    if (entry && !f.outdated)
        store(key, std::move(entry));
    return said;
}

void pipeline::permit_to_keep(flight& f, const cache_key& key) {
    if (f.outdated)
        return;
    const auto lifetime = lifetime_of(f.asked.request);
    if (lifetime.count() <= 0)
        return;
    f.keep = std::make_shared<keep_permit>();
    f.keep->key = key;
    f.keep->lifetime = lifetime;
    f.keep->tags = deck_.rules->tags_of(f.asked.request);
    std::erase_if(to_keep_, [](const std::weak_ptr<keep_permit>& p) { return p.expired(); });
    to_keep_.push_back(f.keep);
}

std::chrono::seconds pipeline::lifetime_of(const http::request& r) const {
    // What must never be kept is not kept for any lifetime.
    const auto own = deck_.rules->lifetime_of(r);
    return lifetime_ && own.count() > 0 ? *lifetime_ : own;
}

result<delivery> pipeline::collect(const caller& me, flight& f, passenger& p) {
    const bool last = f.disembark(p);
    if (p.refusal || (!f.error && !f.outcome)) {
        failure why = p.refusal ? std::move(*p.refusal) : f.outcome.error();
        if (auto old = stand_in(me, f, why))
            return std::move(*old);
        return why;
    }
    if (f.error)
        std::rethrow_exception(f.error);
    if (f.found)
        deck_.tell(events::cached{me.view(), today() - f.found->stored_at, false});
    delivery d;
    d.keep = f.keep;
    if (last)
        d.answer = std::move(f.outcome).value();
    else
        d.answer = f.outcome.value();
    return d;
}

std::optional<delivery> pipeline::stand_in(const caller& me, const flight& f, const failure& why) const {
    if (me.stale != stale_answer::if_error || !f.spare || !passes(why))
        return std::nullopt;
    deck_.tell(events::cached{me.view(), today() - f.spare->stored_at, true});
    delivery d;
    d.answer = to_response(*f.spare);
    return d;
}

void pipeline::outdate(std::span<const std::string> tags) {
    // None stands for all, as in a cache's filter.
    const auto hit = [&](const std::vector<std::string>& theirs) {
        const auto mine = [&](const std::string& tag) {
            return std::find(tags.begin(), tags.end(), tag) != tags.end();
        };
        return tags.empty() || std::any_of(theirs.begin(), theirs.end(), mine);
    };
    std::erase_if(flights_, [&](const auto& entry) {
        const auto f = entry.second.lock();
        if (!f || !hit(deck_.rules->tags_of(f->asked.request)))
            return false;
        f->outdated = true;
        if (f->keep)
            f->keep->outdate();
        return true;
    });
    for (const auto& weak : alone_) {
        if (const auto f = weak.lock(); f && hit(deck_.rules->tags_of(f->asked.request)))
            f->outdated = true;
    }
    for (const auto& weak : to_keep_) {
        if (const auto permit = weak.lock(); permit && hit(permit->tags))
            permit->outdate();
    }
}

void pipeline::keep(
    const std::shared_ptr<pipeline>& self, std::shared_ptr<keep_permit> permit, http::response answer) {
    if (permit->used.exchange(true))
        return;
    auto entry = to_cache(std::move(answer), self->today(), permit->lifetime, permit->tags);
    if (!entry)
        return;
    bool has_to_wait = false;
    permit->unless_outdated([&] { has_to_wait = !self->store_at_once(permit->key, entry); });
    if (!has_to_wait)
        return;
    self->deck_.home->post([self, permit = std::move(permit), entry = std::move(entry)]() mutable {
        permit->unless_outdated([&] { self->store(permit->key, std::move(entry)); });
    });
}

// Whether that was the end of it.
bool pipeline::store_at_once(cache_key& key, std::shared_ptr<const cached_answer>& entry) const noexcept {
    try {
        return cache_->store_at_once(key, entry);
    } catch (const std::exception&) {
        return true; // a cache's trouble is its own
    }
}

void pipeline::store(cache_key key, std::shared_ptr<const cached_answer> entry) {
    if (store_at_once(key, entry))
        return;
    asio::co_spawn(deck_.home->executor(), store_one(cache_, std::move(key), std::move(entry)), ignore);
}

void pipeline::drop(std::vector<std::string> tags) {
    if (!cache_ || tags.empty())
        return;
    auto finish = [](const std::exception_ptr&, std::size_t) {};
    asio::co_spawn(
        deck_.home->executor(),
        drop_some(cache_, std::string(deck_.rules->account()), std::move(tags)),
        finish);
}

asio::awaitable<result<std::size_t>>
pipeline::forget(std::shared_ptr<pipeline> self, std::vector<std::string> tags) {
    if (!self->cache_)
        co_return std::size_t{0};
    self->outdate(tags);
    auto account = std::string(self->deck_.rules->account());
    const auto gone = co_await drop_some(self->cache_, std::move(account), std::move(tags));
    co_return gone;
}

void pipeline::shut(bool cut_off) {
    closed_ = true;
    if (!cut_off)
        return;
    for (auto& c : callers_)
        c.cut_off();
}

asio::awaitable<result<bool>> pipeline::close(std::shared_ptr<pipeline> self, bool cut_off) {
    self->shut(cut_off);
    strand_event quiet(co_await asio::this_coro::executor);
    struct waiting {
        std::vector<strand_event*>& all;
        strand_event* mine;
        ~waiting() { std::erase(all, mine); }
    };
    const waiting mark{self->closers_, &quiet};
    self->closers_.push_back(&quiet);
    while (!self->callers_.empty() || self->airborne_ > 0)
        co_await quiet.wait();
    co_return true;
}

void pipeline::tell_closers() noexcept {
    if (!callers_.empty() || airborne_ > 0)
        return;
    for (auto* waiting : closers_)
        waiting->set();
}

std::optional<failure> pipeline::refusal_of(const call& c) const {
    return c.signer ? std::nullopt : deck_.rules->refusal_of(c.request);
}

failure pipeline::closed_failure() {
    failure why;
    why.code = errc::client_closed;
    return why;
}

} // namespace segue::traffic
