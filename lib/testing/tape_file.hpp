#pragma once

#include <segue/base/result.hpp>
#include <segue/http/request.hpp>
#include <segue/http/response.hpp>

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace segue::testing {

/// One exchange as it stands on a tape.
struct taped_exchange {
    enum class ending : unsigned char { answered, failed, cancelled };

    /// Which request this was, counted from 0 in the order in which they were begun.
    std::uint64_t number = 0;
    /// Where it went; for readers, not compared.
    std::string to;
    std::string method;
    std::string target;
    http::headers headers;
    std::string body;

    ending ended = ending::cancelled;
    http::response answer;
    failure why;
    http::exchange_trace::handover sent = http::exchange_trace::handover::unknown;
    bool answer_begun = false;
    bool reused_connection = false;

    /// The line that it was read from.
    std::size_t line = 0;
};

/// `GET /releases/1: 200`.
std::string text_of(const taped_exchange& e);

/// Returns the line of an exchange, without its end.
std::string to_line(const taped_exchange& e);

/// Reads a whole tape, in the order of the exchanges' numbers.
/// **Errors** `std::runtime_error`, naming file and line.
std::vector<taped_exchange> read_tape(const std::string& file);

/// Writes a tape line by line, each with one call of the system.
class tape_writer {
public:
    /// Begins a new file, for its owner alone. **Errors** `std::system_error`.
    explicit tape_writer(std::string file);
    tape_writer(const tape_writer&) = delete;
    tape_writer& operator=(const tape_writer&) = delete;
    ~tape_writer();

    /// Writes one line more, or takes back what of it could be written; from then on nothing is written.
    void write(const std::string& line) noexcept;
    /// **Errors** `std::system_error` when a line could not be written.
    void check() const;
    std::size_t lines() const;

private:
    bool write_all(std::string_view bytes) noexcept;

    const std::string file_;
    int handle_ = -1;
    mutable std::mutex mutex_;
    std::uint64_t size_bytes_ = 0;
    std::size_t lines_ = 0;
    int error_ = 0;
};

} // namespace segue::testing
