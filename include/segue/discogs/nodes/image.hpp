#pragma once

#include <segue/resource/call_options.hpp>
#include <segue/resource/download.hpp>

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace segue {

namespace asio = boost::asio;

namespace resource {
class client_core;
}

namespace discogs {

/// Refers to a picture by its address, as releases, artists and others name it.
///
/// Pictures are not on the API's host. They cost nothing of its quota and do not wait for it: each of their
/// hosts has a limit (`client_params::image_limit`) and connections of its own. No credentials are sent
/// there, and events and errors name the host alone, because the address is signed.
/// **Sends** nothing to create or copy. **Threads** copies may live on different threads.
/// **Source** api/discogs.md, A12, T67 and G39.
class image_node {
public:
    image_node(std::shared_ptr<resource::client_core> core, std::string url)
        : core_(std::move(core)), url_(std::move(url)) {}

    /// Loads the picture into memory.
    ///
    /// **Sends** one GET per attempt to the host of the address, and one more for each of up to three
    /// redirects. Never kept, never shared with another call. `call_options::cache` and `stale` say nothing
    /// here.
    /// **Returns** the picture in `body`.
    /// **Errors** `api_error` with `errc::link_expired`: the address has expired or was changed, load the
    /// release or artist again for a new one; `protocol_error` with `errc::answer_too_large` for more than
    /// `max_bytes`, with `errc::malformed_answer` for a web page in the place of the picture; `bad_params`
    /// for an address that is none, is empty as without credentials, or does not begin with `https://`; those
    /// of every read.
    /// **Cancellation** any type.
    /// **Units** the client's `attempt_timeout` is the longest silence here: an attempt may take as long as
    /// bytes come, up to the deadline.
    [[nodiscard]] asio::awaitable<downloaded>
    download(const download_params& params = {}, const call_options& options = {}) const;

    /// Loads the picture into a file. It is written under another name in the same folder, which has to be
    /// writable, and gets its own when it is whole; no other program sees half of it.
    ///
    /// **Returns** an empty `body`. **Sends**, **Errors** as `download`; `file_error` when the file cannot be
    /// written, or is there and must stay: nothing is left behind.
    /// **Cancellation** any type; what was written is removed before the call ends.
    /// **Threads** the file is written on a thread that the client has for this from its first download on.
    [[nodiscard]] asio::awaitable<downloaded> download_to_file(
        std::string_view path, const download_params& params = {}, const call_options& options = {}) const;

    /// Hands the picture to a function, piece by piece: an lvalue, see `piece_view`.
    ///
    /// **Returns** an empty `body`. **Sends**, **Errors**, **Cancellation** as `download`; what the function
    /// throws. A failed attempt is not repeated once a piece was handed over, unless
    /// `download_params::begun` allows it.
    [[nodiscard]] asio::awaitable<downloaded>
    download_to(piece_view take, const download_params& params = {}, const call_options& options = {}) const;

private:
    std::shared_ptr<resource::client_core> core_;
    std::string url_;
};

} // namespace discogs
} // namespace segue
