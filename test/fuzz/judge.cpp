#include "discogs/provider.hpp"
#include "fuzz/replay/entry.hpp"

#include <chrono>

// Lines: the status, header fields as `name: value`, an empty one; then a body. Any answer is judged: a
// failure has a code and bounded text, and becomes an exception that tells as much.
namespace segue::test {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t most_body = 2048;

void check_failure(const failure& f, const http::response& answer) {
    hold(bool{f.code}, "a failure without a code");
    hold(f.status == answer.status && !f.message.empty(), "status or message is missing");
    hold(f.body.size() <= most_body && answer.body.starts_with(f.body), "more than the body's front", f.body);
    hold(!f.retry_after || (*f.retry_after >= 0ms && *f.retry_after <= 24h), "a wait out of range");
    try {
        throw_failure(f);
    } catch (const error& e) {
        hold(e.code() == f.code && e.status() == f.status, "the exception says otherwise");
        hold(e.message() == f.message, "the exception says otherwise", e.message());
    }
}

void check(const http::response& answer) {
    const discogs::discogs_provider provider{account::credentials{}, ""};
    const std::chrono::system_clock::time_point today =
        std::chrono::sys_days{std::chrono::year{2024} / 6 / 15};
    const auto judged = provider.judge(answer, today);
    const bool is_success = answer.status >= 200 && answer.status < 300;
    hold(judged.has_value() != is_success, "the status decides");
    if (judged) {
        check_failure(*judged, answer);
    }
    const auto reading = provider.read_quota(answer, today);
    hold(reading.refused == (answer.status == 429), "only 429 is a refusal");
    for (const auto& count : {reading.limit, reading.used, reading.remaining}) {
        hold(!count || *count >= 0, "a count below zero");
    }
    hold(!reading.retry_after || reading.refused, "a wait without a refusal");
}

int status_of(std::string_view line) {
    int status = 0;
    for (const char c : line.substr(0, 3)) {
        status = 10 * status + static_cast<unsigned char>(c) % 10;
    }
    return status;
}

} // namespace
} // namespace segue::test

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    segue::test::fuzz_input input{data, size};
    segue::http::response answer;
    answer.status = segue::test::status_of(input.line());
    for (auto line = input.line(); !line.empty(); line = input.line()) {
        const auto colon = line.find(": ");
        answer.headers.add(
            line.substr(0, colon), colon == std::string_view::npos ? "" : line.substr(colon + 2));
    }
    answer.body = input.rest();
    segue::test::check(answer);
    return 0;
}
