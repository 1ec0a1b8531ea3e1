// Selling: an offer made, changed and found, its fee, an order that moves along, its messages. The service is
// the emulator, where somebody buys.

#include <segue/discogs.hpp>
#include <segue/emulator/emulator.hpp>

#include <boost/asio/io_context.hpp>

#include <exception>
#include <iostream>
#include <string>

namespace asio = boost::asio;
namespace discogs = segue::discogs;

namespace {

// --- an offer ---------------------------------------------------------------------------------------------

asio::awaitable<discogs::listing_id> offer(discogs::client client, discogs::release_id release) {
    auto market = client.marketplace();
    discogs::listing_created made = co_await market.listings().create(
        {.release_id = release,
         .condition = discogs::media_condition::near_mint,
         .price = segue::decimal{1250, 2},
         .comments = "Plays as new"});
    // A part is enough: what is not named stays.
    co_await market.listing(made.listing_id).update({.price = segue::decimal{1400, 2}});
    discogs::listing now = co_await market.listing(made.listing_id).get();
    if (now.original_price && now.original_price->value)
        std::cout << "offered at " << to_string(*now.original_price->value) << ", "
                  << (now.condition ? now.condition->text() : "") << '\n';
    co_return made.listing_id;
}

asio::awaitable<void> show_fee(discogs::client client) {
    discogs::price fee =
        co_await client.marketplace().fee(segue::decimal{1400, 2}, {.currency = discogs::currency::eur});
    std::cout << "Discogs keeps " << (fee.value ? to_string(*fee.value) : "nothing") << '\n';
}

asio::awaitable<void> show_inventory(discogs::client client, std::string seller) {
    auto mine = client.user(seller).inventory().list({.sort = discogs::inventory_sort::price});
    while (auto each = co_await mine.next())
        std::cout << "for sale: " << (each->release ? each->release->description.value_or("") : "") << '\n';
}

// --- an order ---------------------------------------------------------------------------------------------

asio::awaitable<void> ship(discogs::client client, std::string id) {
    auto order = client.marketplace().order(id);
    discogs::order sold = co_await order.get();
    std::cout << sold.id << ": " << (sold.status ? sold.status->text() : "") << ", " << sold.items.size()
              << " item\n";
    co_await order.update({.shipping = segue::decimal{350, 2}}); // makes the service send the invoice
    co_await order.update({.status = discogs::order_status::payment_received});
    co_await order.messages().create(
        {.message = "It is on its way.", .status = discogs::order_status::shipped});
    auto said = order.messages().list();
    while (auto each = co_await said.next()) {
        if (each->kind() == discogs::message_type::message)
            std::cout << "said: " << each->message.value_or("") << '\n';
    }
    discogs::order now = co_await order.get();
    std::cout << now.id << ": " << (now.status ? now.status->text() : "") << '\n';
}

// --- what cannot be right ---------------------------------------------------------------------------------

asio::awaitable<void> ask_for_too_much(discogs::client client, std::string id) {
    try {
        co_await client.marketplace().order(id).update(
            {.status = discogs::order_status::shipped, .shipping = segue::decimal{350, 2}});
    } catch (const segue::bad_params& e) {
        std::cout << "not sent: " << e.details().param << ' ' << e.details().message << '\n';
    }
}

void run(segue::emulator::emulator& service) {
    const auto url = service.base_url();
    const auto authority = service.ca_file();
    const auto token = service.token();
    const discogs::client_params params{.token = token, .base_url = url, .ca_file = authority};
    asio::io_context io;
    const discogs::client client{io.get_executor(), params};

    const auto listing = segue::sync_wait(io, offer(client, discogs::release_id{352665}));
    segue::sync_wait(io, show_fee(client));
    segue::sync_wait(io, show_inventory(client, service.username()));
    const auto order = service.sell(listing.value(), service.other_username());
    segue::sync_wait(io, ship(client, order));
    segue::sync_wait(io, ask_for_too_much(client, order));
}

} // namespace

int main() {
    try {
        segue::emulator::emulator service;
        run(service);
        return 0;
    } catch (const std::exception& problem) {
        std::cerr << "marketplace: " << problem.what() << '\n';
        return 1;
    }
}
