#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace segue {

/// Holds a JSON object whose names are data, such as values of a filter with their counts, in the order in
/// which it came.
template <class Value>
class named_values {
public:
    using value_type = std::pair<std::string, Value>;
    using const_iterator = typename std::vector<value_type>::const_iterator;

    /// Is empty.
    named_values() = default;

    [[nodiscard]] bool empty() const noexcept { return entries_.empty(); }
    [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }
    const_iterator begin() const noexcept { return entries_.begin(); }
    const_iterator end() const noexcept { return entries_.end(); }

    /// Returns the value of a name; null when there is none.
    ///
    /// **Lifetime** until the next change. **Cost** one pass.
    [[nodiscard]] const Value* find(std::string_view name) const noexcept {
        const auto at = std::find_if(
            entries_.begin(), entries_.end(), [name](const value_type& e) { return e.first == name; });
        return at == entries_.end() ? nullptr : &at->second;
    }

    /// Gives a name a value, in its old place or at the end.
    void set(std::string_view name, Value value) {
        const auto at = std::find_if(
            entries_.begin(), entries_.end(), [name](const value_type& e) { return e.first == name; });
        if (at == entries_.end())
            entries_.emplace_back(std::string(name), std::move(value));
        else
            at->second = std::move(value);
    }

    /// Compares names and values, in order.
    bool operator==(const named_values&) const = default;

private:
    std::vector<value_type> entries_;
};

} // namespace segue
