#include "traffic/retry_budget.hpp"

#include "traffic/retry_policy.hpp"

#include <algorithm>
#include <cmath>

namespace segue::traffic {
namespace {

int checked_budget(const retry_params& params) {
    check(params);
    return params.budget;
}

} // namespace

retry_budget::retry_budget(const retry_params& params)
    : most_(checked_budget(params) * whole),
      part_(std::llround(params.budget_credit * static_cast<double>(whole))), held_(most_) {}

bool retry_budget::take() noexcept {
    if (held_ < whole)
        return false;
    held_ -= whole;
    return true;
}

void retry_budget::credit() noexcept {
    add(part_);
}

void retry_budget::give_back() noexcept {
    add(whole);
}

void retry_budget::add(std::int64_t part) noexcept {
    held_ = std::min(most_, held_ + part);
}

} // namespace segue::traffic
