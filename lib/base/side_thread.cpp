#include "base/side_thread.hpp"

namespace segue::detail {

namespace {

// Closes the room of one context when that shuts down.
class waiting_room_service final : public asio::execution_context::service {
public:
    using key_type = waiting_room_service;
    inline static asio::execution_context::id id;

    explicit waiting_room_service(asio::execution_context& context) : service(context) {}

    const std::shared_ptr<waiting_room>& room() const noexcept { return room_; }

private:
    void shutdown() override {
        // One by one: a coroutine that goes may take others off the list.
        for (;;) {
            waiting_caller* next = nullptr;
            {
                const std::lock_guard lock(room_->mutex);
                room_->closed = true;
                if (room_->callers.empty())
                    return;
                next = &room_->callers.front();
                room_->callers.pop_front();
            }
            next->abandon();
        }
    }

    std::shared_ptr<waiting_room> room_ = std::make_shared<waiting_room>();
};

} // namespace

std::shared_ptr<waiting_room> waiting_room::of(const asio::any_io_executor& ex) {
    return asio::use_service<waiting_room_service>(asio::query(ex, asio::execution::context)).room();
}

} // namespace segue::detail
