#pragma once

#include <segue/emulator/faults.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace segue::emulator {

/// How the server's request counter forgets.
enum class window_rule {
    /// A request counts until exactly one window after its own stamp.
    exact,
    /// Fixed windows; the previous one counts with the share of it that a sliding window would still cover.
    averaged,
    /// Like `exact`, but stamps and clock are cut to whole seconds and a request leaves one tick late.
    whole_second,
};

/// Whether a request answered with 429 occupies the window too.
enum class count_refused_rule { no, yes };

/// What a 429 says about the wait; live probes of the real service saw no header at all.
enum class retry_after_form { none, seconds, http_date };

/// `http` exists for test tools that cannot speak TLS; the real service has no plain form.
enum class transport_kind { https, http };

/// The certificate that the server shows; all but `good` must be refused by a client that verifies.
enum class certificate_kind {
    /// Signed by the authority of `ca_file()`, valid for localhost, 127.0.0.1 and ::1.
    good,
    /// Signed by that authority, but for another name.
    wrong_host,
    /// Signed by that authority for the right names; ended yesterday.
    expired,
    /// Right names, signed by an authority that `ca_file()` does not hold.
    untrusted,
};

/// Whether bodies are packed for clients that accept gzip, as the real service does.
enum class compression { on, off };

/// Settings of one emulator; every member has a working default.
struct emulator_params {
    /// Address and port, `127.0.0.1:8443`, `[::1]:0` or `localhost:0`. Port 0: the system chooses. Loopback
    /// only.
    std::string listen = "127.0.0.1:0";
    /// Requests per window with valid credentials. At least 1.
    int rate = 60;
    /// Requests per window without. At least 1. Both tiers share one counter per source address.
    int anonymous_rate = 25;
    /// Length of the window. More than zero, at most one day.
    std::chrono::milliseconds window{60'000};
    /// How the window forgets.
    window_rule rule = window_rule::exact;
    /// Whether a 429 occupies the window.
    count_refused_rule count_refused = count_refused_rule::no;
    /// What a 429 says about the wait.
    retry_after_form retry_after = retry_after_form::none;
    /// TLS or, for test tools only, plain text.
    transport_kind transport = transport_kind::https;
    /// Existing folder for `ca.pem`, `server.pem` and `server.key`. Empty: a private temporary one, removed
    /// at the end.
    std::string tls_dir{};
    /// Which certificate the server shows.
    certificate_kind certificate = certificate_kind::good;
    /// Fixes credentials, generated data and everything else that looks random.
    std::uint64_t seed = 1;
    /// Threads that serve; connections are spread over them in turn. 1 to 64.
    int threads = 1;
    /// Whether bodies are packed for who asks for gzip.
    emulator::compression compression = emulator::compression::on;
    /// Wait before each answer's first byte. Zero to one minute.
    std::chrono::milliseconds latency{0};
    /// File of faults to begin with, as `load_faults` reads it. Empty: none.
    std::string faults_file{};
    /// Most entries the journal keeps; the oldest go first. 0 turns the journal off.
    std::size_t journal_limit = 65'536;
};

/// One request as the server saw it.
struct journal_entry {
    /// When the request was complete; of one that `reset_in_request` struck, when its head was.
    std::chrono::steady_clock::time_point when{};
    /// Number of the connection, from 1 in the order of acceptance.
    std::uint64_t connection_id = 0;
    std::string method{};
    /// Path and query as they were sent.
    std::string target{};
    /// As sent, in order; names keep their case. Credentials are not hidden: they are the emulator's own.
    std::vector<std::pair<std::string, std::string>> headers{};
    std::string body{};
    /// Status of the answer; 0 when no complete head was sent.
    int status = 0;
    /// What the service itself answered before a fault changed or broke it: 201 with a `status` of 0 is a
    /// write that happened and whose answer was lost. 0: not carried out.
    int handled_status = 0;
    /// Whether the request occupies the window.
    bool counted = false;
    /// Requests in the window after this one, as the headers told.
    int used_after = 0;
    /// The method and the path as the documentation spells it, `GET /releases/{id}`; empty for a path that
    /// leads nowhere.
    std::string route{};
    /// Names of the faults that struck, comma separated; empty: none.
    std::string fault{};
};

/// The Discogs API on a loopback port: real windows, headers, credentials and pages, and faults on demand.
///
/// Serves the whole database area from a built-in data set: `/`, `/releases/{id}` with `/rating`,
/// `/rating/{username}` (GET, PUT, DELETE) and `/stats`, `/masters/{id}` with `/versions`, `/artists/{id}`
/// and
/// `/labels/{id}` with `/releases`, `/database/search`. What is written is read back, by the same emulator.
/// URLs in bodies name https://api.discogs.com, as the real ones do.
/// **Threads** any thread may call any member at any time. **Lifetime** several emulators may live in one
/// process.
class emulator {
public:
    /// Starts to listen and to serve; ready when it returns.
    ///
    /// **Errors** `std::invalid_argument` naming the bad member; `std::system_error` when it cannot listen or
    /// write.
    explicit emulator(emulator_params params = {});
    /// Stops, and removes the temporary folder.
    ~emulator();
    emulator(const emulator&) = delete;
    emulator& operator=(const emulator&) = delete;

    /// `https://127.0.0.1:PORT`, without a trailing slash.
    [[nodiscard]] std::string base_url() const;
    /// File with the authority's certificate, for clients to trust; empty for plain text.
    [[nodiscard]] std::string ca_file() const;
    /// A personal access token that the emulator accepts; depends on the seed only.
    [[nodiscard]] std::string token() const;
    [[nodiscard]] std::string consumer_key() const;
    [[nodiscard]] std::string consumer_secret() const;
    /// The account that `token()` belongs to.
    [[nodiscard]] std::string username() const;

    /// Adds a fault; its counting starts now. **Errors** `std::invalid_argument` naming the bad member.
    void add_fault(fault addition);
    /// Forgets all faults; connections already struck stay struck.
    void clear_faults();

    /// Copies what was asked so far, oldest first, in the order in which requests were complete.
    [[nodiscard]] std::vector<journal_entry> journal() const;
    /// Like `journal()`, and empties it in the same step.
    [[nodiscard]] std::vector<journal_entry> take_journal();
    void clear_journal();

    /// TLS handshakes completed since the start.
    [[nodiscard]] std::size_t handshakes() const;
    /// How many of them resumed an earlier TLS session.
    [[nodiscard]] std::size_t resumed_handshakes() const;
    /// Connections accepted since the start.
    [[nodiscard]] std::size_t connections() const;
    /// Connections that are open now.
    [[nodiscard]] std::size_t open_connections() const;
    /// Requests read completely since the start.
    [[nodiscard]] std::size_t requests() const;

    /// Empties the window, as after a long silence.
    void reset_window();
    /// Counts `n` requests that another client behind the same address sent just now.
    void add_foreign_requests(int n);

    /// Closes every connection at once and joins the threads; journal and counters stay readable. May be
    /// repeated.
    void stop();

private:
    struct impl;
    std::unique_ptr<impl> impl_;
};

} // namespace segue::emulator
