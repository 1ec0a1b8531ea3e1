#pragma once

#include "discogs/load.hpp"

#include <segue/discogs/models/inventory_job.hpp>
#include <segue/discogs/params/inventory_files.hpp>

#include <boost/asio/error.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

// What exports and uploads have in common: work that the service takes on and finishes later.
namespace segue::discogs {

/// Sends a request that starts a job. **Returns** its number, the last part of the answer's `Location`.
/// **Errors** `completed_unreadable` when the answer does not name it.
asio::awaitable<std::int64_t>
start_job(std::shared_ptr<resource::client_core> core, resource::request_spec spec);

/// Describes a list of jobs.
resource::request_spec
list_jobs(const std::string& path, const inventory_jobs_params& params, const call_options& options);

/// Describes the reading of a job; refused for a number below 1.
resource::request_spec
read_job(const std::string& path, std::string_view param, std::int64_t id, const call_options& options);

/// Refuses pauses that make no sense.
void check_waiting(resource::request_spec& spec, const inventory_wait_params& params);

/// When a call with these options must be over; `max()` never.
steady_time deadline_of(const resource::client_core& core, const call_options& options);

/// What is left until a deadline; nothing when there is none.
std::optional<std::chrono::milliseconds> left_until(const resource::client_core& core, steady_time deadline);

/// When to ask again; throws `timeout_error` when that would be in vain.
steady_time next_question(
    const resource::client_core& core,
    const resource::request_spec& spec,
    steady_time deadline,
    std::chrono::milliseconds pause,
    const inventory_wait_params& params,
    std::string_view status);

/// Asks for a job, again and again, until it is over. **Errors** as one question; `timeout_error` when the
/// deadline comes first.
template <class Job>
asio::awaitable<Job> wait_for_job(
    std::shared_ptr<resource::client_core> core, resource::request_spec spec, inventory_wait_params params) {
    check_waiting(spec, params);
    if (spec.refused)
        throw_failure(std::move(*spec.refused));
    const auto deadline = deadline_of(*core, spec.options);
    if (spec.options.cache == cache_mode::use)
        spec.options.cache = cache_mode::refresh; // an old answer would say what is known already
    auto pause = params.first_pause;
    while (true) {
        spec.options.deadline = left_until(*core, deadline);
        auto job = co_await load<Job>(core, spec);
        if (is_over(job))
            co_return job;
        const auto status = job.status ? std::string(job.status->text()) : std::string();
        const auto when = next_question(*core, spec, deadline, pause, params, status);
        const auto ec = co_await core->time()->wait_until(when);
        if (ec)
            throw boost::system::system_error(ec);
        pause = std::min(pause + pause / 2, params.longest_pause);
    }
}

} // namespace segue::discogs
