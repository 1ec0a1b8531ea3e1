#include "base/strand_home.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>

#include <unordered_map>
#include <vector>

namespace segue {

// Knows the homes on one context, so that its shutdown can close them. Homes and the service may die in any
// order and on different threads: the map's mutex is shared and outlives both.
class strand_home_service final : public asio::execution_context::service {
public:
    using key_type = strand_home_service;
    inline static asio::execution_context::id id;

    explicit strand_home_service(asio::execution_context& context) : service(context) {}

    void add(const std::shared_ptr<strand_home>& home) {
        const std::lock_guard lock(registry_mutex());
        homes_.emplace(home.get(), home);
        home->service_ = this;
    }

    // The strand goes under the lock: afterwards the context may be gone at any moment.
    static void remove(strand_home& home) noexcept {
        const std::lock_guard lock(registry_mutex());
        if (home.service_ != nullptr)
            home.service_->homes_.erase(&home);
        home.strand_ = {};
    }

private:
    static std::mutex& registry_mutex() noexcept {
        static std::mutex instance;
        return instance;
    }

    void shutdown() override {
        std::vector<std::shared_ptr<strand_home>> alive;
        {
            const std::lock_guard lock(registry_mutex());
            alive.reserve(homes_.size());
            for (auto& [raw, weak] : homes_) {
                raw->service_ = nullptr;
                if (auto home = weak.lock())
                    alive.push_back(std::move(home));
                else // its destructor waits for the lock in remove()
                    raw->strand_ = {};
            }
            homes_.clear();
        }
        for (auto& home : alive)
            home->close();
    }

    std::unordered_map<strand_home*, std::weak_ptr<strand_home>> homes_;
};

std::shared_ptr<strand_home> strand_home::on(const asio::any_io_executor& ex) {
    asio::any_io_executor strand;
    if (const auto* native = ex.target<asio::io_context::executor_type>())
        strand = asio::make_strand(*native);
    else
        strand = asio::make_strand(ex);
    // Services shut down in the reverse order of their making, and ours has to be the first: it drops sockets
    // and timers while their own services still stand. So these are made now.
    const asio::ip::tcp::socket socket(ex);
    const asio::ip::tcp::resolver resolver(ex);
    const asio::steady_timer timer(ex);
    auto& context = asio::query(ex, asio::execution::context);
    std::shared_ptr<strand_home> home(new strand_home(std::move(strand)));
    asio::use_service<strand_home_service>(context).add(home);
    return home;
}

strand_home::~strand_home() {
    strand_home_service::remove(*this);
}

void strand_home::on_shutdown(std::function<void()> hook) {
    const std::lock_guard lock(mutex_);
    hook_ = std::move(hook);
}

// Under the lock: a context that shuts down meanwhile waits in close().
void strand_home::drop_ties() noexcept {
    const std::lock_guard lock(mutex_);
    if (hook_)
        std::exchange(hook_, {})();
}

void strand_home::close() noexcept {
    asio::any_io_executor strand;
    std::function<void()> hook;
    {
        const std::lock_guard lock(mutex_);
        strand = std::exchange(strand_, {});
        hook = std::exchange(hook_, {});
    }
    if (hook)
        hook();
}

} // namespace segue
