#pragma once

#include "catalog.hpp"
#include "message.hpp"
#include "ratings.hpp"
#include "search.hpp"
#include "window.hpp"

#include <segue/emulator/emulator.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace segue::emulator {

/// The server's two clocks, read once per request.
struct moment {
    server_time tick{};
    std::chrono::system_clock::time_point wall{};
};

/// What one request is to be answered with instead of the plain truth; filled in from faults.
struct answer_options {
    /// Refuse with 429, whatever the counter says.
    bool refuse = false;
    /// Count it, but do not carry it out; the answer is empty.
    bool unhandled = false;
    /// Leave items out of a page although more follow.
    bool short_page = false;
    bool empty_page = false;
    /// `urls.next` names the same page.
    bool loop_page = false;
    /// Invented items at the front of a list.
    int inserted_items = 0;

    [[nodiscard]] bool plain() const noexcept {
        return !refuse && !unhandled && !short_page && !empty_page && !loop_page && inserted_items == 0;
    }
};

/// An answer and what it did to the counter.
struct verdict {
    response answer{};
    bool counted = false;
    int used_after = 0;
    /// Whether the service carried it out, however that went.
    bool handled = false;
};

/// Who asks, as far as the credentials tell.
enum class access_level { none, app, user };

/// What the emulator accepts; a function of the seed.
struct accepted_credentials {
    std::string token{};
    std::string consumer_key{};
    std::string consumer_secret{};
    std::string username{};
};

[[nodiscard]] accepted_credentials make_credentials(std::uint64_t seed);

/// The Discogs API as a function from a request and a time to an answer. Not thread-safe; knows no socket.
///
/// Order of judgement: User-Agent (as the CDN in front, uncounted), credentials (they choose the tier), the
/// window, then the route. So a 401 or 404 costs a request, as on the real service.
class service {
public:
    service(const emulator_params& params, std::shared_ptr<const catalog> data);

    [[nodiscard]] verdict answer(const request& asked, moment now, const answer_options& options = {});

    void reset_window() { window_->reset(); }
    void add_foreign_requests(int n, server_time now);
    [[nodiscard]] const accepted_credentials& credentials() const noexcept { return credentials_; }

private:
    struct identity {
        access_level level = access_level::none;
        bool rejected = false;
    };
    [[nodiscard]] identity identify(const request& asked) const;
    [[nodiscard]] identity identify_header(std::string_view header) const;
    void refuse(verdict& out, moment now, std::int64_t limit);
    void add_rate_headers(response& answer, std::int64_t limit, std::int64_t used) const;
    void route(const request& asked, access_level level, const answer_options& options, verdict& out);
    [[nodiscard]] response write(const request& asked, access_level level, const struct located& to);

    emulator_params params_;
    accepted_credentials credentials_;
    std::shared_ptr<const catalog> data_;
    search_index search_;
    std::unique_ptr<window_counter> window_;
    rating_book ratings_{};
    /// Rendered answers by access level, text format and target; a write empties it.
    std::unordered_map<std::string, response> cache_{};
};

} // namespace segue::emulator
