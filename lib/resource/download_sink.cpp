#include "resource/download_sink.hpp"

#include "base/cross.hpp"

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <charconv>
#include <utility>

namespace segue::resource {

namespace {

constexpr std::uint64_t most_in_memory = 64 * 1024 * 1024;
// What is unpacked at a time: a byte of gzip can become a thousand.
constexpr std::size_t most_packed_at_once = 16 * 1024;
constexpr std::size_t block_bytes = 256 * 1024;
// As many bytes as a ZIP archive's mark has.
constexpr std::size_t opening_bytes = 4;

content_kind kind_of(std::string_view opening) noexcept {
    if (opening.starts_with("\x1f\x8b"))
        return content_kind::gzip;
    // With entries, or empty.
    if (opening.starts_with("PK\x03\x04") || opening.starts_with("PK\x05\x06"))
        return content_kind::zip;
    return content_kind::other;
}

std::optional<std::uint64_t> length_of(const http::response& head) {
    const auto text = head.headers.find("Content-Length");
    if (!text)
        return std::nullopt;
    std::uint64_t value = 0;
    const auto [end, ec] = std::from_chars(text->data(), text->data() + text->size(), value);
    if (ec != std::errc() || end != text->data() + text->size())
        return std::nullopt;
    return value;
}

failure malformed(std::string message) {
    failure f;
    f.code = errc::malformed_answer;
    f.message = std::move(message);
    return f;
}

asio::awaitable<result<void>> call(progress_view tell, download_progress now) {
    tell(now);
    co_return result<void>();
}

asio::awaitable<result<void>> call(piece_view take, download_piece next) {
    co_await take(next);
    co_return result<void>();
}

asio::awaitable<result<void>>
over_there(std::shared_ptr<strand_home> caller, asio::awaitable<result<void>> work) {
    auto cancel = std::make_shared<asio::cancellation_signal>();
    return cross<result<void>>(std::move(caller), std::move(cancel), std::move(work));
}

} // namespace

failure file_failure(std::string_view what, const std::string& path, const boost::system::error_code& cause) {
    failure f;
    f.code = errc::file_failed;
    f.message.append(what).append(" '").append(path).append("'");
    f.cause = cause;
    return f;
}

download_sink::download_sink(const download_params& params, std::shared_ptr<strand_home> caller)
    : params_(params), caller_(std::move(caller)) {}

http::body_sink::choice download_sink::begin(const http::response& head) {
    const auto type = head.headers.find("Content-Type");
    const bool page = type && type->find("text/html") != std::string_view::npos;
    streams_ = head.status >= 200 && head.status < 300 && !page;
    if (!streams_)
        return choice::buffer;
    fresh_ = true;
    opening_.clear();
    opened_ = false;
    kind_ = content_kind::other;
    total_ = length_of(head);
    delivered_ = 0;
    packing_.reset();
    return choice::stream;
}

asio::awaitable<result<void>> download_sink::write(std::string_view bytes) {
    if (std::exchange(fresh_, false)) {
        auto ready = co_await restart();
        if (!ready)
            co_return ready;
    }
    if (opened_)
        co_return co_await pass_on(bytes);
    opening_.append(bytes);
    if (opening_.size() < opening_bytes)
        co_return result<void>();
    opened_ = true;
    const std::string all = std::exchange(opening_, {});
    kind_ = kind_of(all);
    co_return co_await pass_on(all);
}

asio::awaitable<result<void>> download_sink::pass_on(std::string_view bytes) {
    if (kind_ != content_kind::gzip || params_.unpack == unpacking::off)
        return deliver(bytes);
    if (!packing_) {
        packing_.emplace(params_.max_bytes);
        total_.reset();
    }
    return unpack(bytes);
}

asio::awaitable<result<void>> download_sink::unpack(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto part = bytes.substr(0, most_packed_at_once);
        bytes.remove_prefix(part.size());
        std::string plain;
        const auto how = packing_->feed(part, plain);
        if (how == http::gzip_decoder::state::corrupt)
            co_return malformed("the file begins as gzip does and is none");
        if (how == http::gzip_decoder::state::too_large)
            co_return too_large();
        auto taken = co_await deliver(plain);
        if (!taken)
            co_return taken;
    }
    co_return result<void>();
}

asio::awaitable<result<void>> download_sink::deliver(std::string_view bytes) {
    if (bytes.empty())
        co_return result<void>();
    // A length that is announced and too large need not be read.
    const auto coming = std::max(delivered_ + bytes.size(), total_.value_or(0));
    if (params_.max_bytes && coming > *params_.max_bytes)
        co_return too_large();
    const auto offset = delivered_;
    delivered_ += bytes.size();
    auto taken = co_await take(offset, bytes);
    if (!taken)
        co_return taken;
    co_return co_await tell_progress();
}

asio::awaitable<result<void>> download_sink::tell_progress() {
    if (!params_.progress || delivered_ <= told_)
        co_return result<void>();
    told_ = delivered_;
    download_progress now;
    now.done = delivered_;
    now.total = total_;
    co_return co_await over_there(caller_, call(params_.progress, now));
}

asio::awaitable<result<downloaded>> download_sink::finish(http::response answer) {
    if (!streams_ && !answer.body.empty()) {
        auto why = malformed("a web page in the place of the file");
        why.status = answer.status;
        why.body = answer.body.substr(0, 2048);
        co_return why;
    }
    if (std::exchange(fresh_, false)) { // an empty file
        auto ready = co_await restart();
        if (!ready)
            co_return std::move(ready).error();
    }
    const std::string rest = std::exchange(opening_, {});
    if (!rest.empty()) {
        kind_ = kind_of(rest);
        auto taken = co_await pass_on(rest);
        if (!taken)
            co_return std::move(taken).error();
    }
    if (packing_ && !packing_->complete())
        co_return malformed("the packed file is cut short");
    downloaded file;
    file.size_bytes = delivered_;
    file.content = kind_;
    file.headers = std::move(answer.headers);
    auto done = co_await complete(file);
    if (!done)
        co_return std::move(done).error();
    co_return file;
}

failure download_sink::too_large() const {
    failure f;
    f.code = errc::answer_too_large;
    f.message = "more than max_bytes, " + std::to_string(*params_.max_bytes);
    return f;
}

namespace {

download_params in_memory(download_params params) {
    if (!params.max_bytes)
        params.max_bytes = most_in_memory;
    return params;
}

class memory_sink final : public download_sink {
public:
    memory_sink(const download_params& params, std::shared_ptr<strand_home> caller)
        : download_sink(in_memory(params), std::move(caller)) {}

private:
    asio::awaitable<result<void>> restart() override {
        body_.clear();
        co_return result<void>();
    }

    asio::awaitable<result<void>> take(std::uint64_t, std::string_view bytes) override {
        body_.append(bytes);
        co_return result<void>();
    }

    asio::awaitable<result<void>> complete(downloaded& into) override {
        into.body = std::move(body_);
        co_return result<void>();
    }

    std::string body_;
};

class file_sink final : public download_sink {
public:
    file_sink(
        const download_params& params,
        std::shared_ptr<strand_home> caller,
        std::shared_ptr<side_thread> thread,
        std::shared_ptr<part_file> file,
        std::string path)
        : download_sink(params, std::move(caller)), thread_(std::move(thread)), file_(std::move(file)),
          path_(std::move(path)) {}

private:
    using error_code = boost::system::error_code;

    template <class Job>
    asio::awaitable<result<void>> on_thread(Job job) {
        auto waiting = aside<error_code>(thread_, when_left::skip, std::move(job));
        const error_code ec = co_await std::move(waiting);
        if (ec)
            co_return file_failure("cannot write", path_, ec);
        co_return result<void>();
    }

    asio::awaitable<result<void>> restart() override {
        block_.clear();
        if (!std::exchange(written_, false))
            co_return result<void>();
        auto job = [file = file_] { return file->restart(); };
        co_return co_await on_thread(std::move(job));
    }

    asio::awaitable<result<void>> take(std::uint64_t, std::string_view bytes) override {
        if (block_.empty())
            block_.reserve(block_bytes + bytes.size());
        block_.append(bytes);
        if (block_.size() < block_bytes)
            co_return result<void>();
        written_ = true;
        auto job = [file = file_, block = std::exchange(block_, {})] { return file->write(block); };
        co_return co_await on_thread(std::move(job));
    }

    asio::awaitable<result<void>> complete(downloaded&) override {
        // Who is cancelled here has the whole file, and is told so.
        co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
        auto job = [file = file_, block = std::exchange(block_, {})] {
            const auto ec = file->write(block);
            return ec ? ec : file->commit();
        };
        co_return co_await on_thread(std::move(job));
    }

    std::shared_ptr<side_thread> thread_;
    std::shared_ptr<part_file> file_;
    std::string path_;
    std::string block_;
    bool written_ = false;
};

class piece_sink final : public download_sink {
public:
    piece_sink(const download_params& params, std::shared_ptr<strand_home> caller, piece_view take)
        : download_sink(params, std::move(caller)), take_(take) {}

private:
    asio::awaitable<result<void>> restart() override { co_return result<void>(); }

    asio::awaitable<result<void>> take(std::uint64_t offset, std::string_view bytes) override {
        download_piece next;
        next.offset = offset;
        next.bytes = bytes;
        return over_there(caller(), call(take_, next));
    }

    asio::awaitable<result<void>> complete(downloaded&) override { co_return result<void>(); }

    piece_view take_;
};

} // namespace

std::shared_ptr<download_sink>
make_memory_sink(const download_params& params, std::shared_ptr<strand_home> caller) {
    return std::make_shared<memory_sink>(params, std::move(caller));
}

std::shared_ptr<download_sink> make_file_sink(
    const download_params& params,
    std::shared_ptr<strand_home> caller,
    std::shared_ptr<side_thread> thread,
    std::shared_ptr<part_file> file,
    std::string path) {
    return std::make_shared<file_sink>(
        params, std::move(caller), std::move(thread), std::move(file), std::move(path));
}

std::shared_ptr<download_sink>
make_piece_sink(const download_params& params, std::shared_ptr<strand_home> caller, piece_view take) {
    return std::make_shared<piece_sink>(params, std::move(caller), take);
}

} // namespace segue::resource
