// What a transport of the testing kit gets is what the emulator gets through the socket, for the same call: a
// test against the kit says something about the wire.

#include "http/pooled_transport.hpp"
#include "http/resolver.hpp"
#include "http/tls_context.hpp"
#include "support/on_emulator.hpp"

#include <segue/testing/counting_transport.hpp>
#include <segue/testing/responses.hpp>

#include <gmock/gmock.h>

#include <algorithm>
#include <span>
#include <string_view>

namespace {

using namespace segue;
using segue::testing::counting_transport;
using fields = std::vector<std::pair<std::string, std::string>>;

// Fields that the socket's transport derives from the request and nobody else sees; see `http::request`.
bool is_of_the_wire(std::string_view name) {
    const auto is = [name](std::string_view other) { return http::same_name(name, other); };
    return is("Host") || is("Content-Length") || is("Transfer-Encoding");
}

fields fields_of(const http::request& r) {
    fields list;
    for (const auto& [name, value] : r.headers)
        list.emplace_back(name, value);
    return list;
}

fields fields_of(const emulator::journal_entry& entry) {
    fields list;
    std::copy_if(entry.headers.begin(), entry.headers.end(), std::back_inserter(list), [](const auto& f) {
        return !is_of_the_wire(f.first);
    });
    return list;
}

class component_same_request : public test::on_emulator {
protected:
    void SetUp() override { start(); }

    void expect_same() {
        const auto heard = service().take_journal();
        const auto told = transport_->requests();
        ASSERT_EQ(heard.size(), told.size());
        ASSERT_FALSE(heard.empty());
        for (std::size_t i = 0; i < heard.size(); ++i) {
            EXPECT_EQ(heard[i].method, http::to_string(told[i].method));
            EXPECT_EQ(heard[i].target, told[i].target);
            EXPECT_EQ(fields_of(heard[i]), fields_of(told[i])) << heard[i].target;
            EXPECT_EQ(heard[i].body, told[i].body);
            EXPECT_EQ(test::field_of(heard[i], "Host"), told[i].to.host_header());
        }
        transport_->clear();
    }

    // The verb, once over the socket and once over the kit.
    template <class Verb>
    void both(discogs::client_params p, Verb verb) {
        discogs::client over_socket(io.get_executor(), p);
        discogs::client over_kit(io.get_executor(), p, transport_);
        for (const auto& client : {over_socket, over_kit}) {
            auto finish = [](const std::exception_ptr&) {}; // the answers differ and do not matter
            bool done = false;
            // NOLINTNEXTLINE(cppcoreguidelines-avoid-capturing-lambda-coroutines): it lives until the call is
            // done
            auto one = [&]() -> asio::awaitable<void> {
                try {
                    co_await verb(client);
                } catch (const error&) { // NOLINT(bugprone-empty-catch)
                }
                done = true;
            };
            asio::co_spawn(io, one(), finish);
            ASSERT_TRUE(run_until([&] { return done; }));
        }
        expect_same();
    }

    std::shared_ptr<counting_transport> transport_ =
        std::make_shared<counting_transport>([](const http::request&) { return segue::testing::json("{}"); });
};

TEST_F(component_same_request, verbs_send_the_same_request_through_the_kit_and_through_a_socket) {
    both(params(), [](const discogs::client& c) { return c.release(352665).get(); });
    both(params(), [](const discogs::client& c) {
        return c.release(352665).get({.currency = discogs::currency::gbp});
    });
    both(params(), [](const discogs::client& c) { return c.artist(3857).get(); });
    both(params(), [](const discogs::client& c) {
        auto list = c.artist(3857).releases().list({.page = 2, .per_page = 3});
        return list.next_page();
    });
    both(params(), [](const discogs::client& c) {
        auto hits = c.search({.query = "a&b=c d+e/\xc3\xa9?#%", .type = discogs::search_type::artist});
        return hits.next_page();
    });
}

TEST_F(component_same_request, credentials_of_every_kind_reach_the_kit_as_they_reach_the_service) {
    const auto key = service().consumer_key();
    const auto secret = service().consumer_secret();
    auto p = params();
    p.token = {};
    both(p, [](const discogs::client& c) { return c.release(1).get(); });
    p.consumer_key = key;
    p.consumer_secret = secret;
    both(p, [](const discogs::client& c) { return c.release(1).get(); });
    p.user_agent = "RecordShelf/1.2 +https://example.org";
    p.text_format = discogs::text_format::html;
    both(p, [](const discogs::client& c) { return c.release(1).get(); });
}

// A body in pieces, its length told or not.
class pieces final : public http::body_source {
public:
    pieces(std::string text, bool tells_size) : text_(std::move(text)), tells_size_(tells_size) {}
    std::optional<std::uint64_t> size_bytes() const override {
        return tells_size_ ? std::optional<std::uint64_t>(text_.size()) : std::nullopt;
    }
    void rewind() override { at_ = 0; }
    asio::awaitable<result<std::size_t>> read(std::span<char> room) override {
        const auto n = std::min({room.size(), std::size_t(7), text_.size() - at_});
        std::copy_n(text_.data() + at_, n, room.data());
        at_ += n;
        co_return n;
    }

private:
    std::string text_;
    bool tells_size_;
    std::size_t at_ = 0;
};

TEST_F(component_same_request, writes_and_streamed_bodies_are_the_same_byte_for_byte) {
    const auto socket = std::make_shared<http::pooled_transport>(
        http::pool_params(),
        http::make_tls_context(ca_file()),
        http::make_system_resolver(system_time()),
        system_time());
    const std::string binary("first\r\n\0last\xff", 13);
    pieces sized(binary, true);
    pieces unsized(binary, false);
    http::request plain;
    plain.to.scheme = "https";
    plain.to.host = "127.0.0.1";
    plain.to.port = static_cast<std::uint16_t>(std::stoi(test::port_of(base_url())));
    plain.target = "/users/somebody/wants/1?notes=a%20b";
    plain.headers.add("Content-Type", "application/json");
    plain.headers.add("X-Test", "one"); // side by side: the emulator's parser groups fields of one name
    plain.headers.add("x-test", "two");
    std::vector<http::request> all;
    for (const auto method : {http::method::post, http::method::put, http::method::remove}) {
        plain.method = method;
        plain.source = nullptr;
        plain.body.clear();
        all.push_back(plain);
        plain.body = R"({"rating": 5})";
        all.push_back(plain);
        plain.body.clear();
        plain.source = &sized;
        all.push_back(plain);
        plain.source = &unsized;
        all.push_back(plain);
    }
    for (const auto& r : all) {
        for (const auto& way :
             {std::shared_ptr<http::transport>(socket), std::shared_ptr<http::transport>(transport_)})
            EXPECT_TRUE(run(way->send(r, nullptr)).has_value());
    }
    expect_same();
}

} // namespace
