#pragma once

#include "account/wiped_bytes.hpp"

#include <segue/account/secret.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace segue::account {

constexpr std::size_t key_bytes = 32;

/// The cryptographic library could not do its work: no memory, no random numbers.
class seal_error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Bytes that nobody can guess.
std::string random_bytes(std::size_t count);

/// SHA-256.
std::string digest_of(std::string_view text);

/// Derives a key from a passphrase: scrypt with N = 2^cost, r = 8, p = 1.
wiped_bytes derive_key(const secret& passphrase, std::string_view salt, int cost);

/// Writes a text with its length, so that two texts in a row cannot be read as two others.
void append_text(std::string& to, std::string_view text);
void append_number(std::string& to, std::int64_t number);

/// Closes records so that no change to them goes unnoticed: with a key by AES-256-GCM under a nonce of its
/// own each time, without one by a checksum, which is there for accidents alone.
///
/// `about` says whose record it is. It is not part of the box, and the box opens only with the same.
class record_seal {
public:
    /// Without a key.
    record_seal() = default;
    explicit record_seal(wiped_bytes key);

    bool has_key() const noexcept { return !key_.empty(); }

    std::string close(std::string_view about, std::span<const unsigned char> plain) const;
    /// Returns nothing when the box was changed or is not about `about`.
    std::optional<wiped_bytes> open(std::string_view about, std::string_view box) const;

private:
    wiped_bytes key_;
};

} // namespace segue::account
