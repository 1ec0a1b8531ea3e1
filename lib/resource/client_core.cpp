#include "resource/client_core.hpp"

#include "base/cross.hpp"
#include "http/host.hpp"
#include "http/pooled_transport.hpp"
#include "http/tls_context.hpp"

#include <utility>

namespace segue::resource {

// The transports of our own. Closed with the context, while its sockets still can be.
struct client_core::pools {
    std::mutex mutex;
    bool closed = false;
    std::shared_ptr<boost::asio::ssl::context> tls;
    std::vector<std::shared_ptr<http::pooled_transport>> all;

    void close() noexcept {
        const std::lock_guard lock(mutex);
        closed = true;
        for (const auto& pool : all)
            pool->close();
    }
};

// Where a client and its siblings lie: the strand, and what is tied to its context.
struct client_core::moorings {
    explicit moorings(const asio::any_io_executor& executor)
        : home(strand_home::on(executor)), all(std::make_shared<pools>()) {}
    moorings(const moorings&) = delete;
    moorings& operator=(const moorings&) = delete;
    ~moorings() { home->drop_ties(); }

    std::shared_ptr<strand_home> home;
    std::shared_ptr<pools> all;
};

client_core::client_core(client_settings settings, std::shared_ptr<moorings> at)
    : settings_(std::move(settings)), moorings_(std::move(at)), home_(moorings_->home),
      pools_(moorings_->all) {}

std::shared_ptr<client_core> client_core::make(
    const asio::any_io_executor& executor,
    client_settings settings,
    const collaborators& parts,
    std::shared_ptr<const traffic::provider> rules) {
    check_settings(settings);
    auto at = std::make_shared<moorings>(executor);
    const std::shared_ptr<client_core> core(new client_core(std::move(settings), std::move(at)));
    traffic::pipeline::parts stages;
    stages.home = core->home_;
    stages.time = parts.time() ? parts.time() : system_time();
    stages.ledger = parts.ledger();
    if (!stages.ledger) {
        const auto& quota = core->settings_.quota;
        // One that counts nothing is not worth sharing, and must not answer for clients that do count.
        stages.ledger =
            quota.mode == traffic::rate_limit::off
                ? traffic::make_quota_ledger(quota)
                : traffic::shared_quota_ledger(core->settings_.base.text(), quota, stages.time->now());
    }
    core->time_ = stages.time;
    core->given_ = parts.transport();
    stages.transport = parts.transport();
    if (!stages.transport) {
        core->home_->on_shutdown([pools = core->pools_] { pools->close(); });
        const bool plain = core->settings_.base.scheme == "http" && core->settings_.ca_file.empty();
        stages.transport = core->make_pool(plain ? tls_need::none : tls_need::some);
    }
    stages.observer = parts.observer();
    stages.rules = std::move(rules);
    stages.cache = parts.cache();
    stages.retry = core->settings_.retry;
    stages.breaker = core->settings_.breaker;
    stages.lifetime = core->settings_.cache_lifetime;
    stages.seed = core->settings_.dice_seed;
    core->set_out(stages, parts.ledger() == nullptr);
    return core;
}

std::shared_ptr<client_core>
client_core::sibling(const client_core& of, std::shared_ptr<const traffic::provider> rules) {
    const std::shared_ptr<client_core> core(new client_core(of.settings_, of.moorings_));
    auto stages = of.stages_;
    stages.rules = std::move(rules);
    core->given_ = of.given_;
    core->set_out(stages, of.shared_file_ledgers_);
    return core;
}

void client_core::set_out(const traffic::pipeline::parts& stages, bool shared_file_ledgers) {
    stages_ = stages;
    shared_file_ledgers_ = shared_file_ledgers;
    time_ = stages.time;
    observer_ = stages.observer;
    ledger_ = stages.ledger;
    rules_ = stages.rules;
    pipeline_ = std::make_shared<traffic::pipeline>(stages);
    file_lanes::parts files;
    files.common = stages;
    files.quota = settings_.file_quota;
    files.shared_ledgers = shared_file_ledgers;
    files.make_transport = [this] { return given_ ? given_ : make_pool(tls_need::some); };
    lanes_ = std::make_unique<file_lanes>(std::move(files));
}

// Files have connections of their own: an answer that takes long must not hold up the API.
std::shared_ptr<http::transport> client_core::make_pool(tls_need need) {
    const std::lock_guard lock(pools_->mutex);
    auto& tls = pools_->tls;
    if (!tls && need == tls_need::some)
        tls = http::make_tls_context(settings_.ca_file);
    auto pool = std::make_shared<http::pooled_transport>(
        settings_.pool,
        need == tls_need::some ? tls : nullptr,
        http::make_system_resolver(time_),
        time_,
        settings_.way);
    if (pools_->closed)
        pool->close();
    pools_->all.push_back(pool);
    return pool;
}

std::shared_ptr<side_thread> client_core::file_thread() {
    const std::lock_guard lock(mutex_);
    if (!file_thread_)
        file_thread_ = std::make_shared<side_thread>();
    return file_thread_;
}

file_hosts client_core::hosts_of_files() const {
    return http::is_loopback(settings_.base.host) ? file_hosts::https_and_loopback : file_hosts::https;
}

traffic::call client_core::make_call(request_spec& spec) {
    traffic::call c;
    c.request.method = spec.method;
    if (spec.file) {
        direct(c, *spec.file, false);
    } else {
        c.request.to = settings_.base;
        c.request.target = settings_.path_prefix + spec.path;
        if (!spec.query.empty())
            c.request.target.append("?").append(spec.query);
        c.request.headers = settings_.headers;
        for (const auto& [name, value] : spec.headers)
            c.request.headers.set(name, value);
        c.repeating = rules_->repetition_of(c.request);
    }
    c.request.body = std::move(spec.body);
    c.sink = std::move(spec.sink);
    c.source = std::move(spec.source);
    c.signer = std::move(spec.signer);
    c.restart = spec.restart;
    c.redirects = spec.redirects;
    c.attempt_limit = settings_.attempt_limit;
    c.importance = spec.options.importance;
    c.caching = spec.options.cache;
    c.stale = spec.options.stale;
    c.retrying = spec.options.retry;
    c.id = ++calls_;
    const auto now = time_->now();
    auto limit = spec.options.deadline;
    if (!limit && spec.options.importance != traffic::priority::bulk)
        limit = settings_.deadline;
    if (limit)
        c.deadline = *limit < std::chrono::hours(24 * 365) ? now + *limit : steady_time::max();
    return c;
}

// Sends a read to where a file is. An address may be signed, so that others see only the host of it.
void client_core::direct(traffic::call& c, const file_address& to, bool with_credentials) const {
    const auto agent = settings_.headers.find("User-Agent");
    c.request.to = to.to;
    c.request.target = to.target;
    c.shown = to.to.text() + "/...";
    c.repeating = traffic::repetition::read;
    if (with_credentials)
        return;
    c.request.headers.clear();
    if (agent)
        c.request.headers.add("User-Agent", *agent);
    c.request.headers.add("Accept", "*/*");
    c.request.headers.add("Accept-Encoding", "identity");
}

// What is under way keeps the core: its connections may not be dropped from another thread meanwhile.
std::shared_ptr<traffic::pipeline>
client_core::pipeline_of(const std::shared_ptr<client_core>& self, const file_address* file) {
    return {self, file != nullptr ? self->lanes_->to(file->to) : self->pipeline_.get()};
}

// Each hop is a call of its own, with a permit of where it goes, under the one deadline.
asio::awaitable<result<fetched>> client_core::follow(
    std::shared_ptr<client_core> self, request_spec spec, std::shared_ptr<asio::cancellation_signal> cancel) {
    constexpr int most_hops = 3;
    const bool apart = spec.file.has_value();
    auto next = self->make_call(spec);
    file_address here{next.request.to, next.request.target};
    for (int hop = 0;; ++hop) {
        const bool ours = !apart && here.to == self->settings_.base;
        const auto way = pipeline_of(self, ours ? nullptr : &here);
        auto answered = co_await traffic::pipeline::run(way, next, cancel);
        if (!answered || answered->answer.status < 300)
            co_return answered;
        const auto& answer = answered->answer;
        auto to = read_location(
            here, answer.headers.find("Location").value_or(std::string_view()), self->hosts_of_files());
        if (!to || hop == most_hops) {
            failure why = to ? failure() : std::move(to).error();
            why.code = errc::unexpected_redirect;
            why.status = answer.status;
            why.method = http::to_string(next.request.method);
            why.path = next.shown.empty() ? next.request.target : next.shown;
            why.attempts = 1;
            if (why.message.empty())
                why.message = "more than " + std::to_string(most_hops) + " of them";
            co_return why;
        }
        here = std::move(to).value();
        self->direct(next, here, !apart && here.to == self->settings_.base);
        next.id = ++self->calls_;
    }
}

asio::awaitable<result<fetched>> client_core::begin(
    const std::shared_ptr<client_core>& self,
    request_spec spec,
    std::shared_ptr<asio::cancellation_signal> cancel) {
    if (spec.file || spec.redirects == traffic::redirect_mode::hand_over)
        return follow(self, std::move(spec), std::move(cancel));
    return traffic::pipeline::run(pipeline_of(self), self->make_call(spec), std::move(cancel));
}

asio::awaitable<fetched> client_core::fetch(std::shared_ptr<client_core> self, request_spec spec) {
    if (spec.refused)
        throw_failure(std::move(*spec.refused));
    auto cancel = std::make_shared<asio::cancellation_signal>();
    auto work = begin(self, std::move(spec), cancel);
    auto outcome = co_await cross<result<fetched>>(self->home_, std::move(cancel), std::move(work));
    if (!outcome)
        throw_failure(std::move(outcome).error());
    co_return std::move(outcome).value();
}

void client_core::keep(const std::shared_ptr<client_core>& self, fetched read) {
    if (read.keep)
        traffic::pipeline::keep(pipeline_of(self), std::move(read.keep), std::move(read.answer));
}

asio::awaitable<std::size_t> client_core::forget(std::shared_ptr<client_core> self, std::string path) {
    std::vector<std::string> tags;
    if (!path.empty()) {
        // A noun that cannot be read itself belongs to one that can: a copy in a folder to the folder's
        // copies.
        for (; tags.empty() && !path.empty(); path.resize(path.rfind('/'))) {
            http::request shown;
            shown.target = self->settings_.path_prefix + path;
            tags = self->rules_->tags_of(shown);
        }
        if (tags.empty())
            co_return std::size_t{0};
        tags.resize(1); // the thing itself comes first
    }
    auto cancel = std::make_shared<asio::cancellation_signal>();
    auto work = traffic::pipeline::forget(pipeline_of(self), std::move(tags));
    const auto gone = co_await cross<result<std::size_t>>(self->home_, std::move(cancel), std::move(work));
    co_return gone.value();
}

asio::awaitable<result<bool>> client_core::close_all(std::shared_ptr<client_core> self, bool cut_off) {
    self->lanes_->open_new(false);
    for (auto* lane : self->lanes_->all())
        lane->shut(cut_off);
    co_await traffic::pipeline::close(pipeline_of(self), cut_off);
    for (auto* lane : self->lanes_->all()) {
        std::shared_ptr<traffic::pipeline> kept(self, lane);
        co_await traffic::pipeline::close(std::move(kept), cut_off);
    }
    co_return true;
}

asio::awaitable<void> client_core::close(std::shared_ptr<client_core> self, bool cut_off) {
    auto cancel = std::make_shared<asio::cancellation_signal>();
    auto work = close_all(self, cut_off);
    co_await cross<result<bool>>(self->home_, std::move(cancel), std::move(work));
}

void client_core::open() noexcept {
    pipeline_->open();
    lanes_->open_new(true);
}

void client_core::tell(const event& e) const noexcept {
    if (!observer_)
        return;
    try {
        observer_->on_event(e);
    } catch (...) { // NOLINT(bugprone-empty-catch): an observer's trouble is not the call's
    }
}

call_view client_core::about(const request_spec& spec, std::string_view path) const noexcept {
    return {0, http::to_string(spec.method), path, observer_ ? time_->now() : steady_time()};
}

void client_core::report_drift(const request_spec& spec, const std::vector<drift>& found) const noexcept {
    if (found.empty())
        return;
    events::drifted news;
    news.call = about(spec, spec.path);
    news.fields = found;
    tell(news);
}

traffic::budget client_core::budget() const {
    return ledger_->view(rules_->limit_tier(), time_->now());
}

std::chrono::nanoseconds client_core::estimate(std::size_t requests) const {
    return ledger_->estimate(rules_->limit_tier(), requests, time_->now());
}

} // namespace segue::resource
