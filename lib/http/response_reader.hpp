#pragma once

#include <segue/http/response.hpp>

#include <boost/system/error_code.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace segue::http {

/// Turns bytes into one response, its body unpacked; no I/O. Beast's parser does the parsing and stays out of
/// this header.
///
/// An answer that is packed by gzip comes out plain and no longer says so; one that is packed otherwise
/// fails, because nobody asked for it.
class response_reader {
public:
    /// What the reader wants next.
    enum class state : unsigned char {
        /// More bytes; `consumed` may be less than what was offered: offer the rest again with more behind
        /// it.
        more,
        /// Status and headers are complete for the first time; call `feed` again to go on.
        head,
        /// The message is complete.
        done,
        /// The bytes are no valid response; `error()` says why.
        failed,
    };

    struct step {
        state at;
        std::size_t consumed;
    };

    response_reader(std::uint32_t max_header_bytes, std::uint64_t max_body_bytes, bool answers_head_request);
    ~response_reader();
    response_reader(const response_reader&) = delete;
    response_reader& operator=(const response_reader&) = delete;

    /// Takes the next bytes.
    step feed(std::span<const char> bytes);

    /// Tells the reader that the peer ended the stream in an orderly way.
    step feed_end();

    /// The body goes to `take_piece` from here on and is not bounded; call it at `state::head`.
    void stream_body();
    /// Returns the bytes of the body that came since the last call, when streaming.
    std::string take_piece();

    /// The message so far; 1xx answers are skipped and do not appear.
    response& message() noexcept;
    const boost::system::error_code& error() const noexcept;
    /// What was wrong with the packing; empty when the bytes failed for another reason.
    const std::string& trouble() const noexcept;
    /// Whether the connection may carry another exchange.
    bool keep_alive() const noexcept;
    /// Whether any byte of a final answer has been seen.
    bool started() const noexcept;
    /// Whether the failure is a cap that was passed.
    bool too_large() const noexcept;

private:
    class parser;
    std::unique_ptr<parser> make_parser() const;
    bool exceeds_header_cap(std::size_t taken, std::size_t waiting);

    std::uint32_t max_header_bytes_;
    std::uint64_t max_body_bytes_;
    bool answers_head_request_;
    std::unique_ptr<parser> parser_;
};

} // namespace segue::http
