#include <segue/emulator/emulator.hpp>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/program_options/options_description.hpp>
#include <boost/program_options/parsers.hpp>
#include <boost/program_options/variables_map.hpp>

#include <charconv>
#include <csignal>
#include <cstdio>
#include <iostream>
#include <pthread.h>
#include <stdexcept>
#include <string>
#include <unistd.h>
#include <vector>

// segue-emulator: one JSON line on standard output when it is ready, then it serves until SIGINT or SIGTERM.
// Exit status 0 after a signal, 2 for bad arguments, 1 for everything else.

namespace {

namespace emulator = segue::emulator;
namespace options = boost::program_options;

/// Arguments that make no sense; exit status 2.
class usage_error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

std::chrono::milliseconds parse_window(const std::string& text) {
    long long value = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, ec] = std::from_chars(text.data(), end, value);
    const std::string unit(stop, end);
    const bool known = unit.empty() || unit == "ms" || unit == "s";
    if (ec != std::errc{} || !known || value < 1 || value > 86'400'000)
        throw usage_error("--window must be milliseconds (1500, 1500ms) or seconds (2s): '" + text + "'");
    return std::chrono::milliseconds{unit == "s" ? value * 1'000 : value};
}

emulator::window_rule parse_rule(const std::string& text) {
    if (text == "exact")
        return emulator::window_rule::exact;
    if (text == "averaged")
        return emulator::window_rule::averaged;
    if (text == "whole-second")
        return emulator::window_rule::whole_second;
    throw usage_error("--rule must be exact, averaged or whole-second: '" + text + "'");
}

emulator::retry_after_form parse_retry_after(const std::string& text) {
    if (text == "none")
        return emulator::retry_after_form::none;
    if (text == "seconds")
        return emulator::retry_after_form::seconds;
    if (text == "http-date")
        return emulator::retry_after_form::http_date;
    throw usage_error("--retry-after must be none, seconds or http-date: '" + text + "'");
}

emulator::pkce_rule parse_pkce(const std::string& text) {
    if (text == "public-clients")
        return emulator::pkce_rule::public_clients;
    if (text == "everybody")
        return emulator::pkce_rule::everybody;
    if (text == "nobody")
        return emulator::pkce_rule::nobody;
    throw usage_error("--oauth2-pkce must be public-clients, everybody or nobody: '" + text + "'");
}

emulator::refresh_rule parse_refresh(const std::string& text) {
    if (text == "rotate")
        return emulator::refresh_rule::rotate;
    if (text == "keep")
        return emulator::refresh_rule::keep;
    throw usage_error("--oauth2-refresh must be rotate or keep: '" + text + "'");
}

options::options_description describe_oauth2() {
    using words = std::vector<std::string>;
    const emulator::oauth2_params usual;
    const auto life = [](std::chrono::milliseconds usually) {
        return options::value<std::int64_t>()->default_value(usually.count());
    };
    options::options_description out("The provider of OAuth 2");
    auto add = out.add_options();
    add("oauth2-redirect",
        options::value<words>()->composing(),
        "where browsers may be sent back to, in the place of the usual addresses; may be repeated");
    add("oauth2-scope",
        options::value<words>()->composing(),
        "a scope that may be asked for; may be repeated; any when there is none");
    add("oauth2-pkce",
        options::value<std::string>()->default_value("public-clients"),
        "who needs a proof key: public-clients, everybody or nobody");
    add("oauth2-refresh",
        options::value<std::string>()->default_value("rotate"),
        "what a renewal does to the refresh token: rotate or keep");
    add("oauth2-issuer", "answers through the browser name their issuer");
    add("oauth2-code-life", life(usual.code_life), "milliseconds for which a code is good");
    add("oauth2-token-life", life(usual.token_life), "milliseconds for which an access token is good");
    add("oauth2-refresh-life", life(usual.refresh_life), "milliseconds for which a refresh token is good");
    add("oauth2-device-life", life(usual.device_life), "milliseconds for which a device's codes are good");
    add("oauth2-device-interval",
        options::value<std::int64_t>()->default_value(usual.device_interval.count()),
        "seconds between two questions of a device");
    return out;
}

emulator::oauth2_params read_oauth2(const options::variables_map& given) {
    using words = std::vector<std::string>;
    const auto life = [&given](const char* name) {
        return std::chrono::milliseconds{given[name].as<std::int64_t>()};
    };
    emulator::oauth2_params out;
    if (given.count("oauth2-redirect") > 0)
        out.redirect_uris = given["oauth2-redirect"].as<words>();
    if (given.count("oauth2-scope") > 0)
        out.scopes = given["oauth2-scope"].as<words>();
    out.pkce = parse_pkce(given["oauth2-pkce"].as<std::string>());
    out.refresh = parse_refresh(given["oauth2-refresh"].as<std::string>());
    if (given.count("oauth2-issuer") > 0)
        out.issuer = emulator::issuer_naming::on;
    out.code_life = life("oauth2-code-life");
    out.token_life = life("oauth2-token-life");
    out.refresh_life = life("oauth2-refresh-life");
    out.device_life = life("oauth2-device-life");
    out.device_interval = std::chrono::seconds{given["oauth2-device-interval"].as<std::int64_t>()};
    return out;
}

options::options_description describe() {
    options::options_description out("segue-emulator serves the Discogs API on a loopback port.\n\nOptions");
    auto add = out.add_options();
    add("help", "print this text");
    add("version", "print the version");
    add("listen",
        options::value<std::string>()->default_value("127.0.0.1:0"),
        "address:port; port 0: any free one");
    add("rate", options::value<int>()->default_value(60), "requests per window with credentials");
    add("anonymous-rate", options::value<int>()->default_value(25), "requests per window without");
    add("window",
        options::value<std::string>()->default_value("60s"),
        "length of the window: 1500, 1500ms or 2s");
    add("rule", options::value<std::string>()->default_value("exact"), "exact, averaged or whole-second");
    add("count-refused", "a 429 occupies the window too");
    add("retry-after", options::value<std::string>()->default_value("none"), "none, seconds or http-date");
    add("no-compression", "answer plainly, also to who asks for gzip");
    add("own-images", "answers name pictures of the emulator itself, instead of the real host's");
    add("latency", options::value<int>()->default_value(0), "milliseconds before each answer");
    add("tls-dir",
        options::value<std::string>()->default_value(""),
        "folder for ca.pem, server.pem and server.key");
    add("http", "plain text instead of TLS");
    add("seed", options::value<std::uint64_t>()->default_value(1), "fixes credentials and generated data");
    add("collection-size", options::value<int>()->default_value(12), "copies in the collection at the start");
    add("wantlist-size", options::value<int>()->default_value(6), "releases in the wantlist at the start");
    add("threads", options::value<int>()->default_value(1), "threads that serve");
    add("inventory-size", options::value<int>()->default_value(0), "copies on sale at the beginning");
    add("orders", options::value<int>()->default_value(0), "orders at the beginning");
    add("job-looks",
        options::value<int>()->default_value(1),
        "how often an export or upload is looked at before it is done");
    add("job-time",
        options::value<int>()->default_value(60'000),
        "milliseconds after which it is done anyway");
    add("request-token-life",
        options::value<int>()->default_value(900'000),
        "milliseconds for which a request token of OAuth is good");
    add("faults",
        options::value<std::string>()->default_value(""),
        "JSON file: [{\"kind\": \"status\", \"status\": 503, \"route\": \"GET /releases/{id}\", \"from\": 1, "
        "\"count\": 2}, ...]; --list-faults prints all kinds");
    add("list-faults", "print the kinds of faults: name, step, and whether a write takes effect");
    add("journal", "print one line per request to standard error");
    out.add(describe_oauth2());
    return out;
}

emulator::emulator_params read_params(const options::variables_map& given) {
    emulator::emulator_params out;
    out.listen = given["listen"].as<std::string>();
    out.rate = given["rate"].as<int>();
    out.anonymous_rate = given["anonymous-rate"].as<int>();
    out.window = parse_window(given["window"].as<std::string>());
    out.rule = parse_rule(given["rule"].as<std::string>());
    out.retry_after = parse_retry_after(given["retry-after"].as<std::string>());
    if (given.count("no-compression") > 0)
        out.compression = emulator::compression::off;
    if (given.count("own-images") > 0)
        out.images = emulator::image_addresses::own;
    out.latency = std::chrono::milliseconds{given["latency"].as<int>()};
    out.inventory_size = given["inventory-size"].as<int>();
    out.orders = given["orders"].as<int>();
    out.job_looks = given["job-looks"].as<int>();
    out.job_time = std::chrono::milliseconds{given["job-time"].as<int>()};
    out.request_token_life = std::chrono::milliseconds{given["request-token-life"].as<int>()};
    out.oauth2 = read_oauth2(given);
    out.tls_dir = given["tls-dir"].as<std::string>();
    out.faults_file = given["faults"].as<std::string>();
    out.seed = given["seed"].as<std::uint64_t>();
    out.collection_size = given["collection-size"].as<int>();
    out.wantlist_size = given["wantlist-size"].as<int>();
    out.threads = given["threads"].as<int>();
    if (given.count("count-refused") > 0)
        out.count_refused = emulator::count_refused_rule::yes;
    if (given.count("http") > 0)
        out.transport = emulator::transport_kind::http;
    return out;
}

void print_kinds() {
    for (const auto& known : emulator::fault_kinds())
        std::cout << known.name << ' ' << to_string(known.step) << (known.handled ? " handled" : " unhandled")
                  << (known.may_choose_handled ? " choosable" : "") << '\n';
}

boost::json::object describe_provider(const emulator::oauth2_registration& of) {
    boost::json::object out;
    out["authorize_url"] = of.authorize_url;
    out["token_url"] = of.token_url;
    out["device_url"] = of.device_url;
    out["revoke_url"] = of.revoke_url;
    out["me_url"] = of.me_url;
    out["issuer"] = of.issuer;
    out["deezer_authorize_url"] = of.deezer_authorize_url;
    out["deezer_token_url"] = of.deezer_token_url;
    out["client_id"] = of.client_id;
    out["client_secret"] = of.client_secret;
    out["public_client_id"] = of.public_client_id;
    out["password"] = of.password;
    return out;
}

void print_ready(const emulator::emulator& service) {
    boost::json::object line;
    line["base_url"] = service.base_url();
    line["ca_file"] = service.ca_file();
    line["token"] = service.token();
    line["consumer_key"] = service.consumer_key();
    line["consumer_secret"] = service.consumer_secret();
    line["username"] = service.username();
    line["other_username"] = service.other_username();
    line["other_token"] = service.token_of(service.other_username());
    line["oauth2"] = describe_provider(service.oauth2());
    line["pid"] = static_cast<std::int64_t>(::getpid());
    std::cout << boost::json::serialize(line) << std::endl;
}

/// Prints what came since the last call. Path only: query and headers may hold credentials.
void print_journal(emulator::emulator& service) {
    for (const auto& entry : service.take_journal()) {
        const std::string path = entry.target.substr(0, entry.target.find('?'));
        std::cerr << entry.connection_id << ' ' << entry.method << ' ' << path << ' ' << entry.status
                  << " used " << entry.used_after << (entry.counted ? "" : " uncounted")
                  << (entry.fault.empty() ? "" : " fault " + entry.fault);
        // Where the two agree there is nothing to say.
        if (entry.handled_status == 0)
            std::cerr << " unhandled";
        else if (entry.handled_status != entry.status)
            std::cerr << " handled " << entry.handled_status;
        std::cerr << '\n';
    }
}

void serve(const options::variables_map& given, const sigset_t& signals) {
    const bool journal = given.count("journal") > 0;
    emulator::emulator_params params = read_params(given);
    if (!journal)
        params.journal_limit = 0;
    emulator::emulator service(params);
    print_ready(service);
    const timespec interval{journal ? 0 : 3'600, journal ? 50'000'000 : 0};
    for (;;) {
        const int signal = ::sigtimedwait(&signals, nullptr, &interval);
        if (journal)
            print_journal(service);
        if (signal > 0)
            break;
    }
    service.stop();
    if (journal)
        print_journal(service);
}

} // namespace

int main(int argc, char** argv) {
    // Blocked before any thread exists, so that every thread inherits it and only sigtimedwait sees them.
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    try {
        const options::options_description description = describe();
        options::variables_map given;
        options::store(options::command_line_parser(argc, argv).options(description).run(), given);
        options::notify(given);
        if (given.count("help") > 0) {
            std::cout << description;
            return 0;
        }
        if (given.count("version") > 0) {
            std::cout << "segue-emulator " SEGUE_VERSION "\n";
            return 0;
        }
        if (given.count("list-faults") > 0) {
            print_kinds();
            return 0;
        }
        serve(given, signals);
        return 0;
    } catch (const options::error& problem) {
        std::cerr << "segue-emulator: " << problem.what() << '\n';
        return 2;
    } catch (const usage_error& problem) {
        std::cerr << "segue-emulator: " << problem.what() << '\n';
        return 2;
    } catch (const std::invalid_argument& problem) {
        std::cerr << "segue-emulator: " << problem.what() << '\n';
        return 2;
    } catch (const std::exception& problem) {
        std::cerr << "segue-emulator: " << problem.what() << '\n';
        return 1;
    }
}
