#pragma once

#include <boost/asio/ssl/context.hpp>

#include <memory>
#include <string>

namespace segue::http {

/// Makes the TLS settings of one client: TLS 1.2 or later, verification on, trust from `ca_file` or, when
/// that is empty, from the system.
///
/// Throws `std::invalid_argument` when `ca_file` cannot be read as PEM certificates.
std::shared_ptr<boost::asio::ssl::context> make_tls_context(const std::string& ca_file);

} // namespace segue::http
