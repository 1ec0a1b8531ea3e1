#pragma once

#include <segue/base/result.hpp>

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

namespace segue {

namespace asio = boost::asio;

namespace detail {

// What is to be done, one child after the other. Children put their results away themselves.
class gather_work {
public:
    explicit gather_work(std::size_t count) : count_(count) {}
    gather_work(const gather_work&) = delete;
    gather_work& operator=(const gather_work&) = delete;
    virtual ~gather_work() = default;

    std::size_t count() const noexcept { return count_; }
    /// Makes child `index`; called once for each, in order.
    virtual asio::awaitable<void> child(std::size_t index) = 0;

private:
    const std::size_t count_;
};

asio::awaitable<void> run_gather(std::size_t limit, std::shared_ptr<gather_work> work);

template <class Awaitable>
struct awaited;

template <class T, class Executor>
struct awaited<asio::awaitable<T, Executor>> {
    using type = T;
};

template <class Awaitable>
using awaited_t = typename awaited<std::remove_cvref_t<Awaitable>>::type;

// Three sources of children: awaitables that exist, and functions of an index or of an item.
template <class T>
class from_awaitables {
public:
    using value_type = T;
    explicit from_awaitables(std::vector<asio::awaitable<T>> all) : all_(std::move(all)) {}
    std::size_t count() const noexcept { return all_.size(); }
    asio::awaitable<T> make(std::size_t index) { return std::move(all_[index]); }

private:
    std::vector<asio::awaitable<T>> all_;
};

template <class Make>
class from_indexes {
public:
    using value_type = awaited_t<std::invoke_result_t<Make&, std::size_t>>;
    from_indexes(std::size_t count, const Make& make) : count_(count), make_(make) {}
    std::size_t count() const noexcept { return count_; }
    asio::awaitable<value_type> make(std::size_t index) { return make_(index); }

private:
    std::size_t count_;
    Make make_;
};

template <class Item, class Make>
class from_items {
public:
    using value_type = awaited_t<std::invoke_result_t<Make&, Item&>>;
    from_items(std::vector<Item> items, const Make& make) : items_(std::move(items)), make_(make) {}
    std::size_t count() const noexcept { return items_.size(); }
    asio::awaitable<value_type> make(std::size_t index) { return make_(items_[index]); }

private:
    std::vector<Item> items_;
    Make make_;
};

// The same children, their failures as values.
template <class Source>
class failures_as_values {
public:
    using value_type = result<typename Source::value_type>;
    explicit failures_as_values(Source source) : source_(std::move(source)) {}
    std::size_t count() const noexcept { return source_.count(); }
    asio::awaitable<value_type> make(std::size_t index) { return as_result(source_.make(index)); }

private:
    Source source_;
};

template <class Source>
class gather_values final : public gather_work {
public:
    using value_type = typename Source::value_type;

    explicit gather_values(Source source)
        : gather_work(source.count()), source_(std::move(source)), values_(count()) {}

    asio::awaitable<void> child(std::size_t index) override {
        return keep(source_.make(index), values_[index]);
    }

    std::vector<value_type> take() {
        std::vector<value_type> all;
        all.reserve(values_.size());
        for (auto& value : values_)
            all.push_back(std::move(*value));
        return all;
    }

private:
    static asio::awaitable<void> keep(asio::awaitable<value_type> one, std::optional<value_type>& into) {
        into.emplace(co_await std::move(one));
    }

    Source source_;
    std::vector<std::optional<value_type>> values_;
};

template <class Source>
class gather_nothing final : public gather_work {
public:
    explicit gather_nothing(Source source) : gather_work(source.count()), source_(std::move(source)) {}
    asio::awaitable<void> child(std::size_t index) override { return source_.make(index); }

private:
    Source source_;
};

template <class T>
struct gathered {
    using type = std::vector<T>;
};

template <>
struct gathered<void> {
    using type = void;
};

template <class Source>
asio::awaitable<typename gathered<typename Source::value_type>::type>
run_gather(std::size_t limit, Source source) {
    if constexpr (std::is_void_v<typename Source::value_type>) {
        co_await run_gather(limit, std::make_shared<gather_nothing<Source>>(std::move(source)));
    } else {
        auto work = std::make_shared<gather_values<Source>>(std::move(source));
        co_await run_gather(limit, std::shared_ptr<gather_work>(work));
        co_return work->take();
    }
}

// g++ 12 destroys a lambda that captures objects twice when it stands in an expression with co_await: such a
// one has to be named before. Functions are copied.
template <class Make>
concept named_if_it_captures_objects =
    std::is_copy_constructible_v<std::remove_cvref_t<Make>> &&
    (std::is_lvalue_reference_v<Make> || std::is_trivially_destructible_v<Make>);

template <class Items>
concept item_sequence = requires(const Items& items) {
    typename Items::value_type;
    items.begin();
    items.end();
};

template <class Make>
auto by_index(std::size_t count, const Make& make) {
    return from_indexes<Make>(count, make);
}

template <class Items, class Make>
auto by_item(const Items& items, const Make& make) {
    using item = typename Items::value_type;
    return from_items<item, Make>(std::vector<item>(items.begin(), items.end()), make);
}

} // namespace detail

/// Runs many awaitables, at most `limit` at a time, and returns their results in the order they were given.
///
///     std::vector<asio::awaitable<discogs::release>> calls;
///     for (auto id : ids)
///         calls.push_back(client.release(id).get());
///     auto releases = co_await segue::gather(4, std::move(calls));
///
/// The first child that fails ends it: children not begun are dropped, those under way are cancelled, and
/// their end is awaited, so that nothing goes on behind your back.
/// **Sends** nothing by itself; children begin in their order.
/// **Completes when** no child is under way any more. Children that ignore cancellation are waited for.
/// **Returns** a vector with the result of each child, or nothing when they have none (`void`).
/// **Units and ranges** `limit` 1 and more; `std::invalid_argument` for 0, when awaited.
/// **Errors** what the first child to fail threw. What others throw after that is lost, so use `gather_all`
/// for writes whose outcomes you need.
/// **Cancellation** every type is passed on to the children under way; others do not begin. It ends with
/// `operation_aborted`, or with another error that a child comes up with; with the results when all children
/// were complete nevertheless.
/// **Threads** children run on one strand of the caller's executor, so they may share variables without a
/// lock whatever threads run that executor, and none of them needs a strand of its own.
template <class T>
[[nodiscard]] asio::awaitable<typename detail::gathered<T>::type>
gather(std::size_t limit, std::vector<asio::awaitable<T>> work) {
    return detail::run_gather(limit, detail::from_awaitables<T>(std::move(work)));
}

/// The same with awaitables that `make(index)` makes for 0, 1, ... `count` - 1, each when its turn has come:
/// so a million of them need room for `limit`.
///
/// **Lifetime** `make` is copied and kept until the last child has ended: it may be a coroutine with
/// captures. Give one that captures objects a name, and pass that; the compiler refuses it inline, as g++ 12
/// destroys it twice. What `make` throws counts as the child's failure.
template <detail::named_if_it_captures_objects Make>
[[nodiscard]] auto gather(std::size_t limit, std::size_t count, Make&& make) {
    return detail::run_gather(limit, detail::by_index(count, make));
}

/// The same with `make(item)` for each item of a vector, list or span.
///
///     auto load = [client](discogs::release_id id) { return client.release(id).get(); };
///     auto releases = co_await segue::gather(4, ids, load);
///
/// **Lifetime** the items are copied and kept until the last child has ended; `make` gets an lvalue.
template <detail::item_sequence Items, detail::named_if_it_captures_objects Make>
[[nodiscard]] auto gather(std::size_t limit, const Items& items, Make&& make) {
    return detail::run_gather(limit, detail::by_item(items, make));
}

/// Runs all children to their end, at most `limit` at a time, and returns what became of each, in the order
/// they were given.
///
///     auto all = co_await segue::gather_all(4, ids, load);
///     for (auto& one : all)
///         std::cout << (one ? one->title : segue::describe(one.error())) << '\n';
///
/// **Returns** a `result<T>` for each child, as `as_result` makes it: a value, or the `failure` of an
/// `error`.
/// **Errors** what is no `segue::error` ends it as it ends `gather`: a child's own `operation_aborted`, a
/// broken precondition, whatever foreign code throws.
/// The rest is as for `gather`.
template <class T>
[[nodiscard]] asio::awaitable<std::vector<result<T>>>
gather_all(std::size_t limit, std::vector<asio::awaitable<T>> work) {
    return detail::run_gather(limit, detail::failures_as_values(detail::from_awaitables<T>(std::move(work))));
}

/// The same with awaitables that `make(index)` makes; see `gather`.
template <detail::named_if_it_captures_objects Make>
[[nodiscard]] auto gather_all(std::size_t limit, std::size_t count, Make&& make) {
    return detail::run_gather(limit, detail::failures_as_values(detail::by_index(count, make)));
}

/// The same with `make(item)` for each item; see `gather`.
template <detail::item_sequence Items, detail::named_if_it_captures_objects Make>
[[nodiscard]] auto gather_all(std::size_t limit, const Items& items, Make&& make) {
    return detail::run_gather(limit, detail::failures_as_values(detail::by_item(items, make)));
}

} // namespace segue
