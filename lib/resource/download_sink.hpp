#pragma once

#include "base/part_file.hpp"
#include "base/side_thread.hpp"
#include "base/strand_home.hpp"
#include "http/gzip.hpp"

#include <segue/base/result.hpp>
#include <segue/http/transport.hpp>
#include <segue/resource/download.hpp>

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace segue::resource {

/// What becomes of a download's bytes on their way: counted, bounded, looked at, unpacked, told of. Children
/// know where they end.
///
/// Each attempt begins anew. **Threads** one strand; functions of the caller are called on his executor.
class download_sink : public http::body_sink {
public:
    /// `caller`: a strand of the caller's executor.
    download_sink(const download_params& params, std::shared_ptr<strand_home> caller);

    /// Streams good answers; buffers others, and web pages, which are not what was asked for.
    choice begin(const http::response& head) final;
    asio::awaitable<result<void>> write(std::string_view bytes) final;

    /// Ends the file behind its last byte; `answer` is what the call ended with.
    asio::awaitable<result<downloaded>> finish(http::response answer);

protected:
    /// Throws away what came before.
    virtual asio::awaitable<result<void>> restart() = 0;
    /// Takes bytes that begin at `offset`.
    virtual asio::awaitable<result<void>> take(std::uint64_t offset, std::string_view bytes) = 0;
    /// Makes the file whole.
    virtual asio::awaitable<result<void>> complete(downloaded& into) = 0;

    const std::shared_ptr<strand_home>& caller() const noexcept { return caller_; }

private:
    asio::awaitable<result<void>> pass_on(std::string_view bytes);
    asio::awaitable<result<void>> unpack(std::string_view bytes);
    asio::awaitable<result<void>> deliver(std::string_view bytes);
    asio::awaitable<result<void>> tell_progress();
    failure too_large() const;

    const download_params params_;
    std::shared_ptr<strand_home> caller_;
    /// How far the observer of progress knows.
    std::uint64_t told_ = 0;
    bool streams_ = false;
    bool fresh_ = true;
    /// The first bytes, held back until there are enough to tell what they are.
    std::string opening_;
    bool opened_ = false;
    content_kind kind_ = content_kind::other;
    std::optional<std::uint64_t> total_;
    std::uint64_t delivered_ = 0;
    std::optional<http::gzip_decoder> packing_;
};

/// Into memory.
std::shared_ptr<download_sink>
make_memory_sink(const download_params& params, std::shared_ptr<strand_home> caller);

/// Into a file, in large blocks, on a thread that may block.
std::shared_ptr<download_sink> make_file_sink(
    const download_params& params,
    std::shared_ptr<strand_home> caller,
    std::shared_ptr<side_thread> thread,
    std::shared_ptr<part_file> file,
    std::string path);

/// To a function of the caller.
std::shared_ptr<download_sink>
make_piece_sink(const download_params& params, std::shared_ptr<strand_home> caller, piece_view take);

/// What a file's trouble amounts to.
failure file_failure(std::string_view what, const std::string& path, const boost::system::error_code& cause);

} // namespace segue::resource
