#pragma once

#include <segue/account/token_store.hpp>

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

namespace segue::account {

/// Gives a key when a store's file is opened: from the keyring of the desktop, for example.
class key_source {
public:
    virtual ~key_source() = default;

    /// Returns the 32 bytes of the key. May block, and may be called again when the file is opened again.
    ///
    /// **Errors** what it throws comes out of the store's function that needed the key.
    /// **Threads** called on the store's own thread.
    virtual secret key() = 0;
};

/// What a store's file is encrypted with: nothing, a passphrase, or a key.
class store_key {
public:
    /// No encryption: who can read the file can read the tokens.
    store_key() = default;

    /// Derives the key from a passphrase by scrypt; salt and cost stand in the file. Its bytes count: bring
    /// what people type into one Unicode form first.
    /// **Errors** `std::invalid_argument` when it is empty.
    [[nodiscard]] static store_key from_passphrase(secret passphrase);
    /// Takes the key itself: 32 bytes of good randomness.
    /// **Errors** `std::invalid_argument` for any other number.
    [[nodiscard]] static store_key from_bytes(secret bytes);
    /// Asks for the key itself when it is needed.
    /// **Errors** `std::invalid_argument` for null.
    [[nodiscard]] static store_key from_source(std::shared_ptr<key_source> source);

    /// How the key is given.
    enum class kind : unsigned char { none, passphrase, bytes, source };

    /// Returns how the key is given.
    [[nodiscard]] kind is() const noexcept { return is_; }
    /// Returns the passphrase or the bytes; empty for the other kinds.
    [[nodiscard]] const secret& value() const noexcept { return value_; }
    /// Returns the source; null for the other kinds.
    [[nodiscard]] const std::shared_ptr<key_source>& source() const noexcept { return source_; }

private:
    kind is_ = kind::none;
    secret value_;
    std::shared_ptr<key_source> source_;
};

/// Configures a store in a file.
struct sqlite_token_store_params {
    /// How long to wait for other processes. Default 5 s; zero: not at all.
    std::chrono::milliseconds busy_timeout{5'000};
    /// How much work it is to try a passphrase, for files made and passphrases changed from now on: the
    /// logarithm of scrypt's N, whose r is 8 and p is 1. Default 17, which takes 128 MiB for about half a
    /// second; 10 to 20.
    int scrypt_cost = 17;
};
static_assert(std::is_trivially_destructible_v<sqlite_token_store_params>);

/// A store in a file.
class sqlite_token_store : public token_store {
public:
    /// Returns the file's name, an absolute path.
    [[nodiscard]] virtual const std::string& file() const noexcept = 0;

    /// Encrypts every record anew with `to`, or no longer if that is none, all of it or nothing. Other
    /// processes that have the file open, with the key of before, then get `store_errc::wrong_key`.
    ///
    /// What the disk held before may still be found on it by who reads the bare device.
    [[nodiscard]] virtual asio::awaitable<void> change_key(store_key to) = 0;
};

/// Makes a store in one SQLite file, which several processes may share.
///
/// `path` empty is `segue/accounts.db` in `$XDG_DATA_HOME`, or in `~/.local/share` where that is not set.
/// What is missing is made, directories with mode 0700 and the file with 0600. A file that others may read is
/// refused, not repaired: who could read it may have the tokens. It belongs on a local disk: SQLite's locks
/// are not safe over a network. Nothing is opened yet when this returns, and nothing blocks but the thread
/// that the store owns.
///
/// With a key, every record is encrypted and authenticated by AES-256-GCM: tokens, user, scopes, times and
/// extra; provider, flow, client id and label stay readable, and cannot be moved to another record. An older
/// copy of the file, put back by who can write it, is not noticed. Without a key, damage is noticed all the
/// same. What was stored when a function completed is there after a kill or a loss of power.
///
/// `clock` dates what is stored; null is the machine's.
/// **Errors** `std::invalid_argument` when a param is out of range, the path holds a zero byte, or none is
/// given and there is no home directory. What is wrong with the file is told by the functions: `file_error`
/// names it and says what may help, its cause is a `store_errc`.
/// **Lifetime** the last owner waits for what was begun; contexts of callers may go first.
/// **Cost** a thread; a write is on the disk when it completes; the file is read as a whole, and checked,
/// when it is opened.
[[nodiscard]] std::shared_ptr<sqlite_token_store> make_sqlite_token_store(
    std::string_view path = {},
    store_key key = {},
    const sqlite_token_store_params& params = {},
    std::shared_ptr<time_source> clock = nullptr);

} // namespace segue::account
