#pragma once

#include <segue/http/pool.hpp>

namespace segue::http {

/// Throws `std::invalid_argument` when a bound is out of its range, naming it as `pool.name`.
void check_pool(const pool_params& p);

} // namespace segue::http
