#pragma once

#include <segue/emulator/emulator.hpp>

#include <filesystem>
#include <string>

namespace segue::emulator {

/// Files of a certificate authority and a server certificate, made afresh; removed with the object when
/// temporary.
class certificate_files {
public:
    /// Makes keys (EC P-256) and certificates and writes `ca.pem`, `server.pem` and `server.key`.
    ///
    /// `folder` empty: a private folder below the system's temporary one, removed by the destructor.
    /// **Errors** `std::invalid_argument` when the folder does not exist; `std::system_error` when writing
    /// fails.
    certificate_files(const std::string& folder, certificate_kind kind);
    ~certificate_files();
    certificate_files(const certificate_files&) = delete;
    certificate_files& operator=(const certificate_files&) = delete;

    [[nodiscard]] std::string ca_file() const { return (folder_ / "ca.pem").string(); }
    [[nodiscard]] std::string server_chain_file() const { return (folder_ / "server.pem").string(); }
    [[nodiscard]] std::string server_key_file() const { return (folder_ / "server.key").string(); }

private:
    std::filesystem::path folder_;
    bool temporary_;
};

} // namespace segue::emulator
