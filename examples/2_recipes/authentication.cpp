// Whose calls they are: a token, an application's key and secret, users who sign in, and many of them over
// one client's connections. The service is the emulator, which plays the users as well.

#include <segue/account/redirect_handler.hpp>
#include <segue/account/sqlite_token_store.hpp>
#include <segue/discogs.hpp>
#include <segue/discogs/sign_in.hpp>
#include <segue/emulator/emulator.hpp>

#include <boost/asio/io_context.hpp>

#include <exception>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <unistd.h>
#include <utility>

namespace asio = boost::asio;
namespace account = segue::account;
namespace discogs = segue::discogs;

namespace {

// --- ways to the page and back ----------------------------------------------------------------------------

// A program with a desktop: the browser opens, and the answer comes to a port of this machine.
std::shared_ptr<account::redirect_handler> on_a_desktop() {
    return account::make_browser_redirect(account::make_loopback_redirect(), std::cout);
}

// A program in a terminal: the user opens the address somewhere and types what the page shows.
std::shared_ptr<account::redirect_handler> in_a_terminal() {
    return account::make_paste_redirect(std::cin, std::cout);
}

// A way of your own. This one has a user who always agrees.
class agreeable_user final : public account::redirect_handler {
public:
    explicit agreeable_user(segue::emulator::emulator& service) : service_(service) {}

    asio::awaitable<std::string> authorize(const account::sign_in_page& page) override {
        std::string token(page.state);
        co_return "http://127.0.0.1/back?oauth_token=" + token +
            "&oauth_verifier=" + service_.authorize(token);
    }
    std::string redirect_uri() const override { return "http://127.0.0.1/back"; }

private:
    segue::emulator::emulator& service_;
};

// --- signing in -------------------------------------------------------------------------------------------

asio::awaitable<discogs::client> greet(
    discogs::client application,
    std::shared_ptr<account::redirect_handler> by,
    std::shared_ptr<account::token_store> store) {
    auto user = co_await discogs::sign_in(application, by, store, {.label = "the shop"});
    std::cout << (user.from_store ? "welcome back, " : "signed in as ") << user.account.user_name << '\n';
    if (user.not_stored)
        std::cout << "but not stored: " << segue::describe(*user.not_stored) << '\n';
    co_return application.with_account(user.credentials());
}

// --- signing in to a web service --------------------------------------------------------------------------

// A request of the browser begins it: keep the text in the session, redirect to the address.
asio::awaitable<std::pair<std::string, account::secret>> begin(discogs::client application) {
    auto begun = co_await discogs::begin_sign_in(
        application, {.label = "customer 17", .redirect_uri = "https://shop.example.org/back"});
    co_return std::pair(begun.url(), begun.save());
}

// Another one ends it, perhaps in another process; `target` is what the browser asks for.
asio::awaitable<void>
end(discogs::client application,
    account::secret kept,
    std::string target,
    std::shared_ptr<account::token_store> store) {
    auto begun = discogs::pending_sign_in::restore(kept.reveal());
    auto user = co_await discogs::finish_sign_in(application, begun, target, store);
    std::cout << user.account.label << " is " << user.account.user_name << '\n';
}

// --- the accounts that there are --------------------------------------------------------------------------

asio::awaitable<void>
show_accounts(discogs::client application, std::shared_ptr<account::token_store> store) {
    for (const account::stored_account& each : co_await store->list({})) {
        discogs::signed_in user;
        user.account = each;
        discogs::client theirs =
            application.with_account(user.credentials()); // the same connections and quota
        discogs::identity who = co_await theirs.identity().get();
        std::cout << each.label << ": " << who.username << ", token " << each.access_token << '\n';
    }
}

asio::awaitable<void> sign_out(std::shared_ptr<account::token_store> store, std::string label) {
    account::account_filter which;
    which.labels = label;
    std::cout << co_await store->remove(which) << " removed\n";
}

// --- without a user ---------------------------------------------------------------------------------------

asio::awaitable<void> search_as_the_application(discogs::client application) {
    auto found = application.search({.query = "nine inch nails", .per_page = 1});
    std::cout << "the application finds " << (co_await found.total()).value_or(0) << " entries\n";
}

// With a personal token, of the account that made it. Unset params look into DISCOGS_TOKEN and the like.
discogs::client with_a_token(const asio::any_io_executor& executor, discogs::client_params params) {
    params.token = "as-in-your-settings";
    return discogs::client{executor, params};
}

// ----------------------------------------------------------------------------------------------------------

void run(segue::emulator::emulator& service, const std::string& folder) {
    const auto base_url = service.base_url();
    const auto ca_file = service.ca_file();
    const auto page = base_url + "/oauth/authorize";
    const auto key = service.consumer_key();
    const auto secret = service.consumer_secret();
    discogs::client_params params{.consumer_key = key, .consumer_secret = secret, .authorize_url = page};
    params.credentials_from = discogs::credential_source::params_only;
    params.base_url = base_url;
    params.ca_file = ca_file;

    asio::io_context io;
    const discogs::client application{io.get_executor(), params};
    segue::sync_wait(io, search_as_the_application(application));

    const auto store = account::make_sqlite_token_store(
        folder + "/accounts.db", account::store_key::from_passphrase(account::secret("correct horse")));
    const auto user = std::make_shared<agreeable_user>(service);
    segue::sync_wait(io, greet(application, user, store));
    segue::sync_wait(io, greet(application, on_a_desktop(), store)); // the store knows; nobody is asked
    segue::sync_wait(io, greet(application, in_a_terminal(), store));

    const auto [url, kept] = segue::sync_wait(io, begin(application));
    const auto token = url.substr(url.find('=') + 1);
    const auto target = "/back?oauth_token=" + token + "&oauth_verifier=" + service.authorize(token);
    segue::sync_wait(io, end(application, kept, target, store));
    segue::sync_wait(io, show_accounts(application, store));
    segue::sync_wait(io, sign_out(store, "customer 17"));

    const auto stranger =
        segue::sync_wait(io, segue::as_result(with_a_token(io.get_executor(), params).identity().get()));
    if (!stranger)
        std::cout << "a token of nobody: " << stranger.error().message << '\n';
}

} // namespace

int main() {
    std::string folder = (std::filesystem::temp_directory_path() / "segue-example-XXXXXX").string();
    if (mkdtemp(folder.data()) == nullptr) {
        std::cerr << "no folder for the store\n";
        return 1;
    }
    int status = 0;
    try {
        segue::emulator::emulator service;
        run(service, folder);
    } catch (const std::exception& problem) {
        std::cerr << "authentication: " << problem.what() << '\n';
        status = 1;
    }
    std::filesystem::remove_all(folder);
    return status;
}
