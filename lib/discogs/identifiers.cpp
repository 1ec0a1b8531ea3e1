#include "base/ascii.hpp"

#include <segue/discogs/display.hpp>
#include <segue/discogs/identifiers.hpp>

#include <algorithm>
#include <array>

namespace segue::discogs {
namespace {

char upper(char c) noexcept {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

bool is_letter(char c) noexcept {
    return upper(c) >= 'A' && upper(c) <= 'Z';
}

// Weights 3 and 1 in turn from the right, the check digit included with 1: the sum is a multiple of ten.
bool check_fits(std::string_view digits) noexcept {
    int sum = 0;
    int weight = 1;
    for (auto at = digits.rbegin(); at != digits.rend(); ++at) {
        sum += (*at - '0') * weight;
        weight = 4 - weight;
    }
    return sum % 10 == 0;
}

// The twelve digits that eight stand for: the sixth of the inner six says where the zeros were.
std::string widened(std::string_view digits) {
    const std::string_view inner = digits.substr(1, 6);
    const char rule = inner[5];
    std::string wide(1, digits.front());
    if (rule <= '2')
        wide.append(inner.substr(0, 2)).append(1, rule).append("0000").append(inner.substr(2, 3));
    else if (rule == '3')
        wide.append(inner.substr(0, 3)).append("00000").append(inner.substr(3, 2));
    else if (rule == '4')
        wide.append(inner.substr(0, 4)).append("00000").append(inner.substr(4, 1));
    else
        wide.append(inner.substr(0, 5)).append("0000").append(1, rule);
    return wide + digits.back();
}

// Many numbers of eight digits fit both systems. With 0 in front they are the narrow kind: of the other,
// these are for use inside a shop.
bool is_narrow_upc(std::string_view digits) {
    const bool possible = digits.front() == '0' || (digits.front() == '1' && !check_fits(digits));
    return possible && check_fits(widened(digits));
}

barcode_system system_of(std::string_view digits) {
    switch (digits.size()) {
    case 8:
        return is_narrow_upc(digits) ? barcode_system::upc_e : barcode_system::ean_8;
    case 12:
        return barcode_system::upc_a;
    case 13:
        return barcode_system::ean_13;
    case 14:
        return barcode_system::gtin_14;
    default:
        return barcode_system::other;
    }
}

barcode_check check_of(std::string_view digits, barcode_system system) noexcept {
    if (system == barcode_system::other)
        return barcode_check::unknown;
    // What is taken for the narrow kind has been seen to fit.
    const bool fits = system == barcode_system::upc_e || check_fits(digits);
    return fits ? barcode_check::right : barcode_check::wrong;
}

} // namespace

std::string barcode::gtin() const {
    constexpr std::size_t length = 14;
    if (check != barcode_check::right || digits.size() > length)
        return {};
    const std::string full = system == barcode_system::upc_e && digits.size() == 8 ? widened(digits) : digits;
    return std::string(length - full.size(), '0') + full;
}

std::optional<barcode> read_barcode(std::string_view text) {
    barcode found;
    found.text = visible_text(text);
    if (std::ranges::any_of(found.text, is_letter))
        return std::nullopt;
    std::ranges::copy_if(found.text, std::back_inserter(found.digits), is_digit);
    if (found.digits.empty())
        return std::nullopt;
    found.system = system_of(found.digits);
    found.check = check_of(found.digits, found.system);
    return found;
}

std::optional<barcode> read_barcode(const identifier& mark) {
    if (mark.type != "Barcode" || !mark.value)
        return std::nullopt;
    return read_barcode(*mark.value);
}

bool same_barcode(const barcode& left, const barcode& right) {
    const std::string number = left.gtin();
    return number.empty() ? left.digits == right.digits : number == right.gtin();
}

std::string catalog_number_key(std::string_view text) {
    // Marks that nobody sees, the blank that does not break, and the dashes from hyphen to horizontal bar.
    static constexpr std::array<std::string_view, 11> signs = {
        "\xe2\x80\x8e",
        "\xe2\x80\x8f",
        "\xef\xbb\xbf",
        "\xc2\xa0",
        "\xe2\x80\x90",
        "\xe2\x80\x91",
        "\xe2\x80\x92",
        "\xe2\x80\x93",
        "\xe2\x80\x94",
        "\xe2\x80\x95",
        "\xe2\x88\x92"};
    std::string key;
    for (const char c : text) {
        if (std::string_view(" \t\r\n-._").find(c) != std::string_view::npos)
            continue;
        key += upper(c);
        // Taken away at its last byte, so that none is left, not even of bytes that were apart.
        const auto sign = std::ranges::find_if(signs, [&](auto each) { return key.ends_with(each); });
        if (sign != signs.end())
            key.resize(key.size() - sign->size());
    }
    return key == "NONE" ? std::string() : key;
}

bool same_catalog_number(std::string_view left, std::string_view right) {
    const std::string key = catalog_number_key(left);
    return !key.empty() && key == catalog_number_key(right);
}

} // namespace segue::discogs
