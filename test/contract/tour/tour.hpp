#pragma once

#include <segue/base/result.hpp>
#include <segue/discogs.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include <initializer_list>
#include <iosfwd>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace segue::contract {

/// A release of the emulator's data.
inline constexpr discogs::release_id known_release(352665);
/// One of nobody's.
inline constexpr discogs::release_id no_release(999'999'999);

/// Where the service is, and what it accepts.
struct place {
    std::string base_url;
    std::string token;
    std::string consumer_key;
    std::string consumer_secret;
    std::string username;
    /// The page where users agree.
    std::string authorize_url;
};

/// Every call of the SDK, one function an area, and what each is answered. What passes through the clients'
/// transport is printed, a line an exchange; `run.py` judges.
class tour {
public:
    tour(asio::io_context& io, place where, std::ostream& out);
    ~tour();
    tour(const tour&) = delete;
    tour& operator=(const tour&) = delete;

    const discogs::client& user() const noexcept { return user_; }
    const discogs::client& application() const noexcept { return application_; }
    const discogs::client& nobody() const noexcept { return nobody_; }
    /// One whose token the service does not know.
    const discogs::client& stranger() const noexcept { return stranger_; }
    const std::string& username() const noexcept { return where_.username; }
    /// A client with another setting.
    discogs::client client_with(discogs::text_format format) const;
    /// A client that acts for a user who signed in.
    discogs::client client_of(const discogs::access_token& user) const;

    /// Says that the tour makes these operations succeed; one that it does not is a failure.
    void claim(std::initializer_list<std::string_view> operations);

    /// Awaits a call that must succeed; what fails is told, and the tour goes on with an empty value.
    template <class T>
    asio::awaitable<T> good(asio::awaitable<T> work) {
        auto outcome = co_await as_result(std::move(work));
        if (!outcome) {
            failed(describe(outcome.error()));
            co_return T();
        }
        co_return std::move(*outcome);
    }
    asio::awaitable<void> good(asio::awaitable<void> work);

    /// Awaits a call that the service must answer with a status.
    template <class T>
    asio::awaitable<void> refused(int status, asio::awaitable<T> work) {
        const auto outcome = co_await as_result(std::move(work));
        judge(status, outcome ? 0 : outcome.error().status);
    }

    /// Tells of something that went wrong.
    void failed(std::string_view what);

private:
    void judge(int wanted, int status);

    asio::io_context& io_;
    place where_;
    std::ostream& out_;
    std::shared_ptr<http::transport> transport_;
    discogs::client user_;
    discogs::client application_;
    discogs::client nobody_;
    discogs::client stranger_;
};

/// Reads two pages at most: the second is asked for with what the first one's address says.
template <class Pager>
asio::awaitable<void> two_pages(tour& t, Pager list) {
    co_await t.good(list.next_page());
    co_await t.good(list.next_page());
}

/// The service itself, releases, masters, artists, labels, search.
asio::awaitable<void> tour_database(tour& t);
/// Profiles, submissions, collections, wantlists, lists.
asio::awaitable<void> tour_people(tour& t);
/// Signing in, and a call of who did.
asio::awaitable<void> tour_oauth(tour& t);
/// Offers, orders, messages, prices.
asio::awaitable<void> tour_market(tour& t);
/// Exports and uploads of inventories.
asio::awaitable<void> tour_files(tour& t);

} // namespace segue::contract
