#include "resource/download.hpp"

#include "base/cross.hpp"
#include "base/part_file.hpp"
#include "resource/download_sink.hpp"

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/this_coro.hpp>

#include <exception>
#include <utility>

namespace segue::resource {

namespace {

using signal = std::shared_ptr<asio::cancellation_signal>;

struct opened_file {
    std::shared_ptr<part_file> file;
    boost::system::error_code why;
};

asio::awaitable<result<downloaded>> stream(
    std::shared_ptr<client_core> core,
    request_spec spec,
    std::shared_ptr<download_sink> sink,
    signal cancel) {
    spec.sink = sink;
    spec.redirects = traffic::redirect_mode::hand_over;
    std::string path = spec.file ? spec.file->to.text() + "/..." : spec.path;
    auto answered = co_await client_core::begin(core, std::move(spec), std::move(cancel));
    if (!answered)
        co_return std::move(answered).error();
    auto finished = co_await sink->finish(std::move(answered->answer));
    if (finished)
        co_return finished;
    failure why = std::move(finished).error();
    why.method = http::to_string(http::method::get);
    why.path = std::move(path);
    why.attempts = 1;
    co_return why;
}

// Whole or not at all: its end cannot be cancelled, and what is left over is gone before the caller hears.
asio::awaitable<result<downloaded>> stream_to_file(
    std::shared_ptr<client_core> core,
    request_spec spec,
    download_params params,
    std::string path,
    std::shared_ptr<strand_home> caller,
    signal cancel) {
    const auto thread = core->file_thread();
    const auto mode =
        params.existing == existing_file::keep ? part_file::if_there::refuse : part_file::if_there::replace;
    auto opening = [path, mode] {
        opened_file made;
        made.file = part_file::open(path, mode, made.why);
        return made;
    };
    opened_file opened;
    result<downloaded> outcome = failure();
    std::exception_ptr error;
    try {
        auto opened_soon = aside<opened_file>(thread, when_left::skip, std::move(opening));
        opened = co_await std::move(opened_soon);
        if (!opened.file)
            co_return file_failure("cannot make", path, opened.why);
        auto sink = make_file_sink(params, std::move(caller), thread, opened.file, path);
        outcome = co_await stream(std::move(core), std::move(spec), std::move(sink), std::move(cancel));
    } catch (...) {
        error = std::current_exception();
    }
    if (outcome)
        co_return outcome;
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    // Behind what the thread is doing: it may just be opening the file for nobody.
    auto cleaning = [file = std::move(opened.file)] {
        if (file)
            file->discard();
        return true;
    };
    auto clean_soon = aside<bool>(thread, when_left::run, std::move(cleaning));
    co_await std::move(clean_soon);
    if (error)
        std::rethrow_exception(error);
    co_return outcome;
}

asio::awaitable<downloaded>
await_outcome(std::shared_ptr<client_core> core, signal cancel, asio::awaitable<result<downloaded>> work) {
    auto outcome = co_await cross<result<downloaded>>(core->home(), std::move(cancel), std::move(work));
    if (!outcome)
        throw_failure(std::move(outcome).error());
    co_return std::move(outcome).value();
}

} // namespace

asio::awaitable<downloaded>
download(std::shared_ptr<client_core> core, request_spec spec, download_params params) {
    if (spec.refused)
        throw_failure(std::move(*spec.refused));
    auto sink = make_memory_sink(params, strand_home::on(co_await asio::this_coro::executor));
    auto cancel = std::make_shared<asio::cancellation_signal>();
    auto work = stream(core, std::move(spec), std::move(sink), cancel);
    co_return co_await await_outcome(std::move(core), std::move(cancel), std::move(work));
}

asio::awaitable<downloaded> download_to_file(
    std::shared_ptr<client_core> core, request_spec spec, std::string path, download_params params) {
    if (spec.refused)
        throw_failure(std::move(*spec.refused));
    auto caller = strand_home::on(co_await asio::this_coro::executor);
    auto cancel = std::make_shared<asio::cancellation_signal>();
    auto work = stream_to_file(core, std::move(spec), params, std::move(path), std::move(caller), cancel);
    co_return co_await await_outcome(std::move(core), std::move(cancel), std::move(work));
}

asio::awaitable<downloaded>
download_to(std::shared_ptr<client_core> core, request_spec spec, piece_view take, download_params params) {
    if (spec.refused)
        throw_failure(std::move(*spec.refused));
    if (params.begun == begun_download::fails)
        spec.restart = traffic::sink_restart::impossible;
    auto sink = make_piece_sink(params, strand_home::on(co_await asio::this_coro::executor), take);
    auto cancel = std::make_shared<asio::cancellation_signal>();
    auto work = stream(core, std::move(spec), std::move(sink), cancel);
    co_return co_await await_outcome(std::move(core), std::move(cancel), std::move(work));
}

} // namespace segue::resource
