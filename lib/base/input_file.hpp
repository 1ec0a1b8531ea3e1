#pragma once

#include <boost/system/error_code.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace segue {

/// A regular file that is read at any place. Its size is the one it had when it was opened.
///
/// Everything here blocks. **Threads** any.
class input_file {
public:
    /// Opens it. **Returns** null, and the reason in `ec`.
    static std::shared_ptr<const input_file> open(const std::string& path, boost::system::error_code& ec);

    ~input_file();
    input_file(const input_file&) = delete;
    input_file& operator=(const input_file&) = delete;

    std::uint64_t size_bytes() const noexcept { return size_; }
    /// Reads bytes from a place on. **Returns** how many; fewer than there is room for at the end alone.
    std::size_t
    read(std::uint64_t offset, std::span<char> room, boost::system::error_code& ec) const noexcept;

private:
    input_file(int fd, std::uint64_t size) : fd_(fd), size_(size) {}

    int fd_;
    std::uint64_t size_;
};

} // namespace segue
