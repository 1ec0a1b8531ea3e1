#include "docs/calls.hpp"
#include "docs/openapi.hpp"

#include <gmock/gmock.h>

namespace segue::test {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

TEST(call_chains, begin_behind_the_first_name_and_have_no_arguments) {
    EXPECT_EQ(call_chain("client.user(name).wantlist().list({.page = 2})"), "user().wantlist().list()");
    EXPECT_EQ(call_chain("make_client(p).root().get()"), "root().get()");
    EXPECT_EQ(call_chain("nothing"), "");
}

TEST(call_chains, are_found_inside_of_arguments_and_beginnings_count) {
    EXPECT_THAT(
        calls_in("run(done(client.user_list(3).get()));"), ElementsAre("user_list()", "user_list().get()"));
}

TEST(call_chains, know_what_variables_and_functions_stand_for) {
    const auto found = calls_in("user_node me() { return make_client().user(service().username()); }\n"
                                "const auto mine = me().collection();\n"
                                "auto list = mine.folder(0)\n"
                                "                .releases()\n"
                                "                .list({.per_page = 5});\n"
                                "mine = me().wantlist();\n"
                                "co_await mine.remove(7);");
    EXPECT_THAT(found, Contains("user().collection().folder().releases().list()"));
    EXPECT_THAT(found, Contains("user().wantlist().remove()"));
    EXPECT_THAT(found, Not(Contains("user().collection().remove()")));
}

TEST(call_chains, leave_out_what_is_only_said) {
    EXPECT_THAT(calls_in("// client.root().get()\nsay(\"client.label(1).get()\");"), IsEmpty());
    EXPECT_THAT(calls_in("say(R\"(client.label(\"1\").get())\");"), IsEmpty());
}

TEST(call_chains, tell_the_two_fees_apart) {
    EXPECT_EQ(call_chain("client.marketplace().fee(20)"), "marketplace().fee()");
    EXPECT_EQ(
        call_chain("client.marketplace().fee(20, {.currency = currency::gbp})"), "marketplace().fee_in()");
}

TEST(contract_errors, are_those_of_one_operation) {
    EXPECT_THAT(contract_errors("root.get"), ElementsAre(401, 429));
    EXPECT_THAT(contract_errors("upload.add"), ElementsAre(400, 401, 403, 409, 415, 422, 429));
    EXPECT_THAT(contract_errors("no.such"), IsEmpty());
}

} // namespace
} // namespace segue::test
