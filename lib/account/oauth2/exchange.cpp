#include "account/oauth2/address.hpp"
#include "account/oauth2/refusal.hpp"
#include "account/oauth2/request_parts.hpp"
#include "account/wiped_bytes.hpp"

#include <segue/account/exchange.hpp>
#include <segue/base/timeout.hpp>

#include <boost/asio/error.hpp>

#include <string>
#include <utility>

namespace segue::account {
namespace {

// The query of a request may hold the client's secret.
failure sent_by(const oauth2::token_request& request, failure f) {
    const auto& parts = oauth2::parts_of(request);
    f.method = http::to_string(parts.request.method);
    f.path = oauth2::before_query(parts.request.target);
    f.attempts = 1;
    f.message = oauth2::quotable(f.message, parts.hidden, f.message.size());
    f.body.clear();
    return f;
}

bool is_answer_lost(const failure& f) noexcept {
    return f.code.category() != error_category() || f.code == errc::connection_lost ||
           f.code == errc::deadline_exceeded || f.code == errc::attempt_timeout;
}

failure without_answer(const oauth2::token_request& request, const http::exchange_trace& trace, failure why) {
    auto f = sent_by(request, std::move(why));
    if (trace.sent == http::exchange_trace::handover::none || !request.single_use() || !is_answer_lost(f))
        return f;
    f.cause = f.code;
    f.code = errc::outcome_unknown;
    return f;
}

// Owns what the transport writes to, for as long as the exchange lasts.
asio::awaitable<result<http::response>> send_traced(
    std::shared_ptr<http::transport> transport,
    oauth2::token_request request,
    std::shared_ptr<http::exchange_trace> trace) {
    auto r = request.http();
    r.trace = trace.get();
    co_return co_await transport->send(std::move(r), nullptr);
}

asio::awaitable<result<http::response>> send_once(
    std::shared_ptr<http::transport> transport,
    const oauth2::token_request& request,
    std::shared_ptr<time_source> time,
    std::chrono::milliseconds deadline) {
    auto trace = std::make_shared<http::exchange_trace>();
    if (deadline <= std::chrono::milliseconds(0))
        trace->sent = http::exchange_trace::handover::none;
    result<http::response> answer;
    try {
        auto work = send_traced(std::move(transport), request, trace);
        answer = co_await timeout(std::move(work), deadline, std::move(time));
    } catch (const error& e) {
        answer = e.details();
    }
    if (!answer)
        answer = without_answer(request, *trace, answer.error());
    co_return std::move(answer);
}

} // namespace

asio::awaitable<token_set> exchange(
    std::shared_ptr<http::transport> transport,
    oauth2::token_request request,
    std::shared_ptr<time_source> time,
    exchange_params params) {
    auto answer = co_await send_once(std::move(transport), request, time, params.deadline);
    if (!answer)
        throw_failure(answer.error());
    auto tokens = request.read(*answer, time->today());
    wipe(answer->body);
    if (!tokens)
        throw_failure(sent_by(request, tokens.error()));
    co_return std::move(*tokens);
}

asio::awaitable<oauth2::device_grant> begin_device(
    std::shared_ptr<http::transport> transport,
    oauth2::flow flow,
    std::shared_ptr<time_source> time,
    exchange_params params) {
    auto request = flow.begin_device();
    if (!request)
        throw_failure(request.error());
    auto answer = co_await send_once(std::move(transport), *request, time, params.deadline);
    if (!answer)
        throw_failure(answer.error());
    auto grant = flow.read_device(*request, *answer, time->now(), time->today());
    wipe(answer->body);
    if (!grant)
        throw_failure(sent_by(*request, grant.error()));
    co_return std::move(*grant);
}

asio::awaitable<token_set> sign_in_device(
    std::shared_ptr<http::transport> transport,
    oauth2::device_grant grant,
    std::shared_ptr<time_source> time,
    exchange_params params) {
    using kind = oauth2::device_step::kind;
    const auto request = grant.request();
    auto step = grant.next(time->now());
    while (step.what == kind::wait || step.what == kind::ask) {
        if (step.what == kind::wait) {
            const auto ec = co_await time->wait_until(step.when);
            if (ec)
                throw boost::system::system_error(ec);
            step = grant.next(time->now());
            continue;
        }
        auto answer = co_await send_once(transport, request, time, params.deadline);
        if (answer) {
            step = grant.answered(*answer, time->now(), time->today());
            wipe(answer->body);
        } else {
            step = grant.unanswered(answer.error(), time->now());
        }
    }
    if (step.what == kind::failed)
        throw_failure(sent_by(request, std::move(*step.why)));
    co_return std::move(*step.tokens);
}

} // namespace segue::account
