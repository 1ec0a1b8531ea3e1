#include "markup_reader.hpp"

#include "base/ascii.hpp"
#include "http/host.hpp"

#include <boost/url/encode.hpp>
#include <boost/url/grammar/charset.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>
#include <boost/url/url_view.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <optional>
#include <utility>

// A tag is what stands between an opening bracket and the next bracket on its line, if that closes: so each
// character is looked at once, and no text is slow. Nesting costs nothing either: a style is a count, of
// links there is at most one at a time, and where a link ends is known before it begins.
namespace segue::discogs {
namespace {

namespace urls = boost::urls;

constexpr std::string_view site = "https://www.discogs.com";
constexpr std::size_t npos = std::string_view::npos;

bool starts_with_letters(std::string_view text, std::string_view letters) noexcept {
    return text.size() >= letters.size() &&
           std::ranges::equal(text.substr(0, letters.size()), letters, {}, to_lower);
}

// A tag stands on one line.
std::string_view without_spaces(std::string_view text) noexcept {
    const auto first = text.find_first_not_of(" \t");
    return first == npos ? std::string_view() : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string encoded(std::string_view text) {
    return urls::encode(urls::string_view(text.data(), text.size()), urls::unreserved_chars);
}

// What people paste into an address is not always escaped; what cannot be made an address is none.
std::optional<std::string> safe_address(std::string_view text) {
    static constexpr urls::grammar::lut_chars kept =
        urls::unreserved_chars + urls::grammar::lut_chars(":/?#@!$&()*+,;=");
    text = without_spaces(text);
    std::string whole;
    if (text.starts_with('/') && !text.starts_with("//"))
        whole = site;
    else if (!starts_with_letters(text, "http://") && !starts_with_letters(text, "https://"))
        return std::nullopt;
    while (!text.empty()) {
        // What is escaped already stays so.
        const auto percent = std::min(text.find('%'), text.size());
        const std::string_view part = text.substr(0, percent);
        whole += urls::encode(urls::string_view(part.data(), part.size()), kept);
        if (percent != text.size())
            whole += '%';
        text.remove_prefix(std::min(percent + 1, text.size()));
    }
    const auto parsed = urls::parse_uri(urls::string_view(whole));
    if (!parsed || parsed->encoded_host().empty())
        return std::nullopt;
    if (http::is_misread(*parsed))
        return std::nullopt;
    return whole;
}

enum class tag_kind { style_begin, style_end, link_begin, link_end, picture, mentioned };

struct tag {
    std::size_t begin = 0; // of the opening bracket
    std::size_t end = 0;   // behind the closing one
    tag_kind kind = tag_kind::mentioned;
    unsigned char style = 0;
    std::string_view value{};  // address
    std::size_t linked_to = 0; // index of the tag that ends the link; 0: none
    discogs::mention mention{};
};

unsigned char style_of(std::string_view letter) noexcept {
    if (letter.size() != 1)
        return 0;
    switch (to_lower(letter.front())) {
    case 'b':
        return bold;
    case 'i':
        return italic;
    case 'u':
        return underlined;
    case 's':
        return struck;
    default:
        return 0;
    }
}

std::optional<mention_kind> mention_kind_of(char letter) noexcept {
    static constexpr std::array<std::pair<char, mention_kind>, 7> letters = {
        {{'a', mention_kind::artist},
         {'l', mention_kind::label},
         {'r', mention_kind::release},
         {'m', mention_kind::master},
         {'u', mention_kind::user},
         {'t', mention_kind::topic},
         {'g', mention_kind::guideline}}};
    const auto found = std::ranges::find(letters, to_lower(letter), &std::pair<char, mention_kind>::first);
    return found == letters.end() ? std::nullopt : std::optional(found->second);
}

bool is_paragraph(std::string_view text) noexcept {
    return !text.empty() && text.find_first_not_of("0123456789.") == npos && text.front() != '.' &&
           text.back() != '.';
}

std::int64_t id_in(std::string_view text) noexcept {
    std::int64_t number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = read.ec == std::errc() && read.ptr == text.data() + text.size();
    return whole && number > 0 ? number : 0;
}

std::optional<mention> mention_in(std::string_view content) {
    const auto kind = content.size() < 2 ? std::nullopt : mention_kind_of(content.front());
    if (!kind)
        return std::nullopt;
    const bool equals = content[1] == '=';
    const std::string_view value = without_spaces(content.substr(equals ? 2 : 1));
    const bool named =
        *kind == mention_kind::artist || *kind == mention_kind::label || *kind == mention_kind::user;
    mention found;
    found.kind = *kind;
    if (*kind == mention_kind::guideline) {
        if (is_paragraph(value))
            found.name = value;
    } else if (named && equals) {
        found.name = value;
    } else if (*kind != mention_kind::user) {
        found.id = id_in(value);
    }
    if (found.id == 0 && found.name.empty())
        return std::nullopt;
    return found;
}

std::optional<tag> tag_in(std::string_view content) {
    tag found;
    const bool ends = content.starts_with('/');
    found.style = style_of(content.substr(ends ? 1 : 0));
    if (found.style != 0) {
        found.kind = ends ? tag_kind::style_end : tag_kind::style_begin;
    } else if (same_letters(content, "/url")) {
        found.kind = tag_kind::link_end;
    } else if (same_letters(content, "url") || starts_with_letters(content, "url=")) {
        found.kind = tag_kind::link_begin;
        found.value = content.substr(std::min<std::size_t>(content.size(), 4));
    } else if (starts_with_letters(content, "img=")) {
        found.kind = tag_kind::picture;
        found.value = content.substr(4);
    } else if (auto mentioned = mention_in(content)) {
        found.mention = std::move(*mentioned);
    } else {
        return std::nullopt;
    }
    return found;
}

std::vector<tag> find_tags(std::string_view text) {
    std::vector<tag> tags;
    for (auto open = text.find('['); open != npos;) {
        const auto stop = text.find_first_of("[]\r\n", open + 1);
        if (stop == npos)
            break;
        if (text[stop] == ']') {
            if (auto found = tag_in(text.substr(open + 1, stop - open - 1))) {
                found->begin = open;
                found->end = stop + 1;
                tags.push_back(std::move(*found));
            }
        }
        open = text.find('[', stop);
    }
    // A link lasts to its end unless another one begins before.
    std::size_t next_end = 0;
    for (std::size_t i = tags.size(); i-- > 0;) {
        if (tags[i].kind == tag_kind::link_end)
            next_end = i;
        else if (tags[i].kind == tag_kind::link_begin)
            tags[i].linked_to = std::exchange(next_end, 0);
    }
    return tags;
}

std::string_view word_for(mention_kind kind) noexcept {
    switch (kind) {
    case mention_kind::artist:
        return "artist ";
    case mention_kind::label:
        return "label ";
    case mention_kind::release:
        return "release ";
    case mention_kind::master:
        return "master ";
    case mention_kind::user:
        return "user ";
    case mention_kind::topic:
        return "topic ";
    case mention_kind::guideline:
        break;
    }
    return "guideline ";
}

class reader {
public:
    reader(std::string_view text, const name_lookup& names) : text_(text), names_(names) {}

    markup_runs run() {
        const std::vector<tag> tags = find_tags(text_);
        std::size_t done = 0;
        for (std::size_t i = 0; i < tags.size(); ++i) {
            if (tags[i].begin < done)
                continue; // inside of an address
            add(text_.substr(done, tags[i].begin - done));
            done = tags[i].end;
            take(tags, i, done);
        }
        add(text_.substr(done));
        return std::move(out_);
    }

private:
    void take(const std::vector<tag>& tags, std::size_t at, std::size_t& done) {
        const tag& each = tags[at];
        switch (each.kind) {
        case tag_kind::style_begin:
            ++open_[static_cast<std::size_t>(std::countr_zero(each.style))];
            break;
        case tag_kind::style_end: {
            auto& open = open_[static_cast<std::size_t>(std::countr_zero(each.style))];
            open -= open == 0 ? 0 : 1;
            break;
        }
        case tag_kind::link_begin:
            begin_link(tags, at, done);
            break;
        case tag_kind::link_end:
            link_ = no_link;
            break;
        case tag_kind::picture:
            if (auto address = safe_address(each.value))
                out_.runs.push_back({std::move(*address), styles(), link_, true});
            break;
        case tag_kind::mentioned:
            take_mention(each.mention);
            break;
        }
    }

    void begin_link(const std::vector<tag>& tags, std::size_t at, std::size_t& done) {
        const tag& each = tags[at];
        link_ = no_link;
        if (each.linked_to == 0) {
            add_linked(each.value, safe_address(each.value));
            return;
        }
        const tag& end = tags[each.linked_to];
        const std::string_view inner = text_.substr(each.end, end.begin - each.end);
        if (without_spaces(each.value).empty()) {
            // The address is the text itself, brackets and all; if it is none, the text is read like any
            // other.
            if (auto address = safe_address(inner)) {
                add_linked(inner, std::move(address));
                done = end.end;
            }
            return;
        }
        auto address = safe_address(each.value);
        if (inner.find_first_not_of(" \t\r\n") == npos) {
            add_linked(each.value, std::move(address));
        } else if (address) {
            link_ = out_.addresses.size();
            out_.addresses.push_back(std::move(*address));
        }
    }

    void take_mention(const mention& what) {
        std::string name = what.name;
        if (what.id != 0 && names_)
            name = names_(what.kind, what.id);
        if (what.id != 0 && name.empty())
            name = std::string(word_for(what.kind)) + std::to_string(what.id);
        if (what.kind == mention_kind::guideline)
            name.insert(0, word_for(what.kind));
        std::string address = site_address(what);
        // A link cannot stand inside a link: the outer one is what the author asked for.
        if (link_ != no_link || address.empty())
            add(name);
        else
            add_linked(name, std::move(address));
        out_.mentions.push_back(what);
    }

    void add_linked(std::string_view text, std::optional<std::string> address) {
        if (address) {
            link_ = out_.addresses.size();
            out_.addresses.push_back(std::move(*address));
        }
        add(without_spaces(text));
        link_ = no_link;
    }

    void add(std::string_view text) {
        std::string clean;
        clean.reserve(text.size());
        for (std::size_t i = 0; i < text.size(); ++i) {
            const auto c = static_cast<unsigned char>(text[i]);
            if (c == '\r') {
                // One of a pair is enough; the pair may be in two pieces only if a tag is between, and then
                // it is two.
                if (i + 1 == text.size() || text[i + 1] != '\n')
                    clean += '\n';
            } else if ((c >= 0x20 && c != 0x7f) || c == '\n' || c == '\t') {
                clean += text[i];
            }
        }
        if (clean.empty())
            return;
        if (!out_.runs.empty()) {
            text_run& last = out_.runs.back();
            if (!last.picture && last.styles == styles() && last.link == link_) {
                last.text += clean;
                return;
            }
        }
        out_.runs.push_back({std::move(clean), styles(), link_, false});
    }

    unsigned char styles() const noexcept {
        unsigned bits = 0;
        for (std::size_t i = 0; i < open_.size(); ++i)
            bits |= open_[i] == 0 ? 0U : 1U << i;
        return static_cast<unsigned char>(bits);
    }

    std::string_view text_;
    const name_lookup& names_;
    std::array<std::size_t, 4> open_{}; // how often each style was begun and not ended
    std::size_t link_ = no_link;
    markup_runs out_{};
};

} // namespace

std::string site_address(const mention& what) {
    const auto page = [&](std::string_view folder, std::string_view type) {
        std::string address(site);
        if (what.id != 0)
            return address.append(folder).append(std::to_string(what.id));
        if (what.name.empty())
            return std::string();
        return address.append("/search/?type=").append(type).append("&q=").append(encoded(what.name));
    };
    switch (what.kind) {
    case mention_kind::artist:
        return page("/artist/", "artist");
    case mention_kind::label:
        return page("/label/", "label");
    case mention_kind::release:
        return page("/release/", "release");
    case mention_kind::master:
        return page("/master/", "master");
    case mention_kind::user:
        return what.name.empty() ? std::string() : std::string(site) + "/user/" + encoded(what.name);
    case mention_kind::topic:
        return what.id == 0 ? std::string() : page("/forum/thread/", {});
    case mention_kind::guideline:
        break;
    }
    return {};
}

markup_runs read_markup(std::string_view text, const name_lookup& names) {
    return reader(text, names).run();
}

} // namespace segue::discogs
