// Packed answers and resumed TLS sessions.

#include "support/on_emulator.hpp"

#include <openssl/ssl.h>

namespace {

using namespace std::chrono_literals;
using namespace segue;

class component_packing : public test::on_emulator {
protected:
    void SetUp() override { start(); }

    failure refusal(fault_kind kind, const discogs::client_params& p) {
        strike(kind);
        auto client = make_client(p);
        return fails<protocol_error>(client.release(352665).get());
    }
};

TEST_F(component_packing, answers_are_packed_by_default_and_equal_the_plain_ones) {
    auto packed = make_client();
    auto p = params();
    p.compression = http::compression::identity;
    auto plain = make_client(p);
    const auto release = run(packed.release(352665).get());
    EXPECT_EQ(release, run(plain.release(352665).get()));
    auto hits = packed.artist(3857).releases().list({.per_page = 100});
    auto same = plain.artist(3857).releases().list({.per_page = 100});
    const auto all = run(hits.collect());
    EXPECT_EQ(all, run(same.collect()));
    const auto journal = service().journal();
    EXPECT_EQ(test::field_of(journal.at(0), "Accept-Encoding"), "gzip");
    EXPECT_EQ(test::field_of(journal.at(1), "Accept-Encoding"), "identity");
}

TEST_F(component_packing, errors_and_chunked_answers_are_unpacked_too) {
    auto client = make_client();
    EXPECT_EQ(fails<not_found_error>(client.release(4).get()).message, "Release not found.");
    strike(fault_kind::chunked);
    EXPECT_EQ(run(client.release(352665).get()).id.value(), 352665);
    EXPECT_EQ(service().connections(), 1U);
}

TEST_F(component_packing, packed_answer_that_nobody_asked_for_is_read) {
    auto p = params();
    p.compression = http::compression::identity;
    strike(fault_kind::unasked_gzip);
    auto client = make_client(p);
    EXPECT_EQ(run(client.release(352665).get()).id.value(), 352665);
}

TEST_F(component_packing, bomb_is_refused_at_the_cap) {
    auto p = params();
    p.pool.max_body_bytes = 1024 * 1024;
    const auto f = refusal(fault_kind::gzip_bomb, p);
    EXPECT_EQ(f.code, errc::answer_too_large);
    EXPECT_LE(f.body.size(), 2048U);
}

TEST_F(component_packing, spoilt_packing_is_a_malformed_answer_that_says_why) {
    EXPECT_EQ(refusal(fault_kind::bad_gzip, params()).code, errc::malformed_answer);
    const auto cut = refusal(fault_kind::truncated_gzip, params());
    EXPECT_EQ(cut.code, errc::malformed_answer);
    EXPECT_NE(cut.message.find("cut short"), std::string::npos) << cut.message;
    const auto unknown = refusal(fault_kind::unknown_encoding, params());
    EXPECT_EQ(unknown.code, errc::malformed_answer);
    EXPECT_NE(unknown.message.find("'br'"), std::string::npos) << unknown.message;
}

class component_sessions : public test::on_emulator {
protected:
    /// A client that keeps no connection, so each call opens one.
    discogs::client make_forgetful_client() {
        auto p = params();
        p.pool.idle_expiry = 0ms;
        return make_client(p);
    }
};

TEST_F(component_sessions, further_connections_resume_the_first_ones_session) {
    start();
    auto client = make_forgetful_client();
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(run(client.release(1).get()).id.value(), 1);
    EXPECT_EQ(service().handshakes(), 5U);
    EXPECT_EQ(service().resumed_handshakes(), 4U);
}

TEST_F(component_sessions, clients_share_none) {
    start();
    for (int i = 0; i < 2; ++i) {
        auto client = make_forgetful_client();
        run(client.release(1).get());
    }
    EXPECT_EQ(service().resumed_handshakes(), 0U);
}

TEST_F(component_sessions, service_that_forgot_its_sessions_shakes_hands_anew) {
    start();
    const auto port = test::port_of(base_url());
    auto client = make_forgetful_client();
    run(client.release(1).get());
    auto again = unlimited();
    again.listen = "127.0.0.1:" + port;
    service().stop();
    start(again);
    // Another authority and another certificate: nothing of the old session may stand in for the new check.
    const auto f = fails<connection_error>(client.release(1).get());
    EXPECT_EQ(f.code, errc::certificate_refused) << describe(f);
    EXPECT_EQ(service().requests(), 0U);
    EXPECT_EQ(service().resumed_handshakes(), 0U);
}

} // namespace
