#include "account/redirect/request_reader.hpp"

#include "account/wiped_bytes.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

namespace segue::account::redirect {

namespace beast_http = boost::beast::http;
using boost::beast::string_view;
using boost::system::error_code;

class request_reader::parser final : public beast_http::basic_parser<true> {
public:
    parser() {
        eager(true);
        header_limit(most_bytes);
        body_limit(most_bytes);
    }

    incoming message;
    bool failed = false;

private:
    void
    on_request_impl(beast_http::verb, string_view method, string_view target, int, error_code&) override {
        message.method = std::string(method.data(), method.size());
        message.target = std::string(target.data(), target.size());
    }

    void on_response_impl(int, string_view, int, error_code&) override {}

    void on_field_impl(beast_http::field name, string_view, string_view value, error_code& ec) override {
        if (name == beast_http::field::host) {
            if (message.host)
                ec = beast_http::error::bad_field; // two hosts: one of them was put there by somebody else
            message.host = std::string(value.data(), value.size());
        } else if (name == beast_http::field::origin) {
            message.origin = std::string(value.data(), value.size());
        }
    }

    void on_header_impl(error_code&) override {}

    void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {
        message.body.reserve(most_bytes);
    }

    std::size_t on_body_impl(string_view bytes, error_code&) override {
        message.body.append(bytes.data(), bytes.size());
        return bytes.size();
    }

    void on_chunk_header_impl(std::uint64_t, string_view, error_code&) override {}

    std::size_t on_chunk_body_impl(std::uint64_t, string_view bytes, error_code& ec) override {
        return on_body_impl(bytes, ec);
    }

    void on_finish_impl(error_code&) override {}
};

// What never grows is never moved, and leaves no copies behind.
request_reader::request_reader() : parser_(std::make_unique<parser>()) {
    unread_.reserve(most_bytes);
}

request_reader::~request_reader() {
    wipe(unread_);
    wipe(parser_->message.target);
    wipe(parser_->message.body);
}

request_reader::state request_reader::feed(std::string_view bytes) {
    if (parser_->failed)
        return state::failed;
    taken_ += bytes.size();
    if (taken_ > most_bytes)
        return state::too_large;
    unread_.append(bytes);
    while (!unread_.empty() && !parser_->is_done()) {
        error_code ec;
        const auto used = parser_->put(boost::asio::buffer(unread_), ec);
        unread_.erase(0, used);
        if (ec == beast_http::error::need_more)
            return state::more;
        if (ec) {
            parser_->failed = true;
            const bool large = ec == beast_http::error::header_limit || ec == beast_http::error::body_limit;
            return large ? state::too_large : state::failed;
        }
        if (used == 0)
            break;
    }
    return parser_->is_done() ? state::done : state::more;
}

const incoming& request_reader::message() const noexcept {
    return parser_->message;
}

} // namespace segue::account::redirect
