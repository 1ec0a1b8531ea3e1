#include "engine.hpp"

#include "gzip.hpp"
#include "images.hpp"
#include "routes.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace segue::emulator {
namespace {

constexpr std::size_t most_packed = 512;

std::string names_of(const std::vector<struck_fault>& struck) {
    std::string out;
    for (const auto& [rule, earlier] : struck)
        out.append(out.empty() ? "" : ",").append(to_string(rule.kind));
    return out;
}

} // namespace

engine::engine(const emulator_params& params, std::shared_ptr<const catalog> data)
    : latency_(params.latency), journal_limit_(params.journal_limit), compression_(params.compression),
      service_(params, std::move(data)), faults_(params.seed) {}

wire_plan engine::answer(request asked, moment now) {
    const std::lock_guard lock(mutex_);
    requests_.fetch_add(1);
    // Threads read the clock before they get the lock; the window wants time in order.
    now.tick = last_tick_ = std::max(last_tick_, now.tick);
    std::vector<struck_fault> struck;
    if (!faults_.empty())
        struck = faults_.strike_request(asked.method, path_of(asked.target));

    verdict given = service_.answer(asked, now, options_for(struck));
    exchange sent;
    const int handled_status = given.handled ? given.answer.status : 0;
    sent.answer = std::move(given.answer);
    sent.wall = now.wall;
    sent.wait = latency_;
    sent.head_only = asked.method == "HEAD";
    sent.promise_keep_alive = asked.keep_alive;
    sent.then = asked.keep_alive ? ending::keep : ending::close;
    if (!faults_.empty())
        remember_rates(sent);
    const bool packed = compression_ == compression::on && accepts_gzip(asked.headers);
    if (struck.empty() && packed)
        pack(sent);
    else
        apply_faults(struck, asked, packed, sent);

    wire_plan plan = frame_answer(sent, date(now));
    const bool headless = sent.stop == cut::before_head || sent.stop == cut::in_head;
    note(std::move(asked), given, handled_status, headless ? 0 : sent.answer.status, names_of(struck), now);
    return plan;
}

void engine::pack(exchange& sent) {
    if (!sent.answer.body || sent.answer.body->empty())
        return;
    // Only what the service keeps is asked for again.
    const bool kept = sent.answer.body.use_count() > 1;
    if (packed_.size() >= most_packed)
        packed_.clear();
    body_text fresh;
    body_text& known = kept ? packed_[sent.answer.body] : fresh;
    if (!known)
        known = gzip(*sent.answer.body);
    sent.answer.body = known;
    sent.answer.headers.emplace_back("Content-Encoding", "gzip");
    sent.answer.headers.emplace_back("Vary", "Accept-Encoding");
}

void engine::remember_rates(exchange& sent) {
    sent.earlier_rates = std::move(rates_);
    rates_.clear();
    for (const auto& header : sent.answer.headers)
        if (header.first.starts_with("X-Discogs-Ratelimit"))
            rates_.push_back(header);
}

void engine::note(
    request&& asked, const verdict& given, int handled_status, int status, std::string struck, moment now) {
    if (journal_limit_ == 0)
        return;
    journal_entry entry;
    entry.when = std::chrono::steady_clock::time_point(
        std::chrono::duration_cast<std::chrono::steady_clock::duration>(now.tick));
    entry.connection_id = asked.connection_id;
    if (const located found = locate(path_of(asked.target)); found.on != nullptr)
        entry.route.append(asked.method).append(" ").append(found.on->path);
    entry.method = std::move(asked.method);
    entry.target = std::move(asked.target);
    if (image_host::serves(entry.target))
        entry.route = entry.method + " /images/{image}";
    entry.headers = std::move(asked.headers);
    entry.body = std::move(asked.body);
    entry.status = status;
    entry.handled_status = handled_status;
    entry.counted = given.counted;
    entry.used_after = given.used_after;
    entry.fault = std::move(struck);
    if (journal_.size() >= journal_limit_)
        journal_.pop_front();
    journal_.push_back(std::move(entry));
}

const std::string& engine::date(moment now) {
    const auto second = std::chrono::floor<std::chrono::seconds>(now.wall.time_since_epoch());
    if (second != date_second_) {
        date_ = format_http_date(now.wall);
        date_second_ = second;
    }
    return date_;
}

bool engine::strike_connection(fault_kind point) {
    const std::lock_guard lock(mutex_);
    return !faults_.empty() && faults_.strike_connection(point);
}

std::chrono::milliseconds engine::delay_connection() {
    const std::lock_guard lock(mutex_);
    return faults_.empty() ? std::chrono::milliseconds{0} : faults_.delay_connection();
}

bool engine::strike_head(const request& asked, moment now) {
    const std::lock_guard lock(mutex_);
    if (!faults_.strike_head(asked.method, path_of(asked.target)))
        return false;
    now.tick = last_tick_ = std::max(last_tick_, now.tick);
    note(request(asked), {}, 0, 0, std::string(to_string(fault_kind::reset_in_request)), now);
    return true;
}

void engine::name_images(std::string base_url) {
    const std::lock_guard lock(mutex_);
    service_.name_images(std::move(base_url));
}

void engine::expire_images() {
    const std::lock_guard lock(mutex_);
    service_.expire_images();
}

void engine::add_fault(fault addition) {
    const std::lock_guard lock(mutex_);
    faults_.add(std::move(addition));
    watches_heads_ = faults_.watches_heads();
}

void engine::clear_faults() {
    const std::lock_guard lock(mutex_);
    faults_.clear();
    rates_.clear();
    watches_heads_ = false;
}

std::vector<journal_entry> engine::journal() const {
    const std::lock_guard lock(mutex_);
    return {journal_.begin(), journal_.end()};
}

std::vector<journal_entry> engine::take_journal() {
    const std::lock_guard lock(mutex_);
    std::vector<journal_entry> out(
        std::make_move_iterator(journal_.begin()), std::make_move_iterator(journal_.end()));
    journal_.clear();
    return out;
}

void engine::clear_journal() {
    const std::lock_guard lock(mutex_);
    journal_.clear();
}

void engine::change(const std::function<void(const catalog&, world&)>& how) {
    const std::lock_guard lock(mutex_);
    service_.change(how);
}

std::string engine::token_of(std::string_view username) const {
    const std::lock_guard lock(mutex_);
    const account* found = service_.accounts().find(username);
    return found == nullptr ? std::string{} : found->token;
}

std::optional<std::string>
engine::authorize(std::string_view request_token, std::string_view username, moment now) {
    const std::lock_guard lock(mutex_);
    return service_.authorize(request_token, username, now);
}

const std::string& engine::other_username() const noexcept {
    return service_.accounts().other_name();
}

void engine::reset_window() {
    const std::lock_guard lock(mutex_);
    service_.reset_window();
}

void engine::add_foreign_requests(int n, server_time now) {
    const std::lock_guard lock(mutex_);
    last_tick_ = std::max(last_tick_, now);
    service_.add_foreign_requests(n, last_tick_);
}

} // namespace segue::emulator
