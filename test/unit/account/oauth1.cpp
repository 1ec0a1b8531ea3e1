#include "account/oauth1.hpp"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>

// Against the examples that RFC 5849 and OAuth Core 1.0 print, and, for RSA, against OpenSSL's own check.
namespace {

using namespace std::chrono_literals;
using namespace segue;
using account::oauth1_keys;
using account::oauth1_method;
using account::oauth1_params;
using account::secret;

http::request request_to(http::method method, http::origin to, std::string target) {
    http::request r;
    r.method = method;
    r.to = std::move(to);
    r.target = std::move(target);
    return r;
}

oauth1_keys printer_keys(oauth1_method how, std::string_view token = {}, std::string_view token_secret = {}) {
    oauth1_keys keys;
    keys.how = how;
    keys.consumer_key = secret("dpf43f3p2l4k3l03");
    keys.consumer_secret = secret("kd94hf93k423kf44");
    keys.token = secret(token);
    keys.token_secret = secret(token_secret);
    return keys;
}

oauth1_params own_params(std::string_view timestamp, std::string_view nonce, std::string_view token = {}) {
    oauth1_params own{
        {"oauth_consumer_key", "dpf43f3p2l4k3l03"},
        {"oauth_signature_method", "HMAC-SHA1"},
        {"oauth_timestamp", std::string(timestamp)},
        {"oauth_nonce", std::string(nonce)}};
    if (!token.empty())
        own.emplace_back("oauth_token", token);
    return own;
}

const http::origin photos_by_https{"https", "photos.example.net", 443};
const http::origin photos_by_http{"http", "photos.example.net", 80};

TEST(oauth1, first_request_of_rfc_5849_has_its_signature) {
    auto own = own_params("137131200", "wIjqoS");
    own.emplace_back("realm", "Photos");
    own.emplace_back("oauth_callback", "http://printer.example.com/ready");
    const auto base =
        account::oauth1_base_string(request_to(http::method::post, photos_by_https, "/initiate"), own);
    EXPECT_EQ(
        account::oauth1_signature(printer_keys(oauth1_method::hmac_sha1), base),
        "74KNZJeDHnMBp0EMJ9ZHt/XKycU=");
}

TEST(oauth1, token_request_of_rfc_5849_has_its_signature) {
    auto own = own_params("137131201", "walatlh", "hh5s93j4hdidpola");
    own.emplace_back("oauth_verifier", "hfdp7dh39dks9884");
    const auto base =
        account::oauth1_base_string(request_to(http::method::post, photos_by_https, "/token"), own);
    const auto keys = printer_keys(oauth1_method::hmac_sha1, "hh5s93j4hdidpola", "hdhd0244k9j7ao03");
    EXPECT_EQ(account::oauth1_signature(keys, base), "gKgrFCywp7rO0OXSjdot/IHF7IU=");
}

TEST(oauth1, signed_request_of_rfc_5849_has_its_signature) {
    const auto own = own_params("137131202", "chapoH", "nnch734d00sl2jdk");
    const auto r = request_to(http::method::get, photos_by_http, "/photos?file=vacation.jpg&size=original");
    const auto keys = printer_keys(oauth1_method::hmac_sha1, "nnch734d00sl2jdk", "pfkkdhi9sl3r4s00");
    EXPECT_EQ(
        account::oauth1_signature(keys, account::oauth1_base_string(r, own)), "MdpQcU8iPSUjWoN/UDMsK2sui9I=");
}

TEST(oauth1, example_of_oauth_core_has_its_base_string_and_signature) {
    auto own = own_params("1191242096", "kllo9940pd9333jh", "nnch734d00sl2jdk");
    own.emplace_back("oauth_version", "1.0");
    const auto r = request_to(http::method::get, photos_by_http, "/photos?size=original&file=vacation.jpg");
    const auto base = account::oauth1_base_string(r, own);
    EXPECT_EQ(
        base,
        "GET&http%3A%2F%2Fphotos.example.net%2Fphotos&file%3Dvacation.jpg%26oauth_consumer_key%3D"
        "dpf43f3p2l4k3l03%26oauth_nonce%3Dkllo9940pd9333jh%26oauth_signature_method%3DHMAC-SHA1%26"
        "oauth_timestamp%3D1191242096%26oauth_token%3Dnnch734d00sl2jdk%26oauth_version%3D1.0%26size%3D"
        "original");
    const auto keys = printer_keys(oauth1_method::hmac_sha1, "nnch734d00sl2jdk", "pfkkdhi9sl3r4s00");
    EXPECT_EQ(account::oauth1_signature(keys, base), "tR3+Ty81lMeYAr/Fid0kMTYa/WM=");
}

// 3.4.1.1: equal names, empty values, a form in the body, escapes in names, plus for a blank.
TEST(oauth1, base_string_of_rfc_5849_comes_out) {
    auto r = request_to(
        http::method::post, {"http", "EXAMPLE.COM", 80}, "/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b");
    r.headers.set("Content-Type", "application/x-www-form-urlencoded");
    r.body = "c2&a3=2+q";
    const oauth1_params own{
        {"realm", "Example"},
        {"oauth_consumer_key", "9djdj82h48djs9d2"},
        {"oauth_token", "kkk9d7dh3k39sjv7"},
        {"oauth_signature_method", "HMAC-SHA1"},
        {"oauth_timestamp", "137131201"},
        {"oauth_nonce", "7d8f3e4a"},
        {"oauth_signature", "bYT5CMsGcbgUdFHObYMEfcx6bsw="}};
    const auto base = account::oauth1_base_string(r, own);
    EXPECT_EQ(
        base,
        "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D"
        "%26c%2540%3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_"
        "signature_method%3DHMAC-SHA1%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7");
    // The secrets are named in an erratum.
    oauth1_keys keys;
    keys.how = oauth1_method::hmac_sha1;
    keys.consumer_secret = secret("j49sk3j29djd");
    keys.token_secret = secret("dh893hdasih9");
    EXPECT_EQ(account::oauth1_signature(keys, base), "r6/TJjbCOr97/+UU0NsvSne7s5g=");
}

// 3.4.1.2: the port stands there only where it is not the scheme's own.
TEST(oauth1, base_string_names_an_odd_port_and_no_usual_one) {
    const auto base = [](const http::origin& to) {
        return account::oauth1_base_string(request_to(http::method::get, to, "/r%20v/X?id=123"), {});
    };
    EXPECT_EQ(base({"http", "example.com", 80}), "GET&http%3A%2F%2Fexample.com%2Fr%2520v%2FX&id%3D123");
    EXPECT_EQ(
        base({"https", "www.example.net", 8080}),
        "GET&https%3A%2F%2Fwww.example.net%3A8080%2Fr%2520v%2FX&id%3D123");
    EXPECT_EQ(base({"https", "example.com", 80}).substr(4, 34), "https%3A%2F%2Fexample.com%3A80%2Fr");
}

TEST(oauth1, params_are_sorted_by_name_before_value) {
    const auto base = [](std::string target) {
        const auto r = request_to(http::method::get, {"https", "a.test", 443}, std::move(target));
        return account::oauth1_base_string(r, {}).substr(sizeof("GET&https%3A%2F%2Fa.test%2F&") - 1);
    };
    // As one text each, `a1=` would come before `a=`.
    EXPECT_EQ(base("/?a1=x&a=y"), "a%3Dy%26a1%3Dx");
    EXPECT_EQ(base("/?a=2&a=1&a="), "a%3D%26a%3D1%26a%3D2");
    EXPECT_EQ(base("/?=&&b"), "%3D%26b%3D");
    EXPECT_EQ(base("/?n=%C3%A9&z=%zz"), "n%3D%25C3%25A9%26z%3D%2525zz");
    EXPECT_EQ(base("/"), "");
}

TEST(oauth1, body_counts_only_as_a_form) {
    auto r = request_to(http::method::post, {"https", "a.test", 443}, "/");
    r.body = R"({"a":1})";
    r.headers.set("Content-Type", "application/json");
    EXPECT_EQ(account::oauth1_base_string(r, {}), "POST&https%3A%2F%2Fa.test%2F&");
}

TEST(oauth1, encoding_leaves_the_unreserved_alone) {
    EXPECT_EQ(account::oauth1_encode("abcABC123-._~"), "abcABC123-._~");
    EXPECT_EQ(account::oauth1_encode("%+ &=*!'()"), "%25%2B%20%26%3D%2A%21%27%28%29");
    EXPECT_EQ(account::oauth1_encode("\n\x7f\xe3\x80\x81"), "%0A%7F%E3%80%81");
    EXPECT_EQ(account::oauth1_encode(""), "");
}

// The vectors that the OAuth community kept for its libraries.
TEST(oauth1, hmac_sha1_vectors_come_out) {
    const auto signature = [](std::string_view token_secret) {
        oauth1_keys keys;
        keys.how = oauth1_method::hmac_sha1;
        keys.consumer_secret = secret("cs");
        keys.token_secret = secret(token_secret);
        return account::oauth1_signature(keys, "bs");
    };
    EXPECT_EQ(signature(""), "egQqG5AJep5sJ7anhXju1unge2I=");
    EXPECT_EQ(signature("ts"), "VZVjXceV7JgPq/dOTnNmEfO0Fv8=");
}

// HMAC of "cs&ts" over "bs", by another implementation.
TEST(oauth1, hmac_sha256_vector_comes_out) {
    oauth1_keys keys;
    keys.how = oauth1_method::hmac_sha256;
    keys.consumer_secret = secret("cs");
    keys.token_secret = secret("ts");
    EXPECT_EQ(account::oauth1_signature(keys, "bs"), "9HGKdfyP38c9+AtaEhdNhLubhigOrxSw0l46B8qgPso=");
}

TEST(oauth1, plaintext_encodes_each_secret_and_the_whole_once_more) {
    auto keys = printer_keys(oauth1_method::plaintext);
    keys.consumer_secret = secret("a b");
    keys.token_secret = secret("c&d");
    EXPECT_EQ(account::oauth1_signature(keys, "any text"), "a%20b&c%26d");
    const auto field = account::oauth1_authorization(
        request_to(http::method::get, photos_by_https, "/"), keys, {"nonce", 7});
    EXPECT_NE(field.find(R"(oauth_signature="a%2520b%26c%2526d")"), std::string::npos) << field;
}

TEST(oauth1, key_without_a_token_ends_in_an_ampersand) {
    oauth1_keys keys;
    keys.consumer_secret = secret("ja893SD9");
    EXPECT_EQ(account::oauth1_signature(keys, ""), "ja893SD9&");
}

TEST(oauth1, field_has_all_params_and_never_a_secret) {
    const auto keys = printer_keys(oauth1_method::hmac_sha256, "hh5s93j4hdidpola", "hdhd0244k9j7ao03");
    const auto field = account::oauth1_authorization(
        request_to(http::method::post, photos_by_https, "/token"),
        keys,
        {"n1", 137131201},
        {{"oauth_verifier", "v/1"}});
    EXPECT_TRUE(field.starts_with(
        R"(OAuth oauth_consumer_key="dpf43f3p2l4k3l03", oauth_nonce="n1", )"
        R"(oauth_signature_method="HMAC-SHA256", oauth_timestamp="137131201", oauth_version="1.0", )"
        R"(oauth_token="hh5s93j4hdidpola", oauth_verifier="v%2F1", oauth_signature=")"))
        << field;
    EXPECT_EQ(field.back(), '"');
    EXPECT_EQ(field.find("kd94hf93k423kf44"), std::string::npos);
    EXPECT_EQ(field.find("hdhd0244k9j7ao03"), std::string::npos);
}

TEST(oauth1, field_signs_its_own_params) {
    const auto keys = printer_keys(oauth1_method::hmac_sha1, "nnch734d00sl2jdk", "pfkkdhi9sl3r4s00");
    const auto r = request_to(http::method::get, photos_by_http, "/photos?size=original&file=vacation.jpg");
    const auto field = account::oauth1_authorization(r, keys, {"kllo9940pd9333jh", 1191242096});
    EXPECT_NE(field.find(R"(oauth_signature="tR3%2BTy81lMeYAr%2FFid0kMTYa%2FWM%3D")"), std::string::npos)
        << field;
}

TEST(oauth1, words_on_the_wire_are_those_of_the_specification) {
    EXPECT_EQ(to_string(oauth1_method::plaintext), "PLAINTEXT");
    EXPECT_EQ(to_string(oauth1_method::hmac_sha1), "HMAC-SHA1");
    EXPECT_EQ(to_string(oauth1_method::hmac_sha256), "HMAC-SHA256");
    EXPECT_EQ(to_string(oauth1_method::rsa_sha1), "RSA-SHA1");
}

TEST(oauth1, stamp_has_the_second_that_has_begun_and_the_nonce_that_the_source_gave) {
    const auto counting = [](std::span<unsigned char> room) {
        for (std::size_t i = 0; i < room.size(); ++i)
            room[i] = static_cast<unsigned char>(16 * i + i);
    };
    const std::chrono::system_clock::time_point today{137131200s + 999ms};
    const auto stamp = account::make_oauth1_stamp(today, counting);
    EXPECT_EQ(stamp.timestamp, 137131200);
    EXPECT_EQ(stamp.nonce, "00112233445566778899aabbccddeeff");
}

TEST(oauth1, nonces_of_the_system_are_short_and_differ) {
    std::set<std::string> seen;
    for (int i = 0; i < 1'000; ++i)
        seen.insert(account::make_oauth1_stamp({}).nonce);
    EXPECT_EQ(seen.size(), 1'000U);
    EXPECT_TRUE(std::all_of(seen.begin(), seen.end(), [](const std::string& n) { return n.size() == 32; }));
}

class oauth1_rsa : public ::testing::Test {
protected:
    using key_pointer = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

    static std::string pem_of(EVP_PKEY* key) {
        const std::unique_ptr<BIO, decltype(&BIO_free)> to(BIO_new(BIO_s_mem()), &BIO_free);
        PEM_write_bio_PrivateKey(to.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
        char* text = nullptr;
        const auto size = BIO_get_mem_data(to.get(), &text);
        return std::string(text, static_cast<std::size_t>(size));
    }

    static bool fits(EVP_PKEY* key, const std::string& signature, const std::string& text) {
        std::array<unsigned char, 512> bytes{};
        const int size = EVP_DecodeBlock(
            bytes.data(),
            reinterpret_cast<const unsigned char*>(signature.data()),
            static_cast<int>(signature.size()));
        const auto padding = std::count(signature.begin(), signature.end(), '=');
        const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(
            EVP_MD_CTX_new(), &EVP_MD_CTX_free);
        EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha1(), nullptr, key);
        return EVP_DigestVerify(
                   context.get(),
                   bytes.data(),
                   static_cast<std::size_t>(size - padding),
                   reinterpret_cast<const unsigned char*>(text.data()),
                   text.size()) == 1;
    }

    key_pointer key{EVP_RSA_gen(2048), &EVP_PKEY_free};
};

TEST_F(oauth1_rsa, signature_verifies_with_the_public_key) {
    auto keys = printer_keys(oauth1_method::rsa_sha1);
    keys.rsa_key = secret(pem_of(key.get()));
    const auto signature = account::oauth1_signature(keys, "GET&a&b");
    EXPECT_TRUE(fits(key.get(), signature, "GET&a&b"));
    EXPECT_FALSE(fits(key.get(), signature, "GET&a&c"));
    EXPECT_EQ(signature, account::oauth1_signature(keys, "GET&a&b")) << "PKCS #1 v1.5 knows no dice";
}

TEST_F(oauth1_rsa, key_that_is_none_is_refused_without_showing_it) {
    const key_pointer curve(EVP_EC_gen("P-256"), &EVP_PKEY_free);
    for (const auto& bad : {std::string(), std::string("sesame"), pem_of(curve.get())}) {
        auto keys = printer_keys(oauth1_method::rsa_sha1);
        keys.rsa_key = secret(bad);
        try {
            account::oauth1_signature(keys, "text");
            FAIL() << "signed with " << bad;
        } catch (const std::invalid_argument& e) {
            EXPECT_STREQ(e.what(), "rsa_key: no private RSA key in PEM form");
        }
    }
}

} // namespace
