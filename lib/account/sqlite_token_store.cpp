#include "account/token_file.hpp"
#include "base/side_thread.hpp"

#include <segue/account/sqlite_token_store.hpp>
#include <segue/base/time_source.hpp>

#include <filesystem>
#include <stdexcept>
#include <utility>

namespace segue::account {

namespace {

// The file on a thread of its own. Jobs share it; the store's end waits for them.
class store_in_file final : public sqlite_token_store {
public:
    explicit store_in_file(std::shared_ptr<token_file> file) : file_(std::move(file)) {}
    ~store_in_file() override { thread_->close(); }

    const std::string& file() const noexcept override { return file_->name(); }

    asio::awaitable<std::optional<stored_account>> get(account_key which) override {
        auto job = [file = file_, key = own(which)] { return file->get(key); };
        return aside<std::optional<stored_account>>(thread_, when_left::skip, std::move(job));
    }

    asio::awaitable<std::optional<stored_account>> latest(account_filter among) override {
        auto job = [file = file_, filter = own(among)] { return file->latest(filter); };
        return aside<std::optional<stored_account>>(thread_, when_left::skip, std::move(job));
    }

    asio::awaitable<std::vector<stored_account>> list(account_filter which) override {
        auto job = [file = file_, filter = own(which)] { return file->list(filter); };
        return aside<std::vector<stored_account>>(thread_, when_left::skip, std::move(job));
    }

    asio::awaitable<stored_account> put(stored_account account) override {
        auto job = [file = file_, account = std::move(account)]() mutable {
            check_account(account);
            return file->put(std::move(account));
        };
        return aside<stored_account>(thread_, when_left::run, std::move(job));
    }

    asio::awaitable<std::optional<stored_account>> replace(stored_account account) override {
        auto job = [file = file_, account = std::move(account)]() mutable {
            check_account(account);
            return file->replace(std::move(account));
        };
        return aside<std::optional<stored_account>>(thread_, when_left::run, std::move(job));
    }

    asio::awaitable<bool> touch(account_key which) override {
        auto job = [file = file_, key = own(which)] { return file->touch(key); };
        return aside<bool>(thread_, when_left::run, std::move(job));
    }

    asio::awaitable<std::size_t> remove(account_filter which) override {
        auto job = [file = file_, filter = own(which)] {
            check_removal(filter);
            return file->remove(filter);
        };
        return aside<std::size_t>(thread_, when_left::run, std::move(job));
    }

    asio::awaitable<std::size_t> clear() override {
        auto job = [file = file_] { return file->remove({}); };
        return aside<std::size_t>(thread_, when_left::run, std::move(job));
    }

    asio::awaitable<void> change_key(store_key to) override {
        auto job = [file = file_, to = std::move(to)] {
            file->change_key(to);
            return true;
        };
        auto waiting = aside<bool>(thread_, when_left::run, std::move(job));
        co_await std::move(waiting);
    }

private:
    std::shared_ptr<token_file> file_;
    std::shared_ptr<side_thread> thread_ = std::make_shared<side_thread>();
};

} // namespace

store_key store_key::from_passphrase(secret passphrase) {
    if (passphrase.empty())
        throw std::invalid_argument("store_key: the passphrase is empty");
    store_key key;
    key.is_ = kind::passphrase;
    key.value_ = std::move(passphrase);
    return key;
}

store_key store_key::from_bytes(secret bytes) {
    if (bytes.reveal().size() != key_bytes)
        throw std::invalid_argument("store_key: a key has 32 bytes");
    store_key key;
    key.is_ = kind::bytes;
    key.value_ = std::move(bytes);
    return key;
}

store_key store_key::from_source(std::shared_ptr<key_source> source) {
    if (!source)
        throw std::invalid_argument("store_key: the source is null");
    store_key key;
    key.is_ = kind::source;
    key.source_ = std::move(source);
    return key;
}

std::shared_ptr<sqlite_token_store> make_sqlite_token_store(
    std::string_view path,
    store_key key,
    const sqlite_token_store_params& params,
    std::shared_ptr<time_source> clock) {
    if (params.busy_timeout < std::chrono::milliseconds(0))
        throw std::invalid_argument("sqlite_token_store_params::busy_timeout must not be negative");
    if (params.scrypt_cost < 10 || params.scrypt_cost > 20)
        throw std::invalid_argument("sqlite_token_store_params::scrypt_cost must be between 10 and 20");
    if (path.find('\0') != std::string_view::npos)
        throw std::invalid_argument("make_sqlite_token_store: the path holds a zero byte");
    // Absolute: the process may go to another directory before the file is opened again.
    auto name = path.empty() ? default_store_path(process_environment)
                             : std::filesystem::absolute(std::filesystem::path(path)).string();
    return std::make_shared<store_in_file>(std::make_shared<token_file>(
        std::move(name), std::move(key), params, clock ? std::move(clock) : system_time()));
}

} // namespace segue::account
