#include "service.hpp"

#include "json_text.hpp"
#include "paging.hpp"
#include "wire.hpp"

#include <boost/json/array.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace segue::emulator {
namespace {

namespace json = boost::json;

constexpr std::string_view bad_consumer =
    "Invalid consumer token. Please register an app before making requests.";
constexpr std::string_view no_credentials = "You must authenticate to access this resource.";
constexpr std::string_view no_such_path = "The requested resource was not found.";
/// Search ends here, however much it found: 200 pages of 50, as recorded.
constexpr std::int64_t most_results = 10'000;
constexpr std::size_t most_cached = 2'048;
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

response json_answer(const json::object& body, int status = 200) {
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

std::optional<database_id> read_id(std::string_view text) {
    database_id value = 0;
    const auto [stop, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool good = ec == std::errc{} && stop == text.data() + text.size() && value >= 1;
    return good ? std::optional(value) : std::nullopt;
}

/// Everything that the handlers of one request need.
struct call {
    const catalog& data;
    const parsed_target& target;
    const answer_options& options;
    viewer to{};
};

response release_answer(const call& asked, database_id id) {
    const release_record* record = asked.data.release(id);
    if (record == nullptr)
        return error_answer(404, "Release not found.");
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
    return json_answer(render_release(asked.data, *record, to));
}

response artist_answer(const call& asked, database_id id) {
    const artist_record* record = asked.data.artist(id);
    if (record == nullptr)
        return error_answer(404, "Artist not found.");
    return json_answer(render_artist(asked.data, *record, asked.to));
}

/// Cuts one page out of rendered or renderable items and frames it.
template <class Item, class Render>
response page_answer(
    const call& asked,
    std::string_view items_key,
    const std::vector<Item>& items,
    const query_list& extra,
    page_limits limits,
    const Render& render) {
    std::string message;
    const auto total = static_cast<std::int64_t>(items.size());
    const page_request wanted = read_page_request(asked.target.query);
    auto frame = make_page(total, wanted, asked.target.path, extra, limits, message);
    if (!frame)
        return error_answer(404, message);
    json::array shown;
    for (std::int64_t i = frame->first; i < frame->last; ++i)
        shown.push_back(render(items[static_cast<std::size_t>(i)]));
    if (asked.options.empty_page)
        shown.clear();
    const std::size_t missing = shown.size() > 3 ? 3 : 1;
    if (asked.options.short_page && !shown.empty())
        shown.resize(shown.size() - missing);
    if (asked.options.loop_page)
        loop_back(*frame, asked.target.path, extra);
    json::object body;
    body["pagination"] = frame->to_json();
    body[json::string_view(items_key.data(), items_key.size())] = std::move(shown);
    response out = json_answer(body);
    std::string link = frame->link_header();
    if (!link.empty())
        out.headers.emplace_back("Link", std::move(link));
    return out;
}

/// The caller's own parameters, in their order, without those of the page.
query_list extra_parameters(const query_list& query) {
    query_list out;
    for (const auto& parameter : query)
        if (parameter.first != "page" && parameter.first != "per_page")
            out.push_back(parameter);
    return out;
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

response search_answer(const call& asked, const search_index& index) {
    std::vector<const search_row*> rows = index.find(asked.target.query);
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

enum class place { nowhere, root, release, artist, artist_releases, search };

struct located {
    place where = place::nowhere;
    database_id id = 0;
};

located locate(std::string_view path) {
    constexpr std::string_view releases = "/releases/";
    constexpr std::string_view artists = "/artists/";
    constexpr std::string_view list = "/releases";
    if (path == "/")
        return {place::root};
    if (path == "/database/search")
        return {place::search};
    place where = place::release;
    if (path.starts_with(releases)) {
        path.remove_prefix(releases.size());
    } else if (path.starts_with(artists)) {
        path.remove_prefix(artists.size());
        where = place::artist;
        if (path.ends_with(list)) {
            path.remove_suffix(list.size());
            where = place::artist_releases;
        }
    } else {
        return {};
    }
    const auto id = read_id(path);
    return id ? located{where, *id} : located{};
}

response make_answer(const call& asked, const located& found, const search_index& index) {
    switch (found.where) {
    case place::release:
        return release_answer(asked, found.id);
    case place::artist:
        return artist_answer(asked, found.id);
    case place::artist_releases:
        return artist_releases_answer(asked, found.id);
    case place::search:
        return search_answer(asked, index);
    case place::root:
        return root_answer(asked.data);
    case place::nowhere:
        break;
    }
    return error_answer(404, no_such_path);
}

std::string random_letters(number_source& numbers, int length) {
    std::string out;
    for (int i = 0; i < length; ++i) {
        const int letter = numbers.between(0, 51);
        out += static_cast<char>(letter < 26 ? 'A' + letter : 'a' + letter - 26);
    }
    return out;
}

/// `name=value` out of a comma separated list.
std::string_view list_value(std::string_view list, std::string_view name) {
    while (!list.empty()) {
        const std::size_t end = std::min(list.find(','), list.size());
        std::string_view item = list.substr(0, end);
        list.remove_prefix(std::min(end + 1, list.size()));
        item.remove_prefix(std::min(item.find_first_not_of(' '), item.size()));
        const std::size_t equals = item.find('=');
        if (equals != std::string_view::npos && item.substr(0, equals) == name)
            return item.substr(equals + 1);
    }
    return {};
}

} // namespace

accepted_credentials make_credentials(std::uint64_t seed) {
    number_source numbers(seed ^ 0x5365677565ULL);
    accepted_credentials out;
    out.token = random_letters(numbers, 40);
    out.consumer_key = random_letters(numbers, 20);
    out.consumer_secret = random_letters(numbers, 32);
    out.username = "segue_listener";
    return out;
}

bool is_list_path(std::string_view path) noexcept {
    return path == "/database/search" || (path.starts_with("/artists/") && path.ends_with("/releases"));
}

service::service(const emulator_params& params, std::shared_ptr<const catalog> data)
    : params_(params), credentials_(make_credentials(params.seed)), data_(std::move(data)), search_(*data_),
      window_(make_window(params.rule, params.window)) {}

verdict service::answer(const request& asked, moment now, const answer_options& options) {
    verdict out;
    const auto agent = find_header(asked.headers, "User-Agent");
    if (!agent || agent->empty()) {
        out.answer.status = 403;
        return out;
    }
    const identity caller = identify(asked);
    const bool full = caller.level != access_level::none;
    const std::int64_t limit = full ? params_.rate : params_.anonymous_rate;
    if (options.refuse || !window_->admits(now.tick, limit)) {
        refuse(out, now, limit);
        return out;
    }
    window_->record(now.tick);
    out.counted = true;
    if (caller.rejected)
        out.answer = error_answer(401, bad_consumer);
    else
        route(asked, caller.level, options, out);
    const std::int64_t used = window_->used(now.tick);
    out.used_after = static_cast<int>(used);
    add_rate_headers(out.answer, limit, used);
    return out;
}

void service::refuse(verdict& out, moment now, std::int64_t limit) {
    out.answer = error_answer(429, "You are making requests too quickly.");
    const server_time wait = window_->time_to_admission(now.tick, limit);
    const auto seconds = std::max(std::chrono::seconds{1}, std::chrono::ceil<std::chrono::seconds>(wait));
    if (params_.retry_after == retry_after_form::seconds)
        out.answer.headers.emplace_back("Retry-After", std::to_string(seconds.count()));
    if (params_.retry_after == retry_after_form::http_date) {
        // The date has whole seconds only: round up, or it would name a moment too early.
        const auto until = std::chrono::ceil<std::chrono::seconds>(now.wall + seconds);
        out.answer.headers.emplace_back("Retry-After", format_http_date(until));
    }
    if (params_.count_refused == count_refused_rule::yes) {
        window_->record(now.tick);
        out.counted = true;
    }
    const std::int64_t used = std::max(limit, window_->used(now.tick));
    out.used_after = static_cast<int>(window_->used(now.tick));
    add_rate_headers(out.answer, limit, used);
}

void service::add_rate_headers(response& answer, std::int64_t limit, std::int64_t used) const {
    answer.headers.emplace_back("X-Discogs-Ratelimit", std::to_string(limit));
    answer.headers.emplace_back("X-Discogs-Ratelimit-Used", std::to_string(used));
    const std::int64_t remaining = std::max<std::int64_t>(0, limit - used);
    answer.headers.emplace_back("X-Discogs-Ratelimit-Remaining", std::to_string(remaining));
}

service::identity service::identify(const request& asked) const {
    if (const auto header = find_header(asked.headers, "Authorization"); header && !header->empty())
        return identify_header(*header);
    if (asked.target.find('?') == std::string::npos)
        return {};
    const parsed_target target = parse_target(asked.target);
    if (const auto token = find_query(target.query, "token")) {
        const bool good = *token == credentials_.token;
        return {good ? access_level::user : access_level::none, !good};
    }
    const auto key = find_query(target.query, "key");
    const auto secret = find_query(target.query, "secret");
    if (!key && !secret)
        return {};
    const bool good = key == credentials_.consumer_key && secret == credentials_.consumer_secret;
    return {good ? access_level::app : access_level::none, !good};
}

service::identity service::identify_header(std::string_view header) const {
    const std::size_t blank = header.find(' ');
    const std::string_view scheme = header.substr(0, blank);
    // A broken OAuth header makes a request anonymous, it does not fail it.
    if (scheme == "OAuth")
        return {};
    if (scheme != "Discogs" || blank == std::string_view::npos)
        return {access_level::none, true};
    const std::string_view list = header.substr(blank + 1);
    if (const auto token = list_value(list, "token"); !token.empty()) {
        const bool good = token == credentials_.token;
        return {good ? access_level::user : access_level::none, !good};
    }
    const bool good = list_value(list, "key") == credentials_.consumer_key &&
                      list_value(list, "secret") == credentials_.consumer_secret;
    return {good ? access_level::app : access_level::none, !good};
}

void service::route(const request& asked, access_level level, const answer_options& options, verdict& out) {
    const located found = locate(path_of(asked.target));
    if (found.where == place::nowhere) {
        out.answer = error_answer(404, no_such_path);
        return;
    }
    if (asked.method != "GET") {
        out.answer = error_answer(405, "The method is not allowed for the requested URL.");
        out.answer.headers.emplace_back("Allow", "GET");
        return;
    }
    if (found.where == place::search && level == access_level::none) {
        out.answer = error_answer(401, no_credentials);
        return;
    }
    viewer to;
    to.sees_images = level != access_level::none;
    to.is_user = level == access_level::user;
    to.format = text_format_from(find_header(asked.headers, "Accept").value_or(""));
    const parsed_target target = parse_target(asked.target);
    const call current{*data_, target, options, to};
    if (!options.plain()) {
        out.answer = make_answer(current, found, search_);
        return;
    }
    std::string key{
        static_cast<char>('0' + static_cast<int>(level)),
        static_cast<char>('0' + static_cast<int>(to.format))};
    key += asked.target;
    auto known = cache_.find(key);
    if (known == cache_.end()) {
        if (cache_.size() >= most_cached)
            cache_.clear();
        known = cache_.emplace(std::move(key), make_answer(current, found, search_)).first;
    }
    out.answer = known->second;
}

void service::add_foreign_requests(int n, server_time now) {
    for (int i = 0; i < n; ++i)
        window_->record(now);
}

} // namespace segue::emulator
