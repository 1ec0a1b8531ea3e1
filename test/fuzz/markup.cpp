#include "fuzz/replay/entry.hpp"
#include "support/html_check.hpp"

#include <segue/discogs/display.hpp>
#include <segue/discogs/formats.hpp>
#include <segue/discogs/identifiers.hpp>
#include <segue/discogs/markup.hpp>
#include <segue/discogs/roles.hpp>
#include <segue/discogs/tracks.hpp>

// One text, read as markup, as roles, and as everything else that people type: HTML that is sound and leads
// to the web only, nothing that a terminal obeys, and what was made fit to be compared is so.
namespace segue::test {
namespace {

void check_markup(std::string_view text) {
    // The text itself is also the name of whatever has a number: names are no markup.
    const auto names = [text](discogs::mention_kind, std::int64_t id) {
        return id % 2 == 0 ? std::string() : std::string(text.substr(0, 20));
    };
    for (const auto shown : {discogs::pictures::on, discogs::pictures::off}) {
        const auto problem = html_problem(discogs::markup_to_html(text, names, shown));
        hold(!problem, "HTML that is not sound", problem.value_or(""));
        const std::string markdown = discogs::markup_to_markdown(text, names, shown);
        hold(!markdown.ends_with('\n') && !markdown.starts_with('\n'), "Markdown with empty ends", markdown);
    }
    for (const char c : discogs::markup_to_text(text, names)) {
        const auto code = static_cast<unsigned char>(c);
        hold((code >= 0x20 && code != 0x7f) || c == '\n' || c == '\t', "a control character in plain text");
    }
    for (const discogs::mention& each : discogs::mentions_in(text)) {
        hold(
            (each.id > 0) != !each.name.empty(), "a mention by number and by name, or by neither", each.name);
        const std::string address = discogs::site_address(each);
        const bool paragraph = each.kind == discogs::mention_kind::guideline;
        hold(paragraph == address.empty(), "a mention that leads nowhere", each.name);
        hold(paragraph || address.starts_with("https://www.discogs.com/"), "a mention of elsewhere", address);
    }
}

void check_others(std::string_view text) {
    const auto roles = discogs::split_roles(text);
    hold(discogs::split_roles(discogs::to_text(roles)) == roles, "roles that change when written", text);
    const std::string key = discogs::catalog_number_key(text);
    hold(discogs::catalog_number_key(key) == key, "a key that has another key", key);
    if (const auto code = discogs::read_barcode(text)) {
        hold(!code->digits.empty(), "a bar code without digits", text);
        const std::string number = code->gtin();
        hold(number.empty() || number.size() == 14, "a number of another length", number);
        hold(same_barcode(*code, *code), "a bar code that differs from itself", text);
    }
    if (const auto length = discogs::parse_duration(text)) {
        hold(length->count() > 0, "a length of nothing", text);
        hold(discogs::parse_duration(discogs::to_duration_text(*length)) == length, "another length", text);
    }
    const auto name = discogs::without_number(text);
    hold(text.starts_with(name), "a name that was not there", text);
    discogs::format carrier;
    carrier.name = carrier.text.emplace(carrier.quantity.emplace(text));
    carrier.descriptions.emplace_back(text);
    (void)discogs::format_text(carrier);
    hold(discogs::quantity_of(carrier).value_or(1) > 0, "no carrier", text);
    hold(
        discogs::inches_of(carrier).value_or(1) > 0 && discogs::speed_of(carrier).value_or(1) > 0,
        "no size",
        text);
    hold(discogs::is_described_as(carrier, text), "not what it says", text);
}

} // namespace
} // namespace segue::test

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto text = segue::test::fuzz_input{data, size}.rest();
    segue::test::check_markup(text);
    segue::test::check_others(text);
    return 0;
}
