#include "body.hpp"

#include "answers.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace segue::emulator {
namespace {

namespace json = boost::json;

json::string_view view(std::string_view text) noexcept {
    return {text.data(), text.size()};
}

template <class Number>
std::optional<Number> read_digits(const json::string& text) {
    Number value{};
    const auto [stop, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool good = ec == std::errc{} && stop == text.data() + text.size();
    return good ? std::optional(value) : std::nullopt;
}

std::optional<std::int64_t> as_integer(const json::value& from) {
    if (const auto* whole = from.if_int64())
        return *whole;
    if (const auto* text = from.if_string())
        return read_digits<std::int64_t>(*text);
    // 4.0 is a whole number to the service, 4.5 is none; what int64 cannot hold is neither.
    const auto* real = from.if_double();
    constexpr double largest = 9e15;
    if (real == nullptr || std::trunc(*real) != *real || std::abs(*real) > largest)
        return std::nullopt;
    return static_cast<std::int64_t>(*real);
}

} // namespace

body_reader::body_reader(const std::string& text) {
    if (text.empty()) {
        note("", "missing", "Field required");
        return;
    }
    boost::system::error_code ec;
    json::value whole = json::parse(text, ec);
    if (ec)
        note("", "json_invalid", "JSON decode error");
    else if (auto* members = whole.if_object())
        members_ = std::move(*members);
    else
        note("", "model_attributes_type", "Input should be a valid dictionary or object");
}

const json::value* body_reader::find(std::string_view name) const {
    const json::value* found = members_.if_contains(view(name));
    return found == nullptr || found->is_null() ? nullptr : found;
}

bool body_reader::has(std::string_view name) const {
    return find(name) != nullptr;
}

void body_reader::require(std::string_view name) {
    // A body that is no object is wrong enough already.
    if (good() && !has(name))
        note(name, "missing", "Field required");
}

std::optional<std::int64_t>
body_reader::integer(std::string_view name, std::int64_t least, std::int64_t most) {
    const json::value* found = find(name);
    if (found == nullptr)
        return std::nullopt;
    const auto value = as_integer(*found);
    if (!value)
        note(name, "int_parsing", "Input should be a valid integer");
    else if (*value < least)
        note(name, "greater_than_equal", "Input should be greater than or equal to " + std::to_string(least));
    else if (*value > most)
        note(name, "less_than_equal", "Input should be less than or equal to " + std::to_string(most));
    else
        return value;
    return std::nullopt;
}

std::optional<double> body_reader::number(std::string_view name) {
    const json::value* found = find(name);
    if (found == nullptr)
        return std::nullopt;
    if (found->is_number())
        return found->to_number<double>();
    if (const auto* text = found->if_string())
        if (const auto value = read_digits<double>(*text))
            return value;
    note(name, "float_parsing", "Input should be a valid number");
    return std::nullopt;
}

std::optional<std::string> body_reader::text(std::string_view name) {
    const json::value* found = find(name);
    if (found == nullptr)
        return std::nullopt;
    if (const auto* text = found->if_string())
        return std::string(text->data(), text->size());
    note(name, "string_type", "Input should be a valid string");
    return std::nullopt;
}

std::optional<bool> body_reader::flag(std::string_view name) {
    const json::value* found = find(name);
    if (found == nullptr)
        return std::nullopt;
    if (const auto* value = found->if_bool())
        return *value;
    note(name, "bool_parsing", "Input should be a valid boolean");
    return std::nullopt;
}

std::optional<std::string>
body_reader::choice(std::string_view name, std::initializer_list<std::string_view> of) {
    std::optional<std::string> found = text(name);
    if (!found || std::find(of.begin(), of.end(), *found) != of.end())
        return found;
    std::string expected;
    for (const std::string_view each : of)
        expected.append(expected.empty() ? "'" : ", '").append(each).append("'");
    note(name, "literal_error", "Input should be " + expected);
    return std::nullopt;
}

void body_reader::note(std::string_view name, std::string_view type, std::string_view text) {
    json::array place{"body"};
    if (!name.empty())
        place.emplace_back(view(name));
    json::object detail;
    detail["type"] = view(type);
    detail["loc"] = std::move(place);
    detail["msg"] = view(text);
    const json::value* found = name.empty() ? nullptr : find(name);
    detail["input"] = found == nullptr ? json::value(nullptr) : *found;
    details_.push_back(std::move(detail));
}

response body_reader::refusal() const {
    json::object body;
    body["message"] = "See \"detail\" for validation errors.";
    body["detail"] = details_;
    return json_answer(body, 422);
}

} // namespace segue::emulator
