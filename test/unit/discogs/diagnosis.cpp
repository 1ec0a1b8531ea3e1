// What the doctor says to each thing that can be wrong, and that it says nothing when all is well.

#include "support/client_fixture.hpp"

#include <ostream>

namespace {

using namespace segue;
using discogs::finding_kind;
using segue::testing::html;
using segue::testing::json;
using segue::testing::reply;
using segue::testing::with_header;
using segue::testing::with_quota;

constexpr const char* now = "Fri, 20 Nov 2026 00:00:00 GMT"; // where the manual clock begins

http::response dated(http::response answer, const char* date = now) {
    return with_header(std::move(answer), "Date", date);
}

http::response refusal(int status, const std::string& message) {
    auto answer = json(R"({"message":")" + message + R"("})");
    answer.status = status;
    return answer;
}

/// A service where all is well but what a case puts in place of an answer.
struct scene {
    reply root = with_quota(dated(json(R"({"hello":"Welcome"})")), 60, 1);
    reply identity = with_quota(dated(json(R"({"id":1,"username":"Some_One"})")), 60, 2);
    reply folders = with_quota(dated(json(R"({"folders":[]})")), 60, 3);
};

class diagnosis : public test::client_fixture {
protected:
    diagnosis() { params.user_agent = "RecordShelf/1.2 +https://example.org"; }

    discogs::diagnosis examine(const scene& s, const discogs::diagnose_params& p = {}) {
        answer = [&s](const http::request& r) {
            if (r.target == "/")
                return s.root;
            return r.target == "/oauth/identity" ? s.identity : s.folders;
        };
        return run(make_client().diagnose(p));
    }

    /// The only finding; nothing when there are more or none.
    std::optional<finding_kind> only(const scene& s, const discogs::diagnose_params& p = {}) {
        const auto found = examine(s, p);
        for (const auto& each : found.findings) {
            EXPECT_FALSE(each.what.empty());
            EXPECT_FALSE(each.next_step.empty());
        }
        const auto text = to_string(found);
        EXPECT_EQ(text.find("sesame"), std::string::npos) << "no secret is shown";
        if (found.findings.size() != 1) {
            ADD_FAILURE() << found.findings.size() << " findings\n" << text;
            return std::nullopt;
        }
        return found.findings[0].kind;
    }
};

TEST_F(diagnosis, of_a_healthy_account_finds_nothing_with_three_requests) {
    const auto found = examine({}, {.username = "some_one"});
    EXPECT_TRUE(found.healthy()) << to_string(found);
    EXPECT_EQ(found.username, "Some_One");
    EXPECT_EQ(found.limit, 60);
    EXPECT_EQ(found.clock_ahead, std::chrono::seconds(0));
    EXPECT_EQ(transport->count(), 3U);
    EXPECT_EQ(to_string(found), "account: Some_One\nquota: 60 requests a minute\nnothing is wrong\n");
}

TEST_F(diagnosis, tells_what_stands_between_client_and_service) {
    struct row {
        reply root;
        finding_kind kind;
    };
    const row rows[] = {
        {reply::unsent(errc::connect_failed), finding_kind::unreachable},
        {reply::unsent(errc::certificate_refused), finding_kind::unreachable},
        {reply::lost(), finding_kind::unreachable},
        {html(403, "<html>Attention Required!</html>"), finding_kind::blocked},
        {refusal(503, "Server is currently unavailable."), finding_kind::service_failed},
        {html(502, "<html>Bad gateway</html>"), finding_kind::service_failed},
        {refusal(429, "You are making requests too quickly."), finding_kind::rate_limited},
    };
    for (const auto& each : rows) {
        scene s;
        s.root = each.root;
        const auto before = transport->count();
        EXPECT_EQ(only(s), each.kind) << each.root.text();
        EXPECT_EQ(transport->count(), before + 1) << "there is nothing more to ask";
    }
}

TEST_F(diagnosis, tells_how_far_the_clock_is_off) {
    scene s;
    s.root = with_quota(dated(json("{}"), "Thu, 19 Nov 2026 23:50:00 GMT"), 60, 1);
    auto found = examine(s);
    EXPECT_TRUE(found.has(finding_kind::clock_skew));
    EXPECT_EQ(found.clock_ahead, std::chrono::seconds(600));
    EXPECT_NE(to_string(found).find("600 s ahead of the service's"), std::string::npos) << to_string(found);
    EXPECT_TRUE(examine(s, {.clock_tolerance = std::chrono::seconds(601)}).healthy());

    s.root = with_quota(dated(json("{}"), "Fri, 20 Nov 2026 00:02:00 GMT"), 60, 1);
    found = examine(s);
    EXPECT_EQ(found.clock_ahead, std::chrono::seconds(-120));
    EXPECT_NE(to_string(found).find("120 s behind the service's"), std::string::npos) << to_string(found);
}

TEST_F(diagnosis, of_a_refusal_still_tells_the_clock) {
    scene s;
    s.root = dated(refusal(401, "Invalid timestamp."), "Thu, 19 Nov 2026 23:50:00 GMT");
    const auto found = examine(s);
    ASSERT_EQ(found.findings.size(), 2U);
    EXPECT_EQ(found.findings[0].kind, finding_kind::clock_skew) << "the cause comes first";
    EXPECT_EQ(found.findings[1].kind, finding_kind::nonce_refused);
}

TEST_F(diagnosis, tells_why_credentials_are_refused) {
    struct row {
        const char* message;
        finding_kind kind;
    };
    const row rows[] = {
        {"Invalid nonce.", finding_kind::nonce_refused},
        {"Invalid timestamp.", finding_kind::nonce_refused},
        {"Invalid signature. Expected one of: ...", finding_kind::signature_refused},
        {"Invalid consumer token. Please register an app", finding_kind::credentials_refused},
        {"You must authenticate to access this resource.", finding_kind::credentials_refused},
    };
    for (const auto& each : rows) {
        scene s;
        s.identity = dated(refusal(401, each.message));
        EXPECT_EQ(only(s), each.kind) << each.message;
    }
}

// Calls in a user's name that are signed badly are nobody's; only the first step of OAuth gives a reason.
TEST_F(diagnosis, asks_the_first_step_of_oauth_why_a_signature_is_not_taken) {
    params.token = {};
    params.credentials_from = discogs::credential_source::params_only;
    params.consumer_key = "key";
    params.consumer_secret = "sesame";
    params.access_token = "open";
    params.access_token_secret = "sesame";
    struct row {
        http::response step;
        std::vector<finding_kind> kinds;
    };
    const auto ignored = {finding_kind::anonymous_tier, finding_kind::credentials_refused};
    auto with = [&ignored](finding_kind more) {
        std::vector<finding_kind> kinds = ignored;
        kinds.push_back(more);
        return kinds;
    };
    const row rows[] = {
        {json("oauth_token=t&oauth_token_secret=s&oauth_callback_confirmed=true"), ignored},
        {refusal(401, "Invalid signature."), with(finding_kind::signature_refused)},
        {refusal(401, "Invalid nonce."), with(finding_kind::nonce_refused)},
        {refusal(401, "Invalid consumer."), with(finding_kind::credentials_refused)},
    };
    for (const auto& each : rows) {
        answer = [&each](const http::request& r) -> reply {
            if (r.target == "/")
                return with_quota(dated(json("{}")), 25, 1);
            if (r.target == "/oauth/request_token")
                return each.step;
            return dated(refusal(401, "You must authenticate to access this resource."));
        };
        const auto found = run(make_client().diagnose());
        std::vector<finding_kind> kinds;
        for (const auto& f : found.findings)
            kinds.push_back(f.kind);
        EXPECT_EQ(kinds, each.kinds) << to_string(found);
        EXPECT_EQ(to_string(found).find("sesame"), std::string::npos);
    }
    EXPECT_TRUE(examine({}).healthy()) << "nothing more is asked of a healthy account";
}

TEST_F(diagnosis, sees_that_credentials_are_ignored) {
    scene s;
    s.root = with_quota(dated(json("{}")), 25, 1);
    EXPECT_EQ(only(s), finding_kind::anonymous_tier);
}

TEST_F(diagnosis, sees_another_account_and_missing_permission) {
    EXPECT_EQ(only({}, {.username = "somebody_else"}), finding_kind::other_account);
    scene s;
    s.folders = dated(refusal(403, "You are not allowed to view this resource."));
    EXPECT_EQ(only(s), finding_kind::missing_permission);
}

TEST_F(diagnosis, tells_what_is_missing_without_a_user) {
    params.token = {};
    params.credentials_from = discogs::credential_source::params_only;
    scene stranger;
    stranger.root = with_quota(dated(json("{}")), 25, 1);
    EXPECT_EQ(only(stranger), finding_kind::no_credentials);

    params.consumer_key = "key";
    params.consumer_secret = "sesame";
    EXPECT_TRUE(examine({}).healthy()) << "an application needs no user";
    EXPECT_EQ(only({}, {.username = "some_one"}), finding_kind::no_user);
}

TEST_F(diagnosis, wants_a_name_of_the_programs_own) {
    params.user_agent = {};
    EXPECT_EQ(only({}), finding_kind::generic_user_agent);
}

TEST_F(diagnosis, refuses_a_tolerance_that_nothing_meets) {
    const auto why = fails<bad_params>(make_client().diagnose({.clock_tolerance = std::chrono::seconds(0)}));
    EXPECT_EQ(why.param, "clock_tolerance");
    EXPECT_EQ(transport->count(), 0U);
}

} // namespace
