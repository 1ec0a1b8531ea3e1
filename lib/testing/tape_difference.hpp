#pragma once

#include "testing/tape_file.hpp"

#include <string>

namespace segue::testing {

/// Says in one line how a request differs from the one on the tape; empty when it does not.
std::string difference(const taped_exchange& taped, const taped_exchange& got);

} // namespace segue::testing
