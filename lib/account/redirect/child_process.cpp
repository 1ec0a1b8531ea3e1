#include "account/redirect/child_process.hpp"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

extern char** environ; // NOLINT(readability-redundant-declaration): POSIX leaves it to the program

namespace segue::account::redirect {
namespace {

constexpr std::chrono::milliseconds poll_pause{20};

int status_of(int raw) {
    return WIFEXITED(raw) ? WEXITSTATUS(raw) : 128 + WTERMSIG(raw);
}

int wait_for(pid_t number, int& raw, int flags) {
    int got = 0;
    do
        got = ::waitpid(number, &raw, flags);
    while (got < 0 && errno == EINTR);
    return got;
}

class spawn_setting {
public:
    explicit spawn_setting(child_process::at_end then) {
        posix_spawn_file_actions_init(&files_);
        posix_spawn_file_actions_addopen(&files_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_addopen(&files_, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
        posix_spawn_file_actions_addopen(&files_, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
#if defined(__GLIBC__) && __GLIBC_PREREQ(2, 34)
        // Whatever other parts of the program forgot to mark.
        posix_spawn_file_actions_addclosefrom_np(&files_, STDERR_FILENO + 1);
#endif
        posix_spawnattr_init(&attributes_);
        sigset_t set;
        sigemptyset(&set);
        posix_spawnattr_setsigmask(&attributes_, &set);
        sigaddset(&set, SIGPIPE);
        sigaddset(&set, SIGTERM);
        sigaddset(&set, SIGINT);
        posix_spawnattr_setsigdefault(&attributes_, &set);
        int flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
        if (then == child_process::at_end::kill) {
            posix_spawnattr_setpgroup(&attributes_, 0);
            flags |= POSIX_SPAWN_SETPGROUP;
        }
        posix_spawnattr_setflags(&attributes_, static_cast<short>(flags));
    }

    ~spawn_setting() {
        posix_spawnattr_destroy(&attributes_);
        posix_spawn_file_actions_destroy(&files_);
    }

    spawn_setting(const spawn_setting&) = delete;
    spawn_setting& operator=(const spawn_setting&) = delete;

    const posix_spawn_file_actions_t* files() const noexcept { return &files_; }
    const posix_spawnattr_t* attributes() const noexcept { return &attributes_; }

private:
    posix_spawn_file_actions_t files_{};
    posix_spawnattr_t attributes_{};
};

} // namespace

std::unique_ptr<child_process> child_process::start(
    const std::string& program,
    const std::vector<std::string>& arguments,
    at_end then,
    boost::system::error_code& ec) {
    std::vector<std::string> texts{program};
    texts.insert(texts.end(), arguments.begin(), arguments.end());
    std::vector<char*> words;
    words.reserve(texts.size() + 1);
    for (auto& text : texts)
        words.push_back(text.data());
    words.push_back(nullptr);
    const spawn_setting setting(then);
    pid_t number = 0;
    const int why = ::posix_spawnp(
        &number, program.c_str(), setting.files(), setting.attributes(), words.data(), environ);
    ec.assign(why, boost::system::system_category());
    if (why != 0)
        return nullptr;
    return std::make_unique<child_process>(number, then);
}

child_process::~child_process() {
    if (ended())
        return;
    if (then_ == at_end::leave) {
        std::thread([number = number_] {
            int raw = 0;
            wait_for(number, raw, 0);
        }).detach();
        return;
    }
    kill_group();
    int raw = 0;
    wait_for(number_, raw, 0);
}

std::optional<int> child_process::ended() {
    int raw = 0;
    if (!status_) {
        const int got = wait_for(number_, raw, WNOHANG);
        if (got == number_)
            status_ = status_of(raw);
        else if (got < 0)
            status_ = 0; // somebody else has reaped it
    }
    return status_;
}

// Seen and left where it is: while its head is not reaped, the number of the group cannot be anybody else's.
bool child_process::waits_to_be_reaped() const {
    siginfo_t info{};
    const int got = ::waitid(P_PID, static_cast<id_t>(number_), &info, WEXITED | WNOHANG | WNOWAIT);
    return got != 0 || info.si_pid == number_;
}

void child_process::kill_group() noexcept {
    ::kill(-number_, SIGKILL);
}

asio::awaitable<void> child_process::stop(std::shared_ptr<time_source> time, steady_time until) {
    if (status_)
        co_return;
    ::kill(-number_, SIGTERM);
    while (!waits_to_be_reaped() && time->now() < until)
        co_await time->wait_until(std::min(until, time->now() + poll_pause));
    kill_group();
    int raw = 0;
    wait_for(number_, raw, 0);
    status_ = status_of(raw);
}

} // namespace segue::account::redirect
