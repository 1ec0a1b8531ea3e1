#include "discogs/endpoints.hpp"

#include "resource/json_model.hpp"
#include "resource/json_reader.hpp"
#include "resource/query.hpp"

#include <boost/url/pct_string_view.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <utility>

namespace segue::discogs {

// The one member of a listing's body that says whose offers it changes.
struct listed_release {
    std::optional<std::int64_t> release_id;
    segue::extra extra;
};

} // namespace segue::discogs

namespace segue::resource {

template <>
struct json_traits<discogs::listed_release> {
    static const model_description& description() {
        using model = discogs::listed_release;
        static const auto table = describe(&model::extra, field("release_id", &model::release_id));
        return table;
    }
};

} // namespace segue::resource

namespace segue::discogs {
namespace {

using http::method;
using keep = lifetime_class;
using level = auth_level;
using twice = traffic::repetition;

// One line for each operation of api/discogs.md, B0; repetition as A14, lifetimes and tags as A15 say. In the
// tags `{name}` is a part of the path, and `{offered}` the release that a listing's body names.
//
// More than A15 asks for: whether a release is in one's collection or wantlist also shows in versions, in an
// artist's or label's releases and in lists (`user-data`).
// clang-format off
constexpr endpoint table[] = {
    {1, "root.get", method::get, "/", level::none, twice::read, keep::never, "", ""},
    {2, "oauth.request_token", method::get, "/oauth/request_token", level::oauth_application, twice::harmful, keep::never, "", ""},
    {3, "oauth.access_token", method::post, "/oauth/access_token", level::oauth_application, twice::harmful, keep::never, "", ""},
    {4, "oauth.identity", method::get, "/oauth/identity", level::user, twice::read, keep::fixed, "identity", ""},
    {5, "release.get", method::get, "/releases/{release_id}", level::none_or_more, twice::read, keep::market, "release:{release_id} release:{release_id}:market market currency", ""},
    {6, "release.rating.user.get", method::get, "/releases/{release_id}/rating/{username}", level::none, twice::read, keep::user, "release:{release_id} release:{release_id}:rating user:{username}", ""},
    {7, "release.rating.user.put", method::put, "/releases/{release_id}/rating/{username}", level::owner, twice::idempotent, keep::never, "", "release:{release_id}:rating user:{username}:items user:{username}:wants"},
    {8, "release.rating.user.delete", method::remove, "/releases/{release_id}/rating/{username}", level::owner, twice::idempotent, keep::never, "", "release:{release_id}:rating user:{username}:items user:{username}:wants"},
    {9, "release.rating.community", method::get, "/releases/{release_id}/rating", level::none, twice::read, keep::market, "release:{release_id} release:{release_id}:rating", ""},
    {10, "release.stats", method::get, "/releases/{release_id}/stats", level::none, twice::read, keep::market, "release:{release_id}", ""},
    {11, "master.get", method::get, "/masters/{master_id}", level::none_or_more, twice::read, keep::market, "master:{master_id} currency", ""},
    {12, "master.versions", method::get, "/masters/{master_id}/versions", level::none_or_more, twice::read, keep::market, "master:{master_id} user-data", ""},
    {13, "artist.get", method::get, "/artists/{artist_id}", level::none_or_more, twice::read, keep::fixed, "artist:{artist_id}", ""},
    {14, "artist.releases", method::get, "/artists/{artist_id}/releases", level::none_or_more, twice::read, keep::daily, "artist:{artist_id} user-data", ""},
    {15, "label.get", method::get, "/labels/{label_id}", level::none_or_more, twice::read, keep::fixed, "label:{label_id}", ""},
    {16, "label.releases", method::get, "/labels/{label_id}/releases", level::none_or_more, twice::read, keep::market, "label:{label_id} user-data", ""},
    {17, "search", method::get, "/database/search", level::app, twice::read, keep::search, "search user-data", ""},
    {18, "inventory.list", method::get, "/users/{username}/inventory", level::none_or_more, twice::read, keep::user, "user:{username} inventory currency", ""},
    {19, "listing.get", method::get, "/marketplace/listings/{listing_id}", level::none_or_more, twice::read, keep::user, "listing:{listing_id} currency", ""},
    {20, "listing.create", method::post, "/marketplace/listings", level::user, twice::harmful, keep::never, "", "inventory {offered}:market"},
    {21, "listing.update", method::post, "/marketplace/listings/{listing_id}", level::owner, twice::idempotent, keep::never, "", "listing:{listing_id} inventory {offered}:market"},
    {22, "listing.delete", method::remove, "/marketplace/listings/{listing_id}", level::owner, twice::idempotent, keep::never, "", "listing:{listing_id} inventory {offered}:market"},
    {23, "orders.list", method::get, "/marketplace/orders", level::user, twice::read, keep::user, "orders", ""},
    {24, "order.get", method::get, "/marketplace/orders/{order_id}", level::owner, twice::read, keep::user, "order:{order_id}", ""},
    {25, "order.update", method::post, "/marketplace/orders/{order_id}", level::owner, twice::harmful, keep::never, "", "orders order:{order_id}"},
    {26, "order.messages.list", method::get, "/marketplace/orders/{order_id}/messages", level::owner, twice::read, keep::user, "order:{order_id}", ""},
    {27, "order.messages.create", method::post, "/marketplace/orders/{order_id}/messages", level::owner, twice::harmful, keep::never, "", "orders order:{order_id}"},
    {28, "fee.get", method::get, "/marketplace/fee/{price}", level::none, twice::read, keep::fixed, "fee", ""},
    {29, "fee.get_in", method::get, "/marketplace/fee/{price}/{currency}", level::none, twice::read, keep::fixed, "fee", ""},
    {30, "release.price_suggestions", method::get, "/marketplace/price_suggestions/{release_id}", level::user, twice::read, keep::market, "release:{release_id} currency", ""},
    {31, "release.marketplace_stats", method::get, "/marketplace/stats/{release_id}", level::none_or_more, twice::read, keep::market, "release:{release_id} release:{release_id}:market market currency", ""},
    {32, "export.request", method::post, "/inventory/export", level::user, twice::harmful, keep::never, "", "exports"},
    {33, "export.list", method::get, "/inventory/export", level::user, twice::read, keep::user, "exports", ""},
    {34, "export.get", method::get, "/inventory/export/{id}", level::user, twice::read, keep::user, "exports export:{id}", ""},
    {35, "export.download", method::get, "/inventory/export/{id}/download", level::user, twice::read, keep::never, "", ""},
    {36, "upload.add", method::post, "/inventory/upload/add", level::user, twice::harmful, keep::never, "", "uploads inventory"},
    {37, "upload.change", method::post, "/inventory/upload/change", level::user, twice::harmful, keep::never, "", "uploads inventory"},
    {38, "upload.delete", method::post, "/inventory/upload/delete", level::user, twice::harmful, keep::never, "", "uploads inventory"},
    {39, "upload.list", method::get, "/inventory/upload", level::user, twice::read, keep::user, "uploads", ""},
    {40, "upload.get", method::get, "/inventory/upload/{id}", level::user, twice::read, keep::user, "uploads upload:{id}", ""},
    {41, "user.get", method::get, "/users/{username}", level::none_or_more, twice::read, keep::user, "user:{username} user:{username}:profile", ""},
    {42, "user.update", method::post, "/users/{username}", level::owner, twice::idempotent, keep::never, "", "user:{username}:profile currency"},
    {43, "user.submissions", method::get, "/users/{username}/submissions", level::none, twice::read, keep::user, "user:{username}", ""},
    {44, "user.contributions", method::get, "/users/{username}/contributions", level::none, twice::read, keep::user, "user:{username}", ""},
    {45, "collection.folders.list", method::get, "/users/{username}/collection/folders", level::none_or_more, twice::read, keep::user, "user:{username}:collection user:{username}", ""},
    {46, "collection.folders.create", method::post, "/users/{username}/collection/folders", level::owner, twice::harmful, keep::never, "", "user:{username}:collection"},
    {47, "collection.folder.get", method::get, "/users/{username}/collection/folders/{folder_id}", level::none_or_more, twice::read, keep::user, "user:{username}:collection user:{username}", ""},
    {48, "collection.folder.update", method::post, "/users/{username}/collection/folders/{folder_id}", level::owner, twice::idempotent, keep::never, "", "user:{username}:collection"},
    {49, "collection.folder.delete", method::remove, "/users/{username}/collection/folders/{folder_id}", level::owner, twice::idempotent, keep::never, "", "user:{username}:collection"},
    {50, "collection.items.by_release", method::get, "/users/{username}/collection/releases/{release_id}", level::none_or_more, twice::read, keep::user, "user:{username}:items user:{username}:collection user:{username}", ""},
    {51, "collection.items.by_folder", method::get, "/users/{username}/collection/folders/{folder_id}/releases", level::none_or_more, twice::read, keep::user, "user:{username}:items user:{username}:collection user:{username}", ""},
    {52, "collection.release.add", method::post, "/users/{username}/collection/folders/{folder_id}/releases/{release_id}", level::owner, twice::harmful, keep::never, "", "user:{username}:collection user-data"},
    {53, "collection.instance.update", method::post, "/users/{username}/collection/folders/{folder_id}/releases/{release_id}/instances/{instance_id}", level::owner, twice::idempotent, keep::never, "", "user:{username}:collection"},
    {54, "collection.instance.delete", method::remove, "/users/{username}/collection/folders/{folder_id}/releases/{release_id}/instances/{instance_id}", level::owner, twice::idempotent, keep::never, "", "user:{username}:collection user-data"},
    {55, "collection.fields.list", method::get, "/users/{username}/collection/fields", level::none_or_more, twice::read, keep::user, "user:{username}", ""},
    {56, "collection.field.update", method::post, "/users/{username}/collection/folders/{folder_id}/releases/{release_id}/instances/{instance_id}/fields/{field_id}", level::owner, twice::idempotent, keep::never, "", "user:{username}:collection"},
    {57, "collection.value", method::get, "/users/{username}/collection/value", level::owner, twice::read, keep::user, "user:{username}:collection user:{username} currency", ""},
    {58, "wantlist.list", method::get, "/users/{username}/wants", level::none_or_more, twice::read, keep::user, "user:{username}:wants user:{username}", ""},
    {59, "wantlist.add", method::put, "/users/{username}/wants/{release_id}", level::owner, twice::idempotent, keep::never, "", "user:{username}:wants search user-data"},
    {60, "wantlist.update", method::post, "/users/{username}/wants/{release_id}", level::owner, twice::idempotent, keep::never, "", "user:{username}:wants search"},
    {61, "wantlist.delete", method::remove, "/users/{username}/wants/{release_id}", level::owner, twice::idempotent, keep::never, "", "user:{username}:wants search user-data"},
    {62, "lists.by_user", method::get, "/users/{username}/lists", level::none_or_more, twice::read, keep::user, "user:{username}", ""},
    {63, "list.get", method::get, "/lists/{list_id}", level::none_or_more, twice::read, keep::user, "list:{list_id} user-data", ""},
};
// clang-format on

constexpr std::string_view path_of(std::string_view target) noexcept {
    return target.substr(0, target.find('?'));
}

// Takes the text before the next `mark` off `rest`.
constexpr std::string_view take(std::string_view& rest, char mark) noexcept {
    const auto at = rest.find(mark);
    const auto part = rest.substr(0, at);
    rest = at == std::string_view::npos ? std::string_view() : rest.substr(at + 1);
    return part;
}

constexpr bool varies(std::string_view segment) noexcept {
    return segment.starts_with('{');
}

constexpr auto slashes_in(std::string_view path) noexcept {
    return std::count(path.begin(), path.end(), '/');
}

// How deep each operation's path is: most are out of the question for a path at once.
constexpr auto depths = [] {
    std::array<std::ptrdiff_t, std::size(table)> all{};
    std::transform(std::begin(table), std::end(table), all.begin(), [](const endpoint& e) {
        return slashes_in(e.path);
    });
    return all;
}();

// Both have the same number of slashes. Most patterns differ in their first letter.
constexpr bool matches(std::string_view pattern, std::string_view path) noexcept {
    if (pattern.size() > 1 && path.size() > 1 && pattern[1] != path[1])
        return false;
    while (!pattern.empty() || !path.empty()) {
        const auto wanted = take(pattern, '/');
        const auto found = take(path, '/');
        if (varies(wanted) ? found.empty() : wanted != found)
            return false;
    }
    return true;
}

// The part of a path that stands where its operation has `{name}`; empty when it has none.
std::string_view value_of(std::string_view name, std::string_view pattern, std::string_view path) noexcept {
    while (!pattern.empty()) {
        const auto wanted = take(pattern, '/');
        const auto found = take(path, '/');
        if (varies(wanted) && wanted.substr(1, wanted.size() - 2) == name)
            return found;
    }
    return {};
}

// One spelling for all that the service takes for the same: decoded, and ASCII letters in lower case.
std::string canonical(std::string_view segment) {
    std::string text(segment);
    using boost::urls::string_view;
    if (segment.find('%') != std::string_view::npos) {
        if (const auto encoded =
                boost::urls::make_pct_string_view(string_view(segment.data(), segment.size())))
            text = encoded->decode();
    }
    std::transform(text.begin(), text.end(), text.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return text;
}

std::string offered_release(std::string_view body) {
    listed_release parsed;
    if (body.empty() || resource::read_json(body, parsed) || !parsed.release_id)
        return {};
    return std::to_string(*parsed.release_id);
}

std::string expand(std::string_view tag, const endpoint& e, std::string_view path, std::string_view body) {
    std::string text;
    text.reserve(tag.size() + path.size());
    while (!tag.empty()) {
        text += take(tag, '{');
        const auto name = take(tag, '}');
        if (name == "offered") {
            const auto release = offered_release(body);
            if (release.empty())
                return "market"; // whose offers changed is not known: everybody's
            text += "release:" + release;
        } else if (!name.empty()) {
            text += canonical(value_of(name, e.path, path));
        }
    }
    return text;
}

std::vector<std::string>
expand_all(std::string_view tags, const endpoint& e, std::string_view target, std::string_view body) {
    std::vector<std::string> all;
    all.reserve(static_cast<std::size_t>(std::count(tags.begin(), tags.end(), ' ')) + 1);
    while (!tags.empty())
        all.push_back(expand(take(tags, ' '), e, path_of(target), body));
    return all;
}

bool names_currency(std::string_view target) {
    const auto at = target.find('?');
    if (at == std::string_view::npos)
        return false;
    const auto values = resource::split_query(target.substr(at + 1));
    return values && std::any_of(values->begin(), values->end(), [](const auto& v) {
               return v.first == "curr_abbr" && !v.second.empty();
           });
}

} // namespace

std::span<const endpoint> all_endpoints() noexcept {
    return table;
}

const endpoint* find_endpoint(http::method method, std::string_view target) noexcept {
    const auto path = path_of(target);
    const auto depth = slashes_in(path);
    for (std::size_t i = 0; i < std::size(table); ++i) {
        if (table[i].method == method && depths[i] == depth && matches(table[i].path, path))
            return &table[i];
    }
    return nullptr;
}

bool needs_user(const endpoint& e, std::string_view target) noexcept {
    if (e.auth == auth_level::user || e.auth == auth_level::owner)
        return true;
    // Of a collection others see the folder of everything alone, and that only where its owner likes it.
    const auto folder = value_of("folder_id", e.path, path_of(target));
    return !folder.empty() && folder != "0";
}

std::chrono::seconds lifetime_of(const endpoint& e) noexcept {
    switch (e.lifetime) {
    case lifetime_class::never:
        return std::chrono::seconds(0);
    case lifetime_class::user:
        return std::chrono::seconds(60);
    case lifetime_class::search:
        return std::chrono::seconds(600);
    case lifetime_class::market:
    case lifetime_class::daily: // a day and more, were it not for the terms
    case lifetime_class::fixed:
        return oldest_shown;
    }
    return std::chrono::seconds(0);
}

std::vector<std::string> tags_of(const endpoint& e, std::string_view target) {
    auto tags = expand_all(e.tags, e, target, {});
    if (!tags.empty() && tags.back() == "currency" && names_currency(target))
        tags.pop_back();
    return tags;
}

std::vector<std::string> dropped_by(const endpoint& e, std::string_view target, std::string_view body) {
    return expand_all(e.drops, e, target, body);
}

std::optional<int> attempts_worth_making(const endpoint& e, const failure& why) noexcept {
    constexpr int search = 17;
    if (e.number == search && why.status == 500 &&
        std::string_view(why.message).find("Query time exceeded") != std::string_view::npos)
        return 2;
    return std::nullopt;
}

} // namespace segue::discogs
