// A small HTTP server that answers from Discogs: GET /release/{id}, GET /search?q=..., GET /health.
//
// One thread serves all connections: a handler that waits for Discogs holds nobody else up. The SDK keeps the
// quota, so the handlers only say how long their own clients may be kept waiting.

#include "../common/environment.hpp"

#include <segue/discogs.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/program_options/options_description.hpp>
#include <boost/program_options/parsers.hpp>
#include <boost/program_options/variables_map.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <exception>
#include <iostream>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace discogs = segue::discogs;
namespace http = boost::beast::http;
namespace json = boost::json;
namespace options = boost::program_options;

using asio::ip::tcp;
using boost::system::error_code;
using std::chrono::milliseconds;

constexpr std::uint32_t most_header_bytes = 8 * 1024;
constexpr std::size_t most_connections = 1'024;
constexpr std::chrono::seconds time_to_finish{5};

/// What one run of the service is told.
struct settings {
    tcp::endpoint listen;
    /// How long a client may take to send a request, or to take an answer; also how long one may stay idle.
    milliseconds client_limit{10'000};
    /// How long a call to Discogs may take, the wait for quota included.
    milliseconds call_limit{10'000};
};

// --- answers ----------------------------------------------------------------------------------------------

/// What a handler answers. Made by functions: g++ 12 destroys such a thing twice when it is written in braces
/// inside a `co_return`.
struct reply {
    http::status status = http::status::ok;
    std::string body;
    std::optional<std::chrono::seconds> retry_after;
};

reply make_reply(http::status status, const json::object& body) {
    return {status, json::serialize(body), std::nullopt};
}

reply refuse(http::status status, std::string_view why) {
    json::object body;
    body["error"] = why;
    return make_reply(status, body);
}

reply ask_to_come_back(std::optional<milliseconds> wait, std::string_view why) {
    reply out = refuse(http::status::service_unavailable, why);
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(wait.value_or(std::chrono::minutes(1)));
    out.retry_after = std::max(seconds, std::chrono::seconds(1));
    return out;
}

/// Says in HTTP what went wrong between us and Discogs. The service's own message is for us, not for our
/// clients.
reply make_reply(const segue::error& e) {
    const segue::failure& why = e.details();
    if (dynamic_cast<const segue::not_found_error*>(&e) != nullptr)
        return refuse(http::status::not_found, "no such entry");
    if (dynamic_cast<const segue::bad_params*>(&e) != nullptr)
        return refuse(http::status::bad_request, why.param + " " + why.message);
    if (dynamic_cast<const segue::validation_error*>(&e) != nullptr)
        return refuse(http::status::bad_request, "the request makes no sense");
    std::clog << "lookup_service: " << segue::describe(why) << '\n';
    if (e.code() == segue::condition::rate_limited)
        return ask_to_come_back(why.earliest ? why.earliest : why.retry_after, "the quota is used up");
    if (e.code() == segue::condition::timeout)
        return refuse(http::status::gateway_timeout, "Discogs took too long");
    return refuse(http::status::bad_gateway, "no answer from Discogs that could be used");
}

json::object to_json(const discogs::release& release) {
    json::array artists;
    for (const discogs::artist_credit& credit : release.artists)
        artists.emplace_back(credit.name);
    json::array labels;
    for (const discogs::label_credit& credit : release.labels) {
        json::object label;
        label["name"] = credit.name;
        label["catalog_number"] = credit.catalog_number.value_or("");
        labels.emplace_back(std::move(label));
    }
    json::array tracks;
    for (const discogs::track& track : release.tracklist) {
        json::object entry;
        entry["position"] = track.position.value_or("");
        entry["title"] = track.title;
        entry["duration"] = track.duration.value_or("");
        tracks.emplace_back(std::move(entry));
    }
    json::object out;
    out["id"] = release.id.value();
    out["title"] = release.title;
    out["year"] = release.year.value_or(0);
    out["artists"] = std::move(artists);
    out["labels"] = std::move(labels);
    out["tracks"] = std::move(tracks);
    return out;
}

json::object to_json(const std::vector<discogs::search_result>& hits, std::optional<std::int64_t> total) {
    json::array list;
    for (const discogs::search_result& hit : hits) {
        json::object entry;
        entry["id"] = hit.id;
        entry["type"] = hit.type ? hit.type->text() : std::string_view();
        entry["title"] = hit.title;
        entry["year"] = hit.year.value_or("");
        list.emplace_back(std::move(entry));
    }
    json::object out;
    if (total)
        out["total"] = *total;
    out["hits"] = std::move(list);
    return out;
}

// --- handlers ---------------------------------------------------------------------------------------------

segue::call_options limits(const settings& with) {
    return {.deadline = with.call_limit, .importance = segue::traffic::priority::interactive};
}

asio::awaitable<reply> get_release(discogs::client client, const settings& with, std::string_view text) {
    std::int64_t id = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (ec != std::errc() || end != text.data() + text.size() || id < 1)
        co_return refuse(http::status::bad_request, "the id must be a whole number above 0");
    const discogs::release release = co_await client.release(id).get({}, limits(with));
    co_return make_reply(http::status::ok, to_json(release));
}

asio::awaitable<reply> get_search(discogs::client client, const settings& with, std::string_view query) {
    if (query.empty())
        co_return refuse(http::status::bad_request, "the parameter q is missing");
    auto hits = client.search({.query = query, .per_page = 20}, limits(with));
    const auto first = co_await hits.collect(20);
    const auto total = co_await hits.total();
    co_return make_reply(http::status::ok, to_json(first, total));
}

/// Costs no request: the quota is known here.
reply get_health(const discogs::client& client) {
    const segue::traffic::budget budget = client.budget();
    json::object quota;
    quota["limit"] = budget.limit;
    quota["used"] = budget.used;
    quota["remaining"] = budget.remaining;
    quota["waiting"] = budget.waiting;
    json::object out;
    out["status"] = "ok";
    out["quota"] = std::move(quota);
    return make_reply(http::status::ok, out);
}

/// What a request asks for.
struct question {
    enum kind { release, search, health, nothing, nonsense } asks = nothing;
    std::string text;
};

question parse_target(std::string_view target) {
    question out;
    const auto parsed = boost::urls::parse_origin_form({target.data(), target.size()});
    if (!parsed) {
        out.asks = question::nonsense;
        return out;
    }
    const boost::urls::url_view& url = *parsed;
    const auto segments = url.segments();
    const std::vector<std::string> path(segments.begin(), segments.end());
    if (path.size() == 2 && path[0] == "release") {
        out.asks = question::release;
        out.text = path[1];
    } else if (path.size() == 1 && path[0] == "search") {
        out.asks = question::search;
        const auto params = url.params();
        if (const auto at = params.find("q"); at != params.end())
            out.text = (*at).value;
    } else if (path.size() == 1 && path[0] == "health") {
        out.asks = question::health;
    }
    return out;
}

asio::awaitable<reply> handle(discogs::client client, const settings& with, const question& asked) {
    switch (asked.asks) {
    case question::release:
        co_return co_await get_release(client, with, asked.text);
    case question::search:
        co_return co_await get_search(client, with, asked.text);
    case question::health:
        co_return get_health(client);
    case question::nonsense:
        co_return refuse(http::status::bad_request, "not a path");
    case question::nothing:
        break;
    }
    co_return refuse(http::status::not_found, "there are /release/{id}, /search?q= and /health");
}

asio::awaitable<reply> answer(discogs::client client, const settings& with, const question& asked) {
    try {
        co_return co_await handle(std::move(client), with, asked);
    } catch (const segue::error& e) {
        co_return make_reply(e);
    } catch (const std::exception& e) {
        std::clog << "lookup_service: " << e.what() << '\n';
        co_return refuse(http::status::internal_server_error, "something went wrong here");
    }
}

// --- connections ------------------------------------------------------------------------------------------

class connection;

/// The open connections, so that they can be asked to end. It outlives the event loop and all of them.
class desk {
public:
    explicit desk(const settings& with) : told(with) {}

    bool full() const noexcept { return open_.size() >= most_connections; }
    bool closing() const noexcept { return closing_; }
    std::size_t open() const noexcept { return open_.size(); }

    void enter(connection& c) { open_.insert(&c); }
    void leave(connection& c) noexcept { open_.erase(&c); }

    /// Ends the connections that wait for a request; the others end after their answer.
    void close();

    const settings told;

private:
    std::set<connection*> open_;
    bool closing_ = false;
};

class connection {
public:
    connection(tcp::socket socket, desk& at) : stream_(std::move(socket)), desk_(at) { desk_.enter(*this); }
    ~connection() { desk_.leave(*this); }
    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;

    asio::awaitable<void> serve(discogs::client client);

    void end_if_idle() noexcept {
        if (reading_)
            stream_.cancel();
    }

private:
    using parser = http::request_parser<http::empty_body>;

    asio::awaitable<error_code> read(parser& into);
    asio::awaitable<error_code> write(const reply& what, unsigned version, bool keep_alive);
    asio::awaitable<reply> respond(discogs::client client, const parser& request, error_code ec);
    asio::awaitable<void> part();

    beast::tcp_stream stream_;
    beast::flat_buffer buffer_{2 * most_header_bytes};
    desk& desk_;
    bool reading_ = false;
};

void desk::close() {
    closing_ = true;
    for (connection* const c : open_)
        c->end_if_idle();
}

/// The limit holds for the whole request, so that a client which sends a byte now and then gains nothing.
asio::awaitable<error_code> connection::read(parser& into) {
    error_code ec;
    stream_.expires_after(desk_.told.client_limit);
    reading_ = true;
    co_await http::async_read(stream_, buffer_, into, asio::redirect_error(asio::use_awaitable, ec));
    reading_ = false;
    co_return ec;
}

asio::awaitable<error_code> connection::write(const reply& what, unsigned version, bool keep_alive) {
    http::response<http::string_body> response(what.status, version);
    response.set(http::field::content_type, "application/json");
    if (what.retry_after)
        response.set(http::field::retry_after, std::to_string(what.retry_after->count()));
    if (what.status == http::status::method_not_allowed)
        response.set(http::field::allow, "GET");
    response.keep_alive(keep_alive);
    response.body() = what.body;
    response.prepare_payload();
    error_code ec;
    stream_.expires_after(desk_.told.client_limit);
    co_await http::async_write(stream_, response, asio::redirect_error(asio::use_awaitable, ec));
    stream_.expires_never();
    co_return ec;
}

/// Whether this is the end of a connection rather than a request that deserves an answer.
bool is_gone(const error_code& ec) {
    return ec && (ec.category() != make_error_code(http::error::end_of_stream).category() ||
                  ec == http::error::end_of_stream || ec == http::error::partial_message);
}

asio::awaitable<reply> connection::respond(discogs::client client, const parser& request, error_code ec) {
    if (ec == http::error::header_limit || ec == http::error::buffer_overflow)
        co_return refuse(http::status::request_header_fields_too_large, "the header is too long");
    if (ec == http::error::unexpected_body)
        co_return refuse(http::status::payload_too_large, "a request here has no body");
    if (ec)
        co_return refuse(http::status::bad_request, "this is not HTTP");
    if (request.get().method() != http::verb::get)
        co_return refuse(http::status::method_not_allowed, "only GET");
    const auto target = request.get().target();
    const question asked = parse_target({target.data(), target.size()});
    co_return co_await answer(std::move(client), desk_.told, asked);
}

/// Closes our side and waits for the client to close its own, for a moment: a close with bytes unread would
/// reset the connection, and the client might lose the answer.
asio::awaitable<void> connection::part() {
    constexpr std::size_t most_bytes_dropped = 64 * 1024;
    error_code ec;
    stream_.socket().shutdown(tcp::socket::shutdown_send, ec);
    stream_.expires_after(std::min<milliseconds>(desk_.told.client_limit, std::chrono::seconds(1)));
    std::size_t dropped = 0;
    while (!ec && dropped < most_bytes_dropped) {
        buffer_.clear();
        dropped += co_await stream_.async_read_some(
            buffer_.prepare(most_header_bytes), asio::redirect_error(asio::use_awaitable, ec));
    }
}

asio::awaitable<void> connection::serve(discogs::client client) {
    bool more = true;
    while (more && !desk_.closing()) {
        parser request;
        request.header_limit(most_header_bytes);
        const error_code read_ec = co_await read(request);
        if (is_gone(read_ec))
            co_return;
        const reply what = co_await respond(client, request, read_ec);
        more = !read_ec && request.get().keep_alive() && !desk_.closing();
        const error_code write_ec = co_await write(what, read_ec ? 11 : request.get().version(), more);
        more = more && !write_ec;
    }
    co_await part();
}

asio::awaitable<void> serve(tcp::socket socket, desk& at, discogs::client client) {
    try {
        connection c(std::move(socket), at);
        co_await c.serve(std::move(client));
    } catch (const std::exception& e) {
        std::clog << "lookup_service: " << e.what() << '\n';
    }
}

asio::awaitable<void> accept_all(tcp::acceptor& from, desk& at, discogs::client client) {
    const auto executor = co_await asio::this_coro::executor;
    asio::steady_timer pause(executor);
    while (!at.closing()) {
        error_code ec;
        tcp::socket socket = co_await from.async_accept(asio::redirect_error(asio::use_awaitable, ec));
        if (at.closing())
            break;
        if (ec) { // out of descriptors, most likely: some will be free in a moment
            pause.expires_after(milliseconds(50));
            co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, ec));
        } else if (!at.full()) {
            asio::co_spawn(executor, serve(std::move(socket), at, client), asio::detached);
        }
    }
}

// --- the program ------------------------------------------------------------------------------------------

/// Serves until SIGINT or SIGTERM, then stops to accept and gives requests in flight some time to end.
void run(const settings& with, const discogs::client_params& params) {
    desk at(with);
    asio::io_context io(1);
    discogs::client client{io.get_executor(), params};
    tcp::acceptor acceptor(io, with.listen);
    asio::signal_set signals(io, SIGINT, SIGTERM);
    auto stop = [&](const error_code& ec, int) {
        if (ec)
            return;
        acceptor.close();
        at.close();
    };
    signals.async_wait(stop);
    asio::co_spawn(io, accept_all(acceptor, at, client), segue::rethrow);
    std::cout << "listening on http://" << acceptor.local_endpoint() << std::endl;

    while (!at.closing() && io.run_one() != 0) {
    }
    io.run_for(time_to_finish);
    if (at.open() != 0)
        std::clog << "lookup_service: " << at.open() << " connections did not end in time\n";
}

tcp::endpoint parse_endpoint(const std::string& text) {
    const auto colon = text.rfind(':');
    std::string host = text.substr(0, colon);
    if (host.size() > 2 && host.front() == '[' && host.back() == ']')
        host = host.substr(1, host.size() - 2);
    error_code ec;
    const auto address = asio::ip::make_address(host, ec);
    std::uint16_t port = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, bad] =
        std::from_chars(text.data() + (colon == std::string::npos ? text.size() : colon + 1), end, port);
    if (ec || bad != std::errc() || stop != end)
        throw std::invalid_argument("--listen must be ADDRESS:PORT: '" + text + "'");
    return {address, port};
}

milliseconds parse_limit(const options::variables_map& given, const char* name) {
    const int value = given[name].as<int>();
    if (value < 1)
        throw std::invalid_argument("--" + std::string(name) + " must be at least 1");
    return milliseconds(value);
}

options::options_description described() {
    options::options_description out("lookup_service answers questions about records over HTTP.\n\nOptions");
    auto add = out.add_options();
    add("help", "print this text");
    add("listen",
        options::value<std::string>()->default_value("127.0.0.1:0"),
        "address:port; port 0: any free one");
    add("client-limit-ms",
        options::value<int>()->default_value(10'000),
        "how long a client may take or stay idle");
    add("call-limit-ms", options::value<int>()->default_value(10'000), "how long a call to Discogs may take");
    return out;
}

} // namespace

int main(int argc, char** argv) {
    try {
        const options::options_description description = described();
        options::variables_map given;
        options::store(options::parse_command_line(argc, argv, description), given);
        options::notify(given);
        if (given.count("help") > 0) {
            std::cout << description;
            return 0;
        }
        settings with;
        with.listen = parse_endpoint(given["listen"].as<std::string>());
        with.client_limit = parse_limit(given, "client-limit-ms");
        with.call_limit = parse_limit(given, "call-limit-ms");
        discogs::client_params params{.user_agent = "LookupService/1.0 +https://example.org"};
        examples::apply_environment(params);
        run(with, params);
        return 0;
    } catch (const options::error& problem) {
        std::cerr << "lookup_service: " << problem.what() << "; see --help\n";
        return 2;
    } catch (const std::invalid_argument& problem) {
        std::cerr << "lookup_service: " << problem.what() << '\n';
        return 2;
    } catch (const std::exception& problem) {
        std::cerr << "lookup_service: " << problem.what() << '\n';
        return 1;
    }
}
