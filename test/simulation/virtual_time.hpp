#pragma once

#include <segue/base/time_source.hpp>
#include <segue/testing/manual_time.hpp>

#include <memory>

namespace sim {

/// The kit's clock, whose date can jump while its steady time goes on.
class virtual_time final : public segue::time_source {
public:
    segue::steady_time now() const noexcept override { return steady_.now(); }
    std::chrono::system_clock::time_point today() const noexcept override {
        return steady_.today() + date_offset_;
    }
    segue::asio::awaitable<boost::system::error_code> wait_until(segue::steady_time when) override {
        return steady_.wait_until(when);
    }

    /// The date as everybody else has it.
    std::chrono::system_clock::time_point true_date() const noexcept { return steady_.today(); }
    void date_jumps(std::chrono::milliseconds by) noexcept { date_offset_ += by; }

    segue::testing::manual_time& steady() noexcept { return steady_; }

private:
    segue::testing::manual_time steady_;
    std::chrono::system_clock::duration date_offset_{};
};

} // namespace sim
