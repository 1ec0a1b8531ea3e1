#include "certificates.hpp"
#include "engine.hpp"
#include "server.hpp"

#include <segue/emulator/emulator.hpp>

#include <boost/system/system_error.hpp>

#include <charconv>
#include <optional>
#include <stdexcept>
#include <system_error>

namespace segue::emulator {
namespace {

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
    const bool plain = params.transport == transport_kind::http;
    require(!plain || params.tls_dir.empty(), "tls_dir makes no sense with transport http");
    require(
        !plain || params.certificate == certificate_kind::good,
        "certificate makes no sense with transport http");
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
        : core(params, make_catalog(params.seed)) {
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

void emulator::stop() {
    impl_->sockets->stop();
}

} // namespace segue::emulator
