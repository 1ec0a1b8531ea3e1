#include "account/redirect/page.hpp"

#include "base/ascii.hpp"

#include <openssl/rand.h>

#include <array>
#include <stdexcept>

namespace segue::account::redirect {
namespace {

const char* reason_of(int status) {
    switch (status) {
    case 200:
        return "OK";
    case 204:
        return "No Content";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 410:
        return "Gone";
    case 413:
        return "Content Too Large";
    case 421:
        return "Misdirected Request";
    default:
        return "Bad Request";
    }
}

std::string paragraph(std::string_view text) {
    return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Sign-in</title></head>"
           "<body><p id=\"message\">" +
           escaped(text) + "</p></body></html>\n";
}

} // namespace

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (c == '"')
            out += "&quot;";
        else
            out += c;
    }
    return out;
}

std::string page_bytes(int status, const page_rules& rules, std::string_view html, std::string_view more) {
    std::string out = "HTTP/1.1 " + std::to_string(status) + " " + reason_of(status) + "\r\n";
    out += "Content-Type: text/html; charset=utf-8\r\n";
    out += "Content-Length: " + std::to_string(html.size()) + "\r\n";
    out += "Cache-Control: no-store\r\n";
    out.append("Content-Security-Policy: ").append(rules.policy).append("\r\n");
    out.append("Referrer-Policy: ").append(rules.referrer).append("\r\n");
    out += "X-Content-Type-Options: nosniff\r\n";
    out += "X-Frame-Options: DENY\r\n";
    out.append(more);
    out += "Connection: close\r\n\r\n";
    return out.append(html);
}

std::string notice_bytes(int status, std::string_view text, std::string_view more) {
    return page_bytes(status, {}, paragraph(text), more);
}

std::string authority_of(const target& place) {
    const bool v6 = place.host.find(':') != std::string::npos;
    const std::string host = v6 ? "[" + place.host + "]" : place.host;
    return place.port == 80 ? host : host + ":" + std::to_string(place.port);
}

bool is_meant_for(const target& place, const incoming& asked) {
    if (!asked.host)
        return false;
    const auto host = lower(*asked.host);
    const auto own = authority_of(place);
    return host == own || (place.port == 80 && host == own + ":80");
}

std::string make_relay_segment() {
    std::array<unsigned char, 16> bytes{};
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
        throw std::runtime_error("no random bytes are to be had");
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (const unsigned char byte : bytes) {
        out += digits[byte / 16];
        out += digits[byte % 16];
    }
    return out;
}

} // namespace segue::account::redirect
