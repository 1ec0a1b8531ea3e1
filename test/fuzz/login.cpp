#include "account/password/form_site.hpp"
#include "account/password/hidden_line.hpp"
#include "account/redirect/request_reader.hpp"
#include "fuzz/replay/entry.hpp"

#include <algorithm>
#include <memory>
#include <set>
#include <string>

// One text, taken as what a browser sends to the page with the form, as what is typed unseen, and as what a
// service says about a login: no page shows anything of it, and a terminal obeys nothing of it.
namespace segue::test {
namespace {

using namespace account;
using namespace account::password;
using redirect::request_reader;

bool is_shown(char c) {
    return static_cast<unsigned char>(c) >= 0x20 && c != 0x7f;
}

void check_request(std::string_view bytes) {
    constexpr std::size_t most_pages = 12;
    static std::set<std::string> pages;
    redirect::target place;
    place.host = "127.0.0.1";
    place.port = 7;
    place.path = "/once";
    const auto outcome = std::make_shared<form_outcome>();
    const form_site site(place, {}, "done", outcome);
    request_reader whole;
    const auto at = whole.feed(bytes);
    if (at == request_reader::state::more)
        return;
    const auto reply =
        at == request_reader::state::done ? site.respond(whole.message()) : site.respond_to_garbage(at);
    pages.insert(reply.bytes);
    hold(pages.size() <= most_pages, "a page with something of the request", reply.bytes);
    hold(reply.bytes.starts_with("HTTP/1.1 "), "no answer", reply.bytes);
    hold(reply.answer.has_value() == outcome->over, "answer and outcome differ", bytes);
    if (!outcome->over)
        return;
    const auto& asked = whole.message();
    hold(asked.method == "POST" && asked.target == "/once", "an answer from elsewhere", asked.target);
    hold(asked.host == "127.0.0.1:7", "an answer for another host", *asked.host);
    hold(asked.origin == "http://127.0.0.1:7", "an answer of another site", bytes);
    const auto& given = outcome->given;
    hold(given.user.empty() == outcome->declined, "a name that is empty", bytes);
    hold(given.password.empty() == outcome->declined, "a password that is empty", bytes);
    hold(std::ranges::all_of(given.user, is_shown), "a name like this", given.user);
}

void check_typed(std::string_view keys) {
    hidden_line::keys meaning;
    meaning.erase = 0x7f;
    meaning.erase_word = 0x17;
    meaning.erase_all = 0x15;
    meaning.end = 0x04;
    meaning.interrupt = 0x03;
    meaning.literal = 0x16;
    hidden_line line(meaning);
    std::size_t used = 0;
    auto what = hidden_line::outcome::more;
    for (; used < keys.size() && what == hidden_line::outcome::more; ++used)
        what = line.feed(static_cast<unsigned char>(keys[used]));
    const auto typed = line.take();
    hold(typed.reveal().size() <= used, "more than was typed", keys);
    hold(what != hidden_line::outcome::end || typed.empty(), "an end in a line", keys);
}

void check_printable(std::string_view text) {
    const auto shown = printable(text);
    hold(shown.size() <= text.size(), "longer", shown);
    hold(std::ranges::all_of(shown, is_shown), "a control character", shown);
    for (std::size_t i = 0; i + 1 < shown.size(); ++i)
        hold(
            shown[i] != '\xc2' || static_cast<unsigned char>(shown[i + 1]) < 0x80 ||
                static_cast<unsigned char>(shown[i + 1]) > 0x9f,
            "a control character of two bytes",
            shown);
    hold(printable(shown) == shown, "not the same again", shown);
}

} // namespace
} // namespace segue::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    segue::test::check_request(text);
    segue::test::check_typed(text);
    segue::test::check_printable(text);
    return 0;
}
