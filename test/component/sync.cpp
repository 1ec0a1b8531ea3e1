// A copy of a large collection, made by processes that are killed and gone on with by others: this program,
// started again with arguments, is the process that copies. The emulator lives in the first.

#include "support/cache_folder.hpp"
#include "support/on_emulator.hpp"

#include <segue/discogs/sync.hpp>

#include <gmock/gmock.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <random>
#include <sys/wait.h>
#include <unistd.h>

namespace {

using namespace segue;

#ifdef SEGUE_TEST_SANITIZED
constexpr bool sanitized = true;
#else
constexpr bool sanitized = false;
#endif

constexpr int copies = 10'000;
constexpr std::size_t pages = 100;

struct place {
    std::string base_url;
    std::string ca_file;
    std::string token;
    std::string username;
    std::string file;
};

discogs::client_params params_of(const place& at) {
    discogs::client_params p;
    p.token = at.token;
    p.credentials_from = discogs::credential_source::params_only;
    p.base_url = at.base_url;
    p.ca_file = at.ca_file;
    p.rate_limit = traffic::rate_limit::off;
    return p;
}

// The most memory that this process has had. What the system tells of a process that became another one by
// exec counts the one before, too; this does not.
long peak_kilobytes() {
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;) {
        if (word == "VmHWM:") {
            long peak = 0;
            status >> peak;
            return peak;
        }
    }
    return 0;
}

// The other process: one update. It ends with a status of its own when it took more memory than it may.
int copy(const place& at) {
    asio::io_context io(1);
    const discogs::client client(io.get_executor(), params_of(at));
    const discogs::sync sync(client, discogs::make_sqlite_sync_store(at.file));
    const auto list = sync.collection(at.username);
    static_cast<void>(sync_wait(io, list.state()));
    const long idle = peak_kilobytes();
    const auto done = sync_wait(io, list.update());
    const long grown = peak_kilobytes() - idle;
    std::cout << "copied: " << done.pages << " pages, resumed " << done.resumed << ", restarts "
              << done.restarts << "; grew by " << grown << " kB\n";
    constexpr long most = 64L * 1024;
    return sanitized || (grown > 0 && grown <= most) ? EXIT_SUCCESS : 3;
}

class sync_process : public test::on_emulator {
protected:
    sync_process() {
        auto p = unlimited();
        p.collection_size = copies;
        start(p);
    }

    // A process that this one has started; it is gone at the end.
    class child {
    public:
        explicit child(const place& at) : id_(fork()) {
            if (id_ != 0)
                return;
            const std::string own = "/proc/self/exe";
            execl(
                own.c_str(),
                "copy",
                "--copy",
                at.base_url.c_str(),
                at.ca_file.c_str(),
                at.token.c_str(),
                at.username.c_str(),
                at.file.c_str(),
                static_cast<char*>(nullptr));
            _exit(127);
        }
        ~child() {
            if (id_ > 0 && !ended())
                kill();
        }
        child(const child&) = delete;
        child& operator=(const child&) = delete;

        bool ended() {
            if (id_ > 0 && waitpid(id_, &status_, WNOHANG) == id_)
                id_ = 0;
            return id_ == 0;
        }
        void kill() {
            ::kill(id_, SIGKILL);
            waitpid(id_, &status_, 0);
            id_ = 0;
        }
        int wait() {
            if (id_ > 0)
                waitpid(id_, &status_, 0);
            id_ = 0;
            return WIFEXITED(status_) ? WEXITSTATUS(status_) : -1;
        }

    private:
        pid_t id_;
        int status_ = 0;
    };

    place whole(const std::string& name) const {
        return {base_url(), ca_file(), token(), username_, folder / name};
    }

    std::vector<discogs::collection_item> copied(const std::string& name) {
        const discogs::sync sync(make_client(), discogs::make_sqlite_sync_store(folder / name));
        return run(sync.collection(username_).items(0, 2 * copies));
    }

    // What the service has, in the order of ids.
    std::vector<discogs::collection_item> served() {
        auto client = make_client();
        auto list = client.user(username_)
                        .collection()
                        .folder(discogs::all_folder)
                        .releases()
                        .list({.per_page = 100});
        auto all = run(list.collect());
        std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
            return a.instance_id.value() < b.instance_id.value();
        });
        return all;
    }

    void wait_for_requests(std::size_t count, child& until) {
        while (service().requests() < count && !until.ended())
            usleep(200);
    }

    test::cache_folder folder;
    std::string username_ = "segue_listener";
};

TEST_F(sync_process, undisturbed_update_asks_once_a_page_and_stays_small) {
    child one(whole("music.db"));
    EXPECT_EQ(one.wait(), EXIT_SUCCESS);
    EXPECT_EQ(service().requests(), pages);
    EXPECT_EQ(copied("music.db"), served());
}

TEST_F(sync_process, killed_at_ten_points_and_gone_on_with_it_is_the_same_and_costs_a_page_each) {
    std::mt19937 numbers(20261121);
    constexpr std::size_t kills = 10;
    std::vector<std::size_t> points;
    for (std::size_t i = 0; i < kills; ++i)
        points.push_back(std::uniform_int_distribution<std::size_t>(1, pages - 10)(numbers));
    std::sort(points.begin(), points.end());
    std::size_t killed = 0;
    for (const auto point : points) {
        child each(whole("music.db"));
        wait_for_requests(point + killed, each);
        usleep(std::uniform_int_distribution<useconds_t>(0, 5'000)(numbers)); // anywhere within a page's work
        ASSERT_FALSE(each.ended()) << "nothing was disturbed";
        each.kill();
        ++killed;
    }
    child last(whole("music.db"));
    EXPECT_EQ(last.wait(), EXIT_SUCCESS);
    std::cout << killed << " processes killed, " << service().requests() << " requests for " << pages
              << " pages\n";
    EXPECT_LE(service().requests(), pages + killed);
    EXPECT_EQ(copied("music.db"), served());
}

} // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    if (arguments.size() == 6 && arguments[0] == "--copy")
        return copy({arguments[1], arguments[2], arguments[3], arguments[4], arguments[5]});
    ::testing::InitGoogleMock(&argc, argv);
    return RUN_ALL_TESTS();
}
