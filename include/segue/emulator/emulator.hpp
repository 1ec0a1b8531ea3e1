#pragma once

#include <segue/emulator/faults.hpp>
#include <segue/emulator/oauth2.hpp>

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

/// Where the pictures that bodies name are.
enum class image_addresses {
    /// At https://i.discogs.com, as in the real service's answers; the emulator does not have them.
    real,
    /// At the emulator itself, below `/images/`. Signed, so that a changed address is refused, and an old one
    /// after `expire_images`.
    own,
};

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
    /// Where the pictures that bodies name are.
    image_addresses images = image_addresses::real;
    /// Wait before each answer's first byte. Zero to one minute.
    std::chrono::milliseconds latency{0};
    /// File of faults to begin with, as `load_faults` reads it. Empty: none.
    std::string faults_file{};
    /// Copies in the collection of `username()` at the start, the same for the same seed: in three folders,
    /// with notes and ratings, every twentieth a second copy of the release before. 0 to 100,000. The data
    /// set grows with it, so that every release can be read; 10,000 take a fifth of a second and some 30 MB.
    int collection_size = 12;
    /// Releases in the wantlist of `username()` at the start. 0 to 100,000.
    int wantlist_size = 6;
    /// Most entries the journal keeps; the oldest go first. 0 turns the journal off.
    std::size_t journal_limit = 65'536;
    /// Copies that the account of `token()` has on sale at the beginning. Zero to 1,000,000.
    int inventory_size = 0;
    /// Orders that it has to begin with, each of one copy more. Zero to 100,000.
    int orders = 0;
    /// An export or upload answers so many looks at it with `pending` before it is done; zero: done at once.
    int job_looks = 1;
    /// Or it is done after this time, whichever comes first. Not negative, at most one hour.
    std::chrono::milliseconds job_time{60'000};
    /// How long request tokens of OAuth and their verifiers are good; zero: never. Not negative, at most one
    /// hour.
    std::chrono::milliseconds request_token_life{900'000};
    /// The provider of OAuth 2 below `/oauth2/`.
    oauth2_params oauth2{};
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
/// Serves the database, OAuth 1.0a with identity, users, collections, wantlists, lists, the marketplace and
/// inventory files from a built-in data set, and beside it a provider of OAuth 2 for clients of other
/// services; docs/guide/emulator.md names every operation. Members from
/// `stock` on do what other people and the site do in the marketplace. What is written is read back, by the
/// same emulator. URLs in bodies name https://api.discogs.com, as the real ones do; for pictures see
/// `emulator_params::images`. Pictures are noise in PNG, cost nothing of the window and need no credentials.
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
    /// Another account, whose collection, wantlist and some lists are private: a stranger, a buyer.
    [[nodiscard]] std::string other_username() const;
    /// The personal access token of any account, contributors of releases included; depends on the seed only.
    ///
    /// **Errors** `std::invalid_argument` when there is no such user.
    [[nodiscard]] std::string token_of(std::string_view username) const;

    /// Plays the user on the page of OAuth who agrees that the application acts for them, `username()` when
    /// the name is empty. Counts no request; the form of `/oauth/authorize` does the same over HTTP.
    ///
    /// **Returns** the verifier for `/oauth/access_token`. **Errors** `std::invalid_argument` when the token
    /// is unknown, used or older than 15 minutes, or there is no such user.
    [[nodiscard]] std::string authorize(std::string_view request_token, std::string_view username = {});

    /// What a client needs to know of the provider of OAuth 2.
    [[nodiscard]] oauth2_registration oauth2() const;
    /// Plays the user on the page of OAuth 2, `username()` when the name is empty. Counts no request; the
    /// page's form does the same over HTTP.
    ///
    /// **Returns** where the browser is sent back to, `url` being what was to be opened in it. **Errors**
    /// `std::invalid_argument` when that is none of the two pages, its client or redirect URI is unknown, or
    /// there is no such user.
    [[nodiscard]] std::string
    answer_oauth2(std::string_view url, oauth2_answer answer, std::string_view username = {});
    /// Plays the user who types a device's code. **Errors** `std::invalid_argument` when it is unknown,
    /// answered or too old, or there is no such user.
    void answer_device(std::string_view user_code, oauth2_answer answer, std::string_view username = {});
    /// Takes back everything that a user, `username()` when the name is empty, has allowed by OAuth 2.
    /// **Errors** `std::invalid_argument` for an unknown user.
    void revoke_consents(std::string_view username = {});
    /// Lets time go by for codes and tokens of OAuth 2 alone; a hundred years in all are the most. **Errors**
    /// `std::invalid_argument` when it is negative.
    void advance_oauth2(std::chrono::milliseconds by);

    /// Puts made-up copies of releases on sale for an account and gives their listing ids. **Units**
    /// `copies`: at most 1,000,000 a call. **Errors** `std::invalid_argument` for an unknown user or a bad
    /// number.
    std::vector<std::int64_t> stock(std::string_view username, int copies);
    /// Lets somebody buy listings of one seller; gives the id of the order, which the seller finds under
    /// `/marketplace/orders`. **Errors** `std::invalid_argument` when a listing is not for sale, they are of
    /// several sellers, or the buyer has no account or is the seller.
    std::string sell(const std::vector<std::int64_t>& listings, std::string_view buyer);
    /// Sells one listing.
    std::string sell(std::int64_t listing, std::string_view buyer);
    /// Gives a listing any status that the service knows: only it sets `Expired`, `Suspended` or `Violation`.
    /// **Errors** `std::invalid_argument` for an unknown listing or status.
    void set_listing_status(std::int64_t listing, std::string_view status);
    /// Archives an order or takes it back, as its seller does on the site. **Errors**
    /// `std::invalid_argument`.
    void set_archived(std::string_view order, bool archived);
    /// The buyer of a refunded order has the money: `Cancelled (Refund Received)`. **Errors**
    /// `std::invalid_argument` for an unknown order, or one that is not `Refund Sent`.
    void receive_refund(std::string_view order);
    /// Whether an account has filled out its seller settings: without them it cannot list, gets no price
    /// suggestions, and its uploads fail. At first `username()` and `other_username()` have. **Errors**
    /// `std::invalid_argument` for an unknown user.
    void set_seller_settings(std::string_view username, bool filled);
    /// Blocks a release from sale or lets it be sold again. **Errors** `std::invalid_argument` when there is
    /// none.
    void block_from_sale(std::int64_t release, bool blocked);

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

    /// Refuses the addresses of pictures that were given so far, as if their time was over; answers name new
    /// ones from now on. Of no effect with `image_addresses::real`.
    void expire_images();

    /// Closes every connection at once and joins the threads; journal and counters stay readable. May be
    /// repeated.
    void stop();

private:
    struct impl;
    std::unique_ptr<impl> impl_;
};

} // namespace segue::emulator
