#include "service.hpp"

#include "answers.hpp"
#include "wire.hpp"

#include <boost/json/parse.hpp>

#include <algorithm>

namespace segue::emulator {
namespace {

namespace json = boost::json;

constexpr std::string_view bad_consumer =
    "Invalid consumer token. Please register an app before making requests.";
constexpr std::string_view no_credentials = "You must authenticate to access this resource.";
constexpr std::string_view not_yours = "You don't have permission to access this resource.";
constexpr std::size_t most_cached = 2'048;

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
    out.handled = !options.unhandled;
    if (options.unhandled)
        out.answer.headers.emplace_back("Content-Type", "application/json");
    else if (caller.rejected)
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
    if (found.on == nullptr) {
        out.answer = nothing_there();
        return;
    }
    if (!knows(*found.on, asked.method)) {
        out.answer = error_answer(405, "The method is not allowed for the requested URL.");
        out.answer.headers.emplace_back("Allow", std::string(found.on->methods));
        return;
    }
    if (found.on->where == place::search && level == access_level::none) {
        out.answer = error_answer(401, no_credentials);
        return;
    }
    if (asked.method != "GET") {
        cache_.clear();
        out.answer = write(asked, level, found);
        return;
    }
    viewer to;
    to.sees_images = level != access_level::none;
    to.is_user = level == access_level::user;
    to.format = text_format_from(find_header(asked.headers, "Accept").value_or(""));
    const parsed_target target = parse_target(asked.target);
    const call current{*data_, search_, ratings_, target, options, to};
    if (!options.plain()) {
        out.answer = make_answer(current, found);
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
        known = cache_.emplace(std::move(key), make_answer(current, found)).first;
    }
    out.answer = known->second;
}

response service::write(const request& asked, access_level level, const located& to) {
    if (level != access_level::user)
        return error_answer(401, no_credentials);
    if (data_->release(to.id) == nullptr)
        return error_answer(404, "Release not found.");
    if (!equal_ignoring_case(to.name, credentials_.username))
        return error_answer(403, not_yours);
    if (asked.method == "DELETE") {
        ratings_.erase(to.id, credentials_.username);
        response out;
        out.status = 204;
        return out;
    }
    boost::system::error_code ec;
    const json::value body = json::parse(asked.body, ec);
    const json::value* rating = ec || !body.is_object() ? nullptr : body.get_object().if_contains("rating");
    if (rating == nullptr || !rating->is_int64() || rating->get_int64() < 1 || rating->get_int64() > 5)
        return error_answer(422, "Invalid rating: expected an integer from 1 to 5.");
    const int stars = static_cast<int>(rating->get_int64());
    ratings_.set(to.id, credentials_.username, stars);
    return user_rating_answer(201, to.id, credentials_.username, stars);
}

void service::add_foreign_requests(int n, server_time now) {
    for (int i = 0; i < n; ++i)
        window_->record(now);
}

} // namespace segue::emulator
