#pragma once

#include "catalog.hpp"
#include "shelf.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace segue::emulator {

/// What the emulator accepts from its own user and application; a function of the seed.
struct accepted_credentials {
    std::string token{};
    std::string consumer_key{};
    std::string consumer_secret{};
    std::string username{};
};

[[nodiscard]] accepted_credentials make_credentials(std::uint64_t seed);

/// Looks random, is the same everywhere: upper and lower case letters.
[[nodiscard]] std::string random_letters(number_source& numbers, int length);

/// Who has an account, and what its page says.
struct account {
    database_id id = 0;
    std::string username{};
    /// Personal access token.
    std::string token{};
    std::string name{};
    std::string email{};
    std::string home_page{};
    std::string location{};
    /// Discogs markup.
    std::string profile{};
    /// Empty: never chosen.
    std::string currency{};
    std::string registered{};
    bool public_collection = true;
    bool public_wantlist = true;
    shelf things{};
};

/// The accounts: the emulator's own user, another one who keeps everything private, and whoever contributed
/// to the data set. Accounts come and go with the book, so pointers to them stay good.
class account_book {
public:
    account_book(std::uint64_t seed, const catalog& data);

    /// Names are compared without case; null when there is no such user.
    [[nodiscard]] account* find(std::string_view username);
    [[nodiscard]] const account* find(std::string_view username) const;
    /// Null when nobody has that token.
    [[nodiscard]] account* by_token(std::string_view token) const;
    /// The user that `make_credentials` names.
    [[nodiscard]] account& own() { return *find(own_); }
    /// The one with private lists.
    [[nodiscard]] account& other() { return *find(other_); }
    [[nodiscard]] const std::string& other_name() const noexcept { return other_; }

private:
    void add(account addition);

    /// By name in lower case.
    std::map<std::string, account, std::less<>> accounts_{};
    std::map<std::string, account*, std::less<>> tokens_{};
    std::string own_{};
    std::string other_{};
};

} // namespace segue::emulator
