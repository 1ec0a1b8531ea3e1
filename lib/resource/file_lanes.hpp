#pragma once

#include "traffic/pipeline.hpp"

#include <segue/http/request.hpp>
#include <segue/http/transport.hpp>
#include <segue/traffic/quota_ledger.hpp>

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace segue::resource {

/// Whether a redirect's answer or any other of a host of files is good. No credentials, no quota headers.
std::shared_ptr<const traffic::provider> make_file_rules();

/// The pipelines for files that are not on the API's own host: one for each origin, with a quota, a circuit
/// and connections of its own, so that neither API nor files wait for the other.
///
/// **Threads** any.
class file_lanes {
public:
    struct parts {
        /// As for a pipeline; its ledger, transport, rules and cache are not looked at.
        traffic::pipeline::parts common;
        traffic::quota_params quota;
        /// Whether the process's ledgers are used, or some of our own.
        bool shared_ledgers = true;
        /// Makes the transport, when the first lane is made.
        std::function<std::shared_ptr<http::transport>()> make_transport;
    };

    explicit file_lanes(parts p) : parts_(std::move(p)) {}

    /// Finds or makes the lane of an origin. It lives as long as this.
    traffic::pipeline* to(const http::origin& where);

    /// All lanes that there are.
    std::vector<traffic::pipeline*> all() const;

    /// Lanes that are made from now on take calls, or none.
    void open_new(bool open) noexcept;

private:
    mutable std::mutex mutex_;
    parts parts_;
    bool open_ = true;
    std::shared_ptr<http::transport> transport_;
    std::map<std::string, std::unique_ptr<traffic::pipeline>> lanes_;
};

} // namespace segue::resource
