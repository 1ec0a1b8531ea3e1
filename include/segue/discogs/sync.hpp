#pragma once

#include <segue/discogs/client.hpp>
#include <segue/discogs/models/collection.hpp>
#include <segue/discogs/models/listing.hpp>
#include <segue/discogs/models/want.hpp>
#include <segue/discogs/sync_store.hpp>
#include <segue/resource/call_options.hpp>

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace segue::discogs {

namespace asio = boost::asio;

/// Arguments of `synced_list::update`.
struct sync_params {
    /// Most items on a page, 1 to 100. A reading that was interrupted goes on only with the same size.
    std::int64_t per_page = 100;
    /// How often a reading begins anew because the list moved while it was read. 0 or more.
    int max_restarts = 3;
    /// How old an interrupted reading may be to be gone on with; an older one begins anew. 0: always anew.
    std::chrono::minutes resume_within{60};
};
static_assert(std::is_trivially_destructible_v<sync_params>);

/// How far an update has come.
struct sync_progress {
    /// How many items of the list are read, those of an earlier, interrupted update included.
    std::int64_t done = 0;
    /// How many there are; nothing when the service has not said.
    std::optional<std::int64_t> total{};
    /// How long the rest takes by the quota; nothing when it is not known.
    std::optional<std::chrono::milliseconds> time_left{};
};

/// Hears how far an update has come.
class sync_watcher {
public:
    virtual ~sync_watcher() = default;

    /// Is called after each page, on the executor of the coroutine that awaits the update. What it throws
    /// ends the update, which goes on from there the next time.
    virtual void on_progress(const sync_progress& now) = 0;
};

/// What an update did.
struct sync_summary {
    std::int64_t added = 0;
    std::int64_t changed = 0;
    std::int64_t removed = 0;
    std::int64_t unchanged = 0;
    /// Pages that this call read.
    std::int64_t pages = 0;
    /// How often this call began anew because the list moved.
    int restarts = 0;
    /// Whether it went on where an earlier one had ended.
    bool resumed = false;
};

/// One item that differs between the last two states of the copy.
template <class Item>
struct synced_change {
    sync_change_kind kind = sync_change_kind::added;
    /// Absent of an added item.
    std::optional<Item> before{};
    /// Absent of a removed item.
    std::optional<Item> after{};
};

/// Refers to the local copy of one list; cheap to copy.
///
/// The copy changes in one step at the end of an update: until then, and when the update fails or the process
/// is killed, it shows the state before. What was read meanwhile is kept, so that the next update goes on
/// with the page behind it.
/// **Threads** copies may live on different threads; one update of a list at a time.
template <class Item>
class synced_list {
public:
    synced_list(client from, std::shared_ptr<sync_store> store, std::string username);

    /// Reads the list from the service, or what is missing of it, and brings the copy up to date.
    ///
    /// A list that moves while it is read would give items twice and hide others: a total that falls, an item
    /// that comes again and pages that do not add up to the total are seen, and the reading begins anew. One
    /// case cannot be seen: an item that is removed from a page that was read while another is added behind;
    /// the next update puts it right.
    /// **Sends** one `GET` a page. `options` hold for each page. Progress is told to `watcher`, which may be
    /// null and must live until the end.
    /// **Errors** those of the list's pager; `bad_params` for params out of range; `protocol_error` with
    /// `errc::list_moved` when the list moved more often than `max_restarts`; `file_error` when the store
    /// fails. After any of them the copy is what it was.
    /// **Cancellation** any type; the pages that were kept are not read again.
    [[nodiscard]] asio::awaitable<sync_summary> update(
        const sync_params& params = {},
        const call_options& options = {},
        sync_watcher* watcher = nullptr) const;

    /// Reads items of the copy in the order of their ids, from behind `after` on, `limit` at the most. No
    /// request.
    ///
    /// **Errors** `file_error`; `decode_error` for an entry that is not one of ours.
    [[nodiscard]] asio::awaitable<std::vector<Item>>
    items(std::int64_t after = 0, std::size_t limit = 1000) const;

    /// Reads what the last update that came to its end changed, in the order of ids, as `items` does. No
    /// request. It is kept until the next one ends, also when the process is killed in between.
    [[nodiscard]] asio::awaitable<std::vector<synced_change<Item>>>
    changes(std::int64_t after = 0, std::size_t limit = 1000) const;

    /// Tells what the store has of the list. No request. **Errors** `file_error`.
    [[nodiscard]] asio::awaitable<sync_state> state() const;

    /// Throws away what an interrupted update has read. The copy stays. No request.
    [[nodiscard]] asio::awaitable<void> forget_progress() const;

private:
    client client_;
    std::shared_ptr<sync_store> store_;
    std::string username_;
};

/// Keeps copies of a user's lists up to date.
///
///     const auto store = discogs::make_sqlite_sync_store("music.db");
///     discogs::sync sync(client, store);
///     const auto done = co_await sync.collection("your_username").update();
class sync {
public:
    /// **Errors** `std::invalid_argument` for a null store.
    sync(client from, std::shared_ptr<sync_store> store);

    /// Names the copy of all folders of a collection; ids are those of the copies (`instance_id`), which are
    /// read in the order in which they were added. No request.
    synced_list<collection_item> collection(std::string_view username) const;
    /// Names the copy of a wantlist; ids are those of the releases. No request.
    synced_list<want> wantlist(std::string_view username) const;
    /// Names the copy of what a user sells, oldest first; ids are those of the offers. Of somebody else's
    /// inventory the service gives no more than 10,000 offers: beyond, updates end with `depth_limit_error`.
    /// No request.
    synced_list<listing> inventory(std::string_view username) const;

private:
    client client_;
    std::shared_ptr<sync_store> store_;
};

extern template class synced_list<collection_item>;
extern template class synced_list<want>;
extern template class synced_list<listing>;

} // namespace segue::discogs
