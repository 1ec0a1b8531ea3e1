#include "answers.hpp"

#include "json_text.hpp"
#include "versions.hpp"

#include <algorithm>
#include <array>

namespace segue::emulator {
namespace {

namespace json = boost::json;

constexpr std::string_view no_release = "Release not found.";
constexpr std::string_view no_master = "Master Release not found.";
constexpr std::string_view no_label = "Label not found.";
constexpr std::string_view no_such_path = "The requested resource was not found.";
/// Search ends here, however much it found: 200 pages of 50, as recorded.
constexpr std::int64_t most_results = 10'000;
/// First id of items that a drifting list gains.
constexpr database_id first_inserted = 90'000'001;

struct exchange_rate {
    std::string_view code;
    double per_dollar;
};

constexpr std::array exchange_rates{
    exchange_rate{"AUD", 1.52},
    exchange_rate{"BRL", 4.95},
    exchange_rate{"CAD", 1.36},
    exchange_rate{"CHF", 0.88},
    exchange_rate{"EUR", 0.92},
    exchange_rate{"GBP", 0.79},
    exchange_rate{"JPY", 149.5},
    exchange_rate{"MXN", 17.1},
    exchange_rate{"NZD", 1.64},
    exchange_rate{"SEK", 10.4},
    exchange_rate{"USD", 1.0},
    exchange_rate{"ZAR", 18.7},
};

} // namespace

response json_answer(const json::object& body, int status) {
    response out;
    out.status = status;
    out.headers.emplace_back("Content-Type", "application/json");
    out.headers.emplace_back("Cache-Control", "public, must-revalidate");
    out.headers.emplace_back("X-Discogs-Media-Type", "discogs.v2");
    out.body = make_body(to_text(body));
    return out;
}

response error_answer(int status, std::string_view message) {
    json::object body;
    body["message"] = message;
    response out = json_answer(body, status);
    if (status == 401)
        out.headers.emplace_back("WWW-Authenticate", "OAuth realm=\"https://api.discogs.com\"");
    return out;
}

response nothing_there() {
    return error_answer(404, no_such_path);
}

query_list extra_parameters(const query_list& query) {
    query_list out;
    for (const auto& parameter : query)
        if (parameter.first != "page" && parameter.first != "per_page")
            out.push_back(parameter);
    return out;
}

namespace {

response release_answer(const call& asked, database_id id) {
    const release_record* record = asked.data.release(id);
    if (record == nullptr)
        return error_answer(404, no_release);
    viewer to = asked.to;
    if (const auto wanted = find_query(asked.target.query, "curr_abbr")) {
        const auto known =
            std::find_if(exchange_rates.begin(), exchange_rates.end(), [&wanted](const auto& rate) {
                return rate.code == *wanted;
            });
        if (known == exchange_rates.end()) {
            std::string codes;
            for (const exchange_rate& rate : exchange_rates)
                codes.append(codes.empty() ? "" : ", ").append(rate.code);
            return error_answer(422, "Invalid curr_abbr: expected one of " + codes + ".");
        }
        to.exchange_rate = known->per_dollar;
    }
    return json_answer(render_release(asked.data, *record, asked.ratings.votes(*record), to));
}

response community_rating_answer(const call& asked, database_id id) {
    const release_record* record = asked.data.release(id);
    if (record == nullptr)
        return error_answer(404, no_release);
    json::object body;
    body["release_id"] = id;
    body["rating"] = render_votes(asked.ratings.votes(*record));
    return json_answer(body);
}

response stats_answer(const call& asked, database_id id) {
    if (asked.data.release(id) == nullptr)
        return error_answer(404, no_release);
    // The counts that the documentation promises are not sent any more.
    return json_answer(json::object{{"is_offensive", false}});
}

/// The release that stands for a master; null when there is none.
const release_record* main_release(const catalog& data, database_id master) {
    const auto main = data.main_releases.find(master);
    return main == data.main_releases.end() ? nullptr : data.release(main->second);
}

/// Puts releases that never were in front of a list.
std::vector<release_record> invented(const call& asked) {
    std::vector<release_record> out(static_cast<std::size_t>(asked.options.inserted_items));
    for (std::size_t i = 0; i < out.size(); ++i) {
        out[i].id = first_inserted + static_cast<database_id>(i);
        out[i].title = "Just Added " + std::to_string(i + 1);
    }
    return out;
}

response master_answer(const call& asked, database_id id) {
    const release_record* main = main_release(asked.data, id);
    if (main == nullptr)
        return error_answer(404, no_master);
    return json_answer(render_master(asked.data, *main, find_versions(asked.data, id, {}), asked.to));
}

response master_versions_answer(const call& asked, database_id id) {
    if (main_release(asked.data, id) == nullptr)
        return error_answer(404, no_master);
    std::vector<const release_record*> versions = find_versions(asked.data, id, asked.target.query);
    json::object body;
    add_filters(body, versions, asked.target.query);
    const std::vector<release_record> inserted = invented(asked);
    for (const release_record& each : inserted)
        versions.insert(versions.begin(), &each);
    const query_list extra = extra_parameters(asked.target.query);
    return page_answer(
        asked,
        "versions",
        versions,
        extra,
        {},
        [&asked](const release_record* version) { return render_version(*version, asked.to); },
        std::move(body));
}

response label_answer(const call& asked, database_id id) {
    const label_record* record = asked.data.label(id);
    if (record == nullptr)
        return error_answer(404, no_label);
    return json_answer(render_label(asked.data, *record, asked.to));
}

response label_releases_answer(const call& asked, database_id id) {
    if (asked.data.label(id) == nullptr)
        return error_answer(404, no_label);
    std::vector<const release_record*> releases;
    for (const auto& [number, record] : asked.data.releases)
        if (std::any_of(record.labels.begin(), record.labels.end(), [id](const label_credit& credit) {
                return credit.id == id;
            }))
            releases.push_back(&record);
    const std::vector<release_record> inserted = invented(asked);
    for (const release_record& each : inserted)
        releases.insert(releases.begin(), &each);
    const query_list extra = extra_parameters(asked.target.query);
    return page_answer(asked, "releases", releases, extra, {}, [&](const release_record* release) {
        return render_label_release(*release, id, asked.to);
    });
}

response artist_answer(const call& asked, database_id id) {
    const artist_record* record = asked.data.artist(id);
    if (record == nullptr)
        return error_answer(404, "Artist not found.");
    return json_answer(render_artist(asked.data, *record, asked.to));
}

void sort_entries(std::vector<const discography_entry*>& entries, std::string_view key, bool descending) {
    const auto less = [key](const discography_entry* left, const discography_entry* right) {
        if (key == "title")
            return left->title < right->title;
        if (key == "format")
            return left->format < right->format;
        return left->year < right->year;
    };
    std::sort(entries.begin(), entries.end(), [&](const auto* left, const auto* right) {
        if (less(left, right) || less(right, left))
            return descending ? less(right, left) : less(left, right);
        // Masters and releases number apart: both belong to the order.
        return std::pair(left->main_release, left->id) < std::pair(right->main_release, right->id);
    });
}

response artist_releases_answer(const call& asked, database_id id) {
    if (asked.data.artist(id) == nullptr)
        return error_answer(404, "Artist not found.");
    const auto list = asked.data.discographies.find(id);
    std::vector<const discography_entry*> entries;
    for (const discography_entry& entry : list->second)
        entries.push_back(&entry);
    query_list extra = extra_parameters(asked.target.query);
    // The service tells what it sorted by, also when nobody asked.
    if (!find_query(extra, "sort"))
        extra.emplace_back("sort", "year");
    if (!find_query(extra, "sort_order"))
        extra.emplace_back("sort_order", "asc");
    sort_entries(entries, *find_query(extra, "sort"), *find_query(extra, "sort_order") == "desc");

    std::vector<discography_entry> inserted(static_cast<std::size_t>(asked.options.inserted_items));
    for (std::size_t i = 0; i < inserted.size(); ++i) {
        inserted[i].id = first_inserted + static_cast<database_id>(i);
        inserted[i].title = "Just Added " + std::to_string(i + 1);
        inserted[i].artist = asked.data.artist(id)->name;
        inserted[i].format = "File, MP3";
        inserted[i].label = "Not On Label";
        entries.insert(entries.begin(), &inserted[i]);
    }
    return page_answer(asked, "releases", entries, extra, {}, [&asked](const discography_entry* entry) {
        return render_entry(*entry, asked.to);
    });
}

response search_answer(const call& asked) {
    std::vector<const search_row*> rows = asked.index.find(asked.target.query);
    std::vector<search_row> inserted(static_cast<std::size_t>(asked.options.inserted_items));
    for (std::size_t i = 0; i < inserted.size(); ++i) {
        inserted[i].kind = search_kind::label;
        inserted[i].id = first_inserted + static_cast<database_id>(i);
        inserted[i].title = "Just Added " + std::to_string(i + 1);
        rows.insert(rows.begin(), &inserted[i]);
    }
    const query_list extra = extra_parameters(asked.target.query);
    return page_answer(asked, "results", rows, extra, {most_results}, [&asked](const search_row* row) {
        return render_result(*row, asked.to);
    });
}

response root_answer(const catalog& data) {
    json::object statistics;
    statistics["releases"] = data.releases.size();
    statistics["artists"] = data.artists.size();
    statistics["labels"] = data.labels.size();
    json::object body;
    body["hello"] = "Welcome to the Discogs API.";
    body["api_version"] = "v2";
    body["documentation_url"] = "http://www.discogs.com/developers/";
    body["statistics"] = std::move(statistics);
    return json_answer(body);
}

} // namespace

response user_rating_answer(int status, database_id release, std::string_view username, int rating) {
    json::object body;
    body["username"] = json::string_view(username.data(), username.size());
    body["release_id"] = release;
    body["rating"] = rating;
    return json_answer(body, status);
}

response make_answer(const call& asked, const located& found) {
    switch (found.where()) {
    case place::release:
        return release_answer(asked, found.id);
    case place::community_rating:
        return community_rating_answer(asked, found.id);
    case place::user_rating:
        if (asked.data.release(found.id) == nullptr)
            return error_answer(404, no_release);
        return user_rating_answer(200, found.id, found.name, asked.ratings.of(found.id, found.name));
    case place::release_stats:
        return stats_answer(asked, found.id);
    case place::master:
        return master_answer(asked, found.id);
    case place::master_versions:
        return master_versions_answer(asked, found.id);
    case place::artist:
        return artist_answer(asked, found.id);
    case place::artist_releases:
        return artist_releases_answer(asked, found.id);
    case place::label:
        return label_answer(asked, found.id);
    case place::label_releases:
        return label_releases_answer(asked, found.id);
    case place::search:
        return search_answer(asked);
    case place::root:
        return root_answer(asked.data);
    case place::nowhere:
        break;
    }
    return nothing_there();
}

} // namespace segue::emulator
