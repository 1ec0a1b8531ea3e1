#include "discogs/inventory_jobs.hpp"

#include "resource/query.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <charconv>
#include <optional>
#include <string_view>

namespace segue::discogs {
namespace {

// `https://api.discogs.com/inventory/export/123`, and nothing of it but the number counts.
std::optional<std::int64_t> number_in(std::string_view location) {
    const auto url =
        boost::urls::parse_uri_reference(boost::urls::string_view(location.data(), location.size()));
    if (!url)
        return std::nullopt;
    std::string last;
    for (const auto segment : url->encoded_segments()) {
        if (!segment.empty())
            last.assign(segment.data(), segment.size());
    }
    std::int64_t number = 0;
    const auto [end, ec] = std::from_chars(last.data(), last.data() + last.size(), number);
    if (ec != std::errc() || end != last.data() + last.size() || number < 1)
        return std::nullopt;
    return number;
}

} // namespace

asio::awaitable<std::int64_t>
start_job(std::shared_ptr<resource::client_core> core, resource::request_spec spec) {
    const auto method = spec.method;
    const auto path = spec.path;
    auto got = co_await resource::client_core::fetch(std::move(core), std::move(spec));
    const auto location = got.answer.headers.find("Location");
    if (const auto number = number_in(location.value_or("")))
        co_return *number;
    failure f;
    f.code = errc::completed_unreadable;
    f.method = http::to_string(method);
    f.path = path;
    f.attempts = 1;
    f.status = got.answer.status;
    f.message = "the answer does not name what it began; the list does";
    f.expected = "a Location that ends with a number";
    f.found = location ? std::string(*location) : "none";
    f.body = got.answer.body.substr(0, 2048);
    throw_failure(std::move(f));
}

resource::request_spec
list_jobs(const std::string& path, const inventory_jobs_params& params, const call_options& options) {
    resource::request_spec spec;
    spec.path = path;
    spec.options = options;
    resource::query query;
    add_paging(spec, query, params.page, params.per_page);
    spec.query = query.text();
    return spec;
}

resource::request_spec
read_job(const std::string& path, std::string_view param, std::int64_t id, const call_options& options) {
    resource::request_spec spec;
    spec.path = path;
    spec.options = options;
    if (id < 1)
        refuse(spec, param, "must be at least 1");
    return spec;
}

void check_waiting(resource::request_spec& spec, const inventory_wait_params& params) {
    if (params.first_pause < std::chrono::milliseconds(1))
        refuse(spec, "first_pause", "must be at least 1 ms");
    if (params.longest_pause < params.first_pause)
        refuse(spec, "longest_pause", "must not be shorter than first_pause");
    if (params.longest_pause > std::chrono::hours(24))
        refuse(spec, "longest_pause", "must be at most a day");
}

steady_time deadline_of(const resource::client_core& core, const call_options& options) {
    auto limit = options.deadline;
    if (!limit && options.importance != traffic::priority::bulk)
        limit = core.settings().deadline;
    constexpr auto as_good_as_never = std::chrono::hours(24 * 365);
    return limit && *limit < as_good_as_never ? core.time()->now() + *limit : steady_time::max();
}

std::optional<std::chrono::milliseconds> left_until(const resource::client_core& core, steady_time deadline) {
    if (deadline == steady_time::max())
        return std::chrono::hours(24 * 365); // the client's own default must not come in
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - core.time()->now());
    return std::max(left, std::chrono::milliseconds(0));
}

// Who comes back after the deadline has asked in vain, so the last question comes a first pause before it.
steady_time next_question(
    const resource::client_core& core,
    const resource::request_spec& spec,
    steady_time deadline,
    std::chrono::milliseconds pause,
    const inventory_wait_params& params,
    std::string_view status) {
    const auto now = core.time()->now();
    if (deadline - now > pause)
        return now + pause;
    if (deadline - now > params.first_pause)
        return deadline - params.first_pause;
    failure f;
    f.code = errc::deadline_exceeded;
    f.method = http::to_string(spec.method);
    f.path = spec.path;
    f.status = 200;
    f.message = "it is still '" + std::string(status) + "'";
    throw_failure(std::move(f));
}

} // namespace segue::discogs
