#pragma once

#include "catalog.hpp"
#include "images.hpp"
#include "message.hpp"
#include "search.hpp"
#include "window.hpp"
#include "world.hpp"

#include <segue/emulator/emulator.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
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

class located;
struct call;
struct operation;

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
    /// Says where pictures are; before that at the real host.
    void name_images(std::string base_url);
    void expire_images();
    [[nodiscard]] const accepted_credentials& credentials() const noexcept { return credentials_; }
    /// The user on the page of OAuth agrees; the verifier, or nothing for a token that is unknown, used or
    /// old and for a user who is unknown.
    [[nodiscard]] std::optional<std::string>
    authorize(std::string_view request_token, std::string_view username, moment now);
    /// Lets somebody change things as the people behind other accounts do.
    void change(const std::function<void(const catalog&, world&)>& how);
    /// Everybody who has an account.
    [[nodiscard]] const account_book& accounts() const noexcept { return world_.accounts; }

private:
    struct identity {
        access_level level = access_level::none;
        bool rejected = false;
        account* user = nullptr;
    };
    [[nodiscard]] identity identify(const request& asked, moment now);
    [[nodiscard]] identity identify_header(std::string_view header) const;
    [[nodiscard]] identity identify_signature(const request& asked, moment now);
    [[nodiscard]] identity identify_token(std::string_view token) const;
    [[nodiscard]] identity identify_application(std::string_view key, std::string_view secret) const;
    void refuse(verdict& out, moment now, std::int64_t limit);
    void add_rate_headers(response& answer, std::int64_t limit, std::int64_t used) const;
    [[nodiscard]] response route(
        const request& asked,
        const located& found,
        const identity& caller,
        moment now,
        const answer_options& options);
    [[nodiscard]] response keep(std::string key, const call& current, const operation& called);
    [[nodiscard]] response render(const call& asked, const operation& called) const;

    emulator_params params_;
    accepted_credentials credentials_;
    std::shared_ptr<const catalog> data_;
    search_index search_;
    std::unique_ptr<window_counter> window_;
    world world_;
    image_host images_;
    /// Where they are; empty: at the real host.
    std::string images_at_{};
    /// Rendered answers by who asks, text format and target; a write empties it.
    std::unordered_map<std::string, response> cache_{};
};

} // namespace segue::emulator
