#include <segue/http/request.hpp>

namespace segue::http {

std::string_view to_string(method m) noexcept {
    switch (m) {
    case method::get:
        return "GET";
    case method::head:
        return "HEAD";
    case method::post:
        return "POST";
    case method::put:
        return "PUT";
    case method::remove:
        return "DELETE";
    }
    return "GET";
}

namespace {

std::string bracketed(const std::string& host) {
    return host.find(':') == std::string::npos ? host : "[" + host + "]";
}

} // namespace

std::string origin::text() const {
    return scheme + "://" + bracketed(host) + ":" + std::to_string(port);
}

std::string origin::host_header() const {
    const bool usual = (scheme == "https" && port == 443) || (scheme == "http" && port == 80);
    return usual ? bracketed(host) : bracketed(host) + ":" + std::to_string(port);
}

} // namespace segue::http
