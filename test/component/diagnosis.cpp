// The doctor against the emulator, which is made ill in each way.

#include "support/on_emulator.hpp"

#include <segue/base/time_source.hpp>

namespace {

using namespace segue;

/// The system's clock, some time off.
class wrong_clock final : public time_source {
public:
    explicit wrong_clock(std::chrono::seconds ahead) : ahead_(ahead) {}

    steady_time now() const noexcept override { return right_->now(); }
    std::chrono::system_clock::time_point today() const noexcept override { return right_->today() + ahead_; }
    asio::awaitable<boost::system::error_code> wait_until(steady_time when) override {
        return right_->wait_until(when);
    }

private:
    std::chrono::seconds ahead_;
    std::shared_ptr<time_source> right_ = system_time();
};

class doctor : public test::on_emulator {
protected:
    doctor() { start({}); }

    discogs::client_params named() const {
        auto p = params();
        p.user_agent = "RecordShelf/1.2 +https://example.org";
        return p;
    }

    std::string kinds(const discogs::diagnosis& found) {
        std::string text;
        for (const auto& each : found.findings)
            text.append(text.empty() ? "" : " ").append(to_string(each.kind));
        EXPECT_EQ(to_string(found).find(token()), std::string::npos) << "no secret is shown";
        return text;
    }

    std::string examine(const discogs::client_params& p, const discogs::diagnose_params& expected = {}) {
        return kinds(run(make_client(p).diagnose(expected)));
    }

    void make_ill(fault_kind kind, const char* route, int status, const char* body = "") {
        emulator::fault f;
        f.kind = kind;
        f.route = route;
        f.status = status;
        f.body = body;
        f.count = 0;
        service().add_fault(f);
    }
};

TEST_F(doctor, finds_nothing_on_a_healthy_account) {
    EXPECT_EQ(examine(named(), {.username = service().username()}), "");
    auto application = named();
    application.token = {};
    const auto key = service().consumer_key();
    const auto secret = service().consumer_secret();
    application.consumer_key = key;
    application.consumer_secret = secret;
    EXPECT_EQ(examine(application), "");
}

TEST_F(doctor, finds_what_is_wrong_with_credentials) {
    auto p = named();
    p.token = {};
    EXPECT_EQ(examine(p), "no_credentials");
    p.token = "of-nobody";
    EXPECT_EQ(examine(p), "credentials_refused");
    const auto other = service().token_of(service().other_username());
    p.token = other;
    EXPECT_EQ(examine(p, {.username = service().username()}), "other_account");
    p = named();
    p.user_agent = {};
    EXPECT_EQ(examine(p), "generic_user_agent");
}

TEST_F(doctor, finds_what_is_wrong_with_a_sign_in) {
    const auto key = service().consumer_key();
    const auto secret = service().consumer_secret();
    auto p = named();
    p.token = {};
    p.consumer_key = key;
    p.consumer_secret = secret;
    const auto application = make_client(p);
    const auto asked = run(application.oauth().request_token());
    const auto verifier = service().authorize(asked.token.reveal());
    const auto given = run(application.oauth().access_token(asked, verifier));
    p.access_token = given.token.reveal();
    p.access_token_secret = given.token_secret.reveal();
    p.signature_method = discogs::signature_method::hmac_sha1;
    EXPECT_EQ(examine(p, {.username = service().username()}), "");

    p.access_token_secret = "another";
    EXPECT_EQ(examine(p), "anonymous_tier credentials_refused");
    p.consumer_secret = "another";
    EXPECT_EQ(examine(p), "anonymous_tier credentials_refused signature_refused");
    make_ill(fault_kind::status, "/oauth/request_token", 401, "Invalid nonce.");
    EXPECT_EQ(examine(p), "anonymous_tier credentials_refused nonce_refused");
}

TEST_F(doctor, finds_what_is_wrong_with_the_service) {
    make_ill(fault_kind::html_page, "/", 403);
    EXPECT_EQ(examine(named()), "blocked");
    service().clear_faults();
    make_ill(fault_kind::status, "/", 503);
    EXPECT_EQ(examine(named()), "service_failed");
    service().clear_faults();
    make_ill(fault_kind::rate_headers, "/", 200, "25,1,24");
    EXPECT_EQ(examine(named()), "anonymous_tier");
    service().clear_faults();
    make_ill(fault_kind::status, "/users/{username}/collection/folders", 403);
    EXPECT_EQ(examine(named()), "missing_permission");
    service().clear_faults();
    service().add_foreign_requests(60);
    EXPECT_EQ(examine(named()), "rate_limited");
    const auto lost = make_client(named());
    stop();
    EXPECT_EQ(kinds(run(lost.diagnose())), "unreachable");
}

TEST_F(doctor, finds_a_clock_that_is_off) {
    for (const auto ahead : {std::chrono::seconds(900), std::chrono::seconds(-900)}) {
        const discogs::client client{
            io.get_executor(), named(), std::make_shared<wrong_clock>(ahead), observer};
        const auto found = run(client.diagnose());
        EXPECT_EQ(kinds(found), "clock_skew");
        ASSERT_TRUE(found.clock_ahead);
        EXPECT_NEAR(static_cast<double>(found.clock_ahead->count()), static_cast<double>(ahead.count()), 30);
    }
}

} // namespace
