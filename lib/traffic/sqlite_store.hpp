#pragma once

#include "traffic/cache_file.hpp"
#include "traffic/sqlite_database.hpp"

#include <segue/traffic/sqlite_cache.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace segue::traffic {

/// A cache's file and what is done with it, one thing at a time and blocking. Throws nothing: trouble goes to
/// the observer.
///
/// Everything that writes is one transaction with what had been put off: uses, entries found bad, and drops
/// that failed. The order of use is a table of its own, because a use would otherwise rewrite the answer.
class sqlite_store {
public:
    /// A filter that owns what it names.
    struct filter {
        std::optional<std::string> account;
        std::vector<std::string> tags;

        bool is_for_all() const noexcept { return !account && tags.empty(); }
    };

    sqlite_store(
        std::string path, const sqlite_cache_params& params, std::shared_ptr<cache_observer> observer);
    ~sqlite_store();
    sqlite_store(const sqlite_store&) = delete;
    sqlite_store& operator=(const sqlite_store&) = delete;

    cache_hit find(const cache_key& key, wall_time now) noexcept;
    void store(const cache_key& key, const cached_answer& answer) noexcept;
    std::size_t drop(filter which) noexcept;

    /// The file's name, for tests and messages.
    const std::string& file() const noexcept { return file_.name(); }
    /// Lets the file grow to so many pages and no further, as a full disk would. For tests.
    void limit_pages(std::int64_t pages) noexcept { page_limit_ = pages; }

private:
    struct connection;
    /// What is to be written about an entry when something is written anyway.
    struct note {
        std::uint64_t use = 0; // counts up; the order of use
        bool spoiled = false;  // was seen to be from the future: is never fresh again
        bool gone = false;     // is too old or damaged
    };
    using notes = std::unordered_map<std::int64_t, note>;

    template <class Work>
    auto guarded(Work work) noexcept -> decltype(work());
    template <class Work>
    void write(Work work);

    bool ready();
    void open();
    std::unique_ptr<connection> try_open(sqlite_database::access how);
    void close(bool tidily) noexcept;
    void put_off_opening() noexcept;
    void recover(const sqlite_error& e);
    void set_aside(const std::string& why);

    cache_hit read(const cache_key& key, wall_time now);
    std::size_t remove(const filter& which);
    void insert(const cache_key& key, const cached_answer& answer, const std::string& about);
    void make_room(std::size_t bytes);
    void write_notes();
    bool is_owed(const cache_key& key, const std::vector<std::string>& tags) const;
    void owe(filter which);
    void reclaim() noexcept;

    void report(cache_problem problem, const std::string& text) noexcept;
    void all_well(std::initializer_list<cache_problem> problems) noexcept;

    cache_file file_;
    const sqlite_cache_params params_;
    const std::shared_ptr<cache_observer> observer_;
    std::unique_ptr<connection> open_;
    std::optional<cache_file::identity> opened_;
    bool unchanging_ = false; // opened as a file that nobody changes
    int skip_ = 0;            // operations until the next attempt to open
    unsigned reported_ = 0;   // a bit for each problem
    std::int64_t page_limit_ = 0;
    notes notes_;
    std::uint64_t uses_ = 0;
    std::vector<filter> owed_; // drops that could not be written
};

} // namespace segue::traffic
