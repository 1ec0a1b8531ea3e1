#include "traffic/local_quota_ledger.hpp"

#include <map>
#include <mutex>
#include <string>

namespace segue::traffic {

namespace {

/// The library's only process-wide state: ledgers in use, and ledgers whose slots are still held.
class quota_registry {
public:
    std::shared_ptr<quota_ledger> find(std::string_view origin, const quota_params& params, time_point now) {
        check(params);
        // A client that wants no limit must not get one from others, nor lift theirs.
        std::string key{params.mode == rate_limit::off ? "off " : ""};
        key += origin;

        const std::lock_guard lock{mutex_};
        std::erase_if(ledgers_, [&](const auto& entry) {
            return entry.first != key && entry.second.use_count() == 1 && entry.second->idle(now);
        });
        auto& ledger = ledgers_[std::move(key)];
        if (!ledger || (ledger.use_count() == 1 && ledger->idle(now)))
            ledger = std::make_shared<local_quota_ledger>(params);
        else
            ledger->tighten(params, now);
        return ledger;
    }

private:
    std::mutex mutex_;
    std::map<std::string, std::shared_ptr<local_quota_ledger>> ledgers_;
};

} // namespace

std::shared_ptr<quota_ledger>
shared_quota_ledger(std::string_view origin, const quota_params& params, time_point now) {
    // Never destroyed: clients in other static objects may outlive it otherwise.
    static auto* const registry = new quota_registry;
    return registry->find(origin, params, now);
}

} // namespace segue::traffic
