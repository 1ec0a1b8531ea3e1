#include "base/ascii.hpp"
#include "markup_reader.hpp"

#include <segue/discogs/markup.hpp>

#include <algorithm>
#include <array>

namespace segue::discogs {
namespace {

struct element {
    text_style style;
    std::string_view name;
};

// From the outermost to the innermost.
constexpr std::array<element, 4> elements = {
    {{underlined, "u"}, {struck, "s"}, {bold, "strong"}, {italic, "em"}}};

void open_elements(std::string& out, unsigned styles) {
    for (const element& each : elements) {
        if ((styles & each.style) != 0)
            out.append("<").append(each.name).append(">");
    }
}

void close_elements(std::string& out, unsigned styles) {
    for (auto each = elements.rbegin(); each != elements.rend(); ++each) {
        if ((styles & each->style) != 0)
            out.append("</").append(each->name).append(">");
    }
}

markup_runs read_for(std::string_view markup, const name_lookup& names, pictures shown) {
    markup_runs read = read_markup(markup, names);
    if (shown == pictures::off)
        std::erase_if(read.runs, [](const text_run& run) { return run.picture; });
    return read;
}

// --- HTML -------------------------------------------------------------------------------------------------

void append_escaped_html(std::string& out, std::string_view text) {
    for (const char c : text) {
        switch (c) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '"':
            out += "&quot;";
            break;
        case '\'':
            out += "&#39;";
            break;
        case '\n':
            out += "<br>\n";
            break;
        default:
            out += c;
        }
    }
}

class html_writer {
public:
    explicit html_writer(const markup_runs& read) : read_(read) {}

    std::string run() {
        for (const text_run& each : read_.runs) {
            turn_to(each.styles, each.link);
            if (each.picture)
                out_.append("<img src=\"").append(attribute(each.text)).append("\" alt=\"\">");
            else
                append_escaped_html(out_, each.text);
        }
        turn_to(0, no_link);
        return std::move(out_);
    }

private:
    void turn_to(unsigned char styles, std::size_t link) {
        if (styles != styles_ || link != link_)
            close_elements(out_, styles_);
        if (link != link_) {
            if (link_ != no_link)
                out_ += "</a>";
            if (link != no_link)
                out_.append("<a href=\"")
                    .append(attribute(read_.addresses[link]))
                    .append("\" rel=\"nofollow noopener\">");
        }
        if (styles != styles_ || link != link_)
            open_elements(out_, styles);
        styles_ = styles;
        link_ = link;
    }

    static std::string attribute(std::string_view address) {
        std::string escaped;
        append_escaped_html(escaped, address);
        return escaped;
    }

    const markup_runs& read_;
    std::string out_{};
    unsigned char styles_ = 0;
    std::size_t link_ = no_link;
};

// --- Markdown ---------------------------------------------------------------------------------------------

bool is_blank(char c) noexcept {
    return c == ' ' || c == '\t';
}

bool is_word(char c) noexcept {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Whether a sign of emphasis that touches both characters begins or ends something, for readers that take
// what is not ASCII for letters and for those that know better.
bool sign_works(char inside, char outside) noexcept {
    return is_word(inside) || (!is_word(outside) && static_cast<unsigned char>(outside) < 0x80);
}

// Each line stands alone: signs of emphasis hug the words of a line, what would begin a list, a heading, a
// quotation or a code block is escaped or left out, and line ends are hard.
class markdown_writer {
public:
    explicit markdown_writer(const markup_runs& read) : read_(read) {}

    std::string run() {
        for (std::size_t i = 0; i < read_.runs.size(); ++i) {
            const text_run& each = read_.runs[i];
            if (each.picture) {
                begin_words(each.link);
                out_.append("![](").append(destination(each.text)).append(")");
            } else {
                write_text(i);
            }
        }
        end_link();
        return std::move(out_);
    }

private:
    void write_text(std::size_t at) {
        const text_run& run = read_.runs[at];
        std::string folded; // a link does not last over a line end
        std::string_view rest = run.text;
        if (run.link != no_link) {
            folded = run.text;
            std::ranges::replace(folded, '\n', ' ');
            rest = folded;
        }
        while (!rest.empty()) {
            const auto end = std::min(rest.find('\n'), rest.size());
            const bool last = end == rest.size();
            write_line(rest.substr(0, end), run, last ? after(at) : '\n');
            if (!last) {
                ++line_ends_;
                blank_ = false;
            }
            rest.remove_prefix(last ? end : end + 1);
        }
    }

    // What will touch the end of a run.
    char after(std::size_t at) const {
        if (at + 1 == read_.runs.size())
            return '\n';
        const text_run& run = read_.runs[at];
        const text_run& next = read_.runs[at + 1];
        const bool sign = next.picture || next.link != run.link || next.styles != 0;
        return sign ? '*' : next.text.front();
    }

    void write_line(std::string_view line, const text_run& run, char outside) {
        const auto first = std::ranges::find_if_not(line, is_blank);
        const auto begin = static_cast<std::size_t>(first - line.begin());
        if (begin != 0)
            blank_ = true;
        if (begin == line.size())
            return;
        std::size_t end = line.size();
        while (is_blank(line[end - 1]))
            --end;
        const std::string_view words = line.substr(begin, end - begin);
        begin_words(run.link);
        write_words(words, run.styles, end == line.size() ? outside : ' ');
        blank_ = end != line.size();
    }

    // Ends what the last words left open and writes what stands between them and these.
    void begin_words(std::size_t link) {
        if (link != link_)
            end_link();
        if (out_.empty())
            line_ends_ = 0;
        if (line_ends_ != 0)
            out_ += line_ends_ == 1 ? "\\\n" : "\n\n";
        else if (blank_ && !out_.empty())
            out_ += ' ';
        line_ends_ = 0;
        blank_ = false;
        if (link != link_) {
            // Together with a bracket it would begin a picture.
            if (out_.ends_with('!'))
                out_.insert(out_.size() - 1, 1, '\\');
            out_ += '[';
            link_ = link;
        }
    }

    void end_link() {
        if (link_ == no_link)
            return;
        out_.append("](").append(destination(read_.addresses[link_])).append(")");
        link_ = no_link;
    }

    void write_words(std::string_view words, unsigned styles, char outside) {
        std::string escaped = escape(words, at_line_start());
        unsigned with_elements = styles & (underlined | struck);
        std::string sign(((styles & bold) != 0 ? 2U : 0U) + ((styles & italic) != 0 ? 1U : 0U), '*');
        open_elements(out_, with_elements);
        const char before = out_.empty() ? '\n' : out_.back();
        const char behind = with_elements == 0 ? outside : '<';
        if (!sign.empty() &&
            (before == '*' || !sign_works(escaped.front(), before) || !sign_works(escaped.back(), behind))) {
            sign.clear();
            open_elements(out_, styles & (bold | italic));
            with_elements = styles;
        }
        out_.append(sign).append(escaped).append(sign);
        close_elements(out_, with_elements);
    }

    bool at_line_start() const { return out_.empty() || out_.back() == '\n'; }

    static std::string escape(std::string_view words, bool line_start) {
        std::string escaped;
        std::size_t digits = 0; // of a number that begins the line
        for (std::size_t i = 0; i < words.size(); ++i) {
            const char c = words[i];
            const bool always = std::string_view("\\`*_[]<>&~|").find(c) != std::string_view::npos;
            const bool first = line_start && i == 0 && (c == '#' || c == '+' || c == '-' || c == '=');
            const bool behind_number = line_start && i != 0 && digits == i && (c == '.' || c == ')');
            if (always || first || behind_number)
                escaped += '\\';
            digits += is_digit(c) && digits == i ? 1 : 0;
            escaped += c;
        }
        return escaped;
    }

    static std::string destination(std::string_view address) {
        std::string escaped;
        for (const char c : address) {
            if (c == '(' || c == ')' || c == '&' || c == '*')
                escaped += '\\';
            escaped += c;
        }
        return escaped;
    }

    const markup_runs& read_;
    std::string out_{};
    std::size_t line_ends_ = 0; // not yet written
    bool blank_ = false;        // not yet written
    std::size_t link_ = no_link;
};

} // namespace

std::vector<mention> mentions_in(std::string_view markup) {
    return read_markup(markup, {}).mentions;
}

std::string markup_to_text(std::string_view markup, const name_lookup& names) {
    std::string text;
    for (const text_run& run : read_markup(markup, names).runs) {
        if (!run.picture)
            text += run.text;
    }
    return text;
}

std::string markup_to_html(std::string_view markup, const name_lookup& names, pictures shown) {
    const markup_runs read = read_for(markup, names, shown);
    return html_writer(read).run();
}

std::string markup_to_markdown(std::string_view markup, const name_lookup& names, pictures shown) {
    const markup_runs read = read_for(markup, names, shown);
    return markdown_writer(read).run();
}

} // namespace segue::discogs
