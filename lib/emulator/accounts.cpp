#include "accounts.hpp"

#include <set>
#include <utility>

namespace segue::emulator {
namespace {

constexpr database_id first_user = 4'700'001;

std::string lower(std::string_view name) {
    std::string out(name);
    for (char& c : out)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return out;
}

account own_account(const accepted_credentials& good) {
    account out;
    out.id = first_user;
    out.username = good.username;
    out.token = good.token;
    out.name = "Sam Example";
    out.email = "segue.listener@example.invalid";
    out.home_page = "www.example.invalid";
    out.location = "Antwerp";
    out.profile = "Mostly [b]Industrial[/b], some of it on [l=Nothing Records].\r\nNo trades.";
    out.currency = "EUR";
    out.registered = "2011-03-14T02:20:11-07:00";
    return out;
}

account private_account(std::string token) {
    account out;
    out.id = first_user + 1;
    out.username = "Quiet.Crates";
    out.token = std::move(token);
    out.email = "quiet.crates@example.invalid";
    out.registered = "2019-11-02T18:41:05-07:00";
    out.public_collection = false;
    out.public_wantlist = false;
    return out;
}

std::set<std::string> contributors(const catalog& data) {
    std::set<std::string> out;
    for (const auto& [id, record] : data.releases)
        out.insert(record.contributors.begin(), record.contributors.end());
    return out;
}

} // namespace

std::string random_letters(number_source& numbers, int length) {
    std::string out;
    for (int i = 0; i < length; ++i) {
        const int letter = numbers.between(0, 51);
        out += static_cast<char>(letter < 26 ? 'A' + letter : 'a' + letter - 26);
    }
    return out;
}

accepted_credentials make_credentials(std::uint64_t seed) {
    number_source numbers(seed ^ 0x5365677565ULL);
    accepted_credentials out;
    out.token = random_letters(numbers, 40);
    out.consumer_key = random_letters(numbers, 20);
    out.consumer_secret = random_letters(numbers, 32);
    out.username = "segue_listener";
    return out;
}

account_book::account_book(std::uint64_t seed, const catalog& data) {
    const accepted_credentials good = make_credentials(seed);
    number_source numbers(seed ^ 0x70656f706c65ULL);
    account own = own_account(good);
    account other = private_account(random_letters(numbers, 40));
    own_ = own.username;
    other_ = other.username;
    add(std::move(own));
    add(std::move(other));
    database_id next = first_user + 2;
    for (const std::string& name : contributors(data)) {
        account one;
        one.id = next++;
        one.username = name;
        one.token = random_letters(numbers, 40);
        one.registered = "2004-06-19T08:30:06-07:00";
        add(std::move(one));
    }
}

void account_book::add(account addition) {
    std::string key = lower(addition.username);
    const auto [added, fresh] = accounts_.try_emplace(std::move(key), std::move(addition));
    if (fresh)
        tokens_.emplace(added->second.token, &added->second);
}

account* account_book::find(std::string_view username) {
    const auto found = accounts_.find(lower(username));
    return found == accounts_.end() ? nullptr : &found->second;
}

const account* account_book::find(std::string_view username) const {
    const auto found = accounts_.find(lower(username));
    return found == accounts_.end() ? nullptr : &found->second;
}

account* account_book::by_token(std::string_view token) const {
    const auto found = tokens_.find(token);
    return found == tokens_.end() ? nullptr : found->second;
}

} // namespace segue::emulator
