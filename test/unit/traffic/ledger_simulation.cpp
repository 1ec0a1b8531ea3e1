#include "unit/traffic/ledger_simulation.hpp"

#include <algorithm>
#include <cmath>

namespace simulation {

namespace traffic = segue::traffic;

namespace {

nanoseconds floor_to(nanoseconds value, nanoseconds unit) {
    const nanoseconds rest = value % unit;
    return value - (rest < 0 ? rest + unit : rest);
}

} // namespace

double provider::used_at(nanoseconds now) {
    const nanoseconds local = now + phase_;
    if (rule_ == counting::averaged) {
        const nanoseconds start = floor_to(local, window_);
        const double elapsed = static_cast<double>(local - start) / static_cast<double>(window_);
        return fixed_[start - window_] * (1 - elapsed) + fixed_[start];
    }
    if (rule_ == counting::whole_second) {
        const nanoseconds second = floor_to(local, per_second);
        while (!stamps_.empty() && second - stamps_.front() > window_)
            stamps_.pop_front();
    } else {
        while (!stamps_.empty() && stamps_.front() <= local - window_)
            stamps_.pop_front();
    }
    return static_cast<double>(stamps_.size());
}

void provider::count(nanoseconds now) {
    const nanoseconds local = now + phase_;
    if (rule_ == counting::averaged)
        ++fixed_[floor_to(local, window_)];
    else
        stamps_.push_back(rule_ == counting::whole_second ? floor_to(local, per_second) : local);
}

verdict provider::arrive(nanoseconds now, int limit) {
    verdict result;
    result.accepted = fits(now, limit);
    if (result.accepted || refusals_ == refusals::counted)
        count(now);
    result.limit = limit;
    result.used = std::min(limit, static_cast<int>(std::ceil(used_at(now) - 1e-6)));
    if (!result.accepted) {
        result.used = limit;
        const nanoseconds wait = next_accept(now) - now;
        result.retry_after = (wait + per_second - 1) / per_second * per_second;
    }
    return result;
}

nanoseconds provider::next_accept(nanoseconds now) {
    const auto kept = stamps_;
    nanoseconds t = now;
    while (!fits(t, limit_)) {
        const nanoseconds local = t + phase_;
        if (rule_ == counting::averaged) {
            const nanoseconds start = floor_to(local, window_);
            const int before = fixed_[start - window_];
            const int current = fixed_[start];
            nanoseconds next = start + window_; // nothing fits before the current window is the previous one
            if (before > 0 && current + 1 <= limit_) {
                const double share = 1 - static_cast<double>(limit_ - 1 - current) / before;
                const auto inside = static_cast<nanoseconds>(share * static_cast<double>(window_)) + 2;
                next = std::min(next, start + std::max(inside, local - start + 1));
            }
            t = next - phase_;
        } else if (rule_ == counting::whole_second) {
            t = stamps_.front() + window_ + per_second - phase_;
        } else {
            t = stamps_.front() + window_ - phase_;
        }
    }
    stamps_ = kept;
    return t;
}

bool timeline::step() {
    if (events_.empty())
        return false;
    const event next = events_.top();
    events_.pop();
    now_ = next.when;
    next.what();
    return true;
}

namespace {

/// A worker takes one request after the other; a refused one is tried again.
class batch {
public:
    explicit batch(const job& what)
        : job_(what), random_(what.seed), delay_(what.rtt_low / 2, what.rtt_high / 2),
          provider_(what.rule, what.limit, seconds(what.window), seconds(what.phase), what.refusals_count),
          left_(what.requests) {
        job_.params.window = std::chrono::milliseconds{static_cast<std::int64_t>(what.window * 1'000)};
        ledger_ = traffic::make_quota_ledger(job_.params);
        for (int i = 0; i < job_.used_before; ++i)
            provider_.arrive(seconds(job_.window * (-0.1 + 0.1 * i / job_.used_before)));
    }

    outcome run() {
        for (int i = 0; i < job_.workers; ++i)
            workers_.push_back(std::make_shared<worker>(*this));
        for (const auto& each : workers_)
            time_.at(0, [this, &each] { next(*each); });
        if (job_.foreign_rate > 0)
            foreign();
        const nanoseconds end = seconds(job_.window * 200 + 10'000);
        while (accepted_ + result_.calls_failed < job_.requests && time_.now() < end)
            time_.step();
        result_.finished = accepted_ == job_.requests;
        return result_;
    }

private:
    struct worker : traffic::quota_waker, std::enable_shared_from_this<worker> {
        explicit worker(batch& owner) : batch_(owner) {}
        void wake() noexcept override { batch_.ask_later(*this, batch_.time_.now()); }
        batch& batch_;
        traffic::ticket_id ticket = 0;
        std::uint64_t turn = 0; // an older plan to ask is void
    };

    void next(worker& mine) {
        if (left_ == 0)
            return;
        --left_;
        start(mine);
    }

    void start(worker& mine) {
        traffic::quota_request request{.importance = traffic::priority::bulk};
        if (job_.deadline > 0)
            request.deadline = at(time_.now() + seconds(job_.deadline));
        const auto answer = ledger_->join(request, at(time_.now()), mine.weak_from_this());
        if (const auto* place = std::get_if<traffic::joined>(&answer)) {
            mine.ticket = place->ticket;
            ask(mine);
        } else {
            ++result_.calls_failed;
            next(mine);
        }
    }

    void ask_later(worker& mine, nanoseconds when) {
        time_.at(when, [this, &mine, turn = ++mine.turn] {
            if (turn == mine.turn)
                ask(mine);
        });
    }

    void ask(worker& mine) {
        const auto answer = ledger_->claim(mine.ticket, at(time_.now()));
        if (const auto* permit = std::get_if<traffic::granted>(&answer)) {
            ++mine.turn;
            send(mine, permit->permit);
        } else if (const auto* wait = std::get_if<traffic::wait_until>(&answer)) {
            ask_later(mine, since_start(wait->when));
        } else {
            ++mine.turn;
            ++result_.calls_failed;
            next(mine);
        }
    }

    void send(worker& mine, traffic::permit_id permit) {
        time_.in(seconds(delay_(random_)), [this, &mine, permit] {
            const verdict judged = provider_.arrive(time_.now());
            time_.in(
                seconds(delay_(random_)), [this, &mine, permit, judged] { finish(mine, permit, judged); });
        });
    }

    void finish(worker& mine, traffic::permit_id permit, const verdict& judged) {
        traffic::settlement how{.kind = traffic::settlement_kind::answered, .first_byte_at = at(time_.now())};
        how.reading.refused = !judged.accepted;
        if (job_.says_quota) {
            how.reading.limit = judged.limit;
            how.reading.used = judged.used;
            how.reading.remaining = judged.limit - judged.used;
        }
        if (!judged.accepted && job_.says_retry_after)
            how.reading.retry_after = std::chrono::nanoseconds{judged.retry_after};
        const auto notes = ledger_->settle(permit, how, at(time_.now()));
        result_.spread_started += notes.spread_started;
        result_.spread_ended += notes.spread_ended;
        result_.margin_raised += notes.margin_raised.has_value();
        if (judged.accepted) {
            ++accepted_;
            result_.time = static_cast<double>(time_.now()) / per_second;
            next(mine);
        } else {
            ++result_.refused;
            ++result_.refused_per_window[static_cast<int>(time_.now() / seconds(job_.window))];
            start(mine);
        }
    }

    void foreign() {
        result_.foreign_accepted += provider_.arrive(time_.now()).accepted;
        time_.in(seconds(job_.window / job_.foreign_rate), [this] { foreign(); });
    }

    job job_;
    std::mt19937_64 random_;
    std::uniform_real_distribution<double> delay_;
    provider provider_;
    timeline time_;
    std::shared_ptr<traffic::quota_ledger> ledger_;
    std::vector<std::shared_ptr<worker>> workers_;
    int left_;
    int accepted_ = 0;
    outcome result_;
};

} // namespace

outcome run(const job& what) {
    return batch{what}.run();
}

namespace {

double greedy_time(const job& what, std::optional<nanoseconds> hold) {
    std::mt19937_64 random{what.seed};
    std::uniform_real_distribution<double> delay{what.rtt_low / 2, what.rtt_high / 2};
    provider counter{what.rule, what.limit, seconds(what.window), seconds(what.phase)};
    using earliest_first = std::priority_queue<nanoseconds, std::vector<nanoseconds>, std::greater<>>;
    earliest_first idle;
    earliest_first slots;
    for (int i = 0; i < what.workers; ++i)
        idle.push(0);
    for (int i = 0; i < what.limit; ++i)
        slots.push(0);
    nanoseconds last = 0;
    nanoseconds end = 0;
    for (int i = 0; i < what.requests; ++i) {
        const nanoseconds from = hold ? std::max(idle.top(), slots.top()) : idle.top();
        idle.pop();
        slots.pop();
        last = counter.next_accept(std::max(last, from + seconds(delay(random))));
        counter.arrive(last);
        const nanoseconds answered = last + seconds(delay(random));
        end = std::max(end, answered);
        idle.push(answered);
        slots.push(answered + hold.value_or(0));
    }
    return static_cast<double>(end) / per_second;
}

} // namespace

double best_time(const job& what) {
    return greedy_time(what, std::nullopt);
}

double best_safe_time(const job& what) {
    return greedy_time(what, seconds(what.window + (what.rule == counting::whole_second ? 1 : 0)));
}

} // namespace simulation
