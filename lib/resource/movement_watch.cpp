#include "resource/movement_watch.hpp"

#include <algorithm>
#include <utility>

namespace segue::resource {
namespace {

// How many of the first items of a page are, in their order, the last ones of the page before: that is what
// an insertion further in front leaves behind.
std::size_t repeated(const std::vector<item_key>& before, const std::vector<item_key>& now) {
    for (auto n = std::min(before.size(), now.size()); n > 0; --n) {
        const auto same = [](item_key a, item_key b) { return a == b && a != 0; };
        if (std::equal(
                now.begin(),
                now.begin() + static_cast<std::ptrdiff_t>(n),
                before.end() - static_cast<std::ptrdiff_t>(n),
                same))
            return n;
    }
    return 0;
}

} // namespace

std::optional<events::list_moved> movement_watch::look(
    const std::optional<std::int64_t>& total, std::vector<item_key> keys, std::size_t vanished_items) {
    events::list_moved news;
    news.total_before = total_;
    news.total_now = total ? total : total_;
    news.repeated_items = repeated(keys_, keys);
    news.vanished_items = vanished_items;
    const bool total_changed = total_ && news.total_now != total_;
    total_ = news.total_now;
    if (!keys.empty())
        keys_ = std::move(keys);
    if (!total_changed && news.repeated_items == 0 && vanished_items == 0)
        return std::nullopt;
    if (!total_changed)
        news.total_before = news.total_now;
    ++seen_.pages;
    seen_.repeated_items += news.repeated_items;
    seen_.vanished_items += vanished_items;
    if (total_changed) {
        if (!seen_.total_before)
            seen_.total_before = news.total_before;
        seen_.total_now = news.total_now;
    }
    return news;
}

void movement_watch::jump(const std::optional<std::int64_t>& total) {
    keys_.clear();
    total_ = total;
}

} // namespace segue::resource
