#include "market_words.hpp"

#include "message.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace segue::emulator {
namespace {

constexpr std::array<std::string_view, 8> media_grades{
    "Mint (M)",
    "Near Mint (NM or M-)",
    "Very Good Plus (VG+)",
    "Very Good (VG)",
    "Good Plus (G+)",
    "Good (G)",
    "Fair (F)",
    "Poor (P)"};

constexpr std::array<std::string_view, 11> sleeve_grades{
    "Mint (M)",
    "Near Mint (NM or M-)",
    "Very Good Plus (VG+)",
    "Very Good (VG)",
    "Good Plus (G+)",
    "Good (G)",
    "Fair (F)",
    "Poor (P)",
    "Generic",
    "Not Graded",
    "No Cover"};

constexpr std::array<std::string_view, 2> settable{"Draft", "For Sale"};

constexpr std::array<std::string_view, 8> listing_filters{
    "All", "Deleted", "Draft", "Expired", "For Sale", "Sold", "Suspended", "Violation"};

constexpr std::array<std::string_view, 16> order_words{
    "All",
    "New Order",
    "Buyer Contacted",
    "Invoice Sent",
    "Payment Pending",
    "Payment Received",
    "In Progress",
    "Shipped",
    "Refund Sent",
    "Cancelled (Non-Paying Buyer)",
    "Cancelled (Item Unavailable)",
    "Cancelled (Per Buyer's Request)",
    "Merged",
    "Order Changed",
    "Cancelled",
    "Cancelled (Refund Received)"};

constexpr std::array<std::string_view, 9> carrier_names{
    "UPS", "USPS", "DHL", "Deutsche Post", "La Poste", "Royal Mail", "PostNL", "DHL Germany", "Other"};

constexpr std::size_t most_digits = 9;

bool is_number(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

} // namespace

const currency_info& currency_or_dollar(std::string_view code) noexcept {
    const currency_info* found = find_currency(code);
    return found == nullptr ? *find_currency("USD") : *found;
}

int currency_number(const currency_info& of) noexcept {
    // Only the dollar's is known.
    static constexpr std::array<std::string_view, 12> codes{
        "USD", "GBP", "EUR", "CAD", "AUD", "JPY", "CHF", "MXN", "BRL", "NZD", "SEK", "ZAR"};
    return static_cast<int>(std::find(codes.begin(), codes.end(), of.code) - codes.begin()) + 1;
}

cents convert(cents amount, const currency_info& from, const currency_info& to) noexcept {
    if (&from == &to)
        return amount;
    return std::llround(static_cast<double>(amount) / from.per_dollar * to.per_dollar);
}

std::string signed_text(cents amount, const currency_info& in) {
    std::string number = decimal_text(amount);
    for (std::size_t at = number.find('.'); at > 3;) {
        at -= 3;
        number.insert(at, ",");
    }
    return std::string(in.symbol) + number;
}

std::string decimal_text(cents amount) {
    const std::string fraction = std::to_string(amount % 100);
    return std::to_string(amount / 100) + (fraction.size() < 2 ? ".0" : ".") + fraction;
}

std::optional<cents> read_decimal(std::string_view text) {
    const std::size_t point = text.find('.');
    const std::string_view whole = text.substr(0, point);
    if (!is_number(whole) || whole.size() > most_digits)
        return std::nullopt;
    cents out = 0;
    std::from_chars(whole.data(), whole.data() + whole.size(), out);
    out *= 100;
    if (point == std::string_view::npos)
        return out;
    const std::string_view fraction = text.substr(point + 1);
    if (!is_number(fraction))
        return std::nullopt;
    out += (fraction[0] - '0') * 10;
    out += fraction.size() > 1 ? fraction[1] - '0' : 0;
    out += fraction.size() > 2 && fraction[2] >= '5' ? 1 : 0;
    return out;
}

std::optional<cents> read_two_decimals(std::string_view text) {
    if (text.size() < 4 || text[text.size() - 3] != '.')
        return std::nullopt;
    return read_decimal(text);
}

cents sale_fee(cents price) noexcept {
    constexpr cents least = 10;
    constexpr cents most = 15'000;
    return std::clamp((price * 9 + 50) / 100, least, most);
}

word_list media_conditions() noexcept {
    return media_grades;
}

word_list sleeve_conditions() noexcept {
    return sleeve_grades;
}

word_list listing_statuses() noexcept {
    return settable;
}

word_list inventory_filters() noexcept {
    return listing_filters;
}

word_list order_filters() noexcept {
    return order_words;
}

word_list carriers() noexcept {
    return carrier_names;
}

bool contains(word_list words, std::string_view word) noexcept {
    return std::find(words.begin(), words.end(), word) != words.end();
}

std::optional<std::string_view> spelled(word_list words, std::string_view word) noexcept {
    for (const std::string_view candidate : words)
        if (equal_ignoring_case(candidate, word))
            return candidate;
    return std::nullopt;
}

std::string expected_one_of(std::string_view name, word_list words) {
    std::string list;
    for (const std::string_view word : words)
        list.append(list.empty() ? "" : ", ").append(word);
    return "Invalid " + std::string(name) + ": expected one of " + list + ".";
}

} // namespace segue::emulator
