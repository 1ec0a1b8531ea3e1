#include "support.hpp"

#include <boost/asio/co_spawn.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <malloc.h>
#include <new>
#include <stdexcept>
#include <string_view>

namespace {

// Plain numbers: a client works on one thread here, and its resolver's thread is no part of a request.
thread_local std::uint64_t new_calls = 0;
thread_local std::uint64_t aligned_calls = 0;

} // namespace

void* operator new(std::size_t size) {
    ++new_calls;
    if (void* const memory = std::malloc(size == 0 ? 1 : size))
        return memory;
    throw std::bad_alloc();
}

void operator delete(void* memory) noexcept {
    std::free(memory);
}

void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}

extern "C" void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept {
    ++aligned_calls;
    return ::memalign(alignment, size);
}

namespace bench {
namespace {

std::uint64_t read_count(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (ec != std::errc() || end != text.data() + text.size())
        throw std::invalid_argument("not a count: " + std::string(text));
    return value;
}

workload read_workload(std::string_view text) {
    if (text == "sequential")
        return workload::sequential;
    if (text == "concurrent")
        return workload::concurrent;
    if (text == "pages")
        return workload::pages;
    throw std::invalid_argument("not a workload: " + std::string(text));
}

double cpu_seconds() {
    timespec now{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

// The context is stopped rather than run dry: a program may keep timers that wait.
void run(asio::io_context& io, const phase& start, std::uint64_t requests) {
    quota left(requests);
    std::vector<asio::awaitable<void>> tasks = start(left);
    std::size_t active = tasks.size();
    std::exception_ptr failure;
    for (auto& task : tasks) {
        asio::co_spawn(io, std::move(task), [&](std::exception_ptr e) {
            if (e)
                failure = e;
            if (--active == 0 || e)
                io.stop();
        });
    }
    io.restart();
    io.run();
    if (failure)
        std::rethrow_exception(failure);
}

} // namespace

bool arguments::has(const std::string& name) const {
    return std::find(switches.begin(), switches.end(), name) != switches.end();
}

arguments read_arguments(int argc, char** argv) {
    constexpr std::string_view scheme = "https://";
    std::vector<std::string> words;
    arguments given;
    for (int i = 1; i < argc; ++i) {
        std::string word = argv[i];
        if (word.starts_with("--"))
            given.switches.push_back(word.substr(2));
        else
            words.push_back(std::move(word));
    }
    if (words.size() != 6 || !words[0].starts_with(scheme) || words[0].rfind(':') <= scheme.size())
        throw std::invalid_argument("usage: URL CA_FILE TOKEN WORKLOAD REQUESTS WARM_UP [--SWITCH...]");
    const auto colon = words[0].rfind(':');
    given.host = words[0].substr(scheme.size(), colon - scheme.size());
    given.port = words[0].substr(colon + 1);
    given.ca_file = words[1];
    given.token = words[2];
    given.workload = read_workload(words[3]);
    given.requests = read_count(words[4]);
    given.warm_up = read_count(words[5]);
    return given;
}

void measure(asio::io_context& io, const arguments& given, const phase& start, const tally& done) {
    run(io, start, given.warm_up);
    const auto before = done;
    const auto new_before = allocations();
    const auto aligned_before = aligned_allocations();
    const double cpu_before = cpu_seconds();
    const auto begun = std::chrono::steady_clock::now();
    run(io, start, given.requests);
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - begun;
    const double cpu = cpu_seconds() - cpu_before;
    std::printf(
        "%llu,%llu,%llu,%.9f,%.9f,%llu,%llu\n",
        static_cast<unsigned long long>(done.requests - before.requests),
        static_cast<unsigned long long>(done.items - before.items),
        static_cast<unsigned long long>(done.characters - before.characters),
        passed.count(),
        cpu,
        static_cast<unsigned long long>(allocations() - new_before),
        static_cast<unsigned long long>(aligned_allocations() - aligned_before));
}

std::uint64_t allocations() noexcept {
    return new_calls;
}

std::uint64_t aligned_allocations() noexcept {
    return aligned_calls;
}

} // namespace bench
