#include "discogs/upload_body.hpp"

#include "base/cross.hpp"

#include <algorithm>
#include <random>
#include <utility>
#include <vector>

namespace segue::discogs {
namespace {

// So often a caller hears of progress, and at the end.
constexpr std::uint64_t progress_step = 64 * 1024;

class text_content final : public file_content {
public:
    explicit text_content(std::string text) : text_(std::move(text)) {}

    std::uint64_t size_bytes() const override { return text_.size(); }

    asio::awaitable<result<std::size_t>> read(std::uint64_t offset, std::span<char> room) override {
        co_return text_.copy(room.data(), room.size(), static_cast<std::size_t>(offset));
    }

private:
    std::string text_;
};

class disk_content final : public file_content {
public:
    disk_content(
        std::shared_ptr<const input_file> file,
        std::uint64_t offset,
        std::shared_ptr<side_thread> thread,
        std::string path)
        : file_(std::move(file)), offset_(offset), thread_(std::move(thread)), path_(std::move(path)) {}

    std::uint64_t size_bytes() const override { return file_->size_bytes() - offset_; }

    asio::awaitable<result<std::size_t>> read(std::uint64_t offset, std::span<char> room) override {
        if (!block_ || offset < block_from_ || offset >= block_from_ + block_->bytes.size()) {
            auto read = co_await load(offset);
            if (!read)
                co_return std::move(read).error();
        }
        const auto from = static_cast<std::size_t>(offset - block_from_);
        const auto n = std::min(room.size(), block_->bytes.size() - from);
        std::copy_n(block_->bytes.data() + from, n, room.data());
        co_return n;
    }

private:
    struct block {
        std::vector<char> bytes;
        boost::system::error_code why;
    };

    asio::awaitable<result<void>> load(std::uint64_t offset) {
        const auto wanted = std::min<std::uint64_t>(upload_block_bytes, size_bytes() - offset);
        auto job = [file = file_, at = offset_ + offset, wanted] {
            auto made = std::make_shared<block>();
            made->bytes.resize(static_cast<std::size_t>(wanted));
            made->bytes.resize(file->read(at, made->bytes, made->why));
            return made;
        };
        auto waiting = aside<std::shared_ptr<block>>(thread_, when_left::skip, std::move(job));
        block_ = co_await std::move(waiting);
        block_from_ = offset;
        if (block_->why)
            co_return input_file_failure(path_, block_->why);
        if (block_->bytes.size() < wanted) {
            auto why = input_file_failure(path_, {});
            why.message += ", which became shorter meanwhile";
            co_return why;
        }
        co_return result<void>();
    }

    std::shared_ptr<const input_file> file_;
    std::uint64_t offset_;
    std::shared_ptr<side_thread> thread_;
    std::string path_;
    std::shared_ptr<block> block_;
    std::uint64_t block_from_ = 0;
};

// Long enough by chance to stand in no file.
std::string make_boundary() {
    constexpr std::string_view digits = "0123456789abcdef";
    std::random_device dice;
    std::string boundary = "segue-";
    for (int word = 0; word < 4; ++word) {
        auto bits = dice();
        for (int i = 0; i < 8; ++i, bits >>= 4)
            boundary += digits[bits & 0xf];
    }
    return boundary;
}

// As browsers do it: what would end the name or the line is percent-encoded.
std::string quoted_name(std::string_view name) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string quoted;
    for (const char c : name) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x20 && byte != 0x7f && c != '"') {
            quoted += c;
            continue;
        }
        quoted += '%';
        quoted += digits[byte / 16];
        quoted += digits[byte % 16];
    }
    return quoted;
}

} // namespace

failure input_file_failure(const std::string& path, const boost::system::error_code& cause) {
    failure f;
    f.code = errc::file_failed;
    f.message = "cannot read '" + path + "'";
    f.cause = cause;
    return f;
}

std::shared_ptr<file_content> make_text_content(std::string text) {
    return std::make_shared<text_content>(std::move(text));
}

std::shared_ptr<file_content> make_disk_content(
    std::shared_ptr<const input_file> file,
    std::uint64_t offset,
    std::shared_ptr<side_thread> thread,
    std::string path) {
    return std::make_shared<disk_content>(std::move(file), offset, std::move(thread), std::move(path));
}

progress_gate::progress_gate(progress_view tell, std::shared_ptr<strand_home> caller)
    : caller_(std::move(caller)), tell_(tell) {}

asio::awaitable<result<void>>
progress_gate::tell(std::shared_ptr<progress_gate> self, std::uint64_t done, std::uint64_t total) {
    auto call = [](std::shared_ptr<progress_gate> gate,
                   std::uint64_t now_done,
                   std::uint64_t in_all) -> asio::awaitable<result<void>> {
        download_progress now;
        now.done = now_done;
        now.total = in_all;
        const std::lock_guard lock(gate->mutex_);
        if (gate->tell_)
            gate->tell_(now);
        co_return result<void>();
    };
    auto cancel = std::make_shared<asio::cancellation_signal>();
    auto caller = self->caller_;
    return cross<result<void>>(std::move(caller), std::move(cancel), call(std::move(self), done, total));
}

void progress_gate::close() noexcept {
    const std::lock_guard lock(mutex_);
    tell_ = {};
}

upload_body::upload_body(
    std::shared_ptr<file_content> content,
    std::string_view file_name,
    std::shared_ptr<progress_gate> progress)
    : content_(std::move(content)), progress_(std::move(progress)), boundary_(make_boundary()) {
    head_ = "--" + boundary_ + "\r\nContent-Disposition: form-data; name=\"upload\"; filename=\"" +
            quoted_name(file_name) + "\"\r\nContent-Type: text/csv\r\n\r\n";
    tail_ = "\r\n--" + boundary_ + "--\r\n";
}

std::string upload_body::content_type() const {
    return "multipart/form-data; boundary=" + boundary_;
}

std::optional<std::uint64_t> upload_body::size_bytes() const {
    return head_.size() + content_->size_bytes() + tail_.size();
}

asio::awaitable<result<std::size_t>> upload_body::read(std::span<char> room) {
    const auto content_end = head_.size() + content_->size_bytes();
    if (position_ < head_.size()) {
        const auto n = head_.copy(room.data(), room.size(), static_cast<std::size_t>(position_));
        position_ += n;
        co_return n;
    }
    if (position_ < content_end) {
        auto n = co_await content_->read(position_ - head_.size(), room);
        if (!n)
            co_return n;
        position_ += *n;
        auto told = co_await tell_progress();
        if (!told)
            co_return std::move(told).error();
        co_return n;
    }
    const auto n = tail_.copy(room.data(), room.size(), static_cast<std::size_t>(position_ - content_end));
    position_ += n;
    co_return n;
}

// An attempt that is repeated tells nothing until it is further than the one before.
asio::awaitable<result<void>> upload_body::tell_progress() {
    const auto done = position_ - head_.size();
    const auto total = content_->size_bytes();
    const bool far_enough = done >= told_ + progress_step || (done == total && done > told_);
    if (!progress_ || !far_enough)
        co_return result<void>();
    told_ = done;
    co_return co_await progress_gate::tell(progress_, done, total);
}

} // namespace segue::discogs
