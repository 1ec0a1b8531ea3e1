#include "account/redirect/callback_site.hpp"
#include "account/redirect/webdriver_client.hpp"
#include "fuzz/replay/entry.hpp"

#include <algorithm>
#include <array>
#include <set>

// One text, taken as what a browser sends to the listener, as what a user pastes, as an address and as what a
// driver answers: nothing without the state is an answer, and no page shows anything of it.
namespace segue::test {
namespace {

using namespace account;
using namespace account::redirect;

constexpr std::array flows{sign_in_flow::code, sign_in_flow::implicit, sign_in_flow::oauth1};

sign_in asking(sign_in_flow flow, std::string_view redirect_uri) {
    sign_in_page page;
    page.url = "https://service.example/authorize";
    page.redirect_uri = redirect_uri;
    page.state = "right";
    page.flow = flow;
    return sign_in(page);
}

bool is_plain(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f; });
}

// Counted apart from what the library counts with.
bool brings_state(std::string_view query, sign_in_flow flow) {
    const auto list = read_parameters(query);
    if (!list)
        return false;
    return std::ranges::any_of(*list, [flow](const auto& p) {
        const bool named = flow == sign_in_flow::oauth1 ? p.first == "oauth_token" || p.first == "denied"
                                                        : p.first == "state";
        return named && p.second == "right";
    });
}

// A page that repeats something of a request would soon be one too many.
void check_page(sign_in_flow flow, const std::string& bytes) {
    constexpr std::size_t most_pages = 12;
    static std::array<std::set<std::string>, flows.size()> seen;
    auto& pages = seen[static_cast<std::size_t>(flow)];
    pages.insert(bytes);
    hold(pages.size() <= most_pages, "a page with something of the request", bytes);
    hold(bytes.starts_with("HTTP/1.1 "), "no answer", bytes);
}

void check_request(std::string_view bytes) {
    for (const auto flow : flows) {
        const auto asked = asking(flow, "http://127.0.0.1:7/callback");
        const callback_site site(
            *read_target(asked.redirect_uri), expected_by(asked), "relay", {"yes", "no"});
        request_reader whole;
        const auto at = whole.feed(bytes);
        if (at == request_reader::state::more)
            continue;
        if (at != request_reader::state::done) {
            check_page(flow, site.respond_to_garbage(at).bytes);
            continue;
        }
        const auto reply = site.respond(whole.message());
        check_page(flow, reply.bytes);
        hold(
            reply.answer.has_value() == (reply.bytes.find(">yes<") != std::string::npos ||
                                         reply.bytes.find(">no<") != std::string::npos),
            "page and answer differ",
            reply.bytes);
        if (!reply.answer)
            continue;
        hold(brings_state(*reply.answer, flow), "an answer without the state", *reply.answer);
        hold(whole.message().host == "127.0.0.1:7", "an answer for another host", *whole.message().host);
    }
    // In two pieces it is the same.
    request_reader one;
    request_reader two;
    const auto at_once = one.feed(bytes);
    auto in_two = two.feed(bytes.substr(0, bytes.size() / 2));
    if (in_two == request_reader::state::more)
        in_two = two.feed(bytes.substr(bytes.size() / 2));
    // A head that is not complete may be seen to be bad, or not yet.
    const bool undecided = at_once == request_reader::state::more || in_two == request_reader::state::more;
    hold(
        at_once == in_two || undecided || bytes.size() > request_reader::most_bytes / 2,
        "pieces make a difference",
        bytes);
    if (at_once == request_reader::state::done && in_two == at_once)
        hold(one.message().target == two.message().target, "pieces change the target", bytes);
}

void check_pasted(std::string_view line) {
    constexpr std::size_t most_words = 12;
    static std::set<std::string> words;
    for (const auto flow : flows) {
        for (const auto* uri : {"http://127.0.0.1:7/callback", "oob"}) {
            const auto got = read_pasted(line, asking(flow, uri));
            words.insert(got.trouble);
            hold(words.size() <= most_words, "words with something of the line", got.trouble);
            hold(got.url.empty() != got.trouble.empty(), "neither answer nor trouble, or both", line);
            if (got.url.empty())
                continue;
            const std::string base = std::string(uri) + "?";
            hold(got.url.starts_with(base) && is_plain(got.url), "an answer like this", got.url);
            hold(brings_state(got.url.substr(base.size()), flow), "an answer without the state", got.url);
        }
    }
}

void check_target(std::string_view text) {
    const auto place = read_target(text);
    if (!place)
        return;
    hold(place->scheme == "http" || place->scheme == "https", "scheme", place->scheme);
    hold(!place->host.empty() && is_plain(place->host), "host", place->host);
    hold(place->host.find_first_of("/@?#%") == std::string::npos, "host", place->host);
    hold(place->path.starts_with('/') && is_plain(place->path), "path", place->path);
    hold(text.starts_with(place->base), "base", place->base);
}

void check_driver(std::string_view body) {
    for (const int status : {200, 404}) {
        try {
            const auto said = read_driver_answer(status, body);
            hold(said.error.empty() == (status == 200), "error and status differ", body);
        } catch (const redirect_error& e) {
            hold(e.code() == redirect_errc::driver_failed, "code", e.what());
        }
    }
}

} // namespace
} // namespace segue::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    segue::test::check_request(text);
    segue::test::check_pasted(text);
    segue::test::check_target(text);
    segue::test::check_driver(text);
    return 0;
}
