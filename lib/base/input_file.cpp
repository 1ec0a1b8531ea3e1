#include "base/input_file.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace segue {
namespace {

boost::system::error_code last_error() noexcept {
    return {errno, boost::system::system_category()};
}

} // namespace

std::shared_ptr<const input_file> input_file::open(const std::string& path, boost::system::error_code& ec) {
    // Without waiting for whoever would write into it, should it be a pipe: it is refused below.
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        ec = last_error();
        return nullptr;
    }
    struct stat status{};
    if (::fstat(fd, &status) != 0)
        ec = last_error();
    else if (S_ISDIR(status.st_mode))
        ec = boost::system::errc::make_error_code(boost::system::errc::is_a_directory);
    else if (!S_ISREG(status.st_mode))
        ec = boost::system::errc::make_error_code(boost::system::errc::invalid_seek);
    if (ec) {
        ::close(fd);
        return nullptr;
    }
    return std::shared_ptr<const input_file>(new input_file(fd, static_cast<std::uint64_t>(status.st_size)));
}

input_file::~input_file() {
    ::close(fd_);
}

std::size_t
input_file::read(std::uint64_t offset, std::span<char> room, boost::system::error_code& ec) const noexcept {
    std::size_t done = 0;
    while (done < room.size()) {
        const auto n =
            ::pread(fd_, room.data() + done, room.size() - done, static_cast<off_t>(offset + done));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            ec = last_error();
        if (n <= 0)
            break;
        done += static_cast<std::size_t>(n);
    }
    return done;
}

} // namespace segue
