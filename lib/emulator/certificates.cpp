#include "certificates.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <memory>
#include <stdexcept>
#include <stdlib.h>
#include <string_view>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace segue::emulator {
namespace {

template <auto Free>
struct releaser {
    template <class T>
    void operator()(T* object) const noexcept {
        Free(object);
    }
};

using key_ptr = std::unique_ptr<EVP_PKEY, releaser<EVP_PKEY_free>>;
using certificate_ptr = std::unique_ptr<X509, releaser<X509_free>>;
using extension_ptr = std::unique_ptr<X509_EXTENSION, releaser<X509_EXTENSION_free>>;
using bio_ptr = std::unique_ptr<BIO, releaser<BIO_free_all>>;

constexpr long day_seconds = 24L * 60L * 60L;

void check(bool good, const char* step) {
    if (good)
        return;
    const unsigned long code = ERR_get_error();
    std::array<char, 256> text{};
    ERR_error_string_n(code, text.data(), text.size());
    throw std::runtime_error(std::string("emulator certificates: ") + step + ": " + text.data());
}

[[noreturn]] void fail(const std::string& what) {
    throw std::system_error(errno, std::generic_category(), what);
}

key_ptr make_key() {
    key_ptr key(EVP_EC_gen("P-256"));
    check(key != nullptr, "key");
    return key;
}

void add_extension(X509* certificate, X509* issuer, int id, const char* value) {
    X509V3_CTX context{};
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const extension_ptr extension(X509V3_EXT_nconf_nid(nullptr, &context, id, value));
    check(extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1, "extension");
}

certificate_ptr begin_certificate(EVP_PKEY* key, const char* common_name, long starts, long ends) {
    certificate_ptr certificate(X509_new());
    check(certificate != nullptr && X509_set_version(certificate.get(), X509_VERSION_3) == 1, "certificate");
    // Serial numbers differ between runs: clients that remember one authority must not mix up two.
    std::array<unsigned char, 8> serial{};
    check(RAND_bytes(serial.data(), static_cast<int>(serial.size())) == 1, "serial");
    std::uint64_t number = 1;
    for (const unsigned char byte : serial)
        number = (number << 8 | byte) >> 1;
    check(ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.get()), number) == 1, "serial");
    check(X509_gmtime_adj(X509_getm_notBefore(certificate.get()), starts) != nullptr, "start");
    check(X509_gmtime_adj(X509_getm_notAfter(certificate.get()), ends) != nullptr, "end");
    check(X509_set_pubkey(certificate.get(), key) == 1, "public key");
    X509_NAME* name = X509_get_subject_name(certificate.get());
    const auto* text = reinterpret_cast<const unsigned char*>(common_name);
    check(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, text, -1, -1, 0) == 1, "name");
    return certificate;
}

struct authority {
    key_ptr key;
    certificate_ptr certificate;
};

authority make_authority() {
    authority out{make_key(), nullptr};
    out.certificate =
        begin_certificate(out.key.get(), "Segue emulator test authority", -day_seconds, 30 * day_seconds);
    X509* certificate = out.certificate.get();
    check(X509_set_issuer_name(certificate, X509_get_subject_name(certificate)) == 1, "issuer");
    add_extension(certificate, certificate, NID_basic_constraints, "critical,CA:TRUE");
    add_extension(certificate, certificate, NID_key_usage, "critical,keyCertSign,cRLSign");
    add_extension(certificate, certificate, NID_subject_key_identifier, "hash");
    check(X509_sign(certificate, out.key.get(), EVP_sha256()) > 0, "signature");
    return out;
}

certificate_ptr make_server_certificate(const authority& signer, EVP_PKEY* key, certificate_kind kind) {
    const bool expired = kind == certificate_kind::expired;
    const bool wrong = kind == certificate_kind::wrong_host;
    const long starts = expired ? -10 * day_seconds : -day_seconds;
    const long ends = expired ? -day_seconds : 30 * day_seconds;
    auto out = begin_certificate(key, wrong ? "wrong-host.invalid" : "localhost", starts, ends);
    X509* issuer = signer.certificate.get();
    check(X509_set_issuer_name(out.get(), X509_get_subject_name(issuer)) == 1, "issuer");
    add_extension(out.get(), issuer, NID_basic_constraints, "critical,CA:FALSE");
    add_extension(out.get(), issuer, NID_key_usage, "critical,digitalSignature");
    add_extension(out.get(), issuer, NID_ext_key_usage, "serverAuth");
    add_extension(out.get(), issuer, NID_subject_key_identifier, "hash");
    add_extension(out.get(), issuer, NID_authority_key_identifier, "keyid");
    const char* names = wrong ? "DNS:wrong-host.invalid" : "DNS:localhost,IP:127.0.0.1,IP:::1";
    add_extension(out.get(), issuer, NID_subject_alt_name, names);
    check(X509_sign(out.get(), signer.key.get(), EVP_sha256()) > 0, "signature");
    return out;
}

template <class Write>
std::string to_pem(const Write& write) {
    const bio_ptr memory(BIO_new(BIO_s_mem()));
    check(memory != nullptr && write(memory.get()) == 1, "PEM");
    char* data = nullptr;
    const long size = BIO_get_mem_data(memory.get(), &data);
    return std::string(data, static_cast<std::size_t>(size));
}

std::string pem_of(X509* certificate) {
    return to_pem([certificate](BIO* out) { return PEM_write_bio_X509(out, certificate); });
}

std::string pem_of(EVP_PKEY* key) {
    return to_pem([key](BIO* out) {
        return PEM_write_bio_PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr);
    });
}

void write_file(const std::filesystem::path& path, std::string_view text, mode_t mode) {
    // Through a file descriptor: the key must never exist with wider rights, not even for a moment.
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (file < 0)
        fail("tls_dir: " + path.string());
    const ssize_t written = ::write(file, text.data(), text.size());
    if (::close(file) != 0 || written != static_cast<ssize_t>(text.size()))
        fail("tls_dir: " + path.string());
}

std::filesystem::path make_temporary_folder() {
    std::string name = (std::filesystem::temp_directory_path() / "segue-emulator-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr)
        fail("tls_dir: " + name);
    return name;
}

} // namespace

certificate_files::certificate_files(const std::string& folder, certificate_kind kind)
    : folder_(folder), temporary_(folder.empty()) {
    if (!temporary_ && !std::filesystem::is_directory(folder_))
        throw std::invalid_argument("tls_dir must be an existing folder: " + folder);
    const authority trusted = make_authority();
    const key_ptr key = make_key();
    certificate_ptr server;
    if (kind == certificate_kind::untrusted) {
        const authority stranger = make_authority();
        server = make_server_certificate(stranger, key.get(), kind);
    } else {
        server = make_server_certificate(trusted, key.get(), kind);
    }
    if (temporary_)
        folder_ = make_temporary_folder();
    try {
        write_file(ca_file(), pem_of(trusted.certificate.get()), 0644);
        write_file(server_chain_file(), pem_of(server.get()), 0644);
        write_file(server_key_file(), pem_of(key.get()), 0600);
    } catch (...) {
        std::error_code ignored;
        if (temporary_)
            std::filesystem::remove_all(folder_, ignored);
        throw;
    }
}

certificate_files::~certificate_files() {
    std::error_code ignored;
    if (temporary_)
        std::filesystem::remove_all(folder_, ignored);
}

} // namespace segue::emulator
