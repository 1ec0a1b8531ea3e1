// Tokens kept in an encrypted file: stored after a sign-in, found again, renewed by several processes,
// listed, removed. Nothing is sent.

#include <segue/account/sqlite_token_store.hpp>
#include <segue/base/error.hpp>
#include <segue/base/rethrow.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstddef>
#include <exception>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <system_error>
#include <unistd.h>

namespace asio = boost::asio;
namespace account = segue::account;
using namespace std::chrono_literals;

namespace {

/// A folder for this run alone.
class scratch_folder {
public:
    scratch_folder()
        : path_(
              std::filesystem::temp_directory_path() / ("segue-token-store-" + std::to_string(::getpid()))) {}
    ~scratch_folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    scratch_folder(const scratch_folder&) = delete;
    scratch_folder& operator=(const scratch_folder&) = delete;

    std::string file() const { return (path_ / "accounts.db").string(); }

private:
    std::filesystem::path path_;
};

// --- put and get ------------------------------------------------------------------------------------------

std::shared_ptr<account::sqlite_token_store>
open_store(const std::string& file, const std::string& passphrase) {
    return account::make_sqlite_token_store(
        file, account::store_key::from_passphrase(account::secret(passphrase)));
}

asio::awaitable<void> keep(std::shared_ptr<account::token_store> store) {
    account::stored_account mine;
    mine.provider = "discogs";
    mine.flow = "oauth1";
    mine.client_id = "my consumer key";
    mine.label = "the shop";
    mine.access_token = account::secret("token from the sign-in");
    mine.token_secret = account::secret("its secret");
    mine = co_await store->put(mine);
    std::cout << mine.label << ": " << mine.access_token << '\n'; // prints ***
}

asio::awaitable<void> restore(std::shared_ptr<account::token_store> store) {
    auto last = co_await store->latest({.providers = "discogs", .client_ids = "my consumer key"});
    if (!last) {
        std::cout << "nobody has signed in\n";
        co_return;
    }
    co_await store->touch(last->key());
    std::cout << "welcome back, " << last->label << "; a token of " << last->access_token.reveal().size()
              << " bytes\n";
}

// --- renewal ----------------------------------------------------------------------------------------------

asio::awaitable<void> renew(std::shared_ptr<account::token_store> store, account::account_key who) {
    auto current = co_await store->get(who);
    if (!current)
        co_return;
    auto renewed = *current;
    renewed.access_token = account::secret("a newer token");
    renewed.expires_at = std::chrono::system_clock::now() + 1h;
    if (co_await store->replace(renewed))
        std::cout << "renewed\n";
    else
        current = co_await store->get(who); // another process was quicker: its token is the good one
}

// --- what goes wrong --------------------------------------------------------------------------------------

asio::awaitable<void> open_with(std::shared_ptr<account::token_store> store) {
    try {
        auto all = co_await store->list({});
        std::cout << all.size() << " accounts\n";
    } catch (const segue::file_error& e) {
        if (e.details().cause == account::store_errc::wrong_key)
            std::cout << "ask for the passphrase again\n";
        else
            std::cout << e.message() << '\n';
    }
}

asio::awaitable<void> change(std::shared_ptr<account::sqlite_token_store> store, std::string passphrase) {
    const auto key = account::store_key::from_passphrase(account::secret(passphrase));
    co_await store->change_key(key);
    std::cout << "every record is encrypted anew\n";
}

asio::awaitable<void> sign_out(std::shared_ptr<account::token_store> store) {
    std::size_t gone = co_await store->remove({.providers = "discogs", .labels = "the shop"});
    std::cout << gone << " removed\n";
}

// Every step of it.
asio::awaitable<void> show(std::string file) {
    {
        const auto store = open_store(file, "correct horse");
        co_await restore(store);
        co_await keep(store);
        co_await restore(store);
        co_await renew(
            store,
            {.provider = "discogs", .flow = "oauth1", .client_id = "my consumer key", .label = "the shop"});
        co_await change(store, "battery staple");
    }
    const auto forgotten = open_store(file, "correct horse");
    co_await open_with(forgotten);
    const auto plain = account::make_sqlite_token_store(file);
    co_await open_with(plain);
    const auto store = open_store(file, "battery staple");
    co_await open_with(store);
    co_await sign_out(store);
}

} // namespace

int main() {
    try {
        const scratch_folder folder;
        asio::io_context io;
        asio::co_spawn(io, show(folder.file()), segue::rethrow);
        io.run();
    } catch (const std::exception& e) {
        std::cerr << e.what() << '\n';
        return 1;
    }
}
