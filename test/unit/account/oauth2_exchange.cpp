#include "unit/account/oauth2_support.hpp"

#include <segue/account/exchange.hpp>
#include <segue/testing/counting_transport.hpp>
#include <segue/testing/manual_time.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>

#include <gmock/gmock.h>

#include <optional>

namespace segue::test {
namespace {

using account::exchange;
using account::exchange_params;
using account::sign_in_device;
using segue::testing::reply;
using ::testing::HasSubstr;

const std::string held_refresh_token = "r3fresh-token";
const std::string good_tokens = R"({"access_token":"n3w","expires_in":60})";
const std::string device_answer =
    R"({"device_code":"d3vice","user_code":"U","verification_uri":"https://x.test","expires_in":60,"interval":5})";

// What came of one call.
template <class T>
struct outcome {
    std::optional<T> value;
    std::exception_ptr thrown;

    // The failure that it ended in; an empty one, and a failed test, when it did not.
    failure why() const {
        try {
            if (thrown)
                std::rethrow_exception(thrown);
            ADD_FAILURE() << "no failure";
        } catch (const error& e) {
            return e.details();
        } catch (const std::exception& e) {
            ADD_FAILURE() << "another exception: " << e.what();
        }
        return {};
    }

    bool aborted() const {
        try {
            if (thrown)
                std::rethrow_exception(thrown);
        } catch (const boost::system::system_error& e) {
            return e.code() == asio::error::operation_aborted;
        }
        return false;
    }
};

class exchanging : public ::testing::Test {
protected:
    template <class T>
    std::shared_ptr<outcome<T>> start(asio::awaitable<T> work) {
        auto out = std::make_shared<outcome<T>>();
        auto finish = [out](const std::exception_ptr& e, T value) {
            out->thrown = e;
            if (!e)
                out->value.emplace(std::move(value));
        };
        asio::co_spawn(io, std::move(work), asio::bind_cancellation_slot(cancel.slot(), finish));
        return out;
    }

    template <class T>
    std::shared_ptr<outcome<T>> run(asio::awaitable<T> work) {
        auto out = start(std::move(work));
        time->run(io);
        io.restart();
        return out;
    }

    std::shared_ptr<outcome<token_set>> send(const token_request& request, exchange_params params = {}) {
        return run(exchange(transport, request, time, params));
    }

    token_request refresh() const {
        token_set old;
        old.refresh_token = secret(held_refresh_token);
        return flow(sample_params()).refresh(old).value();
    }

    token_request own() const { return flow(sample_params()).client_credentials().value(); }

    device_grant device() const {
        const flow f(sample_params());
        return f
            .read_device(f.begin_device().value(), testing::json(device_answer), time->now(), time->today())
            .value();
    }

    asio::io_context io{1};
    asio::cancellation_signal cancel;
    std::shared_ptr<testing::manual_time> time = std::make_shared<testing::manual_time>(noon);
    std::shared_ptr<testing::counting_transport> transport =
        std::make_shared<testing::counting_transport>(time);
};

TEST_F(exchanging, good_answer_gives_tokens_and_costs_one_request) {
    transport->queue(testing::json(good_tokens));
    const auto out = send(refresh());
    ASSERT_TRUE(out->value) << describe(out->why());
    EXPECT_EQ(out->value->access_token.reveal(), "n3w");
    EXPECT_EQ(out->value->refresh_token->reveal(), held_refresh_token);
    EXPECT_EQ(out->value->expires_at, noon + 60s);
    EXPECT_EQ(transport->count("POST", "/oauth/token"), 1U);
    EXPECT_EQ(value_in(transport->request(0).body, "refresh_token"), held_refresh_token);
}

TEST_F(exchanging, call_that_is_never_awaited_sends_nothing) {
    {
        auto never = exchange(transport, refresh(), time);
    }
    time->run(io);
    EXPECT_EQ(transport->count(), 0U);
}

TEST_F(exchanging, refusals_are_thrown_with_method_and_path_and_are_not_repeated) {
    struct row {
        http::response answer;
        errc code;
    };
    const row rows[] = {
        {testing::json(400, R"({"error":"invalid_grant"})"), errc::sign_in_required},
        {testing::json(401, R"({"error":"invalid_client"})"), errc::unauthorized},
        {testing::json(503, "{}"), errc::server_failed},
        {testing::json(429, "{}"), errc::rate_limited},
        {testing::with_header(testing::json(302, ""), "Location", "https://evil.test/"),
         errc::unexpected_redirect},
        {testing::html(200, "<p>"), errc::not_json},
        {testing::json("{}"), errc::decode_failed}};
    for (const auto& each : rows) {
        transport->clear();
        transport->queue(each.answer);
        const auto why = send(refresh())->why();
        EXPECT_EQ(why.code, each.code);
        EXPECT_EQ(why.method, "POST");
        EXPECT_EQ(why.path, "/oauth/token");
        EXPECT_EQ(why.status, each.answer.status);
        EXPECT_EQ(why.attempts, 1);
        EXPECT_EQ(transport->count(), 1U);
        expect_hidden(why, held_refresh_token);
    }
}

TEST_F(exchanging, sign_in_that_is_required_is_a_sign_in_error) {
    transport->queue(testing::json(400, R"({"error":"invalid_grant"})"));
    const auto out = send(refresh());
    EXPECT_THROW(std::rethrow_exception(out->thrown), sign_in_error);
}

TEST_F(exchanging, lost_answer_to_what_is_done_once_is_an_unknown_outcome) {
    transport->queue(reply::lost());
    const auto why = send(refresh())->why();
    EXPECT_EQ(why.code, errc::outcome_unknown);
    EXPECT_EQ(why.cause, errc::connection_lost);
    transport->queue(reply::unsent());
    EXPECT_EQ(send(refresh())->why().code, errc::connect_failed);
    transport->queue(reply::lost());
    EXPECT_EQ(send(own())->why().code, errc::connection_lost);
    transport->queue(reply(errc::malformed_answer));
    EXPECT_EQ(send(refresh())->why().code, errc::malformed_answer);
}

TEST_F(exchanging, deadline_ends_it) {
    transport->queue(reply::never());
    exchange_params params;
    params.deadline = 2s;
    const auto began = time->now();
    const auto own_why = send(own(), params)->why();
    EXPECT_EQ(own_why.code, errc::deadline_exceeded);
    EXPECT_EQ(own_why.path, "/oauth/token");
    EXPECT_EQ(time->now() - began, 2s);
    transport->queue(reply::never());
    const auto why = send(refresh(), params)->why();
    EXPECT_EQ(why.code, errc::outcome_unknown);
    EXPECT_EQ(why.cause, errc::deadline_exceeded);
    EXPECT_EQ(transport->under_way(), 0U);
}

TEST_F(exchanging, deadline_of_zero_sends_nothing) {
    exchange_params params;
    params.deadline = 0ms;
    EXPECT_EQ(send(refresh(), params)->why().code, errc::deadline_exceeded);
    EXPECT_EQ(transport->count(), 0U);
}

TEST_F(exchanging, failure_of_the_transport_shows_neither_secret_nor_query) {
    auto p = sample_params();
    p.method = account::oauth2::token_method::get;
    p.authentication = client_authentication::body;
    failure loud;
    loud.code = errc::connection_lost;
    loud.path = "/oauth/token?client_secret=" + encoded(client_secret);
    loud.message = "while sending " + std::string(client_secret);
    loud.body = std::string(client_secret);
    transport->queue(reply(loud));
    const auto request = flow(p).client_credentials().value();
    const auto why = send(request)->why();
    expect_hidden(why, client_secret);
    EXPECT_EQ(why.method, "GET");
    EXPECT_EQ(why.path, "/oauth/token");
    EXPECT_NE(transport->request(0).target.find(encoded(client_secret)), std::string::npos);
}

TEST_F(exchanging, cancelled_while_it_waits_it_ends_soon) {
    transport->queue(reply::never());
    const auto out = start(exchange(transport, refresh(), time));
    io.poll();
    EXPECT_EQ(transport->under_way(), 1U);
    cancel.emit(asio::cancellation_type::terminal);
    io.poll();
    EXPECT_TRUE(out->aborted());
    EXPECT_EQ(transport->under_way(), 0U);
}

TEST_F(exchanging, device_is_asked_for_its_code_and_then_polled_at_its_pace) {
    transport->queue("POST", "/oauth/device", testing::json(device_answer));
    auto begun = run(account::begin_device(transport, flow(sample_params()), time));
    ASSERT_TRUE(begun->value) << describe(begun->why());
    EXPECT_EQ(begun->value->user_code(), "U");
    for (const char* text : {"authorization_pending", "slow_down", "authorization_pending"})
        transport->queue(testing::json(400, R"({"error":")" + std::string(text) + R"("})"));
    transport->queue(testing::json(good_tokens));
    const auto began = time->now();
    const auto out = run(sign_in_device(transport, *begun->value, time));
    ASSERT_TRUE(out->value) << describe(out->why());
    EXPECT_EQ(out->value->access_token.reveal(), "n3w");
    EXPECT_EQ(time->now() - began, 5s + 5s + 10s + 10s);
    EXPECT_EQ(transport->count("POST", "/oauth/token"), 4U);
    EXPECT_EQ(value_in(transport->request(4).body, "device_code"), "d3vice");
}

TEST_F(exchanging, device_endpoint_that_refuses_or_is_missing_is_told) {
    transport->queue(testing::json(400, R"({"error":"invalid_scope"})"));
    const auto refused = run(account::begin_device(transport, flow(sample_params()), time))->why();
    EXPECT_EQ(refused.code, errc::bad_request);
    EXPECT_EQ(refused.path, "/oauth/device");
    transport->queue(testing::json("{}"));
    EXPECT_EQ(
        run(account::begin_device(transport, flow(sample_params()), time))->why().pointer, "/device_code");
    transport->queue(reply::lost());
    EXPECT_EQ(
        run(account::begin_device(transport, flow(sample_params()), time))->why().code,
        errc::connection_lost);
    auto p = sample_params();
    p.at.device = {};
    EXPECT_EQ(run(account::begin_device(transport, flow(p), time))->why().param, "at.device");
}

TEST_F(exchanging, device_survives_a_lost_connection_and_a_silent_service) {
    transport->queue(reply::lost());
    transport->queue(reply::never());
    transport->queue(testing::json(good_tokens));
    exchange_params params;
    params.deadline = 3s;
    const auto began = time->now();
    const auto out = run(sign_in_device(transport, device(), time, params));
    ASSERT_TRUE(out->value) << describe(out->why());
    EXPECT_EQ(time->now() - began, 5s + 10s + 3s + 20s);
}

TEST_F(exchanging, device_ends_by_refusal_or_when_its_code_expires) {
    transport->queue(testing::json(400, R"({"error":"access_denied"})"));
    const auto denied = run(sign_in_device(transport, device(), time))->why();
    EXPECT_EQ(denied.code, errc::oauth_denied);
    EXPECT_EQ(denied.path, "/oauth/token");
    const auto began = time->now();
    for (int i = 0; i < 11; ++i)
        transport->queue(testing::json(400, R"({"error":"authorization_pending"})"));
    const auto late = run(sign_in_device(transport, device(), time))->why();
    EXPECT_EQ(late.code, errc::sign_in_required);
    EXPECT_EQ(time->now() - began, 60s);
    EXPECT_NO_THROW(transport->verify());
}

TEST_F(exchanging, device_cancelled_while_waiting_or_asking_ends_soon) {
    transport->queue(reply::never());
    auto out = start(sign_in_device(transport, device(), time));
    io.poll();
    EXPECT_EQ(time->waiting(), 1U);
    cancel.emit(asio::cancellation_type::terminal);
    io.poll();
    EXPECT_TRUE(out->aborted());
    EXPECT_EQ(transport->count(), 0U);

    io.restart();
    out = start(sign_in_device(transport, device(), time));
    io.poll();
    time->advance(5s);
    io.poll();
    EXPECT_EQ(transport->under_way(), 1U);
    cancel.emit(asio::cancellation_type::terminal);
    io.poll();
    EXPECT_TRUE(out->aborted());
    EXPECT_EQ(transport->under_way(), 0U);
}

} // namespace
} // namespace segue::test
