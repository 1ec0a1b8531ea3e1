#pragma once

#include <segue/traffic/response_cache.hpp>

#include <boost/intrusive/list.hpp>

#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace segue::traffic {

/// The cache in memory: one map under one mutex, the order of use and an index of tags in lists through its
/// nodes.
///
/// What is let go is destroyed after the mutex: freeing a body takes longer than finding one.
class memory_cache final : public response_cache {
public:
    explicit memory_cache(const memory_cache_params& params);
    ~memory_cache() override;

    asio::awaitable<cache_hit> find(const cache_key& key, wall_time now) override;
    asio::awaitable<void> store(cache_key key, std::shared_ptr<const cached_answer> answer) override;
    asio::awaitable<std::size_t> drop(cache_filter which) override;
    std::optional<cache_hit> find_at_once(const cache_key& key, wall_time now) override;
    bool store_at_once(cache_key& key, std::shared_ptr<const cached_answer>& answer) override;

    /// The same without a coroutine.
    cache_hit look_up(const cache_key& key, wall_time now);
    void put(cache_key key, std::shared_ptr<const cached_answer> answer);
    std::size_t remove(const cache_filter& which);

    /// What it takes by its own account, in bytes of the heap.
    std::size_t accounted_bytes() const;
    std::size_t entries() const;

private:
    struct entry;
    struct label;
    /// One entry's place in the list of one label.
    struct label_link : boost::intrusive::list_base_hook<> {
        entry* of = nullptr;
        std::pair<const std::string, label>* under = nullptr;
    };
    /// The entries of one account, or of one tag.
    struct label {
        boost::intrusive::list<label_link, boost::intrusive::constant_time_size<false>> links;
    };
    struct entry : boost::intrusive::list_base_hook<> {
        const cache_key* key = nullptr;
        std::shared_ptr<const cached_answer> answer;
        std::unique_ptr<label_link[]> links; // the account's first, then one a tag
        std::size_t link_count = 0;
        std::size_t bytes = 0;
        bool spoiled = false; // was seen to be from the future: is never fresh again
    };
    struct key_hash {
        // Not noexcept, on purpose: else the standard map takes it for a quick one and computes it again for
        // the neighbours in the table.
        std::size_t operator()(const cache_key& key) const;
    };
    using map = std::unordered_map<cache_key, entry, key_hash>;
    using labels = std::unordered_map<std::string, label>;
    using dead = std::vector<map::node_type>;

    static std::size_t cost(const cache_key& key, const cached_answer& answer) noexcept;
    std::size_t total() const noexcept;
    void insert(cache_key key, std::shared_ptr<const cached_answer> answer, std::size_t bytes);
    void attach(entry& e, std::string name);
    void let_go(entry& e, dead& gone);

    const std::size_t max_bytes_;
    const std::chrono::seconds stale_for_;
    mutable std::mutex mutex_;
    map entries_;
    labels labels_;
    boost::intrusive::list<entry, boost::intrusive::constant_time_size<false>> by_use_; // oldest first
    std::size_t bytes_ = 0; // entries and labels; buckets come on top
};

} // namespace segue::traffic
