#pragma once

#include <segue/base/extra.hpp>
#include <segue/base/open_enum.hpp>
#include <segue/base/partial_date.hpp>
#include <segue/discogs/models/enums.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace segue::discogs {

/// Describes a user. Some members only their owner sees; others also count what the owner keeps private, when
/// it is the owner who asks.
///
/// **Source** api/discogs.md, B41 and M63.
struct user {
    /// Number of the user; nothing is addressed by it.
    std::int64_t id = 0;
    /// Name of the user, which is also the key of their pages.
    std::string username;
    /// API address of the user.
    std::optional<std::string> resource_url;
    /// Address of the user's page on the site.
    std::optional<std::string> uri;
    /// Name in private life, if given; may be empty.
    std::optional<std::string> name;
    /// Web page; need not be an address.
    std::optional<std::string> home_page;
    /// Where the user lives, as they say.
    std::optional<std::string> location;
    /// What the user says of themselves, with the service's markup and CRLF line ends.
    std::optional<std::string> profile;
    /// When the account was made.
    std::optional<timestamp> registered;
    /// Points for contributions; older answers carry a whole number.
    std::optional<double> rank;
    /// How many entries wait for votes.
    std::optional<std::int64_t> num_pending;
    /// How many copies the user sells.
    std::optional<std::int64_t> num_for_sale;
    /// How many lists the user made; for the owner the private ones too.
    std::optional<std::int64_t> num_lists;
    /// How many releases the user has contributed to.
    std::optional<std::int64_t> releases_contributed;
    /// How many releases the user has rated.
    std::optional<std::int64_t> releases_rated;
    /// Mean of the user's ratings, up to 5.
    std::optional<double> rating_avg;
    /// API address of what the user sells.
    std::optional<std::string> inventory_url;
    /// API address of the folders of the user's collection.
    std::optional<std::string> collection_folders_url;
    /// API address of the fields of the user's collection.
    std::optional<std::string> collection_fields_url;
    /// API address of the user's wantlist.
    std::optional<std::string> wantlist_url;
    /// Address of the user's picture.
    std::optional<std::string> avatar_url;
    /// Address of the picture above the user's page; may be empty.
    std::optional<std::string> banner_url;
    /// Currency that the user chose, empty if none; `curr_abbr` on the wire.
    std::optional<open_enum<discogs::currency>> currency_code;
    /// Whether the account is in use.
    std::optional<bool> activated;
    /// Whether the user may not trade.
    std::optional<bool> marketplace_suspended;
    /// Whether the user works for the service.
    std::optional<bool> is_staff;
    /// Rating as a buyer, 0 to 100.
    std::optional<double> buyer_rating;
    /// The same in stars, 0 to 5.
    std::optional<double> buyer_rating_stars;
    /// How many sellers rated the user.
    std::optional<std::int64_t> buyer_num_ratings;
    /// Rating as a seller, 0 to 100.
    std::optional<double> seller_rating;
    /// The same in stars, 0 to 5.
    std::optional<double> seller_rating_stars;
    /// How many buyers rated the user.
    std::optional<std::int64_t> seller_num_ratings;
    /// How many copies are in the collection; absent when it is private and somebody else asks.
    std::optional<std::int64_t> num_collection;
    /// How many releases are in the wantlist; absent when it is private and somebody else asks.
    std::optional<std::int64_t> num_wantlist;
    /// How many messages are unread; for the owner only.
    std::optional<std::int64_t> num_unread;
    /// Mail address; for the owner only.
    std::optional<std::string> email;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const user&) const = default;
};

} // namespace segue::discogs
