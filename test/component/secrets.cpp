#include "support/on_emulator.hpp"

#include <boost/asio/ip/tcp.hpp>

namespace {

using namespace std::chrono_literals;
using namespace segue;
using emulator::fault;
using emulator::fault_kind;

/// What goes wrong, and whether the service sees a request at all.
struct leak_case {
    std::string name;
    fault wrong;
    emulator::certificate_kind certificate = emulator::certificate_kind::good;
    bool arrives = true;
};

// NOLINTNEXTLINE(readability-identifier-naming): the name that GoogleTest looks for
void PrintTo(const leak_case& tested, std::ostream* out) {
    *out << tested.name;
}

class component_secrets : public test::on_emulator, public ::testing::WithParamInterface<leak_case> {
protected:
    void SetUp() override {
        auto served = unlimited();
        served.certificate = GetParam().certificate;
        start(served);
    }

    /// Of nobody: they have only to stay where they belong.
    const std::string access_token_ = "an-acce55-token";
    const std::string access_secret_ = "its-s3cret";

    void expect_none_in(const std::string& text, const std::string& where) {
        for (const auto& secret :
             {token(), service().consumer_key(), service().consumer_secret(), access_token_, access_secret_})
            EXPECT_EQ(text.find(secret), std::string::npos) << where << " holds a secret:\n" << text;
    }

    template <class T>
    void expect_quiet_failure(asio::awaitable<T> work) {
        try {
            run(std::move(work));
            ADD_FAILURE() << "no error";
        } catch (const error& e) {
            expect_none_in(e.what(), "what()");
            expect_none_in(test::all_text_of(e.details()), "details()");
        }
    }
};

TEST_P(component_secrets, stand_in_no_error_and_no_event) {
    const auto& tested = GetParam();
    const auto key = service().consumer_key();
    const auto secret = service().consumer_secret();
    auto with_token = params();
    with_token.attempt_timeout = tested.wrong.kind == fault_kind::delay ? 500ms : 20s;
    auto with_key = with_token;
    with_key.token = {};
    with_key.consumer_key = key;
    with_key.consumer_secret = secret;
    auto with_access = with_key;
    with_access.access_token = access_token_;
    with_access.access_token_secret = access_secret_;
    auto with_hash = with_access;
    with_hash.signature_method = discogs::signature_method::hmac_sha1;
    for (const auto& p : {with_token, with_key, with_access, with_hash}) {
        auto client = make_client(p);
        auto wrong = tested.wrong;
        wrong.count = 0;
        if (tested.certificate == emulator::certificate_kind::good)
            service().add_fault(wrong);
        expect_quiet_failure(client.release(352665).get());
        auto hits = client.search({.query = "Nine Inch Nails"});
        expect_quiet_failure(hits.next());
        if (!p.consumer_key.empty()) {
            expect_quiet_failure(client.oauth().request_token());
            expect_quiet_failure(client.oauth().access_token({access_token_, access_secret_}, "a-v3rifier"));
        }
        service().clear_faults();
    }
    EXPECT_FALSE(observer->text.empty());
    expect_none_in(observer->text, "an event");
    // The search above finds what it looks for where it does stand: on the wire.
    std::string sent;
    for (const auto& entry : service().journal())
        sent += test::field_of(entry, "Authorization");
    EXPECT_EQ(sent.find(token()) != std::string::npos, tested.arrives);
    EXPECT_EQ(sent.find(secret) != std::string::npos, tested.arrives);
    EXPECT_EQ(sent.find(access_secret_) != std::string::npos, tested.arrives);
}

std::vector<leak_case> leak_cases() {
    std::vector<leak_case> cases;
    for (const int status : {400, 401, 403, 404, 409, 418, 422, 429, 500, 503})
        cases.push_back({"status_" + std::to_string(status), {.kind = fault_kind::status, .status = status}});
    for (const auto kind :
         {fault_kind::html_page,
          fault_kind::empty_body,
          fault_kind::not_json,
          fault_kind::truncated_json,
          fault_kind::wrong_kind,
          fault_kind::redirect,
          fault_kind::truncated_body,
          fault_kind::wrong_content_length,
          fault_kind::oversized_headers,
          fault_kind::reset_after_request,
          fault_kind::reset_in_headers,
          fault_kind::reset_in_body})
        cases.push_back({std::string(to_string(kind)), {.kind = kind}});
    cases.push_back({"delay", {.kind = fault_kind::delay, .delay = 60s}});
    for (const auto kind : {fault_kind::reset_on_accept, fault_kind::reset_after_handshake})
        cases.push_back(
            {std::string(to_string(kind)), {.kind = kind}, emulator::certificate_kind::good, false});
    cases.push_back({"certificate", {}, emulator::certificate_kind::untrusted, false});
    return cases;
}

INSTANTIATE_TEST_SUITE_P(
    faults, component_secrets, ::testing::ValuesIn(leak_cases()), [](const auto& tested) {
        return tested.param.name;
    });

TEST(component_secrets_refused, wrong_ones_stand_in_no_error_either) {
    const emulator::emulator service;
    const auto base_url = service.base_url();
    const auto ca_file = service.ca_file();
    asio::io_context io;
    const auto observer = std::make_shared<test::telling_observer>();
    discogs::client_params p;
    p.token = "mistyped-but-still-secret";
    p.base_url = base_url;
    p.ca_file = ca_file;
    discogs::client client(io.get_executor(), p, observer);
    try {
        sync_wait(io, client.release(1).get());
        FAIL() << "no error";
    } catch (const authentication_error& e) {
        const auto text = std::string(e.what()) + test::all_text_of(e.details()) + observer->text;
        EXPECT_EQ(text.find(p.token), std::string::npos) << text;
    }
}

} // namespace
