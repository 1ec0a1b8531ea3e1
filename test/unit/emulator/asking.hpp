#pragma once

#include "emulator/service.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <string>
#include <string_view>

namespace segue::emulator::testing {

/// A GET as an anonymous, well-behaved client sends it.
inline request anonymous(std::string target) {
    request out;
    out.method = "GET";
    out.target = std::move(target);
    out.headers.emplace_back("Host", "localhost");
    out.headers.emplace_back("User-Agent", "EmulatorTest/1.0 +https://example.invalid");
    return out;
}

/// The same with the token of the emulator's own account.
inline request with_token(std::string target, std::uint64_t seed = 1) {
    request out = anonymous(std::move(target));
    out.headers.emplace_back("Authorization", "Discogs token=" + make_credentials(seed).token);
    return out;
}

/// Any method and body with any account's token; an empty token: nobody.
inline request with_body(std::string method, std::string target, std::string body, const std::string& token) {
    request out = anonymous(std::move(target));
    out.method = std::move(method);
    out.body = std::move(body);
    if (!token.empty())
        out.headers.emplace_back("Authorization", "Discogs token=" + token);
    return out;
}

inline moment at(server_time tick) {
    return {tick, std::chrono::system_clock::time_point{std::chrono::seconds{784'111'777}}};
}

inline boost::json::value parsed(const response& answer) {
    const std::string_view text = answer.body ? std::string_view(*answer.body) : std::string_view{};
    boost::system::error_code ec;
    boost::json::value out = boost::json::parse(boost::json::string_view(text.data(), text.size()), ec);
    return ec ? boost::json::value{} : out;
}

inline std::string message_of(const response& answer) {
    const boost::json::value body = parsed(answer);
    const auto* members = body.if_object();
    const auto* message = members == nullptr ? nullptr : members->if_contains("message");
    const auto* text = message == nullptr ? nullptr : message->if_string();
    return text == nullptr ? std::string{} : std::string(text->data(), text->size());
}

inline std::string header(const response& answer, std::string_view name) {
    return std::string(find_header(answer.headers, name).value_or("<absent>"));
}

} // namespace segue::emulator::testing
