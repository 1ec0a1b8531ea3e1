#pragma once

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace segue {

namespace asio = boost::asio;

namespace resource {

/// One loaded page, and how to ask for the one behind it.
template <class Page>
struct page_step {
    Page page{};
    /// Query of the next page; nothing on the last one.
    std::optional<std::string> next_query;
    /// How many items the service says there are in all.
    std::optional<std::int64_t> total;
};

/// Loads pages for a pager; each provider has one of its own.
template <class Page>
class page_loader {
public:
    virtual ~page_loader() = default;

    /// Loads the page that `query` asks for; throws a child of `error`.
    virtual asio::awaitable<page_step<Page>> load(std::string query) = 0;
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
    /// **Sends** one request at the most. An empty page in the middle of a list is returned as such.
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
    /// **Sends** one request when no page has been read yet; that page is kept for `next`.
    [[nodiscard]] asio::awaitable<std::optional<std::int64_t>> total();

    /// How many pages have been read.
    std::size_t pages_read() const noexcept;

private:
    struct state;
    std::shared_ptr<state> state_;
};

} // namespace segue
