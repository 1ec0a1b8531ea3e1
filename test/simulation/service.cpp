#include "simulation/service.hpp"

#include <array>
#include <charconv>
#include <ctime>
#include <limits>

namespace sim {

namespace {

namespace http = segue::http;

void append(std::string& to, std::int64_t number) {
    std::array<char, 20> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    to.append(digits.data(), end.ptr);
}

std::string text(std::int64_t number) {
    std::string s;
    append(s, number);
    return s;
}

std::string http_date(std::chrono::system_clock::time_point date) {
    const std::time_t seconds = std::chrono::system_clock::to_time_t(date);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    std::array<char, 40> out{};
    const auto size = std::strftime(out.data(), out.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
    return {out.data(), size};
}

void ask_for(http::response& answer, int seconds) {
    answer.headers.add("Retry-After", text(seconds));
    answer.headers.add(asked_seconds, text(seconds));
}

void ask_until(http::response& answer, std::chrono::system_clock::time_point date) {
    answer.headers.add("Retry-After", http_date(date));
    answer.headers.add(asked_until, text(std::chrono::system_clock::to_time_t(date)));
}

constexpr std::string_view quota_limit = "X-Discogs-Ratelimit";
constexpr std::string_view quota_used = "X-Discogs-Ratelimit-Used";
constexpr std::string_view quota_remaining = "X-Discogs-Ratelimit-Remaining";

} // namespace

std::string answer_text(const wire_request& r) {
    std::string s;
    s.reserve(64);
    s += R"({"account":)";
    append(s, static_cast<int>(r.who));
    s += R"(,"thing":)";
    append(s, r.thing);
    if (r.what != repetition::read) {
        s += R"(,"write":)";
        append(s, r.call);
    }
    s += R"(,"version":)";
    return s;
}

service::service(const scenario& s, journal& j, random_source& random)
    : scenario_(s), journal_(j), random_(random), counters_(2), carried_out_(s.calls.size()),
      versions_(most_things) {}

int service::limit_of(account who) const noexcept {
    return who == account::anonymous ? scenario_.quota.anonymous_limit : scenario_.quota.authenticated_limit;
}

service::counter& service::counter_of(account who) noexcept {
    const bool apart = scenario_.quota.sharing == traffic::tier_sharing::apart;
    return counters_[apart && who == account::anonymous ? 1 : 0];
}

// Whose sender has gone may find that requests of the larger limit have overtaken it. The ledger makes them
// wait only while somebody waits for it: a refusal that nobody hears does no harm.
int service::forgivable_limit(account who, sender other_end) const noexcept {
    return other_end == sender::has_gone ? scenario_.quota.authenticated_limit : limit_of(who);
}

// The rule of the service: a request is let in when fewer than the limit came within one window before it.
bool service::admits(const wire_request& r, trouble what, sender other_end, segue::steady_time now) {
    auto& arrivals = counter_of(r.who).arrivals;
    while (!arrivals.empty() && now - arrivals.front() >= scenario_.quota.window)
        arrivals.pop_front();
    const bool fits = static_cast<int>(arrivals.size()) < limit_of(r.who);
    if (static_cast<int>(arrivals.size()) >= forgivable_limit(r.who, other_end))
        journal_.broken(
            rule::quota,
            now,
            "call " + text(r.call) + " arrives as number " +
                text(static_cast<std::int64_t>(arrivals.size()) + 1) + " of a window of " +
                text(limit_of(r.who)));
    const bool accepted = fits && what != trouble::too_many;
    if (accepted || scenario_.refused_requests == refusals::counted)
        arrivals.push_back(now);
    return accepted;
}

void service::add_quota(http::response& answer, account who) {
    if (random_.chance(scenario_.sky.odd_quota)) {
        add_odd_quota(answer);
        return;
    }
    const int limit = limit_of(who);
    const auto used = static_cast<int>(counter_of(who).arrivals.size());
    answer.headers.add(quota_limit, text(limit));
    answer.headers.add(quota_used, text(used));
    answer.headers.add(quota_remaining, text(std::max(0, limit - used)));
}

// Absent, no numbers, or too small a room: whatever a proxy or a fault may make of them. What says that
// there is more room than there is belongs to nobody: no client can know better than the service.
void service::add_odd_quota(http::response& answer) {
    constexpr std::string_view rubbish[] = {
        "", "-1", "NaN", "many", "99999999999999999999", "1e9", "0x10", "60, 60", " 5", "5.0"};
    constexpr int absurd[] = {100, 5'000, 1'000'000, std::numeric_limits<int>::max()};
    switch (random_.below(6)) {
    case 0:
        break;
    case 1:
        for (const auto name : {quota_limit, quota_used, quota_remaining})
            answer.headers.add(name, random_.pick(rubbish));
        break;
    case 2:
        answer.headers.add(quota_limit, text(random_.pick(absurd)));
        break;
    case 3:
        answer.headers.add(quota_limit, text(random_.between(0, 5)));
        break;
    case 4:
        answer.headers.add(quota_limit, text(scenario_.quota.authenticated_limit));
        answer.headers.add(quota_remaining, text(0));
        break;
    default:
        answer.headers.add(quota_used, text(random_.pick(absurd)));
        break;
    }
}

void service::refuse(http::response& answer, std::chrono::system_clock::time_point date) {
    answer.status = 429;
    answer.body = R"({"message":"You are making requests too quickly."})";
    constexpr std::string_view rubbish[] = {"NaN", "-5", "soon", "", "Mon, 99 Foo 2026"};
    switch (random_.below(5)) {
    case 0:
        break;
    case 1:
        answer.headers.add("Retry-After", random_.pick(rubbish));
        break;
    case 2:
        ask_until(answer, date + scenario_.service_skew + std::chrono::seconds(random_.between(-100, 100)));
        break;
    case 3:
        ask_for(answer, random_.chance(100) ? 1'000'000 : random_.between(0, 600));
        break;
    default:
        ask_for(answer, random_.between(0, 5));
        break;
    }
}

void service::carry_out(const wire_request& r, segue::steady_time now) {
    ++versions_[static_cast<std::size_t>(r.thing)];
    int& times = carried_out_[static_cast<std::size_t>(r.call)];
    journal_.note(now, "carried out", r.call, ++times);
    if (times > 1 && r.what == repetition::harmful)
        journal_.broken(
            rule::write_twice, now, "the write of call " + text(r.call) + " was carried out twice");
}

http::response service::arrive(
    const wire_request& r,
    trouble what,
    sender other_end,
    segue::steady_time now,
    std::chrono::system_clock::time_point date) {
    http::response answer;
    const bool accepted = admits(r, what, other_end, now);
    add_quota(answer, r.who);
    if (!accepted) {
        refuse(answer, date);
        return answer;
    }
    if (what == trouble::missing) {
        answer.status = 404;
        answer.body = R"({"message":"There is no such thing."})";
        return answer;
    }
    // A failure of the service may come before or after it did what it was asked.
    const bool fails = what == trouble::broken;
    if (r.what != repetition::read && (!fails || random_.chance(500)))
        carry_out(r, now);
    if (fails) {
        constexpr int statuses[] = {500, 502, 503, 504};
        answer.status = random_.pick(statuses);
        answer.body = random_.chance(500) ? "<html>gateway</html>" : R"({"message":"Sorry."})";
        if (answer.status == 503 && random_.chance(300))
            ask_for(answer, random_.between(0, 120));
        return answer;
    }
    const int version = version_of(r.thing);
    if (scenario_.validators == scenario::validation::possible && r.what == repetition::read)
        answer.headers.add("ETag", "\"v" + text(version) + '"');
    if (r.known_version == version) {
        answer.status = 304;
        return answer;
    }
    answer.status = r.what == repetition::harmful ? 201 : 200;
    answer.headers.add("Content-Type", "application/json");
    answer.body = answer_text(r);
    append(answer.body, version);
    answer.body += R"(,"serial":)";
    append(answer.body, ++serial_);
    answer.body += '}';
    if (what == trouble::bad_body) {
        constexpr std::string_view bodies[] = {"", "<html></html>", "{\"account\":", "[]", "null"};
        answer.body = random_.pick(bodies);
    }
    return answer;
}

} // namespace sim
