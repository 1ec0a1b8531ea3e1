#include "resource/client_core.hpp"

#include "base/cross.hpp"
#include "http/pooled_transport.hpp"
#include "http/tls_context.hpp"

#include <utility>

namespace segue::resource {

client_core::client_core(const asio::any_io_executor& executor, client_settings settings)
    : settings_(std::move(settings)), home_(strand_home::on(executor)) {}

std::shared_ptr<client_core> client_core::make(
    const asio::any_io_executor& executor,
    client_settings settings,
    const collaborators& parts,
    std::shared_ptr<const traffic::provider> rules) {
    check_settings(settings);
    const std::shared_ptr<client_core> core(new client_core(executor, std::move(settings)));
    core->time_ = parts.time() ? parts.time() : system_time();
    core->observer_ = parts.observer();
    core->rules_ = std::move(rules);
    core->ledger_ = parts.ledger();
    if (!core->ledger_) {
        const auto& quota = core->settings_.quota;
        // One that counts nothing is not worth sharing, and must not answer for clients that do count.
        core->ledger_ =
            quota.mode == traffic::rate_limit::off
                ? traffic::make_quota_ledger(quota)
                : traffic::shared_quota_ledger(core->settings_.base.text(), quota, core->time_->now());
    }
    auto transport = parts.transport();
    if (!transport) {
        const bool plain = core->settings_.base.scheme == "http" && core->settings_.ca_file.empty();
        auto pooled = std::make_shared<http::pooled_transport>(
            core->settings_.pool,
            plain ? nullptr : http::make_tls_context(core->settings_.ca_file),
            http::make_system_resolver(core->time_),
            core->time_,
            core->settings_.way);
        core->home_->on_shutdown([pooled] { pooled->close(); });
        transport = std::move(pooled);
    }
    traffic::pipeline::parts stages;
    stages.home = core->home_;
    stages.time = core->time_;
    stages.transport = std::move(transport);
    stages.ledger = core->ledger_;
    stages.observer = core->observer_;
    stages.rules = core->rules_;
    stages.cache = parts.cache();
    stages.retry = core->settings_.retry;
    stages.breaker = core->settings_.breaker;
    stages.lifetime = core->settings_.cache_lifetime;
    stages.seed = core->settings_.dice_seed;
    core->pipeline_ = std::make_shared<traffic::pipeline>(stages);
    return core;
}

client_core::~client_core() {
    home_->drop_ties();
}

traffic::call client_core::make_call(request_spec& spec) {
    traffic::call c;
    c.request.method = spec.method;
    c.request.to = settings_.base;
    c.request.target = settings_.path_prefix + spec.path;
    if (!spec.query.empty())
        c.request.target.append("?").append(spec.query);
    c.request.headers = settings_.headers;
    for (const auto& [name, value] : spec.headers)
        c.request.headers.set(name, value);
    c.request.body = std::move(spec.body);
    c.attempt_limit = settings_.attempt_limit;
    c.importance = spec.options.importance;
    c.repeating = rules_->repetition_of(c.request);
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

// What is under way keeps the core: its connections may not be dropped from another thread meanwhile.
std::shared_ptr<traffic::pipeline> client_core::pipeline_of(const std::shared_ptr<client_core>& self) {
    return {self, self->pipeline_.get()};
}

asio::awaitable<result<fetched>> client_core::begin(
    const std::shared_ptr<client_core>& self,
    request_spec spec,
    std::shared_ptr<asio::cancellation_signal> cancel) {
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
        http::request shown;
        shown.target = self->settings_.path_prefix + path;
        tags = self->rules_->tags_of(shown);
        if (tags.empty())
            co_return std::size_t{0};
        tags.resize(1); // the thing itself comes first
    }
    auto cancel = std::make_shared<asio::cancellation_signal>();
    auto work = traffic::pipeline::forget(pipeline_of(self), std::move(tags));
    const auto gone = co_await cross<result<std::size_t>>(self->home_, std::move(cancel), std::move(work));
    co_return gone.value();
}

asio::awaitable<void> client_core::close(std::shared_ptr<client_core> self, bool cut_off) {
    auto cancel = std::make_shared<asio::cancellation_signal>();
    auto work = traffic::pipeline::close(pipeline_of(self), cut_off);
    co_await cross<result<bool>>(self->home_, std::move(cancel), std::move(work));
}

void client_core::open() noexcept {
    pipeline_->open();
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
