#include "account/store_path.hpp"

#include "account/store_failure.hpp"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <pwd.h>
#include <stdexcept>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace segue::account {

namespace {

[[noreturn]] void fail_by_errno(const std::string& file, const std::string& what) {
    const auto code = errno;
    const bool forbidden = code == EACCES || code == EPERM || code == EROFS;
    const auto kind = code == ENOSPC || code == EDQUOT ? store_errc::full
                      : forbidden                      ? store_errc::read_only
                                                       : store_errc::unavailable;
    fail_store(file, kind, what + ": " + std::generic_category().message(code));
}

// SQLite takes anything shorter for an empty file, and would begin anew.
constexpr off_t smallest_database = 512;

void make_directories(const std::string& file, const std::filesystem::path& path) {
    std::error_code ignored;
    if (path.empty() || std::filesystem::is_directory(path, ignored))
        return;
    make_directories(file, path.parent_path());
    if (::mkdir(path.c_str(), S_IRWXU) != 0 && errno != EEXIST)
        fail_by_errno(file, "cannot make the directory " + path.string());
}

void check_directory(const std::string& file, const std::filesystem::path& path) {
    const std::string name = path.empty() ? "." : path.string();
    struct stat found{};
    if (::stat(name.c_str(), &found) != 0)
        fail_by_errno(file, "cannot look at the directory " + name);
    // A sticky bit keeps others from putting a file of theirs in our file's place.
    if ((found.st_mode & S_IWOTH) != 0 && (found.st_mode & S_ISVTX) == 0)
        fail_store(
            file,
            store_errc::open_to_others,
            "anybody may write to the directory " + name +
                ", and put another file in its place; take that "
                "right away (chmod o-w) or use a directory of your own");
}

std::string mode_text(unsigned mode) {
    std::string text = "0000";
    for (auto at = text.rbegin(); at != text.rend(); ++at, mode /= 8)
        *at = static_cast<char>('0' + mode % 8);
    return text;
}

void check_file(const std::string& file) {
    struct stat found{};
    if (::stat(file.c_str(), &found) != 0)
        fail_by_errno(file, "cannot be made");
    if (!S_ISREG(found.st_mode))
        fail_store(file, store_errc::unavailable, "is no regular file");
    if (found.st_size > 0 && found.st_size < smallest_database)
        fail_store(
            file, store_errc::corrupt, "is cut short; put a copy back, or move it away and sign in anew");
    if (found.st_uid != ::geteuid() && ::geteuid() != 0)
        fail_store(file, store_errc::open_to_others, "belongs to another user");
    if ((found.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        fail_store(
            file,
            store_errc::open_to_others,
            "others may use it (mode " + mode_text(found.st_mode & 0777U) +
                "); close it (chmod 600), and sign in anew if somebody may have read it");
}

std::optional<std::string> home_of_user() {
    std::array<char, 4096> room{};
    struct passwd entry{};
    struct passwd* found = nullptr;
    if (::getpwuid_r(::geteuid(), &entry, room.data(), room.size(), &found) != 0 || found == nullptr ||
        found->pw_dir == nullptr || *found->pw_dir != '/')
        return std::nullopt;
    return found->pw_dir;
}

} // namespace

std::string default_store_path(const environment& look_up) {
    const std::string name = "/segue/accounts.db";
    // A relative path there is to be ignored, says the rule.
    if (const auto data = look_up("XDG_DATA_HOME"); data && data->starts_with('/'))
        return *data + name;
    auto home = look_up("HOME");
    if (!home || !home->starts_with('/'))
        home = home_of_user();
    if (!home)
        throw std::invalid_argument(
            "make_sqlite_token_store: no path is given and there is no home directory");
    return *home + "/.local/share" + name;
}

std::optional<file_identity> identify(const std::string& file) noexcept {
    struct stat found{};
    if (::stat(file.c_str(), &found) != 0)
        return std::nullopt;
    return file_identity{static_cast<std::uint64_t>(found.st_dev), static_cast<std::uint64_t>(found.st_ino)};
}

void prepare_store_file(const std::string& file) {
    const auto directory = std::filesystem::path(file).parent_path();
    make_directories(file, directory);
    check_directory(file, directory);
    const int made = ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (made >= 0)
        ::close(made);
    else if (errno != EEXIST)
        fail_by_errno(file, "cannot be made");
    check_file(file);
}

bool may_write_beside(const std::string& file) {
    const auto directory = std::filesystem::path(file).parent_path();
    const std::string name = directory.empty() ? "." : directory.string();
    return ::faccessat(AT_FDCWD, name.c_str(), W_OK | X_OK, AT_EACCESS) == 0;
}

} // namespace segue::account
