#include "markup.hpp"

#include "message.hpp"

#include <array>

namespace segue::emulator {
namespace {

struct style_tag {
    std::string_view name;
    std::string_view html;
};

constexpr std::array style_tags{
    style_tag{"b", "strong"}, style_tag{"i", "em"}, style_tag{"u", "u"}, style_tag{"s", "del"}};

constexpr std::string_view site = "https://www.discogs.com";

std::string_view page_of(char kind) noexcept {
    switch (kind) {
    case 'a':
        return "artist";
    case 'l':
        return "label";
    case 'm':
        return "master";
    default:
        return "release";
    }
}

void append_escaped(std::string& out, std::string_view text, bool html) {
    for (const char c : text) {
        if (!html)
            out += c;
        else if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (c == '"')
            out += "&quot;";
        else if (c == '\n')
            out += "<br />\n";
        else if (c != '\r')
            out += c;
    }
}

void append_link(std::string& out, std::string_view url, std::string_view text, bool html) {
    if (!html)
        return append_escaped(out, text, false);
    out += "<a href=\"";
    append_escaped(out, url, true);
    out += "\">";
    append_escaped(out, text, true);
    out += "</a>";
}

bool all_digits(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

class renderer {
public:
    renderer(bool html, const name_lookup& name_of) : html_(html), name_of_(name_of) {}

    std::string run(std::string_view text) {
        while (!text.empty()) {
            const std::size_t open = text.find('[');
            append_escaped(out_, text.substr(0, open), html_);
            if (open == std::string_view::npos)
                break;
            text.remove_prefix(open);
            const std::size_t close = text.find(']');
            if (close == std::string_view::npos || !take_tag(text.substr(1, close - 1))) {
                append_escaped(out_, text.substr(0, 1), html_);
                text.remove_prefix(1);
            } else {
                text.remove_prefix(close + 1);
            }
        }
        return std::move(out_);
    }

private:
    /// False: no markup, the bracket is text.
    bool take_tag(std::string_view tag) {
        const bool closing = tag.starts_with('/');
        const std::string_view name = closing ? tag.substr(1) : tag;
        for (const style_tag& style : style_tags) {
            if (name != style.name)
                continue;
            if (html_)
                out_.append(closing ? "</" : "<").append(style.html).append(">");
            return true;
        }
        if (tag == "/url") {
            out_ += html_ ? "</a>" : "";
            return true;
        }
        if (tag.starts_with("url=")) {
            if (html_) {
                out_ += "<a href=\"";
                append_escaped(out_, tag.substr(4), true);
                out_ += "\">";
            }
            return true;
        }
        if (tag.starts_with("img=")) {
            if (html_) {
                out_ += "<img src=\"";
                append_escaped(out_, tag.substr(4), true);
                out_ += "\" />";
            }
            return true;
        }
        return take_reference(tag);
    }

    bool take_reference(std::string_view tag) {
        if (tag.size() < 2 || std::string_view("almr").find(tag.front()) == std::string_view::npos)
            return false;
        const char kind = tag.front();
        const std::string base = std::string(site) + "/" + std::string(page_of(kind)) + "/";
        const std::string_view rest = tag.substr(1);
        if (rest.front() == '=' && rest.size() > 1) {
            append_link(out_, base + encode_query_text(rest.substr(1)), rest.substr(1), html_);
            return true;
        }
        if (!all_digits(rest))
            return false;
        const std::string name = name_of_ ? name_of_(kind, rest) : std::string{};
        append_link(out_, base + std::string(rest), name.empty() ? rest : std::string_view(name), html_);
        return true;
    }

    bool html_;
    const name_lookup& name_of_;
    std::string out_{};
};

} // namespace

text_format text_format_from(std::string_view accept) noexcept {
    if (accept.find("application/vnd.discogs.v2.html+json") != std::string_view::npos)
        return text_format::html;
    if (accept.find("application/vnd.discogs.v2.plaintext+json") != std::string_view::npos)
        return text_format::plaintext;
    return text_format::discogs;
}

std::string render_markup(std::string_view text, text_format format, const name_lookup& name_of) {
    if (format == text_format::discogs)
        return std::string(text);
    return renderer(format == text_format::html, name_of).run(text);
}

} // namespace segue::emulator
