#pragma once

#include <segue/base/events.hpp>
#include <segue/resource/pager.hpp>

#include <boost/container_hash/hash.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <type_traits>
#include <vector>

namespace segue::resource {

/// What tells the items of one list apart; 0 for an item that cannot be told.
using item_key = std::size_t;

/// Makes one more part of an item count in its key.
template <class Part>
void add_to_key(item_key& key, const Part& part) {
    if constexpr (requires { part.has_value(); }) {
        if (part)
            add_to_key(key, *part);
    } else if constexpr (requires { part.text(); }) {
        boost::hash_combine(key, std::hash<std::string_view>()(part.text()));
    } else {
        boost::hash_combine(key, std::hash<Part>()(part));
    }
}

/// Makes the key of an item from its id and, because some lists mix number spaces or name an entry once for
/// each role, from `type`, `role` and `instance_id` where it has them. Other fields may change between pages.
/// A provider whose list repeats items by nature declares one of its own for them, before the pager.
template <class Item>
item_key key_of(const Item& item) {
    item_key key = 0;
    if constexpr (requires { item.id; }) {
        if (item.id == std::remove_cvref_t<decltype(item.id)>())
            return 0;
        add_to_key(key, item.id);
        if constexpr (requires { item.type; })
            add_to_key(key, item.type);
        if constexpr (requires { item.role; })
            add_to_key(key, item.role);
        if constexpr (requires { item.instance_id; })
            add_to_key(key, item.instance_id);
    }
    return key;
}

template <class Items>
std::vector<item_key> keys_of(const Items& items) {
    std::vector<item_key> keys;
    keys.reserve(items.size());
    for (const auto& item : items)
        keys.push_back(key_of(item));
    return keys;
}

/// Compares each page of a list with the one before it.
class movement_watch {
public:
    /// Looks at the next page. Returns what has changed, if anything has.
    std::optional<events::list_moved>
    look(const std::optional<std::int64_t>& total, std::vector<item_key> keys, std::size_t vanished_items);

    /// Forgets the page before: the next one comes from elsewhere. `total` is what was last said of it.
    void jump(const std::optional<std::int64_t>& total);

    const std::optional<std::int64_t>& total() const noexcept { return total_; }
    const list_movement& seen() const noexcept { return seen_; }

private:
    std::optional<std::int64_t> total_;
    std::vector<item_key> keys_;
    list_movement seen_;
};

} // namespace segue::resource
