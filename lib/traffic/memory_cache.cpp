#include "traffic/memory_cache.hpp"

#include <algorithm>
#include <bit>
#include <functional>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace segue::traffic {

namespace {

constexpr std::size_t smallest_bound = std::size_t{64} * 1024;

// What the heap takes for an allocation: a word in front, in steps of 16, at least 32.
constexpr std::size_t heap_block(std::size_t bytes) noexcept {
    return bytes == 0 ? 0 : std::max<std::size_t>(32, (bytes + 8 + 15) & ~std::size_t{15});
}

std::size_t outside(const std::string& text) noexcept {
    constexpr std::size_t inside = 15; // of the string object itself
    return text.capacity() > inside ? heap_block(text.capacity() + 1) : 0;
}

// Of a node of the standard map: the value, the pointer to the next and the hash.
template <class Value>
constexpr std::size_t map_node = heap_block(sizeof(Value) + 2 * sizeof(void*));

std::string account_label(std::string_view account) {
    std::string name("a");
    name += account;
    return name;
}

std::string tag_label(std::string_view tag) {
    std::string name("t");
    name += tag;
    return name;
}

} // namespace

std::size_t memory_cache::key_hash::operator()(const cache_key& key) const {
    const std::hash<std::string_view> hash;
    std::size_t all = hash(key.url);
    const auto mix = [&all](std::size_t more) { all = (all ^ more) * 0x9E3779B97F4A7C15U; };
    mix(hash(key.account));
    mix(hash(key.media_type));
    mix(hash(key.currency) + static_cast<std::size_t>(key.method));
    return all;
}

memory_cache::memory_cache(const memory_cache_params& params)
    : max_bytes_(params.max_bytes), stale_for_(params.stale_for) {
    if (params.max_bytes < smallest_bound)
        throw std::invalid_argument("memory_cache_params::max_bytes must be at least 64 KiB");
    if (params.stale_for < std::chrono::seconds(0))
        throw std::invalid_argument("memory_cache_params::stale_for must not be negative");
}

memory_cache::~memory_cache() {
    remove({});
}

asio::awaitable<cache_hit> memory_cache::find(const cache_key& key, wall_time now) {
    co_return look_up(key, now);
}

asio::awaitable<void> memory_cache::store(cache_key key, std::shared_ptr<const cached_answer> answer) {
    put(std::move(key), std::move(answer));
    co_return;
}

asio::awaitable<std::size_t> memory_cache::drop(cache_filter which) {
    co_return remove(which);
}

std::optional<cache_hit> memory_cache::find_at_once(const cache_key& key, wall_time now) {
    return look_up(key, now);
}

bool memory_cache::store_at_once(cache_key& key, std::shared_ptr<const cached_answer>& answer) {
    put(std::move(key), std::move(answer));
    return true;
}

cache_hit memory_cache::look_up(const cache_key& key, wall_time now) {
    dead gone;
    const std::lock_guard lock(mutex_);
    const auto found = entries_.find(key);
    if (found == entries_.end())
        return {};
    entry& e = found->second;
    e.spoiled = e.spoiled || e.answer->stored_at > now;
    const auto lifetime = e.spoiled ? std::chrono::seconds(0) : e.answer->lifetime;
    const auto state = freshness_of(e.answer->stored_at, lifetime, stale_for_, now);
    if (state == freshness::absent) {
        let_go(e, gone);
        return {};
    }
    by_use_.splice(by_use_.end(), by_use_, by_use_.iterator_to(e));
    return {state, e.answer};
}

void memory_cache::put(cache_key key, std::shared_ptr<const cached_answer> answer) {
    const auto bytes = cost(key, *answer);
    dead gone;
    const std::lock_guard lock(mutex_);
    if (const auto old = entries_.find(key); old != entries_.end())
        let_go(old->second, gone);
    if (bytes > max_bytes_ / 4)
        return;
    while (!by_use_.empty() && total() + bytes > max_bytes_)
        let_go(by_use_.front(), gone);
    insert(std::move(key), std::move(answer), bytes);
    // New labels and a larger table are only known now.
    while (!by_use_.empty() && total() > max_bytes_)
        let_go(by_use_.front(), gone);
}

void memory_cache::insert(cache_key key, std::shared_ptr<const cached_answer> answer, std::size_t bytes) {
    const auto node = entries_.try_emplace(std::move(key)).first;
    entry& e = node->second;
    e.key = &node->first;
    e.bytes = bytes;
    bytes_ += bytes;
    by_use_.push_back(e);
    e.answer = std::move(answer);
    try {
        e.links = std::make_unique<label_link[]>(e.answer->tags.size() + 1);
        attach(e, account_label(e.key->account));
        for (const auto& tag : e.answer->tags)
            attach(e, tag_label(tag));
    } catch (...) { // out of memory: what a drop would not find must not stay
        dead gone;
        let_go(e, gone);
        throw;
    }
}

void memory_cache::attach(entry& e, std::string name) {
    const auto [at, is_new] = labels_.try_emplace(std::move(name));
    if (is_new)
        bytes_ += map_node<labels::value_type> + outside(at->first);
    auto& link = e.links[e.link_count++];
    link.of = &e;
    link.under = &*at;
    at->second.links.push_back(link);
}

std::size_t memory_cache::remove(const cache_filter& which) {
    dead gone;
    const std::lock_guard lock(mutex_);
    const auto before = entries_.size();
    const auto let_go_of = [&](const std::string& name) {
        // The label goes with its last entry, so it is looked up anew.
        std::vector<entry*> meant;
        if (const auto at = labels_.find(name); at != labels_.end())
            for (auto& link : at->second.links)
                if (matches(which, link.of->key->account, link.of->answer->tags))
                    meant.push_back(link.of);
        // An entry may bear a tag twice.
        std::ranges::sort(meant);
        const auto twice = std::ranges::unique(meant);
        meant.erase(twice.begin(), twice.end());
        for (auto* e : meant)
            let_go(*e, gone);
    };
    if (!which.tags.empty())
        for (const auto tag : which.tags)
            let_go_of(tag_label(tag));
    else if (which.account)
        let_go_of(account_label(*which.account));
    else
        while (!by_use_.empty())
            let_go(by_use_.front(), gone);
    return before - entries_.size();
}

void memory_cache::let_go(entry& e, dead& gone) {
    for (std::size_t i = 0; i < e.link_count; ++i) {
        auto& under = *e.links[i].under;
        under.second.links.erase(under.second.links.iterator_to(e.links[i]));
        if (under.second.links.empty()) {
            bytes_ -= map_node<labels::value_type> + outside(under.first);
            labels_.erase(labels_.find(under.first));
        }
    }
    e.link_count = 0;
    by_use_.erase(by_use_.iterator_to(e));
    bytes_ -= e.bytes;
    gone.push_back(entries_.extract(entries_.find(*e.key)));
}

std::size_t memory_cache::cost(const cache_key& key, const cached_answer& answer) noexcept {
    std::size_t all = map_node<map::value_type>;
    for (const auto* text : {&key.account, &key.url, &key.media_type, &key.currency})
        all += outside(*text);
    constexpr std::size_t counters = 16; // of the shared pointer, in one block with the answer
    all += heap_block(sizeof(cached_answer) + counters) + outside(answer.body);
    if (!answer.headers.empty())
        all += heap_block(std::bit_ceil(answer.headers.size()) * sizeof(http::header));
    for (const auto& field : answer.headers)
        all += outside(field.name) + outside(field.value);
    all += heap_block(answer.tags.capacity() * sizeof(std::string));
    for (const auto& tag : answer.tags)
        all += outside(tag);
    constexpr std::size_t array_length = 8;
    return all + heap_block((answer.tags.size() + 1) * sizeof(label_link) + array_length);
}

std::size_t memory_cache::total() const noexcept {
    return bytes_ + heap_block(entries_.bucket_count() * sizeof(void*)) +
           heap_block(labels_.bucket_count() * sizeof(void*));
}

std::size_t memory_cache::accounted_bytes() const {
    const std::lock_guard lock(mutex_);
    return total();
}

std::size_t memory_cache::entries() const {
    const std::lock_guard lock(mutex_);
    return entries_.size();
}

std::shared_ptr<response_cache> make_memory_cache(const memory_cache_params& params) {
    return std::make_shared<memory_cache>(params);
}

} // namespace segue::traffic
