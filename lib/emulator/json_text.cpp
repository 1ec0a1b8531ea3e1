#include "json_text.hpp"

#include <boost/json/serialize.hpp>

#include <array>
#include <charconv>

namespace segue::emulator {
namespace {

namespace json = boost::json;

void append(std::string& out, const json::value& from);

void append_number(std::string& out, double number) {
    std::array<char, 32> text{};
    const auto [end, ec] = std::to_chars(text.data(), text.data() + text.size(), number);
    const std::string_view written(text.data(), static_cast<std::size_t>(end - text.data()));
    out.append(written);
    // Whole numbers keep the sign that they are none.
    if (written.find_first_of(".en") == std::string_view::npos)
        out.append(".0");
}

void append_object(std::string& out, const json::object& from) {
    char separator = '{';
    for (const auto& member : from) {
        out += separator;
        out += json::serialize(member.key());
        out += ':';
        append(out, member.value());
        separator = ',';
    }
    out += from.empty() ? "{}" : "}";
}

void append_array(std::string& out, const json::array& from) {
    char separator = '[';
    for (const json::value& item : from) {
        out += separator;
        append(out, item);
        separator = ',';
    }
    out += from.empty() ? "[]" : "]";
}

void append(std::string& out, const json::value& from) {
    if (const auto* members = from.if_object())
        append_object(out, *members);
    else if (const auto* items = from.if_array())
        append_array(out, *items);
    else if (const auto* number = from.if_double())
        append_number(out, *number);
    else
        out += json::serialize(from);
}

} // namespace

std::string to_text(const json::value& from) {
    std::string out;
    append(out, from);
    return out;
}

} // namespace segue::emulator
