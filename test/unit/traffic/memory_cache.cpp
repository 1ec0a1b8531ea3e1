#include "traffic/memory_cache.hpp"

#include "unit/traffic/noon.hpp"

#include <segue/base/blocking.hpp>

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <cmath>
#include <iostream>
#include <malloc.h>
#include <random>
#include <stdexcept>
#include <thread>
#include <tuple>

namespace segue::traffic {
namespace {

using namespace std::chrono_literals;

#ifdef SEGUE_TEST_SANITIZED
constexpr bool sanitized = true;
#else
constexpr bool sanitized = false;
#endif

cache_key key(const std::string& path, const std::string& account = {}) {
    cache_key k;
    k.account = account;
    k.url = "https://api.discogs.test:443" + path;
    return k;
}

std::shared_ptr<const cached_answer>
answer(std::string body, std::vector<std::string> tags = {}, std::chrono::seconds lifetime = 60s) {
    auto a = std::make_shared<cached_answer>();
    a->body = std::move(body);
    a->tags = std::move(tags);
    a->stored_at = noon;
    a->lifetime = lifetime;
    return a;
}

memory_cache_params small(std::size_t max_bytes) {
    memory_cache_params p;
    p.max_bytes = max_bytes;
    return p;
}

constexpr std::size_t kilobyte = 1024;

TEST(memory_cache, need_not_wait_for_anything) {
    const auto cache = make_memory_cache();
    auto kept = answer("one");
    const auto shared = kept;
    auto k = key("/1");
    EXPECT_EQ(cache->find_at_once(k, noon)->state, freshness::absent);
    EXPECT_TRUE(cache->store_at_once(k, kept));
    const auto same = key("/1");
    const auto hit = cache->find_at_once(same, noon);
    ASSERT_TRUE(hit);
    EXPECT_EQ(hit->state, freshness::fresh);
    EXPECT_EQ(hit->answer, shared);
}

TEST(memory_cache, finds_what_was_stored_and_shares_it) {
    blocking loop;
    const auto cache = make_memory_cache();
    const auto kept = answer("one");
    loop.wait(cache->store(key("/1"), kept));
    const auto k = key("/1");
    auto hit = loop.wait(cache->find(k, noon + 59s));
    EXPECT_EQ(hit.state, freshness::fresh);
    EXPECT_EQ(hit.answer, kept) << "the same object: nothing is copied";
    hit = loop.wait(cache->find(k, noon + 60s));
    EXPECT_EQ(hit.state, freshness::stale);
    EXPECT_EQ(hit.answer, kept);
    const auto other = key("/2");
    hit = loop.wait(cache->find(other, noon));
    EXPECT_EQ(hit.state, freshness::absent);
    EXPECT_FALSE(hit.answer);
    EXPECT_EQ(loop.wait(cache->drop({})), 1U);
    EXPECT_EQ(loop.wait(cache->find(k, noon)).state, freshness::absent);
}

TEST(memory_cache, each_account_has_its_own) {
    memory_cache cache({});
    cache.put(key("/1", "me"), answer("mine"));
    EXPECT_FALSE(cache.look_up(key("/1", "you"), noon).answer);
    EXPECT_FALSE(cache.look_up(key("/1"), noon).answer);
    cache.put(key("/1", "you"), answer("yours"));
    EXPECT_EQ(cache.look_up(key("/1", "me"), noon).answer->body, "mine");
    EXPECT_EQ(cache.look_up(key("/1", "you"), noon).answer->body, "yours");
}

TEST(memory_cache, later_answer_takes_the_place_of_the_earlier) {
    memory_cache cache({});
    cache.put(key("/1"), answer("old", {"a"}));
    const auto bytes = cache.accounted_bytes();
    cache.put(key("/1"), answer("new", {"b"}));
    EXPECT_EQ(cache.entries(), 1U);
    EXPECT_EQ(cache.accounted_bytes(), bytes);
    EXPECT_EQ(cache.look_up(key("/1"), noon).answer->body, "new");
    constexpr std::array<std::string_view, 1> old_tag{"a"};
    EXPECT_EQ(cache.remove({.tags = old_tag}), 0U);
}

TEST(memory_cache, entry_too_old_for_any_use_is_let_go) {
    memory_cache_params p;
    p.stale_for = 10s;
    memory_cache cache(p);
    cache.put(key("/1"), answer("one"));
    EXPECT_EQ(cache.look_up(key("/1"), noon + 70s).state, freshness::absent);
    EXPECT_EQ(cache.entries(), 0U);
}

TEST(memory_cache, clock_set_back_makes_no_entry_fresh_again) {
    memory_cache cache({});
    cache.put(key("/1"), answer("one"));
    EXPECT_EQ(cache.look_up(key("/1"), noon - 1h).state, freshness::stale);
    EXPECT_EQ(cache.look_up(key("/1"), noon + 1s).state, freshness::stale) << "seen in the future once";
    EXPECT_EQ(cache.look_up(key("/1"), noon + 48h).state, freshness::absent);
}

TEST(memory_cache, least_recently_used_goes_first) {
    memory_cache cache(small(64 * kilobyte));
    const std::string body(10 * kilobyte, 'x');
    for (const auto* path : {"/1", "/2", "/3", "/4", "/5"})
        cache.put(key(path), answer(body));
    EXPECT_EQ(cache.entries(), 5U);
    EXPECT_TRUE(cache.look_up(key("/1"), noon).answer);
    cache.put(key("/6"), answer(body));
    cache.put(key("/7"), answer(body));
    EXPECT_TRUE(cache.look_up(key("/1"), noon).answer) << "was used";
    EXPECT_FALSE(cache.look_up(key("/2"), noon).answer);
    EXPECT_TRUE(cache.look_up(key("/7"), noon).answer);
    EXPECT_LE(cache.accounted_bytes(), 64 * kilobyte);
}

TEST(memory_cache, answer_larger_than_a_quarter_is_not_kept_and_takes_nothing_away) {
    memory_cache cache(small(64 * kilobyte));
    cache.put(key("/1"), answer("small"));
    cache.put(key("/2"), answer(std::string(16 * kilobyte, 'x')));
    EXPECT_TRUE(cache.look_up(key("/1"), noon).answer);
    EXPECT_FALSE(cache.look_up(key("/2"), noon).answer);
    cache.put(key("/1"), answer(std::string(16 * kilobyte, 'x')));
    EXPECT_FALSE(cache.look_up(key("/1"), noon).answer) << "the old answer is not the answer any more";
}

TEST(memory_cache, drop_removes_what_is_meant_and_nothing_else) {
    memory_cache cache({});
    cache.put(key("/1", "me"), answer("", {"release:1", "artist:1"}));
    cache.put(key("/2", "me"), answer("", {"release:2", "artist:1", "artist:1"}));
    cache.put(key("/2", "you"), answer("", {"release:2", "artist:1"}));
    cache.put(key("/3"), answer(""));
    const auto empty = memory_cache({}).accounted_bytes();
    constexpr std::array<std::string_view, 2> tags{"artist:1", "release:2"};
    constexpr std::array<std::string_view, 1> unknown{"label:1"};
    EXPECT_EQ(cache.remove({.tags = unknown}), 0U);
    EXPECT_EQ(cache.remove({.account = "nobody"}), 0U);
    EXPECT_EQ(cache.remove({.account = "me", .tags = tags}), 2U);
    EXPECT_TRUE(cache.look_up(key("/2", "you"), noon).answer);
    EXPECT_EQ(cache.remove({.account = ""}), 1U);
    EXPECT_FALSE(cache.look_up(key("/3"), noon).answer);
    EXPECT_EQ(cache.remove({.tags = tags}), 1U);
    EXPECT_EQ(cache.entries(), 0U);
    cache.put(key("/4"), answer("", {"a"}));
    EXPECT_EQ(cache.remove({}), 1U);
    EXPECT_LE(cache.accounted_bytes(), empty + kilobyte) << "no label stays; the tables may";
}

TEST(memory_cache, params_out_of_range_are_refused) {
    EXPECT_THROW(std::ignore = make_memory_cache(small(64 * kilobyte - 1)), std::invalid_argument);
    memory_cache_params p;
    p.stale_for = -1s;
    EXPECT_THROW(std::ignore = make_memory_cache(p), std::invalid_argument);
    p.stale_for = 0s;
    EXPECT_TRUE(make_memory_cache(p));
}

TEST(memory_cache, answer_outlives_its_entry_and_the_cache) {
    cache_hit hit;
    {
        memory_cache cache({});
        cache.put(key("/1"), answer("one"));
        hit = cache.look_up(key("/1"), noon);
        cache.remove({});
    }
    ASSERT_TRUE(hit.answer);
    EXPECT_EQ(hit.answer->body, "one");
}

// Against a plain model: whatever is found is what was stored last, and what was dropped is gone.
TEST(memory_cache, random_work_agrees_with_a_model) {
    std::mt19937 random(7);
    const auto below = [&](unsigned n) { return static_cast<int>(random() % n); };
    memory_cache cache(small(256 * kilobyte));
    std::unordered_map<std::string, std::shared_ptr<const cached_answer>> model;
    std::size_t hits = 0;
    for (int step = 0; step < 20'000; ++step) {
        const auto account = "account " + std::to_string(below(3));
        const auto path = "/" + std::to_string(below(200));
        const auto name = account + path;
        if (const int what = below(100); what < 45) {
            const std::vector<std::string> tags(
                static_cast<std::size_t>(below(3)), "t" + std::to_string(below(10)));
            auto a = answer(std::string(static_cast<std::size_t>(below(6000)), 'x'), tags);
            model[name] = a;
            cache.put(key(path, account), a);
        } else if (what < 98) {
            if (const auto hit = cache.look_up(key(path, account), noon); hit.answer) {
                ++hits;
                const auto wanted = model.find(name);
                ASSERT_TRUE(wanted != model.end()) << "dropped, and found";
                ASSERT_EQ(hit.answer, wanted->second);
            }
        } else {
            const auto tag = "t" + std::to_string(below(10));
            const std::array<std::string_view, 1> tags{tag};
            const cache_filter which{.account = account, .tags = tags};
            cache.remove(which);
            std::erase_if(model, [&](const auto& each) {
                return each.first.starts_with(account + "/") && matches(which, account, each.second->tags);
            });
        }
        ASSERT_LE(cache.accounted_bytes(), 256 * kilobyte);
    }
    EXPECT_GT(hits, 1000U);
    cache.remove({});
    EXPECT_EQ(cache.entries(), 0U);
}

TEST(memory_cache, threads_share_it) {
    memory_cache cache(small(128 * kilobyte));
    std::atomic<bool> wrong = false;
    std::atomic<int> hits = 0;
    const auto work = [&](unsigned seed) {
        std::mt19937 random(seed);
        for (int step = 0; step < (sanitized ? 3'000 : 20'000); ++step) {
            const auto account = std::to_string(random() % 2);
            const auto path = "/" + std::to_string(random() % 60);
            switch (random() % 8) {
            case 0:
            case 1:
                cache.put(
                    key(path, account), answer(account + path + std::string(random() % 4000, 'x'), {path}));
                break;
            case 2: {
                const std::array<std::string_view, 1> tags{path};
                if (random() % 16 == 0)
                    cache.remove({.account = account, .tags = tags});
                break;
            }
            default:
                if (const auto hit = cache.look_up(key(path, account), noon); hit.answer) {
                    ++hits;
                    if (!hit.answer->body.starts_with(account + path))
                        wrong = true;
                }
            }
        }
    };
    std::vector<std::thread> threads;
    for (unsigned i = 1; i <= 4; ++i)
        threads.emplace_back(work, i);
    for (auto& t : threads)
        t.join();
    EXPECT_FALSE(wrong) << "an answer of another key";
    EXPECT_GT(hits, 100);
    EXPECT_LE(cache.accounted_bytes(), 128 * kilobyte);
}

// A million keys: the bound holds at every step, and the account agrees with what the heap itself says.
TEST(memory_cache, soak_stays_under_its_bound_by_the_heaps_own_count) {
    const int keys = sanitized ? 20'000 : 1'000'000;
    constexpr std::size_t bound = std::size_t{16} * 1024 * 1024;
    const auto heap = [] {
        const auto info = ::mallinfo2();
        return info.uordblks + info.hblkhd;
    };
    const auto before = heap();
    memory_cache cache(small(bound));
    std::mt19937 random(11);
    std::size_t most = 0;
    double worst = 0;
    for (int i = 0; i < keys; ++i) {
        auto a = std::make_shared<cached_answer>();
        a->body.assign(random() % 8 == 0 ? random() % 20'000 : random() % 700, 'x');
        a->headers.add("Content-Type", "application/json; charset=utf-8");
        a->headers.add("ETag", "\"0123456789abcdef0123456789abcdef\"");
        a->tags = {"release:" + std::to_string(i), "artist:" + std::to_string(i % 1000)};
        a->stored_at = noon;
        a->lifetime = 60s;
        cache.put(key("/releases/" + std::to_string(i), "an account"), std::move(a));
        const auto accounted = cache.accounted_bytes();
        ASSERT_LE(accounted, bound);
        most = std::max(most, accounted);
        if (!sanitized && i > 10'000 && i % 997 == 0) {
            const auto real = static_cast<double>(heap() - before);
            worst = std::max(worst, std::abs(static_cast<double>(accounted) / real - 1));
        }
    }
    EXPECT_GT(most, bound * 9 / 10) << "it was full";
    std::cout << keys << " keys, " << cache.entries() << " kept, " << most << " bytes at most, off by "
              << worst * 100 << " % at worst\n";
    if (!sanitized) {
        EXPECT_GT(worst, 0);
        EXPECT_LT(worst, 0.2);
    }
}

} // namespace
} // namespace segue::traffic
