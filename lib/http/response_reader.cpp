#include "http/response_reader.hpp"

#include "base/wipe.hpp"
#include "http/gzip.hpp"

#include <segue/base/error.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace segue::http {

namespace beast_http = boost::beast::http;
using boost::beast::string_view;
using boost::system::error_code;

namespace {

// What a line may have around what its own cap counts: digits of a size, line ends.
constexpr std::uint32_t header_slack = 64;

} // namespace

class response_reader::parser final : public beast_http::basic_parser<false> {
public:
    response message;
    std::string piece;
    error_code failure;
    bool streaming = false;
    bool head_reported = false;
    std::size_t head_bytes = 0;
    std::size_t field_bytes = 0;
    std::size_t most_field_bytes = 0;
    std::uint64_t most_body_bytes = 0;
    bool bodiless = false;
    bool last_chunk = false;
    std::optional<gzip_decoder> packing;
    std::string trouble;

    void stream() {
        streaming = true;
        if (packing)
            packing->unbound();
    }

private:
    void on_request_impl(beast_http::verb, string_view, string_view, int, error_code&) override {}

    void on_response_impl(int code, string_view, int, error_code& ec) override {
        // Beast takes any three digits.
        if (code < 100)
            ec = beast_http::error::bad_status;
        message.status = code;
    }

    void on_field_impl(beast_http::field, string_view name, string_view value, error_code& ec) override {
        // Trailers come here, too, and Beast has no limit for them.
        constexpr std::size_t around = 3; // colon and line end
        field_bytes += name.size() + value.size() + around;
        if (field_bytes > most_field_bytes)
            ec = beast_http::error::header_limit;
        else
            message.headers.add(name, value);
    }

    void on_header_impl(error_code& ec) override {
        const auto coding = message.headers.find("Content-Encoding");
        if (!coding || bodiless || message.status < 200 || message.status == 204 || message.status == 304)
            return;
        if (same_name(*coding, "gzip") || same_name(*coding, "x-gzip")) {
            packing.emplace(most_body_bytes);
            message.headers.remove("Content-Encoding");
            message.headers.remove("Content-Length");
        } else if (!coding->empty() && !same_name(*coding, "identity")) {
            spoil(ec, "the body is packed as '" + std::string(coding->substr(0, 40)) + "'");
        }
    }

    void on_body_init_impl(const boost::optional<std::uint64_t>& length, error_code& ec) override {
        if (length && !streaming && *length > most_body_bytes) {
            ec = beast_http::error::body_limit;
            return;
        }
        // A length is the peer's word: it may reserve what an ordinary answer has, not what it claims.
        constexpr std::uint64_t believed = 1024 * 1024;
        constexpr std::uint64_t usual_gain = 5;
        if (length && !streaming)
            message.body.reserve(
                static_cast<std::size_t>(std::min(*length, believed)) * (packing ? usual_gain : 1));
    }

    std::size_t on_body_impl(string_view bytes, error_code& ec) override { return append(bytes, ec); }

    void on_chunk_header_impl(std::uint64_t size, string_view extension, error_code& ec) override {
        last_chunk = size == 0;
        if (extension.size() > most_field_bytes)
            ec = beast_http::error::header_limit;
    }

    std::size_t on_chunk_body_impl(std::uint64_t, string_view bytes, error_code& ec) override {
        return append(bytes, ec);
    }

    void on_finish_impl(error_code& ec) override {
        if (packing && !packing->complete())
            spoil(ec, "the packed body is cut short");
    }

    std::size_t append(string_view bytes, error_code& ec) {
        std::string& to = streaming ? piece : message.body;
        if (!packing) {
            if (!streaming && bytes.size() > most_body_bytes - to.size())
                ec = beast_http::error::body_limit;
            else
                append_wiping(to, {bytes.data(), bytes.size()});
            return bytes.size();
        }
        switch (packing->feed({bytes.data(), bytes.size()}, to)) {
        case gzip_decoder::state::good:
            break;
        case gzip_decoder::state::corrupt:
            spoil(ec, "the body is said to be gzip and is not");
            break;
        case gzip_decoder::state::too_large:
            ec = beast_http::error::body_limit;
            break;
        }
        return bytes.size();
    }

    void spoil(error_code& ec, std::string why) {
        trouble = std::move(why);
        ec = errc::malformed_answer;
    }
};

response_reader::response_reader(
    std::uint32_t max_header_bytes, std::uint64_t max_body_bytes, bool answers_head_request)
    : max_header_bytes_(max_header_bytes), max_body_bytes_(max_body_bytes),
      answers_head_request_(answers_head_request), parser_(make_parser()) {}

response_reader::~response_reader() = default;

std::unique_ptr<response_reader::parser> response_reader::make_parser() const {
    auto made = std::make_unique<parser>();
    made->most_field_bytes = max_header_bytes_;
    // Beast counts from wherever a piece ended, so that its limit depends on the pieces: the exact one is in
    // feed().
    made->header_limit(max_header_bytes_ + header_slack);
    // Beast would hold its limit against the length before anybody could say that the body is streamed.
    made->body_limit(boost::none);
    made->most_body_bytes = max_body_bytes_;
    made->bodiless = answers_head_request_;
    made->skip(answers_head_request_);
    return made;
}

// `taken`: what Beast has read in one step, all trailers together for example. `waiting`: bytes that make no
// sense yet, of the head, of a chunk's head or of trailers; the caller has to keep them.
bool response_reader::exceeds_header_cap(std::size_t taken, std::size_t waiting) {
    if (parser_->head_reported)
        return std::max(waiting, parser_->last_chunk ? taken : 0) > max_header_bytes_ + header_slack;
    parser_->head_bytes += taken;
    return parser_->head_bytes + waiting > max_header_bytes_;
}

response_reader::step response_reader::feed(std::span<const char> bytes) {
    std::size_t consumed = 0;
    for (;;) {
        if (parser_->is_done())
            return {state::done, consumed};
        error_code ec;
        // Step by step, so that the caller can decide where the body goes, and trailers can be measured.
        parser_->eager(false);
        const auto taken =
            parser_->put(boost::asio::buffer(bytes.data() + consumed, bytes.size() - consumed), ec);
        consumed += taken;
        if (exceeds_header_cap(taken, ec == beast_http::error::need_more ? bytes.size() - consumed : 0))
            ec = beast_http::error::header_limit;
        if (ec == beast_http::error::need_more)
            return {state::more, consumed};
        if (ec) {
            parser_->failure = ec;
            return {state::failed, consumed};
        }
        if (!parser_->is_header_done())
            return {state::more, consumed};
        const int status = parser_->message.status;
        if (status >= 100 && status < 200 && status != 101) {
            parser_ = make_parser();
            if (consumed == bytes.size())
                return {state::more, consumed};
            continue;
        }
        if (!parser_->head_reported) {
            parser_->head_reported = true;
            return {state::head, consumed};
        }
        if (!parser_->is_done() && consumed < bytes.size())
            continue;
        return {parser_->is_done() ? state::done : state::more, consumed};
    }
}

response_reader::step response_reader::feed_end() {
    error_code ec;
    if (!parser_->got_some()) // which put_eof takes for granted
        ec = beast_http::error::end_of_stream;
    else
        parser_->put_eof(ec);
    if (ec) {
        parser_->failure = ec;
        return {state::failed, 0};
    }
    return {parser_->is_done() ? state::done : state::more, 0};
}

void response_reader::stream_body() {
    parser_->stream();
}

std::string response_reader::take_piece() {
    return std::exchange(parser_->piece, {});
}

response& response_reader::message() noexcept {
    return parser_->message;
}

const error_code& response_reader::error() const noexcept {
    return parser_->failure;
}

const std::string& response_reader::trouble() const noexcept {
    return parser_->trouble;
}

bool response_reader::keep_alive() const noexcept {
    return parser_->is_header_done() && parser_->keep_alive();
}

bool response_reader::started() const noexcept {
    return parser_->got_some();
}

bool response_reader::too_large() const noexcept {
    return parser_->failure == beast_http::error::header_limit ||
           parser_->failure == beast_http::error::body_limit ||
           parser_->failure == beast_http::error::buffer_overflow;
}

} // namespace segue::http
