#include "base/ascii.hpp"

#include <segue/discogs/formats.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace segue::discogs {
namespace {

void skip_blanks(std::string_view& text) noexcept {
    text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
}

// A whole number, and after blanks one of the fractions that stand as one sign.
std::optional<double> take_measure(std::string_view& text) noexcept {
    static constexpr std::array<std::pair<std::string_view, double>, 5> fractions = {
        {{"\xc2\xbc", 0.25},
         {"\xc2\xbd", 0.5},
         {"\xc2\xbe", 0.75},
         {"\xe2\x85\x93", 1.0 / 3},
         {"\xe2\x85\x94", 2.0 / 3}}};
    skip_blanks(text);
    unsigned whole = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), whole);
    if (read.ec == std::errc::result_out_of_range)
        return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(read.ptr - text.data()));
    const bool digits = read.ec == std::errc();
    skip_blanks(text);
    for (const auto& [sign, value] : fractions) {
        if (text.starts_with(sign)) {
            text.remove_prefix(sign.size());
            return whole + value;
        }
    }
    return digits ? std::optional<double>(whole) : std::nullopt;
}

// The first description that is a number and then the unit, nothing else.
std::optional<double> measure_in(const format& carrier, std::string_view unit) noexcept {
    for (const std::string& description : carrier.descriptions) {
        std::string_view rest = description;
        const auto value = take_measure(rest);
        skip_blanks(rest);
        if (value && *value > 0 && same_letters(rest, unit))
            return value;
    }
    return std::nullopt;
}

void append_part(std::string& line, std::string_view part) {
    if (part.find_first_not_of(blanks) == std::string_view::npos)
        return;
    if (!line.empty())
        line += ", ";
    line += part;
}

} // namespace

std::string format_text(const format& carrier) {
    std::string line;
    append_part(line, carrier.name);
    for (const std::string& description : carrier.descriptions)
        append_part(line, description);
    if (const auto count = quantity_of(carrier); count && *count != 1 && !line.empty())
        line.insert(0, std::to_string(*count) + " x ");
    if (carrier.text && carrier.text->find_first_not_of(blanks) != std::string::npos)
        line.append(line.empty() ? "(" : " (").append(*carrier.text).append(")");
    return line;
}

std::string format_text(std::span<const format> carriers) {
    std::string lines;
    for (const format& carrier : carriers) {
        const std::string line = format_text(carrier);
        if (line.empty())
            continue;
        if (!lines.empty())
            lines += " + ";
        lines += line;
    }
    return lines;
}

std::optional<std::uint32_t> quantity_of(const format& carrier) noexcept {
    if (!carrier.quantity)
        return std::nullopt;
    std::string_view text = *carrier.quantity;
    skip_blanks(text);
    text = text.substr(0, text.find_last_not_of(blanks) + 1);
    std::uint32_t count = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), count);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size() || count == 0)
        return std::nullopt;
    return count;
}

std::uint64_t quantity_of(std::span<const format> carriers) noexcept {
    std::uint64_t sum = 0;
    for (const format& carrier : carriers) {
        // These two say how others are packed or what they have in common.
        if (!same_letters(carrier.name, "Box Set") && !same_letters(carrier.name, "All Media"))
            sum += quantity_of(carrier).value_or(1);
    }
    return sum;
}

bool is_described_as(const format& carrier, std::string_view description) noexcept {
    return std::ranges::any_of(
        carrier.descriptions, [&](const std::string& each) { return same_letters(each, description); });
}

std::optional<double> inches_of(const format& carrier) noexcept {
    return measure_in(carrier, "\"");
}

std::optional<double> speed_of(const format& carrier) noexcept {
    return measure_in(carrier, "rpm");
}

} // namespace segue::discogs
