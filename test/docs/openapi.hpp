#pragma once

#include <string_view>
#include <vector>

namespace segue::test {

/// The statuses from 400 to 499 that docs/openapi/discogs.yaml lists for an operation, in order; empty for
/// one that it does not have.
[[nodiscard]] std::vector<int> contract_errors(std::string_view operation_id);

} // namespace segue::test
