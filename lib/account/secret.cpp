#include "account/wiped_bytes.hpp"

#include <segue/account/secret.hpp>

#include <ostream>
#include <utility>

namespace segue::account {

// A short text lives in the object itself, so a move leaves its bytes behind: they are wiped too.
secret::secret(secret&& other) noexcept : value_(std::move(other.value_)) {
    other.wipe();
}

secret& secret::operator=(const secret& other) {
    if (this == &other)
        return *this;
    secret copy(other);
    *this = std::move(copy);
    return *this;
}

secret& secret::operator=(secret&& other) noexcept {
    if (this == &other)
        return *this;
    wipe();
    value_ = std::move(other.value_);
    other.wipe();
    return *this;
}

secret::~secret() {
    wipe();
}

void secret::wipe() noexcept {
    account::wipe(value_);
}

std::ostream& operator<<(std::ostream& out, const secret& s) {
    return s.empty() ? out : out << "***";
}

} // namespace segue::account
