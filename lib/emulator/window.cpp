#include "window.hpp"

namespace segue::emulator {
namespace {

server_time whole_second(server_time now) {
    return std::chrono::floor<std::chrono::seconds>(now);
}

} // namespace

std::int64_t exact_window::used(server_time now) {
    while (!stamps_.empty() && stamps_.front() + window_ <= now)
        stamps_.pop_front();
    return static_cast<std::int64_t>(stamps_.size());
}

void exact_window::record(server_time now) {
    stamps_.push_back(now);
}

server_time exact_window::time_to_admission(server_time now, std::int64_t limit) {
    const std::int64_t surplus = used(now) - limit;
    if (surplus < 0)
        return server_time{0};
    return stamps_[static_cast<std::size_t>(surplus)] + window_ - now;
}

void averaged_window::roll(server_time now) {
    const std::int64_t index = now / window_;
    if (index == index_)
        return;
    previous_ = index == index_ + 1 ? current_ : 0;
    current_ = 0;
    index_ = index;
}

request_time averaged_window::scaled_estimate(server_time now) const {
    const server_time left = window_ - now % window_;
    return request_time{previous_} * left.count() + request_time{current_} * window_.count();
}

std::int64_t averaged_window::used(server_time now) {
    roll(now);
    return static_cast<std::int64_t>(scaled_estimate(now) / window_.count());
}

bool averaged_window::admits(server_time now, std::int64_t limit) {
    roll(now);
    return scaled_estimate(now) + window_.count() <= request_time{limit} * window_.count();
}

void averaged_window::record(server_time now) {
    roll(now);
    ++current_;
}

server_time averaged_window::time_to_admission(server_time now, std::int64_t limit) {
    if (admits(now, limit))
        return server_time{0};
    const server_time elapsed = now % window_;
    // Within this window the previous one's share shrinks linearly: previous x left / window <= limit - 1 -
    // current.
    const std::int64_t room = limit - 1 - current_;
    if (room >= 0 && previous_ > 0) {
        const auto left = static_cast<std::int64_t>(request_time{room} * window_.count() / previous_);
        if (left > 0)
            return server_time{window_.count() - left} - elapsed;
    }
    // Else only the next window helps, where today's count is the previous one.
    const server_time next = window_ - elapsed;
    if (current_ <= std::max<std::int64_t>(0, limit - 1))
        return next;
    const auto left = static_cast<std::int64_t>(request_time{limit - 1} * window_.count() / current_);
    return next + server_time{window_.count() - left};
}

std::int64_t whole_second_window::used(server_time now) {
    const server_time tick = whole_second(now);
    while (!stamps_.empty() && tick - stamps_.front() > window_)
        stamps_.pop_front();
    return static_cast<std::int64_t>(stamps_.size());
}

void whole_second_window::record(server_time now) {
    stamps_.push_back(whole_second(now));
}

server_time whole_second_window::time_to_admission(server_time now, std::int64_t limit) {
    const std::int64_t surplus = used(now) - limit;
    if (surplus < 0)
        return server_time{0};
    // The first whole second that lies more than a window after the stamp.
    const server_time leaving = stamps_[static_cast<std::size_t>(surplus)] + window_;
    return whole_second(leaving) + std::chrono::seconds{1} - now;
}

std::unique_ptr<window_counter> make_window(window_rule rule, server_time window) {
    switch (rule) {
    case window_rule::averaged:
        return std::make_unique<averaged_window>(window);
    case window_rule::whole_second:
        return std::make_unique<whole_second_window>(window);
    case window_rule::exact:
        break;
    }
    return std::make_unique<exact_window>(window);
}

} // namespace segue::emulator
