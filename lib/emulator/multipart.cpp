#include "multipart.hpp"

#include "message.hpp"

#include <algorithm>

namespace segue::emulator {
namespace {

constexpr std::string_view line_end = "\r\n";

std::string_view without_blanks(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// One parameter of a header's value: `; name=token` or `; name="text"`. Takes it off the front of `rest`;
/// false when none stands there.
bool take_parameter(std::string_view& rest, std::string& name, std::string& value) {
    rest = without_blanks(rest);
    if (!rest.starts_with(';'))
        return false;
    rest = without_blanks(rest.substr(1));
    const std::size_t equals = rest.find('=');
    if (equals == std::string_view::npos)
        return false;
    name = std::string(without_blanks(rest.substr(0, equals)));
    rest = without_blanks(rest.substr(equals + 1));
    value.clear();
    if (!rest.starts_with('"')) {
        const std::size_t end = std::min(rest.find(';'), rest.size());
        value = std::string(without_blanks(rest.substr(0, end)));
        rest.remove_prefix(end);
        return !value.empty();
    }
    for (std::size_t i = 1; i < rest.size(); ++i) {
        if (rest[i] == '"') {
            rest.remove_prefix(i + 1);
            return true;
        }
        if (rest[i] == '\\' && i + 1 < rest.size())
            ++i;
        value += rest[i];
    }
    return false;
}

/// The parameter of that name behind the first word of a header's value.
std::optional<std::string> parameter(std::string_view header, std::string_view wanted) {
    std::string_view rest = header.substr(std::min(header.find(';'), header.size()));
    std::string name;
    std::string value;
    while (take_parameter(rest, name, value))
        if (equal_ignoring_case(name, wanted))
            return value;
    return std::nullopt;
}

std::string_view first_word(std::string_view header) {
    return without_blanks(header.substr(0, header.find(';')));
}

bool is_boundary(std::string_view text) {
    static constexpr std::string_view allowed =
        "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'()+_,-./:=? ";
    return !text.empty() && text.size() <= 70 && text.back() != ' ' &&
           text.find_first_not_of(allowed) == std::string_view::npos;
}

struct delimiter {
    /// Where the content in front of it ends, and where what follows it begins.
    std::size_t begin = 0;
    std::size_t end = 0;
    bool closes = false;
};

/// The next line that is nothing but the delimiter, from `at` on, which is the beginning of a line.
std::optional<delimiter> find_delimiter(std::string_view body, std::string_view mark, std::size_t at) {
    for (std::size_t found = body.find(mark, at); found != std::string_view::npos;
         found = body.find(mark, found + 1)) {
        const bool at_start = found == at;
        if (!at_start && (found < at + 2 || body.substr(found - 2, 2) != line_end))
            continue;
        delimiter out;
        out.begin = at_start ? found : found - 2;
        std::size_t after = found + mark.size();
        out.closes = body.substr(after, 2) == "--";
        after += out.closes ? 2 : 0;
        after = std::min(body.find_first_not_of(" \t", after), body.size());
        const bool ends = body.substr(after, 2) == line_end;
        // The closing one may be the last thing of all.
        if (!ends && !(out.closes && after == body.size()))
            continue;
        out.end = ends ? after + 2 : after;
        return out;
    }
    return std::nullopt;
}

std::optional<form_part> read_part(std::string_view text) {
    form_part out;
    bool named = false;
    while (!text.starts_with(line_end)) {
        const std::size_t end = text.find(line_end);
        if (end == std::string_view::npos)
            return std::nullopt;
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(end + 2);
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos)
            return std::nullopt;
        const std::string_view value = without_blanks(line.substr(colon + 1));
        if (equal_ignoring_case(line.substr(0, colon), "Content-Type"))
            out.content_type = std::string(value);
        if (!equal_ignoring_case(line.substr(0, colon), "Content-Disposition"))
            continue;
        const auto name = parameter(value, "name");
        named = name && equal_ignoring_case(first_word(value), "form-data");
        out.name = name.value_or("");
        out.filename = parameter(value, "filename");
    }
    out.content = text.substr(2);
    return named ? std::optional(std::move(out)) : std::nullopt;
}

} // namespace

std::optional<std::string> multipart_boundary(std::string_view content_type) {
    if (!equal_ignoring_case(first_word(content_type), "multipart/form-data"))
        return std::nullopt;
    std::optional<std::string> out = parameter(content_type, "boundary");
    return out && is_boundary(*out) ? out : std::nullopt;
}

std::optional<std::vector<form_part>> read_multipart(std::string_view body, std::string_view boundary) {
    const std::string mark = "--" + std::string(boundary);
    std::vector<form_part> out;
    auto at = find_delimiter(body, mark, 0);
    while (at && !at->closes) {
        const auto next = find_delimiter(body, mark, at->end);
        if (!next)
            return std::nullopt;
        auto part = read_part(body.substr(at->end, next->begin - at->end));
        if (!part)
            return std::nullopt;
        out.push_back(std::move(*part));
        at = next;
    }
    return at ? std::optional(std::move(out)) : std::nullopt;
}

} // namespace segue::emulator
