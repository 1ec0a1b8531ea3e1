#pragma once

#include <segue/base/events.hpp>
#include <segue/base/time_source.hpp>
#include <segue/http/transport.hpp>
#include <segue/traffic/quota_ledger.hpp>
#include <segue/traffic/response_cache.hpp>

#include <memory>
#include <utility>

namespace segue {

/// Objects that a client may share with others or with a test, in place of its own. Give them to a client's
/// constructor one by one, in any order; null means the client's own.
class collaborators {
public:
    template <class... Parts>
    explicit collaborators(std::shared_ptr<Parts>... parts) {
        (use(std::move(parts)), ...);
    }

    /// Sends the requests. Own: the pooled TLS transport.
    const std::shared_ptr<http::transport>& transport() const noexcept { return transport_; }
    /// Hears events. Own: nobody.
    const std::shared_ptr<segue::observer>& observer() const noexcept { return observer_; }
    /// Decides when requests leave. Own: the one that the process has for the origin.
    const std::shared_ptr<traffic::quota_ledger>& ledger() const noexcept { return ledger_; }
    /// Tells the time. Own: the system's.
    const std::shared_ptr<time_source>& time() const noexcept { return time_; }
    /// Keeps answers. Own: none, nothing is kept.
    const std::shared_ptr<traffic::response_cache>& cache() const noexcept { return cache_; }

private:
    void use(std::shared_ptr<http::transport> p) noexcept { transport_ = std::move(p); }
    void use(std::shared_ptr<segue::observer> p) noexcept { observer_ = std::move(p); }
    void use(std::shared_ptr<traffic::quota_ledger> p) noexcept { ledger_ = std::move(p); }
    void use(std::shared_ptr<time_source> p) noexcept { time_ = std::move(p); }
    void use(std::shared_ptr<traffic::response_cache> p) noexcept { cache_ = std::move(p); }

    std::shared_ptr<http::transport> transport_;
    std::shared_ptr<segue::observer> observer_;
    std::shared_ptr<traffic::quota_ledger> ledger_;
    std::shared_ptr<time_source> time_;
    std::shared_ptr<traffic::response_cache> cache_;
};

} // namespace segue
