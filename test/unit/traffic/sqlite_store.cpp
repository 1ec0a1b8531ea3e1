#include "traffic/sqlite_store.hpp"

#include "support/cache_folder.hpp"
#include "support/without_root.hpp"
#include "unit/traffic/noon.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <random>
#include <sqlite3.h>
#include <sstream>

namespace segue::traffic {
namespace {

using namespace std::chrono_literals;
using test::cache_folder;
using test::troubles;
using test::without_root;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::uint64_t megabyte = std::uint64_t{1024} * 1024;

cache_key key(const std::string& path, const std::string& account = {}) {
    cache_key k;
    k.account = account;
    k.url = "https://api.discogs.test:443" + path;
    return k;
}

cached_answer answer(std::string body, std::vector<std::string> tags = {}) {
    cached_answer a;
    a.body = std::move(body);
    a.tags = std::move(tags);
    a.stored_at = noon;
    a.lifetime = 60s;
    return a;
}

// Text that no packing makes smaller, another for each number.
std::string noise(unsigned seed, std::size_t size) {
    std::mt19937 random(seed);
    std::string text(size, '\0');
    for (auto& c : text)
        c = static_cast<char>(random());
    return text;
}

sqlite_store::filter of_account(std::string account) {
    return {std::move(account), {}};
}

sqlite_store::filter with_tag(std::string tag) {
    return {std::nullopt, {std::move(tag)}};
}

sqlite_cache_params impatient() {
    sqlite_cache_params p;
    p.busy_timeout = 0ms;
    return p;
}

std::string body_of(const cache_hit& hit) {
    return hit.answer ? hit.answer->body : "(nothing)";
}

std::string contents(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream all;
    all << in.rdbuf();
    return all.str();
}

void overwrite(const std::string& file, const std::string& text) {
    std::ofstream(file, std::ios::binary | std::ios::trunc) << text;
}

mode_t mode_of(const std::string& file) {
    struct stat found{};
    return ::stat(file.c_str(), &found) == 0 ? found.st_mode & 0777 : 0;
}

// Does something to the file behind the store's back, as another program could.
std::int64_t behind_its_back(const std::string& file, const std::string& sql) {
    sqlite_database db(file, sqlite_database::access::normal, 5s);
    std::int64_t first = 0;
    if (sql.starts_with("SELECT"))
        first = db.number(sql);
    else
        db.execute(sql.c_str());
    return first;
}

// --- what it is for
// ------------------------------------------------------------------------------------------------

TEST(sqlite_store, gives_back_exactly_what_was_stored) {
    const cache_folder folder;
    const auto seen = std::make_shared<troubles>();
    const std::string odd("\0\xff\xfe'\"\\\n\xc3\xa9", 9);
    cache_key k = key("/1" + odd, "me" + odd);
    k.method = http::method::head;
    k.media_type = odd;
    k.currency = "EUR";
    auto a = answer(noise(1, 100'000), {"release:1", odd, ""});
    a.status = 203;
    a.headers.add("Content-Type", "application/json");
    a.headers.add("Link", odd);
    a.headers.add("link", "");
    a.stored_at = noon + 123'456'789ns;
    a.lifetime = std::chrono::hours(24 * 365);
    for (const bool again : {false, true}) {
        sqlite_store store(folder / "c", {}, seen);
        if (!again)
            store.store(k, a);
        const auto hit = store.find(k, noon + 1s);
        ASSERT_TRUE(hit.answer) << again;
        EXPECT_EQ(hit.state, freshness::fresh);
        EXPECT_EQ(hit.answer->status, 203);
        EXPECT_EQ(hit.answer->headers, a.headers);
        EXPECT_EQ(hit.answer->body, a.body);
        EXPECT_EQ(hit.answer->stored_at, a.stored_at);
        EXPECT_EQ(hit.answer->lifetime, a.lifetime);
        EXPECT_EQ(hit.answer->tags, a.tags);
    }
    EXPECT_THAT(seen->problems(), IsEmpty()) << seen->text();
}

TEST(sqlite_store, every_part_of_the_key_counts) {
    const cache_folder folder;
    sqlite_store store(folder / "c", {}, nullptr);
    const auto k = key("/1", "me");
    store.store(k, answer("mine"));
    std::vector<cache_key> others(5, k);
    others[0].account = "you";
    others[1].account = "";
    others[2].method = http::method::head;
    others[3].media_type = "text/plain";
    others[4].currency = "EUR";
    for (std::size_t i = 0; i < others.size(); ++i) {
        EXPECT_EQ(body_of(store.find(others[i], noon)), "(nothing)") << i;
        store.store(others[i], answer(std::to_string(i)));
    }
    EXPECT_EQ(body_of(store.find(k, noon)), "mine");
    for (std::size_t i = 0; i < others.size(); ++i)
        EXPECT_EQ(body_of(store.find(others[i], noon)), std::to_string(i));
}

TEST(sqlite_store, later_answer_takes_the_place_of_the_earlier) {
    const cache_folder folder;
    sqlite_store store(folder / "c", {}, nullptr);
    store.store(key("/1"), answer("old", {"a"}));
    store.store(key("/1"), answer("new", {"b"}));
    EXPECT_EQ(body_of(store.find(key("/1"), noon)), "new");
    EXPECT_EQ(store.drop(with_tag("a")), 0U);
    EXPECT_EQ(store.drop(with_tag("b")), 1U);
}

TEST(sqlite_store, age_decides_what_an_entry_is_good_for) {
    const cache_folder folder;
    sqlite_cache_params p;
    p.stale_for = 10s;
    sqlite_store store(folder / "c", p, nullptr);
    store.store(key("/1"), answer("one"));
    EXPECT_EQ(store.find(key("/1"), noon + 59s).state, freshness::fresh);
    EXPECT_EQ(store.find(key("/1"), noon + 60s).state, freshness::stale);
    EXPECT_EQ(store.find(key("/1"), noon + 70s).state, freshness::absent);
    store.store(key("/2"), answer("two"));
    EXPECT_EQ(behind_its_back(store.file(), "SELECT count(*) FROM entry"), 1)
        << "removed with the next write";
}

TEST(sqlite_store, clock_set_back_makes_no_entry_fresh_again) {
    const cache_folder folder;
    {
        sqlite_store store(folder / "c", {}, nullptr);
        store.store(key("/1"), answer("one"));
        EXPECT_EQ(store.find(key("/1"), noon - 1h).state, freshness::stale);
        EXPECT_EQ(store.find(key("/1"), noon + 1s).state, freshness::stale);
        store.store(key("/2"), answer("two"));
        EXPECT_EQ(store.find(key("/1"), noon + 1s).state, freshness::stale);
    }
    sqlite_store store(folder / "c", {}, nullptr);
    EXPECT_EQ(store.find(key("/1"), noon + 1s).state, freshness::stale) << "the file knows";
    store.store(key("/1"), answer("newer"));
    EXPECT_EQ(store.find(key("/1"), noon + 1s).state, freshness::fresh);
}

TEST(sqlite_store, drop_removes_what_is_meant_and_nothing_else) {
    const cache_folder folder;
    sqlite_store store(folder / "c", {}, nullptr);
    store.store(key("/1", "me"), answer("", {"release:1", "artist:1"}));
    store.store(key("/2", "me"), answer("", {"release:2", "artist:1", "artist:1"}));
    store.store(key("/2", "you"), answer("", {"release:2", "artist:1"}));
    store.store(key("/3"), answer(""));
    EXPECT_EQ(store.drop(with_tag("label:1")), 0U);
    EXPECT_EQ(store.drop(of_account("nobody")), 0U);
    EXPECT_EQ(store.drop({"me", {"artist:1", "release:2"}}), 2U);
    EXPECT_TRUE(store.find(key("/2", "you"), noon).answer);
    EXPECT_EQ(store.drop(of_account("")), 1U);
    EXPECT_FALSE(store.find(key("/3"), noon).answer);
    EXPECT_EQ(store.drop({}), 1U);
    for (const auto* table : {"entry", "recency", "tag"})
        EXPECT_EQ(behind_its_back(store.file(), "SELECT count(*) FROM " + std::string(table)), 0) << table;
}

TEST(sqlite_store, what_an_account_had_leaves_the_disk_with_it) {
    const cache_folder folder;
    sqlite_store store(folder / "c", {}, nullptr);
    const std::string secret = "my very private collection";
    for (int i = 0; i < 40; ++i)
        store.store(key("/" + std::to_string(i), "me"), answer(secret + std::string(9000, 'x')));
    store.store(key("/1", "you"), answer("yours"));
    EXPECT_EQ(store.drop(of_account("me")), 40U);
    for (const auto& each : std::filesystem::directory_iterator(folder.path()))
        EXPECT_EQ(contents(each.path()).find(secret), std::string::npos) << each.path();
    EXPECT_LT(std::filesystem::file_size(store.file()), 100'000U);
    EXPECT_EQ(body_of(store.find(key("/1", "you"), noon)), "yours");
}

// --- bounds
// --------------------------------------------------------------------------------------------------------

TEST(sqlite_store, file_stays_under_its_bound_and_the_least_recently_used_goes_first) {
    const cache_folder folder;
    const auto seen = std::make_shared<troubles>();
    sqlite_cache_params p;
    p.max_bytes = megabyte;
    sqlite_store store(folder / "c", p, seen);
    store.store(key("/hot"), answer("hot"));
    for (unsigned i = 0; i < 300; ++i) {
        store.store(
            key("/" + std::to_string(i)),
            answer(noise(i, 1000 + i * 37 % 20'000), {"t", "u" + std::to_string(i)}));
        ASSERT_EQ(body_of(store.find(key("/hot"), noon)), "hot") << i;
        ASSERT_LE(std::filesystem::file_size(store.file()), megabyte) << i;
    }
    EXPECT_FALSE(store.find(key("/0"), noon).answer);
    EXPECT_TRUE(store.find(key("/299"), noon).answer);
    EXPECT_GT(behind_its_back(store.file(), "SELECT sum(length(body)) FROM entry"), 500'000) << "it was full";
    EXPECT_EQ(
        behind_its_back(store.file(), "SELECT count(*) FROM tag WHERE id NOT IN (SELECT id FROM entry)"), 0);
    EXPECT_THAT(seen->problems(), IsEmpty()) << seen->text();
}

TEST(sqlite_store, order_of_use_outlives_the_process) {
    const cache_folder folder;
    sqlite_cache_params p;
    p.max_bytes = megabyte;
    {
        sqlite_store store(folder / "c", p, nullptr);
        store.store(key("/first"), answer("first"));
        for (unsigned i = 0; i < 20; ++i)
            store.store(key("/" + std::to_string(i)), answer(noise(i, 20'000)));
        EXPECT_TRUE(store.find(key("/first"), noon).answer);
    }
    sqlite_store store(folder / "c", p, nullptr);
    for (unsigned i = 100; i < 125; ++i)
        store.store(key("/" + std::to_string(i)), answer(noise(i, 20'000)));
    EXPECT_FALSE(store.find(key("/0"), noon).answer);
    EXPECT_TRUE(store.find(key("/first"), noon).answer) << "its use was noted when the first store closed";
}

TEST(sqlite_store, hits_write_nothing_until_there_are_many) {
    const cache_folder folder;
    sqlite_store store(folder / "c", {}, nullptr);
    for (int i = 0; i < 300; ++i)
        store.store(key("/" + std::to_string(i)), answer("x"));
    const auto state = [&] { return contents(store.file()) + contents(store.file() + "-wal"); };
    const auto before = state();
    for (int round = 0; round < 20; ++round)
        for (int i = 0; i < 255; ++i)
            EXPECT_TRUE(store.find(key("/" + std::to_string(i)), noon).answer);
    EXPECT_TRUE(state() == before) << "5,100 hits";
    for (int i = 255; i < 257; ++i)
        EXPECT_TRUE(store.find(key("/" + std::to_string(i)), noon).answer);
    EXPECT_FALSE(state() == before) << "noted together";
}

TEST(sqlite_store, answer_larger_than_a_quarter_is_not_kept) {
    const cache_folder folder;
    sqlite_cache_params p;
    p.max_bytes = megabyte;
    sqlite_store store(folder / "c", p, nullptr);
    store.store(key("/1"), answer("small"));
    store.store(key("/2"), answer("small"));
    store.store(key("/1"), answer(noise(1, megabyte / 4)));
    EXPECT_FALSE(store.find(key("/1"), noon).answer) << "the old answer is not the answer any more";
    EXPECT_TRUE(store.find(key("/2"), noon).answer);
}

TEST(sqlite_store, smaller_bound_shrinks_the_file) {
    const cache_folder folder;
    {
        sqlite_store store(folder / "c", {}, nullptr);
        for (unsigned i = 0; i < 150; ++i)
            store.store(key("/" + std::to_string(i)), answer(noise(i, 20'000)));
    }
    EXPECT_GT(std::filesystem::file_size(folder / "c"), 2 * megabyte);
    sqlite_cache_params p;
    p.max_bytes = megabyte;
    sqlite_store store(folder / "c", p, nullptr);
    EXPECT_TRUE(store.find(key("/149"), noon).answer);
    EXPECT_FALSE(store.find(key("/0"), noon).answer);
    EXPECT_LE(std::filesystem::file_size(folder / "c"), megabyte);
}

// --- files and rights
// ----------------------------------------------------------------------------------------------

TEST(sqlite_store, files_and_directories_are_made_for_their_owner_only) {
    const cache_folder folder;
    const auto mask = ::umask(0);
    {
        sqlite_store store(folder / "a/b/", {}, nullptr);
        EXPECT_EQ(store.file(), folder / "a/b/segue-cache.sqlite");
        store.store(key("/1"), answer("one"));
        EXPECT_EQ(mode_of(folder / "a"), 0700U);
        EXPECT_EQ(mode_of(folder / "a/b"), 0700U);
        int files = 0;
        for (const auto& each : std::filesystem::directory_iterator(folder / "a/b")) {
            EXPECT_EQ(mode_of(each.path()), 0600U) << each.path();
            ++files;
        }
        EXPECT_EQ(files, 4) << "file, log, index of the log, lock";
    }
    ::umask(mask);
    EXPECT_EQ(sqlite_store(folder / "a/b", {}, nullptr).file(), folder / "a/b/segue-cache.sqlite");
}

TEST(sqlite_store, file_that_others_may_read_is_closed_to_them) {
    const cache_folder folder;
    sqlite_store(folder / "c", {}, nullptr).store(key("/1"), answer("one"));
    ::chmod((folder / "c").c_str(), 0664);
    sqlite_store store(folder / "c", {}, nullptr);
    EXPECT_EQ(body_of(store.find(key("/1"), noon)), "one");
    EXPECT_EQ(mode_of(folder / "c"), 0600U);
}

TEST(sqlite_store, nothing_is_opened_before_it_is_asked) {
    const cache_folder folder;
    {
        const sqlite_store store(folder / "c", {}, nullptr);
    }
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(sqlite_store, path_that_cannot_be_is_reported_and_tried_again) {
    const cache_folder folder;
    overwrite(folder / "file", "");
    const auto seen = std::make_shared<troubles>();
    sqlite_store store(folder / "file/c", {}, seen);
    for (int i = 0; i < 20; ++i) {
        store.store(key("/1"), answer("one"));
        EXPECT_FALSE(store.find(key("/1"), noon).answer);
    }
    EXPECT_EQ(store.drop({}), 0U);
    EXPECT_THAT(seen->problems(), ElementsAre(cache_problem::unavailable));
    std::filesystem::remove(folder / "file");
    for (int i = 0; i < 40; ++i)
        store.store(key("/1"), answer("one"));
    EXPECT_EQ(body_of(store.find(key("/1"), noon)), "one");
    // And a thing that is no file.
    std::filesystem::create_directories(folder / "d/segue-cache.sqlite");
    sqlite_store other(folder / "d/", {}, seen);
    EXPECT_FALSE(other.find(key("/1"), noon).answer);
    EXPECT_THAT(seen->problems(), ElementsAre(cache_problem::unavailable, cache_problem::unavailable));
}

TEST(sqlite_store, read_only_file_is_read_and_its_drops_are_kept_in_mind) {
    const cache_folder folder;
    {
        sqlite_store store(folder / "c", {}, nullptr);
        store.store(key("/1", "me"), answer("mine", {"a"}));
        store.store(key("/1", "you"), answer("yours", {"b"}));
        store.store(key("/2", "you"), answer("two", {"c"}));
    }
    for (const auto* name : {"c", "c.lock"})
        without_root::give(folder / name);
    without_root::give(folder.path());
    ::chmod((folder / "c").c_str(), 0400);
    const auto before = contents(folder / "c");
    {
        const without_root as_nobody;
        const auto seen = std::make_shared<troubles>();
        sqlite_store store(folder / "c", {}, seen);
        EXPECT_EQ(body_of(store.find(key("/1", "me"), noon)), "mine");
        EXPECT_THAT(seen->problems(), IsEmpty()) << seen->text();
        for (int i = 0; i < 3; ++i)
            store.store(key("/3"), answer("three"));
        EXPECT_FALSE(store.find(key("/3"), noon).answer);
        EXPECT_THAT(seen->problems(), ElementsAre(cache_problem::read_only)) << seen->text();
        EXPECT_EQ(store.drop(of_account("me")), 0U);
        EXPECT_FALSE(store.find(key("/1", "me"), noon).answer) << "dropped, though it is there";
        EXPECT_EQ(body_of(store.find(key("/1", "you"), noon)), "yours");
        store.drop(with_tag("b"));
        EXPECT_FALSE(store.find(key("/1", "you"), noon).answer);
        EXPECT_EQ(body_of(store.find(key("/2", "you"), noon)), "two");
        for (int i = 0; i < 70; ++i)
            store.drop(with_tag("x" + std::to_string(i)));
        EXPECT_FALSE(store.find(key("/2", "you"), noon).answer) << "too many to remember: all";
    }
    EXPECT_TRUE(contents(folder / "c") == before);
    EXPECT_EQ(mode_of(folder / "c"), 0400U);
}

TEST(sqlite_store, read_only_directory_is_read) {
    const cache_folder folder;
    sqlite_store(folder / "c", {}, nullptr).store(key("/1"), answer("one"));
    for (const auto* name : {"c", "c.lock"})
        without_root::give(folder / name);
    without_root::give(folder.path());
    ::chmod(folder.path().c_str(), 0500);
    const without_root as_nobody;
    const auto seen = std::make_shared<troubles>();
    sqlite_store store(folder / "c", {}, seen);
    EXPECT_EQ(body_of(store.find(key("/1"), noon)), "one") << seen->text();
    store.store(key("/2"), answer("two"));
    store.store(key("/2"), answer("two"));
    EXPECT_FALSE(store.find(key("/2"), noon).answer);
    EXPECT_THAT(seen->problems(), ElementsAre(cache_problem::read_only)) << seen->text();
    sqlite_store none(folder / "none", {}, seen);
    EXPECT_FALSE(none.find(key("/1"), noon).answer);
    EXPECT_THAT(seen->problems(), ElementsAre(cache_problem::read_only, cache_problem::unavailable));
}

// --- what may be found under the name
// --------------------------------------------------------------------------------

TEST(sqlite_store, file_that_is_no_database_is_set_aside) {
    const cache_folder folder;
    const std::string letter = "Dear diary, this is not a database." + std::string(5000, '.');
    const auto seen = std::make_shared<troubles>();
    for (int n = 1; n <= 5; ++n) {
        overwrite(folder / "c", letter + std::to_string(n));
        sqlite_store store(folder / "c", {}, seen);
        EXPECT_FALSE(store.find(key("/1"), noon).answer);
        store.store(key("/1"), answer("one"));
        EXPECT_EQ(body_of(store.find(key("/1"), noon)), "one") << n;
        EXPECT_EQ(
            contents(folder / ("c.corrupt-" + std::to_string(std::min(n, 3)))), letter + std::to_string(n));
    }
    EXPECT_FALSE(std::filesystem::exists(folder / "c.corrupt-4"));
    EXPECT_EQ(seen->problems(), std::vector(5, cache_problem::corrupt));
    EXPECT_NE(seen->text().find("set aside as " + folder / "c.corrupt-2"), std::string::npos) << seen->text();
}

TEST(sqlite_store, damage_in_the_middle_never_gives_a_wrong_answer) {
    for (unsigned seed = 0; seed < 40; ++seed) {
        const cache_folder folder;
        std::map<int, std::string> stored;
        {
            sqlite_store store(folder / "c", {}, nullptr);
            for (int i = 0; i < 60; ++i) {
                stored[i] = noise(static_cast<unsigned>(i), 3000);
                store.store(key("/" + std::to_string(i)), answer(stored[i], {"t"}));
            }
        }
        auto bytes = contents(folder / "c");
        std::mt19937 random(seed);
        const auto where = random() % bytes.size();
        const auto length = std::min<std::size_t>(seed % 2 == 0 ? 4 : 20'000, bytes.size() - where);
        for (std::size_t i = 0; i < length; ++i)
            bytes[where + i] = static_cast<char>(random());
        if (seed % 5 == 4)
            bytes.resize(where + 100);
        overwrite(folder / "c", bytes);
        const auto seen = std::make_shared<troubles>();
        sqlite_store store(folder / "c", {}, seen);
        int found = 0;
        for (int i = 0; i < 60; ++i) {
            const auto hit = store.find(key("/" + std::to_string(i)), noon);
            found += hit.answer ? 1 : 0;
            if (hit.answer) {
                ASSERT_EQ(hit.answer->body, stored[i]) << "seed " << seed;
            }
        }
        store.drop(with_tag("t"));
        for (int i = 100; i < 140; ++i)
            store.store(key("/" + std::to_string(i)), answer(noise(static_cast<unsigned>(i), 3000)));
        const auto last = store.find(key("/139"), noon);
        ASSERT_TRUE(last.answer) << "seed " << seed << ": goes on: " << seen->text();
        EXPECT_TRUE(found == 60 || !seen->problems().empty()) << "seed " << seed << ": lost without a word";
    }
}

TEST(sqlite_store, damaged_entry_is_removed_alone) {
    const cache_folder folder;
    const auto seen = std::make_shared<troubles>();
    sqlite_store store(folder / "c", {}, seen);
    for (const auto* path : {"/1", "/2", "/3"})
        store.store(key(path, "me"), answer("body"));
    behind_its_back(store.file(), "UPDATE entry SET body = x'00' WHERE id = 1");
    behind_its_back(store.file(), "UPDATE entry SET account = CAST('you' AS BLOB) WHERE id = 2");
    EXPECT_FALSE(store.find(key("/1", "me"), noon).answer);
    EXPECT_FALSE(store.find(key("/1", "me"), noon).answer);
    EXPECT_FALSE(store.find(key("/2", "you"), noon).answer) << "it was stored for another account";
    EXPECT_EQ(body_of(store.find(key("/3", "me"), noon)), "body");
    EXPECT_THAT(seen->problems(), ElementsAre(cache_problem::corrupt, cache_problem::corrupt));
    store.store(key("/4"), answer("four"));
    EXPECT_EQ(behind_its_back(store.file(), "SELECT count(*) FROM entry"), 2);
}

TEST(sqlite_store, damaged_file_in_use_elsewhere_waits_to_be_set_aside) {
    const cache_folder folder;
    sqlite_store(folder / "c", {}, nullptr).store(key("/1"), answer("one"));
    auto other = std::make_unique<cache_file>(folder / "c");
    ASSERT_EQ(other->join(0ms), cache_file::joined::yes);
    auto bytes = contents(folder / "c");
    bytes.replace(0, 2000, 2000, 'x');
    overwrite(folder / "c", bytes);
    const auto seen = std::make_shared<troubles>();
    sqlite_store store(folder / "c", {}, seen);
    for (int i = 0; i < 100; ++i)
        EXPECT_FALSE(store.find(key("/1"), noon).answer);
    EXPECT_THAT(seen->problems(), ElementsAre(cache_problem::corrupt)) << seen->text();
    EXPECT_TRUE(contents(folder / "c") == bytes);
    other.reset();
    for (int i = 0; i < 40; ++i)
        store.store(key("/1"), answer("new"));
    EXPECT_EQ(body_of(store.find(key("/1"), noon)), "new");
    EXPECT_TRUE(contents(folder / "c.corrupt-1") == bytes);
}

TEST(sqlite_store, file_of_a_later_version_is_left_as_it_is) {
    const cache_folder folder;
    sqlite_store(folder / "c", {}, nullptr).store(key("/1"), answer("one"));
    behind_its_back(folder / "c", "PRAGMA user_version=2");
    const auto before = contents(folder / "c");
    const auto seen = std::make_shared<troubles>();
    {
        sqlite_store store(folder / "c", {}, seen);
        for (int i = 0; i < 100; ++i) {
            store.store(key("/2"), answer("two"));
            EXPECT_FALSE(store.find(key("/1"), noon).answer);
        }
        EXPECT_EQ(store.drop({}), 0U);
    }
    EXPECT_TRUE(contents(folder / "c") == before);
    EXPECT_THAT(seen->problems(), ElementsAre(cache_problem::newer));
}

TEST(sqlite_store, database_of_somebody_else_is_left_as_it_is) {
    const cache_folder folder;
    overwrite(folder / "c", "");
    behind_its_back(folder / "c", "CREATE TABLE address(name TEXT)");
    const auto before = contents(folder / "c");
    const auto seen = std::make_shared<troubles>();
    {
        sqlite_store store(folder / "c", {}, seen);
        store.store(key("/1"), answer("one"));
        store.drop({});
        EXPECT_FALSE(store.find(key("/1"), noon).answer);
    }
    EXPECT_TRUE(contents(folder / "c") == before);
    EXPECT_THAT(seen->problems(), ElementsAre(cache_problem::foreign));
}

// --- trouble while it runs
// -----------------------------------------------------------------------------------------

TEST(sqlite_store, full_disk_stores_nothing_and_finds_what_is_there) {
    const cache_folder folder;
    const auto seen = std::make_shared<troubles>();
    sqlite_store store(folder / "c", {}, seen);
    store.limit_pages(60);
    store.store(key("/1"), answer("one"));
    for (unsigned i = 0; i < 20; ++i)
        store.store(key("/big" + std::to_string(i)), answer(noise(i, 40'000)));
    EXPECT_THAT(seen->problems(), ElementsAre(cache_problem::full)) << "told once";
    EXPECT_EQ(body_of(store.find(key("/1"), noon)), "one");
    EXPECT_FALSE(store.find(key("/big19"), noon).answer);
    EXPECT_GT(store.drop({}), 0U);
    store.store(key("/2"), answer("two"));
    EXPECT_EQ(body_of(store.find(key("/2"), noon)), "two") << "there is room again";
    for (unsigned i = 0; i < 20; ++i)
        store.store(key("/big" + std::to_string(i)), answer(noise(i, 40'000)));
    EXPECT_THAT(seen->problems(), ElementsAre(cache_problem::full, cache_problem::full)) << "and full again";
}

TEST(sqlite_store, busy_file_finds_and_keeps_drops_in_mind) {
    const cache_folder folder;
    const auto seen = std::make_shared<troubles>();
    sqlite_store store(folder / "c", impatient(), seen);
    store.store(key("/1", "me"), answer("mine"));
    store.store(key("/1", "you"), answer("yours"));
    {
        sqlite_database other(store.file(), sqlite_database::access::normal, 0ms);
        other.execute("BEGIN IMMEDIATE");
        store.store(key("/2"), answer("two"));
        store.store(key("/2"), answer("two"));
        EXPECT_THAT(seen->problems(), ElementsAre(cache_problem::busy));
        EXPECT_FALSE(store.find(key("/2"), noon).answer);
        EXPECT_EQ(store.drop(of_account("me")), 0U);
        EXPECT_FALSE(store.find(key("/1", "me"), noon).answer);
        EXPECT_EQ(body_of(store.find(key("/1", "you"), noon)), "yours");
    }
    store.store(key("/2"), answer("two"));
    EXPECT_EQ(body_of(store.find(key("/2"), noon)), "two");
    EXPECT_EQ(
        behind_its_back(store.file(), "SELECT count(*) FROM entry WHERE account = CAST('me' AS BLOB)"), 0);
    store.store(key("/1", "me"), answer("new"));
    EXPECT_EQ(body_of(store.find(key("/1", "me"), noon)), "new") << "the drop is done with";
}

TEST(sqlite_store, drop_that_failed_is_done_at_the_latest_when_the_store_closes) {
    const cache_folder folder;
    {
        sqlite_store store(folder / "c", impatient(), nullptr);
        store.store(key("/1", "me"), answer("mine"));
        sqlite_database other(store.file(), sqlite_database::access::normal, 0ms);
        other.execute("BEGIN IMMEDIATE");
        EXPECT_EQ(store.drop(of_account("me")), 0U);
    }
    sqlite_store store(folder / "c", {}, nullptr);
    EXPECT_FALSE(store.find(key("/1", "me"), noon).answer);
}

TEST(sqlite_store, file_removed_or_replaced_under_it_is_opened_anew) {
    const cache_folder folder;
    const auto seen = std::make_shared<troubles>();
    sqlite_store store(folder / "c", {}, seen);
    store.store(key("/1"), answer("one"));
    std::filesystem::remove(folder / "c");
    EXPECT_FALSE(store.find(key("/1"), noon).answer);
    store.store(key("/1"), answer("again"));
    EXPECT_EQ(body_of(store.find(key("/1"), noon)), "again");
    sqlite_store(folder / "other", {}, nullptr).store(key("/2"), answer("two"));
    std::filesystem::rename(folder / "other", folder / "c");
    for (const auto* part : {"-wal", "-shm"})
        std::filesystem::remove(folder / "c" + part);
    EXPECT_EQ(body_of(store.find(key("/2"), noon)), "two");
    EXPECT_EQ(behind_its_back(folder / "c", "SELECT count(*) FROM entry"), 1);
}

TEST(sqlite_store, observer_that_throws_changes_nothing) {
    class throwing final : public cache_observer {
    public:
        void on_trouble(const cache_trouble&) override { throw std::runtime_error("from an observer"); }
    };
    const cache_folder folder;
    overwrite(folder / "c", "not a database, but long enough to be looked at as one");
    sqlite_store store(folder / "c", {}, std::make_shared<throwing>());
    store.store(key("/1"), answer("one"));
    store.store(key("/1"), answer("one"));
    EXPECT_EQ(body_of(store.find(key("/1"), noon)), "one");
}

TEST(sqlite_store, two_stores_share_one_file) {
    const cache_folder folder;
    const auto seen = std::make_shared<troubles>();
    sqlite_store a(folder / "c", {}, seen);
    sqlite_store b(folder / "c", {}, seen);
    a.store(key("/1"), answer("of a"));
    EXPECT_EQ(body_of(b.find(key("/1"), noon)), "of a");
    b.store(key("/1"), answer("of b"));
    EXPECT_EQ(body_of(a.find(key("/1"), noon)), "of b");
    EXPECT_EQ(a.drop({}), 1U);
    EXPECT_FALSE(b.find(key("/1"), noon).answer);
    EXPECT_THAT(seen->problems(), IsEmpty()) << seen->text();
}

} // namespace
} // namespace segue::traffic
