#pragma once

#include <segue/http/headers.hpp>

#include <boost/asio/awaitable.hpp>

#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace segue {

namespace asio = boost::asio;

/// How far a download has come.
struct download_progress {
    /// Bytes of the file that were handed over, unpacked if that was asked for. It never falls: while an
    /// attempt that is repeated catches up, nothing is told.
    std::uint64_t done = 0;
    /// Bytes of the whole file; nothing when the service does not say, or when they are packed.
    std::optional<std::uint64_t> total{};
};

/// The next bytes of a download.
struct download_piece {
    /// Where they belong in the file. 0 where a file begins, also when it begins once more; see
    /// `download_params::begun`.
    std::uint64_t offset = 0;
    /// Valid until the function is done with them.
    std::string_view bytes{};
};

/// Refers to a function or lambda of the caller that hears of progress: `void(const download_progress&)`.
///
/// Temporaries are refused, g++ 12 would destroy them twice: name it first.
/// **Lifetime** what it refers to must live until the verb is done.
/// **Threads** called on the caller's executor, never two at a time. What it throws ends the download and is
/// thrown by the verb.
class progress_view {
public:
    progress_view() = default;

    template <class Function>
        requires std::is_object_v<Function> && std::invocable<Function&, const download_progress&> &&
                     (!std::same_as<std::remove_const_t<Function>, progress_view>)
    progress_view(Function& f) noexcept // NOLINT(google-explicit-constructor) NOLINTNEXTLINE(*-const-cast)
        : object_(const_cast<void*>(static_cast<const void*>(std::addressof(f)))), call_(&call<Function>) {}

    template <class Function>
        requires(!std::is_lvalue_reference_v<Function> &&
                 !std::same_as<std::remove_cvref_t<Function>, progress_view>)
    progress_view(Function&& f) = delete;

    /// Whether it refers to anything.
    explicit operator bool() const noexcept { return call_ != nullptr; }
    void operator()(const download_progress& now) const { call_(object_, now); }

private:
    template <class Function>
    static void call(void* object, const download_progress& now) {
        (*static_cast<Function*>(object))(now);
    }

    void* object_ = nullptr;
    void (*call_)(void*, const download_progress&) = nullptr;
};

/// Refers to a function or lambda of the caller that takes a file piece by piece:
/// `void(const download_piece&)`, or one that returns `asio::awaitable<void>`. The next piece is read when it
/// is done.
///
/// Temporaries, **Lifetime** and **Threads** as for `progress_view`.
class piece_view {
public:
    template <class Function>
        requires std::is_object_v<Function> && std::invocable<Function&, const download_piece&> &&
                     (!std::same_as<std::remove_const_t<Function>, piece_view>)
    piece_view(Function& f) noexcept // NOLINT(google-explicit-constructor) NOLINTNEXTLINE(*-const-cast)
        : object_(const_cast<void*>(static_cast<const void*>(std::addressof(f)))), call_(&call<Function>) {}

    template <class Function>
        requires(!std::is_lvalue_reference_v<Function> &&
                 !std::same_as<std::remove_cvref_t<Function>, piece_view>)
    piece_view(Function&& f) = delete;

    asio::awaitable<void> operator()(download_piece next) const { return call_(object_, next); }

private:
    template <class Function>
    static asio::awaitable<void> call(void* object, download_piece next) {
        auto& take = *static_cast<Function*>(object);
        if constexpr (std::is_void_v<std::invoke_result_t<Function&, const download_piece&>>)
            take(next);
        else
            co_await take(next);
        co_return;
    }

    void* object_;
    asio::awaitable<void> (*call_)(void*, download_piece);
};

/// What the first bytes of a file say that it is.
enum class content_kind : unsigned char {
    /// Neither of the two; text and pictures, for example.
    other,
    /// Packed by gzip.
    gzip,
    /// A ZIP archive.
    zip,
};

/// Whether a file that is packed itself is unpacked on its way.
enum class unpacking : unsigned char {
    /// It is handed over as it comes.
    off,
    /// One that is packed by gzip is handed over unpacked. A ZIP archive stays one.
    gzip,
};

/// What `download_to_file` does about a file that is there already.
enum class existing_file : unsigned char {
    /// The new one takes its place at the end.
    replace,
    /// It stays, and the call fails with `file_error`; before anything is sent when it is there by then.
    keep,
};

/// What becomes of a download to a function when an attempt fails that has handed over bytes. Files and
/// memory begin anew without being asked.
enum class begun_download : unsigned char {
    /// The call fails: what was handed over cannot be taken back.
    fails,
    /// It is repeated; a piece with offset 0 says so.
    starts_over,
};

/// What a download does differently; written with designated initialisers.
struct download_params {
    /// Most bytes that are handed over; one more is `answer_too_large`. Unset: 64 MiB into memory, else no
    /// bound. Zero: an empty file alone.
    std::optional<std::uint64_t> max_bytes{};
    /// Hears how far it has come: an lvalue. Unset: nobody.
    progress_view progress{};
    /// Whether gzip is taken off. Default off.
    unpacking unpack = unpacking::off;
    /// What becomes of a file of that name. Default replace. Of no effect elsewhere.
    existing_file existing = existing_file::replace;
    /// For downloads to a function. Default fails.
    begun_download begun = begun_download::fails;
};

static_assert(std::is_trivially_destructible_v<download_params>);

/// What a download brought.
struct downloaded {
    /// Bytes that were handed over.
    std::uint64_t size_bytes = 0;
    /// What the first bytes said, before unpacking.
    content_kind content = content_kind::other;
    /// The answer's header fields, Content-Type and Content-Disposition among them.
    http::headers headers;
    /// The file, when it went into memory; else empty.
    std::string body;
};

} // namespace segue
