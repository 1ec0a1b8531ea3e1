#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

/// The service's markup in profiles, notes and comments, made plain text, HTML or Markdown; nothing is sent.
///
/// Known are `[b]`, `[i]`, `[u]`, `[s]`, `[url=address]text[/url]`, `[url]address[/url]`, `[img=address]`,
/// and mentions: by name `[a=Name]`, `[l=Name]`, `[u=Name]`; by number `[a123]`, `[l123]`, and with or
/// without `=` also `[r123]`, `[m123]`, `[t123]`; and `[g1.2.3]`. Capitals are the same as small letters. Any
/// other bracket is text and stays. A style that is not closed lasts to the end of the text; the end of one
/// that was not begun is left out. An address without `[/url]` is linked alone. No text makes any function
/// here fail.
///
/// Addresses lead to `http` or `https` or, when they start with `/`, to a page of the site; what leads
/// elsewhere is shown without a link. Of control characters only tabs and line ends are kept, the latter as
/// `\n`.
///
/// **Source** api/discogs.md, A7 and T66; recorded answers.
namespace segue::discogs {

/// Says what a text mentions.
enum class mention_kind {
    artist,    ///< `[a..]`
    label,     ///< `[l..]`
    release,   ///< `[r..]`
    master,    ///< `[m..]`
    user,      ///< `[u=..]`
    topic,     ///< `[t..]`, of the forum.
    guideline, ///< `[g..]`, a paragraph of the rules for entries.
};

/// Is something that a text mentions.
struct mention {
    /// What it is.
    mention_kind kind = mention_kind::artist;
    /// Its number; 0 when it is mentioned by name.
    std::int64_t id = 0;
    /// Its name as written, or the paragraph of a guideline; empty when it is mentioned by number.
    std::string name;

    /// Compares all members.
    bool operator==(const mention&) const = default;
};

/// Tells the name of what is mentioned by number; an empty answer means that it is not known.
///
/// It is asked once for each mention, and what it throws is passed on.
using name_lookup = std::function<std::string(mention_kind kind, std::int64_t id)>;

/// Lists what a text mentions, in order, repetitions included: whoever wants names can load them first.
[[nodiscard]] std::vector<mention> mentions_in(std::string_view markup);

/// Returns the address of the site's page about something mentioned: by number its own, by name a search for
/// it; empty for guidelines.
[[nodiscard]] std::string site_address(const mention& what);

/// Returns the text without markup. A mention by number whose name is not known reads like `release 123`.
///
/// **Cost** one pass, whatever the text; likewise for the others.
[[nodiscard]] std::string markup_to_text(std::string_view markup, const name_lookup& names = {});

/// Says what becomes of pictures: whoever shows the result loads them from servers that the text's author
/// chose.
enum class pictures {
    on,  ///< `[img=..]` becomes a picture.
    off, ///< `[img=..]` is left out.
};

/// Returns the text as a fragment of HTML of the elements `strong em u s a img br`, all closed, the rest
/// escaped.
///
/// Links carry `rel="nofollow noopener"`.
[[nodiscard]] std::string
markup_to_html(std::string_view markup, const name_lookup& names = {}, pictures shown = pictures::on);

/// Returns the text as Markdown that any reader of CommonMark shows alike; what is no markup is escaped.
///
/// Styles that Markdown has no sign for, and those in places where its signs would not be seen, are the HTML
/// elements `strong em u s`.
[[nodiscard]] std::string
markup_to_markdown(std::string_view markup, const name_lookup& names = {}, pictures shown = pictures::on);

} // namespace segue::discogs
