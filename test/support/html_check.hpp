#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace segue::test {

/// Says what is wrong with a fragment of HTML that was made of somebody's text: an element that is not
/// allowed, one that is not closed or not where it was begun, a link inside a link, an address not of the
/// web, a bare `<`,
/// `>`, `"` or `&`, a control character. Knows nothing of how the fragment was made.
class html_check {
public:
    explicit html_check(std::string_view html) : rest_(html) {}

    std::optional<std::string> problem() {
        while (!rest_.empty()) {
            const char c = rest_.front();
            const bool fine = c == '<' ? element() : c == '&' ? entity() : character(c);
            if (!fine)
                return "at '" + std::string(rest_.substr(0, 40)) + "'";
        }
        if (!open_.empty())
            return "'" + std::string(open_.back()) + "' is not closed";
        return std::nullopt;
    }

private:
    bool take(std::string_view text) {
        if (!rest_.starts_with(text))
            return false;
        rest_.remove_prefix(text.size());
        return true;
    }

    bool character(char c) {
        const auto code = static_cast<unsigned char>(c);
        if (c == '>' || c == '"' || c == '\'' || code == 0x7f || (code < 0x20 && c != '\n' && c != '\t'))
            return false;
        rest_.remove_prefix(1);
        return true;
    }

    bool entity() { return take("&amp;") || take("&lt;") || take("&gt;") || take("&quot;") || take("&#39;"); }

    bool address() {
        if (!rest_.starts_with("http://") && !rest_.starts_with("https://") && !starts_in_capitals())
            return false;
        while (!rest_.empty() && rest_.front() != '"') {
            const char c = rest_.front();
            const bool fine = c == '&' ? entity() : c > 0x20 && c < 0x7f && c != '<' && c != '>' && c != '\'';
            if (!fine)
                return false;
            if (c != '&')
                rest_.remove_prefix(1);
        }
        return true;
    }

    bool starts_in_capitals() const {
        std::string scheme(rest_.substr(0, 8));
        for (char& c : scheme)
            c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        return scheme.starts_with("http://") || scheme == "https://";
    }

    bool element() {
        if (take("<br>"))
            return true;
        if (take("<img src=\""))
            return address() && take("\" alt=\"\">");
        if (take("<a href=\"")) {
            const bool nested = !links_.empty();
            links_.push_back('a');
            open_.emplace_back("a");
            return !nested && address() && take("\" rel=\"nofollow noopener\">");
        }
        static constexpr std::array<std::string_view, 5> names = {"strong", "em", "u", "s", "a"};
        for (const std::string_view name : names) {
            if (name != "a" && take("<" + std::string(name) + ">")) {
                open_.push_back(name);
                return true;
            }
            if (take("</" + std::string(name) + ">")) {
                if (open_.empty() || open_.back() != name)
                    return false;
                open_.pop_back();
                if (name == "a")
                    links_.pop_back();
                return true;
            }
        }
        return false;
    }

    std::string_view rest_;
    std::vector<std::string_view> open_{};
    std::string links_{};
};

/// Returns the first thing that is wrong; nothing when the fragment is sound.
inline std::optional<std::string> html_problem(std::string_view html) {
    return html_check(html).problem();
}

} // namespace segue::test
