#pragma once

#include <iosfwd>
#include <string>
#include <string_view>

namespace segue::account {

/// A token, password or key: wiped when it goes, shown as `***`.
///
/// There is no way to print or compare it; `reveal` marks the places where it is used.
/// **Lifetime** what was moved from is empty and holds nothing of it.
class secret {
public:
    secret() = default;
    explicit secret(std::string_view value) : value_(value) {}
    secret(const secret&) = default;
    secret(secret&& other) noexcept;
    secret& operator=(const secret& other);
    secret& operator=(secret&& other) noexcept;
    ~secret();

    const std::string& reveal() const noexcept { return value_; }
    bool empty() const noexcept { return value_.empty(); }

private:
    void wipe() noexcept;

    std::string value_;
};

/// Writes `***`, whatever it holds; nothing when it is empty.
std::ostream& operator<<(std::ostream& out, const secret& s);

} // namespace segue::account
