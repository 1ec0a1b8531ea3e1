#include "member_reader.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <charconv>
#include <cmath>

namespace segue::emulator {
namespace {

namespace json = boost::json;

std::string_view view(const json::string& text) noexcept {
    return {text.data(), text.size()};
}

std::optional<std::int64_t> as_whole(const json::value& from) {
    if (const auto* whole = from.if_int64())
        return *whole;
    const auto* text = from.if_string();
    if (text == nullptr)
        return std::nullopt;
    std::int64_t out = 0;
    const auto [stop, ec] = std::from_chars(text->data(), text->data() + text->size(), out);
    const bool good = ec == std::errc{} && stop == text->data() + text->size();
    return good ? std::optional(out) : std::nullopt;
}

std::optional<cents> as_amount(const json::value& from) {
    if (const auto* text = from.if_string())
        return read_decimal(view(*text));
    if (!from.is_number())
        return std::nullopt;
    const auto number = from.to_number<double>();
    constexpr double most = 1e9;
    return std::abs(number) < most ? std::optional<cents>(std::llround(number * 100)) : std::nullopt;
}

} // namespace

member_reader::member_reader(const std::string& text) {
    boost::system::error_code ec;
    json::value whole = json::parse(text, ec);
    auto* members = ec ? nullptr : whole.if_object();
    if (members == nullptr)
        refuse("body", "a JSON object");
    else
        members_ = std::move(*members);
}

const json::value* member_reader::find(std::string_view name) const {
    const json::value* found = members_.if_contains(json::string_view(name.data(), name.size()));
    return found == nullptr || found->is_null() ? nullptr : found;
}

void member_reader::refuse(std::string_view sentence) {
    if (problem_.empty())
        problem_ = std::string(sentence);
}

void member_reader::refuse(std::string_view name, std::string_view expected) {
    refuse("Invalid " + std::string(name) + ": expected " + std::string(expected) + ".");
}

std::optional<std::string> member_reader::text(std::string_view name) {
    const json::value* found = find(name);
    if (found == nullptr)
        return std::nullopt;
    if (const auto* text = found->if_string())
        return std::string(view(*text));
    refuse(name, "string");
    return std::nullopt;
}

std::optional<bool> member_reader::flag(std::string_view name) {
    const json::value* found = find(name);
    if (found == nullptr)
        return std::nullopt;
    if (const auto* value = found->if_bool())
        return *value;
    refuse(name, "boolean");
    return std::nullopt;
}

std::optional<std::int64_t> member_reader::integer(std::string_view name, std::int64_t least) {
    const json::value* found = find(name);
    if (found == nullptr)
        return std::nullopt;
    const auto out = as_whole(*found);
    if (out && *out >= least)
        return out;
    refuse(name, out ? "at least " + std::to_string(least) : "integer");
    return std::nullopt;
}

std::optional<cents> member_reader::amount(std::string_view name, cents least) {
    const json::value* found = find(name);
    if (found == nullptr)
        return std::nullopt;
    const auto out = as_amount(*found);
    if (out && *out >= least)
        return out;
    refuse(name, out ? "at least " + decimal_text(least) : "float");
    return std::nullopt;
}

std::optional<std::string> member_reader::choice(std::string_view name, word_list of) {
    std::optional<std::string> out = text(name);
    if (!out || contains(of, *out))
        return out;
    refuse(expected_one_of(name, of));
    return std::nullopt;
}

std::optional<member_reader> member_reader::object(std::string_view name) {
    const json::value* found = find(name);
    if (found == nullptr)
        return std::nullopt;
    if (const auto* members = found->if_object())
        return member_reader(json::object(*members));
    refuse(name, "object");
    return std::nullopt;
}

} // namespace segue::emulator
