// What a store's file may look like, and what its store says then: permissions, versions, keys, damage.

#include "account/store_path.hpp"
#include "account/store_schema.hpp"
#include "account/token_file.hpp"
#include "support/cache_folder.hpp"
#include "support/quick_disk.hpp"
#include "support/without_root.hpp"

#include <segue/base/blocking.hpp>
#include <segue/base/error.hpp>
#include <segue/base/time_source.hpp>
#include <segue/testing/manual_time.hpp>

#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <sqlite3.h>
#include <stdexcept>
#include <sys/stat.h>

namespace segue::account {
namespace {

using namespace std::chrono_literals;
using test::cache_folder;
using traffic::sqlite_database;

// For all of the program.
const auto* const quick_disk = ::testing::AddGlobalTestEnvironment(new test::quick_disk);

sqlite_token_store_params quick() {
    sqlite_token_store_params p;
    p.scrypt_cost = 10;
    p.busy_timeout = 0ms;
    return p;
}

store_key passphrase(std::string_view text) {
    return store_key::from_passphrase(secret(text));
}

store_key key(char c = 'k') {
    return store_key::from_bytes(secret(std::string(32, c)));
}

class keyring final : public key_source {
public:
    explicit keyring(std::string bytes) : bytes_(std::move(bytes)) {}
    secret key() override {
        ++asked;
        if (bytes_.empty())
            throw std::domain_error("the keyring is locked");
        return secret(bytes_);
    }

    int asked = 0;

private:
    std::string bytes_;
};

token_file open(const std::string& file, const store_key& with = {}) {
    return token_file(file, with, quick(), system_time());
}

stored_account known_account(const std::string& label) {
    stored_account a;
    a.provider = "discogs";
    a.flow = "oauth1";
    a.client_id = "app";
    a.label = label;
    a.access_token = secret("access-of-" + label);
    a.token_secret = secret("second-of-" + label);
    a.extra = "extra-of-" + label;
    return a;
}

bool is_right(const stored_account& a) {
    return a.access_token.reveal() == "access-of-" + a.label &&
           a.token_secret.reveal() == "second-of-" + a.label && a.extra == "extra-of-" + a.label &&
           a.refresh_token.empty() && a.scopes.empty() && !a.expires_at;
}

// What a call ended with: the cause of a file_error, and its words.
struct ending {
    boost::system::error_code cause;
    std::string text;
};

template <class Call>
ending how(Call call) {
    try {
        call();
    } catch (const file_error& e) {
        EXPECT_EQ(e.code(), errc::file_failed);
        return {e.details().cause, e.message()};
    }
    return {};
}

ending how_listed(const std::string& file, const store_key& with = {}) {
    return how([&] { (void)open(file, with).list({}); });
}

std::string content(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

void set_content(const std::string& file, const std::string& bytes) {
    std::filesystem::remove(file); // written over, some file systems would wait for the disk
    std::ofstream(file, std::ios::binary) << bytes;
    ::chmod(file.c_str(), S_IRUSR | S_IWUSR);
}

unsigned mode(const std::string& file) {
    struct stat found{};
    return ::stat(file.c_str(), &found) == 0 ? found.st_mode & 07777U : 0U;
}

void execute(const std::string& file, const char* sql) {
    sqlite_database(file, sqlite_database::access::normal, 1s).execute(sql);
}

std::string everything_in(const cache_folder& folder) {
    std::string all;
    for (const auto& each : std::filesystem::recursive_directory_iterator(folder.path()))
        if (each.is_regular_file())
            all += content(each.path());
    return all;
}

// ---- where it is, and who may see it

TEST(store_path, follows_the_xdg_rule) {
    std::map<std::string, std::string> variables;
    const environment look_up = [&](const char* name) -> std::optional<std::string> {
        const auto at = variables.find(name);
        return at == variables.end() ? std::nullopt : std::optional(at->second);
    };
    variables["HOME"] = "/home/me";
    EXPECT_EQ(default_store_path(look_up), "/home/me/.local/share/segue/accounts.db");
    variables["XDG_DATA_HOME"] = "relative"; // to be ignored
    EXPECT_EQ(default_store_path(look_up), "/home/me/.local/share/segue/accounts.db");
    variables["XDG_DATA_HOME"] = "/data";
    EXPECT_EQ(default_store_path(look_up), "/data/segue/accounts.db");
    variables.clear();
    EXPECT_TRUE(default_store_path(look_up).ends_with("/.local/share/segue/accounts.db"));
}

TEST(store_path, nothing_is_made_before_the_first_call) {
    const cache_folder folder;
    const auto store = make_sqlite_token_store(folder / "a/b.db");
    EXPECT_EQ(store->file(), folder / "a/b.db");
    EXPECT_FALSE(std::filesystem::exists(folder / "a"));
}

TEST(store_path, bad_params_are_refused_when_it_is_made) {
    sqlite_token_store_params p;
    p.busy_timeout = -1ms;
    EXPECT_THROW((void)make_sqlite_token_store("x", {}, p), std::invalid_argument);
    for (const int cost : {9, 21, -1}) {
        p = {};
        p.scrypt_cost = cost;
        EXPECT_THROW((void)make_sqlite_token_store("x", {}, p), std::invalid_argument);
    }
    EXPECT_THROW((void)make_sqlite_token_store(std::string_view("a\0b", 3)), std::invalid_argument);
    EXPECT_EQ(make_sqlite_token_store("a.db")->file(), (std::filesystem::current_path() / "a.db").string());
    EXPECT_THROW((void)store_key::from_passphrase(secret()), std::invalid_argument);
    EXPECT_THROW((void)store_key::from_bytes(secret("short")), std::invalid_argument);
    EXPECT_THROW((void)store_key::from_source(nullptr), std::invalid_argument);
}

TEST(store_file, file_and_directories_are_closed_to_others_whatever_the_umask) {
    const cache_folder folder;
    const auto file = folder / "new/segue/accounts.db";
    const auto before = ::umask(0);
    (void)open(file).put(known_account("me"));
    ::umask(before);
    EXPECT_EQ(mode(file), 0600U);
    EXPECT_EQ(mode(folder / "new"), 0700U);
    EXPECT_EQ(mode(folder / "new/segue"), 0700U);
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder / "new/segue"), {}), 1)
        << "nothing lies beside it";
}

TEST(store_file, file_that_others_may_use_is_refused_and_left_as_it_is) {
    const cache_folder folder;
    const auto file = folder / "a.db";
    (void)open(file).put(known_account("me"));
    for (const unsigned bad : {0640U, 0604U, 0620U, 0602U, 0644U, 0666U}) {
        ::chmod(file.c_str(), bad);
        const auto end = how_listed(file);
        EXPECT_EQ(end.cause, store_errc::open_to_others);
        EXPECT_NE(end.text.find(file), std::string::npos);
        EXPECT_NE(end.text.find("chmod 600"), std::string::npos);
        EXPECT_EQ(mode(file), bad);
    }
    ::chmod(file.c_str(), 0644);
    EXPECT_NE(how_listed(file).text.find("0644"), std::string::npos);
    ::chmod(file.c_str(), 0600);
    EXPECT_EQ(open(file).list({}).size(), 1U);
}

TEST(store_file, directory_that_anybody_may_write_to_is_refused_unless_it_is_sticky) {
    const cache_folder folder;
    const auto file = folder / "a.db";
    ::chmod(folder.path().c_str(), 0777);
    EXPECT_EQ(how_listed(file).cause, store_errc::open_to_others);
    EXPECT_FALSE(std::filesystem::exists(file));
    ::chmod(folder.path().c_str(), 01777);
    EXPECT_FALSE(how_listed(file).cause);
}

TEST(store_file, what_cannot_be_opened_or_made_says_so) {
    const cache_folder folder;
    set_content(folder / "file", "x");
    EXPECT_EQ(how_listed(folder / "file/a.db").cause, store_errc::unavailable);
    EXPECT_EQ(how_listed(folder.path()).cause, store_errc::unavailable); // a directory
    std::filesystem::create_symlink(folder / "nowhere/x", folder / "link");
    EXPECT_EQ(how_listed(folder / "link").cause, store_errc::unavailable);
    test::without_root::give(folder.path());
    ::chmod(folder.path().c_str(), 0500);
    const test::without_root others;
    EXPECT_EQ(how_listed(folder / "a.db").cause, store_errc::read_only);
}

TEST(store_file, file_that_may_only_be_read_is_read_and_not_written) {
    const cache_folder folder;
    const auto file = folder / "a.db";
    (void)open(file).put(known_account("me"));
    ::chmod(file.c_str(), 0400);
    test::without_root::give(folder.path());
    test::without_root::give(file);
    const test::without_root others;
    auto store = open(file);
    EXPECT_EQ(store.list({}).size(), 1U);
    EXPECT_EQ(how([&] { (void)store.put(known_account("you")); }).cause, store_errc::read_only);
    EXPECT_EQ(store.list({}).size(), 1U);
}

TEST(store_file, directory_that_cannot_be_written_lets_read_and_not_write) {
    const cache_folder folder;
    const auto file = folder / "a.db";
    (void)open(file).put(known_account("me"));
    test::without_root::give(file);
    test::without_root::give(folder.path());
    ::chmod(folder.path().c_str(), 0500);
    const test::without_root others;
    auto store = open(file);
    EXPECT_EQ(store.list({}).size(), 1U);
    const auto end = how([&] { (void)store.put(known_account("you")); });
    EXPECT_EQ(end.cause, store_errc::read_only) << end.text;
    EXPECT_EQ(store.list({}).size(), 1U);
}

TEST(store_file, file_of_another_user_is_refused) {
    const test::without_root others;
    const auto end = how_listed("/etc/passwd"); // root's, on every machine
    EXPECT_EQ(end.cause, store_errc::open_to_others);
    EXPECT_NE(end.text.find("another user"), std::string::npos) << end.text;
}

TEST(store_file, full_disk_stores_nothing_and_keeps_what_there_is) {
    const cache_folder folder;
    const auto file = folder / "a.db";
    (void)open(file).put(known_account("me"));
    auto store = open(file);
    store.limit_pages(10);
    auto large = known_account("me");
    large.extra = std::string(100'000, 'x');
    EXPECT_EQ(how([&] { (void)store.put(large); }).cause, store_errc::full);
    large.label = "you";
    EXPECT_EQ(how([&] { (void)store.put(large); }).cause, store_errc::full);
    const auto all = store.list({});
    ASSERT_EQ(all.size(), 1U);
    EXPECT_TRUE(is_right(all[0]));
}

TEST(store_file, held_by_another_for_too_long_is_an_error_and_not_for_ever) {
    const cache_folder folder;
    const auto file = folder / "a.db";
    auto store = open(file);
    (void)store.put(known_account("me"));
    {
        sqlite_database other(file, sqlite_database::access::normal, 0ms);
        other.execute("BEGIN EXCLUSIVE");
        EXPECT_EQ(how([&] { (void)store.put(known_account("you")); }).cause, store_errc::locked);
        EXPECT_EQ(how([&] { (void)store.list({}); }).cause, store_errc::locked);
        EXPECT_EQ(how_listed(file).cause, store_errc::locked);
    }
    (void)store.put(known_account("you"));
    EXPECT_EQ(store.list({}).size(), 2U);
}

TEST(store_file, file_moved_away_or_put_back_is_noticed) {
    const cache_folder folder;
    const auto file = folder / "a.db";
    auto store = open(file);
    (void)store.put(known_account("me"));
    std::filesystem::rename(file, folder / "aside");
    EXPECT_TRUE(store.list({}).empty());
    (void)store.put(known_account("you"));
    std::filesystem::rename(folder / "aside", file);
    const auto all = store.list({});
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].label, "me");
}

// ---- versions

TEST(store_versions, newer_and_foreign_files_are_refused_and_left_as_they_are) {
    const cache_folder folder;
    const auto file = folder / "a.db";
    (void)open(file).put(known_account("me"));
    execute(file, "PRAGMA user_version=2");
    auto before = content(file);
    auto end = how_listed(file);
    EXPECT_EQ(end.cause, store_errc::newer);
    EXPECT_NE(end.text.find("later version"), std::string::npos);
    EXPECT_EQ(how([&] { (void)open(file).put(known_account("me")); }).cause, store_errc::newer);
    EXPECT_EQ(content(file), before);

    const auto other = folder / "other.db";
    set_content(other, "");
    execute(other, "CREATE TABLE mine(x)");
    before = content(other);
    EXPECT_EQ(how_listed(other).cause, store_errc::foreign);
    EXPECT_EQ(content(other), before);
    set_content(other, "this is no database, but long enough to be taken for one, line by line\n");
    EXPECT_EQ(how_listed(other).cause, store_errc::corrupt);
}

void second_version(sqlite_database& db) {
    db.execute("ALTER TABLE account ADD COLUMN colour BLOB NOT NULL DEFAULT x''");
}

void broken_version(sqlite_database& db) {
    db.execute("ALTER TABLE account RENAME COLUMN label TO name");
    db.execute("no SQL");
}

TEST(store_versions, missing_steps_are_taken_in_order_and_all_or_none) {
    const cache_folder folder;
    const auto file = folder / "a.db";
    (void)open(file).put(known_account("me"));
    std::vector<migration> steps(migrations().begin(), migrations().end());
    sqlite_database db(file, sqlite_database::access::normal, 1s);
    EXPECT_EQ(look_at_store(db, steps), store_state::ours);
    steps.push_back(second_version);
    EXPECT_EQ(look_at_store(db, steps), store_state::older);
    steps.push_back(broken_version);
    EXPECT_THROW(
        {
            store_transaction all(db, store_transaction::purpose::writing);
            migrate(db, steps);
            all.commit();
        },
        traffic::sqlite_error);
    EXPECT_TRUE(has_our_tables(db)) << "nothing of it is left";
    EXPECT_EQ(db.number("PRAGMA user_version"), 1);
    steps.pop_back();
    {
        store_transaction all(db, store_transaction::purpose::writing);
        migrate(db, steps);
        all.commit();
    }
    EXPECT_EQ(look_at_store(db, steps), store_state::ours);
    EXPECT_EQ(db.number("SELECT count(colour) FROM account"), 1);
    EXPECT_EQ(look_at_store(db, migrations()), store_state::newer);
    {
        store_transaction all(db, store_transaction::purpose::writing);
        migrate(db, steps); // nothing is missing
        all.commit();
    }
    EXPECT_EQ(db.number("PRAGMA user_version"), 2);
}

// ---- keys

TEST(store_keys, the_wrong_way_to_open_a_file_says_what_to_do) {
    const cache_folder folder;
    const auto plain = folder / "plain";
    const auto worded = folder / "worded";
    const auto keyed = folder / "keyed";
    (void)open(plain).put(known_account("me"));
    (void)open(worded, passphrase("right")).put(known_account("me"));
    (void)open(keyed, key()).put(known_account("me"));
    struct line {
        std::string file;
        store_key with;
        store_errc expected;
        std::string says;
    };
    const std::vector<line> table{
        {plain, passphrase("right"), store_errc::not_encrypted, "change_key"},
        {plain, key(), store_errc::not_encrypted, "change_key"},
        {worded, {}, store_errc::key_missing, "give its passphrase"},
        {worded, passphrase("wrong"), store_errc::wrong_key, "passphrase is not"},
        {worded, key(), store_errc::wrong_key, "opens with a passphrase"},
        {keyed, {}, store_errc::key_missing, "key of 32 bytes"},
        {keyed, key('x'), store_errc::wrong_key, "key is not"},
        {keyed, passphrase("right"), store_errc::wrong_key, "opens with a key"}};
    for (const auto& each : table) {
        const auto before = content(each.file);
        const auto end = how_listed(each.file, each.with);
        EXPECT_EQ(end.cause, each.expected) << end.text;
        EXPECT_NE(end.text.find(each.says), std::string::npos) << end.text;
        EXPECT_NE(end.text.find(each.file), std::string::npos) << end.text;
        EXPECT_EQ(
            how([&] { (void)open(each.file, each.with).put(known_account("x")); }).cause, each.expected);
        EXPECT_EQ(how([&] { (void)open(each.file, each.with).remove({}); }).cause, each.expected);
        EXPECT_EQ(content(each.file), before);
    }
    EXPECT_EQ(open(worded, passphrase("right")).list({}).size(), 1U);
    EXPECT_EQ(open(keyed, key()).list({}).size(), 1U);
}

TEST(store_keys, source_is_asked_when_the_file_is_opened_and_its_failure_comes_through) {
    const cache_folder folder;
    const auto file = folder / "a.db";
    const auto good = std::make_shared<keyring>(std::string(32, 'k'));
    auto store = open(file, store_key::from_source(good));
    EXPECT_EQ(good->asked, 0);
    (void)store.put(known_account("me"));
    const auto asked = good->asked;
    EXPECT_GT(asked, 0);
    EXPECT_EQ(store.list({}).size(), 1U);
    EXPECT_EQ(good->asked, asked);
    EXPECT_EQ(open(file, key('k')).list({}).size(), 1U); // the same key, given otherwise
    const auto locked = std::make_shared<keyring>("");
    EXPECT_THROW((void)open(file, store_key::from_source(locked)).list({}), std::domain_error);
    const auto odd = std::make_shared<keyring>("too short");
    EXPECT_EQ(how_listed(file, store_key::from_source(odd)).cause, store_errc::wrong_key);
}

TEST(store_keys, changed_key_opens_everything_and_the_one_before_nothing) {
    const cache_folder folder;
    const auto file = folder / "a.db";
    auto store = open(file);
    std::map<std::string, std::int64_t> revisions;
    for (const auto* label : {"a", "b", "c"})
        revisions[label] = store.put(known_account(label)).revision;
    store_key before;
    for (const auto& next :
         {passphrase("one"), passphrase("two"), key('k'), passphrase("two"), store_key(), key('x')}) {
        auto other = open(file, before);
        ASSERT_EQ(other.list({}).size(), 3U);
        store.change_key(next);
        for (auto* each : {&store}) {
            const auto all = each->list({});
            ASSERT_EQ(all.size(), 3U);
            EXPECT_EQ(all[0].label, "c"); // the order of use is as it was
            for (const auto& a : all) {
                EXPECT_TRUE(is_right(a));
                EXPECT_EQ(a.revision, revisions[a.label]);
            }
        }
        EXPECT_EQ(open(file, next).list({}).size(), 3U);
        EXPECT_TRUE(how_listed(file, before).cause) << "the key of before";
        // Another process that had the file open hears of it, reading or writing.
        EXPECT_TRUE(how([&] { (void)other.list({}); }).cause);
        EXPECT_TRUE(how([&] { (void)other.put(known_account("d")); }).cause);
        before = next;
    }
}

TEST(store_keys, change_that_fails_changes_nothing) {
    const cache_folder folder;
    const auto file = folder / "a.db";
    auto store = open(file, passphrase("one"));
    for (int i = 0; i < 50; ++i)
        (void)store.put(known_account(std::to_string(i)));
    const auto locked = std::make_shared<keyring>("");
    EXPECT_THROW(store.change_key(store_key::from_source(locked)), std::domain_error);
    {
        sqlite_database other(file, sqlite_database::access::normal, 0ms);
        other.execute("BEGIN IMMEDIATE");
        EXPECT_EQ(how([&] { store.change_key(passphrase("two")); }).cause, store_errc::locked);
    }
    EXPECT_EQ(store.list({}).size(), 50U);
    // One damaged record: all stay as they are, and the damaged one can be removed.
    execute(file, "UPDATE account SET box = x'00' WHERE label = x'3439'"); // 49
    EXPECT_EQ(how([&] { store.change_key(passphrase("two")); }).cause, store_errc::corrupt);
    auto again = open(file, passphrase("one"));
    owned_filter f;
    f.labels = std::vector<std::string>{"49"};
    EXPECT_EQ(again.remove(f), 1U);
    EXPECT_EQ(again.list({}).size(), 49U);
}

TEST(store_keys, encrypted_file_shows_no_secret_and_the_plain_one_does) {
    const cache_folder folder;
    const auto file = folder / "a.db";
    auto store = open(file);
    auto a = known_account("me");
    a.client_secret = secret("client-of-me");
    a.refresh_token = secret("refresh-of-me");
    a.user_name = "name-of-me";
    a.scopes = {"scope-of-me"};
    a.extra = std::string(20'000, 'x') + "extra-of-me"; // of several pages
    (void)store.put(a);
    const std::array hidden{
        "access-of-me",
        "second-of-me",
        "client-of-me",
        "refresh-of-me",
        "name-of-me",
        "scope-of-me",
        "extra-of-me"};
    auto seen = everything_in(folder);
    for (const auto* each : hidden)
        EXPECT_NE(seen.find(each), std::string::npos) << each << ": then this test sees nothing";
    store.change_key(passphrase("open sesame"));
    seen = everything_in(folder);
    for (const auto* each : hidden)
        EXPECT_EQ(seen.find(each), std::string::npos) << each;
    (void)store.put(a);
    (void)store.touch(own(a.key()));
    seen = everything_in(folder);
    for (const auto* each : hidden)
        EXPECT_EQ(seen.find(each), std::string::npos) << each;
    EXPECT_EQ(seen.find("open sesame"), std::string::npos);
}

TEST(store_keys, what_is_removed_leaves_nothing_in_the_file) {
    const cache_folder folder;
    const auto file = folder / "a.db";
    auto store = open(file);
    for (int i = 0; i < 20; ++i)
        (void)store.put(known_account("me" + std::to_string(i)));
    EXPECT_NE(content(file).find("access-of-me"), std::string::npos);
    EXPECT_EQ(store.remove({}), 20U);
    EXPECT_EQ(content(file).find("access-of-me"), std::string::npos);
    EXPECT_EQ(content(file).find("second-of-me"), std::string::npos);
}

// ---- the order of use

TEST(store_order, does_not_follow_a_clock_that_is_set_back) {
    const cache_folder folder;
    const auto file = folder / "a.db";
    const auto at = [&](std::chrono::hours offset) {
        const auto today = testing::manual_time::default_date + offset;
        return token_file(file, {}, quick(), std::make_shared<testing::manual_time>(today));
    };
    const auto first = at(0h).put(known_account("a"));
    const auto second = at(-24h).put(known_account("b"));
    EXPECT_LT(second.last_used_at, first.last_used_at);
    EXPECT_EQ(at(0h).latest({})->label, "b");
}

// ---- damage

TEST(store_damage, records_that_change_places_are_noticed) {
    for (const auto& with : {store_key(), key()}) {
        const cache_folder folder;
        const auto file = folder / "a.db";
        (void)open(file, with).put(known_account("me"));
        (void)open(file, with).put(known_account("you"));
        const auto good = content(file);
        for (const auto* sql :
             {"UPDATE account SET box = (SELECT box FROM account WHERE label > x'6d65') WHERE label = "
              "x'6d65'",
              "UPDATE account SET label = x'6d6f65' WHERE label = x'6d65'",
              "UPDATE account SET provider = x'71' WHERE label = x'6d65'",
              "UPDATE account SET recency = recency + 2 WHERE label = x'6d65'",
              "UPDATE account SET recency = 9223372036854775807 WHERE label = x'6d65'",
              "UPDATE account SET revision = revision + 1 WHERE label = x'6d65'",
              "UPDATE account SET box = x'' WHERE label = x'6d65'"}) {
            set_content(file, good);
            execute(file, sql);
            EXPECT_EQ(how_listed(file, with).cause, store_errc::corrupt) << sql;
            EXPECT_EQ(how([&] { (void)open(file, with).latest({}); }).cause, store_errc::corrupt) << sql;
            // The other one is as good as before.
            const auto you = open(file, with).get(own(known_account("you").key()));
            ASSERT_TRUE(you) << sql;
            EXPECT_TRUE(is_right(*you));
        }
        // From another file with the same key.
        const auto other = folder / "other.db";
        auto theirs = known_account("me");
        theirs.access_token = secret("another");
        (void)open(other, with).put(theirs);
        set_content(file, good);
        execute(
            file,
            ("ATTACH '" + other +
             "' AS o; UPDATE account SET (recency, revision, box) = (SELECT recency, revision, box FROM "
             "o.account) "
             "WHERE label = x'6d65'")
                .c_str());
        EXPECT_EQ(
            how([&] { (void)open(file, with).get(own(known_account("me").key())); }).cause,
            store_errc::corrupt);
    }
}

TEST(store_damage, damaged_record_is_named_and_put_or_removed_like_any_other) {
    const cache_folder folder;
    const auto file = folder / "a.db";
    (void)open(file).put(known_account("me\n"));
    (void)open(file).put(known_account("you"));
    execute(file, "UPDATE account SET box = x'0102' WHERE label = x'6d650a'");
    auto store = open(file);
    const auto end = how([&] { (void)store.get(own(known_account("me\n").key())); });
    EXPECT_EQ(end.cause, store_errc::corrupt);
    EXPECT_NE(end.text.find("'me?' (discogs, oauth1)"), std::string::npos) << end.text;
    EXPECT_EQ(how([&] { (void)store.touch(own(known_account("me\n").key())); }).cause, store_errc::corrupt);
    (void)store.put(known_account("me\n"));
    EXPECT_EQ(store.list({}).size(), 2U);
}

TEST(store_damage, changed_tables_and_lost_first_record_are_damage) {
    for (const auto* sql :
         {"DELETE FROM vault",
          "UPDATE vault SET cost = 40",
          "UPDATE vault SET kind = 0",
          "UPDATE vault SET kind = 7",
          "UPDATE vault SET salt = x'00'",
          "UPDATE vault SET proof = x'00'",
          "UPDATE vault SET digest = x''",
          "DROP INDEX account_key",
          "ALTER TABLE account ADD COLUMN more",
          "CREATE VIEW v AS SELECT 1"}) {
        const cache_folder folder;
        const auto file = folder / "a.db";
        (void)open(file, passphrase("right")).put(known_account("me"));
        execute(file, sql);
        EXPECT_EQ(how_listed(file, passphrase("right")).cause, store_errc::corrupt) << sql;
    }
}

TEST(store_damage, file_cut_anywhere_is_damage_or_new_and_never_wrong) {
    const cache_folder folder;
    const auto file = folder / "a.db";
    for (int i = 0; i < 30; ++i)
        (void)open(file, key()).put(known_account(std::to_string(i)));
    const auto good = content(file);
    for (std::size_t size = 1; size < good.size(); size += 509) {
        set_content(file, good.substr(0, size));
        EXPECT_TRUE(how_listed(file, key()).cause) << size;
    }
}

struct tally {
    int errors = 0;
    int unnoticed = 0;
};

// Changes one byte after the other and uses the store: what it returns is right, or it is an error.
tally damage_each(const store_key& with, std::size_t step, unsigned char mask) {
    const cache_folder folder;
    const auto file = folder / "a.db";
    for (int i = 0; i < 12; ++i)
        (void)open(file, with).put(known_account("label " + std::to_string(i)));
    const auto good = content(file);
    EXPECT_GT(good.size(), 20'000U);
    tally t;
    for (std::size_t at = 0; at < good.size(); at += step) {
        auto bad = good;
        bad[at] = static_cast<char>(static_cast<unsigned char>(bad[at]) ^ mask);
        set_content(file, bad);
        std::filesystem::remove(file + "-journal");
        auto store = open(file, with);
        const auto end = how([&] {
            const auto all = store.list({});
            EXPECT_EQ(all.size(), 12U) << "byte " << at;
            for (std::size_t i = 0; i < all.size(); ++i) {
                EXPECT_TRUE(is_right(all[i])) << "byte " << at;
                EXPECT_EQ(all[i].label, "label " + std::to_string(11 - i)) << "byte " << at;
            }
        });
        ++(end.cause ? t.errors : t.unnoticed);
        EXPECT_NE(end.text.empty(), static_cast<bool>(end.cause));
        if (at / step % 8 != 0)
            continue;
        // To write is no worse, and slow: it waits for the disk.
        (void)how([&] {
            (void)store.put(known_account("new"));
            const auto found = store.get(own(known_account("new").key()));
            EXPECT_TRUE(found && is_right(*found)) << "byte " << at;
        });
    }
    return t;
}

TEST(store_damage, no_changed_byte_gives_a_wrong_secret_of_a_plain_file) {
    const auto t = damage_each({}, 11, 0x01);
    EXPECT_GT(t.errors, 200);
    EXPECT_GT(t.unnoticed, 200); // of pages that are mostly empty
}

TEST(store_damage, no_changed_byte_gives_a_wrong_secret_of_an_encrypted_file) {
    const auto t = damage_each(key(), 13, 0x80);
    EXPECT_GT(t.errors, 200);
    EXPECT_GT(t.unnoticed, 200);
}

TEST(store_damage, no_inverted_byte_does_either) {
    const auto t = damage_each(key(), 17, 0xff);
    EXPECT_GT(t.errors, 100);
    EXPECT_GT(t.unnoticed, 100);
}

// ---- through the front

TEST(sqlite_token_store, changes_its_key_and_tells_of_a_wrong_one) {
    const cache_folder folder;
    blocking loop;
    const auto file = folder / "a.db";
    {
        const auto store = make_sqlite_token_store(file, {}, quick());
        (void)loop.wait(store->put(known_account("me")));
        loop.wait(store->change_key(passphrase("right")));
        EXPECT_EQ(loop.wait(store->list({})).size(), 1U);
    }
    const auto wrong = make_sqlite_token_store(file, passphrase("wrong"), quick());
    EXPECT_EQ(how([&] { (void)loop.wait(wrong->list({})); }).cause, store_errc::wrong_key);
    const auto right = make_sqlite_token_store(file, passphrase("right"), quick());
    EXPECT_EQ(loop.wait(right->list({})).size(), 1U);
}

} // namespace
} // namespace segue::account
