#pragma once

#include <segue/base/error.hpp>
#include <segue/resource/pager.hpp>

#include <algorithm>
#include <iterator>
#include <stdexcept>

// The bodies of `pager`; a provider's .cpp includes them and instantiates its own pages.

namespace segue {

namespace resource {

/// Marks a pager as busy for the length of one verb.
class pager_turn {
public:
    explicit pager_turn(bool& busy) : busy_(busy) {
        if (busy_)
            throw std::logic_error("a pager's verb was awaited while another one was under way");
        busy_ = true;
    }
    ~pager_turn() { busy_ = false; }
    pager_turn(const pager_turn&) = delete;
    pager_turn& operator=(const pager_turn&) = delete;

private:
    bool& busy_;
};

} // namespace resource

// What a pager and its awaitables share. The verbs are static coroutines that own the state, so that the
// pager may go before its awaitable does; only their last step, which does not wait, changes anything.
template <class Page>
struct pager<Page>::state {
    std::shared_ptr<resource::page_loader<Page>> loader;
    /// What to ask for next; nothing when the last page has been read.
    std::optional<std::string> query;
    /// The page that is being given out; `used` of its items have been.
    Page current{};
    std::size_t used = 0;
    /// Whether no item of `current` has been given out yet; it may have none.
    bool fresh = false;
    std::optional<std::int64_t> total;
    std::size_t pages_read = 0;
    bool busy = false;

    std::size_t left() const noexcept { return current.items.size() - used; }

    value_type take() {
        fresh = false;
        return std::move(current.items[used++]);
    }

    Page take_page() {
        auto& items = current.items;
        items.erase(items.begin(), items.begin() + static_cast<std::ptrdiff_t>(used));
        used = 0;
        fresh = false;
        return std::exchange(current, Page());
    }

    // Reads one page behind what is left of the current one.
    static asio::awaitable<void> load(state& s) {
        auto step = co_await s.loader->load(*s.query);
        s.query = std::move(step.next_query);
        if (step.total)
            s.total = step.total;
        ++s.pages_read;
        auto& items = step.page.items;
        items.insert(
            items.begin(),
            std::make_move_iterator(s.current.items.begin() + static_cast<std::ptrdiff_t>(s.used)),
            std::make_move_iterator(s.current.items.end()));
        s.current = std::move(step.page);
        s.used = 0;
        s.fresh = true;
    }

    // Reads pages until `wanted` items are there or the list ends. A service that goes on naming next pages
    // without an item on any of them is taken to loop.
    static asio::awaitable<void> fill(state& s, std::size_t wanted) {
        constexpr int most_empty_pages = 100;
        int empty = 0;
        while (s.left() < wanted && s.query) {
            const auto before = s.left();
            co_await load(s);
            empty = s.left() > before ? 0 : empty + 1;
            if (empty == most_empty_pages) {
                failure f;
                f.code = errc::page_loop;
                f.message = "100 pages in a row without an item";
                throw_failure(std::move(f));
            }
        }
    }

    static asio::awaitable<std::optional<value_type>> next(std::shared_ptr<state> self) {
        const resource::pager_turn turn(self->busy);
        co_await fill(*self, 1);
        if (self->left() == 0)
            co_return std::nullopt;
        co_return self->take();
    }

    static asio::awaitable<std::optional<Page>> next_page(std::shared_ptr<state> self) {
        const resource::pager_turn turn(self->busy);
        if (self->left() == 0 && !self->fresh) {
            if (!self->query)
                co_return std::nullopt;
            co_await load(*self);
        }
        co_return self->take_page();
    }

    static asio::awaitable<std::vector<value_type>> collect(std::shared_ptr<state> self, std::size_t limit) {
        const resource::pager_turn turn(self->busy);
        co_await fill(*self, limit);
        const auto count = std::min(limit, self->left());
        std::vector<value_type> items;
        items.reserve(count);
        while (items.size() < count)
            items.push_back(self->take());
        co_return items;
    }

    static asio::awaitable<std::optional<std::int64_t>> find_total(std::shared_ptr<state> self) {
        const resource::pager_turn turn(self->busy);
        if (self->pages_read == 0 && self->query)
            co_await load(*self);
        co_return self->total;
    }
};

template <class Page>
pager<Page>::pager() : state_(std::make_shared<state>()) {}

template <class Page>
pager<Page>::pager(std::shared_ptr<resource::page_loader<Page>> loader, std::string first_query)
    : state_(std::make_shared<state>()) {
    state_->loader = std::move(loader);
    state_->query = std::move(first_query);
}

template <class Page>
pager<Page>::pager(pager&&) noexcept = default;

template <class Page>
pager<Page>& pager<Page>::operator=(pager&&) noexcept = default;

template <class Page>
pager<Page>::~pager() = default;

template <class Page>
asio::awaitable<std::optional<typename pager<Page>::value_type>> pager<Page>::next() {
    return state::next(state_);
}

template <class Page>
asio::awaitable<std::optional<Page>> pager<Page>::next_page() {
    return state::next_page(state_);
}

template <class Page>
asio::awaitable<std::vector<typename pager<Page>::value_type>> pager<Page>::collect(std::size_t limit) {
    return state::collect(state_, limit);
}

template <class Page>
asio::awaitable<std::optional<std::int64_t>> pager<Page>::total() {
    return state::find_total(state_);
}

template <class Page>
std::size_t pager<Page>::pages_read() const noexcept {
    return state_->pages_read;
}

} // namespace segue
