#pragma once

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace segue {

namespace asio = boost::asio;

namespace events {
struct list_moved;
}

/// Whether a pager asks for the next page before it is needed.
enum class read_ahead : unsigned char {
    /// Each page is asked for when the one before is used up.
    off,
    /// One page ahead.
    on,
};

/// What a pager saw of a list that changed while it was walked. Nothing is hidden: an item that the list
/// moved to a later page is given again, and one that it moved to an earlier page is not given at all.
struct list_movement {
    /// How many pages showed a change. 0: the list stood still, as far as can be told.
    std::size_t pages = 0;
    /// How many items were given twice, as the last ones of a page and the first ones of the next.
    std::size_t repeated_items = 0;
    /// How many items had gone from a page that a cursor led back to.
    std::size_t vanished_items = 0;
    /// The total before the first change and after the last one; nothing when it stayed, or was not said.
    std::optional<std::int64_t> total_before{};
    std::optional<std::int64_t> total_now{};
};

/// How far a pager has come.
struct list_progress {
    /// How many items of the list lie behind: those given, and those in front of the page that the pager
    /// began or was resumed with. Items that a list which moves gives twice count twice.
    std::size_t items_done = 0;
    /// How many items the service says there are; nothing when it has not said.
    std::optional<std::int64_t> total{};
    /// How long it takes until the last page that is left may leave by the quota. Zero when all are read;
    /// nothing when it is not known how many are left.
    std::optional<std::chrono::milliseconds> time_left{};
};

namespace resource {

class early_answer;

/// One loaded page, and how to ask for the one behind it.
template <class Page>
struct page_step {
    Page page{};
    /// Query of the next page; nothing on the last one.
    std::optional<std::string> next_query;
    /// How many items the service says there are in all.
    std::optional<std::int64_t> total;
    /// How many items the service means to put on a page.
    std::optional<std::int64_t> per_page;
};

/// Where a page stands in its list.
struct page_place {
    /// How many items there are on the pages before it, when these are full.
    std::size_t items_before = 0;
    /// How many items a page holds; more than 0.
    std::size_t page_items = 1;
};

/// Loads pages for a pager; each provider has one of its own.
template <class Page>
class page_loader {
public:
    virtual ~page_loader() = default;

    /// Loads the page that `query` asks for; throws a child of `error`. `early` is the answer to the same
    /// query, asked for by `ask_early`, or null.
    virtual asio::awaitable<page_step<Page>> load(std::string query, std::shared_ptr<early_answer> early) = 0;

    /// Begins to ask for the page in the background; null when that cannot be done.
    virtual std::shared_ptr<early_answer> ask_early(const std::string& query) = 0;

    /// The list's path, which with the first query names it.
    virtual const std::string& path() const noexcept = 0;

    /// Returns the query of a page as it may be sent; nothing when it asks for no page of this list. It comes
    /// from a cursor, which somebody else may have had in his hands.
    virtual std::optional<std::string> accept(std::string_view query) const = 0;

    /// Tells where the page that `query` asks for stands. `stated` is the page size by an earlier answer.
    virtual page_place place_of(std::string_view query, const std::optional<std::int64_t>& stated) const = 0;

    /// Tells how long so many requests take by the quota, of which `asked` are under way.
    virtual std::chrono::nanoseconds estimate(std::size_t requests, std::size_t asked) const = 0;

    /// Hears that the page that `query` asked for shows a changed list; `news` lacks only its `call`.
    virtual void report(const std::string& query, const events::list_moved& news) const = 0;
};

} // namespace resource

/// Walks a list page by page. It sends nothing until the first verb is awaited.
///
/// After an error or a cancellation it stands where it stood: the next call asks for the same page again, and
/// no item is lost or given twice. `next` returns nothing only at the true end, and goes on doing so.
/// **Lifetime** pager, its awaitables and its client may go in any order.
/// **Threads** one call at a time: a second one while the first is under way throws `std::logic_error` and
/// leaves the first alone.
template <class Page>
class pager {
public:
    using page_type = Page;
    using value_type = typename std::remove_cvref_t<decltype(std::declval<Page&>().items)>::value_type;

    /// A list without items.
    pager();
    pager(std::shared_ptr<resource::page_loader<Page>> loader, std::string first_query);
    pager(pager&&) noexcept;
    pager& operator=(pager&&) noexcept;
    pager(const pager&) = delete;
    pager& operator=(const pager&) = delete;
    ~pager();

    /// Returns the next item; nothing at the end of the list.
    ///
    /// **Sends** one request when the current page is used up, more when pages are empty.
    /// **Errors** those of a `get`; `protocol_error` with `errc::page_loop` when the list does not advance.
    /// **Cancellation** any type that the caller lets through; the page is asked for again by the next call.
    [[nodiscard]] asio::awaitable<std::optional<value_type>> next();

    /// Returns the next page as the service sent it, or what `next` left of the current one; nothing at the
    /// end.
    ///
    /// **Sends** one request at the most, behind a cursor perhaps two. An empty page in the middle of a list
    /// is returned as such.
    [[nodiscard]] asio::awaitable<std::optional<Page>> next_page();

    /// Returns the items up to the end of the list, `limit` at the most.
    ///
    /// **Sends** one request a page. After an error the items read so far are not lost: they come first from
    /// the next verb.
    [[nodiscard]] asio::awaitable<std::vector<value_type>>
    collect(std::size_t limit = std::numeric_limits<std::size_t>::max());

    /// Returns how many items the service says there are; nothing when it does not say. More than it delivers
    /// has been seen.
    ///
    /// **Sends** one request when no page has been read yet and no cursor told; that page is kept for `next`.
    [[nodiscard]] asio::awaitable<std::optional<std::int64_t>> total();

    /// How many pages have been read.
    std::size_t pages_read() const noexcept;

    /// Tells how far the list has been walked, and how long the rest takes. No request: before the first page
    /// was read, and no cursor told it, total and time left are unknown; `total` reads that page.
    ///
    /// The time is the client's `estimate` for the pages that are left, behind the calls that wait now: as
    /// long as the quota decides, it is when the last page is asked for. Pages in the cache take none.
    /// **Threads** not while a verb is under way. **Cost** a pass over as many slots of the quota as pages
    /// are left.
    list_progress progress() const;

    /// What was seen of the list's changes on the pages read so far; each is also an `events::list_moved`.
    list_movement moved() const noexcept;

    /// Returns where the pager stands, as text to keep: the list, the page that holds the next item, and how
    /// many of its items were given. No secret is in it. Letters, digits and `-._~%&=` alone.
    ///
    /// The next item's page is asked for again by who resumes, so a list that has changed meanwhile may show
    /// an item twice or skip one: see `moved`. **Threads** not while a verb is under way.
    std::string cursor() const;

    /// Goes to where `cursor` was made, in this process or in another one.
    ///
    ///     auto hits = client.search({.query = "Nine Inch Nails"});
    ///     hits.resume(saved);
    ///
    /// **Sends** nothing; nor does the next verb when the list had been read to its end. Items that were
    /// read and not given yet are dropped, a page asked for ahead is cancelled.
    /// **Errors** `bad_params` naming `cursor`, thrown by every verb from now on until a good cursor is
    /// given: text that is no cursor, one of another list, of other filters or page size (the first `page`
    /// does not matter), of another version of the format. The pager stands where it stood, so `cursor()`
    /// still tells. `std::logic_error` at once while a verb is under way.
    void resume(std::string_view cursor);

    /// Sets whether the next page is asked for as soon as the first item of a page is given. Default off.
    ///
    /// It goes through the same quota, with the same priority and deadline, and changes no result: an error
    /// of it is thrown where its page begins, and the call after that asks again. It is asked for once, never
    /// behind the last page, and is wasted when you stop in the middle.
    /// **Cancellation** of a verb that waits for it ends it; destroying the pager does.
    /// **Lifetime** while it is under way it keeps the client's context busy, for a page's deadline at most.
    void read_ahead(segue::read_ahead mode) noexcept;

private:
    struct state;
    std::shared_ptr<state> state_;
};

} // namespace segue
