#pragma once

#include <segue/base/extra.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace segue {

namespace resource {

template <class Value>
struct value_type_builder;

} // namespace resource

/// Holds a JSON object whose names are data, such as the values of a filter with their counts, in the order
/// in which they came.
///
/// A value that makes no sense does not cost the others: it is kept in `extra()` under its name, reported as
/// drift, and goes out again behind them. Null is as good as absent. Of equal names the last counts.
template <class Value>
class named_values {
public:
    /// A name and its value.
    using value_type = std::pair<std::string, Value>;
    /// Walks names and values in their order.
    using const_iterator = typename std::vector<value_type>::const_iterator;

    /// Is empty.
    named_values() = default;

    /// Tells whether no name has a value.
    [[nodiscard]] bool empty() const noexcept { return entries_.empty(); }

    /// Returns how many names have a value.
    [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }

    /// Returns the first name with its value.
    [[nodiscard]] const_iterator begin() const noexcept { return entries_.begin(); }

    /// Returns the end of the names.
    [[nodiscard]] const_iterator end() const noexcept { return entries_.end(); }

    /// Returns the value of a name; null when there is none.
    ///
    /// **Lifetime** until the next change. **Cost** one pass.
    [[nodiscard]] const Value* find(std::string_view name) const noexcept {
        const auto at = place_of(name);
        return at == entries_.size() ? nullptr : &entries_[at].second;
    }

    /// Tells whether a name has a value. **Cost** one pass.
    [[nodiscard]] bool contains(std::string_view name) const noexcept { return find(name) != nullptr; }

    /// Gives a name a value, in its old place or at the end. **Cost** one pass.
    void set(std::string_view name, Value value) {
        const auto at = place_of(name);
        if (at == entries_.size())
            entries_.emplace_back(std::string(name), std::move(value));
        else
            entries_[at].second = std::move(value);
    }

    /// Forgets a name; returns whether it had a value. **Cost** one pass.
    bool erase(std::string_view name) {
        const auto at = place_of(name);
        if (at == entries_.size())
            return false;
        entries_.erase(entries_.begin() + static_cast<std::ptrdiff_t>(at));
        return true;
    }

    /// Returns what made no sense as a value.
    [[nodiscard]] const segue::extra& extra() const noexcept { return extra_; }

    /// Same, to be changed.
    [[nodiscard]] segue::extra& extra() noexcept { return extra_; }

    /// Compares names and values, in order, and what is kept beside them.
    bool operator==(const named_values&) const = default;

private:
    friend struct resource::value_type_builder<named_values>;

    // By hand: <algorithm> costs a file that includes this 5,000 lines.
    std::size_t place_of(std::string_view name) const noexcept {
        std::size_t at = 0;
        while (at < entries_.size() && entries_[at].first != name)
            ++at;
        return at;
    }

    std::vector<value_type> entries_;
    segue::extra extra_;
};

} // namespace segue
