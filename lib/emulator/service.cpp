#include "service.hpp"

#include "answers.hpp"
#include "wire.hpp"

#include <algorithm>
#include <utility>

namespace segue::emulator {
namespace {

constexpr std::string_view bad_consumer =
    "Invalid consumer token. Please register an app before making requests.";
constexpr std::size_t most_cached = 2'048;

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

service::service(const emulator_params& params, std::shared_ptr<const catalog> data)
    : params_(params), credentials_(make_credentials(params.seed)), data_(std::move(data)), search_(*data_),
      window_(make_window(params.rule, params.window)),
      world_(params.seed, *data_, {params.collection_size, params.wantlist_size}), images_(params.seed) {
    world_.desk.set_token_life(params.request_token_life);
    world_.provider = oauth2_desk(params.seed, params.oauth2);
    world_.market.pace = {params.job_looks, params.job_time};
    furnish(world_.market, *data_, world_.accounts, params.inventory_size, params.orders);
}

verdict service::answer(const request& asked, moment now, const answer_options& options) {
    verdict out;
    if (image_host::serves(asked.target)) { // another host: it neither counts nor asks who one is
        out.answer = images_.answer(asked);
        out.handled = true;
        return out;
    }
    const bool beside = is_oauth2_path(path_of(asked.target)); // another service, without such rules
    const auto agent = find_header(asked.headers, "User-Agent");
    if (!beside && (!agent || agent->empty())) {
        out.answer.status = 403;
        return out;
    }
    if (beside && (options.refuse || options.unhandled)) {
        out.answer = error_answer(options.refuse ? 429 : 200, "A fault stands in the place of an answer.");
        return out;
    }
    const identity caller = beside ? identity{} : identify(asked, now);
    const located found = locate(path_of(asked.target));
    const operation* called = found.on == nullptr ? nullptr : found.on->find(asked.method);
    if (beside || (called != nullptr && !called->is_counted)) {
        out.answer = route(asked, found, caller, now, options);
        out.handled = true;
        return out;
    }
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
        out.answer = route(asked, found, caller, now, options);
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

service::identity service::identify(const request& asked, moment now) {
    if (const auto header = find_header(asked.headers, "Authorization"); header && !header->empty())
        return header->starts_with("OAuth") ? identify_signature(asked, now) : identify_header(*header);
    if (asked.target.find('?') == std::string::npos)
        return {};
    const parsed_target target = parse_target(asked.target);
    if (const auto token = find_query(target.query, "token"))
        return identify_token(*token);
    const auto key = find_query(target.query, "key");
    const auto secret = find_query(target.query, "secret");
    if (!key && !secret)
        return {};
    return identify_application(key.value_or(""), secret.value_or(""));
}

service::identity service::identify_signature(const request& asked, moment now) {
    identity out;
    const signed_message message = read_signed(asked);
    const std::string_view path = path_of(asked.target);
    // The token legs judge their signatures themselves.
    if (path == "/oauth/request_token" || path == "/oauth/access_token") {
        out.level = world_.desk.knows_consumer(message) ? access_level::app : access_level::none;
        return out;
    }
    // A broken signature makes a request anonymous, it does not fail it.
    const oauth_desk::signer signer = world_.desk.identify(message, now.wall);
    out.user = signer.user;
    if (signer.valid)
        out.level = signer.user == nullptr ? access_level::app : access_level::user;
    return out;
}

service::identity service::identify_header(std::string_view header) const {
    const std::size_t blank = header.find(' ');
    const std::string_view scheme = header.substr(0, blank);
    identity out;
    out.rejected = scheme != "Discogs" || blank == std::string_view::npos;
    if (out.rejected)
        return out;
    const std::string_view list = header.substr(blank + 1);
    if (const auto token = list_value(list, "token"); !token.empty())
        return identify_token(token);
    return identify_application(list_value(list, "key"), list_value(list, "secret"));
}

service::identity service::identify_token(std::string_view token) const {
    identity out;
    out.user = world_.accounts.by_token(token);
    out.level = out.user != nullptr ? access_level::user : access_level::none;
    out.rejected = out.user == nullptr;
    return out;
}

service::identity service::identify_application(std::string_view key, std::string_view secret) const {
    identity out;
    out.rejected = key != credentials_.consumer_key || secret != credentials_.consumer_secret;
    out.level = out.rejected ? access_level::none : access_level::app;
    return out;
}

response service::route(
    const request& asked,
    const located& found,
    const identity& caller,
    moment now,
    const answer_options& options) {
    if (found.on == nullptr)
        return nothing_there();
    const operation* called = found.on->find(asked.method);
    if (called == nullptr) {
        response out = error_answer(405, "The method is not allowed for the requested URL.");
        out.headers.emplace_back("Allow", found.on->methods);
        return out;
    }
    const bool wants_user = called->who == audience::user || called->who == audience::owner;
    const bool wants_application = called->who == audience::application;
    if ((wants_user && caller.user == nullptr) || (wants_application && caller.level == access_level::none))
        return error_answer(401, no_credentials);
    account* owner = found.has("username") ? world_.accounts.find(found.text("username")) : nullptr;
    if (owner == nullptr && found.on->path.starts_with("/users/"))
        return error_answer(404, "User does not exist or may have been deleted.");
    if (called->who == audience::owner && owner != caller.user)
        return error_answer(403, not_yours);
    viewer to;
    to.sees_images = caller.level != access_level::none;
    to.mine = caller.user == nullptr ? nullptr : &caller.user->things;
    to.format = text_format_from(find_header(asked.headers, "Accept").value_or(""));
    const parsed_target target = parse_target(asked.target);
    const call current{*data_, search_, world_, asked, target, found, options, now, to, caller.user, owner};
    if (asked.method != "GET") {
        cache_.clear();
        ++world_.edition;
    }
    if (asked.method != "GET" || !options.plain() || !called->is_steady) {
        response out = render(current, *called);
        if (std::exchange(world_.market.touched, false))
            cache_.clear();
        return out;
    }
    std::string key{
        static_cast<char>('0' + static_cast<int>(caller.level)),
        static_cast<char>('0' + static_cast<int>(to.format))};
    if (caller.user != nullptr)
        key += caller.user->username;
    return keep(key + asked.target, current, *called);
}

response service::keep(std::string key, const call& current, const operation& called) {
    auto known = cache_.find(key);
    if (known == cache_.end()) {
        if (cache_.size() >= most_cached)
            cache_.clear();
        known = cache_.emplace(std::move(key), render(current, called)).first;
    }
    return known->second;
}

response service::render(const call& asked, const operation& called) const {
    response out = called.run(asked);
    if (!images_at_.empty() && out.body)
        out.body = make_body(images_.localize(*out.body, images_at_));
    return out;
}

std::optional<std::string>
service::authorize(std::string_view request_token, std::string_view username, moment now) {
    account* by = username.empty() ? &world_.accounts.own() : world_.accounts.find(username);
    return by == nullptr ? std::nullopt : world_.desk.authorize(request_token, *by, now.wall);
}

void service::change(const std::function<void(const catalog&, world&)>& how) {
    cache_.clear();
    ++world_.edition;
    how(*data_, world_);
}

void service::name_images(std::string base_url) {
    images_at_ = std::move(base_url);
    cache_.clear();
}

void service::expire_images() {
    images_.expire();
    cache_.clear();
}

void service::add_foreign_requests(int n, server_time now) {
    for (int i = 0; i < n; ++i)
        window_->record(now);
}

} // namespace segue::emulator
