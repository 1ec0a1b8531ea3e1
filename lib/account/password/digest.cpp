#include "account/password/digest.hpp"

#include "account/password/asked.hpp"
#include "account/refuse.hpp"
#include "account/wiped_bytes.hpp"
#include "base/ascii.hpp"

#include <boost/algorithm/hex.hpp>

#include <openssl/evp.h>

#include <algorithm>
#include <iterator>
#include <stdexcept>

namespace segue::account::password {

namespace {

constexpr std::size_t md5_digits = 32;

} // namespace

bool is_md5(std::string_view text) noexcept {
    return text.size() == md5_digits && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
           });
}

secret md5_of(const login& given) {
    const std::string& text = given.password.reveal();
    std::string digits;
    digits.reserve(md5_digits); // what grows leaves its beginning behind
    if (given.form == password_form::md5) {
        if (!is_md5(text))
            refuse("password", "is no MD5, which has 32 hexadecimal digits");
        digits = lower(text);
    } else {
        wiped_bytes digest(EVP_MAX_MD_SIZE);
        unsigned length = 0;
        if (EVP_Digest(text.data(), text.size(), digest.data(), &length, EVP_md5(), nullptr) != 1)
            throw std::runtime_error("OpenSSL gives no MD5 here");
        digest.resize(length);
        boost::algorithm::hex_lower(digest.begin(), digest.end(), std::back_inserter(digits));
    }
    secret out(digits);
    wipe(digits);
    return out;
}

} // namespace segue::account::password
