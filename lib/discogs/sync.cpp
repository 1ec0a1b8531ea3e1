#include "discogs/models/descriptions.hpp"
#include "resource/json_reader.hpp"
#include "resource/json_writer.hpp"

#include <segue/base/error.hpp>
#include <segue/discogs/sync.hpp>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace segue::discogs {

namespace {

// What differs between the lists that can be copied.
template <class Item>
struct list_kind;

template <>
struct list_kind<collection_item> {
    static constexpr std::string_view name = "collection";

    static std::int64_t id(const collection_item& each) { return each.instance_id.value(); }
    // Oldest first: what is added while it is read stands behind what was read.
    static collection_item_pager
    pages(const client& from, std::string_view username, std::int64_t per_page, const call_options& options) {
        folder_releases_params params;
        params.sort = user_release_sort::added;
        params.sort_order = sort_order::ascending;
        params.per_page = per_page;
        return from.user(username).collection().folder(all_folder).releases().list(params, options);
    }
};

template <>
struct list_kind<want> {
    static constexpr std::string_view name = "wantlist";

    static std::int64_t id(const want& each) { return each.id.value(); }
    static want_pager
    pages(const client& from, std::string_view username, std::int64_t per_page, const call_options& options) {
        wantlist_params params;
        params.per_page = per_page;
        return from.user(username).wantlist().list(params, options);
    }
};

template <>
struct list_kind<listing> {
    static constexpr std::string_view name = "inventory";

    static std::int64_t id(const listing& each) { return each.id.value(); }
    static inventory_pager
    pages(const client& from, std::string_view username, std::int64_t per_page, const call_options& options) {
        inventory_params params;
        params.sort = inventory_sort::listed;
        params.sort_order = sort_order::ascending;
        params.per_page = per_page;
        return from.user(username).inventory().list(params, options);
    }
};

// The service does not tell `Bob` from `bob`.
template <class Item>
std::string list_name(std::string_view username) {
    std::string name(list_kind<Item>::name);
    name += ':';
    std::transform(username.begin(), username.end(), std::back_inserter(name), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return name;
}

template <class Page>
std::vector<sync_row> rows_of(const Page& page) {
    using item = typename decltype(page.items)::value_type;
    std::vector<sync_row> rows;
    rows.reserve(page.items.size());
    for (const auto& each : page.items)
        rows.push_back({list_kind<item>::id(each), resource::to_json(each)});
    return rows;
}

template <class Item>
Item item_of(std::string_view json) {
    Item item;
    if (const auto why = resource::read_json(json, item)) {
        failure f;
        f.code = errc::decode_failed;
        f.message = "an entry of the local copy";
        f.pointer = why->pointer;
        f.expected = why->expected;
        f.found = why->found;
        throw_failure(std::move(f));
    }
    return item;
}

std::int64_t seconds_now() {
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::seconds>(since).count();
}

[[noreturn]] void throw_bad(std::string_view param, std::string_view why) {
    failure f;
    f.code = errc::bad_params;
    f.param = param;
    f.message = why;
    throw_failure(std::move(f));
}

[[noreturn]] void throw_moved(std::string_view list, int restarts) {
    failure f;
    f.code = errc::list_moved;
    f.message.append(list).append(" moved each time that it was read, ");
    f.message.append(std::to_string(restarts + 1)).append(" times");
    throw_failure(std::move(f));
}

// One update: a reading that is kept page by page, begun anew when the list moves, and taken over at its end.
template <class Item>
class updating {
public:
    updating(
        client from,
        std::shared_ptr<sync_store> store,
        std::string username,
        const sync_params& params,
        const call_options& options,
        sync_watcher* watcher)
        : client_(std::move(from)), store_(std::move(store)), username_(std::move(username)), params_(params),
          options_(options), watcher_(watcher), name_(list_name<Item>(username_)), pages_(first_page()) {}

    asio::awaitable<sync_summary> run() {
        if (params_.per_page < 1 || params_.per_page > 100)
            throw_bad("per_page", "must be between 1 and 100");
        if (params_.max_restarts < 0)
            throw_bad("max_restarts", "must not be negative");
        if (params_.resume_within < std::chrono::minutes(0))
            throw_bad("resume_within", "must not be negative");
        const auto known = co_await store_->state(name_);
        at_ = known.reading;
        if (!at_.cursor.empty()) {
            const auto age = std::chrono::seconds(seconds_now() - at_.begun_at);
            if (age >= std::chrono::seconds(0) && age < params_.resume_within)
                co_await go_on();
            else
                co_await begin_anew();
        }
        while (!co_await read_page()) {
        }
        const auto counts = co_await store_->apply(name_, at_);
        done_.added = counts.added;
        done_.changed = counts.changed;
        done_.removed = counts.removed;
        done_.unchanged = counts.unchanged;
        co_return done_;
    }

private:
    using list_pager = decltype(list_kind<Item>::pages(
        std::declval<const client&>(), {}, 1, std::declval<const call_options&>()));

    list_pager first_page() const {
        return list_kind<Item>::pages(client_, username_, params_.per_page, options_);
    }

    // A reading of another page size is none of this one's.
    asio::awaitable<void> go_on() {
        pages_.resume(at_.cursor);
        bool fits = true;
        try {
            (void)co_await pages_.total(); // throws what is wrong with the cursor
        } catch (const bad_params& e) {
            fits = false;
            if (e.details().param != "cursor")
                throw;
        }
        if (fits)
            done_.resumed = true;
        else
            co_await begin_anew();
    }

    asio::awaitable<void> begin_anew() {
        co_await store_->discard(name_);
        at_ = {};
        pages_ = first_page();
    }

    // Returns true at the end of a list that stood still.
    asio::awaitable<bool> read_page() {
        auto page = co_await pages_.next_page();
        if (!page) {
            if (!at_.total || at_.staged == *at_.total)
                co_return true;
            co_await restart();
            co_return false;
        }
        ++done_.pages;
        auto to = at_;
        if (to.cursor.empty())
            to.begun_at = seconds_now();
        to.cursor = pages_.cursor();
        to.staged += static_cast<std::int64_t>(page->items.size());
        if (page->pagination && page->pagination->items)
            to.total = page->pagination->items;
        const auto seen = pages_.moved();
        const bool fell = at_.total && to.total && *to.total < *at_.total;
        bool moved = fell || seen.repeated_items > 0 || seen.vanished_items > 0;
        if (!moved) {
            auto rows = rows_of(*page);
            const auto again = co_await store_->stage(name_, at_, to, std::move(rows));
            moved = again > 0;
        }
        if (moved) {
            co_await restart();
            co_return false;
        }
        at_ = std::move(to);
        tell();
        co_return false;
    }

    asio::awaitable<void> restart() {
        if (done_.restarts == params_.max_restarts)
            throw_moved(name_, done_.restarts);
        ++done_.restarts;
        co_await begin_anew();
    }

    void tell() const {
        if (watcher_ == nullptr)
            return;
        sync_progress now;
        now.done = at_.staged;
        now.total = at_.total;
        now.time_left = pages_.progress().time_left;
        watcher_->on_progress(now);
    }

    client client_;
    std::shared_ptr<sync_store> store_;
    std::string username_;
    sync_params params_;
    call_options options_;
    sync_watcher* watcher_;
    std::string name_;
    list_pager pages_;
    sync_position at_;
    sync_summary done_;
};

template <class Item>
asio::awaitable<sync_summary> run_update(std::unique_ptr<updating<Item>> work) {
    co_return co_await work->run();
}

template <class Item>
asio::awaitable<std::vector<Item>>
read_items(std::shared_ptr<sync_store> store, std::string name, std::int64_t after, std::size_t limit) {
    const auto rows = co_await store->rows(std::move(name), after, limit);
    std::vector<Item> items;
    items.reserve(rows.size());
    for (const auto& each : rows)
        items.push_back(item_of<Item>(each.json));
    co_return items;
}

template <class Item>
asio::awaitable<std::vector<synced_change<Item>>>
read_changes(std::shared_ptr<sync_store> store, std::string name, std::int64_t after, std::size_t limit) {
    const auto kept = co_await store->changes(std::move(name), after, limit);
    std::vector<synced_change<Item>> all;
    all.reserve(kept.size());
    for (const auto& each : kept) {
        auto& change = all.emplace_back();
        change.kind = each.kind;
        if (each.kind != sync_change_kind::added)
            change.before = item_of<Item>(each.before);
        if (each.kind != sync_change_kind::removed)
            change.after = item_of<Item>(each.after);
    }
    co_return all;
}

} // namespace

template <class Item>
synced_list<Item>::synced_list(client from, std::shared_ptr<sync_store> store, std::string username)
    : client_(std::move(from)), store_(std::move(store)), username_(std::move(username)) {}

template <class Item>
asio::awaitable<sync_summary> synced_list<Item>::update(
    const sync_params& params, const call_options& options, sync_watcher* watcher) const {
    return run_update(std::make_unique<updating<Item>>(client_, store_, username_, params, options, watcher));
}

template <class Item>
asio::awaitable<std::vector<Item>> synced_list<Item>::items(std::int64_t after, std::size_t limit) const {
    return read_items<Item>(store_, list_name<Item>(username_), after, limit);
}

template <class Item>
asio::awaitable<std::vector<synced_change<Item>>>
synced_list<Item>::changes(std::int64_t after, std::size_t limit) const {
    return read_changes<Item>(store_, list_name<Item>(username_), after, limit);
}

template <class Item>
asio::awaitable<sync_state> synced_list<Item>::state() const {
    return store_->state(list_name<Item>(username_));
}

template <class Item>
asio::awaitable<void> synced_list<Item>::forget_progress() const {
    return store_->discard(list_name<Item>(username_));
}

template class synced_list<collection_item>;
template class synced_list<want>;
template class synced_list<listing>;

sync::sync(client from, std::shared_ptr<sync_store> store)
    : client_(std::move(from)), store_(std::move(store)) {
    if (!store_)
        throw std::invalid_argument("sync: the store is null");
}

synced_list<collection_item> sync::collection(std::string_view username) const {
    return {client_, store_, std::string(username)};
}

synced_list<want> sync::wantlist(std::string_view username) const {
    return {client_, store_, std::string(username)};
}

synced_list<listing> sync::inventory(std::string_view username) const {
    return {client_, store_, std::string(username)};
}

} // namespace segue::discogs
