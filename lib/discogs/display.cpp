#include "base/ascii.hpp"

#include <segue/discogs/display.hpp>

#include <algorithm>
#include <array>

namespace segue::discogs {

std::string_view without_number(std::string_view name) noexcept {
    const auto open = name.rfind(" (");
    if (open == std::string_view::npos || open == 0 || name.back() != ')')
        return name;
    const auto digits = name.substr(open + 2, name.size() - open - 3);
    const bool numbered = !digits.empty() && std::ranges::all_of(digits, is_digit);
    return numbered ? name.substr(0, open) : name;
}

std::string visible_text(std::string_view text) {
    // Left-to-right and right-to-left marks, and the byte order mark that texts are pasted with.
    static constexpr std::array<std::string_view, 3> marks = {"\xe2\x80\x8e", "\xe2\x80\x8f", "\xef\xbb\xbf"};
    std::string shown;
    while (!text.empty()) {
        const auto mark = std::ranges::find_if(marks, [&](auto m) { return text.starts_with(m); });
        if (mark == marks.end())
            shown += text.front();
        text.remove_prefix(mark == marks.end() ? 1 : mark->size());
    }
    shown.erase(0, std::min(shown.find_first_not_of(blanks), shown.size()));
    shown.erase(shown.find_last_not_of(blanks) + 1);
    return shown;
}

std::string_view display_name(const artist_credit& credit) noexcept {
    if (credit.name_variation && !credit.name_variation->empty())
        return *credit.name_variation;
    return without_number(credit.name);
}

std::string display_name(const artist_credit& credit, variation_mark mark) {
    const std::string_view name = display_name(credit);
    const bool varied = credit.name_variation && !credit.name_variation->empty() && name != credit.name &&
                        name != without_number(credit.name);
    return std::string(name) + (varied && mark == variation_mark::asterisk ? "*" : "");
}

std::string display_name(std::span<const artist_credit> credits) {
    return display_name(credits, variation_mark::none);
}

std::string display_name(std::span<const artist_credit> credits, variation_mark mark) {
    std::string names;
    for (std::size_t i = 0; i < credits.size(); ++i) {
        names += display_name(credits[i], mark);
        if (i + 1 == credits.size())
            break;
        std::string_view join = credits[i].join ? trimmed(*credits[i].join) : std::string_view();
        if (join.empty())
            join = ",";
        // A comma or semicolon clings to the word before it, words and other signs stand free.
        if (join.front() != ',' && join.front() != ';')
            names += ' ';
        names += join;
        names += ' ';
    }
    return names;
}

std::string site_address(const search_result& result) {
    if (!result.uri || result.uri->empty())
        return {};
    return result.uri->front() == '/' ? "https://www.discogs.com" + *result.uri : *result.uri;
}

bool is_picture(std::string_view address) noexcept {
    constexpr std::string_view placeholders = "://st.discogs.com/";
    const auto path = address.substr(0, address.find_first_of("?#"));
    return !address.empty() && path.find(placeholders) == std::string_view::npos &&
           !path.ends_with("/spacer.gif");
}

std::optional<decimal> amount_of(std::string_view text) {
    constexpr std::string_view parts = "0123456789.,";
    constexpr std::size_t most_decimals = 2;
    const auto begin = text.find_first_of("0123456789");
    if (begin == std::string_view::npos)
        return std::nullopt;
    const auto end = std::min(text.find_first_not_of(parts, begin), text.size());
    if (std::ranges::any_of(text.substr(end), is_digit))
        return std::nullopt; // two numbers
    auto amount = text.substr(begin, end - begin);
    while (!is_digit(amount.back())) // a point or comma of the sentence around it
        amount.remove_suffix(1);
    const auto last = amount.find_last_of(".,");
    const bool has_decimals = last != std::string_view::npos && amount.size() - last - 1 <= most_decimals;
    std::string number = text.substr(0, begin).find('-') != std::string_view::npos ? "-" : "";
    for (std::size_t i = 0; i < amount.size(); ++i) {
        if (is_digit(amount[i]))
            number += amount[i];
        else if (has_decimals && i == last)
            number += '.';
    }
    // JSON, by whose rules the number is read, has no zeros in front.
    const auto digits = number.front() == '-' ? 1U : 0U;
    const auto whole_end = std::min(number.find('.'), number.size());
    const auto keep = std::min(number.find_first_not_of('0', digits), whole_end - 1);
    number.erase(digits, keep - digits);
    return decimal::parse(number);
}

} // namespace segue::discogs
