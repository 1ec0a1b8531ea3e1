#include "traffic/cache_key.hpp"

#include <boost/algorithm/hex.hpp>
#include <boost/container/small_vector.hpp>
#include <boost/url/grammar/hexdig_chars.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>
#include <boost/url/url_view.hpp>

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <tuple>

namespace segue::traffic {

namespace urls = boost::urls;

namespace {

// Boost 1.81's own normalize() is of no use here: it decodes %26 in a query and %2F in a path, which makes
// other requests equal. `text` has been parsed: after each percent sign stand two hex digits.
void append_normal(std::string& to, std::string_view text) {
    for (auto at = text.find('%'); at != std::string_view::npos; at = text.find('%')) {
        to.append(text.substr(0, at));
        const auto code = static_cast<unsigned char>(
            urls::grammar::hexdig_value(text[at + 1]) * 16 + urls::grammar::hexdig_value(text[at + 2]));
        if (urls::unreserved_chars(code)) {
            to += static_cast<char>(code);
        } else {
            constexpr std::string_view digits = "0123456789ABCDEF";
            to += '%';
            to += digits[code / 16U];
            to += digits[code % 16U];
        }
        text.remove_prefix(at + 3);
    }
    to.append(text);
}

void append_sorted_query(std::string& to, urls::params_encoded_view query) {
    struct param {
        std::string name;
        std::string_view value;
        bool has_value;
        std::size_t place; // keeps the order among equal names
    };
    boost::container::small_vector<param, 8> params;
    for (const auto& each : query) {
        params.push_back({{}, {each.value.data(), each.value.size()}, each.has_value, params.size()});
        append_normal(params.back().name, {each.key.data(), each.key.size()});
    }
    std::ranges::sort(params, {}, [](const param& p) { return std::tie(p.name, p.place); });
    for (char before = '?'; const auto& each : params) {
        to += before;
        before = '&';
        to += each.name;
        if (each.has_value) {
            to += '=';
            append_normal(to, each.value);
        }
    }
}

// Several fields of one name are one list.
std::string joined_accept(const http::headers& fields) {
    std::string all;
    for (const auto& field : fields) {
        if (!http::same_name(field.name, "Accept"))
            continue;
        if (!all.empty())
            all += ", ";
        all += field.value;
    }
    return all;
}

} // namespace

cache_key make_cache_key(const http::request& r, std::string_view account, std::string_view currency) {
    cache_key key;
    key.account = account;
    key.method = r.method;
    key.media_type = joined_accept(r.headers);
    key.currency = currency;
    key.url.reserve(r.to.scheme.size() + r.to.host.size() + r.target.size() + 16);
    key.url = r.to.text();
    // Most targets have nothing to spell in one way and nothing to sort.
    if (r.target.find_first_of("%&") == std::string::npos) {
        key.url += r.target;
        return key;
    }
    const auto target = urls::parse_origin_form(r.target);
    if (!target) {
        key.url += r.target;
        return key;
    }
    const auto path = target->encoded_path();
    append_normal(key.url, {path.data(), path.size()});
    if (target->has_query())
        append_sorted_query(key.url, target->encoded_params());
    return key;
}

std::string account_id(std::span<const std::string_view> parts) {
    if (parts.empty())
        return {};
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    bool well = context && EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) == 1;
    // What stands in front keeps this from being the hash that somebody else computes of the same token; the
    // lengths keep ("ab", "c") and ("a", "bc") apart.
    const auto add = [&](std::string_view part) {
        std::array<unsigned char, 8> length{};
        for (std::size_t i = 0; i < length.size(); ++i)
            length[i] = static_cast<unsigned char>(static_cast<std::uint64_t>(part.size()) >> (8 * i));
        well = well && EVP_DigestUpdate(context.get(), length.data(), length.size()) == 1 &&
               EVP_DigestUpdate(context.get(), part.data(), part.size()) == 1;
    };
    add("segue cache account");
    for (const auto part : parts)
        add(part);
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    well = well && EVP_DigestFinal_ex(context.get(), digest.data(), &size) == 1;
    if (!well) // an id that several accounts could share must not come into being
        throw std::runtime_error("SHA-256 is not available");
    std::string id;
    boost::algorithm::hex_lower(digest.begin(), digest.begin() + size, std::back_inserter(id));
    return id;
}

} // namespace segue::traffic
