#include "account/oauth2/random_text.hpp"

#include "http/base64.hpp"

#include <segue/account/oauth2.hpp>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace segue::account::oauth2 {
namespace {

std::string sha256(std::string_view text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    if (EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1)
        throw std::runtime_error("the TLS library has no SHA-256");
    return {reinterpret_cast<const char*>(digest.data()), size};
}

} // namespace

std::string to_base64url(std::string_view bytes) {
    auto text = http::to_base64(bytes);
    text.erase(std::find(text.begin(), text.end(), '='), text.end());
    std::replace(text.begin(), text.end(), '+', '-');
    std::replace(text.begin(), text.end(), '/', '_');
    return text;
}

secret random_text() {
    std::array<unsigned char, 32> bytes{};
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
        throw std::runtime_error("the system's random source gives nothing");
    auto text = to_base64url({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    secret made(text);
    OPENSSL_cleanse(text.data(), text.size());
    OPENSSL_cleanse(bytes.data(), bytes.size());
    return made;
}

std::string code_challenge(std::string_view verifier, pending_grant::challenge method) {
    switch (method) {
    case pending_grant::challenge::none:
        return {};
    case pending_grant::challenge::plain:
        return std::string(verifier);
    case pending_grant::challenge::s256:
        break;
    }
    return to_base64url(sha256(verifier));
}

} // namespace segue::account::oauth2
