#include "unit/account/oauth2_support.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <gmock/gmock.h>

namespace segue::test {
namespace {

namespace json = boost::json;
using ::testing::HasSubstr;

pending_grant begun_grant() {
    return flow(sample_params()).begin_code(noon + 123ms).value();
}

// The stored text with one member changed.
std::string changed(const pending_grant& grant, const char* name, const json::value& to) {
    auto document = json::parse(grant.to_text().reveal()).as_object();
    document[name] = to;
    return json::serialize(document);
}

failure refusal_of_stored(const std::string& text) {
    const auto restored = pending_grant::from_text(text);
    EXPECT_FALSE(restored) << text;
    return restored ? failure() : restored.error();
}

TEST(oauth2_grant, restored_elsewhere_it_finishes_what_was_begun_here) {
    const auto begun = begun_grant();
    const auto text = begun.to_text();
    const flow elsewhere(sample_params());
    auto restored = pending_grant::from_text(text.reveal()).value();
    EXPECT_EQ(restored.state().reveal(), begun.state().reveal());
    EXPECT_EQ(restored.authorize_url(), begun.authorize_url());
    EXPECT_EQ(restored.redirect_uri(), begun.redirect_uri());
    EXPECT_EQ(restored.created(), begun.created());
    EXPECT_EQ(restored.held().scopes, begun.held().scopes);
    const auto request =
        elsewhere.finish_code(restored, "/callback?code=c&state=" + begun.state().reveal(), noon + 1min)
            .value();
    EXPECT_EQ(value_in(request.http().body, "code_verifier"), begun.held().verifier.reveal());
    EXPECT_TRUE(restored.used());
}

TEST(oauth2_grant, every_kind_comes_back_as_the_same_text) {
    auto p = sample_params();
    for (const auto method :
         {pending_grant::challenge::none, pending_grant::challenge::plain, pending_grant::challenge::s256}) {
        for (const auto place : {state_place::query, state_place::path}) {
            p.challenge = method;
            p.state = place;
            const flow f(p);
            for (const auto& begun : {f.begin_code(noon).value(), f.begin_implicit(noon).value()}) {
                const auto text = begun.to_text();
                const auto restored = pending_grant::from_text(text.reveal());
                ASSERT_TRUE(restored) << describe(restored.error());
                EXPECT_EQ(restored->to_text().reveal(), text.reveal());
                EXPECT_EQ(restored->held().answer, begun.held().answer);
                EXPECT_EQ(restored->held().method, begun.held().method);
                EXPECT_EQ(restored->held().state_in_path, place == state_place::path);
            }
        }
    }
}

TEST(oauth2_grant, later_version_says_so) {
    const auto why = refusal_of_stored(changed(begun_grant(), "version", 2));
    EXPECT_EQ(why.code, errc::decode_failed);
    EXPECT_EQ(why.pointer, "/version");
    EXPECT_EQ(why.found, "2");
    EXPECT_THAT(why.message, HasSubstr("later release"));
    // Whatever else has changed by then.
    EXPECT_THAT(
        refusal_of_stored(R"({"is":"segue oauth2 grant","version":9,"all":"new"})").message,
        HasSubstr("later release"));
}

TEST(oauth2_grant, wrong_member_is_named) {
    const auto grant = begun_grant();
    const std::pair<const char*, json::value> rows[] = {
        {"is", "something"},   {"is", 1},
        {"version", 0},        {"version", -1},
        {"version", "1"},      {"version", 1.5},
        {"kind", "other"},     {"kind", nullptr},
        {"challenge", "MD5"},  {"client_id", ""},
        {"state", ""},         {"state", "short"},
        {"state", 7},          {"verifier", ""},
        {"authorize_url", ""}, {"redirect_uri", json::array()},
        {"scopes", "read"},    {"scopes", json::array({"read", 1})},
        {"created", -1},       {"created", std::int64_t(9'223'372'036'854'775'807)},
        {"created", "noon"},   {"state_place", "header"}};
    for (const auto& [name, to] : rows) {
        const auto why = refusal_of_stored(changed(grant, name, to));
        EXPECT_EQ(why.code, errc::decode_failed) << name;
        EXPECT_EQ(why.pointer, "/" + std::string(name));
        EXPECT_THAT(why.message, HasSubstr("begin it anew"));
        expect_hidden(why, grant.held().verifier.reveal());
    }
    const auto whole = json::parse(grant.to_text().reveal()).as_object();
    for (const auto& member : whole) {
        auto without = whole;
        without.erase(member.key());
        EXPECT_EQ(refusal_of_stored(json::serialize(without)).pointer, "/" + std::string(member.key()))
            << member.key();
    }
}

TEST(oauth2_grant, cut_or_foreign_text_is_refused_without_being_shown) {
    const auto grant = begun_grant();
    const auto text = grant.to_text();
    for (std::size_t length = 0; length < text.reveal().size(); ++length) {
        const auto why = refusal_of_stored(text.reveal().substr(0, length));
        EXPECT_EQ(why.code, errc::decode_failed);
        expect_hidden(why, grant.held().verifier.reveal());
    }
    for (const std::string& other :
         {std::string("[]"),
          std::string("null"),
          std::string("<html>"),
          std::string("{}"),
          text.reveal() + "x",
          std::string(70 * 1024, ' ') + "{}"})
        EXPECT_EQ(refusal_of_stored(other).code, errc::decode_failed) << other.substr(0, 20);
}

TEST(oauth2_grant, used_up_one_stores_nothing_that_can_be_restored) {
    auto grant = begun_grant();
    const auto state = grant.state().reveal();
    grant.use_up();
    EXPECT_EQ(grant.to_text().reveal().find(state), std::string::npos);
    EXPECT_EQ(refusal_of_stored(grant.to_text().reveal()).pointer, "/state");
    EXPECT_TRUE(pending_grant().used());
}

} // namespace
} // namespace segue::test
