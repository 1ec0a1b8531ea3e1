#pragma once

#include <segue/discogs/models/ids.hpp>
#include <segue/discogs/models/rating.hpp>
#include <segue/resource/call_options.hpp>
#include <segue/resource/node.hpp>

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace segue::discogs {

namespace asio = boost::asio;

/// Refers to one user's rating of a release; holds an id, a name and a client, no data.
class user_rating_node : public resource::node {
public:
    user_rating_node(std::shared_ptr<resource::client_core> core, release_id id, std::string_view username);

    /// Returns whose rating it is, as it was given.
    const std::string& username() const noexcept { return username_; }

    /// Loads the rating; anybody's is public.
    ///
    /// **Sends** one `GET /releases/{id}/rating/{username}`, without credentials too.
    /// **Returns** a rating of 0 when the user has not rated the release. `username` may be spelled otherwise
    /// than it was asked for.
    /// **Errors** `bad_params` for an id below 1 or an empty name; `not_found_error` for a release or user
    /// that is not there; otherwise as `release_node::get`.
    /// **Cancellation** as there.
    /// **Source** api/discogs.md, B6 and M29.
    [[nodiscard]] asio::awaitable<user_release_rating> get(const call_options& options = {}) const;

    /// Rates the release, replacing what the user said before.
    ///
    /// **Sends** one `PUT /releases/{id}/rating/{username}` with a JSON body. Needs a token of that user.
    /// Sending it twice does no harm.
    /// **Units and ranges** 1 to 5.
    /// **Errors** `bad_params` for another rating; `authentication_error` without a user's token;
    /// `forbidden_error` for somebody else's rating; `outcome_unknown` when the request left and no answer
    /// came; `completed_unreadable` when it was carried out and the answer makes no sense; otherwise as
    /// `get`.
    /// **Cancellation** as `get`; a request that has left may have been carried out.
    /// **Source** api/discogs.md, B7 and G11.
    [[nodiscard]] asio::awaitable<user_release_rating>
    update(std::int64_t rating, const call_options& options = {}) const;

    /// Takes the rating back.
    ///
    /// **Sends** one `DELETE /releases/{id}/rating/{username}`. Needs a token of that user. Sending it twice
    /// does no harm: "not found" as the answer to a request that had to be sent again counts as done.
    /// **Errors** and **Cancellation** as `update`; the answer's body is not read. **Source** api/discogs.md,
    /// B8 and A14.
    [[nodiscard]] asio::awaitable<void> remove(const call_options& options = {}) const;

private:
    release_id id_;
    std::string username_;
};

/// Refers to what all users together think of a release.
class release_rating_node : public resource::node {
public:
    release_rating_node(std::shared_ptr<resource::client_core> core, release_id id);

    /// Loads the mean of all ratings and their number.
    ///
    /// **Sends** one `GET /releases/{id}/rating`, without credentials too.
    /// **Errors** and **Cancellation** as `release_node::get`. **Source** api/discogs.md, B9 and M30.
    [[nodiscard]] asio::awaitable<community_rating> get(const call_options& options = {}) const;

    /// Names one user's rating. No request.
    user_rating_node user(std::string_view username) const;

private:
    release_id id_;
};

/// Refers to the statistics of a release.
class release_stats_node : public resource::node {
public:
    release_stats_node(std::shared_ptr<resource::client_core> core, release_id id);

    /// Loads the statistics. The service has stopped to send the two counts that it documents; a release's
    /// own `community` has them.
    ///
    /// **Sends** one `GET /releases/{id}/stats`, without credentials too.
    /// **Errors** and **Cancellation** as `release_node::get`. **Source** api/discogs.md, B10, M31 and G9.
    [[nodiscard]] asio::awaitable<release_stats> get(const call_options& options = {}) const;

private:
    release_id id_;
};

} // namespace segue::discogs
