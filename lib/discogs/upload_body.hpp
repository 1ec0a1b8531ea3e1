#pragma once

#include "base/input_file.hpp"
#include "base/side_thread.hpp"
#include "base/strand_home.hpp"

#include <segue/base/result.hpp>
#include <segue/http/request.hpp>
#include <segue/resource/download.hpp>

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>

namespace segue::discogs {

/// How much of a file is in memory at a time.
inline constexpr std::size_t upload_block_bytes = 256 * 1024;

/// What an uploaded file is read from, piece by piece and more than once.
class file_content {
public:
    virtual ~file_content() = default;

    virtual std::uint64_t size_bytes() const = 0;
    /// Reads bytes from a place on. **Returns** at least one; `errc::file_failed` when there is none.
    virtual asio::awaitable<result<std::size_t>> read(std::uint64_t offset, std::span<char> room) = 0;
};

/// A file in memory.
std::shared_ptr<file_content> make_text_content(std::string text);

/// A file on disk from a place on, read in large blocks on a thread that may block. `path` is for messages.
std::shared_ptr<file_content> make_disk_content(
    std::shared_ptr<const input_file> file,
    std::uint64_t offset,
    std::shared_ptr<side_thread> thread,
    std::string path);

/// What a file's trouble amounts to.
failure input_file_failure(const std::string& path, const boost::system::error_code& cause);

/// The way to the caller's function for progress, for as long as the verb lasts.
class progress_gate {
public:
    /// `caller`: a strand of the caller's executor.
    progress_gate(progress_view tell, std::shared_ptr<strand_home> caller);

    /// Tells on the caller's executor.
    static asio::awaitable<result<void>>
    tell(std::shared_ptr<progress_gate> self, std::uint64_t done, std::uint64_t total);
    /// Returns when no call is under way; none comes afterwards.
    void close() noexcept;

private:
    std::shared_ptr<strand_home> caller_;
    std::mutex mutex_;
    progress_view tell_; // unset once closed
};

/// The body of an upload: one part named `upload` of `multipart/form-data`, with a file in it.
class upload_body final : public http::body_source {
public:
    /// `progress` may be null.
    upload_body(
        std::shared_ptr<file_content> content,
        std::string_view file_name,
        std::shared_ptr<progress_gate> progress);

    /// Returns the value of the request's Content-Type.
    std::string content_type() const;

    std::optional<std::uint64_t> size_bytes() const override;
    void rewind() override { position_ = 0; }
    asio::awaitable<result<std::size_t>> read(std::span<char> room) override;

private:
    asio::awaitable<result<void>> tell_progress();

    std::shared_ptr<file_content> content_;
    std::shared_ptr<progress_gate> progress_;
    std::string boundary_;
    std::string head_;
    std::string tail_;
    std::uint64_t position_ = 0;
    std::uint64_t told_ = 0;
};

} // namespace segue::discogs
