#include "http/response_reader.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include <algorithm>
#include <utility>

namespace segue::http {

namespace beast_http = boost::beast::http;
using boost::beast::string_view;
using boost::system::error_code;

class response_reader::parser final : public beast_http::basic_parser<false> {
public:
    response message;
    std::string piece;
    error_code failure;
    bool streaming = false;
    bool head_reported = false;
    std::size_t field_bytes = 0;
    std::size_t most_field_bytes = 0;

private:
    void on_request_impl(beast_http::verb, string_view, string_view, int, error_code&) override {}

    void on_response_impl(int code, string_view, int, error_code&) override { message.status = code; }

    void on_field_impl(beast_http::field, string_view name, string_view value, error_code& ec) override {
        // Beast looks at its own limit only while a header is incomplete.
        constexpr std::size_t around = 4; // colon, blank and line end
        field_bytes += name.size() + value.size() + around;
        if (field_bytes > most_field_bytes)
            ec = beast_http::error::header_limit;
        else
            message.headers.add(name, value);
    }

    void on_header_impl(error_code&) override {}

    void on_body_init_impl(const boost::optional<std::uint64_t>& length, error_code&) override {
        // A length is the peer's word: it may reserve what an ordinary answer has, not what it claims.
        constexpr std::uint64_t trusted = 1024 * 1024;
        if (length && !streaming)
            message.body.reserve(static_cast<std::size_t>(std::min(*length, trusted)));
    }

    std::size_t on_body_impl(string_view bytes, error_code&) override { return append(bytes); }

    void on_chunk_header_impl(std::uint64_t, string_view, error_code&) override {}

    std::size_t on_chunk_body_impl(std::uint64_t, string_view bytes, error_code&) override {
        return append(bytes);
    }

    void on_finish_impl(error_code&) override {}

    std::size_t append(string_view bytes) {
        (streaming ? piece : message.body).append(bytes.data(), bytes.size());
        return bytes.size();
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
    made->header_limit(max_header_bytes_);
    made->body_limit(max_body_bytes_);
    made->skip(answers_head_request_);
    return made;
}

response_reader::step response_reader::feed(std::span<const char> bytes) {
    std::size_t consumed = 0;
    for (;;) {
        if (parser_->is_done())
            return {state::done, consumed};
        error_code ec;
        // The header comes alone, so that the caller can decide where the body goes.
        parser_->eager(parser_->head_reported);
        consumed += parser_->put(boost::asio::buffer(bytes.data() + consumed, bytes.size() - consumed), ec);
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
        return {parser_->is_done() ? state::done : state::more, consumed};
    }
}

response_reader::step response_reader::feed_end() {
    error_code ec;
    parser_->put_eof(ec);
    if (ec) {
        parser_->failure = ec;
        return {state::failed, 0};
    }
    return {parser_->is_done() ? state::done : state::more, 0};
}

void response_reader::stream_body() {
    parser_->streaming = true;
    parser_->body_limit(boost::none);
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
