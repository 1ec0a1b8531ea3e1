// Through a CONNECT proxy, and around it.

#include "support/connect_proxy.hpp"
#include "support/on_emulator.hpp"

#include <cstdlib>

namespace {

using namespace std::chrono_literals;
using namespace segue;

/// Sets a variable for as long as it lives.
class variable {
public:
    // One thread alone runs at these moments. NOLINTBEGIN(concurrency-mt-unsafe)
    variable(const char* name, const std::string& value) : name_(name) { ::setenv(name, value.c_str(), 1); }
    ~variable() { ::unsetenv(name_); }
    // NOLINTEND(concurrency-mt-unsafe)
    variable(const variable&) = delete;
    variable& operator=(const variable&) = delete;

private:
    const char* name_;
};

class component_proxy : public test::on_emulator {
protected:
    void SetUp() override {
        start();
        proxy_ = std::make_unique<test::connect_proxy>(
            static_cast<std::uint16_t>(std::stoi(test::port_of(base_url()))));
    }

    failure refusal(const std::string& answer, std::chrono::milliseconds limit = 30s) {
        proxy_->answer_with(answer);
        const std::string url = "http://user:pass%20word@" + proxy_->host_and_port();
        auto p = params();
        p.proxy = url;
        p.attempt_timeout = limit;
        p.rate_limit = traffic::rate_limit::on;
        auto client = make_client(p);
        failure f;
        try {
            run(client.release(1).get());
            ADD_FAILURE() << "no error";
        } catch (const error& e) {
            f = e.details();
        }
        EXPECT_EQ(service().requests(), 0U);
        EXPECT_EQ(client.budget().used, 0) << "no byte of the request left";
        EXPECT_EQ(test::all_text_of(f).find("word"), std::string::npos) << "no credential in " << describe(f);
        return f;
    }

    std::unique_ptr<test::connect_proxy> proxy_;
};

TEST_F(component_proxy, calls_go_through_the_proxy_of_the_params) {
    const std::string url = proxy_->url() + "/";
    auto p = params();
    p.proxy = url;
    auto client = make_client(p);
    EXPECT_EQ(run(client.release(1).get()).id.value(), 1);
    EXPECT_EQ(run(client.release(2).get()).id.value(), 2);
    const auto heads = proxy_->heads();
    ASSERT_EQ(heads.size(), 1U) << "a tunnel is kept like any connection";
    const auto authority = base_url().substr(8);
    EXPECT_EQ(heads[0], "CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n\r\n");
    EXPECT_EQ(heads[0].find(token()), std::string::npos);
    EXPECT_EQ(service().handshakes(), 1U) << "TLS is with the service";
    EXPECT_EQ(test::field_of(service().journal().at(0), "Proxy-Authorization"), "");
}

TEST_F(component_proxy, its_credentials_go_to_it_alone) {
    const std::string url = "http://user:pass%20word@" + proxy_->host_and_port();
    auto p = params();
    p.proxy = url;
    auto client = make_client(p);
    run(client.release(1).get());
    EXPECT_NE(
        proxy_->heads().at(0).find("\r\nProxy-Authorization: Basic dXNlcjpwYXNzIHdvcmQ=\r\n"),
        std::string::npos);
    EXPECT_EQ(test::field_of(service().journal().at(0), "Proxy-Authorization"), "");
}

TEST_F(component_proxy, refusal_is_a_connection_error_that_costs_no_quota) {
    const auto f = refusal("HTTP/1.1 403 Forbidden\r\nContent-Length: 5\r\n\r\nnope\n");
    EXPECT_EQ(f.code, errc::proxy_refused);
    EXPECT_NE(f.message.find("403"), std::string::npos) << f.message;
    EXPECT_EQ(f.status, 403) << "the proxy's own, so that 502 can be told from 407";
}

TEST_F(component_proxy, proxy_that_wants_other_credentials_says_so) {
    const auto f = refusal("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n");
    EXPECT_EQ(f.code, errc::proxy_refused);
    EXPECT_NE(f.message.find("credentials"), std::string::npos) << f.message;
}

TEST_F(component_proxy, what_is_no_proxy_is_refused) {
    EXPECT_EQ(refusal("SSH-2.0-OpenSSH_9.2\r\n").code, errc::proxy_refused);
    EXPECT_EQ(refusal("HTTP/1.1 200 OK\r\n\r\nbytes of its own").code, errc::proxy_refused);
    const std::string endless = "HTTP/1.1 200 OK\r\nX: " + std::string(100'000, 'x') + "\r\n\r\n";
    EXPECT_EQ(refusal(endless).code, errc::proxy_refused);
}

TEST_F(component_proxy, silent_proxy_ends_with_the_attempt) {
    EXPECT_EQ(refusal("", 300ms).code, errc::attempt_timeout);
}

TEST_F(component_proxy, proxy_that_is_not_there_is_a_connect_failure) {
    boost::asio::io_context other;
    boost::asio::ip::tcp::socket holder(other, {boost::asio::ip::address_v4::loopback(), 0});
    const std::string url = "http://127.0.0.1:" + std::to_string(holder.local_endpoint().port());
    auto p = params();
    p.proxy = url;
    auto client = make_client(p);
    const auto f = fails<connection_error>(client.release(1).get());
    EXPECT_EQ(f.code, errc::connect_failed);
    EXPECT_NE(f.message.find("proxy"), std::string::npos);
}

// The emulator's certificate does not hold this name: that the refusal comes shows whose name is checked.
TEST_F(component_proxy, environment_names_a_proxy_and_the_certificate_must_be_the_services) {
    const variable https("HTTPS_PROXY", proxy_->host_and_port());
    auto p = params();
    p.base_url = "https://service.test";
    auto client = make_client(p);
    EXPECT_EQ(fails<connection_error>(client.release(1).get()).code, errc::certificate_refused);
    ASSERT_EQ(proxy_->heads().size(), 1U);
    EXPECT_EQ(proxy_->heads()[0].rfind("CONNECT service.test:443 HTTP/1.1\r\n", 0), 0U) << proxy_->heads()[0];
    EXPECT_EQ(service().requests(), 0U);
}

TEST_F(component_proxy, exceptions_hosts_of_this_machine_and_the_param_overrule_the_environment) {
    const variable https("https_proxy", proxy_->url());
    auto here = make_client();
    EXPECT_EQ(run(here.release(1).get()).id.value(), 1);
    auto p = params();
    p.base_url = "https://service.invalid";
    p.proxy = "";
    auto direct = make_client(p);
    EXPECT_EQ(fails<connection_error>(direct.release(1).get()).code, errc::resolve_failed);
    p.proxy = {};
    const variable exceptions("NO_PROXY", "example.org, .invalid");
    auto excepted = make_client(p);
    EXPECT_EQ(fails<connection_error>(excepted.release(1).get()).code, errc::resolve_failed);
    EXPECT_TRUE(proxy_->heads().empty());
}

TEST_F(component_proxy, bad_value_is_refused_at_construction_without_its_password) {
    const auto refused = [&](const std::string& url) -> std::string {
        auto p = params();
        p.proxy = url;
        try {
            make_client(p);
        } catch (const std::invalid_argument& e) {
            return e.what();
        }
        return "accepted";
    };
    for (const char* bad :
         {"https://u:hush@proxy.test",
          "socks5://proxy.test",
          "proxy.test:8080",
          "http://",
          "http://p.test:0",
          "http://p.test:70000",
          "http://u:hush@p.test/path",
          "http://p.test?x=1"}) {
        const auto text = refused(bad);
        EXPECT_EQ(text.rfind("proxy: ", 0), 0U) << bad << ": " << text;
        EXPECT_EQ(text.find("hush"), std::string::npos);
    }
    const variable https("HTTPS_PROXY", "https://u:hush@proxy.test");
    try {
        make_client();
        ADD_FAILURE() << "accepted";
    } catch (const std::invalid_argument& e) {
        EXPECT_EQ(std::string(e.what()).rfind("HTTPS_PROXY: ", 0), 0U) << e.what();
        EXPECT_EQ(std::string(e.what()).find("hush"), std::string::npos);
    }
}

} // namespace
