#include "simulation/world.hpp"

#include "discogs/provider.hpp"

#include <segue/base/error.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <sstream>
#include <string>
#include <utility>

namespace sim {

namespace {

namespace http = segue::http;
namespace resource = segue::resource;
using namespace std::chrono_literals;

/// More steps than this for each call, and nothing will come of it any more.
constexpr std::size_t most_steps_of_a_call = 2'000;

// Asio makes the mutexes that strands share when it needs them first. They are all there from the start, so
// that memory in use says something afterwards.
std::unique_ptr<asio::io_context> make_context() {
    constexpr int more_than_enough = 3'000;
    auto io = std::make_unique<asio::io_context>(1);
    for (int i = 0; i < more_than_enough; ++i)
        asio::make_strand(*io);
    return io;
}

// The service's own rules, but for things of one kind, with a lifetime that the scenario chooses; the method
// tells what a repetition does.
class simulated_rules final : public segue::discogs::discogs_provider {
public:
    simulated_rules(segue::account::credentials c, std::chrono::seconds lifetime)
        : discogs_provider(std::move(c), ""), lifetime_(lifetime) {}

    repetition repetition_of(const http::request& r) const noexcept override {
        return r.method == http::method::get   ? repetition::read
               : r.method == http::method::put ? repetition::idempotent
                                               : repetition::harmful;
    }
    std::chrono::seconds lifetime_of(const http::request& r) const noexcept override {
        return r.method == http::method::get ? lifetime_ : std::chrono::seconds(0);
    }
    std::vector<std::string> tags_of(const http::request& r) const override { return {r.target}; }
    std::vector<std::string> changed_by(const http::request& r) const override {
        return r.method == http::method::get ? std::vector<std::string>() : tags_of(r);
    }

private:
    std::chrono::seconds lifetime_;
};

std::shared_ptr<const traffic::provider> rules_of(account who, std::chrono::seconds lifetime) {
    segue::account::credentials c;
    if (who != account::anonymous) {
        c.is = segue::account::credentials::kind::token;
        c.token = segue::account::secret(who == account::first ? "first" : "second");
    }
    return std::make_shared<simulated_rules>(std::move(c), lifetime);
}

} // namespace

world::world(const scenario& s, std::unique_ptr<asio::io_context>& io, std::ostream* lines)
    : scenario_(s), journal_(lines), random_(~s.seed), io_(io), time_(std::make_shared<virtual_time>()),
      ledger_(traffic::make_quota_ledger(s.quota)), service_(s, journal_, random_),
      network_(std::make_shared<network>(s, *this, service_, time_, random_)), callers_(s.calls.size()),
      shelves_(account_count * most_things) {
    if (s.cache != scenario::keeping::none) {
        traffic::memory_cache_params params;
        params.stale_for = s.stale_for;
        cache_ = traffic::make_memory_cache(params);
    }
    if (s.cache == scenario::keeping::slow)
        cache_ = slow_cache_ = std::make_shared<slow_cache>(std::move(cache_), time_, random_);
    if (!io_)
        io_ = make_context();
    for (std::size_t i = 0; i < account_count; ++i) {
        rules_[i] = rules_of(static_cast<account>(i), s.lifetime);
        records_[i].circuit = circuit_judge(s.breaker);
    }
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
    text << "retry " << scenario_.retry.max_attempts << ", wait " << scenario_.retry.first_wait.count()
         << " to " << scenario_.retry.longest_wait.count() << " ms, budget " << scenario_.retry.budget
         << "; circuit "
         << (scenario_.breaker.mode == traffic::breaker_mode::on ? scenario_.breaker.failures_to_open : 0)
         << " in " << scenario_.breaker.failing_for.count() << " ms, open "
         << scenario_.breaker.open_for.count() << " ms; cache " << static_cast<int>(scenario_.cache)
         << ", lifetime " << scenario_.lifetime.count() << " s, stale for " << scenario_.stale_for.count()
         << " s";
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

void world::describe(std::size_t call) {
    const planned_call& plan = scenario_.calls[call];
    std::ostringstream text;
    text << "account " << static_cast<int>(plan.who) << ", thing " << plan.thing << ", priority "
         << static_cast<int>(plan.options.importance) << ", deadline "
         << plan.options.deadline.value_or(milliseconds(-1)).count() << " ms, cancelled after "
         << plan.cancel_after.value_or(milliseconds(-1)).count() << " ms, cache mode "
         << static_cast<int>(plan.options.cache) << ", retry mode " << static_cast<int>(plan.options.retry)
         << ", stale " << static_cast<int>(plan.options.stale);
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
    case incident::kind::client_closes:
        return close_client(i);
    case incident::kind::cache_is_cleared:
        return clear_cache(i.who);
    case incident::kind::context_goes:
        journal_.note(now(), "context goes", static_cast<int>(under_way_));
        return drop_context();
    }
}

void world::close_client(const incident& i) {
    const auto& client = clients_[index(i.who)];
    client_record& record = records_[index(i.who)];
    if (!client || record.closing)
        return;
    const bool cut_off = i.how == incident::ending::cuts_off;
    journal_.note(now(), "closes", static_cast<int>(i.who), cut_off ? 1 : 0);
    record.closing = record.closed_once = true;
    ++side_jobs_;
    auto finish = [this](const std::exception_ptr&) { --side_jobs_; };
    asio::co_spawn(*io_, close(*this, client, i.who, i.how), std::move(finish));
}

asio::awaitable<void>
world::close(world& self, std::shared_ptr<resource::client_core> client, account who, incident::ending how) {
    const auto began = self.now();
    co_await resource::client_core::close(client, how == incident::ending::cuts_off);
    self.journal_.note(self.now(), "is closed", static_cast<int>(who));
    self.check_closed(who, how, began);
    client->open();
    self.records_[index(who)].closing = false;
}

void world::clear_cache(account who) {
    const auto& client = clients_[index(who)];
    if (!client)
        return;
    journal_.note(now(), "clears", static_cast<int>(who));
    for (int thing = 0; thing < static_cast<int>(most_things); ++thing)
        shelf_of(who, thing).outdated = now();
    ++side_jobs_;
    auto finish = [this](const std::exception_ptr&) { --side_jobs_; };
    asio::co_spawn(*io_, clear(*this, client, who), std::move(finish));
}

asio::awaitable<void> world::clear(world& self, std::shared_ptr<resource::client_core> client, account who) {
    co_await resource::client_core::forget(std::move(client), {});
    self.journal_.note(self.now(), "is cleared", static_cast<int>(who));
    for (int thing = 0; thing < static_cast<int>(most_things); ++thing)
        self.outdate(who, thing);
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
        settings.retry = scenario_.retry;
        settings.breaker = scenario_.breaker;
        settings.dice_seed = random_.next();
        const segue::collaborators parts(
            std::shared_ptr<http::transport>(network_),
            ledger_,
            cache_,
            std::shared_ptr<segue::time_source>(time_));
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
    spec.options = plan.options;
    return spec;
}

void world::start(std::size_t call) {
    const planned_call& plan = scenario_.calls[call];
    caller& c = callers_[call];
    journal_.note(now(), "starts", static_cast<int>(call), static_cast<int>(plan.what));
    if (journal_.wants_text())
        describe(call);
    c.started = now();
    if (plan.options.deadline)
        c.deadline = now() + *plan.options.deadline;
    else if (plan.options.importance != traffic::priority::bulk)
        c.deadline = now() + scenario_.default_deadline;
    c.floor = shelf_of(call).floor;
    if (plan.what != repetition::read) // no read after it joins one before it
        shelf_of(call).outdated = now();
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
    c.cancelled_at = now();
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
        auto got = co_await resource::client_core::fetch(client, std::move(spec));
        if (self.ended(call, got.answer))
            resource::client_core::keep(client, std::move(got));
    } catch (const segue::error& e) {
        self.ended(call, e.details());
    } catch (const boost::system::system_error& e) {
        if (e.code() != asio::error::operation_aborted)
            throw;
        self.aborted(call);
    }
}

} // namespace sim
