#include "unit/discogs/operations/stage.hpp"

#include <segue/base/rethrow.hpp>
#include <segue/testing/responses.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <exception>
#include <optional>
#include <utility>

namespace segue::test {
namespace {

using segue::testing::reply;

// Less than an attempt may take.
constexpr std::chrono::seconds answers_late{10};

void take_error(ending& end, const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const segue::error& e) {
        end.type = readable_type(typeid(e));
        end.code = e.code();
        end.why = e.details();
    } catch (const boost::system::system_error& e) {
        end.type = "system_error";
        end.code = e.code();
    } catch (const std::exception& e) {
        end.type = readable_type(typeid(e));
        end.why.message = e.what();
    }
}

// Boost 1.81 cannot end a coroutine that is cancelled before it has begun, so this one begins.
asio::awaitable<std::string>
awaited_too_late(asio::cancellation_signal& cancel, asio::awaitable<std::string> work) {
    co_await asio::post(asio::use_awaitable);
    cancel.emit(asio::cancellation_type::terminal);
    std::string result = co_await std::move(work);
    co_return result;
}

// Words for how a call ended that nothing good is known of.
std::string told(const ending& end) {
    if (!end.over)
        return "does not end";
    return end.type.empty() ? "answered" : end.type + ": " + end.code.message() + ' ' + end.why.message;
}

bool aborted(const ending& end) {
    return end.over && end.type == "system_error" && end.code == asio::error::operation_aborted;
}

// What the transport was asked for and has left, added where it is not what it should be.
std::string with_traffic(std::string words, const stage& s, std::size_t sent) {
    if (s.transport->sent() != sent)
        words += ", " + std::to_string(s.transport->sent()) + " requests sent";
    if (s.transport->under_way() != 0)
        words += ", " + std::to_string(s.transport->under_way()) + " under way";
    return words;
}

} // namespace

stage::stage(const operation& op)
    : op_(op), answer([&op](const http::request&) { return op.good_answer(); }),
      params{
          .token = "sesame",
          .consumer_key = "application",
          .consumer_secret = "sesame2",
          .base_url = "https://service.test",
          .retry = {.max_attempts = 1}},
      transport(std::make_shared<segue::testing::counting_transport>(
          [this](const http::request& r) { return answer(r); }, time)) {}

stage::~stage() = default;

discogs::client stage::make_client(asio::io_context& context) {
    auto ledger = traffic::make_quota_ledger(params.quota);
    return discogs::client(context.get_executor(), params, transport, time, ledger);
}

asio::awaitable<std::string> stage::call(const discogs::client& client) const {
    return op_.run(client, some_user);
}

std::shared_ptr<const ending> stage::start(const discogs::client& client) {
    return start(io, call(client));
}

std::shared_ptr<const ending> stage::start(asio::io_context& context, asio::awaitable<std::string> work) {
    auto end = std::make_shared<ending>();
    auto finished = [end](const std::exception_ptr& error, std::string says) {
        end->over = true;
        end->says = std::move(says);
        if (error)
            take_error(*end, error);
    };
    asio::co_spawn(context, std::move(work), asio::bind_cancellation_slot(cancel_.slot(), finished));
    return end;
}

void stage::settle() {
    io.restart();
    while (io.poll() != 0) {
    }
}

void stage::finish() {
    io.restart();
    time->run(io);
}

ending stage::run() {
    const auto end = start(make_client());
    finish();
    return *end;
}

namespace seen {

std::string requests(const operation& op) {
    stage s(op);
    const auto end = s.run();
    if (!end.over || !end.type.empty() || end.says != op.says)
        return told(end) + ": " + end.says;
    return std::to_string(s.transport->count());
}

std::string refusal(const operation& op, int status) {
    stage s(op);
    s.answer = [status](const http::request&) { return segue::testing::error_json(status, "no"); };
    const auto end = s.run();
    return with_traffic(end.type.empty() ? told(end) : end.type, s, 1);
}

std::string no_connection(const operation& op) {
    stage s(op);
    s.answer = [](const http::request&) { return reply::unsent(); };
    const auto end = s.run();
    return with_traffic(end.type.empty() ? told(end) : end.type, s, 0);
}

std::string lost_answer(const operation& op) {
    stage s(op);
    s.answer = [](const http::request&) { return reply::lost(); };
    const auto end = s.run();
    return with_traffic(end.type.empty() ? told(end) : end.type, s, 1);
}

std::string senseless_answer(const operation& op) {
    stage s(op);
    s.answer = [&op](const http::request&) { return segue::testing::html(op.sent.status, "<html>"); };
    const auto end = s.run();
    return with_traffic(end.type.empty() ? told(end) : end.type, s, 1);
}

std::string never_awaited(const operation& op) {
    stage s(op);
    const auto client = s.make_client();
    {
        const auto dropped = s.call(client);
    }
    s.finish();
    return with_traffic("sends nothing", s, 0);
}

std::string cancelled_before_start(const operation& op) {
    stage s(op);
    // Without it one turn of the loop would be enough to send everything.
    s.transport->use({.step_time = std::chrono::milliseconds(1)});
    const auto client = s.make_client();
    const auto end = s.start(s.io, awaited_too_late(s.cancellation(), s.call(client)));
    s.settle();
    if (!aborted(*end) || client.budget().used != 0)
        return told(*end) + ", " + std::to_string(client.budget().used) + " of the quota used";
    return with_traffic("sends nothing", s, 0);
}

std::string cancelled_in_queue(const operation& op) {
    stage s(op);
    s.params.quota.authenticated_limit = 1;
    s.transport->use({.latency = answers_late});
    s.answer = [](const http::request&) { return segue::testing::json(R"({"id":99,"name":"L"})"); };
    const auto client = s.make_client();
    auto in_front = [](discogs::client c) -> asio::awaitable<void> { co_await c.label(99).get(); };
    asio::co_spawn(s.io, in_front(client), rethrow);
    s.settle();
    const auto end = s.start(client);
    s.settle();
    if (client.budget().waiting != 1)
        return "does not wait";
    s.cancel();
    s.settle();
    if (!aborted(*end) || client.budget().waiting != 0)
        return told(*end) + ", " + std::to_string(client.budget().waiting) + " waiting";
    s.finish();
    return with_traffic("sends nothing", s, 1);
}

std::string cancelled_while_waiting(const operation& op) {
    stage s(op);
    s.transport->use({.latency = answers_late});
    const auto end = s.start(s.make_client());
    s.settle();
    if (s.transport->under_way() != 1)
        return "does not wait";
    const auto before = s.time->now();
    s.cancel();
    s.settle();
    if (!aborted(*end) || s.time->now() != before)
        return told(*end);
    return with_traffic("ends at once", s, 1);
}

std::string client_destroyed(const operation& op) {
    stage s(op);
    s.transport->use({.latency = answers_late});
    std::optional<discogs::client> client(s.make_client());
    const auto end = s.start(*client);
    s.settle();
    if (s.transport->under_way() != 1)
        return "does not wait";
    client.reset();
    s.finish();
    if (end->says != op.says || !end->type.empty())
        return told(*end) + ": " + end->says;
    return with_traffic("answered", s, 1);
}

std::string context_destroyed(const operation& op) {
    stage s(op);
    s.transport->use({.latency = answers_late});
    auto own = std::make_unique<asio::io_context>(1);
    const auto client = s.make_client(*own);
    const auto end = s.start(*own, s.call(client));
    while (own->poll() != 0) {
    }
    if (s.transport->under_way() != 1)
        return "does not wait";
    own.reset();
    if (end->over || s.time->waiting() != 0 || client.budget().waiting != 0)
        return told(*end) + ", " + std::to_string(s.time->waiting()) + " waiting";
    return with_traffic("leaves nothing", s, 1);
}

} // namespace seen

} // namespace segue::test
