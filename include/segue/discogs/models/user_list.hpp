#pragma once

#include <segue/base/extra.hpp>
#include <segue/base/list.hpp>
#include <segue/base/open_enum.hpp>
#include <segue/base/partial_date.hpp>
#include <segue/discogs/models/community.hpp>
#include <segue/discogs/models/enums.hpp>
#include <segue/discogs/models/ids.hpp>
#include <segue/discogs/models/user_summary.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace segue::discogs {

/// Is one entry of the lists that a user made, without what is on it.
///
/// **Source** api/discogs.md, M72.
struct user_list_summary {
    /// The list.
    list_id id;
    /// Name of the list.
    std::string name;
    /// Who made it.
    std::optional<discogs::user_summary> user;
    /// What the user says of it; may be empty.
    std::optional<std::string> description;
    /// Whether strangers see it; `public` on the wire.
    std::optional<bool> is_public;
    /// When it was made.
    std::optional<timestamp> date_added;
    /// When it was last changed.
    std::optional<timestamp> date_changed;
    /// Address of its page on the site.
    std::optional<std::string> uri;
    /// API address of the list.
    std::optional<std::string> resource_url;
    /// Address of a picture; may be empty.
    std::optional<std::string> image_url;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const user_list_summary&) const = default;
};

/// Is one thing on a user's list: a release, master, artist or label.
///
/// **Source** api/discogs.md, M74.
struct user_list_item {
    /// Number in the number space that `type` names; `as_release()` and its like are safe from mixing them
    /// up.
    std::int64_t id = 0;
    /// What it is.
    std::optional<open_enum<search_type>> type;
    /// Name or title for display.
    std::optional<std::string> display_title;
    /// What the user says of it; may be empty.
    std::optional<std::string> comment;
    /// Address of its page on the site, a whole one.
    std::optional<std::string> uri;
    /// API address of it.
    std::optional<std::string> resource_url;
    /// Address of a picture; may be empty.
    std::optional<std::string> image_url;
    /// Counts over collections and wantlists; releases and masters only.
    std::optional<release_list_stats> stats;
    /// Fields without a member here.
    segue::extra extra;

    /// Returns the release; nothing when it is something else.
    [[nodiscard]] std::optional<discogs::release_id> as_release() const noexcept {
        return type == search_type::release ? std::optional(discogs::release_id(id)) : std::nullopt;
    }

    /// Returns the master; nothing when it is something else.
    [[nodiscard]] std::optional<discogs::master_id> as_master() const noexcept {
        return type == search_type::master ? std::optional(discogs::master_id(id)) : std::nullopt;
    }

    /// Returns the artist; nothing when it is something else.
    [[nodiscard]] std::optional<artist_id> as_artist() const noexcept {
        return type == search_type::artist ? std::optional(artist_id(id)) : std::nullopt;
    }

    /// Returns the label; nothing when it is something else.
    [[nodiscard]] std::optional<label_id> as_label() const noexcept {
        return type == search_type::label ? std::optional(label_id(id)) : std::nullopt;
    }

    /// Compares all members.
    bool operator==(const user_list_item&) const = default;
};

/// Describes a list that a user made, with everything on it. The service's documentation gives some members
/// other names than the service does; `key`, `added`, `changed` and `page_address` know both.
///
/// **Source** api/discogs.md, M73 and G26.
struct user_list {
    /// The list.
    discogs::list_id id;
    /// Name of the list.
    std::string name;
    /// Who made it.
    std::optional<discogs::user_summary> user;
    /// What the user says of it; may be empty.
    std::optional<std::string> description;
    /// Whether strangers see it; `public` on the wire.
    std::optional<bool> is_public;
    /// When it was made.
    std::optional<timestamp> date_added;
    /// When it was last changed.
    std::optional<timestamp> date_changed;
    /// Address of its page on the site.
    std::optional<std::string> uri;
    /// API address of the list.
    std::optional<std::string> resource_url;
    /// Address of a picture; may be empty.
    std::optional<std::string> image_url;
    /// What is on it, all of it.
    list<user_list_item> items;
    /// The list, as documented only.
    std::optional<discogs::list_id> list_id;
    /// When it was made, as documented only; `created_ts` on the wire.
    std::optional<timestamp> created_at;
    /// When it was last changed, as documented only; `modified_ts` on the wire.
    std::optional<timestamp> modified_at;
    /// Address of its page on the site, as documented only.
    std::optional<std::string> url;
    /// Fields without a member here.
    segue::extra extra;

    /// Returns the list's id, under whichever name it came.
    [[nodiscard]] discogs::list_id key() const noexcept {
        return id ? id : list_id.value_or(discogs::list_id());
    }

    /// Returns when it was made, under whichever name it came.
    [[nodiscard]] const std::optional<timestamp>& added() const noexcept {
        return date_added ? date_added : created_at;
    }

    /// Returns when it was last changed, under whichever name it came.
    [[nodiscard]] const std::optional<timestamp>& changed() const noexcept {
        return date_changed ? date_changed : modified_at;
    }

    /// Returns the address of its page on the site, under whichever name it came.
    [[nodiscard]] const std::optional<std::string>& page_address() const noexcept { return uri ? uri : url; }

    /// Compares all members.
    bool operator==(const user_list&) const = default;
};

} // namespace segue::discogs
