#include "discogs/load.hpp"

#include "resource/query.hpp"
#include "traffic/retry_policy.hpp"

#include <segue/discogs/models/pagination.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace segue::discogs {
namespace {

// What the service puts on a page when it is not asked for another number.
constexpr std::int64_t usual_page = 50;

std::optional<std::int64_t> number_in(std::string_view query, std::string_view wanted) {
    const auto pairs = resource::split_query(query);
    if (!pairs)
        return std::nullopt;
    for (const auto& [name, value] : *pairs) {
        std::int64_t number = 0;
        const auto [end, ec] = std::from_chars(value.data(), value.data() + value.size(), number);
        if (name == wanted && ec == std::errc() && end == value.data() + value.size())
            return number;
    }
    return std::nullopt;
}

std::optional<std::int64_t> page_in(std::string_view query) {
    return number_in(query, "page");
}

std::string_view query_of(std::string_view url) {
    const auto mark = url.find('?');
    if (mark == std::string_view::npos)
        return {};
    const auto query = url.substr(mark + 1);
    return query.substr(0, query.find('#'));
}

bool says_next(std::string_view attributes) {
    if (attributes.find("rel=\"next\"") != std::string_view::npos)
        return true;
    constexpr std::string_view bare = "rel=next";
    const auto at = attributes.find(bare);
    if (at == std::string_view::npos)
        return false;
    const auto behind = attributes.substr(at + bare.size());
    return behind.empty() || std::string_view(" \t;,").find(behind.front()) != std::string_view::npos;
}

// Finds the target with rel "next" in a Link field, `<URL>; rel=next, <URL>; rel="last"`.
std::optional<std::string_view> next_in_link(std::string_view field) {
    while (true) {
        const auto open = field.find('<');
        const auto close = field.find('>', open == std::string_view::npos ? field.size() : open);
        if (close == std::string_view::npos)
            return std::nullopt;
        const auto target = field.substr(open + 1, close - open - 1);
        const auto next_entry = field.find('<', close);
        const auto attributes = field.substr(
            close + 1,
            next_entry == std::string_view::npos ? std::string_view::npos : next_entry - close - 1);
        if (says_next(attributes))
            return target;
        if (next_entry == std::string_view::npos)
            return std::nullopt;
        field.remove_prefix(next_entry);
    }
}

// The service may echo what it was sent; credentials in a query would end in somebody's log, and `callback`
// would turn JSON into a script.
bool may_be_asked(std::string_view name) {
    static constexpr std::array<std::string_view, 4> dropped = {"token", "key", "secret", "callback"};
    return std::find(dropped.begin(), dropped.end(), name) == dropped.end() && !name.starts_with("oauth_");
}

// A query of a page that may be sent. Of several pages in it only the one that was compared counts: which one
// the service would take is not known.
std::string next_query(const std::vector<std::pair<std::string, std::string>>& pairs, std::int64_t page) {
    resource::query kept;
    bool has_page = false;
    for (const auto& [name, value] : pairs) {
        if (name == "page") {
            if (!std::exchange(has_page, true))
                kept.add(name, page);
        } else if (may_be_asked(name)) {
            kept.add(name, std::string_view(value));
        }
    }
    return kept.text();
}

// A list that ends before its last item does not say so: other people's inventories answer 403 from page 101
// on although they state all their pages, and where 10,000 items are the bound, a page behind it is simply
// not there.
bool is_depth_limit(const failure& f, std::string_view query) {
    constexpr std::int64_t usual_depth = 10'000;
    const auto page = page_in(query).value_or(1);
    if (page <= 1)
        return false;
    if (f.code == errc::forbidden)
        return f.message.find("agination above") != std::string::npos;
    const bool not_there =
        f.code == errc::not_found || f.code == errc::bad_request || f.code == errc::unprocessable;
    const auto per_page = std::max<std::int64_t>(1, number_in(query, "per_page").value_or(usual_page));
    return not_there && page - 1 >= (usual_depth + per_page - 1) / per_page;
}

[[noreturn]] void throw_page_loop(const resource::request_spec& spec, std::string message) {
    failure f;
    f.code = errc::page_loop;
    f.method = http::to_string(spec.method);
    f.path = spec.path;
    f.message = std::move(message);
    throw_failure(std::move(f));
}

} // namespace

void throw_unreadable(
    const resource::request_spec& spec, const http::response& answer, const resource::decode_failure& why) {
    constexpr std::size_t most_body_kept = 2048;
    failure f;
    const auto reason = why.what == resource::decode_failure::not_json ? errc::not_json : errc::decode_failed;
    const bool reads = spec.method == http::method::get || spec.method == http::method::head;
    f.code = reads ? reason : errc::completed_unreadable;
    f.cause = reads ? boost::system::error_code() : reason;
    f.method = http::to_string(spec.method);
    f.path = spec.path;
    f.attempts = 1;
    f.status = answer.status;
    f.pointer = why.pointer;
    f.expected = why.expected;
    f.found = answer.body.empty() ? "an empty body" : why.found;
    f.body = answer.body.substr(0, most_body_kept);
    throw_failure(std::move(f));
}

asio::awaitable<void> perform(std::shared_ptr<resource::client_core> core, resource::request_spec spec) {
    const auto method = spec.method;
    try {
        co_await resource::client_core::fetch(std::move(core), std::move(spec));
    } catch (const not_found_error& e) {
        const auto& history = e.details().history;
        const bool acted_before = std::any_of(history.begin(), history.end(), [](const attempt_record& a) {
            return a.status == 0 || a.status >= 500;
        });
        if (!traffic::is_repeated_removal_done(method, e.details(), acted_before))
            throw;
    }
}

void give_body(resource::request_spec& spec, const resource::json_object& body) {
    spec.headers.set("Content-Type", "application/json");
    spec.body = body.text();
}

page_links read_page_links(
    const resource::request_spec& spec,
    const http::response& answer,
    const std::optional<pagination>& stated,
    std::string_view asked_query) {
    page_links links;
    std::optional<std::string_view> next;
    if (stated) {
        links.total = stated->items;
        links.per_page = stated->per_page;
        if (stated->urls && stated->urls->next && !stated->urls->next->empty())
            next = *stated->urls->next;
    } else if (const auto field = answer.headers.find("Link")) {
        next = next_in_link(*field);
    }
    if (!next)
        return links;
    const auto query = query_of(*next);
    const auto pairs = resource::split_query(query);
    const auto page = page_in(query);
    if (!pairs || !page)
        throw_page_loop(spec, "the next page's address names no page");
    const auto asked = page_in(asked_query).value_or(1);
    if (*page <= asked)
        throw_page_loop(
            spec, "page " + std::to_string(asked) + " names page " + std::to_string(*page) + " as the next");
    links.next_query = next_query(*pairs, *page);
    return links;
}

asio::awaitable<resource::fetched> load_page(
    std::shared_ptr<resource::client_core> core,
    resource::request_spec spec,
    std::shared_ptr<resource::early_answer> early) {
    const auto query = spec.query;
    try {
        if (early) {
            auto waited = co_await resource::early_answer::take(std::move(early));
            co_return waited;
        }
        auto answer = co_await resource::client_core::fetch(std::move(core), std::move(spec));
        co_return answer;
    } catch (const api_error& e) {
        if (!is_depth_limit(e.details(), query))
            throw;
        auto f = e.details();
        f.cause = f.code;
        f.code = errc::depth_limit;
        throw_failure(std::move(f));
    }
}

std::optional<std::string> page_query(std::string_view query) {
    const auto pairs = resource::split_query(query);
    if (!pairs)
        return std::nullopt;
    for (const auto& [name, value] : *pairs) {
        if (name == "page" && page_in(query).value_or(0) < 1)
            return std::nullopt;
    }
    return next_query(*pairs, page_in(query).value_or(1));
}

resource::page_place place_in_list(std::string_view query, const std::optional<std::int64_t>& stated) {
    static constexpr std::int64_t most = 1'000'000'000; // of either, so that the product stays a number
    const auto bounded = [](std::int64_t n) {
        return static_cast<std::size_t>(std::clamp<std::int64_t>(n, 1, most));
    };
    resource::page_place place;
    place.page_items = bounded(stated.value_or(number_in(query, "per_page").value_or(usual_page)));
    place.items_before = (bounded(page_in(query).value_or(1)) - 1) * place.page_items;
    return place;
}

std::chrono::nanoseconds
estimate_pages(const resource::client_core& core, std::size_t requests, std::size_t asked) {
    if (requests > asked)
        return core.estimate(requests - asked);
    // Only what was asked for is left: it has its slot, unless it waits behind all others.
    return core.budget().waiting == 0 ? std::chrono::nanoseconds(0) : core.estimate(1);
}

void report_if_short(
    const resource::client_core& core,
    const resource::request_spec& spec,
    const page_links& links,
    std::size_t items) {
    if (!links.next_query || !links.per_page || std::cmp_greater_equal(items, *links.per_page))
        return;
    const auto path = spec.query.empty() ? spec.path : spec.path + '?' + spec.query;
    events::page_short news;
    news.call = core.about(spec, path);
    news.items = items;
    news.per_page = *links.per_page;
    core.tell(news);
}

void report_moved(
    const resource::client_core& core,
    const resource::request_spec& spec,
    const std::string& query,
    events::list_moved news) {
    const auto path = query.empty() ? spec.path : spec.path + '?' + query;
    news.call = core.about(spec, path);
    core.tell(news);
}

void refuse(resource::request_spec& spec, std::string_view param, std::string_view why) {
    if (spec.refused)
        return;
    failure f;
    f.code = errc::bad_params;
    f.method = http::to_string(spec.method);
    f.path = spec.path;
    f.param = param;
    f.message = why;
    spec.refused = std::move(f);
}

std::string add_currency(
    resource::request_spec& spec, const resource::client_core& core, const std::optional<currency>& wished) {
    std::string code = wished ? std::string(to_text(*wished)) : core.settings().currency;
    if (!code.empty()) {
        resource::query query;
        query.add("curr_abbr", std::string_view(code));
        spec.query = query.text();
    }
    return code;
}

void add_paging(
    resource::request_spec& spec,
    resource::query& to,
    std::optional<std::int64_t> page,
    std::optional<std::int64_t> per_page) {
    if (page && *page < 1)
        refuse(spec, "page", "must be at least 1");
    if (per_page && (*per_page < 1 || *per_page > 100))
        refuse(spec, "per_page", "must be 1 to 100");
    to.add("page", page);
    to.add("per_page", per_page);
}

} // namespace segue::discogs
