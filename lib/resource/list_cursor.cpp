#include "resource/list_cursor.hpp"

#include "resource/query.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

namespace segue::resource {
namespace {

constexpr std::string_view version = "1";

std::optional<std::int64_t> number_in(const std::optional<std::string>& text) {
    if (!text)
        return std::nullopt;
    std::int64_t value = 0;
    const auto* const last = text->data() + text->size();
    const auto [end, ec] = std::from_chars(text->data(), last, value);
    if (ec != std::errc() || end != last || value < 0)
        return std::nullopt;
    return value;
}

// The fields of a cursor, each of them once and no others.
struct fields {
    std::optional<std::string> v;
    std::optional<std::string> path;
    std::optional<std::string> list;
    std::optional<std::string> page;
    std::optional<std::string> given;
    std::optional<std::string> total;
    std::optional<std::string> end;

    std::optional<std::string>* find(std::string_view name) {
        if (name == "v")
            return &v;
        if (name == "path")
            return &path;
        if (name == "list")
            return &list;
        if (name == "page")
            return &page;
        if (name == "given")
            return &given;
        if (name == "total")
            return &total;
        return name == "end" ? &end : nullptr;
    }

    // A list stands somewhere on a page, or at its end.
    bool complete() const {
        if (!path || !list || (total && !number_in(total)))
            return false;
        if (end)
            return *end == "1" && !page && !given;
        return page && number_in(given);
    }
};

} // namespace

std::string list_name(std::string_view first_query) {
    auto pairs = split_query(first_query);
    if (!pairs)
        return std::string(first_query);
    std::erase_if(*pairs, [](const auto& pair) { return pair.first == "page"; });
    std::sort(pairs->begin(), pairs->end());
    query name;
    for (const auto& [key, value] : *pairs)
        name.add(key, std::string_view(value));
    return name.text();
}

std::string write_cursor(const list_cursor& c) {
    query out;
    out.add("v", version);
    out.add("path", std::string_view(c.path));
    out.add("list", std::string_view(c.list));
    if (c.page) {
        out.add("page", std::string_view(*c.page));
        out.add("given", static_cast<std::int64_t>(c.given));
    } else {
        out.add("end", std::string_view("1"));
    }
    out.add("total", c.total);
    return out.text();
}

std::variant<list_cursor, std::string> read_cursor(std::string_view text) {
    using namespace std::string_literals;
    const auto pairs = split_query(text);
    fields found;
    bool readable = pairs && !pairs->empty();
    for (std::size_t i = 0; readable && i < pairs->size(); ++i) {
        const auto& [name, value] = (*pairs)[i];
        auto* const field = found.find(name);
        // What a later version adds is not known here, and its version says so.
        if (i > 0 && field == nullptr && found.v && *found.v != version)
            continue;
        readable = field != nullptr && !*field;
        if (readable)
            *field = value;
    }
    if (!readable || !found.v)
        return "is not a cursor"s;
    if (*found.v != version)
        return "comes from another version of the library"s;
    if (!found.complete())
        return "is not a cursor"s;
    list_cursor c;
    c.path = std::move(*found.path);
    c.list = std::move(*found.list);
    c.page = std::move(found.page);
    c.given = static_cast<std::size_t>(number_in(found.given).value_or(0));
    c.total = number_in(found.total);
    return c;
}

failure refused_cursor(std::string_view path, std::string_view why) {
    failure f;
    f.code = errc::bad_params;
    f.path = path;
    f.param = "cursor";
    f.message = why;
    return f;
}

std::variant<list_cursor, failure>
read_cursor_of(std::string_view text, std::string_view path, std::string_view first_query) {
    auto read = read_cursor(text);
    if (const auto* why = std::get_if<std::string>(&read))
        return refused_cursor(path, *why);
    auto& c = std::get<list_cursor>(read);
    if (c.path != path)
        return refused_cursor(path, "was made by another list");
    if (c.list != list_name(first_query))
        return refused_cursor(path, "was made by a list with other filters or another page size");
    return std::move(c);
}

} // namespace segue::resource
