#pragma once

#include "resource/client_core.hpp"

#include <segue/http/response.hpp>

#include <boost/asio/awaitable.hpp>

#include <memory>

namespace segue::resource {

/// An answer that is asked for before anybody waits for it: one call through the client's pipeline, with a
/// permit and a deadline like any other, that runs on the client's strand by itself.
///
/// Who drops it cancels it. What it keeps beside its answer is the strand's alone, so that it may be dropped
/// on any thread, after its client, and after the context.
class early_answer {
public:
    /// Begins the call.
    early_answer(const std::shared_ptr<client_core>& core, request_spec spec);
    ~early_answer();
    early_answer(const early_answer&) = delete;
    early_answer& operator=(const early_answer&) = delete;

    /// Waits for the answer, and takes it away; once.
    ///
    /// **Errors** as `client_core::fetch`. **Cancellation** ends the call too.
    static asio::awaitable<fetched> take(std::shared_ptr<early_answer> self);

private:
    struct progress;

    std::shared_ptr<strand_home> home_;
    std::shared_ptr<progress> progress_;
};

} // namespace segue::resource
