#include "account/same_secret.hpp"

#include <openssl/crypto.h>

namespace segue::account {

bool same_secret(std::string_view a, std::string_view b) noexcept {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

} // namespace segue::account
