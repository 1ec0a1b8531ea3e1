#pragma once

#include "resource/early_answer.hpp"
#include "resource/list_cursor.hpp"
#include "resource/movement_watch.hpp"

#include <segue/base/error.hpp>
#include <segue/base/events.hpp>
#include <segue/resource/pager.hpp>

#include <algorithm>
#include <chrono>
#include <deque>
#include <stdexcept>
#include <utility>
#include <variant>

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
    // A page that has not been given out whole. One without items is kept for `next_page`.
    struct loaded {
        std::string query;
        Page page;
        std::size_t used;

        std::size_t left() const noexcept { return page.items.size() - used; }
    };

    std::shared_ptr<resource::page_loader<Page>> loader;
    /// What the list begins with; it names the list.
    std::string first_query;
    /// What to ask for next; nothing when the last page has been read.
    std::optional<std::string> query;
    /// How many items of the page that `query` asks for were given before a cursor was made.
    std::size_t given_before = 0;
    /// The pages read and not used up, and how many items there are on them.
    std::deque<loaded> pages;
    std::size_t ready = 0;
    /// The answer to `query`, asked for ahead; null when it was not.
    std::shared_ptr<resource::early_answer> early;
    segue::read_ahead ahead = segue::read_ahead::off;
    resource::movement_watch watch;
    std::size_t pages_read = 0;
    /// How many items lie behind, and how many the service says it puts on a page.
    std::size_t done = 0;
    std::optional<std::int64_t> per_page;
    bool busy = false;
    /// Why the last cursor was refused; thrown by every verb until there is a good one.
    std::optional<failure> refused;

    // Takes the item; the caller knows that there is one.
    value_type take() {
        while (pages.front().left() == 0)
            pages.pop_front();
        auto& front = pages.front();
        value_type item = std::move(front.page.items[front.used++]);
        --ready;
        ++done;
        if (front.left() == 0)
            pages.pop_front();
        return item;
    }

    Page take_page() {
        loaded front = std::move(pages.front());
        pages.pop_front();
        ready -= front.left();
        done += front.left();
        auto& items = front.page.items;
        items.erase(items.begin(), items.begin() + static_cast<std::ptrdiff_t>(front.used));
        return std::move(front.page);
    }

    // Asks for the next page once the last one read is being given out, unless nobody is left to read it:
    // the pager may be gone while its last awaitable ends.
    static void look_ahead(const std::shared_ptr<state>& self) {
        const bool wanted = self->ahead == segue::read_ahead::on && self.use_count() > 1;
        if (!wanted || !self->query || self->early || self->pages.size() > 1)
            return;
        try {
            self->early = self->loader->ask_early(*self->query);
            // NOLINTNEXTLINE(bugprone-empty-catch): the page is asked for later
        } catch (...) {
            // The item in hand counts more.
        }
    }

    // Reads one page behind those that are there.
    static asio::awaitable<void> load(state& s) {
        // Used up, whatever comes of it: after an error the page is asked for anew.
        auto answer = std::exchange(s.early, nullptr);
        auto step = co_await s.loader->load(*s.query, std::move(answer));
        s.accept(std::move(step));
    }

    void accept(resource::page_step<Page> step) {
        auto& items = step.page.items;
        const auto used = std::min(given_before, items.size());
        auto news = watch.look(step.total, resource::keys_of(items), given_before - used);
        if (news)
            loader->report(*query, *news);
        const bool used_up = used == items.size() && given_before > 0;
        const auto left = items.size() - used;
        if (!used_up)
            pages.push_back(loaded{std::move(*query), std::move(step.page), used});
        ready += left;
        query = std::move(step.next_query);
        if (step.per_page)
            per_page = step.per_page;
        given_before = 0;
        ++pages_read;
    }

    // Reads pages until `wanted` items are there or the list ends. A service that goes on naming next pages
    // without an item on any of them is taken to loop.
    static asio::awaitable<void> fill(state& s, std::size_t wanted) {
        constexpr int most_empty_pages = 100;
        int empty = 0;
        while (s.ready < wanted && s.query) {
            const auto before = s.ready;
            co_await load(s);
            empty = s.ready > before ? 0 : empty + 1;
            if (empty == most_empty_pages) {
                failure f;
                f.code = errc::page_loop;
                f.path = s.loader->path();
                f.message = "100 pages in a row without an item";
                throw_failure(std::move(f));
            }
        }
        if (s.ready == 0)
            s.pages.clear();
    }

    void check() const {
        if (refused)
            throw_failure(*refused);
    }

    static asio::awaitable<std::optional<value_type>> next(std::shared_ptr<state> self) {
        const resource::pager_turn turn(self->busy);
        self->check();
        co_await fill(*self, 1);
        if (self->ready == 0)
            co_return std::nullopt;
        std::optional<value_type> item(self->take());
        look_ahead(self);
        co_return item;
    }

    static asio::awaitable<std::optional<Page>> next_page(std::shared_ptr<state> self) {
        const resource::pager_turn turn(self->busy);
        self->check();
        // A page that a cursor leads to may have nothing left.
        while (self->pages.empty() && self->query)
            co_await load(*self);
        if (self->pages.empty())
            co_return std::nullopt;
        std::optional<Page> page(self->take_page());
        look_ahead(self);
        co_return page;
    }

    static asio::awaitable<std::vector<value_type>> collect(std::shared_ptr<state> self, std::size_t limit) {
        const resource::pager_turn turn(self->busy);
        self->check();
        co_await fill(*self, limit);
        const auto count = std::min(limit, self->ready);
        std::vector<value_type> items;
        items.reserve(count);
        while (items.size() < count)
            items.push_back(self->take());
        if (count > 0)
            look_ahead(self);
        co_return items;
    }

    static asio::awaitable<std::optional<std::int64_t>> find_total(std::shared_ptr<state> self) {
        const resource::pager_turn turn(self->busy);
        self->check();
        if (self->pages_read == 0 && !self->watch.total() && self->query)
            co_await load(*self);
        co_return self->watch.total();
    }

    list_progress progress() const {
        list_progress p;
        p.items_done = done;
        p.total = watch.total();
        if (!query)
            p.time_left = std::chrono::milliseconds(0);
        else if (p.total)
            p.time_left = std::chrono::ceil<std::chrono::milliseconds>(time_for(*query, *p.total));
        return p;
    }

    // The next page is there, whatever the total says: the service has named it.
    std::chrono::nanoseconds time_for(const std::string& next, std::int64_t total) const {
        const auto place = loader->place_of(next, per_page);
        const auto items = static_cast<std::size_t>(std::max<std::int64_t>(total, 0));
        const auto left = items > place.items_before ? items - place.items_before : 0;
        const auto requests = std::max<std::size_t>(1, (left + place.page_items - 1) / place.page_items);
        return loader->estimate(requests, early ? 1 : 0);
    }

    std::string cursor() const {
        resource::list_cursor c;
        if (loader)
            c.path = loader->path();
        c.list = resource::list_name(first_query);
        c.total = watch.total();
        if (!pages.empty() && (ready > 0 || query)) {
            c.page = pages.front().query;
            c.given = pages.front().used;
        } else if (query) {
            c.page = query;
            c.given = given_before;
        }
        return resource::write_cursor(c);
    }

    void resume(std::string_view text) {
        const resource::pager_turn turn(busy);
        const auto path = loader ? loader->path() : std::string();
        auto read = resource::read_cursor_of(text, path, first_query);
        auto* const c = std::get_if<resource::list_cursor>(&read);
        std::optional<std::string> page;
        if (c != nullptr && c->page && loader)
            page = loader->accept(*c->page);
        if (c == nullptr)
            refused = std::get<failure>(std::move(read));
        else if (c->page && !page)
            refused = resource::refused_cursor(path, "names no page of the list");
        else
            jump(std::move(page), c->given, c->total);
    }

    void jump(std::optional<std::string> page, std::size_t given, const std::optional<std::int64_t>& total) {
        refused.reset();
        early.reset();
        pages.clear();
        ready = 0;
        // At the end it is the total that tells how many there were.
        done = page ? loader->place_of(*page, per_page).items_before + given
                    : static_cast<std::size_t>(std::max<std::int64_t>(total.value_or(0), 0));
        query = std::move(page);
        given_before = given;
        watch.jump(total);
    }
};

template <class Page>
pager<Page>::pager() : state_(std::make_shared<state>()) {}

template <class Page>
pager<Page>::pager(std::shared_ptr<resource::page_loader<Page>> loader, std::string first_query)
    : state_(std::make_shared<state>()) {
    state_->loader = std::move(loader);
    state_->done = state_->loader->place_of(first_query, std::nullopt).items_before;
    state_->query = first_query;
    state_->first_query = std::move(first_query);
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

template <class Page>
list_progress pager<Page>::progress() const {
    return state_->progress();
}

template <class Page>
list_movement pager<Page>::moved() const noexcept {
    return state_->watch.seen();
}

template <class Page>
std::string pager<Page>::cursor() const {
    return state_->cursor();
}

template <class Page>
void pager<Page>::resume(std::string_view cursor) {
    state_->resume(cursor);
}

template <class Page>
void pager<Page>::read_ahead(segue::read_ahead mode) noexcept {
    state_->ahead = mode;
}

} // namespace segue
