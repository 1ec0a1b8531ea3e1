#include "account/oauth2/refusal.hpp"

#include <segue/account/pending_grant.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <openssl/crypto.h>

#include <algorithm>
#include <array>
#include <limits>

namespace segue::account::oauth2 {
namespace {

namespace json = boost::json;
using std::chrono::milliseconds;

constexpr std::int64_t version = 1;
constexpr std::size_t longest_grant = 64 * 1024;
/// What this text is, so that another JSON object is not taken for it.
constexpr std::string_view grant_mark = "segue oauth2 grant";
constexpr std::array<std::string_view, 2> kinds{"code", "token"};
constexpr std::array<std::string_view, 3> challenges{"none", "plain", "S256"};

failure unreadable(std::string pointer, std::string expected, std::string found) {
    failure f;
    f.code = errc::decode_failed;
    f.message = "stored sign-in; begin it anew";
    f.pointer = std::move(pointer);
    f.expected = std::move(expected);
    f.found = std::move(found);
    return f;
}

json::string text_of(std::string_view text) {
    return json::string(text.data(), text.size());
}

// Reads members one after the other; the first that is wrong is kept, and all later ones are not read.
class member_reader {
public:
    explicit member_reader(const json::object& from) : from_(from) {}

    std::string text(std::string_view name, std::size_t at_least) {
        const auto* const value = find(name);
        if (value == nullptr)
            return {};
        const auto* const text = value->if_string();
        if (text == nullptr || text->size() < at_least)
            return fail(name, "a text", text == nullptr ? "another kind" : "a shorter one"), std::string();
        return {text->data(), text->size()};
    }

    std::int64_t number(std::string_view name) {
        const auto* const value = find(name);
        if (value == nullptr)
            return 0;
        const auto* const number = value->if_int64();
        if (number == nullptr)
            return fail(name, "a whole number", "another kind"), 0;
        return *number;
    }

    template <std::size_t Size>
    std::size_t choice(std::string_view name, const std::array<std::string_view, Size>& words) {
        const auto word = text(name, 1);
        const auto at = std::find(words.begin(), words.end(), word);
        if (at == words.end())
            return fail(name, "a word that is known", "another"), 0;
        return static_cast<std::size_t>(at - words.begin());
    }

    std::vector<std::string> texts(std::string_view name) {
        std::vector<std::string> found;
        const auto* const value = find(name);
        if (value == nullptr)
            return found;
        const auto* const list = value->if_array();
        if (list == nullptr)
            return fail(name, "a list", "another kind"), found;
        for (const auto& each : *list) {
            if (!each.is_string())
                return fail(name, "a list of texts", "another kind in it"), found;
            found.emplace_back(each.get_string().data(), each.get_string().size());
        }
        return found;
    }

    void fail(std::string_view name, std::string expected, std::string found) {
        if (!why_)
            why_ = unreadable("/" + std::string(name), std::move(expected), std::move(found));
    }

    const std::optional<failure>& why() const noexcept { return why_; }

private:
    const json::value* find(std::string_view name) {
        if (why_)
            return nullptr;
        const auto* const value = from_.if_contains(json::string_view(name.data(), name.size()));
        if (value == nullptr)
            fail(name, "a value", "nothing");
        return value;
    }

    const json::object& from_;
    std::optional<failure> why_;
};

wall_time time_of(std::int64_t milliseconds_since_epoch, member_reader& read) {
    const auto most = std::chrono::floor<milliseconds>(wall_time::max().time_since_epoch());
    const milliseconds given(milliseconds_since_epoch);
    if (given < milliseconds(0) || given > most)
        return read.fail("created", "a time after 1970 and before 2262", "another"), wall_time();
    return wall_time(std::chrono::duration_cast<wall_time::duration>(given));
}

pending_grant::parts read_parts(member_reader& read) {
    constexpr std::size_t shortest_secret = 32;
    pending_grant::parts p;
    p.answer = static_cast<pending_grant::kind>(read.choice("kind", kinds));
    p.method = static_cast<pending_grant::challenge>(read.choice("challenge", challenges));
    p.client_id = read.text("client_id", 1);
    p.state = secret(read.text("state", shortest_secret));
    const bool bound = p.method != pending_grant::challenge::none;
    p.verifier = secret(read.text("verifier", bound ? shortest_secret : 0));
    p.authorize_url = read.text("authorize_url", 1);
    p.redirect_uri = read.text("redirect_uri", 1);
    p.scopes = read.texts("scopes");
    p.created = time_of(read.number("created"), read);
    p.state_in_path = read.choice("state_place", std::array<std::string_view, 2>{"query", "path"}) == 1;
    return p;
}

} // namespace

void pending_grant::use_up() noexcept {
    parts_.state = secret();
    parts_.verifier = secret();
    OPENSSL_cleanse(parts_.authorize_url.data(), parts_.authorize_url.size());
    parts_.authorize_url.clear();
}

secret pending_grant::to_text() const {
    json::object o;
    o["is"] = text_of(grant_mark);
    o["version"] = version;
    o["kind"] = text_of(kinds[static_cast<std::size_t>(parts_.answer)]);
    o["challenge"] = text_of(challenges[static_cast<std::size_t>(parts_.method)]);
    o["client_id"] = text_of(parts_.client_id);
    o["state"] = text_of(parts_.state.reveal());
    o["verifier"] = text_of(parts_.verifier.reveal());
    o["authorize_url"] = text_of(parts_.authorize_url);
    o["redirect_uri"] = text_of(parts_.redirect_uri);
    auto& scopes = o["scopes"].emplace_array();
    for (const auto& each : parts_.scopes)
        scopes.emplace_back(text_of(each));
    o["created"] = std::chrono::floor<milliseconds>(parts_.created.time_since_epoch()).count();
    o["state_place"] = parts_.state_in_path ? "path" : "query";
    return secret(json::serialize(o));
}

result<pending_grant> pending_grant::from_text(std::string_view text) {
    if (text.size() > longest_grant)
        return unreadable("", "a stored sign-in", "more than 64 KiB");
    boost::system::error_code ec;
    const auto document = json::parse(json::string_view(text.data(), text.size()), ec);
    const auto* const object = ec ? nullptr : document.if_object();
    if (object == nullptr)
        return unreadable("", "a stored sign-in", ec ? "cut or changed text" : "JSON of another kind");
    member_reader read(*object);
    if (read.text("is", 1) != grant_mark)
        read.fail("is", std::string(grant_mark), "another");
    const auto written_as = read.number("version");
    if (!read.why() && written_as > version) {
        auto f = unreadable("/version", "at most " + std::to_string(version), std::to_string(written_as));
        f.message = "stored sign-in, written by a later release; use that, or begin it anew";
        return f;
    }
    if (written_as < 1)
        read.fail("version", "at least 1", "less");
    auto parts = read_parts(read);
    if (read.why())
        return *read.why();
    return pending_grant(std::move(parts));
}

} // namespace segue::account::oauth2
