#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

// What the benchmark programs share: arguments, clocks, and an operator new that counts.
namespace bench {

namespace asio = boost::asio;

/// What the requests are.
enum class workload : unsigned char {
    sequential, ///< One release, one request after the other.
    concurrent, ///< One release, 64 coroutines at once over 8 connections.
    pages,      ///< Pages of 100 of a list, one after the other.
};

inline constexpr std::int64_t release_number = 352665;
inline constexpr std::int64_t artist_number = 3857;
inline constexpr int page_size = 100;
/// The list has a little over 300 entries: a walk reads its full pages and starts over.
inline constexpr int full_pages = 3;
inline constexpr int workers = 64;
inline constexpr int connections = 8;

/// The command line of a program that talks to the server.
struct arguments {
    std::string host;
    std::string port;
    std::string ca_file;
    std::string token;
    bench::workload workload = bench::workload::sequential;
    /// How many requests are measured.
    std::uint64_t requests = 0;
    /// How many go before, so that connections are open and buffers have grown.
    std::uint64_t warm_up = 0;
    /// What else was given, without its dashes.
    std::vector<std::string> switches;

    bool has(const std::string& name) const;
};

/// Reads `URL CA_FILE TOKEN WORKLOAD REQUESTS WARM_UP [--SWITCH...]`; throws `std::invalid_argument`.
arguments read_arguments(int argc, char** argv);

/// Counts what one coroutine after the other takes from the same heap of work.
class quota {
public:
    explicit quota(std::uint64_t requests) : left_(requests) {}
    /// Takes one request; false when none is left.
    bool take() { return left_ > 0 && left_-- > 0; }

private:
    std::uint64_t left_;
};

/// Adds up what was decoded, so that nothing can be optimised away and the programs can be held against each
/// other.
struct tally {
    std::uint64_t requests = 0;
    std::uint64_t items = 0;
    std::uint64_t characters = 0;
};

/// Makes the coroutines that perform so many requests together.
using phase = std::function<std::vector<asio::awaitable<void>>(quota&)>;

/// Runs the warm-up and the measured phase and prints one line,
/// `requests,items,characters,seconds,cpu_seconds,allocations,aligned_allocations`.
void measure(asio::io_context& io, const arguments& given, const phase& start, const tally& done);

/// How often this thread has called operator new; and aligned_alloc, which Asio uses for its own.
std::uint64_t allocations() noexcept;
std::uint64_t aligned_allocations() noexcept;

} // namespace bench
