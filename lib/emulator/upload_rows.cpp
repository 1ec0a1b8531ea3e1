#include "upload_rows.hpp"

#include "csv.hpp"
#include "listing_change.hpp"
#include "render.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace segue::emulator {
namespace {

constexpr std::array<std::string_view, 3> needed_to_add{"release_id", "price", "media_condition"};
constexpr std::array<std::string_view, 1> needed_to_change{"release_id"};
constexpr std::array<std::string_view, 1> needed_to_delete{"listing_id"};
constexpr std::array<std::string_view, 9> changeable{
    "price",
    "media_condition",
    "sleeve_condition",
    "comments",
    "accept_offer",
    "external_id",
    "location",
    "weight",
    "format_quantity"};

word_list needed_columns(upload_kind kind) {
    switch (kind) {
    case upload_kind::add:
        return needed_to_add;
    case upload_kind::change:
        return needed_to_change;
    case upload_kind::remove:
        break;
    }
    return needed_to_delete;
}

std::string judge_columns(const std::vector<std::string>& columns, upload_kind kind) {
    const auto has = [&columns](std::string_view name) {
        return std::find(columns.begin(), columns.end(), name) != columns.end();
    };
    for (auto column = columns.begin(); column != columns.end(); ++column)
        if (std::find(std::next(column), columns.end(), *column) != columns.end())
            return "Column " + *column + " is there twice.";
    for (const std::string_view name : needed_columns(kind))
        if (!has(name))
            return "Column " + std::string(name) + " is missing.";
    if (kind == upload_kind::change && std::none_of(changeable.begin(), changeable.end(), has))
        return "There is no column to change.";
    return {};
}

/// Carries out one row after the other; each says what is wrong with it, or nothing.
class row_runner {
public:
    row_runner(
        const catalog& data,
        marketplace& on,
        const upload_job& job,
        const currency_info& currency,
        wall_second now)
        : data_(data), on_(on), job_(job), currency_(currency), now_(now) {}

    std::string run(const csv_cells& row) {
        if (job_.kind == upload_kind::remove)
            return remove(row);
        std::string problem;
        const listing_change change = read_listing(row, problem);
        if (!problem.empty())
            return problem;
        const bool known = change.release && data_.release(*change.release) != nullptr;
        if (!known || on_.is_blocked(*change.release))
            return cell(row, "release_id") + " is an invalid release_id";
        return job_.kind == upload_kind::add ? add(row, change) : this->change(row, change);
    }

private:
    static std::string cell(const csv_cells& row, std::string_view column) {
        const auto found = row.find(column);
        return found == row.end() ? std::string{} : found->second;
    }

    std::string add(const csv_cells& row, const listing_change& wanted) {
        for (const std::string_view column : needed_to_add)
            if (!row.contains(column))
                return std::string(column) + " is missing";
        listing_record made;
        made.seller = job_.owner;
        made.posted = now_;
        apply(wanted, made, currency_.code, now_);
        on_.listings.add(std::move(made));
        return {};
    }

    /// The listing that a cell names, if it is the owner's and still there.
    listing_record* named(const csv_cells& row) {
        const std::string text = cell(row, "listing_id");
        database_id id = 0;
        const auto [stop, ec] = std::from_chars(text.data(), text.data() + text.size(), id);
        const bool good = ec == std::errc{} && stop == text.data() + text.size();
        listing_record* found = good ? on_.listings.find(id) : nullptr;
        const bool own = found != nullptr && found->seller == job_.owner && found->status != "Deleted";
        return own ? found : nullptr;
    }

    std::string change(const csv_cells& row, listing_change wanted) {
        listing_record* target = nullptr;
        if (row.contains("listing_id")) {
            target = named(row);
            if (target == nullptr || target->release != *wanted.release)
                return cell(row, "listing_id") + " is an invalid listing_id";
        } else {
            // By release alone it is clear only while there is one copy.
            for (listing_record* each : on_.listings.copies(job_.owner, *wanted.release)) {
                if (!each->editable())
                    continue;
                if (target != nullptr)
                    return "release_id " + cell(row, "release_id") + " is listed more than once";
                target = each;
            }
        }
        if (target == nullptr)
            return "release_id " + cell(row, "release_id") + " is not listed";
        if (!target->editable())
            return cell(row, "listing_id") + " is " + target->status;
        wanted.status = "For Sale";
        apply(wanted, *target, currency_.code, now_);
        return {};
    }

    std::string remove(const csv_cells& row) {
        listing_record* target = named(row);
        if (target == nullptr)
            return cell(row, "listing_id") + " is an invalid listing_id";
        target->status = "Deleted";
        return {};
    }

    const catalog& data_;
    marketplace& on_;
    const upload_job& job_;
    const currency_info& currency_;
    wall_second now_;
};

std::string number_cell(const std::optional<std::int64_t>& from) {
    return from ? std::to_string(*from) : std::string{};
}

} // namespace

std::string read_upload(std::string_view text, upload_job& into) {
    csv_table table = read_csv(text);
    if (!table.problem.empty())
        return "The file is no CSV: " + table.problem + ".";
    if (table.rows.empty())
        return "The file is empty.";
    const std::vector<std::string> columns = std::move(table.rows.front());
    if (std::string problem = judge_columns(columns, into.kind); !problem.empty())
        return problem;
    for (std::size_t i = 1; i < table.rows.size(); ++i) {
        const std::vector<std::string>& cells = table.rows[i];
        csv_cells row;
        for (std::size_t j = 0; j < std::min(cells.size(), columns.size()); ++j)
            if (!cells[j].empty())
                row.emplace(columns[j], cells[j]);
        into.rows.push_back(std::move(row));
        into.ragged.push_back(cells.size() != columns.size());
    }
    return {};
}

void run_upload(
    const catalog& data, marketplace& on, upload_job& job, const currency_info& currency, wall_second now) {
    if (!on.may_sell(job.owner)) {
        job.succeeded = false;
        job.results =
            "ERROR: You have not updated your selling preferences. Please do this before sending uploads.";
        return;
    }
    row_runner runner(data, on, job, currency, now);
    std::size_t processed = 0;
    job.results = "CSV file contains " + std::to_string(job.rows.size()) + " records.";
    for (std::size_t i = 0; i < job.rows.size(); ++i) {
        const std::string problem =
            job.ragged[i] ? "the row has not as many cells as there are columns" : runner.run(job.rows[i]);
        if (problem.empty()) {
            ++processed;
            continue;
        }
        // The row of the columns is the first.
        job.results += "<p>Skipped row " + std::to_string(i + 2) + " because ERROR: " + problem;
    }
    job.results += "<p>Processed " + std::to_string(processed) + " records.";
}

std::string inventory_csv(const catalog& data, const listing_book& listings, std::string_view seller) {
    std::string out =
        "listing_id,artist,title,label,catno,format,release_id,status,price,listed,comments,media_condition,"
        "sleeve_condition,accept_offer,external_id,weight,format_quantity,location,quantity\r\n";
    for (const listing_record* each : listings.of(seller)) {
        const release_record* release = data.release(each->release);
        if (each->status == "Deleted" || release == nullptr)
            continue;
        append_csv(
            out,
            {std::to_string(each->id),
             display_artists(release->artists),
             release->title,
             first_label(*release),
             catalog_numbers(*release),
             listing_format(*release),
             std::to_string(release->id),
             each->status,
             decimal_text(each->price),
             column_text(each->posted),
             each->comments,
             each->condition,
             each->sleeve_condition,
             each->allow_offers ? "Y" : "N",
             each->external_id,
             number_cell(each->weight),
             number_cell(each->format_quantity),
             each->location,
             "1"});
    }
    return out;
}

} // namespace segue::emulator
