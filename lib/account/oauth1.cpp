#include "account/oauth1.hpp"

#include "account/wiped_bytes.hpp"
#include "base/ascii.hpp"
#include "http/base64.hpp"

#include <boost/algorithm/hex.hpp>
#include <boost/url/encode.hpp>
#include <boost/url/pct_string_view.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <memory>
#include <stdexcept>

namespace segue::account {
namespace {

namespace urls = boost::urls;

using key_pointer = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

const unsigned char* bytes_of(std::string_view text) noexcept {
    return reinterpret_cast<const unsigned char*>(text.data());
}

std::string base64_of(std::span<const unsigned char> bytes) {
    return http::to_base64({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

/// Wipes all values in the end. Names are nobody's secret.
class values_wiped_at_end {
public:
    explicit values_wiped_at_end(oauth1_params& params) noexcept : params_(params) {}
    ~values_wiped_at_end() {
        for (auto& each : params_)
            wipe(each.second);
    }
    values_wiped_at_end(const values_wiped_at_end&) = delete;
    values_wiped_at_end& operator=(const values_wiped_at_end&) = delete;

private:
    oauth1_params& params_;
};

// How much room the params take as one text, each byte encoded and quoted.
std::size_t room_for(const oauth1_params& params) noexcept {
    constexpr std::size_t around = 8;
    std::size_t room = 16;
    for (const auto& [name, value] : params)
        room += 3 * (name.size() + value.size()) + around;
    return room;
}

// Into room that is there.
void append_encoded(std::string& to, std::string_view text) {
    auto encoded = oauth1_encode(text);
    const wiped_at_end gone(encoded);
    to.append(encoded);
}

// A text that is no good percent-encoding is taken as it stands: the service will see the same.
std::string decode_form_text(std::string_view text) {
    const auto parsed = urls::make_pct_string_view(urls::string_view(text.data(), text.size()));
    if (!parsed)
        return std::string(text);
    urls::encoding_opts options;
    options.space_as_plus = true;
    return parsed->decode(options);
}

// By 3.4.1.3.1: what has no equals sign is a name with an empty value.
void add_form(oauth1_params& to, std::string_view text) {
    while (!text.empty()) {
        const auto end = std::min(text.find('&'), text.size());
        const auto item = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (item.empty())
            continue;
        const auto equals = std::min(item.find('='), item.size());
        const auto value = item.substr(std::min(equals + 1, item.size()));
        to.emplace_back(decode_form_text(item.substr(0, equals)), decode_form_text(value));
    }
}

bool has_form(const http::request& r) {
    const auto type = r.headers.find("Content-Type");
    return type && type->starts_with("application/x-www-form-urlencoded");
}

// By 3.4.1.2: scheme and host in small letters, the port only where it is not the scheme's own, no query.
std::string signed_url(const http::request& r) {
    const std::string path = r.target.substr(0, r.target.find('?'));
    return lower(r.to.scheme) + "://" + lower(r.to.host_header()) + path;
}

// By 3.4.1.3.2: encoded first and sorted then, by name and by value; sorting "name=value" as one text would
// put `a1` before `a`.
std::string normalized(const oauth1_params& params) {
    oauth1_params encoded;
    encoded.reserve(params.size());
    const values_wiped_at_end gone(encoded);
    for (const auto& [name, value] : params) {
        if (name != "oauth_signature" && name != "realm")
            encoded.emplace_back(oauth1_encode(name), oauth1_encode(value));
    }
    std::sort(encoded.begin(), encoded.end());
    std::string text;
    text.reserve(room_for(encoded));
    for (const auto& [name, value] : encoded)
        text.append(text.empty() ? "" : "&").append(name).append("=").append(value);
    return text;
}

std::string hmac(const char* digest, std::string_view key, std::string_view text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
    std::size_t size = 0;
    const auto* made = EVP_Q_mac(
        nullptr,
        "HMAC",
        nullptr,
        digest,
        nullptr,
        key.data(),
        key.size(),
        bytes_of(text),
        text.size(),
        mac.data(),
        mac.size(),
        &size);
    if (made == nullptr)
        throw std::runtime_error("HMAC is not available");
    return base64_of({mac.data(), size});
}

// A key behind a password would make OpenSSL ask for it at the terminal.
int no_password(char*, int, int, void*) {
    return -1;
}

std::string rsa_sha1(const std::string& pem, std::string_view text) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> source(
        BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free);
    const key_pointer key(
        source ? PEM_read_bio_PrivateKey(source.get(), nullptr, &no_password, nullptr) : nullptr,
        &EVP_PKEY_free);
    if (!key || EVP_PKEY_is_a(key.get(), "RSA") != 1)
        throw std::invalid_argument("rsa_key: no private RSA key in PEM form");
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    std::size_t size = 0;
    const auto sign = [&](unsigned char* to) {
        return EVP_DigestSign(context.get(), to, &size, bytes_of(text), text.size()) == 1;
    };
    const bool ready =
        context &&
        EVP_DigestSignInit_ex(context.get(), nullptr, "SHA1", nullptr, nullptr, key.get(), nullptr) == 1;
    std::vector<unsigned char> signature;
    if (ready && sign(nullptr)) {
        signature.resize(size);
        if (sign(signature.data()))
            return base64_of({signature.data(), size});
    }
    throw std::invalid_argument("rsa_key: cannot sign");
}

} // namespace

std::string_view to_string(oauth1_method how) noexcept {
    switch (how) {
    case oauth1_method::plaintext:
        return "PLAINTEXT";
    case oauth1_method::hmac_sha1:
        return "HMAC-SHA1";
    case oauth1_method::hmac_sha256:
        return "HMAC-SHA256";
    case oauth1_method::rsa_sha1:
        return "RSA-SHA1";
    }
    return {};
}

std::string oauth1_encode(std::string_view text) {
    return urls::encode(urls::string_view(text.data(), text.size()), urls::unreserved_chars);
}

void system_random(std::span<unsigned char> room) {
    if (RAND_bytes(room.data(), static_cast<int>(room.size())) != 1)
        throw std::runtime_error("no random bytes");
}

oauth1_stamp make_oauth1_stamp(std::chrono::system_clock::time_point today, const random_source& random) {
    std::array<unsigned char, 16> bytes{};
    random(bytes);
    oauth1_stamp stamp;
    boost::algorithm::hex_lower(bytes.begin(), bytes.end(), std::back_inserter(stamp.nonce));
    stamp.timestamp = std::chrono::floor<std::chrono::seconds>(today).time_since_epoch().count();
    return stamp;
}

std::string oauth1_base_string(const http::request& r, const oauth1_params& own) {
    oauth1_params params = own;
    const values_wiped_at_end gone(params);
    const auto mark = r.target.find('?');
    if (mark != std::string::npos)
        add_form(params, std::string_view(r.target).substr(mark + 1));
    if (has_form(r))
        add_form(params, r.body);
    auto names = normalized(params);
    const wiped_at_end names_gone(names);
    const auto url = oauth1_encode(signed_url(r));
    std::string text;
    text.reserve(url.size() + 3 * names.size() + 16);
    text.append(http::to_string(r.method)).append("&").append(url).append("&");
    append_encoded(text, names);
    return text;
}

std::string oauth1_signature(const oauth1_keys& keys, std::string_view base_string) {
    if (keys.how == oauth1_method::rsa_sha1)
        return rsa_sha1(keys.rsa_key.reveal(), base_string);
    std::string key;
    key.reserve(3 * (keys.consumer_secret.reveal().size() + keys.token_secret.reveal().size()) + 16);
    append_encoded(key, keys.consumer_secret.reveal());
    key.append("&");
    append_encoded(key, keys.token_secret.reveal());
    if (keys.how == oauth1_method::plaintext)
        return key;
    const wiped_at_end gone(key);
    return hmac(keys.how == oauth1_method::hmac_sha1 ? "SHA1" : "SHA256", key, base_string);
}

std::string oauth1_authorization(
    const http::request& r, const oauth1_keys& keys, const oauth1_stamp& stamp, const oauth1_params& more) {
    oauth1_params params;
    params.reserve(7 + more.size());
    const values_wiped_at_end gone(params);
    params.emplace_back("oauth_consumer_key", keys.consumer_key.reveal());
    params.emplace_back("oauth_nonce", stamp.nonce);
    params.emplace_back("oauth_signature_method", to_string(keys.how));
    params.emplace_back("oauth_timestamp", std::to_string(stamp.timestamp));
    params.emplace_back("oauth_version", "1.0");
    if (!keys.token.empty())
        params.emplace_back("oauth_token", keys.token.reveal());
    params.insert(params.end(), more.begin(), more.end());
    std::string base_string;
    if (keys.how != oauth1_method::plaintext)
        base_string = oauth1_base_string(r, params);
    const wiped_at_end base_string_gone(base_string);
    params.emplace_back("oauth_signature", oauth1_signature(keys, base_string));
    std::string field;
    field.reserve(room_for(params));
    field.append("OAuth ");
    for (const auto& [name, value] : params) {
        field.append(field.size() > 6 ? ", " : "").append(name).append("=\"");
        append_encoded(field, value);
        field.append("\"");
    }
    return field;
}

} // namespace segue::account
