#pragma once

#include <cstdlib>
#include <stdexcept>
#include <string>
#include <unistd.h>

namespace segue::test {

/// Root may read and write everything: what rights forbid shows only without them.
class without_root {
public:
    without_root() {
        if (::geteuid() == 0)
            changed_ = ::seteuid(nobody) == 0;
    }
    ~without_root() {
        if (changed_ && ::seteuid(0) != 0)
            std::abort();
    }
    without_root(const without_root&) = delete;
    without_root& operator=(const without_root&) = delete;

    /// Gives a file to whom root becomes; nothing for anybody else, whose it is.
    static void give(const std::string& file) {
        if (::geteuid() == 0 && ::chown(file.c_str(), nobody, nobody) != 0)
            throw std::runtime_error("chown");
    }

private:
    static constexpr uid_t nobody = 65534;
    bool changed_ = false;
};

} // namespace segue::test
