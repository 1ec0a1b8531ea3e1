#include "resource/file_lanes.hpp"

#include "http/http_date.hpp"

#include <optional>
#include <string_view>
#include <utility>

namespace segue::resource {

namespace {

bool is_web_page(const http::response& answer) noexcept {
    const auto type = answer.headers.find("Content-Type");
    return type && type->find("text/html") != std::string_view::npos;
}

// Hosts of files sign addresses, and say of one that has expired or was changed whatever they like: that it
// is forbidden, or that nothing is there.
errc code_of(const http::response& answer) noexcept {
    const int status = answer.status;
    if (status == 403 && is_web_page(answer))
        return errc::blocked;
    if (status == 401 || status == 403 || status == 404 || status == 410)
        return errc::link_expired;
    if (status == 429)
        return errc::rate_limited;
    if (status >= 500 && status < 600)
        return errc::server_failed;
    return status >= 300 && status < 400 ? errc::unexpected_redirect : errc::unexpected_status;
}

class file_rules final : public traffic::provider {
public:
    void sign(http::request&, std::chrono::system_clock::time_point) const override {}

    std::optional<failure>
    judge(const http::response& answer, std::chrono::system_clock::time_point today) const override {
        constexpr std::size_t most_body_kept = 2048;
        if (answer.status >= 200 && answer.status < 300)
            return std::nullopt;
        failure f;
        f.code = code_of(answer);
        f.status = answer.status;
        f.body = answer.body.substr(0, most_body_kept);
        if (f.code == errc::link_expired)
            f.message = "it was good for a while, or was changed; what named it names a new one when it is "
                        "loaded again";
        if (const auto wait = answer.headers.find("Retry-After"))
            f.retry_after = http::parse_retry_after(*wait, today);
        return f;
    }

    traffic::quota_reading
    read_quota(const http::response& answer, std::chrono::system_clock::time_point today) const override {
        traffic::quota_reading reading;
        reading.refused = answer.status == 429;
        if (const auto wait = answer.headers.find("Retry-After"); wait && reading.refused)
            reading.retry_after = http::parse_retry_after(*wait, today);
        return reading;
    }

    traffic::tier limit_tier() const noexcept override { return traffic::tier::anonymous; }
    std::string_view account() const noexcept override { return {}; }

    traffic::repetition repetition_of(const http::request&) const noexcept override {
        return traffic::repetition::read;
    }

    std::optional<int> attempts_worth_making(const http::request&, const failure&) const noexcept override {
        return std::nullopt;
    }

    std::chrono::seconds lifetime_of(const http::request&) const noexcept override { return {}; }
    std::vector<std::string> tags_of(const http::request&) const override { return {}; }
    std::vector<std::string> changed_by(const http::request&) const override { return {}; }
};

} // namespace

std::shared_ptr<const traffic::provider> make_file_rules() {
    return std::make_shared<file_rules>();
}

traffic::pipeline* file_lanes::to(const http::origin& where) {
    const std::lock_guard lock(mutex_);
    auto& lane = lanes_[where.text()];
    if (lane)
        return lane.get();
    if (!transport_)
        transport_ = parts_.make_transport();
    auto stages = parts_.common;
    stages.transport = transport_;
    stages.rules = make_file_rules();
    stages.cache = nullptr;
    // Apart from the API's, also where both are on one host.
    const auto& quota = parts_.quota;
    stages.ledger = parts_.shared_ledgers && quota.mode != traffic::rate_limit::off
                        ? traffic::shared_quota_ledger("files " + where.text(), quota, stages.time->now())
                        : traffic::make_quota_ledger(quota);
    lane = std::make_unique<traffic::pipeline>(stages);
    if (!open_)
        lane->shut(false);
    return lane.get();
}

std::vector<traffic::pipeline*> file_lanes::all() const {
    const std::lock_guard lock(mutex_);
    std::vector<traffic::pipeline*> found;
    found.reserve(lanes_.size());
    for (const auto& [origin, lane] : lanes_)
        found.push_back(lane.get());
    return found;
}

void file_lanes::open_new(bool open) noexcept {
    const std::lock_guard lock(mutex_);
    open_ = open;
    if (!open)
        return;
    for (auto& [origin, lane] : lanes_)
        lane->open();
}

} // namespace segue::resource
