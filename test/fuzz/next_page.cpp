#include "discogs/load.hpp"
#include "fuzz/replay/entry.hpp"

#include <charconv>

// Three lines: `link` or `body`, the query that was asked, and what names the next page. The result leads to
// a later page, holds nothing like a credential, and is one that the next answer can be measured against.
namespace segue::test {
namespace {

std::optional<std::int64_t> number(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    return ec == std::errc{} && end == text.data() + text.size() && !text.empty() ? std::optional{value}
                                                                                  : std::nullopt;
}

// The page a query names; the first one by default. Nothing when it names several.
std::optional<std::int64_t> page_of(std::string_view query) {
    const auto pairs = resource::split_query(query);
    std::optional<std::int64_t> page;
    for (const auto& [name, value] : pairs.value_or(std::vector<std::pair<std::string, std::string>>{})) {
        if (name == "page") {
            if (page) {
                return std::nullopt;
            }
            page = number(value);
        }
    }
    return page.value_or(1);
}

bool is_credential(std::string_view name) {
    return name == "token" || name == "key" || name == "secret" || name == "callback" ||
           name.starts_with("oauth_");
}

void check_result(const std::string& next, std::string_view asked) {
    hold(next.find_first_of(" \r\n\t#<>\"") == std::string::npos, "a character that ends a query", next);
    const auto pairs = resource::split_query(next);
    hold(pairs.has_value(), "unreadable query", next);
    for (const auto& [name, value] : *pairs) {
        hold(!is_credential(name), "a credential", next);
    }
    const auto page = page_of(next);
    hold(page.has_value(), "several pages", next);
    if (const auto before = page_of(asked)) {
        hold(*page > *before, "does not advance", next);
    }
}

void check(bool in_link, std::string_view asked, std::string_view named) {
    resource::request_spec spec;
    spec.path = "/x";
    http::response answer;
    std::optional<discogs::pagination> stated;
    if (in_link) {
        answer.headers.add("Link", named);
    } else {
        stated.emplace();
        stated->urls.emplace();
        stated->urls->next = std::string{named};
    }
    try {
        const auto links = discogs::read_page_links(spec, answer, stated, asked);
        if (links.next_query) {
            check_result(*links.next_query, asked);
            // Asked with the result, the same answer leads nowhere: no list goes on for ever.
            try {
                const auto again = discogs::read_page_links(spec, answer, stated, *links.next_query);
                hold(!again.next_query, "the same page twice", *links.next_query);
            } catch (const protocol_error& e) {
                hold(e.code() == errc::page_loop, "another failure", e.what());
            }
        }
    } catch (const protocol_error& e) {
        hold(e.code() == errc::page_loop, "another failure", e.what());
    }
}

} // namespace
} // namespace segue::test

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    segue::test::fuzz_input input{data, size};
    const bool in_link = input.line() == "link";
    const auto asked = input.line();
    segue::test::check(in_link, asked, input.rest());
    return 0;
}
