#include "support/on_emulator.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <openssl/ssl.h>

#include <filesystem>
#include <fstream>

namespace {

using namespace std::chrono_literals;
using namespace segue;
using boost::asio::ip::tcp;
using boost::system::error_code;
namespace ssl = boost::asio::ssl;

/// A folder of its own, removed with the object.
class temporary_folder {
public:
    temporary_folder() {
        std::string name = ::testing::TempDir() + "segue-component-XXXXXX";
        if (::mkdtemp(name.data()) == nullptr)
            throw std::runtime_error("no temporary folder");
        path_ = name;
    }
    ~temporary_folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    temporary_folder(const temporary_folder&) = delete;
    temporary_folder& operator=(const temporary_folder&) = delete;

    std::string file(const std::string& name) const { return (path_ / name).string(); }
    std::string text() const { return path_.string(); }

    std::string write(const std::string& name, const std::string& content) const {
        std::ofstream(file(name)) << content;
        return file(name);
    }

private:
    std::filesystem::path path_;
};

/// A server that speaks one version of TLS alone and answers each request with a release that has but an id.
class one_version_peer {
public:
    /// Serves as long as the context runs.
    static std::shared_ptr<one_version_peer>
    start(asio::io_context& io, const temporary_folder& certificates, int version) {
        const auto peer = std::make_shared<one_version_peer>(io, certificates, version);
        asio::co_spawn(io, peer->serve(peer), rethrow);
        return peer;
    }

    one_version_peer(asio::io_context& io, const temporary_folder& certificates, int version)
        : context_(ssl::context::tls_server), acceptor_(io, {asio::ip::address_v4::loopback(), 0}) {
        allow_version(context_, version);
        context_.use_certificate_chain_file(certificates.file("server.pem"));
        context_.use_private_key_file(certificates.file("server.key"), ssl::context::pem);
    }

    /// Old versions need signatures that today's default level refuses.
    static void allow_version(ssl::context& context, int version) {
        auto* const handle = context.native_handle();
        SSL_CTX_set_security_level(handle, 0);
        SSL_CTX_set_min_proto_version(handle, version);
        SSL_CTX_set_max_proto_version(handle, version);
    }

    std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
    std::string base_url() const { return "https://127.0.0.1:" + std::to_string(port()); }
    int handshakes() const { return handshakes_; }
    int requests() const { return requests_; }

    std::string answer = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                         "Content-Length: 8\r\nConnection: close\r\n\r\n{\"id\":1}";
    /// Whether close_notify comes before the connection is closed.
    bool says_farewell = false;

private:
    // The context may end the coroutine after whoever made the peer has gone.
    asio::awaitable<void> serve(std::shared_ptr<one_version_peer>) {
        for (;;) {
            error_code ec;
            tcp::socket socket =
                co_await acceptor_.async_accept(asio::redirect_error(asio::use_awaitable, ec));
            if (ec)
                co_return;
            ssl::stream<tcp::socket> stream(std::move(socket), context_);
            co_await stream.async_handshake(
                ssl::stream_base::server, asio::redirect_error(asio::use_awaitable, ec));
            if (ec)
                continue;
            ++handshakes_;
            std::string asked;
            co_await asio::async_read_until(
                stream,
                asio::dynamic_buffer(asked),
                "\r\n\r\n",
                asio::redirect_error(asio::use_awaitable, ec));
            if (ec)
                continue;
            ++requests_;
            co_await asio::async_write(
                stream, asio::buffer(answer), asio::redirect_error(asio::use_awaitable, ec));
            if (says_farewell)
                co_await stream.async_shutdown(asio::redirect_error(asio::use_awaitable, ec));
        }
    }

    ssl::context context_;
    tcp::acceptor acceptor_;
    int handshakes_ = 0;
    int requests_ = 0;
};

class component_tls : public test::on_emulator {
protected:
    /// The call must fail over the certificate, before the service saw a byte of the request.
    void expect_refused(const discogs::client_params& p) {
        auto client = make_client(p);
        const auto f = fails<connection_error>(client.release(1).get());
        EXPECT_EQ(f.code, errc::certificate_refused) << describe(f);
        EXPECT_FALSE(f.message.empty()) << "the reason";
        EXPECT_NE(f.code, condition::transient) << "trying again cannot help";
        EXPECT_EQ(service().requests(), 0U) << "credentials went to a stranger";
        EXPECT_TRUE(service().journal().empty());
        EXPECT_EQ(test::all_text_of(f).find(token()), std::string::npos);
    }
};

class component_certificates
    : public component_tls,
      public ::testing::WithParamInterface<std::pair<const char*, emulator::certificate_kind>> {};

TEST_P(component_certificates, bad_one_is_refused_before_credentials_leave) {
    auto served = unlimited();
    served.certificate = GetParam().second;
    start(served);
    expect_refused(params());
}

INSTANTIATE_TEST_SUITE_P(
    kinds,
    component_certificates,
    ::testing::Values(
        std::pair("wrong_host", emulator::certificate_kind::wrong_host),
        std::pair("expired", emulator::certificate_kind::expired),
        std::pair("untrusted", emulator::certificate_kind::untrusted)),
    [](const auto& tested) { return std::string(tested.param.first); });

TEST_F(component_tls, system_roots_refuse_an_authority_of_ones_own) {
    start();
    auto p = params();
    p.ca_file = {};
    expect_refused(p);
}

TEST_F(component_tls, certificate_for_another_address_is_refused) {
    auto served = unlimited();
    served.listen = "127.0.0.2:0";
    start(served);
    expect_refused(params());
}

TEST_F(component_tls, name_in_the_certificate_is_accepted) {
    start();
    const auto by_name = "https://localhost:" + test::port_of(base_url());
    auto p = params();
    p.base_url = by_name;
    auto client = make_client(p);
    EXPECT_EQ(run(client.release(1).get()).id.value(), 1);
    EXPECT_EQ(test::field_of(service().journal().at(0), "Host"), "localhost:" + test::port_of(base_url()));
}

TEST_F(component_tls, file_without_certificates_is_refused_at_construction) {
    start();
    const temporary_folder folder;
    const auto refusal = [&](const std::string& file) -> std::string {
        auto p = params();
        p.ca_file = file;
        try {
            make_client(p);
        } catch (const std::invalid_argument& e) {
            return e.what();
        }
        return "accepted";
    };
    EXPECT_EQ(refusal(folder.file("missing.pem")).rfind("ca_file", 0), 0U);
    EXPECT_EQ(refusal(folder.write("garbage.pem", "not a certificate\n")).rfind("ca_file", 0), 0U);
    EXPECT_EQ(refusal(folder.write("empty.pem", "")).rfind("ca_file", 0), 0U);
    EXPECT_EQ(
        refusal(folder.write("broken.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"))
            .rfind("ca_file", 0),
        0U);
    EXPECT_EQ(refusal(folder.text()).rfind("ca_file", 0), 0U) << "a folder";
    EXPECT_EQ(refusal(ca_file()), "accepted");
}

class component_tls_versions : public component_tls {
protected:
    void SetUp() override {
        auto served = unlimited();
        served.tls_dir = folder.text();
        start(served); // only for the certificates that it writes
    }

    /// A handshake by hand with that version alone.
    bool can_speak(std::uint16_t port, int version) {
        ssl::context context(ssl::context::tls_client);
        one_version_peer::allow_version(context, version);
        context.set_verify_mode(ssl::verify_none);
        ssl::stream<tcp::socket> stream(io, context);
        auto talk = [&]() -> asio::awaitable<bool> {
            error_code ec;
            const tcp::endpoint where(asio::ip::address_v4::loopback(), port);
            co_await stream.next_layer().async_connect(where, asio::redirect_error(asio::use_awaitable, ec));
            if (!ec)
                co_await stream.async_handshake(
                    ssl::stream_base::client, asio::redirect_error(asio::use_awaitable, ec));
            co_return !ec;
        };
        return run(talk());
    }

    discogs::client_params params_for(const std::string& peer_url) {
        auto p = params();
        p.base_url = peer_url;
        return p;
    }

    temporary_folder folder;
};

TEST_F(component_tls_versions, peer_without_tls_1_2_is_refused) {
    const auto peer = one_version_peer::start(io, folder, TLS1_1_VERSION);
    ASSERT_TRUE(can_speak(peer->port(), TLS1_1_VERSION)) << "the peer itself is broken";
    EXPECT_EQ(peer->handshakes(), 1);
    const auto url = peer->base_url();
    auto client = make_client(params_for(url));
    const auto f = fails<connection_error>(client.release(1).get());
    EXPECT_EQ(f.code, errc::tls_failed) << describe(f);
    EXPECT_TRUE(f.cause) << "the library's reason";
    EXPECT_EQ(peer->handshakes(), 1);
    EXPECT_EQ(peer->requests(), 0);
}

TEST_F(component_tls_versions, peer_with_tls_1_2_or_1_3_is_accepted) {
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        const auto peer = one_version_peer::start(io, folder, version);
        const auto url = peer->base_url();
        auto client = make_client(params_for(url));
        EXPECT_EQ(run(client.release(1).get()).id.value(), 1);
        EXPECT_EQ(peer->requests(), 1);
    }
}

class component_tls_farewell : public component_tls_versions {};

// Without a length only the farewell tells the end of a body from a cut.
TEST_F(component_tls_farewell, body_that_ends_without_one_is_cut_short) {
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        const auto peer = one_version_peer::start(io, folder, version);
        peer->answer = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"id\":1}";
        const auto url = peer->base_url();
        auto client = make_client(params_for(url));
        const auto f = fails<protocol_error>(client.release(1).get());
        EXPECT_EQ(f.code, errc::malformed_answer) << describe(f);
        EXPECT_EQ(f.body, "{\"id\":1}");
        peer->says_farewell = true;
        EXPECT_EQ(run(client.release(1).get()).id.value(), 1);
    }
}

TEST_F(component_tls_versions, peer_that_speaks_no_tls_is_refused) {
    auto served = unlimited();
    served.transport = emulator::transport_kind::http;
    const emulator::emulator plain(served);
    const auto url = "https://127.0.0.1:" + test::port_of(plain.base_url());
    auto client = make_client(params_for(url));
    const auto f = fails<connection_error>(client.release(1).get());
    EXPECT_EQ(f.code, errc::tls_failed) << describe(f);
    EXPECT_EQ(plain.requests(), 0U);
}

} // namespace
