#include "account/record_seal.hpp"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <cstdint>
#include <memory>
#include <utility>

namespace segue::account {

namespace {

// A box is nonce, text and tag; without a key, text and digest.
constexpr std::size_t nonce_bytes = 12;
constexpr std::size_t tag_bytes = 16;
constexpr std::size_t digest_bytes = 32;

struct free_context {
    void operator()(EVP_CIPHER_CTX* c) const noexcept { EVP_CIPHER_CTX_free(c); }
};
using cipher_context = std::unique_ptr<EVP_CIPHER_CTX, free_context>;

void need(bool done, const char* what) {
    if (!done)
        throw seal_error(what);
}

const unsigned char* bytes(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

std::string_view text(std::span<const unsigned char> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string checksum(std::string_view about, std::string_view plain) {
    std::string all;
    all.reserve(about.size() + plain.size() + 16);
    append_text(all, about);
    append_text(all, plain);
    auto sum = digest_of(all);
    OPENSSL_cleanse(all.data(), all.size());
    return sum;
}

} // namespace

std::string random_bytes(std::size_t count) {
    std::string made(count, '\0');
    need(
        RAND_bytes(reinterpret_cast<unsigned char*>(made.data()), static_cast<int>(count)) == 1,
        "no random numbers");
    return made;
}

std::string digest_of(std::string_view text) {
    std::string sum(digest_bytes, '\0');
    unsigned size = 0;
    auto* to = reinterpret_cast<unsigned char*>(sum.data());
    need(EVP_Digest(text.data(), text.size(), to, &size, EVP_sha256(), nullptr) == 1, "SHA-256 failed");
    return sum;
}

wiped_bytes derive_key(const secret& passphrase, std::string_view salt, int cost) {
    constexpr std::uint64_t r = 8;
    const auto n = std::uint64_t{1} << cost;
    const auto most_memory = 128 * r * n + std::uint64_t{1024} * 1024;
    wiped_bytes key(key_bytes);
    need(
        EVP_PBE_scrypt(
            passphrase.reveal().data(),
            passphrase.reveal().size(),
            bytes(salt),
            salt.size(),
            n,
            r,
            1,
            most_memory,
            key.data(),
            key.size()) == 1,
        "scrypt failed: is there enough memory?");
    return key;
}

void append_number(std::string& to, std::int64_t number) {
    const auto bits = static_cast<std::uint64_t>(number);
    for (int shift = 56; shift >= 0; shift -= 8)
        to += static_cast<char>(bits >> shift & 0xff);
}

void append_text(std::string& to, std::string_view text) {
    append_number(to, static_cast<std::int64_t>(text.size()));
    to += text;
}

record_seal::record_seal(wiped_bytes key) : key_(std::move(key)) {
    need(key_.size() == key_bytes, "a key has 32 bytes");
}

std::string record_seal::close(std::string_view about, std::span<const unsigned char> plain) const {
    if (!has_key())
        return std::string(text(plain)) + checksum(about, text(plain));
    auto box = random_bytes(nonce_bytes);
    box.resize(nonce_bytes + plain.size() + tag_bytes);
    auto* at = reinterpret_cast<unsigned char*>(box.data());
    const cipher_context c(EVP_CIPHER_CTX_new());
    int size = 0;
    need(
        c && EVP_EncryptInit_ex(c.get(), EVP_aes_256_gcm(), nullptr, key_.data(), at) == 1 &&
            EVP_EncryptUpdate(c.get(), nullptr, &size, bytes(about), static_cast<int>(about.size())) == 1 &&
            EVP_EncryptUpdate(
                c.get(), at + nonce_bytes, &size, plain.data(), static_cast<int>(plain.size())) == 1 &&
            EVP_EncryptFinal_ex(c.get(), at + nonce_bytes + plain.size(), &size) == 1 &&
            EVP_CIPHER_CTX_ctrl(c.get(), EVP_CTRL_GCM_GET_TAG, tag_bytes, at + nonce_bytes + plain.size()) ==
                1,
        "AES-256-GCM failed");
    return box;
}

std::optional<wiped_bytes> record_seal::open(std::string_view about, std::string_view box) const {
    if (!has_key()) {
        if (box.size() < digest_bytes)
            return std::nullopt;
        const auto plain = box.substr(0, box.size() - digest_bytes);
        if (checksum(about, plain) != box.substr(plain.size()))
            return std::nullopt;
        return wiped_bytes(plain.begin(), plain.end());
    }
    if (box.size() < nonce_bytes + tag_bytes)
        return std::nullopt;
    wiped_bytes plain(box.size() - nonce_bytes - tag_bytes);
    std::string tag(box.substr(box.size() - tag_bytes)); // OpenSSL takes it as if it might be changed
    const cipher_context c(EVP_CIPHER_CTX_new());
    int size = 0;
    need(
        c && EVP_DecryptInit_ex(c.get(), EVP_aes_256_gcm(), nullptr, key_.data(), bytes(box)) == 1 &&
            EVP_DecryptUpdate(c.get(), nullptr, &size, bytes(about), static_cast<int>(about.size())) == 1,
        "AES-256-GCM failed");
    unsigned char nothing = 0;
    auto* to = plain.empty() ? &nothing : plain.data();
    const bool good =
        EVP_DecryptUpdate(
            c.get(), to, &size, bytes(box.substr(nonce_bytes)), static_cast<int>(plain.size())) == 1 &&
        EVP_CIPHER_CTX_ctrl(c.get(), EVP_CTRL_GCM_SET_TAG, tag_bytes, tag.data()) == 1 &&
        EVP_DecryptFinal_ex(c.get(), &nothing, &size) == 1;
    if (!good)
        return std::nullopt;
    return plain;
}

} // namespace segue::account
