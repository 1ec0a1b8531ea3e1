#include "traffic/stream_watch.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

namespace segue::traffic {

// Our own side is at work for as long as this lives.
class stream_watch::at_work {
public:
    explicit at_work(stream_watch& owner) noexcept : owner_(owner) { ++owner_.working_; }
    ~at_work() {
        owner_.moved_at_ = owner_.time_->now().time_since_epoch().count();
        --owner_.working_;
    }
    at_work(const at_work&) = delete;
    at_work& operator=(const at_work&) = delete;

private:
    stream_watch& owner_;
};

class stream_watch::watched_sink final : public http::body_sink {
public:
    watched_sink(stream_watch& owner, std::shared_ptr<http::body_sink> inner)
        : owner_(owner), inner_(std::move(inner)) {}

    choice begin(const http::response& head) override {
        const at_work mark(owner_);
        return inner_->begin(head);
    }

    asio::awaitable<result<void>> write(std::string_view bytes) override {
        const at_work mark(owner_);
        owner_.delivered_ += bytes.size();
        co_return co_await inner_->write(bytes);
    }

private:
    stream_watch& owner_;
    std::shared_ptr<http::body_sink> inner_;
};

class stream_watch::watched_source final : public http::body_source {
public:
    watched_source(stream_watch& owner, std::shared_ptr<http::body_source> inner)
        : owner_(owner), inner_(std::move(inner)) {}

    std::optional<std::uint64_t> size_bytes() const override { return inner_->size_bytes(); }

    void rewind() override {
        const at_work mark(owner_);
        inner_->rewind();
    }

    asio::awaitable<result<std::size_t>> read(std::span<char> room) override {
        const at_work mark(owner_);
        co_return co_await inner_->read(room);
    }

private:
    stream_watch& owner_;
    std::shared_ptr<http::body_source> inner_;
};

stream_watch::stream_watch(
    std::shared_ptr<http::body_sink> sink,
    std::shared_ptr<http::body_source> source,
    std::shared_ptr<time_source> time)
    : time_(std::move(time)) {
    if (sink)
        sink_ = std::make_unique<watched_sink>(*this, std::move(sink));
    if (source)
        source_ = std::make_unique<watched_source>(*this, std::move(source));
}

stream_watch::~stream_watch() = default;

http::body_sink* stream_watch::sink() const noexcept {
    return sink_.get();
}

http::body_source* stream_watch::source() const noexcept {
    return source_.get();
}

void stream_watch::begin_attempt() noexcept {
    delivered_ = 0;
    moved_at_ = time_->now().time_since_epoch().count();
}

steady_time stream_watch::moved_at() const noexcept {
    return working_ > 0 ? time_->now() : steady_time(steady_time::duration(moved_at_.load()));
}

} // namespace segue::traffic
