#include "simulation/scenario.hpp"

#include "simulation/random.hpp"

#include <algorithm>

namespace sim {

namespace {

using namespace std::chrono_literals;

// NOLINTNEXTLINE(readability-function-size): one line for each kind of weather
weather draw_weather(random_source& random) {
    weather sky;
    sky.usual = milliseconds(random.between(1, 300));
    sky.longest = milliseconds(random.between(500, 9'000));
    sky.kept_connection = random.below(1000);
    switch (random.below(4)) {
    case 0: // fine
        break;
    case 1: // one kind of trouble and much of it
        switch (random.below(12)) {
        case 0:
            sky.connect_fails = 600;
            break;
        case 1:
            sky.lost_before = 600;
            break;
        case 2:
            sky.lost_after = 600;
            break;
        case 3:
            sky.cut = 600;
            break;
        case 4:
            sky.silent = 300;
            break;
        case 5:
            sky.too_many = 300;
            break;
        case 6:
            sky.broken = 700;
            break;
        case 7:
            sky.missing = 500;
            break;
        case 8:
            sky.bad_body = 500;
            break;
        case 9:
            sky.odd_quota = 900;
            break;
        case 10:
            sky.slow = 500;
            break;
        default:
            sky.lost_after = sky.slow = 400;
            break;
        }
        break;
    case 2: // a little of everything
        sky.connect_fails = sky.lost_before = sky.lost_after = sky.cut = sky.too_many = 20;
        sky.broken = sky.missing = sky.bad_body = 20;
        sky.silent = 10;
        sky.odd_quota = sky.slow = 50;
        break;
    default: // a storm
        for (int* each :
             {&sky.connect_fails, &sky.lost_before, &sky.lost_after, &sky.cut, &sky.silent, &sky.too_many})
            *each = random.below(150);
        for (int* each : {&sky.broken, &sky.missing, &sky.bad_body, &sky.odd_quota, &sky.slow})
            *each = random.below(300);
        break;
    }
    return sky;
}

void draw_quota(random_source& random, scenario& s) {
    constexpr milliseconds windows[] = {1s, 5s, 60s};
    s.quota.window = random.pick(windows);
    s.quota.authenticated_limit = random.between(1, random.chance(300) ? 60 : 15);
    s.quota.anonymous_limit = random.between(1, s.quota.authenticated_limit);
    if (random.chance(500)) // never less than a request can be under way without us: weather::longest
        s.quota.linger = milliseconds(random.between(9'000, 20'000));
    if (random.chance(150))
        s.quota.queue_bound = static_cast<std::size_t>(random.between(0, 8));
    s.quota.probe = random.chance(700) ? traffic::cold_probe::on : traffic::cold_probe::off;
    s.quota.sharing = random.chance(800) ? traffic::tier_sharing::shared : traffic::tier_sharing::apart;
    s.quota.mode = random.chance(900) ? traffic::rate_limit::on : traffic::rate_limit::spread;
    s.refused_requests = random.chance(500) ? refusals::free : refusals::counted;
}

void draw_policies(random_source& random, scenario& s) {
    s.retry.max_attempts = random.between(1, 6);
    s.retry.first_wait = milliseconds(random.between(0, 1'000));
    s.retry.longest_wait = s.retry.first_wait + milliseconds(random.between(0, 29'000));
    s.retry.budget = random.chance(500) ? 100 : random.between(0, 10);
    s.breaker.mode = random.chance(300) ? traffic::breaker_mode::off : traffic::breaker_mode::on;
    s.breaker.failures_to_open = random.between(1, 20);
    s.breaker.failing_for = milliseconds(random.between(0, 5'000));
    s.breaker.open_for = milliseconds(random.between(1, 2'000));
    s.breaker.longest_open = s.breaker.open_for * random.between(1, 30);
    s.cache = random.chance(400)   ? scenario::keeping::none
              : random.chance(600) ? scenario::keeping::quick
                                   : scenario::keeping::slow;
    s.lifetime = std::chrono::seconds(random.chance(100) ? 0 : random.between(1, 60));
    s.stale_for = std::chrono::seconds(random.chance(300) ? 0 : random.between(1, 120));
    s.validators = random.chance(400) ? scenario::validation::possible : scenario::validation::none;
}

/// The habits of one load.
struct habits {
    milliseconds length{0};
    /// Times are multiples of this: the longer it is, the more happens in the same moment.
    milliseconds grain{1};
    int bursts = 1;
    int things = 1;
    int writes = 0, harmful = 0, cancelled = 0, hurried = 0, patient = 0, particular = 0,
        content_with_old = 0;
};

habits draw_habits(random_source& random, const scenario& s) {
    constexpr milliseconds grains[] = {1ms, 1ms, 10ms, 50ms, 250ms};
    habits h;
    h.length = s.quota.window * random.between(0, 6);
    h.grain = random.pick(grains);
    h.bursts = random.between(1, 12);
    h.things = random.chance(500) ? random.between(1, 4) : random.between(5, 50);
    h.writes = random.chance(700) ? random.below(500) : 0;
    h.harmful = random.below(1000);
    h.cancelled = random.chance(100) ? 900 : random.below(250);
    h.hurried = random.below(500);
    h.patient = random.below(500);
    h.particular = random.chance(500) ? random.below(400) : 0;
    h.content_with_old = random.below(600);
    return h;
}

milliseconds on_grid(milliseconds t, const habits& h) {
    return t / h.grain * h.grain;
}

milliseconds draw_up_to(random_source& random, milliseconds most, const habits& h) {
    return on_grid(milliseconds(random.below(static_cast<int>(most.count()) + 1)), h);
}

planned_call draw_call(
    random_source& random, const scenario& s, const habits& h, const std::vector<milliseconds>& bursts) {
    constexpr traffic::priority priorities[] = {
        traffic::priority::interactive,
        traffic::priority::normal,
        traffic::priority::normal,
        traffic::priority::bulk};
    planned_call c;
    c.start = bursts[static_cast<std::size_t>(random.below(static_cast<int>(bursts.size())))];
    if (random.chance(300))
        c.start += draw_up_to(random, 400ms, h);
    c.who = static_cast<account>(random.below(account_count));
    if (random.chance(h.writes))
        c.what = random.chance(h.harmful) ? repetition::harmful : repetition::idempotent;
    c.thing = random.below(h.things);
    c.options.importance = random.pick(priorities);
    if (random.chance(h.hurried))
        c.options.deadline = random.chance(60) ? 0ms : draw_up_to(random, 1s, h);
    else if (random.chance(h.patient))
        c.options.deadline = draw_up_to(random, 3 * s.quota.window, h);
    if (random.chance(h.cancelled)) {
        c.cancel_after = draw_up_to(random, random.chance(500) ? 500ms : 10s, h);
        if (random.chance(300))
            c.how_cancelled = asio::cancellation_type::total;
    }
    if (random.chance(h.particular)) {
        c.options.cache = random.chance(500) ? segue::cache_mode::refresh : segue::cache_mode::bypass;
        c.options.retry = random.chance(500) ? segue::retry_mode::off : segue::retry_mode::on;
    }
    if (random.chance(h.content_with_old))
        c.options.stale = segue::stale_answer::if_error;
    return c;
}

void draw_incidents(random_source& random, scenario& s, const habits& h) {
    const auto length = h.length + 2s;
    const int jumps = random.chance(300) ? random.between(1, 4) : 0;
    for (int i = 0; i < jumps; ++i) {
        const milliseconds by = random.chance(500) ? milliseconds(random.between(-5'000, 5'000))
                                                   : milliseconds(1h) * random.between(-48, 48);
        s.incidents.push_back(
            {incident::kind::date_jumps, draw_up_to(random, length, h), account::anonymous, by});
    }
    const int clients = random.chance(250) ? random.between(1, 4) : 0;
    for (int i = 0; i < clients; ++i) {
        const auto who = static_cast<account>(random.below(account_count));
        s.incidents.push_back({incident::kind::client_goes, draw_up_to(random, length, h), who});
    }
    const int closings = random.chance(150) ? random.between(1, 3) : 0;
    for (int i = 0; i < closings; ++i) {
        incident closing{incident::kind::client_closes, draw_up_to(random, length, h)};
        closing.who = static_cast<account>(random.below(account_count));
        closing.how = random.chance(500) ? incident::ending::waits : incident::ending::cuts_off;
        s.incidents.push_back(closing);
    }
    const int clearings = random.chance(150) ? random.between(1, 3) : 0;
    for (int i = 0; i < clearings; ++i) {
        const auto who = static_cast<account>(random.below(account_count));
        s.incidents.push_back({incident::kind::cache_is_cleared, draw_up_to(random, length, h), who});
    }
    if (random.chance(15))
        s.incidents.push_back({incident::kind::context_goes, draw_up_to(random, length, h)});
}

} // namespace

bool has(const scenario& s, incident::kind what) {
    return std::ranges::any_of(s.incidents, [what](const incident& i) { return i.what == what; });
}

bool has(const scenario& s, incident::kind what, account who) {
    return std::ranges::any_of(
        s.incidents, [what, who](const incident& i) { return i.what == what && i.who == who; });
}

scenario make_scenario(std::uint64_t seed, int calls) {
    random_source random(seed);
    scenario s;
    s.seed = seed;
    s.sky = draw_weather(random);
    draw_quota(random, s);
    draw_policies(random, s);
    s.default_deadline = random.chance(800) ? milliseconds(5min) : milliseconds(random.between(500, 20'000));
    s.attempt_limit = random.chance(500) ? milliseconds(30s) : milliseconds(random.between(100, 5'000));
    if (random.chance(300))
        s.service_skew = std::chrono::seconds(random.between(-7'200, 7'200));
    const habits h = draw_habits(random, s);
    std::vector<milliseconds> bursts;
    bursts.reserve(static_cast<std::size_t>(h.bursts));
    for (int i = 0; i < h.bursts; ++i)
        bursts.push_back(draw_up_to(random, h.length, h));
    s.calls.reserve(static_cast<std::size_t>(calls));
    for (int i = 0; i < calls; ++i)
        s.calls.push_back(draw_call(random, s, h, bursts));
    draw_incidents(random, s, h);
    return s;
}

} // namespace sim
