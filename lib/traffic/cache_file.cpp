#include "traffic/cache_file.hpp"

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <utility>

namespace segue::traffic {

namespace {

constexpr mode_t only_ours = S_IRUSR | S_IWUSR;

[[noreturn]] void fail(const std::string& what) {
    throw std::system_error(errno, std::generic_category(), what);
}

void make_directories(const std::filesystem::path& path) {
    if (path.empty() || std::filesystem::is_directory(path))
        return;
    make_directories(path.parent_path());
    if (::mkdir(path.c_str(), S_IRWXU) != 0 && errno != EEXIST)
        fail("cannot make the directory " + path.string());
}

int open_lock(const std::string& name) noexcept {
    const int fd = ::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, only_ours);
    return fd >= 0 ? fd : ::open(name.c_str(), O_RDONLY | O_CLOEXEC);
}

bool exists(const std::string& name) noexcept {
    struct stat found{};
    return ::lstat(name.c_str(), &found) == 0;
}

} // namespace

cache_file::cache_file(std::string path) : name_(std::move(path)) {
    std::error_code ignored;
    if (name_.ends_with('/'))
        name_ += "segue-cache.sqlite";
    else if (std::filesystem::is_directory(name_, ignored))
        name_ += "/segue-cache.sqlite";
}

std::optional<cache_file::identity> cache_file::which() const noexcept {
    struct stat found{};
    if (::stat(name_.c_str(), &found) != 0)
        return std::nullopt;
    return identity{static_cast<std::uint64_t>(found.st_dev), static_cast<std::uint64_t>(found.st_ino)};
}

cache_file::joined cache_file::join(std::chrono::milliseconds patience) {
    make_directories(std::filesystem::path(name_).parent_path());
    leave();
    lock_ = open_lock(name_ + ".lock");
    // Held alone for the length of a few renames only.
    for (; lock_ >= 0 && ::flock(lock_, LOCK_SH | LOCK_NB) != 0; patience -= std::chrono::milliseconds(5)) {
        if (patience <= std::chrono::milliseconds(0)) {
            leave();
            return joined::busy;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    // Exclusively: a file that is there already must not be opened and closed.
    const int made = ::open(name_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, only_ours);
    if (made >= 0) {
        ::close(made);
        return joined::yes;
    }
    struct stat found{};
    if (::stat(name_.c_str(), &found) != 0)
        fail("cannot make the file " + name_);
    if (!S_ISREG(found.st_mode)) {
        errno = EINVAL;
        fail("no regular file: " + name_);
    }
    if ((found.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        ::chmod(name_.c_str(), found.st_mode & S_IRWXU); // not ours: then its owner has decided
    return joined::yes;
}

void cache_file::leave() noexcept {
    if (lock_ >= 0)
        ::close(std::exchange(lock_, -1));
}

std::string cache_file::set_aside(const identity& damaged) {
    if (lock_ < 0)
        return {};
    ::flock(lock_, LOCK_UN);
    if (::flock(lock_, LOCK_EX | LOCK_NB) != 0) {
        leave();
        return {};
    }
    std::string aside = name_;
    if (which() == damaged) {
        constexpr int most = 3;
        int n = 1;
        while (n < most && exists(name_ + ".corrupt-" + std::to_string(n)))
            ++n;
        aside += ".corrupt-" + std::to_string(n);
        // The log first: a process killed between the two leaves a file whose latest changes are aside.
        for (const auto* part : {"-wal", "-shm"})
            if (::rename((name_ + part).c_str(), (aside + part).c_str()) != 0 && errno == ENOENT)
                ::unlink((aside + part).c_str());
        if (::rename(name_.c_str(), aside.c_str()) != 0)
            aside.clear();
    }
    leave();
    return aside;
}

bool cache_file::has_log() const noexcept {
    struct stat found{};
    return ::stat((name_ + "-wal").c_str(), &found) == 0 && found.st_size > 0;
}

} // namespace segue::traffic
