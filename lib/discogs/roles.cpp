#include "base/ascii.hpp"

#include <segue/discogs/roles.hpp>

#include <cstddef>

namespace segue::discogs {
namespace {

// Appends without the blanks around, after the separator if something is there already.
void append(std::string& to, std::string_view separator, std::string_view text) {
    text = trimmed(text);
    if (text.empty())
        return;
    if (!to.empty())
        to += separator;
    to += text;
}

// Which brackets have another half: found once for the whole text, so that no bracket is searched for twice.
std::vector<bool> paired_brackets(std::string_view text) {
    std::vector<bool> paired(text.size(), false);
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '[') {
            open.push_back(i);
        } else if (text[i] == ']' && !open.empty()) {
            paired[i] = paired[open.back()] = true;
            open.pop_back();
        }
    }
    return paired;
}

} // namespace

std::vector<role> split_roles(std::string_view text) {
    std::vector<role> found;
    const std::vector<bool> paired = paired_brackets(text);
    role current;
    std::size_t depth = 0;
    std::size_t begin = 0; // of the piece that is being read
    const auto end_role = [&] {
        if (!current.name.empty() || !current.detail.empty())
            found.push_back(std::move(current));
        current = role();
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto piece = [&] { return text.substr(begin, i - begin); };
        if (paired[i] && text[i] == '[') {
            if (depth++ == 0) {
                append(current.name, " ", piece());
                begin = i + 1;
            }
        } else if (paired[i]) {
            if (--depth == 0) {
                append(current.detail, ", ", piece());
                begin = i + 1;
            }
        } else if (text[i] == ',' && depth == 0) {
            append(current.name, " ", piece());
            begin = i + 1;
            end_role();
        }
    }
    append(current.name, " ", text.substr(begin));
    end_role();
    return found;
}

std::string to_text(std::span<const role> roles) {
    std::string text;
    for (const role& each : roles) {
        if (!text.empty())
            text += ", ";
        text += each.name;
        if (!each.detail.empty())
            text.append(each.name.empty() ? "[" : " [").append(each.detail).append("]");
    }
    return text;
}

} // namespace segue::discogs
