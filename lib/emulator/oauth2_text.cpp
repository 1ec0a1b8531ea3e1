#include "oauth2_text.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <set>

namespace segue::emulator {
namespace {

constexpr std::size_t shortest_verifier = 43;
constexpr std::size_t longest_verifier = 128;
constexpr std::size_t longest_basic = 4'096;

bool is_unreserved(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

std::optional<std::string> decode_base64(std::string_view text) {
    if (text.empty() || text.size() % 4 != 0 || text.size() > longest_basic)
        return std::nullopt;
    std::vector<unsigned char> out(text.size() / 4 * 3);
    const int size = EVP_DecodeBlock(
        out.data(), reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
    if (size < 0)
        return std::nullopt;
    // It counts the padding.
    const auto padding = text.size() - (text.find_last_not_of('=') + 1);
    if (padding > 2)
        return std::nullopt;
    return std::string(out.begin(), out.begin() + size - static_cast<std::ptrdiff_t>(padding));
}

} // namespace

std::string_view value_of(const query_list& fields, std::string_view name) noexcept {
    for (const auto& [key, value] : fields)
        if (key == name && !value.empty())
            return value;
    return {};
}

bool has_repeated(const query_list& fields) {
    std::set<std::string_view> seen;
    return std::any_of(fields.begin(), fields.end(), [&seen](const auto& field) {
        return !field.second.empty() && !seen.insert(field.first).second;
    });
}

std::vector<std::string> split(std::string_view text, char separator) {
    std::vector<std::string> out;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(separator), text.size());
        if (end > 0)
            out.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

bool has_all_words(std::string_view words, std::string_view of) {
    const auto known = split(of, ' ');
    const auto wanted = split(words, ' ');
    return std::all_of(wanted.begin(), wanted.end(), [&known](const std::string& one) {
        return std::find(known.begin(), known.end(), one) != known.end();
    });
}

std::optional<std::pair<std::string, std::string>> read_basic(std::string_view field) {
    constexpr std::string_view scheme = "Basic ";
    if (field.size() < scheme.size() || !equal_ignoring_case(field.substr(0, scheme.size()), scheme))
        return std::nullopt;
    const auto pair = decode_base64(field.substr(scheme.size()));
    const std::size_t colon = pair ? pair->find(':') : std::string::npos;
    if (colon == std::string::npos)
        return std::nullopt;
    return std::pair(
        decode_query_text(std::string_view(*pair).substr(0, colon)),
        decode_query_text(std::string_view(*pair).substr(colon + 1)));
}

bool is_verifier(std::string_view text) noexcept {
    return text.size() >= shortest_verifier && text.size() <= longest_verifier &&
           std::all_of(text.begin(), text.end(), is_unreserved);
}

std::string hashed_challenge(std::string_view verifier) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    EVP_Digest(verifier.data(), verifier.size(), digest.data(), &size, EVP_sha256(), nullptr);
    std::array<unsigned char, 2 * EVP_MAX_MD_SIZE> encoded{};
    const int length = EVP_EncodeBlock(encoded.data(), digest.data(), static_cast<int>(size));
    std::string out(encoded.begin(), encoded.begin() + length);
    std::replace(out.begin(), out.end(), '+', '-');
    std::replace(out.begin(), out.end(), '/', '_');
    out.resize(out.find_last_not_of('=') + 1);
    return out;
}

std::string without_loopback_port(std::string_view uri) {
    for (const std::string_view host : {"http://127.0.0.1", "http://[::1]", "http://localhost"}) {
        if (!uri.starts_with(host) || uri.substr(host.size(), 1) != ":")
            continue;
        const std::size_t end = uri.find_first_not_of("0123456789", host.size() + 1);
        return std::string(host) + std::string(uri.substr(std::min(end, uri.size())));
    }
    return std::string(uri);
}

std::string to_form(const query_list& fields) {
    std::string out;
    for (const auto& [name, value] : fields)
        out.append(out.empty() ? "" : "&")
            .append(encode_query_text(name))
            .append("=")
            .append(encode_query_text(value));
    return out;
}

std::string escaped_html(std::string_view text) {
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

} // namespace segue::emulator
