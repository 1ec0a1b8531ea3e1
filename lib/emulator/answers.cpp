#include "answers.hpp"

#include "currencies.hpp"
#include "json_text.hpp"
#include "versions.hpp"

#include <boost/json/parse.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace segue::emulator {
namespace {

namespace json = boost::json;

constexpr std::string_view no_master = "Master Release not found.";
constexpr std::string_view no_label = "Label not found.";
constexpr std::string_view no_such_path = "The requested resource was not found.";
/// Search ends here, however much it found: 200 pages of 50, as recorded.
constexpr std::int64_t most_results = 10'000;
/// First id of items that a drifting list gains.
constexpr database_id first_inserted = 90'000'001;

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

response empty_answer() {
    response out;
    out.status = 204;
    return out;
}

response private_answer() {
    return error_answer(
        403,
        "You are not allowed to view this resource. Please authenticate as the owner to view this content.");
}

response invalid_choice(std::string_view name, std::span<const std::string_view> expected) {
    std::string message = "Invalid " + std::string(name) + ": expected one of ";
    std::string_view separator;
    for (const std::string_view each : expected) {
        message.append(separator).append(each);
        separator = ", ";
    }
    return error_answer(422, message + ".");
}

std::vector<release_record> invented_releases(const call& asked) {
    std::vector<release_record> out(static_cast<std::size_t>(asked.options.inserted_items));
    for (std::size_t i = 0; i < out.size(); ++i) {
        out[i].id = first_inserted + static_cast<database_id>(i);
        out[i].title = "Just Added " + std::to_string(i + 1);
    }
    return out;
}

query_list extra_parameters(const query_list& query) {
    query_list out;
    for (const auto& parameter : query)
        if (parameter.first != "page" && parameter.first != "per_page")
            out.push_back(parameter);
    return out;
}

namespace {

void show_offers(json::object& out, const offer_summary& offers, const viewer& to) {
    out["num_for_sale"] = offers.count;
    if (offers.lowest == 0)
        out["lowest_price"] = nullptr;
    else
        out["lowest_price"] = std::round(static_cast<double>(offers.lowest) * to.exchange_rate) / 100.0;
}

response release_answer(const call& asked) {
    const database_id id = asked.where.number("id");
    const release_record* record = asked.data.release(id);
    if (record == nullptr)
        return error_answer(404, no_release);
    viewer to = asked.to;
    if (const auto wanted = find_query(asked.target.query, "curr_abbr")) {
        const currency_info* known = find_currency(*wanted);
        if (known == nullptr)
            return error_answer(422, "Invalid curr_abbr: expected one of " + currency_codes() + ".");
        to.exchange_rate = known->per_dollar;
    }
    json::object body = render_release(asked.data, *record, asked.state.ratings.votes(*record), to);
    show_offers(body, asked.state.market.offers(*record), to);
    body["blocked_from_sale"] = asked.state.market.is_blocked(id);
    return json_answer(body);
}

response community_rating_answer(const call& asked) {
    const database_id id = asked.where.number("id");
    const release_record* record = asked.data.release(id);
    if (record == nullptr)
        return error_answer(404, no_release);
    json::object body;
    body["release_id"] = id;
    body["rating"] = render_votes(asked.state.ratings.votes(*record));
    return json_answer(body);
}

response stats_answer(const call& asked) {
    const database_id id = asked.where.number("id");
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

response master_answer(const call& asked) {
    const database_id id = asked.where.number("id");
    const release_record* main = main_release(asked.data, id);
    if (main == nullptr)
        return error_answer(404, no_master);
    const std::vector<const release_record*> versions = find_versions(asked.data, id, {});
    json::object body = render_master(asked.data, *main, versions, asked.to);
    offer_summary all;
    for (const release_record* version : versions) {
        const offer_summary offers = asked.state.market.offers(*version);
        all.count += offers.count;
        if (offers.lowest > 0)
            all.lowest = all.lowest == 0 ? offers.lowest : std::min(all.lowest, offers.lowest);
    }
    show_offers(body, all, asked.to);
    return json_answer(body);
}

response master_versions_answer(const call& asked) {
    const database_id id = asked.where.number("id");
    if (main_release(asked.data, id) == nullptr)
        return error_answer(404, no_master);
    std::vector<const release_record*> versions = find_versions(asked.data, id, asked.target.query);
    json::object body;
    add_filters(body, versions, asked.target.query);
    const std::vector<release_record> inserted = invented_releases(asked);
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

response label_answer(const call& asked) {
    const database_id id = asked.where.number("id");
    const label_record* record = asked.data.label(id);
    if (record == nullptr)
        return error_answer(404, no_label);
    return json_answer(render_label(asked.data, *record, asked.to));
}

response label_releases_answer(const call& asked) {
    const database_id id = asked.where.number("id");
    if (asked.data.label(id) == nullptr)
        return error_answer(404, no_label);
    std::vector<const release_record*> releases;
    for (const auto& [number, record] : asked.data.releases)
        if (std::any_of(record.labels.begin(), record.labels.end(), [id](const label_credit& credit) {
                return credit.id == id;
            }))
            releases.push_back(&record);
    const std::vector<release_record> inserted = invented_releases(asked);
    for (const release_record& each : inserted)
        releases.insert(releases.begin(), &each);
    const query_list extra = extra_parameters(asked.target.query);
    return page_answer(asked, "releases", releases, extra, {}, [&](const release_record* release) {
        return render_label_release(*release, id, asked.to);
    });
}

response artist_answer(const call& asked) {
    const database_id id = asked.where.number("id");
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

response artist_releases_answer(const call& asked) {
    const database_id id = asked.where.number("id");
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

response root_answer(const call& asked) {
    json::object statistics;
    statistics["releases"] = asked.data.releases.size();
    statistics["artists"] = asked.data.artists.size();
    statistics["labels"] = asked.data.labels.size();
    json::object body;
    body["hello"] = "Welcome to the Discogs API.";
    body["api_version"] = "v2";
    body["documentation_url"] = "http://www.discogs.com/developers/";
    body["statistics"] = std::move(statistics);
    return json_answer(body);
}

/// What one user says of a release, as GET and PUT show it.
response user_rating_answer(int status, database_id release, const std::string& username, int rating) {
    json::object body;
    body["username"] = username;
    body["release_id"] = release;
    body["rating"] = rating;
    return json_answer(body, status);
}

response rating_of_user(const call& asked) {
    const database_id id = asked.where.number("id");
    if (asked.data.release(id) == nullptr)
        return error_answer(404, no_release);
    const std::string username = asked.where.text("username");
    return user_rating_answer(200, id, username, asked.state.ratings.of(id, username));
}

/// Empty when the caller may rate as the user whom the path names.
std::optional<response> rating_refused(const call& asked) {
    if (asked.data.release(asked.where.number("id")) == nullptr)
        return error_answer(404, no_release);
    if (!equal_ignoring_case(asked.where.text("username"), asked.caller->username))
        return error_answer(403, not_yours);
    return std::nullopt;
}

response rate(const call& asked) {
    if (auto refused = rating_refused(asked))
        return std::move(*refused);
    boost::system::error_code ec;
    const json::value body = json::parse(asked.sent.body, ec);
    const json::value* rating = ec || !body.is_object() ? nullptr : body.get_object().if_contains("rating");
    if (rating == nullptr || !rating->is_int64() || rating->get_int64() < 1 || rating->get_int64() > 5)
        return error_answer(422, "Invalid rating: expected an integer from 1 to 5.");
    const int stars = static_cast<int>(rating->get_int64());
    const database_id id = asked.where.number("id");
    asked.state.ratings.set(id, asked.caller->username, stars);
    return user_rating_answer(201, id, asked.caller->username, stars);
}

response take_rating_back(const call& asked) {
    if (auto refused = rating_refused(asked))
        return std::move(*refused);
    asked.state.ratings.erase(asked.where.number("id"), asked.caller->username);
    return empty_answer();
}

constexpr std::array database_table{
    operation{"GET", "/", root_answer},
    operation{"GET", "/releases/{id}", release_answer},
    operation{"GET", "/releases/{id}/rating", community_rating_answer},
    operation{"GET", "/releases/{id}/rating/{username}", rating_of_user},
    operation{"PUT", "/releases/{id}/rating/{username}", rate, audience::user},
    operation{"DELETE", "/releases/{id}/rating/{username}", take_rating_back, audience::user},
    operation{"GET", "/releases/{id}/stats", stats_answer},
    operation{"GET", "/masters/{id}", master_answer},
    operation{"GET", "/masters/{id}/versions", master_versions_answer, audience::anybody, true},
    operation{"GET", "/artists/{id}", artist_answer},
    operation{"GET", "/artists/{id}/releases", artist_releases_answer, audience::anybody, true},
    operation{"GET", "/labels/{id}", label_answer},
    operation{"GET", "/labels/{id}/releases", label_releases_answer, audience::anybody, true},
    operation{"GET", "/database/search", search_answer, audience::application, true},
};

} // namespace

std::span<const operation> database_operations() noexcept {
    return database_table;
}

} // namespace segue::emulator
