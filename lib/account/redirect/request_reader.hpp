#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace segue::account::redirect {

/// What a browser asked for.
struct incoming {
    std::string method;
    /// As it stands in the request line.
    std::string target;
    /// Nothing when there is none, or more than one.
    std::optional<std::string> host;
    std::optional<std::string> origin;
    std::string body;
};

/// Turns bytes into one small request, and wipes them in the end; no I/O. Beast's parser does the parsing and
/// stays out of this header.
class request_reader {
public:
    /// Most bytes of a request, head and body together.
    static constexpr std::size_t most_bytes = 16 * 1024;

    /// What the reader wants next.
    enum class state : unsigned char { more, done, failed, too_large };

    request_reader();
    ~request_reader();
    request_reader(const request_reader&) = delete;
    request_reader& operator=(const request_reader&) = delete;

    /// Takes the next bytes.
    state feed(std::string_view bytes);

    /// The request, once it is done.
    const incoming& message() const noexcept;

private:
    class parser;

    std::unique_ptr<parser> parser_;
    std::string unread_;
    std::size_t taken_ = 0;
};

} // namespace segue::account::redirect
