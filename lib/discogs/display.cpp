#include <segue/discogs/display.hpp>

#include <algorithm>
#include <array>

namespace segue::discogs {
namespace {

constexpr std::string_view blanks = " \t\r\n";

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

} // namespace

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

std::string display_name(std::span<const artist_credit> credits) {
    std::string names;
    for (std::size_t i = 0; i < credits.size(); ++i) {
        names += display_name(credits[i]);
        if (i + 1 == credits.size())
            break;
        const bool joined = credits[i].join && !credits[i].join->empty();
        const std::string_view join = joined ? std::string_view(*credits[i].join) : ",";
        // A comma clings to the word before it, words and signs stand free.
        if (join.front() != ',')
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

} // namespace segue::discogs
