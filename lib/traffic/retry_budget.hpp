#pragma once

#include <algorithm>

namespace segue::traffic {

/// Bounds the retries of a client while little succeeds: a bucket of tokens, full at first; a retry takes one,
/// ten successes give one.
class retry_budget {
public:
    explicit retry_budget(int tokens) : most_(tokens * per_token), tenths_(most_) {}

    /// Takes a token; returns false when there is none.
    bool take() noexcept {
        if (tenths_ < per_token)
            return false;
        tenths_ -= per_token;
        return true;
    }

    /// Notes a success.
    void credit() noexcept { tenths_ = std::min(most_, tenths_ + 1); }

    /// How many retries are left.
    int left() const noexcept { return tenths_ / per_token; }

private:
    static constexpr int per_token = 10;

    int most_;
    int tenths_;
};

} // namespace segue::traffic
