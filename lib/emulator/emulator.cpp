#include "certificates.hpp"
#include "engine.hpp"
#include "server.hpp"

#include <segue/emulator/emulator.hpp>

#include <boost/system/system_error.hpp>

#include <algorithm>
#include <charconv>
#include <optional>
#include <stdexcept>
#include <system_error>

namespace segue::emulator {
namespace {

constexpr int most_copies = 1'000'000;
constexpr int most_orders = 100'000;

struct listen_address {
    std::string address{};
    std::uint16_t port = 0;
};

listen_address parse_listen(const std::string& listen) {
    const std::size_t colon = listen.rfind(':');
    const auto refuse = [&listen](const char* why) {
        throw std::invalid_argument("listen " + std::string(why) + ": '" + listen + "'");
    };
    if (colon == std::string::npos)
        refuse("must be address:port");
    listen_address out;
    const char* const end = listen.data() + listen.size();
    const auto [stop, ec] = std::from_chars(listen.data() + colon + 1, end, out.port);
    if (ec != std::errc{} || stop != end)
        refuse("has a bad port");
    const std::string host = listen.substr(0, colon);
    // 127.0.0.0/8 is all loopback; the dots and digits are judged by the address parser.
    if (host == "localhost")
        out.address = "127.0.0.1";
    else if (host == "[::1]")
        out.address = "::1";
    else if (host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string::npos)
        out.address = host;
    else
        refuse("must name a loopback address");
    return out;
}

void validate(const emulator_params& params) {
    const auto require = [](bool good, const char* text) {
        if (!good)
            throw std::invalid_argument(text);
    };
    require(params.rate >= 1, "rate must be at least 1");
    require(params.anonymous_rate >= 1, "anonymous_rate must be at least 1");
    const bool window = params.window.count() > 0 && params.window <= std::chrono::hours{24};
    require(window, "window must be more than zero and at most one day");
    require(params.threads >= 1 && params.threads <= 64, "threads must be 1 to 64");
    const bool latency = params.latency.count() >= 0 && params.latency <= std::chrono::minutes{1};
    require(latency, "latency must be zero to one minute");
    const auto fits = [](int size) { return size >= 0 && size <= 100'000; };
    require(fits(params.collection_size), "collection_size must be 0 to 100000");
    require(fits(params.wantlist_size), "wantlist_size must be 0 to 100000");
    const bool stocked = params.inventory_size >= 0 && params.inventory_size <= most_copies;
    require(stocked, "inventory_size must be zero to 1,000,000");
    require(params.orders >= 0 && params.orders <= most_orders, "orders must be zero to 100,000");
    require(params.job_looks >= 0, "job_looks must not be negative");
    const bool timed = params.job_time.count() >= 0 && params.job_time <= std::chrono::hours{1};
    require(timed, "job_time must be zero to one hour");
    const bool alive =
        params.request_token_life.count() >= 0 && params.request_token_life <= std::chrono::hours{1};
    require(alive, "request_token_life must be zero to one hour");
    const std::string provider = problem_of(params.oauth2);
    require(provider.empty(), provider.c_str());
    const bool plain = params.transport == transport_kind::http;
    require(!plain || params.tls_dir.empty(), "tls_dir makes no sense with transport http");
    require(
        !plain || params.certificate == certificate_kind::good,
        "certificate makes no sense with transport http");
}

const account& known_account(const world& state, std::string_view username) {
    const account* found = state.accounts.find(username);
    if (found == nullptr)
        throw std::invalid_argument("username has no account: '" + std::string(username) + "'");
    return *found;
}

/// The emulator's own user when the name is empty.
account& known_user(world& state, std::string_view username) {
    account* found = username.empty() ? &state.accounts.own() : state.accounts.find(username);
    if (found == nullptr)
        throw std::invalid_argument("username has no account: '" + std::string(username) + "'");
    return *found;
}

server_time present_tick() {
    return std::chrono::steady_clock::now().time_since_epoch();
}

order_record& known_order(world& state, std::string_view id) {
    order_record* found = state.market.orders.find(id);
    if (found == nullptr)
        throw std::invalid_argument("order does not exist: '" + std::string(id) + "'");
    return *found;
}

wall_second present() {
    return whole_second(std::chrono::system_clock::now());
}

std::vector<fault> read_faults(const std::string& path) {
    try {
        return load_faults(path);
    } catch (const std::invalid_argument& problem) {
        throw std::invalid_argument(std::string("faults_file: ") + problem.what());
    }
}

} // namespace

struct emulator::impl {
    impl(const emulator_params& params, const listen_address& where, std::vector<fault> faults)
        : core(
              params,
              make_catalog(params.seed, crates_for(std::max(params.collection_size, params.wantlist_size)))) {
        for (fault& one : faults)
            core.add_fault(std::move(one));
        server_settings settings;
        settings.address = where.address;
        settings.port = where.port;
        settings.threads = params.threads;
        settings.tls = params.transport == transport_kind::https;
        if (settings.tls) {
            files.emplace(params.tls_dir, params.certificate);
            settings.chain_file = files->server_chain_file();
            settings.key_file = files->server_key_file();
        }
        sockets.emplace(settings, core);
        const std::string host = where.address == "::1" ? "[::1]" : where.address;
        base_url = (settings.tls ? "https://" : "http://") + host + ":" + std::to_string(sockets->port());
        core.change([this](const catalog&, world& state) { state.provider.name_base(base_url); });
        if (params.images == image_addresses::own)
            core.name_images(base_url);
    }

    std::optional<certificate_files> files{};
    engine core;
    std::string base_url{};
    std::optional<server> sockets{};
};

// By value, so that braces make it where it is used. NOLINTNEXTLINE(performance-unnecessary-value-param)
emulator::emulator(emulator_params params) {
    validate(params);
    const listen_address where = parse_listen(params.listen);
    std::vector<fault> faults;
    if (!params.faults_file.empty())
        faults = read_faults(params.faults_file);
    try {
        impl_ = std::make_unique<impl>(params, where, std::move(faults));
    } catch (const boost::system::system_error& problem) {
        throw std::system_error(problem.code(), "listen " + params.listen);
    }
}

emulator::~emulator() = default;

std::string emulator::base_url() const {
    return impl_->base_url;
}

std::string emulator::ca_file() const {
    return impl_->files ? impl_->files->ca_file() : std::string{};
}

std::string emulator::token() const {
    return impl_->core.credentials().token;
}

std::string emulator::consumer_key() const {
    return impl_->core.credentials().consumer_key;
}

std::string emulator::consumer_secret() const {
    return impl_->core.credentials().consumer_secret;
}

std::string emulator::username() const {
    return impl_->core.credentials().username;
}

std::string emulator::token_of(std::string_view username) const {
    std::string out = impl_->core.token_of(username);
    if (out.empty())
        throw std::invalid_argument("username has no account: '" + std::string(username) + "'");
    return out;
}

std::string emulator::authorize(std::string_view request_token, std::string_view username) {
    moment now;
    now.wall = std::chrono::system_clock::now();
    auto verifier = impl_->core.authorize(request_token, username, now);
    if (!verifier)
        throw std::invalid_argument("request_token is unknown, used or too old, or username has no account");
    return std::move(*verifier);
}

oauth2_registration emulator::oauth2() const {
    oauth2_registration out;
    impl_->core.change([&out](const catalog&, world& state) {
        const oauth2_desk& desk = state.provider;
        out.issuer = desk.issuer();
        out.client_id = desk.confidential_client().id;
        out.client_secret = desk.confidential_client().secret;
        out.public_client_id = desk.public_client().id;
        out.password = desk.password_of(state.accounts.own());
    });
    out.authorize_url = out.issuer + "/authorize";
    out.token_url = out.issuer + "/token";
    out.device_url = out.issuer + "/device_authorization";
    out.revoke_url = out.issuer + "/revoke";
    out.me_url = out.issuer + "/me";
    out.deezer_authorize_url = out.issuer + "/deezer/authorize";
    out.deezer_token_url = out.issuer + "/deezer/token";
    return out;
}

std::string emulator::answer_oauth2(std::string_view url, oauth2_answer answer, std::string_view username) {
    const oauth2_registration at = oauth2();
    const parsed_target target = parse_target(url);
    const bool deezer = target.path == at.deezer_authorize_url;
    if (!deezer && target.path != at.authorize_url)
        throw std::invalid_argument("url is none of the pages of OAuth 2");
    std::string out;
    impl_->core.change([&](const catalog&, world& state) {
        account& user = known_user(state, username);
        const auto dialect = deezer ? oauth2_dialect::deezer : oauth2_dialect::standard;
        const auto to = state.provider.read_authorization(target.query, dialect);
        if (!to)
            throw std::invalid_argument("url has an unknown client or redirect URI");
        const bool agrees = answer == oauth2_answer::authorize && !to->refused;
        out = agrees ? state.provider.agree(*to, user, present_tick()) : state.provider.deny(*to);
    });
    return out;
}

void emulator::answer_device(std::string_view user_code, oauth2_answer answer, std::string_view username) {
    impl_->core.change([&](const catalog&, world& state) {
        account& user = known_user(state, username);
        if (!state.provider.answer_device(user_code, answer, user, present_tick()))
            throw std::invalid_argument("user_code is unknown, answered or too old");
    });
}

void emulator::revoke_consents(std::string_view username) {
    impl_->core.change(
        [&](const catalog&, world& state) { state.provider.revoke_consents(known_user(state, username)); });
}

void emulator::advance_oauth2(std::chrono::milliseconds by) {
    if (by.count() < 0)
        throw std::invalid_argument("by must not be negative");
    impl_->core.change([by](const catalog&, world& state) { state.provider.advance(by); });
}

std::string emulator::other_username() const {
    return impl_->core.other_username();
}

std::vector<std::int64_t> emulator::stock(std::string_view username, int copies) {
    if (copies < 0 || copies > most_copies)
        throw std::invalid_argument("copies must be zero to 1,000,000");
    std::vector<std::int64_t> out;
    impl_->core.change([&](const catalog& data, world& state) {
        const account& seller = known_account(state, username);
        out = state.market.listings.stock(data, seller.username, currency_of(seller).code, copies, present());
    });
    return out;
}

std::string emulator::sell(const std::vector<std::int64_t>& listings, std::string_view buyer) {
    std::string out;
    impl_->core.change([&](const catalog&, world& state) {
        out = segue::emulator::sell(state.market, listings, state.accounts, buyer, present()).id;
    });
    return out;
}

std::string emulator::sell(std::int64_t listing, std::string_view buyer) {
    return sell(std::vector<std::int64_t>{listing}, buyer);
}

void emulator::set_listing_status(std::int64_t listing, std::string_view status) {
    impl_->core.change([&](const catalog&, world& state) {
        listing_record* found = state.market.listings.find(listing);
        if (found == nullptr)
            throw std::invalid_argument("listing does not exist: " + std::to_string(listing));
        if (status == "All" || !contains(inventory_filters(), status))
            throw std::invalid_argument("status is none of a listing: '" + std::string(status) + "'");
        found->status = std::string(status);
    });
}

void emulator::set_archived(std::string_view order, bool archived) {
    impl_->core.change([&](const catalog&, world& state) { known_order(state, order).archived = archived; });
}

void emulator::receive_refund(std::string_view order) {
    impl_->core.change([&](const catalog&, world& state) {
        order_record& found = known_order(state, order);
        if (found.status != "Refund Sent")
            throw std::invalid_argument("order has no refund: " + found.id + " is " + found.status);
        segue::emulator::receive_refund(found, present());
    });
}

void emulator::set_seller_settings(std::string_view username, bool filled) {
    impl_->core.change([&](const catalog&, world& state) {
        const account& seller = known_account(state, username);
        if (filled)
            state.market.sellers.insert(seller.username);
        else
            state.market.sellers.erase(seller.username);
    });
}

void emulator::block_from_sale(std::int64_t release, bool blocked) {
    impl_->core.change([&](const catalog& data, world& state) {
        if (data.release(release) == nullptr)
            throw std::invalid_argument("release does not exist: " + std::to_string(release));
        if (blocked)
            state.market.blocked.insert(release);
        else
            state.market.blocked.erase(release);
    });
}

void emulator::add_fault(fault addition) {
    impl_->core.add_fault(std::move(addition));
}

void emulator::clear_faults() {
    impl_->core.clear_faults();
}

std::vector<journal_entry> emulator::journal() const {
    return impl_->core.journal();
}

std::vector<journal_entry> emulator::take_journal() {
    return impl_->core.take_journal();
}

void emulator::clear_journal() {
    impl_->core.clear_journal();
}

std::size_t emulator::handshakes() const {
    return impl_->sockets->handshakes();
}

std::size_t emulator::resumed_handshakes() const {
    return impl_->sockets->resumed_handshakes();
}

std::size_t emulator::connections() const {
    return impl_->sockets->connections();
}

std::size_t emulator::open_connections() const {
    return impl_->sockets->open_connections();
}

std::size_t emulator::requests() const {
    return impl_->core.requests();
}

void emulator::reset_window() {
    impl_->core.reset_window();
}

void emulator::add_foreign_requests(int n) {
    if (n < 0)
        throw std::invalid_argument("n must not be negative");
    impl_->core.add_foreign_requests(n, std::chrono::steady_clock::now().time_since_epoch());
}

void emulator::expire_images() {
    impl_->core.expire_images();
}

void emulator::stop() {
    impl_->sockets->stop();
}

} // namespace segue::emulator
