#pragma once

#include <boost/system/error_code.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <sys/types.h>

namespace segue {

/// A file that is written under another name in its own folder, and gets its name when it is whole. Whoever
/// sees the name sees all of it; what is not finished goes with the object.
///
/// Everything here blocks. **Threads** one after another.
class part_file {
public:
    enum class if_there : unsigned char { replace, refuse };

    /// Opens it. **Returns** null, and the reason in `ec`: the folder cannot be written, or what bears the
    /// name is no regular file, or is there at all when that is refused.
    static std::shared_ptr<part_file>
    open(const std::string& path, if_there mode, boost::system::error_code& ec);

    ~part_file();
    part_file(const part_file&) = delete;
    part_file& operator=(const part_file&) = delete;

    boost::system::error_code write(std::string_view bytes) noexcept;
    /// Throws away what was written.
    boost::system::error_code restart() noexcept;
    /// Hands the bytes to the disk and gives the file its name.
    boost::system::error_code commit() noexcept;
    /// Leaves nothing behind; nothing to do after `commit`.
    void discard() noexcept;

private:
    part_file(int fd, std::string name, std::string final_name, if_there mode);

    int fd_;
    std::string name_;
    std::string final_name_;
    if_there mode_;
};

} // namespace segue
