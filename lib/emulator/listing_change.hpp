#pragma once

#include "listings.hpp"
#include "member_reader.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace segue::emulator {

/// What somebody wants a listing to be; members that are not set stay as they are.
struct listing_change {
    std::optional<database_id> release{};
    std::optional<std::string> status{};
    std::optional<std::string> condition{};
    std::optional<std::string> sleeve_condition{};
    std::optional<std::string> comments{};
    std::optional<std::string> external_id{};
    std::optional<std::string> location{};
    std::optional<cents> price{};
    std::optional<bool> allow_offers{};
    /// Set without a number inside: automatic.
    std::optional<std::optional<std::int64_t>> weight{};
    std::optional<std::optional<std::int64_t>> format_quantity{};
};

/// Carries it out. A copy that comes on sale is listed at `now`; a price is in `currency`.
void apply(const listing_change& change, listing_record& to, std::string_view currency, wall_second now);

/// Reads the members of a listing; what is wrong is noted in the reader.
[[nodiscard]] listing_change read_listing(member_reader& from);

/// One row of an upload: cells by column, empty ones left out.
using csv_cells = std::map<std::string, std::string, std::less<>>;

/// Reads the columns of a row. `problem` says what is wrong: `x is an invalid price`.
[[nodiscard]] listing_change read_listing(const csv_cells& row, std::string& problem);

} // namespace segue::emulator
