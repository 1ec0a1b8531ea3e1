#include "resource/json_model.hpp"

#include "base/ascii.hpp"

#include <boost/json/serializer.hpp>

#include <cassert>
#include <charconv>
#include <cmath>
#include <limits>

namespace segue::resource {
namespace {

// The value of a number text such as `5.0` or `1e2`, if it is whole and fits.
std::optional<std::int64_t> whole_value(std::string_view text) {
    const std::optional<decimal> value = decimal::parse(text);
    if (!value) {
        return std::nullopt;
    }
    std::int64_t whole = value->coefficient();
    for (int scale = value->scale(); scale > 0 && whole != 0; --scale) {
        if (whole % 10 != 0) {
            return std::nullopt;
        }
        whole /= 10;
    }
    for (int scale = value->scale(); scale < 0; ++scale) {
        constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max() / 10;
        if (whole > most || whole < -most) {
            return std::nullopt;
        }
        whole *= 10;
    }
    return whole;
}

json_outcome to_double(double& value, std::string_view text) {
    // Not the parser's own conversion, which can be off by the last bit.
    const char* const end = text.data() + text.size();
    const auto done =
        std::from_chars(text.data(), end, value); // NOLINT(bugprone-suspicious-stringview-data-usage)
    return done.ec == std::errc{} && done.ptr == end ? json_outcome::taken : json_outcome::refused;
}

} // namespace

void model_description::index() {
    assert(fields.size() <= max_fields);
    slots.fill(static_cast<std::uint8_t>(no_slot));
    mandatory = 0;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        mandatory |= fields[i].mandatory ? std::uint64_t{1} << i : 0;
        for (const std::size_t alias : {std::size_t{0}, std::size_t{1}}) {
            const std::string_view name = alias == 0 ? fields[i].wire : fields[i].readable;
            if (alias == 1 && name.empty()) {
                continue;
            }
            assert(find(name) == no_slot && "two fields with one name");
            std::size_t at = hash(name);
            while (slots[at] != no_slot) {
                at = (at + 1) % slot_count;
            }
            slots[at] = static_cast<std::uint8_t>(2 * i + alias);
        }
    }
}

unsigned model_description::find(std::string_view name) const noexcept {
    for (std::size_t at = hash(name);; at = (at + 1) % slot_count) {
        const unsigned slot = slots[at];
        if (slot == no_slot) {
            return no_slot;
        }
        const field_description& candidate = fields[slot / 2];
        if (name == (slot % 2 == 0 ? candidate.wire : candidate.readable)) {
            return slot;
        }
    }
}

json_outcome read_text(std::string& value, std::string_view text) {
    value.assign(text);
    return json_outcome::taken;
}

json_outcome read_text(std::int64_t& value, std::string_view text) {
    if (text.empty()) {
        return json_outcome::blank;
    }
    const std::optional<std::int64_t> whole = whole_value(text);
    value = whole.value_or(0);
    return whole ? json_outcome::taken : json_outcome::refused;
}

json_outcome read_text(double& value, std::string_view text) {
    if (text.empty()) {
        return json_outcome::blank;
    }
    // Only what JSON calls a number: no blanks, no `inf`, no leading zeros.
    const bool has_digits = is_digit(text.back()) && (is_digit(text.front()) || text.front() == '-');
    const std::size_t first = text.front() == '-' ? 1 : 0;
    const bool leading_zero = text.size() > first + 1 && text[first] == '0' && is_digit(text[first + 1]);
    const std::size_t point = text.find('.');
    const bool bare_point =
        point != std::string_view::npos &&
        (point == first || point + 1 == text.size() || !is_digit(text[point + 1]) || !is_digit(text[first]));
    if (!has_digits || leading_zero || bare_point) {
        return json_outcome::refused;
    }
    return to_double(value, text);
}

json_outcome read_text(bool& value, std::string_view text) {
    value = text == "true";
    return value || text == "false" ? json_outcome::taken : json_outcome::refused;
}

json_outcome read_text(decimal& value, std::string_view text) {
    if (text.empty()) {
        return json_outcome::blank;
    }
    const std::optional<decimal> parsed = decimal::parse(text);
    value = parsed.value_or(decimal{});
    return parsed ? json_outcome::taken : json_outcome::refused;
}

json_outcome read_text(money& value, std::string_view text) {
    return read_text(value.amount, text);
}

json_outcome read_text(partial_date& value, std::string_view text) {
    value.assign(text);
    return json_outcome::taken;
}

json_outcome read_text(timestamp& value, std::string_view text) {
    value.assign(text);
    return json_outcome::taken;
}

json_outcome read_number(std::string& value, const json_number& number) {
    return read_text(value, number.text);
}

json_outcome read_number(std::int64_t& value, const json_number& number) {
    if (number.whole) {
        value = *number.whole;
        return json_outcome::taken;
    }
    return read_text(value, number.text);
}

json_outcome read_number(double& value, const json_number& number) {
    if (!number.whole || *number.whole == 0) {
        return to_double(value, number.text); // `-0` keeps its sign
    }
    // A whole number that `double` would round is kept raw instead.
    constexpr double too_large = 9223372036854775808.0;
    value = static_cast<double>(*number.whole);
    const bool exact = value < too_large && static_cast<std::int64_t>(value) == *number.whole;
    return exact ? json_outcome::taken : json_outcome::refused;
}

json_outcome read_number(bool&, const json_number&) {
    return json_outcome::refused;
}

json_outcome read_number(decimal& value, const json_number& number) {
    return read_text(value, number.text);
}

json_outcome read_number(money& value, const json_number& number) {
    return read_text(value.amount, number.text);
}

json_outcome read_number(partial_date& value, const json_number& number) {
    return read_text(value, number.text);
}

json_outcome read_number(timestamp& value, const json_number& number) {
    return read_text(value, number.text);
}

void write_text(std::string& out, std::string_view text) {
    const auto is_plain = [](char c) {
        return c != '"' && c != '\\' && static_cast<unsigned char>(c) >= 0x20;
    };
    bool plain = true;
    for (const char c : text) {
        plain = plain && is_plain(c);
    }
    if (plain) {
        out += '"';
        out += text;
        out += '"';
        return;
    }
    boost::json::serializer serializer;
    serializer.reset(boost::json::string_view{text.data(), text.size()});
    char buffer[512];
    while (!serializer.done()) {
        const boost::json::string_view part = serializer.read(buffer, sizeof buffer);
        out.append(part.data(), part.size());
    }
}

void write_value(std::string& out, const std::string& value) {
    write_text(out, value);
}

void write_value(std::string& out, std::int64_t value) {
    char buffer[24];
    out.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr);
}

void write_value(std::string& out, double value) {
    if (!std::isfinite(value)) {
        out += "null"; // JSON has no spelling for it
        return;
    }
    char buffer[32];
    out.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr);
}

void write_value(std::string& out, bool value) {
    out += value ? "true" : "false";
}

void write_value(std::string& out, const decimal& value) {
    out += to_string(value);
}

void write_value(std::string& out, const money& value) {
    write_value(out, value.amount);
}

void write_value(std::string& out, const partial_date& value) {
    write_text(out, value.text());
}

void write_value(std::string& out, const timestamp& value) {
    write_text(out, value.text());
}

} // namespace segue::resource
