#include "discogs/csv/columns.hpp"

#include "base/ascii.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace segue::discogs {
namespace {

using rule = cell_rule;

constexpr file_column add_columns[] = {
    {"release_id", rule::id, true, true},
    {"price", rule::price, true, false},
    {"media_condition", rule::media_condition, true, false},
    {"sleeve_condition", rule::sleeve_condition, false, false},
    {"comments", rule::text, false, false},
    {"accept_offer", rule::yes_or_no, false, false},
    {"location", rule::text, false, false},
    {"external_id", rule::text, false, false},
    {"weight", rule::count, false, false},
    {"format_quantity", rule::count, false, false},
};

constexpr file_column change_columns[] = {
    {"release_id", rule::id, true, true},
    {"listing_id", rule::id, false, true},
    {"price", rule::price, false, false},
    {"media_condition", rule::media_condition, false, false},
    {"sleeve_condition", rule::sleeve_condition, false, false},
    {"comments", rule::text, false, false},
    {"accept_offer", rule::yes_or_no, false, false},
    {"external_id", rule::text, false, false},
    {"location", rule::text, false, false},
    {"weight", rule::count, false, false},
    {"format_quantity", rule::count, false, false},
};

constexpr file_column delete_columns[] = {
    {"listing_id", rule::id, true, true},
};

// Digits alone, and few enough for 64 bits.
std::optional<std::int64_t> whole_number(std::string_view text) noexcept {
    std::int64_t value = 0;
    if (text.empty() || !is_digit(text.front()))
        return std::nullopt;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (ec != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

// More than two digits behind the point are a thousands separator more often than a price.
bool is_price(std::string_view text) noexcept {
    constexpr std::size_t most_decimals = 2;
    const auto point = text.find('.');
    const auto whole = text.substr(0, point);
    if (!whole_number(whole))
        return false;
    if (point == std::string_view::npos)
        return *whole_number(whole) > 0;
    const auto decimals = text.substr(point + 1);
    return decimals.size() <= most_decimals && whole_number(decimals) &&
           (*whole_number(whole) > 0 || *whole_number(decimals) > 0);
}

// `Near Mint (NM or M-)` is also called `Near Mint`, `NM` and `M-`.
bool is_called(std::string_view grade, std::string_view name) {
    const auto open = grade.find(" (");
    if (lower(grade) == name || lower(grade.substr(0, open)) == name)
        return true;
    if (open == std::string_view::npos)
        return false;
    auto names = grade.substr(open + 2, grade.size() - open - 3);
    while (!names.empty()) {
        const auto end = names.find(" or ");
        if (lower(names.substr(0, end)) == name)
            return true;
        names = end == std::string_view::npos ? std::string_view() : names.substr(end + 4);
    }
    return false;
}

template <class Enum>
std::string hint_for_condition(std::string_view text) {
    const auto name = lower(trimmed(text));
    for (const auto& grade : enum_names<Enum>::table()) {
        if (is_called(grade.text, name))
            return "write " + std::string(grade.text);
    }
    std::string all;
    for (const auto& grade : enum_names<Enum>::table())
        all.append(all.empty() ? "one of " : ", ").append(grade.text);
    return all;
}

} // namespace

std::span<const file_column> columns_of(upload_type type) noexcept {
    switch (type) {
    case upload_type::add:
        return add_columns;
    case upload_type::change:
        return change_columns;
    case upload_type::remove:
        return delete_columns;
    }
    return {};
}

std::optional<csv_fault> judge_cell(cell_rule rule, std::string_view text) noexcept {
    const auto unless = [](bool right, csv_fault fault) {
        return right ? std::nullopt : std::optional(fault);
    };
    switch (rule) {
    case cell_rule::id:
        return unless(whole_number(text).value_or(0) > 0, csv_fault::not_an_id);
    case cell_rule::price:
        return unless(is_price(text), csv_fault::not_a_price);
    case cell_rule::media_condition:
        return unless(from_text<media_condition>(text).has_value(), csv_fault::not_a_condition);
    case cell_rule::sleeve_condition:
        return unless(from_text<sleeve_condition>(text).has_value(), csv_fault::not_a_condition);
    case cell_rule::yes_or_no:
        return unless(text == "Y" || text == "N", csv_fault::not_y_or_n);
    case cell_rule::count:
        return unless(whole_number(text).has_value(), csv_fault::not_a_count);
    case cell_rule::text:
        break;
    }
    return std::nullopt;
}

std::string hint_for(cell_rule rule, std::string_view text) {
    switch (rule) {
    case cell_rule::id:
        return "a whole number from 1";
    case cell_rule::price:
        return "digits with a point, such as 12.50";
    case cell_rule::media_condition:
        return hint_for_condition<media_condition>(text);
    case cell_rule::sleeve_condition:
        return hint_for_condition<sleeve_condition>(text);
    case cell_rule::yes_or_no:
    case cell_rule::count:
    case cell_rule::text:
        break;
    }
    return {};
}

std::string hint_for_column(upload_type type, std::string_view name) {
    auto meant = lower(trimmed(name));
    std::replace(meant.begin(), meant.end(), ' ', '_');
    for (const auto& column : columns_of(type)) {
        if (column.name == meant)
            return "write " + std::string(column.name);
    }
    std::string all;
    for (const auto& column : columns_of(type))
        all.append(all.empty() ? "one of " : ", ").append(column.name);
    return all;
}

} // namespace segue::discogs
