#include "traffic/quota_window.hpp"

#include <algorithm>
#include <chrono>
#include <vector>

namespace segue::traffic {

namespace {

using namespace std::chrono_literals;

constexpr duration longest_gate = 1h;
constexpr duration whole_second = 1s;
constexpr int quiet_windows = 10;
/// Slots left to others for a window after they took one that looked free.
constexpr int contention_reserve = 1;
constexpr int most_slowness = 8; // of 32
/// Above this many slots, times are rounded up so that a window holds a bounded number of runs.
constexpr int exact_up_to = 4'096;
constexpr int runs_per_window = 65'536;

duration round_up(duration value, duration grain) noexcept {
    const auto rest = value % grain;
    return rest == duration::zero() ? value : value + (grain - rest);
}

} // namespace

quota_window::quota_window(const quota_params& params)
    : mode_(params.mode), probe_(params.probe), window_(params.window),
      linger_(params.linger ? duration{*params.linger} : std::max<duration>(params.window, 60s)),
      margin_(window_ / 1'000), grain_(1),
      limits_{
          {{params.anonymous_limit, params.anonymous_limit, params.anonymous_limit},
           {params.authenticated_limit, params.authenticated_limit, params.authenticated_limit}}} {
    if (std::max(params.anonymous_limit, params.authenticated_limit) > exact_up_to)
        grain_ = std::max<duration>(window_ / runs_per_window, duration{1});
}

void quota_window::advance(time_point now) noexcept {
    own_.advance(now, window_);
    lost_.advance(now, duration::zero());
    foreign_.advance(now, duration::zero());
}

void quota_window::tighten(const quota_params& params, time_point now) noexcept {
    const duration longer = duration{params.window} - window_;
    if (longer > duration::zero()) {
        const duration more = longer + (duration{params.window} / 1'000 - window_ / 1'000);
        window_ += longer;
        margin_ = std::max(margin_, window_ / 1'000);
        own_.shift(more, now);
        lost_.shift(more, now);
        foreign_.shift(longer, now);
    }
    const duration linger = params.linger ? duration{*params.linger} : std::max<duration>(window_, 60s);
    if (linger > linger_) {
        lost_.shift(linger - linger_, now);
        linger_ = linger;
    }
    if (params.mode == rate_limit::spread && mode_ == rate_limit::on)
        mode_ = rate_limit::spread;
}

int quota_window::held() const noexcept {
    return own_.held() + lost_.held() + foreign_.held() + in_flight_;
}

duration quota_window::gap(int limit) const noexcept {
    // An averaging server holds `rate * window` of evenly paced requests and must have room for one more; the
    // second one spared is for jitter on the way. Small limits cannot spare as much.
    return window_ * 2 / std::max(2 * limit - 4, limit) * (32 + slowness_) / 32;
}

bool quota_window::cold(time_point now) const noexcept {
    if (probe_ == cold_probe::off)
        return false;
    // A little over a window, or the first slot to be reused after a burst would always find us cold.
    return !last_heard_ || now > *last_heard_ + window_ + margin_ + window_ / 50;
}

gate_state quota_window::gate(time_point now) const noexcept {
    if (mode_ == rate_limit::off)
        return gate_state::open;
    if (now < gate_until_)
        return gate_state::shut;
    return careful_ || cold(now) ? gate_state::probing : gate_state::open;
}

int quota_window::admissible(int limit, time_point now) const noexcept {
    if (mode_ == rate_limit::off)
        return std::numeric_limits<int>::max();
    if (now < gate_until_)
        return 0;
    // A request under a smaller limit must still fit when those granted after it overtake it on the way.
    for (std::size_t i = 0; i < limits_.size(); ++i)
        if (flying_[i] > 0)
            limit = std::min(limit, limits_[i].current);
    if (now < contended_until_)
        limit -= limit > 8 ? contention_reserve : 0;
    const int alone = in_flight_ == 0 ? 1 : 0;
    std::int64_t most = limit - held();
    if (careful_ || cold(now))
        most = std::min<std::int64_t>(most, alone);
    if (paced()) {
        most = std::min<std::int64_t>(most, now >= next_paced_ ? 1 : 0);
    } else if (!trusted_ && probe_ == cold_probe::on && stated_used_ != unknown) {
        most = std::min(most, std::max<std::int64_t>(alone, stated_room(limit)));
    }
    return static_cast<int>(std::max<std::int64_t>(most, 0));
}

int quota_window::room(time_point now) const noexcept {
    if (mode_ == rate_limit::off)
        return 0;
    return admissible(limits_[0].current, now) + admissible(limits_[1].current, now);
}

time_point quota_window::hold_until(time_point from) const noexcept {
    const duration until = (from + window_ + margin_).time_since_epoch();
    return time_point{round_up(until, grain_)};
}

quota_window::openings::openings(const quota_window& window, time_point now) noexcept
    : window_(&window), flying_{now + window.window_ + window.margin_, window.in_flight_} {
    restart();
}

void quota_window::openings::restart() noexcept {
    sources_ = {window_->own_.runs(), window_->lost_.runs(), window_->foreign_.runs()};
    flying_left_ = flying_.count;
    passed_ = 0;
    current_ = {};
}

std::optional<time_point> quota_window::openings::nth(int n) noexcept {
    if (n <= passed_ - current_.count)
        restart();
    while (n > passed_) {
        std::span<const slot_log::run>* first = nullptr;
        for (auto& source : sources_)
            if (!source.empty() && (first == nullptr || source.front().expiry < first->front().expiry))
                first = &source;
        if (flying_left_ > 0 && (first == nullptr || flying_.expiry <= first->front().expiry)) {
            current_ = flying_;
            flying_left_ = 0;
        } else if (first != nullptr) {
            current_ = first->front();
            *first = first->subspan(1);
        } else {
            return std::nullopt;
        }
        passed_ += current_.count;
    }
    return current_.expiry;
}

time_point quota_window::ask_at(int limit, int rank, time_point now, openings& next) const noexcept {
    if (admissible(limit, now) > rank)
        return now;
    time_point at = std::max(now, gate_until_);
    if (const int needed = held() - limit + rank + 1; needed > 0)
        at = std::max(at, next.nth(needed).value_or(now + window_ + margin_));
    if (paced())
        at = std::max(at, std::max(next_paced_, now) + rank * gap(limit));
    // Only an answer can help: it wakes the ticket, and asking again in a window is a net below that.
    return at > now ? at : now + window_;
}

time_point quota_window::earliest(int limit, int rank, time_point now) const {
    const time_point start = std::max(now, gate_until_);
    if (mode_ == rate_limit::off)
        return now;
    const duration spacing = mode_ == rate_limit::spread ? gap(limit) : duration::zero();
    const time_point paced =
        spacing > duration::zero() ? std::max(start, next_paced_) + rank * spacing : start;
    int used = held();
    if (used + rank < limit)
        return paced;

    // Plays the queue forward: every slot goes to the next in line the moment it opens and is answered at
    // once.
    std::vector<time_point> regrants;
    regrants.reserve(static_cast<std::size_t>(rank) + 1);
    std::size_t reused = 0;
    int expired = 0;
    time_point at = start;
    openings held_ones{*this, now};
    std::optional<time_point> old = held_ones.nth(1);
    while (regrants.size() <= static_cast<std::size_t>(rank)) {
        if (used < limit) {
            regrants.push_back(at + window_ + margin_);
            ++used;
            continue;
        }
        if (old && (reused == regrants.size() || *old <= regrants[reused])) {
            at = std::max(at, *old);
            old = held_ones.nth(++expired + 1);
        } else {
            at = std::max(at, regrants[reused++]);
        }
        --used;
    }
    return std::max(at, paced);
}

time_point quota_window::expected(int limit, int rank, time_point now) const {
    const time_point soonest = earliest(limit, rank, now);
    if (!spreading_ || mode_ == rate_limit::off)
        return soonest;
    return std::max(soonest, std::max({now, gate_until_, next_paced_}) + rank * gap(limit));
}

void quota_window::reserve() {
    const auto adds = static_cast<std::size_t>(in_flight_) + 1;
    own_.reserve(adds);
    lost_.reserve(adds);
    foreign_.reserve(adds);
}

quota_window::grant_mark quota_window::grant(tier which, time_point now) noexcept {
    if (own_.held() + own_.remembered() + in_flight_ >= limit(which))
        ++reused_;
    if (in_flight_ == 0)
        next_ = {sequence_, 0}; // nothing under way: this one's answer alone says how the provider stands
    ++in_flight_;
    ++flying_[index(which)];
    ++granted_;
    if (stated_used_ != unknown)
        ++stated_used_;
    // A timer that fires a little late must not slow the pace down; after a longer pause it starts anew.
    const duration spacing = gap(limit(which));
    const bool keeps_pace = next_paced_ <= now && now < next_paced_ + spacing / 4;
    next_paced_ = (keeps_pace ? next_paced_ : now) + spacing;
    return {++sequence_, held() - granted_ - found_, now, which, in_flight_ == 1};
}

void quota_window::land(const grant_mark& mark) noexcept {
    --in_flight_;
    --flying_[index(mark.limit_tier)];
}

void quota_window::unsent(const grant_mark& mark) noexcept {
    land(mark);
    --granted_; // it explains nothing, neither to those granted before it nor after
}

void quota_window::abandoned(const grant_mark& mark, time_point now) noexcept {
    land(mark);
    lost_.add(hold_until(now + linger_), 1);
}

ledger_notes quota_window::answered(const grant_mark& mark, const settlement& how, time_point now) noexcept {
    ledger_notes notes;
    const quota_reading& reading = how.reading;
    const time_point heard = how.first_byte_at < mark.granted_at ? now : how.first_byte_at;
    land(mark);
    own_.add(hold_until(heard), 1);
    last_heard_ = last_heard_ ? std::max(*last_heard_, heard) : heard;
    if (mode_ == rate_limit::off)
        return notes;
    end_spread_when_quiet(now, notes);

    const bool limit_fell = read_limit(mark, reading, notes);
    const std::optional<int> used = read_used(mark, reading, now);
    const std::int64_t explained = mark.explained_base + granted_ + found_;
    const std::int64_t excess = used ? *used - explained : 0;
    // An average remembers our own requests of the window before; more than these must be somebody else's.
    const bool known = foreign_.held() > 0;
    const bool foreign = known || excess > own_.remembered();
    const bool fresh = mark.sequence > reacted_at_;

    if (reading.refused) {
        if (excess > 0 && foreign)
            note_excess(excess, now, notes);
        if (known && fresh)
            contended_until_ = now + window_;
        const bool explained_refusal = foreign || limit_fell;
        if (fresh)
            refused_granted_at_ = mark.granted_at;
        react(
            reading,
            !fresh              ? evidence::old
            : explained_refusal ? evidence::explained
                                : evidence::unexplained,
            now,
            notes);
        return notes;
    }
    if (spreading_ && excess > 0 && !foreign &&
        excess > own_.freed_since(mark.granted_at - whole_second + window_ / 1'000))
        average_seen_ = true; // no clock is that coarse
    if (excess > 0 && !foreign && !trusted_ && mode_ == rate_limit::on && !spreading_) {
        begin_spread(now, notes);
        reacted_at_ = sequence_; // a refusal of what is under way would be the same news
        return notes;
    }
    // While pacing, an average lags behind what we hold; its own words already keep us from its limit.
    if (excess > 0 && (foreign || !spreading_)) {
        note_excess(excess, now, notes);
        return notes;
    }
    if (careful_ && mark.sequence > careful_since_) {
        careful_ = false;
        if (used && mark.alone && reacted_at_ == careful_since_)
            judge_probe(mark, *used, now, notes);
    }
    if (reused_ >= limit(mark.limit_tier) && !spreading_)
        trusted_ = true;
    return notes;
}

bool quota_window::read_limit(
    const grant_mark& mark, const quota_reading& reading, ledger_notes& notes) noexcept {
    if (!reading.limit || *reading.limit < 1)
        return false;
    tier_limit& known = limits_[index(mark.limit_tier)];
    known.stated = *reading.limit;
    const int before = known.current;
    known.current = std::min(known.configured, *reading.limit);
    if (known.current != before)
        notes.limit_changed = known.current;
    return known.current < before;
}

std::optional<int>
quota_window::read_used(const grant_mark& mark, const quota_reading& reading, time_point now) noexcept {
    std::optional<int> used;
    if (reading.remaining && *reading.remaining >= 0)
        used = limits_[index(mark.limit_tier)].stated - *reading.remaining;
    else if (reading.used && *reading.used >= 0)
        used = reading.used;
    if (!used)
        return used;
    // Far beyond the limit a number says no more than at it, and some are absurd.
    const std::int64_t enough = 2 * std::int64_t{std::max(limits_[0].configured, limits_[1].configured)};
    used = static_cast<int>(std::min<std::int64_t>(*used, enough));
    // Of the requests answered since some moment, the provider counted one last and then stood at what that
    // answer says, at most at the largest number among them; what is still under way may have come on top.
    // This holds once one of them was granted after that moment, so two such moments take turns.
    for (reading_round* round : {&current_, &next_})
        round->most_used = std::max(round->most_used, *used);
    if (mark.sequence > next_.since) {
        current_ = next_;
        next_ = {sequence_, 0};
    }
    const std::int64_t most = current_.most_used + in_flight_ + lost_.held();
    // Only somebody else's requests can make the count larger than an earlier answer allows.
    stated_used_ = foreign_.held() > 0 ? most : std::min(stated_used_, most);
    if (spreading_ && *used >= limits_[index(mark.limit_tier)].stated)
        next_paced_ = std::max(next_paced_, now + 2 * gap(limit(mark.limit_tier)));
    return used;
}

void quota_window::note_excess(std::int64_t excess, time_point now, ledger_notes& notes) noexcept {
    foreign_.add(now + window_, static_cast<int>(excess));
    found_ += excess;
    notes.foreign_requests = static_cast<int>(excess);
    if (probe_ == cold_probe::on)
        be_careful();
}

void quota_window::react(
    const quota_reading& reading, evidence what, time_point now, ledger_notes& notes) noexcept {
    quiet_since_ = now;
    std::optional<duration> asked;
    if (reading.retry_after)
        asked = std::clamp<duration>(*reading.retry_after, duration::zero(), longest_gate);
    if (what != evidence::old || asked) {
        // Who refuses for no reason that shows either averages, then one slot opens soon, or has a coarse
        // clock, then all of them do within its second. A refusal that follows is taken for what it says.
        const bool puzzling =
            what == evidence::unexplained && (!last_puzzle_ || now >= *last_puzzle_ + 2 * window_);
        if (what == evidence::unexplained)
            last_puzzle_ = now;
        const duration shut = puzzling ? std::min(window_, whole_second + margin_) : window_;
        const time_point until = now + asked.value_or(shut);
        if (until > gate_until_) {
            gate_until_ = until;
            notes.gate_shut_until = until;
        }
    }
    if (what == evidence::old)
        return;
    if (what == evidence::unexplained)
        escalate(now, notes);
    be_careful();
    next_ = {sequence_, 0};
    reacted_at_ = sequence_;
}

/// The gate has opened again and one request, alone, was accepted: its count says what the refusal was about.
void quota_window::judge_probe(
    const grant_mark& mark, int used, time_point now, ledger_notes& notes) noexcept {
    if (foreign_.held() > 0 || lost_.held() > 0)
        return;
    // The provider holds no more than it says, so the slots that would be free first are free already:
    // refused requests, if it does not count them.
    const auto granted_since = static_cast<int>(sequence_ - mark.sequence);
    own_.release_first(std::max(0, held() - granted_since - used));
    // An average that stood at the limit cannot have fallen faster than a window's worth in a window. A count
    // that has was whole again at once, only later than we thought: a coarse clock.
    const int most = limits_[index(mark.limit_tier)].stated;
    const duration elapsed = now - refused_granted_at_;
    if (spreading_ && elapsed < window_ && used * window_ < most * (window_ - elapsed))
        raise_margin(now, notes);
}

void quota_window::escalate(time_point now, ledger_notes& notes) noexcept {
    if (!paced()) {
        begin_spread(now, notes);
        return;
    }
    if (average_seen_) {
        slowness_ = std::min(slowness_ + 1, most_slowness);
        return;
    }
    // Pacing did not help, so the provider's clock is coarse rather than its count an average.
    raise_margin(now, notes);
}

void quota_window::raise_margin(time_point now, ledger_notes& notes) noexcept {
    if (margin_ >= whole_second)
        return;
    const duration more = whole_second - margin_;
    margin_ = whole_second;
    own_.shift(more, now);
    lost_.shift(more, now);
    notes.margin_raised = margin_;
    notes.spread_ended = spreading_;
    spreading_ = false;
    trusted_ = false;
    reused_ = 0;
}

void quota_window::begin_spread(time_point now, ledger_notes& notes) noexcept {
    spreading_ = true;
    quiet_since_ = now;
    next_paced_ = now + 2 * gap(limits_[1].current);
    average_seen_ = false;
    notes.spread_started = true;
}

void quota_window::end_spread_when_quiet(time_point now, ledger_notes& notes) noexcept {
    if (!spreading_ || now < quiet_since_ + quiet_windows * window_)
        return;
    spreading_ = false;
    trusted_ = false; // so that the next burst follows the provider's own count first
    reused_ = 0;
    notes.spread_ended = true;
}

void quota_window::be_careful() noexcept {
    careful_ = true;
    careful_since_ = sequence_;
}

} // namespace segue::traffic
