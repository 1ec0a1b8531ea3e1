#include "http/tls_context.hpp"

#include "http/session_cache.hpp"

#include <stdexcept>

namespace segue::http {

namespace ssl = boost::asio::ssl;

std::shared_ptr<ssl::context> make_tls_context(const std::string& ca_file) {
    auto context = std::make_shared<ssl::context>(ssl::context::tls_client);
    SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
    // What was decrypted must not lie in OpenSSL's buffers once it was read: answers may hold tokens.
    SSL_CTX_set_options(context->native_handle(), SSL_OP_CLEANSE_PLAINTEXT);
    context->set_verify_mode(ssl::verify_peer);
    session_cache::enable(context->native_handle());
    boost::system::error_code ec;
    if (ca_file.empty())
        context->set_default_verify_paths(ec);
    else
        context->load_verify_file(ca_file, ec);
    if (ec)
        throw std::invalid_argument("ca_file: no certificates read from '" + ca_file + "': " + ec.message());
    return context;
}

} // namespace segue::http
