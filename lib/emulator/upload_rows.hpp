#pragma once

#include "market.hpp"

#include <string>
#include <string_view>

namespace segue::emulator {

/// Reads the file of an upload into a job. What is wrong with it as a whole, an unknown or missing column
/// say, is the result; empty: nothing. Rows are not judged yet.
[[nodiscard]] std::string read_upload(std::string_view text, upload_job& into);

/// Carries the rows out, one after the other; the ones that make no sense are left out and told.
void run_upload(
    const catalog& data, marketplace& on, upload_job& job, const currency_info& currency, wall_second now);

/// The CSV of everything that an account has listed, the deleted ones excepted.
[[nodiscard]] std::string
inventory_csv(const catalog& data, const listing_book& listings, std::string_view seller);

} // namespace segue::emulator
