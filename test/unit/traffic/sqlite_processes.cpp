// Processes that share one file and are killed in the middle of what they do. This program is its own child.

#include "support/cache_folder.hpp"
#include "traffic/sqlite_store.hpp"
#include "unit/traffic/noon.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <iostream>
#include <random>
#include <spawn.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

extern char** environ; // of the C library

namespace segue::traffic {
namespace {

using namespace std::chrono_literals;
using test::cache_folder;
using test::troubles;

constexpr int paths = 60;
constexpr std::array accounts{"", "me", "you"};

cache_key key(const std::string& account, int path) {
    cache_key k;
    k.account = account;
    k.url = "https://api.discogs.test:443/" + std::to_string(path);
    return k;
}

// What is stored under a key says so, from its first byte to its last.
std::string body_for(const cache_key& k, unsigned version) {
    const auto line = k.account + " " + k.url + " " + std::to_string(version) + "\n";
    std::string all;
    for (unsigned i = 0; i < 1 + version % 200; ++i)
        all += line;
    return all;
}

bool is_for(const cache_key& k, const cached_answer& answer) {
    const auto end = answer.body.find('\n');
    const auto start = k.account + " " + k.url + " ";
    if (end == std::string::npos || !answer.body.starts_with(start))
        return false;
    const auto version =
        static_cast<unsigned>(std::stoul(answer.body.substr(start.size(), end - start.size())));
    return answer.body == body_for(k, version) && answer.tags == std::vector<std::string>{"v" + k.account};
}

struct tally {
    int hits = 0;
    int wrong = 0;
};

tally look_at_all(sqlite_store& store) {
    tally t;
    for (const auto* account : accounts) {
        for (int path = 0; path < paths; ++path) {
            const auto k = key(account, path);
            if (const auto hit = store.find(k, noon); hit.answer) {
                ++t.hits;
                t.wrong += is_for(k, *hit.answer) ? 0 : 1;
            }
        }
    }
    return t;
}

sqlite_cache_params small() {
    sqlite_cache_params p;
    p.max_bytes = 1024 * 1024; // so that entries are let go all the time
    return p;
}

// Stores, finds and drops until it is killed, and writes a byte after each round. Ends by itself only with a
// wrong answer.
[[noreturn]] void hammer(const std::string& file, unsigned seed) {
    std::mt19937 random(seed);
    sqlite_store store(file, small(), nullptr);
    for (;;) {
        for (int i = 0; i < 10; ++i) {
            const auto k = key(accounts[random() % accounts.size()], static_cast<int>(random() % paths));
            cached_answer a;
            a.body = body_for(k, static_cast<unsigned>(random() % 100'000));
            a.tags = {"v" + k.account};
            a.stored_at = noon;
            a.lifetime = 60s;
            store.store(k, a);
            const auto other = key(accounts[random() % accounts.size()], static_cast<int>(random() % paths));
            if (const auto hit = store.find(other, noon); hit.answer && !is_for(other, *hit.answer))
                std::_Exit(3);
        }
        if (random() % 20 == 0)
            store.drop({accounts[random() % accounts.size()], {}});
        if (::write(STDOUT_FILENO, ".", 1) != 1)
            std::_Exit(4);
    }
}

class child {
public:
    child(const std::string& file, unsigned seed) {
        int ends[2];
        if (::pipe2(ends, O_CLOEXEC) != 0)
            throw std::runtime_error("pipe2");
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
        std::string self = "/proc/self/exe";
        std::string mode = "--hammer";
        std::string name = file;
        std::string number = std::to_string(seed);
        std::array<char*, 5> arguments{self.data(), mode.data(), name.data(), number.data(), nullptr};
        const int failed = ::posix_spawn(&pid_, self.c_str(), &actions, nullptr, arguments.data(), environ);
        posix_spawn_file_actions_destroy(&actions);
        ::close(ends[1]);
        progress_ = ends[0];
        if (failed != 0)
            throw std::runtime_error("posix_spawn");
    }
    ~child() {
        kill();
        ::close(progress_);
    }
    child(const child&) = delete;
    child& operator=(const child&) = delete;

    // Until so many rounds are done; false when the child has ended.
    bool wait_for_rounds(int rounds) const {
        for (char byte = 0; rounds > 0; --rounds)
            if (::read(progress_, &byte, 1) != 1)
                return false;
        return true;
    }

    // How it ended: by the signal, or by itself.
    bool kill() {
        if (pid_ <= 0)
            return true;
        ::kill(pid_, SIGKILL);
        int status = 0;
        while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
        }
        pid_ = 0;
        return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
    }

private:
    pid_t pid_ = 0;
    int progress_ = -1;
};

bool is_sound(const std::string& file) {
    sqlite_database db(file, sqlite_database::access::normal, 5s);
    sqlite_statement check(db.get(), "PRAGMA integrity_check");
    return check.step() && check.text(0) == "ok" &&
           db.number("SELECT count(*) FROM tag WHERE id NOT IN (SELECT id FROM entry)") == 0 &&
           db.number("SELECT count(*) FROM entry WHERE id NOT IN (SELECT id FROM recency)") == 0;
}

TEST(sqlite_processes, killed_at_any_moment_leave_a_sound_file_and_right_answers) {
    const cache_folder folder;
    const auto file = folder / "c";
    const auto seen = std::make_shared<troubles>();
    std::mt19937 random(5);
    int hits = 0;
    int kills = 0;
    // One of the two goes on while the other is killed, at a moment that its own work does not choose.
    auto survivor = std::make_unique<child>(file, 0);
    for (unsigned round = 1; round <= 60; ++round) {
        auto next = std::make_unique<child>(file, round);
        ASSERT_TRUE(survivor->wait_for_rounds(2)) << "ended by itself, round " << round;
        ASSERT_TRUE(next->wait_for_rounds(1 + static_cast<int>(random() % 3)))
            << "ended by itself, round " << round;
        std::this_thread::sleep_for(std::chrono::microseconds(random() % 3000));
        ASSERT_TRUE(survivor->kill()) << "round " << round;
        ++kills;
        survivor = std::move(next);
        {
            sqlite_store store(file, small(), seen);
            const auto t = look_at_all(store);
            hits += t.hits;
            ASSERT_EQ(t.wrong, 0) << "round " << round;
        }
        if (round % 5 == 0) { // nobody is left
            ASSERT_TRUE(survivor->kill());
            ++kills;
            ASSERT_TRUE(is_sound(file)) << "round " << round;
            survivor = std::make_unique<child>(file, 1000 + round);
        }
    }
    ASSERT_TRUE(survivor->kill());
    EXPECT_TRUE(is_sound(file));
    EXPECT_LE(std::filesystem::file_size(file), 1024U * 1024U);
    EXPECT_GT(hits, 200);
    EXPECT_TRUE(seen->problems().empty()) << seen->text();
    std::cout << kills << " processes killed, " << hits << " answers looked at\n";
}

// The file is damaged while two processes use it: both leave it, one sets it aside, and both go on with a new
// one.
TEST(sqlite_processes, damage_found_by_several_is_set_aside_once) {
    const cache_folder folder;
    const auto file = folder / "c";
    {
        sqlite_store store(file, small(), nullptr);
        cached_answer a;
        a.body = "x";
        store.store(key("", 0), a);
    }
    std::filesystem::resize_file(file, 5000); // in the middle of the second page
    child a(file, 1);
    child b(file, 2);
    // An attempt each 32 operations, of which a round has 20; it fails while the other one has the file open.
    for (int round = 0; round < 2000 && !std::filesystem::exists(folder / "c.corrupt-1"); ++round) {
        ASSERT_TRUE(a.wait_for_rounds(1));
        ASSERT_TRUE(b.wait_for_rounds(1));
    }
    ASSERT_TRUE(a.wait_for_rounds(30));
    ASSERT_TRUE(b.wait_for_rounds(30));
    ASSERT_TRUE(a.kill());
    ASSERT_TRUE(b.kill());
    EXPECT_TRUE(is_sound(file));
    EXPECT_TRUE(std::filesystem::exists(folder / "c.corrupt-1"));
    EXPECT_FALSE(std::filesystem::exists(folder / "c.corrupt-2"));
    const auto seen = std::make_shared<troubles>();
    sqlite_store store(file, small(), seen);
    const auto t = look_at_all(store);
    EXPECT_GT(t.hits, 5);
    EXPECT_EQ(t.wrong, 0);
    EXPECT_TRUE(seen->problems().empty()) << seen->text();
}

} // namespace

int run(int argc, char** argv) {
    if (argc == 4 && std::string_view(argv[1]) == "--hammer")
        hammer(argv[2], static_cast<unsigned>(std::stoul(argv[3])));
    ::testing::InitGoogleTest(&argc, argv);
    return RUN_ALL_TESTS();
}

} // namespace segue::traffic

int main(int argc, char** argv) {
    return segue::traffic::run(argc, argv);
}
