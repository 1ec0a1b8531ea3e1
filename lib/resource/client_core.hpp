#pragma once

#include "base/side_thread.hpp"
#include "http/proxy.hpp"
#include "resource/file_address.hpp"
#include "resource/file_lanes.hpp"
#include "traffic/pipeline.hpp"

#include <segue/base/events.hpp>
#include <segue/base/time_source.hpp>
#include <segue/http/pool.hpp>
#include <segue/http/transport.hpp>
#include <segue/resource/call_options.hpp>
#include <segue/resource/collaborators.hpp>
#include <segue/traffic/quota_ledger.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace segue::resource {

/// A client's params, checked and owned.
struct client_settings {
    http::origin base;
    /// What stands before every path; empty, or begins and does not end with a slash.
    std::string path_prefix;
    std::string ca_file;
    std::chrono::milliseconds deadline{};
    std::chrono::milliseconds attempt_limit{};
    traffic::quota_params quota;
    /// For each host of files, the service's own aside.
    traffic::quota_params file_quota;
    http::pool_params pool;
    http::proxy_rules way;
    /// Code of the currency for prices where a call names none; empty leaves it to the service.
    std::string currency;
    /// Goes out with every call, before what the call adds.
    http::headers headers;
    traffic::retry_params retry;
    traffic::breaker_params breaker;
    /// How long answers are kept; unset: each for its own time.
    std::optional<std::chrono::seconds> cache_lifetime;
    /// Of the dice for the waits before retries, for tests that must repeat; unset: by chance.
    std::optional<std::uint64_t> dice_seed;
};

/// Reads a base URL. Throws `std::invalid_argument` for anything but https, http to a loopback host, or text
/// that is no URL.
void read_base_url(std::string_view url, client_settings& into);

/// Checks everything that can be checked without the network; throws `std::invalid_argument` naming the
/// param.
void check_settings(const client_settings& s);

/// Checks a User-Agent against the form `product/version` and refuses what services block on sight.
std::string check_user_agent(std::string_view given);

/// One request as a node describes it.
struct request_spec {
    http::method method = http::method::get;
    /// Encoded, begins with a slash.
    std::string path;
    /// Encoded, without the question mark.
    std::string query;
    http::headers headers;
    std::string body;
    /// Streams the body in place of `body`, from its beginning for each attempt.
    std::shared_ptr<http::body_source> source;
    /// Takes the body of a good answer as it comes. The call is then neither shared nor kept, and its
    /// `attempt_limit` is the longest silence: an attempt lasts as long as bytes flow.
    std::shared_ptr<http::body_sink> sink;
    /// Signs in place of the provider, for a call with credentials of its own.
    std::shared_ptr<const traffic::request_signer> signer;
    traffic::sink_restart restart = traffic::sink_restart::possible;
    /// `hand_over`: up to three redirects of a read are followed, without credentials to other origins.
    traffic::redirect_mode redirects = traffic::redirect_mode::refuse;
    /// A file that is not the API's, in place of `path` and `query`: no credentials, no headers but the
    /// program's name, a quota and connections apart.
    std::optional<file_address> file;
    call_options options;
    /// Set when the params of the verb are bad: thrown when awaited, nothing is sent.
    std::optional<failure> refused;
};

/// An answer, and how to keep it once it was read.
using fetched = traffic::delivery;

/// What all handles of one client share.
class client_core : public std::enable_shared_from_this<client_core> {
public:
    static std::shared_ptr<client_core> make(
        const asio::any_io_executor& executor,
        client_settings settings,
        const collaborators& parts,
        std::shared_ptr<const traffic::provider> rules);

    /// Makes one for another account: with other rules, on the same strand, over the same connections, quota,
    /// cache and observer.
    static std::shared_ptr<client_core>
    sibling(const client_core& of, std::shared_ptr<const traffic::provider> rules);

    client_core(const client_core&) = delete;
    client_core& operator=(const client_core&) = delete;
    ~client_core() = default;

    /// Sends one call through the pipeline and comes back to the caller's executor.
    ///
    /// **Returns** an answer to decode. **Errors** throws the child of `error` that fits.
    static asio::awaitable<fetched> fetch(std::shared_ptr<client_core> self, request_spec spec);

    /// Keeps an answer that was read without trouble, if the client keeps any. Does not wait for that.
    static void keep(const std::shared_ptr<client_core>& self, fetched read);

    /// Lets go what is kept of this account and shows the same thing as a path; everything for an empty path.
    static asio::awaitable<std::size_t> forget(std::shared_ptr<client_core> self, std::string path);

    /// Takes no more calls and waits for those under way to end; `cut_off` ends them.
    static asio::awaitable<void> close(std::shared_ptr<client_core> self, bool cut_off);

    /// Takes calls again.
    void open() noexcept;

    /// Makes what `fetch` runs on the strand: one call through the pipeline, its deadline counted from now.
    /// **Cancellation** through `cancel`.
    static asio::awaitable<result<fetched>> begin(
        const std::shared_ptr<client_core>& self,
        request_spec spec,
        std::shared_ptr<asio::cancellation_signal> cancel);

    /// The thread on which this client's files are read and written; made when it is first asked for.
    std::shared_ptr<side_thread> file_thread();

    /// Whether files may come from this machine.
    file_hosts hosts_of_files() const;

    /// Passes news on to the observer.
    void tell(const event& e) const noexcept;

    /// Names what was read, behind the end of its call, for news about it; lasts as long as both.
    call_view about(const request_spec& spec, std::string_view path) const noexcept;

    /// Passes drift on to the observer.
    void report_drift(const request_spec& spec, const std::vector<drift>& found) const noexcept;

    traffic::budget budget() const;
    /// How long the next `requests` take by the quota.
    std::chrono::nanoseconds estimate(std::size_t requests) const;
    const client_settings& settings() const noexcept { return settings_; }
    /// The provider that the client was made with.
    const traffic::provider& rules() const noexcept { return *rules_; }
    const std::shared_ptr<strand_home>& home() const noexcept { return home_; }
    const std::shared_ptr<time_source>& time() const noexcept { return time_; }

private:
    struct pools;
    struct moorings;

    client_core(client_settings settings, std::shared_ptr<moorings> at);

    void set_out(const traffic::pipeline::parts& stages, bool shared_file_ledgers);
    traffic::call make_call(request_spec& spec);
    void direct(traffic::call& c, const file_address& to, bool with_credentials) const;
    enum class tls_need : unsigned char { none, some };
    std::shared_ptr<http::transport> make_pool(tls_need need);
    static asio::awaitable<result<fetched>> follow(
        std::shared_ptr<client_core> self,
        request_spec spec,
        std::shared_ptr<asio::cancellation_signal> cancel);
    static asio::awaitable<result<bool>> close_all(std::shared_ptr<client_core> self, bool cut_off);
    static std::shared_ptr<traffic::pipeline>
    pipeline_of(const std::shared_ptr<client_core>& self, const file_address* file = nullptr);

    client_settings settings_;
    std::shared_ptr<moorings> moorings_; // last to go, and shared by siblings
    std::shared_ptr<strand_home> home_;
    std::shared_ptr<time_source> time_;
    std::shared_ptr<segue::observer> observer_;
    std::shared_ptr<traffic::quota_ledger> ledger_;
    std::shared_ptr<const traffic::provider> rules_;
    std::shared_ptr<traffic::pipeline> pipeline_;
    std::unique_ptr<file_lanes> lanes_;
    /// What the pipelines are made of, for siblings.
    traffic::pipeline::parts stages_;
    bool shared_file_ledgers_ = true;
    /// The transport given in place of our own; null: our own.
    std::shared_ptr<http::transport> given_;
    std::shared_ptr<pools> pools_; // the context's shutdown has it, too
    std::mutex mutex_;             // guards what follows
    std::shared_ptr<side_thread> file_thread_;
    std::atomic<std::uint64_t> calls_{0};
};

} // namespace segue::resource
