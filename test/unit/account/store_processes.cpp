// Four processes that fill one store and are killed in the middle of it. This program is its own child.

#include "account/token_file.hpp"
#include "support/cache_folder.hpp"
#include "support/quick_disk.hpp"

#include <segue/base/error.hpp>
#include <segue/base/time_source.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <poll.h>
#include <random>
#include <set>
#include <spawn.h>
#include <stdexcept>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

extern char** environ; // NOLINT(readability-redundant-declaration): not every C library declares it

namespace segue::account {
namespace {

using namespace std::chrono_literals;
using traffic::sqlite_database;
using traffic::sqlite_statement;

constexpr int writers = 4;
#ifdef SEGUE_TEST_SANITIZED // each of many processes takes a while to start
constexpr int accounts_of_each = 64;
constexpr int most_of_a_process = 6;
#else
constexpr int accounts_of_each = 250;
constexpr int most_of_a_process = 24; // so that each is killed ten times at least, however quick the disk is
#endif

store_key key(char c) {
    return store_key::from_bytes(secret(std::string(32, c)));
}

token_file open(const std::string& file, char with = 'k') {
    sqlite_token_store_params p;
    p.busy_timeout = 60s;
    return token_file(file, key(with), p, system_time());
}

std::string label(int writer, int number) {
    return "w" + std::to_string(writer) + "-" + std::to_string(number);
}

stored_account account(int writer, int number) {
    stored_account a;
    a.provider = "discogs";
    a.flow = "oauth1";
    a.label = label(writer, number);
    a.access_token = secret("hidden-access-" + a.label + "-end");
    a.token_secret = secret("hidden-second-" + a.label + "-end");
    a.extra =
        "hidden-extra-" + a.label + "-end" + std::string(static_cast<std::size_t>(number) % 90 * 100, '.');
    return a;
}

bool is_right(const stored_account& a) {
    int writer = 0;
    int number = 0;
    if (std::sscanf(a.label.c_str(), "w%d-%d", &writer, &number) != 2) // NOLINT(cert-err34-c): compared below
        return false;
    const auto expected = account(writer, number);
    return a.label == expected.label && a.access_token.reveal() == expected.access_token.reveal() &&
           a.token_secret.reveal() == expected.token_secret.reveal() && a.extra == expected.extra;
}

// Puts its accounts from `from` on, touches and replaces others, and writes a byte for each account that is
// stored. Waits for its end after `most`; ends by itself with 0 when all are stored, otherwise when something
// is wrong.
[[noreturn]] void fill(const std::string& file, int writer, int from, int most) {
    auto store = open(file);
    std::mt19937 random(static_cast<unsigned>(from * writers + writer));
    const auto life = std::chrono::microseconds(random() % 6000);
    const auto end = std::min(accounts_of_each, from + most);
    for (int i = from; i < end; ++i) {
        (void)store.put(account(writer, i));
        if (::write(STDOUT_FILENO, ".", 1) != 1)
            std::_Exit(4);
        if (i == from)
            std::thread([life] {
                std::this_thread::sleep_for(life);
                ::kill(::getpid(), SIGKILL);
            }).detach();
        if (i % 3 == 0 && !store.touch(own(account(writer, from + (i - from) / 2).key())))
            std::_Exit(5);
        if (i % 7 == 0) {
            const auto seen = store.get(own(account(writer, from + (i - from) / 3).key()));
            if (!seen || !is_right(*seen) || !store.replace(*seen))
                std::_Exit(6);
        }
    }
    while (end < accounts_of_each)
        ::pause();
    std::_Exit(0);
}

// The key of a file that has one of two.
std::optional<char> key_of(const std::string& file) {
    for (const char c : {'k', 'x'}) {
        try {
            (void)open(file, c).list({});
            return c;
        } catch (const file_error& e) {
            if (e.details().cause != store_errc::wrong_key)
                throw;
        }
    }
    return std::nullopt;
}

// Goes from one key to the other and back until it is killed, and writes a byte each time.
[[noreturn]] void change_keys(const std::string& file) {
    auto at = key_of(file);
    if (!at)
        std::_Exit(5);
    auto store = open(file, *at);
    for (;;) {
        at = *at == 'k' ? 'x' : 'k';
        store.change_key(key(*at));
        if (::write(STDOUT_FILENO, ".", 1) != 1)
            std::_Exit(4);
    }
}

// Adds one to a number that several add to, so many times.
[[noreturn]] void count(const std::string& file, int times) {
    auto store = open(file);
    const auto which = own(account(0, 0).key());
    while (times > 0) {
        auto seen = store.get(which);
        if (!seen)
            std::_Exit(5);
        seen->extra = std::to_string(std::stoi(seen->extra) + 1);
        if (store.replace(*seen))
            --times;
    }
    std::_Exit(0);
}

class child {
public:
    child(const std::string& what, const std::string& file, int writer, int from, int most) {
        int ends[2];
        if (::pipe2(ends, O_CLOEXEC) != 0)
            throw std::runtime_error("pipe2");
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
        std::string self = "/proc/self/exe";
        std::string mode = what;
        std::string name = file;
        std::string who = std::to_string(writer);
        std::string first = std::to_string(from);
        std::string count = std::to_string(most);
        std::array<char*, 7> arguments{
            self.data(), mode.data(), name.data(), who.data(), first.data(), count.data(), nullptr};
        const int failed = ::posix_spawn(&pid_, self.c_str(), &actions, nullptr, arguments.data(), environ);
        posix_spawn_file_actions_destroy(&actions);
        ::close(ends[1]);
        progress_ = ends[0];
        if (failed != 0)
            throw std::runtime_error("posix_spawn");
    }
    ~child() {
        (void)kill();
        ::close(progress_);
    }
    child(const child&) = delete;
    child& operator=(const child&) = delete;

    // Waits until it says that so many accounts are stored, or has ended. Returns how many it says: perhaps
    // more.
    int wait_for(int count) const {
        int all = 0;
        std::array<char, 512> bytes{};
        while (all < count) {
            const auto some = ::read(progress_, bytes.data(), bytes.size());
            if (some <= 0)
                break;
            all += static_cast<int>(some);
        }
        return all;
    }

    int progress() const noexcept { return progress_; }

    // All that it says until its end.
    int rest() const { return wait_for(std::numeric_limits<int>::max()); }

    // Ends it, and returns how it ended: its status as `waitpid` gives it.
    int kill() {
        if (pid_ > 0)
            ::kill(pid_, SIGKILL);
        return wait();
    }

    int wait() {
        while (pid_ > 0 && ::waitpid(pid_, &status_, 0) < 0 && errno == EINTR) {
        }
        pid_ = 0;
        return status_;
    }

private:
    pid_t pid_ = 0;
    int progress_ = -1;
    int status_ = 0;
};

// Which of them has said something, or has ended.
std::size_t first_to_speak(const std::array<std::unique_ptr<child>, writers>& running) {
    std::array<pollfd, writers> all{};
    for (std::size_t i = 0; i < all.size(); ++i)
        all.at(i) = {running.at(i) ? running.at(i)->progress() : -1, POLLIN, 0};
    while (::poll(all.data(), all.size(), -1) < 0 && errno == EINTR) {
    }
    const auto found = std::find_if(all.begin(), all.end(), [](const pollfd& p) { return p.revents != 0; });
    return found == all.end() ? 0 : static_cast<std::size_t>(found - all.begin());
}

bool was_killed(int status) {
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}

bool ended_well(int status) {
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

std::string everything_in(const test::cache_folder& folder) {
    std::string all;
    for (const auto& each : std::filesystem::directory_iterator(folder.path())) {
        std::ifstream in(each.path(), std::ios::binary); // the journal may go meanwhile
        all.append(std::istreambuf_iterator<char>(in), {});
    }
    return all;
}

TEST(store_processes, killed_at_any_moment_lose_no_account_and_show_no_secret) {
    const test::cache_folder folder;
    const auto file = folder / "accounts.db";
    std::array<int, writers> stored{};
    int kills = 0;
    int journals = 0;
    std::array<std::unique_ptr<child>, writers> running;
    const auto begin = [&](std::size_t w) {
        running.at(w) =
            std::make_unique<child>("--fill", file, static_cast<int>(w), stored.at(w), most_of_a_process);
    };
    for (std::size_t w = 0; w < writers; ++w)
        begin(w);
    // Each that is killed is begun again behind the last account that it said was stored. The others go on.
    while (std::any_of(running.begin(), running.end(), [](const auto& c) { return bool(c); })) {
        const auto w = first_to_speak(running);
        if (const auto some = running.at(w)->wait_for(1); some > 0) {
            stored.at(w) += some;
            continue;
        }
        const auto status = running.at(w)->wait();
        const bool done = stored.at(w) == accounts_of_each;
        ASSERT_TRUE(was_killed(status) || (done && ended_well(status)))
            << "writer " << w << ", status " << status;
        kills += was_killed(status) ? 1 : 0;
        journals += std::filesystem::exists(file + "-journal") ? 1 : 0;
        ASSERT_EQ(everything_in(folder).find("hidden-"), std::string::npos);
        running.at(w).reset();
        if (!done)
            begin(w);
    }

    auto store = open(file);
    const auto all = store.list({});
    std::set<std::string> found;
    for (const auto& each : all) {
        EXPECT_TRUE(is_right(each)) << each.label;
        found.insert(each.label);
    }
    for (int w = 0; w < writers; ++w) {
        EXPECT_EQ(stored.at(static_cast<std::size_t>(w)), accounts_of_each);
        for (int i = 0; i < accounts_of_each; ++i)
            EXPECT_TRUE(found.contains(label(w, i))) << label(w, i) << " is lost";
    }
    EXPECT_EQ(found.size(), static_cast<std::size_t>(writers * accounts_of_each));
    EXPECT_EQ(all.size(), found.size());
    sqlite_database db(file, sqlite_database::access::normal, 5s);
    sqlite_statement check(db.get(), "PRAGMA integrity_check");
    EXPECT_TRUE(check.step() && check.text(0) == "ok");
    EXPECT_EQ(everything_in(folder).find("hidden-"), std::string::npos);
    EXPECT_GE(kills, 10 * writers);
    std::cout << kills << " processes killed, " << all.size() << " accounts, " << journals
              << " journals left behind\n";
}

// Whoever comes first makes the file; the others find it made, with the key of the first.
TEST(store_processes, file_made_by_several_at_once_is_made_once) {
    for (int round = 0; round < 10; ++round) {
        const test::cache_folder folder;
        const auto file = folder / "new/accounts.db";
        std::array<std::unique_ptr<child>, writers> running;
        for (int w = 0; w < writers; ++w)
            running.at(static_cast<std::size_t>(w)) =
                std::make_unique<child>("--fill", file, w, accounts_of_each - 1, 1);
        for (auto& each : running) {
            EXPECT_EQ(each->rest(), 1);
            const auto status = each->wait();
            EXPECT_TRUE(was_killed(status) || ended_well(status));
        }
        EXPECT_EQ(open(file).list({}).size(), std::size_t{writers});
    }
}

TEST(store_processes, killed_while_the_key_changes_leave_one_key_for_all_records) {
    const test::cache_folder folder;
    const auto file = folder / "accounts.db";
    constexpr int accounts = 40;
    {
        auto store = open(file);
        for (int i = 0; i < accounts; ++i)
            (void)store.put(account(0, i));
    }
    std::mt19937 random(11);
    std::map<char, int> found;
    int journals = 0;
    for (int round = 0; round < 30; ++round) {
        child process("--change", file, 0, 0, 0);
        ASSERT_GE(process.wait_for(1 + static_cast<int>(random() % 3)), 1);
        std::this_thread::sleep_for(std::chrono::microseconds(random() % 5000));
        ASSERT_TRUE(was_killed(process.kill()));
        journals += std::filesystem::exists(file + "-journal") ? 1 : 0;
        EXPECT_EQ(everything_in(folder).find("hidden-"), std::string::npos);
        const auto at = key_of(file);
        ASSERT_TRUE(at) << "round " << round;
        ++found[*at];
        const auto all = open(file, *at).list({});
        ASSERT_EQ(all.size(), static_cast<std::size_t>(accounts));
        EXPECT_TRUE(std::all_of(all.begin(), all.end(), is_right)) << "round " << round;
    }
    EXPECT_EQ(found.size(), 2U) << "each of the keys was met";
    std::cout << journals << " of 30 killed in the middle of a change\n";
}

TEST(store_processes, replacements_of_several_are_all_seen) {
    const test::cache_folder folder;
    const auto file = folder / "accounts.db";
    auto first = account(0, 0);
    first.extra = "0";
    (void)open(file).put(first);
    constexpr int times = 40;
    std::array<std::unique_ptr<child>, writers> running;
    for (auto& each : running)
        each = std::make_unique<child>("--count", file, 0, 0, times);
    for (auto& each : running)
        ASSERT_TRUE(ended_well(each->wait()));
    EXPECT_EQ(open(file).get(own(first.key()))->extra, std::to_string(writers * times));
}

} // namespace

int run(int argc, char** argv) {
    if (argc == 6 && std::string_view(argv[1]) == "--fill")
        fill(argv[2], std::stoi(argv[3]), std::stoi(argv[4]), std::stoi(argv[5]));
    if (argc == 6 && std::string_view(argv[1]) == "--change")
        change_keys(argv[2]);
    if (argc == 6 && std::string_view(argv[1]) == "--count")
        count(argv[2], std::stoi(argv[5]));
    ::testing::AddGlobalTestEnvironment(new test::quick_disk);
    ::testing::InitGoogleTest(&argc, argv);
    return RUN_ALL_TESTS();
}

} // namespace segue::account

int main(int argc, char** argv) {
    return segue::account::run(argc, argv);
}
