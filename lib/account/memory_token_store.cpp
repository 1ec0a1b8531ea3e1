#include "account/account_rules.hpp"

#include <segue/account/token_store.hpp>
#include <segue/base/time_source.hpp>

#include <algorithm>
#include <map>
#include <mutex>
#include <utility>

namespace segue::account {

namespace {

// The accounts themselves. Shared with the coroutines that work on them, which may outlive the store.
class kept_accounts {
public:
    explicit kept_accounts(std::shared_ptr<time_source> clock) : clock_(std::move(clock)) {}

    std::optional<stored_account> get(const owned_key& which) const {
        const std::lock_guard lock(mutex_);
        const auto at = kept_.find(which);
        return at == kept_.end() ? std::nullopt : std::optional(at->second.account);
    }

    std::vector<stored_account> list(const owned_filter& which) const {
        const std::lock_guard lock(mutex_);
        std::vector<const entry*> fitting;
        for (const auto& [key, each] : kept_)
            if (which.matches(each.account.key()))
                fitting.push_back(&each);
        std::sort(
            fitting.begin(), fitting.end(), [](const entry* a, const entry* b) { return a->use > b->use; });
        std::vector<stored_account> found;
        found.reserve(fitting.size());
        for (const auto* each : fitting)
            found.push_back(each->account);
        return found;
    }

    stored_account put(stored_account account) {
        check_account(account);
        const std::lock_guard lock(mutex_);
        auto& kept = kept_[own(account.key())];
        account.updated_at = account.last_used_at = now();
        account.created_at = kept.use == 0 ? account.updated_at : kept.account.created_at;
        if (account.expires_at)
            account.expires_at = kept_time(*account.expires_at);
        account.revision = ++revisions_;
        kept.account = std::move(account);
        kept.use = ++uses_;
        return kept.account;
    }

    std::optional<stored_account> replace(stored_account account) {
        check_account(account);
        const std::lock_guard lock(mutex_);
        const auto at = kept_.find(own(account.key()));
        if (at == kept_.end() || at->second.account.revision != account.revision)
            return std::nullopt;
        auto& kept = at->second.account;
        account.created_at = kept.created_at;
        account.updated_at = now();
        account.last_used_at = kept.last_used_at;
        if (account.expires_at)
            account.expires_at = kept_time(*account.expires_at);
        account.revision = ++revisions_;
        kept = std::move(account);
        return kept;
    }

    bool touch(const owned_key& which) {
        const std::lock_guard lock(mutex_);
        const auto at = kept_.find(which);
        if (at == kept_.end())
            return false;
        at->second.use = ++uses_;
        at->second.account.last_used_at = now();
        return true;
    }

    std::size_t remove(const owned_filter& which) {
        const std::lock_guard lock(mutex_);
        return std::erase_if(
            kept_, [&](const auto& each) { return which.matches(each.second.account.key()); });
    }

private:
    struct entry {
        stored_account account;
        std::uint64_t use = 0; // counts up; the order of use
    };

    wall_time now() const { return kept_time(clock_->today()); }

    const std::shared_ptr<time_source> clock_;
    mutable std::mutex mutex_;
    std::map<owned_key, entry> kept_;
    std::uint64_t uses_ = 0;
    std::int64_t revisions_ = 0;
};

// Does nothing until it is awaited, like every other store.
template <class T, class Job>
asio::awaitable<T> when_awaited(Job job) {
    co_return job();
}

class memory_token_store final : public token_store {
public:
    explicit memory_token_store(std::shared_ptr<time_source> clock)
        : all_(std::make_shared<kept_accounts>(std::move(clock))) {}

    asio::awaitable<std::optional<stored_account>> get(account_key which) override {
        auto job = [all = all_, key = own(which)] { return all->get(key); };
        return when_awaited<std::optional<stored_account>>(std::move(job));
    }

    asio::awaitable<std::optional<stored_account>> latest(account_filter among) override {
        auto job = [all = all_, filter = own(among)] {
            auto fitting = all->list(filter);
            return fitting.empty() ? std::nullopt : std::optional(std::move(fitting.front()));
        };
        return when_awaited<std::optional<stored_account>>(std::move(job));
    }

    asio::awaitable<std::vector<stored_account>> list(account_filter which) override {
        auto job = [all = all_, filter = own(which)] { return all->list(filter); };
        return when_awaited<std::vector<stored_account>>(std::move(job));
    }

    asio::awaitable<stored_account> put(stored_account account) override {
        auto job = [all = all_, account = std::move(account)]() mutable {
            return all->put(std::move(account));
        };
        return when_awaited<stored_account>(std::move(job));
    }

    asio::awaitable<std::optional<stored_account>> replace(stored_account account) override {
        auto job = [all = all_, account = std::move(account)]() mutable {
            return all->replace(std::move(account));
        };
        return when_awaited<std::optional<stored_account>>(std::move(job));
    }

    asio::awaitable<bool> touch(account_key which) override {
        auto job = [all = all_, key = own(which)] { return all->touch(key); };
        return when_awaited<bool>(std::move(job));
    }

    asio::awaitable<std::size_t> remove(account_filter which) override {
        auto job = [all = all_, filter = own(which)] {
            check_removal(filter);
            return all->remove(filter);
        };
        return when_awaited<std::size_t>(std::move(job));
    }

    asio::awaitable<std::size_t> clear() override {
        auto job = [all = all_] { return all->remove({}); };
        return when_awaited<std::size_t>(std::move(job));
    }

private:
    std::shared_ptr<kept_accounts> all_;
};

} // namespace

std::shared_ptr<token_store> make_memory_token_store(std::shared_ptr<time_source> clock) {
    return std::make_shared<memory_token_store>(clock ? std::move(clock) : system_time());
}

} // namespace segue::account
