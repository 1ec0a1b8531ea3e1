#pragma once

#include <segue/base/money.hpp>
#include <segue/discogs/models/ids.hpp>
#include <segue/discogs/models/market_enums.hpp>
#include <segue/resource/download.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>

namespace segue::discogs {

/// A row of a file that puts releases on sale. Texts are views: they must last until the row is written.
///
/// **Source** api/discogs.md, M96 and D20.
struct inventory_add_row {
    /// Required.
    discogs::release_id release_id{};
    /// Required: above 0, at most two digits behind the point, in the account's currency.
    std::optional<decimal> price{};
    /// Required.
    std::optional<discogs::media_condition> media_condition{};
    std::optional<discogs::sleeve_condition> sleeve_condition{};
    /// Shown to buyers.
    std::optional<std::string_view> comments{};
    /// Whether buyers may offer another price; `Y` or `N` in the file.
    std::optional<bool> accept_offer{};
    /// Where it lies; shown to the seller alone.
    std::optional<std::string_view> location{};
    /// The seller's own number for it; shown to the seller alone.
    std::optional<std::string_view> external_id{};
    /// Grams, 0 or more.
    std::optional<std::int64_t> weight{};
    /// How many items it counts as for shipping, 0 or more.
    std::optional<std::int64_t> format_quantity{};
};

/// A row of a file that edits what is on sale. At least one member besides the ids must be set, and all rows
/// of one file must set the same ones: what the service makes of an empty cell is not documented.
///
/// **Source** api/discogs.md, M97, D20 and G52.
struct inventory_change_row {
    /// Required.
    discogs::release_id release_id{};
    /// Which of the offers, for a release that is on sale more than once.
    std::optional<discogs::listing_id> listing_id{};
    /// Above 0, at most two digits behind the point, in the account's currency.
    std::optional<decimal> price{};
    std::optional<discogs::media_condition> media_condition{};
    std::optional<discogs::sleeve_condition> sleeve_condition{};
    /// Shown to buyers; an empty text is sent as an empty cell.
    std::optional<std::string_view> comments{};
    /// Whether buyers may offer another price; `Y` or `N` in the file.
    std::optional<bool> accept_offer{};
    /// The seller's own number for it; shown to the seller alone.
    std::optional<std::string_view> external_id{};
    /// Where it lies; shown to the seller alone.
    std::optional<std::string_view> location{};
    /// Grams, 0 or more.
    std::optional<std::int64_t> weight{};
    /// How many items it counts as for shipping, 0 or more.
    std::optional<std::int64_t> format_quantity{};
};

/// A row of a file that takes listings away.
///
/// **Source** api/discogs.md, M98 and D20.
struct inventory_delete_row {
    /// Required.
    discogs::listing_id listing_id{};
};

/// Whether a column that the service does not know is a mistake.
enum class unknown_columns : unsigned char {
    /// It is: the service passes over it without a word, so a misspelled name would lose a column.
    refuse,
    /// It is not.
    allow,
};

/// How an inventory file is checked.
struct inventory_check_params {
    /// Default refuse.
    discogs::unknown_columns unknown_columns = discogs::unknown_columns::refuse;
    /// How many problems are told one by one; the rest is counted. Default 100; 0 counts alone.
    std::size_t most_problems = 100;
    /// Most bytes of one row. Default 256 KiB; 0 is taken as 1.
    std::size_t longest_row_bytes = 256 * 1024;
};

/// Whether a file is checked before it is sent.
enum class file_check : unsigned char {
    /// All of it is read and checked; nothing is sent when a row is wrong.
    on,
    /// It goes out as it is.
    off,
};

/// Arguments of the `add`, `change` and `remove` of uploads.
struct inventory_upload_params {
    /// What the service shows as the file's name. Unset: that of the file itself, or `inventory.csv`; `.csv`
    /// is added where it is missing.
    std::optional<std::string_view> file_name{};
    /// Whether a file is checked before it is sent. Default on; of no effect on rows, which always are.
    file_check check = file_check::on;
    /// How it is checked.
    inventory_check_params rules{};
    /// Hears how much of the file has gone out: an lvalue. Unset: nobody.
    progress_view progress{};
};

/// Arguments of `inventory_uploads_node::list` and `inventory_exports_node::list`.
struct inventory_jobs_params {
    /// First page to read, from 1. Unset: 1.
    std::optional<std::int64_t> page{};
    /// Most items on a page, 1 to 100. Unset: the service's 50.
    std::optional<std::int64_t> per_page{};
};

/// Arguments of the `wait` of exports and uploads.
struct inventory_wait_params {
    /// Time between the first question and the second; each following one is half as long again. Default 1 s;
    /// at least 1 ms.
    std::chrono::milliseconds first_pause{1000};
    /// What the time between two questions grows to. Default 15 s; at least `first_pause`.
    std::chrono::milliseconds longest_pause{15000};
};

static_assert(std::is_trivially_destructible_v<inventory_add_row>);
static_assert(std::is_trivially_destructible_v<inventory_change_row>);
static_assert(std::is_trivially_destructible_v<inventory_delete_row>);
static_assert(std::is_trivially_destructible_v<inventory_check_params>);
static_assert(std::is_trivially_destructible_v<inventory_upload_params>);
static_assert(std::is_trivially_destructible_v<inventory_jobs_params>);
static_assert(std::is_trivially_destructible_v<inventory_wait_params>);

} // namespace segue::discogs
