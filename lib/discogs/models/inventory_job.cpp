#include "base/ascii.hpp"
#include "discogs/models/descriptions.hpp"

#include <charconv>
#include <string_view>

namespace segue::resource {

const model_description& json_traits<discogs::inventory_export>::description() {
    using model = discogs::inventory_export;
    static const auto table = describe(
        &model::extra,
        field("id", &model::id),
        field("status", &model::status),
        field("created_ts", "created_at", &model::created_at),
        field("finished_ts", "finished_at", &model::finished_at),
        field("url", &model::url),
        field("download_url", &model::download_url),
        field("filename", &model::filename));
    return table;
}

const model_description& json_traits<discogs::page<discogs::inventory_export>>::description() {
    static const auto table = describe_page<discogs::inventory_export>("items");
    return table;
}

const model_description& json_traits<discogs::inventory_upload>::description() {
    using model = discogs::inventory_upload;
    static const auto table = describe(
        &model::extra,
        field("id", &model::id),
        field("status", &model::status),
        field("type", &model::type),
        field("filename", &model::filename),
        field("created_ts", "created_at", &model::created_at),
        field("finished_ts", "finished_at", &model::finished_at),
        field("results", &model::results));
    return table;
}

const model_description& json_traits<discogs::page<discogs::inventory_upload>>::description() {
    static const auto table = describe_page<discogs::inventory_upload>("items");
    return table;
}

} // namespace segue::resource

namespace segue::discogs {
namespace {

template <class Job>
bool over(const Job& job) noexcept {
    if (const auto known = job.status ? job.status->known() : std::nullopt)
        return *known != job_status::pending;
    return job.finished_at && !job.finished_at->text().empty();
}

// Takes `words` and the number behind them off the front; nothing when that is not how the text begins.
std::optional<std::int64_t> take_number(std::string_view& text, std::string_view words) noexcept {
    if (!text.starts_with(words))
        return std::nullopt;
    std::int64_t number = 0;
    const auto digits = text.substr(words.size());
    const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (ec != std::errc())
        return std::nullopt;
    text = digits.substr(static_cast<std::size_t>(end - digits.data()));
    return number;
}

// Where a tag begins: a `<` that could not be one is text.
std::size_t find_tag(std::string_view text) noexcept {
    for (auto at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1)) {
        const char next = at + 1 < text.size() ? text[at + 1] : ' ';
        if (next == '/' || (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z'))
            return at;
    }
    return std::string_view::npos;
}

void read_sentence(std::string_view sentence, upload_results& into) {
    auto rest = sentence;
    if (const auto records = take_number(rest, "CSV file contains ")) {
        into.records = records;
    } else if (const auto processed = take_number(rest, "Processed ")) {
        into.processed = processed;
    } else if (const auto row = take_number(rest, "Skipped row ")) {
        rest = trimmed(rest);
        for (const std::string_view lead : {"because ", "ERROR: "})
            rest.remove_prefix(rest.starts_with(lead) ? lead.size() : 0);
        into.skipped.push_back({*row, std::string(rest)});
    } else {
        into.remarks.emplace_back(sentence);
    }
}

} // namespace

bool is_over(const inventory_export& e) noexcept {
    return over(e);
}

bool is_over(const inventory_upload& u) noexcept {
    return over(u);
}

upload_results read_upload_results(const inventory_upload& u) {
    upload_results found;
    std::string_view text = u.results ? std::string_view(*u.results) : std::string_view();
    while (!text.empty()) {
        // A tag stands between sentences; one that never ends is text.
        const auto open = find_tag(text);
        const auto close = text.find('>', open == std::string_view::npos ? text.size() : open);
        const bool whole = close != std::string_view::npos;
        if (const auto sentence = trimmed(whole ? text.substr(0, open) : text); !sentence.empty())
            read_sentence(sentence, found);
        text = whole ? text.substr(close + 1) : std::string_view();
    }
    return found;
}

} // namespace segue::discogs
