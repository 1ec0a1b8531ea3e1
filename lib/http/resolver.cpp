#include "http/resolver.hpp"

#include "base/strand_event.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <map>
#include <utility>

namespace segue::http {
namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

constexpr std::chrono::seconds lifetime_of_answer{60};

// One lookup. getaddrinfo cannot be stopped, so whoever waits waits for an event, not for the lookup itself;
// a lookup that nobody waits for any more ends by itself and leaves its answer for the next one.
struct lookup {
    bool done = false;
    error_code ec;
    endpoints found;
    steady_time expires;
    std::vector<strand_event*> waiting;
};

class waiting_for_lookup {
public:
    waiting_for_lookup(lookup& of, strand_event& event) : of_(of), event_(event) {
        of_.waiting.push_back(&event_);
    }
    ~waiting_for_lookup() { std::erase(of_.waiting, &event_); }
    waiting_for_lookup(const waiting_for_lookup&) = delete;
    waiting_for_lookup& operator=(const waiting_for_lookup&) = delete;

private:
    lookup& of_;
    strand_event& event_;
};

result<endpoints> outcome(const lookup& l, const std::string& host) {
    if (!l.ec && !l.found.empty())
        return l.found;
    failure f;
    f.code = errc::resolve_failed;
    f.message = "no address for '" + host + "'";
    f.cause = l.ec;
    return f;
}

class system_resolver final : public resolver, public std::enable_shared_from_this<system_resolver> {
public:
    explicit system_resolver(std::shared_ptr<time_source> time) : time_(std::move(time)) {}

    asio::awaitable<result<endpoints>> resolve(std::string host, std::uint16_t port) override {
        error_code not_literal;
        const auto address = boost::asio::ip::make_address(host, not_literal);
        if (!not_literal)
            co_return endpoints(1, tcp::endpoint(address, port));
        const auto executor = co_await asio::this_coro::executor;
        auto entry = find_or_start(executor, host, port);
        if (!entry->done) {
            strand_event event(executor);
            const waiting_for_lookup place(*entry, event);
            co_await event.wait();
        }
        co_return outcome(*entry, host);
    }

private:
    std::shared_ptr<lookup>
    find_or_start(const asio::any_io_executor& executor, const std::string& host, std::uint16_t port) {
        auto& slot = lookups_[host + ":" + std::to_string(port)];
        if (slot && (!slot->done || (!slot->ec && time_->now() < slot->expires)))
            return slot;
        slot = std::make_shared<lookup>();
        auto engine = std::make_shared<tcp::resolver>(executor);
        auto finish = [self = shared_from_this(), entry = slot, engine](
                          const error_code& ec, const tcp::resolver::results_type& results) {
            entry->done = true;
            entry->ec = ec;
            entry->expires = self->time_->now() + lifetime_of_answer;
            for (const auto& result : results)
                entry->found.push_back(result.endpoint());
            for (auto* event : entry->waiting)
                event->set();
        };
        engine->async_resolve(host, std::to_string(port), tcp::resolver::numeric_service, std::move(finish));
        return slot;
    }

    std::shared_ptr<time_source> time_;
    std::map<std::string, std::shared_ptr<lookup>> lookups_;
};

} // namespace

std::shared_ptr<resolver> make_system_resolver(std::shared_ptr<time_source> time) {
    return std::make_shared<system_resolver>(std::move(time));
}

} // namespace segue::http
