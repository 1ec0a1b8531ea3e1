#include "base/part_file.hpp"

#include <array>
#include <cerrno>
#include <charconv>
#include <climits>
#include <cstdint>
#include <cstdlib>
#include <fcntl.h>
#include <random>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace segue {

using boost::system::error_code;

namespace {

constexpr mode_t as_usual = S_IRUSR | S_IWUSR | S_IRGRP | S_IWGRP | S_IROTH | S_IWOTH; // less the umask
constexpr mode_t all_rights = S_IRWXU | S_IRWXG | S_IRWXO;

error_code code_of(int number) noexcept {
    return {number, boost::system::system_category()};
}

// Where a link leads: the link is to stay one.
std::string real_name(const std::string& path) {
    struct stat found{};
    if (::lstat(path.c_str(), &found) != 0 || !S_ISLNK(found.st_mode))
        return path;
    std::array<char, PATH_MAX> room{};
    return ::realpath(path.c_str(), room.data()) != nullptr ? std::string(room.data()) : path;
}

// Not made of the file's own name, which may be as long as names can be.
std::string temporary_name(const std::string& beside) {
    std::array<char, 16> digits{};
    std::random_device chance;
    const auto number = (std::uint64_t{chance()} << 32U) | chance();
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number, 16).ptr;
    return beside.substr(0, beside.rfind('/') + 1) + ".segue-" + std::string(digits.data(), end) + ".part";
}

int open_new(const std::string& name) noexcept {
    return ::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, as_usual);
}

} // namespace

std::shared_ptr<part_file> part_file::open(const std::string& path, if_there mode, error_code& ec) {
    const std::string name = real_name(path);
    struct stat found{};
    const bool there = ::stat(name.c_str(), &found) == 0;
    if (there && mode == if_there::refuse)
        ec = code_of(EEXIST);
    else if (there && !S_ISREG(found.st_mode)) // renaming would put a file in the place of a device
        ec = code_of(S_ISDIR(found.st_mode) ? EISDIR : EINVAL);
    else if (name.empty() || name.back() == '/')
        ec = code_of(EISDIR);
    if (ec)
        return nullptr;
    constexpr int tries = 8;
    std::string temporary;
    int fd = -1;
    for (int i = 0; i < tries && fd < 0 && (i == 0 || errno == EEXIST); ++i) {
        temporary = temporary_name(name);
        fd = open_new(temporary);
    }
    if (fd < 0) {
        ec = code_of(errno);
        return nullptr;
    }
    if (there) // who could read the old one, and nobody else, can read the new one
        [[maybe_unused]]
        const int kept = ::fchmod(fd, found.st_mode & all_rights);
    return std::shared_ptr<part_file>(new part_file(fd, std::move(temporary), name, mode));
}

part_file::part_file(int fd, std::string name, std::string final_name, if_there mode)
    : fd_(fd), name_(std::move(name)), final_name_(std::move(final_name)), mode_(mode) {}

part_file::~part_file() {
    discard();
}

error_code part_file::write(std::string_view bytes) noexcept {
    while (!bytes.empty()) {
        const auto n = ::write(fd_, bytes.data(), bytes.size());
        if (n < 0 && errno != EINTR)
            return code_of(errno);
        if (n > 0)
            bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return {};
}

error_code part_file::restart() noexcept {
    if (::ftruncate(fd_, 0) != 0 || ::lseek(fd_, 0, SEEK_SET) != 0)
        return code_of(errno);
    return {};
}

error_code part_file::commit() noexcept {
    // A disk that turns out to be full may say so only here.
    if (::fsync(fd_) != 0 && errno != EINVAL && errno != ENOTSUP)
        return code_of(errno);
    if (::close(std::exchange(fd_, -1)) != 0 && errno != EINTR)
        return code_of(errno);
    if (mode_ == if_there::refuse) {
        // Unlike rename, this never takes the place of a file that came meanwhile.
        if (::link(name_.c_str(), final_name_.c_str()) != 0)
            return code_of(errno);
        discard();
        return {};
    }
    if (::rename(name_.c_str(), final_name_.c_str()) != 0)
        return code_of(errno);
    name_.clear();
    return {};
}

void part_file::discard() noexcept {
    if (fd_ >= 0)
        ::close(std::exchange(fd_, -1));
    if (!name_.empty())
        ::unlink(name_.c_str());
    name_.clear();
}

} // namespace segue
