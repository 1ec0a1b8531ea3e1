#pragma once

#include "faults.hpp"
#include "service.hpp"
#include "wire.hpp"

#include <segue/emulator/emulator.hpp>

#include <atomic>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

namespace segue::emulator {

/// Everything between a complete request and the bytes of its answer: faults, service, journal. No sockets.
/// **Threads** any thread may call any member.
class engine {
public:
    engine(const emulator_params& params, std::shared_ptr<const catalog> data);

    /// Answers one request and notes it. `asked` is moved into the journal.
    [[nodiscard]] wire_plan answer(request asked, moment now);
    /// Whether a fault of that kind breaks this connection.
    [[nodiscard]] bool strike_connection(fault_kind point);
    /// How long the server waits before it reads a byte of this connection.
    [[nodiscard]] std::chrono::milliseconds delay_connection();
    /// Whether a request of which only the head came is broken; if so it is noted. `asked` has no body.
    [[nodiscard]] bool strike_head(const request& asked, moment now);
    /// Whether `strike_head` is worth the call.
    [[nodiscard]] bool watches_heads() const noexcept { return watches_heads_.load(); }

    void add_fault(fault addition);
    void clear_faults();
    [[nodiscard]] std::vector<journal_entry> journal() const;
    [[nodiscard]] std::vector<journal_entry> take_journal();
    void clear_journal();
    void reset_window();
    void add_foreign_requests(int n, server_time now);
    /// Says where pictures are; before that at the real host.
    void name_images(std::string base_url);
    void expire_images();
    [[nodiscard]] const accepted_credentials& credentials() const noexcept { return service_.credentials(); }
    /// Empty when there is no such user.
    [[nodiscard]] std::string token_of(std::string_view username) const;
    [[nodiscard]] std::optional<std::string>
    authorize(std::string_view request_token, std::string_view username, moment now);
    [[nodiscard]] const std::string& other_username() const noexcept;
    /// Lets somebody change things as the people behind other accounts do.
    void change(const std::function<void(const catalog&, world&)>& how);
    [[nodiscard]] std::size_t requests() const noexcept { return requests_.load(); }

private:
    void note(
        request&& asked,
        const verdict& given,
        int handled_status,
        int status,
        std::string struck,
        moment now);
    void pack(exchange& sent);
    void remember_rates(exchange& sent);
    [[nodiscard]] const std::string& date(moment now);

    std::chrono::milliseconds latency_;
    std::size_t journal_limit_;
    compression compression_;
    mutable std::mutex mutex_{};
    service service_;
    fault_table faults_;
    /// The rate headers of the newest request, kept while there are faults.
    header_list rates_{};
    /// Bodies and what they are packed.
    std::unordered_map<body_text, body_text> packed_{};
    std::deque<journal_entry> journal_{};
    server_time last_tick_{};
    std::chrono::seconds date_second_{-1};
    std::string date_{};
    std::atomic<std::size_t> requests_{0};
    std::atomic<bool> watches_heads_{false};
};

} // namespace segue::emulator
