// Signing in: a user lets an application act for them, in two steps with a page of the service between. The
// service is the emulator, which plays the user as well.

#include <segue/discogs.hpp>
#include <segue/emulator/emulator.hpp>

#include <boost/asio/io_context.hpp>

#include <exception>
#include <iostream>
#include <string>

namespace asio = boost::asio;
namespace discogs = segue::discogs;

namespace {

// --- the first step ---------------------------------------------------------------------------------------

asio::awaitable<discogs::request_token> send_user_away(discogs::client client) {
    const std::string callback = "https://shelf.example.org/signed-in";
    discogs::request_token asked = co_await client.oauth().request_token({.callback = callback});
    std::cout << "send the user to " << asked.authorize_url() << '\n';
    co_return asked; // to be kept for a quarter of an hour: token and token_secret
}

// --- the last step ----------------------------------------------------------------------------------------

// `address` is what the user's browser came back to.
asio::awaitable<discogs::access_token>
take_user_back(discogs::client client, discogs::request_token asked, std::string address) {
    const std::string verifier = asked.verifier_in(address);
    co_return co_await client.oauth().access_token(asked, verifier);
}

// --- refusals ---------------------------------------------------------------------------------------------

asio::awaitable<void>
with_second_thoughts(discogs::client client, discogs::request_token asked, std::string address) {
    try {
        co_await take_user_back(client, asked, address);
    } catch (const segue::authentication_error& e) {
        std::cout << "begin again: " << e.message() << '\n';
    }
}

// --- calls in their name ----------------------------------------------------------------------------------

asio::awaitable<void> greet(discogs::client client) {
    discogs::identity user = co_await client.identity().get();
    std::cout << "signed in as " << user.username << '\n';
}

discogs::client client_of(
    const asio::any_io_executor& executor, discogs::client_params params, const discogs::access_token& user) {
    params.access_token = user.token.reveal();
    params.access_token_secret = user.token_secret.reveal();
    return discogs::client{executor, params};
}

// ----------------------------------------------------------------------------------------------------------

void run(segue::emulator::emulator& service) {
    const std::string base_url = service.base_url();
    const std::string ca_file = service.ca_file();
    const std::string page = base_url + "/oauth/authorize";
    const std::string key = service.consumer_key();
    const std::string secret = service.consumer_secret();
    discogs::client_params params{.consumer_key = key, .consumer_secret = secret, .authorize_url = page};
    params.user_agent = "RecordShelf/1.2 +https://example.org";
    params.base_url = base_url;
    params.ca_file = ca_file;

    asio::io_context io;
    discogs::client application{io.get_executor(), params};
    const discogs::request_token asked = segue::sync_wait(io, send_user_away(application));
    // In a browser, and in somebody else's hands.
    const std::string token = asked.token.reveal();
    const std::string back = "https://shelf.example.org/signed-in?oauth_token=" + token +
                             "&oauth_verifier=" + service.authorize(token);
    const discogs::access_token user = segue::sync_wait(io, take_user_back(application, asked, back));
    segue::sync_wait(io, greet(client_of(io.get_executor(), params, user)));

    segue::sync_wait(io, with_second_thoughts(application, asked, back)); // it is used up
    const discogs::request_token another = segue::sync_wait(io, send_user_away(application));
    segue::sync_wait(
        io, with_second_thoughts(application, another, "/signed-in?denied=" + another.token.reveal()));
}

} // namespace

int main() {
    try {
        segue::emulator::emulator service;
        run(service);
        return 0;
    } catch (const std::exception& problem) {
        std::cerr << "oauth: " << problem.what() << '\n';
        return 1;
    }
}
