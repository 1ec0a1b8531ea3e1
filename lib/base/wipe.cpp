#include "base/wipe.hpp"

#include <openssl/crypto.h>

namespace segue {

void wipe(void* at, std::size_t bytes) noexcept {
    OPENSSL_cleanse(at, bytes);
}

} // namespace segue
