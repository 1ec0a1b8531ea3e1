#include "component/secret_run/other_process.hpp"

#include "support/on_emulator.hpp"

#include <segue/account/exchange.hpp>
#include <segue/account/next_step.hpp>
#include <segue/account/oauth2.hpp>
#include <segue/account/password_source.hpp>
#include <segue/account/redirect_handler.hpp>
#include <segue/account/sqlite_token_store.hpp>
#include <segue/base/log_observer.hpp>
#include <segue/discogs/sign_in.hpp>
#include <segue/http/make_transport.hpp>
#include <segue/testing/tape.hpp>
#include <segue/traffic/sqlite_cache.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <stdexcept>
#include <sys/uio.h>
#include <unistd.h>
#include <vector>

// What is given back stays as it is, so that nothing is written over by chance.
#if !defined(SEGUE_TEST_SANITIZED)
namespace {
std::atomic<bool> keeps_all_memory{false}; // NOLINT(*-non-const-global-variables)
} // namespace

extern "C" void __libc_free(void* at);    // NOLINT(*-reserved-identifier): glibc's own
extern "C" void free(void* at) noexcept { // NOLINT(*-redundant-declaration)
    if (!keeps_all_memory.load(std::memory_order_relaxed))
        __libc_free(at);
}
#endif

namespace segue::test {
namespace {

using account::secret;
using account::token_set;
using account::oauth2::client_authentication;
using account::oauth2::flow;
using account::oauth2::flow_params;
using discogs::signature_method;

constexpr const char* back = "http://127.0.0.1:1/callback";

/// Asks the process that has the emulator. What comes is wiped where it was read.
secret ask(std::string_view what, std::string_view about = {}) {
    std::array<iovec, 4> parts{};
    std::size_t i = 0;
    for (const std::string_view text : {what, std::string_view(" "), about, std::string_view("\n")})
        parts[i++] = {const_cast<char*>(text.data()), text.size()}; // NOLINT(*-const-cast): it only reads
    if (::writev(questions_go_to, parts.data(), static_cast<int>(parts.size())) <= 0)
        throw std::runtime_error("nobody to ask");
    std::array<char, 4096> room{};
    std::size_t n = 0;
    while (n < room.size() && ::read(answers_come_from, &room[n], 1) == 1 && room[n] != '\n')
        ++n;
    secret answer(std::string_view(room.data(), n));
    ::explicit_bzero(room.data(), room.size());
    return answer;
}

/// Names a secret that came into being here.
void tell(const std::string& name, const secret& value) {
    ask("name", name);
    ask("value", value.reveal());
}

/// A user who agrees.
class agreeing final : public account::redirect_handler {
public:
    asio::awaitable<std::string> authorize(const account::sign_in_page& page) override {
        co_return callback_for(page.state);
    }
    std::string redirect_uri() const override { return {}; }

    static std::string callback_for(std::string_view request_token) {
        const auto verifier = ask("authorize", request_token);
        return "oob?oauth_token=" + std::string(request_token) + "&oauth_verifier=" + verifier.reveal();
    }
};

class secret_run {
public:
    explicit secret_run(const run_place& at) : at_(at) {
        const std::filesystem::path folder(at.folder);
        log_.open(folder / "log");
        errors_.open(folder / "errors");
        reports_.open(folder / "reports");
        observer_ = std::make_shared<log_observer>(log_, log_level::everything);
        http::transport_params direct;
        direct.ca_file = at_.ca_file;
        direct.proxy = "";
        wire_ = http::make_transport(io_.get_executor(), direct);
        if (at.kind == run_kind::taped)
            wire_ = std::make_shared<testing::recording_transport>(wire_, folder / "tape");
        cache_ = traffic::make_sqlite_cache((folder / "cache.sqlite").string());
        store_ = account::make_sqlite_token_store(
            (folder / "accounts.db").string(),
            account::store_key::from_passphrase(ask("give", "passphrase")),
            {.scrypt_cost = 10});
        if (at.kind == run_kind::taped)
            plain_store_ =
                account::make_sqlite_token_store((folder / plain_store_folder / "accounts.db").string());
    }

    void everything() {
        sign_in_and_act();
        sign_in_in_two_requests();
        act_with_tokens();
        act_as_application();
        sign_in_by_oauth2();
        ask("look"); // while databases have their logs beside them
    }

    void leak_on_purpose() {
        const auto token = ask("give", "token");
        log_ << "the token is " << token.reveal() << '\n';
        left_in_memory_ = new std::string(token.reveal()); // NOLINT(*-owning-memory)
    }

private:
    template <class T>
    T run(asio::awaitable<T> work) {
        return sync_wait(io_, std::move(work));
    }

    template <class T>
    void fails(const char* what, asio::awaitable<T> work) {
        try {
            (void)run(std::move(work));
        } catch (const error& e) {
            note(e);
            return;
        }
        throw std::runtime_error(std::string("no failure: ") + what);
    }

    void note(const error& e) {
        errors_ << e.what() << '\n' << all_text_of(e.details()) << '\n';
        errors_ << to_string(account::next_step_of(e.details())) << '\n';
        std::cout << "error: " << e.what() << '\n';
        std::cerr << describe(e.details()) << '\n';
    }

    void report(const discogs::client& client, std::string_view username) {
        reports_ << to_string(run(client.diagnose({.username = username})));
    }

    discogs::client_params params() const {
        discogs::client_params p;
        p.credentials_from = discogs::credential_source::params_only;
        p.user_agent = "SecretRun/1.0 +https://segue.invalid";
        p.base_url = at_.base_url;
        p.ca_file = at_.ca_file;
        p.rate_limit = traffic::rate_limit::off;
        p.retry.max_attempts = 1;
        p.proxy = "";
        return p;
    }

    /// Over the transport that they share where it is recorded, and each over its own elsewhere, as programs
    /// have it.
    discogs::client make(const discogs::client_params& p) {
        if (at_.kind == run_kind::taped)
            return discogs::client(io_.get_executor(), p, observer_, cache_, wire_);
        return discogs::client(io_.get_executor(), p, observer_, cache_);
    }

    discogs::client application(signature_method how) {
        const auto key = ask("give", "consumer_key");
        const auto key_secret = ask("give", "consumer_secret");
        auto p = params();
        p.consumer_key = key.reveal();
        p.consumer_secret = key_secret.reveal();
        p.signature_method = how;
        return make(p);
    }

    void act(const discogs::client& client) {
        const auto me = run(client.identity().get()).username;
        run(client.release(352665).get());
        run(client.release(352665).get()); // from the cache
        run(client.user(me).wantlist().create(1));
        auto fields = client.user(me).collection().fields().list();
        run(fields.collect());
        fails("nothing there", client.release(999'999'999).get());
        report(client, me);
        report(client, "somebody.else");
    }

    void sign_in_and_act() {
        for (const auto how :
             {signature_method::plaintext, signature_method::hmac_sha1, signature_method::hmac_sha256}) {
            const auto client = application(how);
            const std::string label = "by method " + std::to_string(static_cast<int>(how));
            const auto by = std::make_shared<agreeing>();
            auto user = run(discogs::sign_in(client, by, store_, {.label = label}));
            tell(label + ", access token", user.account.access_token);
            tell(label + ", token secret", user.account.token_secret);
            keep_plain(user.account);
            act(client.with_account(user.credentials()));
            user = run(discogs::sign_in(client, by, store_, {.label = label}));
            if (!user.from_store)
                throw std::runtime_error("not stored");
            std::cout << "token " << user.account.access_token << '\n';
            act_with_wrong_secret(client, user);
            const discogs::request_token unknown("an-unknown-request-token", "its-s3cret+%");
            fails("unknown request token", client.oauth().access_token(unknown, "a-verifier"));
        }
        for (const auto& each : run(store_->list({})))
            std::cout << each.label << ' ' << each.access_token << ' ' << each.token_secret << '\n';
    }

    void act_with_wrong_secret(const discogs::client& client, const discogs::signed_in& user) {
        const auto wrong = ask("give", "wrong");
        const auto stranger = client.with_account(
            {.access_token = user.account.access_token.reveal(), .access_token_secret = wrong.reveal()});
        // A write: what only reads is answered from the cache.
        fails("wrong secret", stranger.user("segue_listener").wantlist().create(1));
        report(stranger, "segue_listener");
    }

    void sign_in_in_two_requests() {
        const auto client = application(signature_method::hmac_sha256);
        auto begun = run(discogs::begin_sign_in(client, {.label = "web"}));
        ask("once");
        tell("request token's secret", begun.token.token_secret);
        const auto kept = begun.save();
        const auto again = discogs::pending_sign_in::restore(kept.reveal());
        const auto callback = agreeing::callback_for(again.token.token.reveal());
        const auto user = run(discogs::finish_sign_in(client, again, callback, store_));
        tell("web, access token", user.account.access_token);
        tell("web, token secret", user.account.token_secret);
        fails("used up", discogs::finish_sign_in(client, again, callback, store_));
    }

    void act_with_tokens() {
        const auto token = ask("give", "token");
        auto p = params();
        p.token = token.reveal();
        act(make(p));
        const auto wrong = ask("give", "wrong");
        p.token = wrong.reveal();
        const auto stranger = make(p);
        fails("wrong token", stranger.release(1).get());
        report(stranger, "segue_listener");
    }

    void act_as_application() {
        const auto client = application(signature_method::plaintext);
        auto hits = client.search({.query = "nails", .per_page = 2});
        run(hits.next_page());
        fails("no user", client.identity().get());
        report(client, "segue_listener");
        const auto key = ask("give", "consumer_key");
        const auto wrong = ask("give", "wrong");
        auto p = params();
        p.consumer_key = key.reveal();
        p.consumer_secret = wrong.reveal();
        const auto stranger = make(p);
        fails("wrong pair", stranger.release(1).get());
        fails("wrong pair signs", stranger.oauth().request_token());
        report(stranger, "segue_listener");
    }

    token_set redeem(const std::string& name, const account::oauth2::token_request& request) {
        auto tokens = run(account::exchange(wire_, request));
        tell(name + ", access token", tokens.access_token);
        if (tokens.refresh_token)
            tell(name + ", refresh token", *tokens.refresh_token);
        return tokens;
    }

    /// In a file that says what it holds, and so does SQLite's memory.
    void keep_plain(const account::stored_account& entry) {
        if (plain_store_)
            run(plain_store_->put(entry));
    }

    void keep(const std::string& label, const token_set& tokens) {
        account::stored_account entry;
        entry.provider = "another";
        entry.flow = "oauth2";
        entry.label = label;
        entry.access_token = tokens.access_token;
        if (tokens.refresh_token)
            entry.refresh_token = *tokens.refresh_token;
        run(store_->put(entry));
        keep_plain(entry);
    }

    void sign_in_by_oauth2() {
        for (const auto how : {client_authentication::basic, client_authentication::body}) {
            const std::string name = how == client_authentication::basic ? "basic" : "body";
            const auto id = ask("give", "client_id");
            const auto client_secret = ask("give", "client_secret");
            const auto authorize = ask("give", "authorize_url");
            const auto token_url = ask("give", "token_url");
            flow_params p;
            p.at = {authorize.reveal(), token_url.reveal(), {}, back};
            p.client_id = id.reveal();
            p.client_secret = client_secret.reveal();
            p.authentication = how;
            const flow by(p);
            const auto now = std::chrono::system_clock::now();
            auto grant = by.begin_code(now).value();
            ask("once");
            tell(name + " verifier", grant.held().verifier);
            const auto callback = ask("agree", grant.authorize_url());
            const auto request = by.finish_code(grant, callback.reveal(), now).value();
            const auto first = redeem(name + " code", request);
            keep(name, first);
            const auto renewed = redeem(name + " renewed", by.refresh(first).value());
            keep(name, renewed);
            fails("used up", account::exchange(wire_, by.refresh(first).value()));
            sign_in_by_password(by, name);
            const auto wrong = ask("give", "wrong");
            p.client_secret = wrong.reveal();
            fails("wrong client", account::exchange(wire_, flow(p).client_credentials().value()));
        }
    }

    void sign_in_by_password(const flow& by, const std::string& name) {
        const auto user = ask("give", "username");
        const auto password = ask("give", "password");
        const auto source =
            account::make_fixed_password({.user = user.reveal(), .password = password.reveal()});
        const auto given = run(source->ask({.service = "another"}));
        std::cout << given.user << ' ' << given.password << '\n';
        keep(name + " password", redeem(name + " password", by.password(given.user, given.password).value()));
        const auto wrong = ask("give", "wrong");
        fails("wrong password", account::exchange(wire_, by.password(given.user, wrong).value()));
    }

    run_place at_;
    asio::io_context io_{1};
    std::ofstream log_;
    std::ofstream errors_;
    std::ofstream reports_;
    std::shared_ptr<log_observer> observer_;
    std::shared_ptr<http::transport> wire_;
    std::shared_ptr<traffic::response_cache> cache_;
    std::shared_ptr<account::sqlite_token_store> store_;
    std::shared_ptr<account::sqlite_token_store> plain_store_;
    /// Nobody frees it.
    std::string* left_in_memory_ = nullptr;
};

struct stretch {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
};

/// What can be read and written and is nobody else's: heap, stacks, static data.
std::vector<stretch> own_memory() {
    std::vector<stretch> all;
    std::ifstream maps("/proc/self/maps");
    for (std::string line; std::getline(maps, line);) {
        std::istringstream words(line);
        std::string range;
        std::string rights;
        words >> range >> rights;
        const auto dash = range.find('-');
        if (!rights.starts_with("rw") || rights.ends_with('s'))
            continue;
        all.push_back(
            {std::stoull(range.substr(0, dash), nullptr, 16),
             std::stoull(range.substr(dash + 1), nullptr, 16)});
    }
    return all;
}

/// Writes this process's memory to a file, as a core would have it.
void dump_memory(const std::string& file) {
    static std::array<char, 65'536> room; // not on the stack or the heap, which are being read
    const int from = ::open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
    const int to = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (from < 0 || to < 0)
        throw std::runtime_error("the memory cannot be read");
    for (const auto& part : own_memory()) {
        for (auto at = part.begin; at < part.end;) {
            const auto wanted = std::min<std::uint64_t>(room.size(), part.end - at);
            const auto n = ::pread(from, room.data(), wanted, static_cast<off_t>(at));
            if (n <= 0)
                break; // a guard page
            if (::write(to, room.data(), static_cast<std::size_t>(n)) != n)
                throw std::runtime_error("the memory cannot be written");
            at += static_cast<std::uint64_t>(n);
        }
    }
    ::close(from);
    ::close(to);
}

} // namespace

int run_with_secrets(const run_place& at) {
#if !defined(SEGUE_TEST_SANITIZED)
    keeps_all_memory = at.kind != run_kind::taped;
#endif
    try {
        {
            secret_run run(at);
            run.everything();
            if (at.kind == run_kind::leaking)
                run.leak_on_purpose();
        }
        if (at.kind != run_kind::taped)
            dump_memory((std::filesystem::path(at.folder) / memory_file).string());
        return EXIT_SUCCESS;
    } catch (const std::exception& e) {
        std::cerr << "the run ends: " << e.what() << '\n';
        return EXIT_FAILURE;
    }
}

} // namespace segue::test
