#include "account/form.hpp"

#include "account/oauth1.hpp"
#include "fuzz/replay/entry.hpp"

#include <segue/discogs/models/oauth_tokens.hpp>

// One text, read as the answer of a step of OAuth and as the address that a user came back to. What is read
// can be written and read again; what is not shows nothing of a value.
namespace segue::test {
namespace {

constexpr std::string_view known[] = {
    "oauth_token", "oauth_token_secret", "oauth_callback_confirmed", "oauth_verifier", "denied"};

void check_refusal(const failure& f) {
    hold(f.code == errc::oauth_malformed || f.code == errc::oauth_refused, "another code", describe(f));
    hold(!f.message.empty() && f.message.size() < 160, "no bounded message", f.message);
    hold(f.body.empty(), "a body that may hold tokens", f.body);
}

void check_answer(std::string_view text) {
    const auto read = account::form::read(text);
    if (!read) {
        check_refusal(read.error());
        return;
    }
    hold(read->size() >= 1 && read->size() <= 64, "a number of fields out of bounds");
    std::string again;
    for (const auto name : known) {
        const auto* value = read->find(name);
        const auto required = read->required(name);
        hold(required.has_value() == (value != nullptr && !value->empty()), "required and found disagree");
        if (!required)
            check_refusal(required.error());
        if (value != nullptr)
            again.append(again.empty() ? "" : "&")
                .append(name)
                .append("=")
                .append(account::oauth1_encode(value->reveal()));
    }
    if (again.empty())
        return;
    const auto twice = account::form::read(again);
    hold(twice.has_value(), "not read again", again);
    for (const auto name : known) {
        const auto* before = read->find(name);
        const auto* after = twice->find(name);
        hold((before == nullptr) == (after == nullptr), "a field lost", name);
        hold(before == nullptr || before->reveal() == after->reveal(), "another value", name);
    }
}

void check_redirect(std::string_view text) {
    const discogs::request_token token("rt", "rts");
    try {
        hold(!token.verifier_in(text).empty(), "an empty verifier");
        hold(text.find("oauth_verifier") != std::string_view::npos, "a verifier out of nothing");
    } catch (const error& e) {
        check_refusal(e.details());
    }
}

} // namespace
} // namespace segue::test

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    segue::test::fuzz_input input{data, size};
    segue::test::check_answer(input.rest());
    segue::test::check_redirect(input.rest());
    return 0;
}
