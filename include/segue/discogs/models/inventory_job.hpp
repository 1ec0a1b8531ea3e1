#pragma once

#include <segue/base/extra.hpp>
#include <segue/base/open_enum.hpp>
#include <segue/base/partial_date.hpp>
#include <segue/discogs/models/enums.hpp>
#include <segue/discogs/models/ids.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace segue::discogs {

/// Describes an export of one's inventory: a file that the service writes.
///
/// **Source** api/discogs.md, M60.
struct inventory_export {
    /// The export.
    inventory_export_id id;
    /// Where it stands; see `is_over`.
    std::optional<open_enum<job_status>> status;
    /// When it was asked for; `created_ts` on the wire, without an offset.
    std::optional<timestamp> created_at;
    /// When it ended; `finished_ts` on the wire, null or empty until then.
    std::optional<timestamp> finished_at;
    /// API address of the export.
    std::optional<std::string> url;
    /// API address of the file.
    std::optional<std::string> download_url;
    /// Name of the file, such as `somebody-inventory-20260825-0648.csv`.
    std::optional<std::string> filename;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const inventory_export&) const = default;
};

/// Describes an upload of an inventory file: rows that the service works through.
///
/// **Source** api/discogs.md, M61.
struct inventory_upload {
    /// The upload.
    inventory_upload_id id;
    /// Where it stands; see `is_over`.
    std::optional<open_enum<job_status>> status;
    /// What the file was sent for.
    std::optional<open_enum<upload_type>> type;
    /// Name of the file, as it was sent.
    std::optional<std::string> filename;
    /// When it was sent; `created_ts` on the wire, without an offset.
    std::optional<timestamp> created_at;
    /// When it ended; `finished_ts` on the wire, null or empty until then, and of some that failed.
    std::optional<timestamp> finished_at;
    /// What became of the rows: sentences with HTML tags between them, see `read_upload_results`.
    std::optional<std::string> results;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const inventory_upload&) const = default;
};

/// Tells whether the service is done with it, well or not: it says `success` or `failed`, or, with a status
/// that is not known here, when it ended.
[[nodiscard]] bool is_over(const inventory_export& e) noexcept;
/// Tells the same of an upload.
[[nodiscard]] bool is_over(const inventory_upload& u) noexcept;

/// A row of an upload that the service did not carry out.
struct skipped_row {
    /// Which one, the header being row 1; as `csv_problem::row` counts.
    std::int64_t row = 0;
    /// Why, in the service's words.
    std::string reason;

    /// Compares all members.
    bool operator==(const skipped_row&) const = default;
};

/// What the `results` of an upload say, as far as they can be understood.
struct upload_results {
    /// How many rows the file has; empty when the text does not say.
    std::optional<std::int64_t> records;
    /// How many of them were carried out; empty when the text does not say.
    std::optional<std::int64_t> processed;
    /// The ones that were not, in the order of the text.
    std::vector<skipped_row> skipped;
    /// All other sentences, without tags.
    std::vector<std::string> remarks;

    /// Compares all members.
    bool operator==(const upload_results&) const = default;
};

/// Reads the `results` of an upload; never fails, whatever the text is. A successful upload may have skipped
/// rows, or all of them: `processed` against `records` tells.
///
/// **Source** observed 2026-08: `CSV file contains 2 records.<p>Skipped row 3 because ERROR: -1 is an invalid
/// listing_id<p>Processed 1 records.`
[[nodiscard]] upload_results read_upload_results(const inventory_upload& u);

} // namespace segue::discogs
