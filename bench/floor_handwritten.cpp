#include "hand_decode.hpp"
#include "support.hpp"

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/dynamic_body.hpp>
#include <boost/beast/http/parser.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <deque>
#include <exception>
#include <fstream>
#include <memory>
#include <new>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <zlib.h>

// What somebody who knows Beast writes for exactly this job, with everything that makes it cheap: connections
// kept, one reserved buffer and one watchdog each, a loop around the parser in place of `http::async_read`,
// the request as text, the body's memory used again. No quota, no retry, no error but an exception.
// `--gzip` has the answers packed and unpacks them with one stream of zlib's per connection.
// `--default-dom` builds the usual tree and decodes nothing; `--dump=FILE` writes the last body to a file.

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
namespace ssl = boost::asio::ssl;
using asio::use_awaitable;
using asio::ip::tcp;
using bench::quota;
using bench::tally;

constexpr std::size_t buffer_bytes = 64 * 1024;
constexpr std::chrono::seconds time_limit{30};

ssl::context make_tls(const std::string& ca_file) {
    ssl::context tls(ssl::context::tls_client);
    SSL_CTX_set_min_proto_version(tls.native_handle(), TLS1_2_VERSION);
    tls.set_verify_mode(ssl::verify_peer);
    tls.load_verify_file(ca_file);
    return tls;
}

class connection {
public:
    connection(asio::io_context& io, ssl::context& tls, const bench::arguments& given)
        : socket_(io), stream_(socket_, tls), watchdog_(io), host_(given.host), port_(given.port) {
        buffer_.reserve(buffer_bytes);
        fields_ = " HTTP/1.1\r\nHost: " + host_ + ":" + port_ +
                  "\r\nUser-Agent: Handwritten/1.0\r\nAccept: application/vnd.discogs.v2.discogs+json"
                  "\r\nAccept-Encoding: " +
                  (given.has("gzip") ? "gzip" : "identity") +
                  "\r\nAuthorization: Discogs token=" + given.token + "\r\n\r\n";
        if (given.has("gzip") && inflateInit2(&unpacker_.emplace(), 15 + 16) != Z_OK)
            throw std::bad_alloc();
    }

    ~connection() {
        if (unpacker_)
            inflateEnd(&*unpacker_);
    }

    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;

    asio::awaitable<void> open() {
        const tcp::endpoint where(
            asio::ip::make_address(host_), static_cast<std::uint16_t>(std::stoi(port_)));
        co_await socket_.async_connect(where, use_awaitable);
        socket_.set_option(tcp::no_delay(true));
        SSL_clear_mode(stream_.native_handle(), SSL_MODE_RELEASE_BUFFERS);
        X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(stream_.native_handle()), host_.c_str());
        co_await stream_.async_handshake(ssl::stream_base::client, use_awaitable);
        asio::co_spawn(socket_.get_executor(), watch(), asio::detached);
        open_ = true;
    }

    bool is_open() const noexcept { return open_; }

    /// Returns the body, which stays until the next call.
    asio::awaitable<std::string_view> get(std::string_view target) {
        request_.assign("GET ").append(target).append(fields_);
        limit_ = std::chrono::steady_clock::now() + time_limit;
        co_await asio::async_write(stream_, asio::buffer(request_), use_awaitable);
        http::response_parser<body_type> parser;
        parser.eager(true);
        parser.body_limit(64 * 1024 * 1024);
        body_.clear();
        parser.get().body() = std::move(body_);
        while (!parser.is_done()) {
            buffer_.commit(co_await stream_.async_read_some(buffer_.prepare(buffer_bytes), use_awaitable));
            boost::system::error_code ec;
            buffer_.consume(parser.put(buffer_.data(), ec));
            if (ec && ec != http::error::need_more)
                throw boost::system::system_error(ec);
        }
        limit_ = std::chrono::steady_clock::time_point::max();
        if (parser.get().result() != http::status::ok || !parser.keep_alive())
            throw std::runtime_error("answer " + std::to_string(parser.get().result_int()));
        body_ = std::move(parser.get().body());
        if (unpacker_)
            co_return unpack();
        co_return std::string_view(static_cast<const char*>(body_.cdata().data()), body_.size());
    }

private:
    // Not `string_body`, which fills its string with zeros before it copies.
    using body_type = http::basic_dynamic_body<boost::beast::flat_buffer>;

    std::string_view unpack() {
        z_stream& z = *unpacker_;
        inflateReset(&z);
        const auto packed = body_.data();
        z.next_in = static_cast<Bytef*>(packed.data());
        z.avail_in = static_cast<uInt>(packed.size());
        std::size_t size = 0;
        int state = Z_OK;
        while (state == Z_OK) {
            if (size == plain_.size())
                plain_.resize(std::max<std::size_t>(64 * 1024, 2 * plain_.size()));
            z.next_out = reinterpret_cast<Bytef*>(plain_.data() + size);
            z.avail_out = static_cast<uInt>(plain_.size() - size);
            state = inflate(&z, Z_NO_FLUSH);
            size = plain_.size() - z.avail_out;
        }
        if (state != Z_STREAM_END)
            throw std::runtime_error("bad gzip data");
        return {plain_.data(), size};
    }

    // Looks once a second whether the exchange under way is too old; costs an exchange nothing.
    asio::awaitable<void> watch() {
        for (;;) {
            watchdog_.expires_after(std::chrono::seconds(1));
            co_await watchdog_.async_wait(use_awaitable);
            if (std::chrono::steady_clock::now() > limit_)
                socket_.close();
        }
    }

    tcp::socket socket_;
    ssl::stream<tcp::socket&> stream_;
    asio::steady_timer watchdog_;
    std::chrono::steady_clock::time_point limit_ = std::chrono::steady_clock::time_point::max();
    boost::beast::flat_buffer buffer_;
    std::string host_;
    std::string port_;
    std::string fields_;
    std::string request_;
    boost::beast::flat_buffer body_;
    std::optional<z_stream> unpacker_;
    std::string plain_;
    bool open_ = false;
};

// So many connections, first come first served.
class pool {
public:
    pool(asio::io_context& io, ssl::context& tls, const bench::arguments& given, int size) : io_(io) {
        for (int i = 0; i < size; ++i)
            idle_.push_back(all_.emplace_back(std::make_unique<connection>(io, tls, given)).get());
    }

    asio::awaitable<connection*> take() {
        connection* found = nullptr;
        if (idle_.empty()) {
            auto join = [this](auto handler) { waiting_.emplace_back(std::move(handler)); };
            found = co_await asio::async_initiate<const asio::use_awaitable_t<>, void(connection*)>(
                std::move(join), use_awaitable);
        } else {
            found = idle_.back();
            idle_.pop_back();
        }
        if (!found->is_open())
            co_await found->open();
        co_return found;
    }

    void give(connection* used) {
        if (waiting_.empty()) {
            idle_.push_back(used);
            return;
        }
        auto resume = [next = std::move(waiting_.front()), used]() mutable { std::move(next)(used); };
        waiting_.pop_front();
        asio::post(io_, std::move(resume));
    }

private:
    asio::io_context& io_;
    std::vector<std::unique_ptr<connection>> all_;
    std::vector<connection*> idle_;
    std::deque<asio::any_completion_handler<void(connection*)>> waiting_;
};

struct job {
    pool& connections;
    bench::hand_decoder& decoder;
    tally& done;
    bool default_dom;
    std::string& last_body;
    bool keep_body;
};

void note_body(const job& j, std::string_view body) {
    ++j.done.requests;
    if (j.keep_body)
        j.last_body.assign(body);
}

asio::awaitable<void> read_releases(job j, quota& left) {
    const std::string target = "/releases/" + std::to_string(bench::release_number);
    while (left.take()) {
        connection* const link = co_await j.connections.take();
        const std::string_view body = co_await link->get(target);
        note_body(j, body);
        if (j.default_dom) {
            j.done.items += bench::parse_into_default_dom(body);
            j.connections.give(link);
            continue;
        }
        segue::discogs::release release;
        j.decoder.read(body, release);
        j.connections.give(link);
        j.done.items += release.tracklist.size();
        j.done.characters += release.title.size();
    }
}

asio::awaitable<void> read_pages(job j, quota& left) {
    const std::string base = "/artists/" + std::to_string(bench::artist_number) +
                             "/releases?per_page=" + std::to_string(bench::page_size) + "&page=";
    int number = 0;
    while (left.take()) {
        number = number % bench::full_pages + 1;
        connection* const link = co_await j.connections.take();
        const std::string target = base + std::to_string(number);
        const std::string_view body = co_await link->get(target);
        note_body(j, body);
        if (j.default_dom) {
            j.done.items += bench::parse_into_default_dom(body);
            j.connections.give(link);
            continue;
        }
        segue::discogs::page<segue::discogs::artist_release> page;
        j.decoder.read(body, page);
        j.connections.give(link);
        j.done.items += page.items.size();
        j.done.characters += page.items.back().title.size();
    }
}

std::string dump_file(const bench::arguments& given) {
    constexpr std::string_view name = "dump=";
    for (const auto& word : given.switches) {
        if (word.starts_with(name))
            return word.substr(name.size());
    }
    return {};
}

void run(const bench::arguments& given) {
    asio::io_context io(1);
    ssl::context tls = make_tls(given.ca_file);
    const bool concurrent = given.workload == bench::workload::concurrent;
    pool connections(io, tls, given, concurrent ? bench::connections : 1);
    bench::hand_decoder decoder;
    tally done;
    std::string last_body;
    const std::string dump = dump_file(given);
    const job j{connections, decoder, done, given.has("default-dom"), last_body, !dump.empty()};
    const auto start = [&](quota& left) {
        std::vector<asio::awaitable<void>> tasks;
        const int count = concurrent ? bench::workers : 1;
        tasks.reserve(static_cast<std::size_t>(count));
        for (int i = 0; i < count; ++i) {
            tasks.push_back(
                given.workload == bench::workload::pages ? read_pages(j, left) : read_releases(j, left));
        }
        return tasks;
    };
    bench::measure(io, given, start, done);
    if (!dump.empty())
        std::ofstream(dump, std::ios::binary) << last_body;
}

} // namespace

int main(int argc, char** argv) {
    try {
        run(bench::read_arguments(argc, argv));
        return 0;
    } catch (const std::exception& e) {
        std::fprintf(stderr, "%s: %s\n", argv[0], e.what());
        return 1;
    }
}
