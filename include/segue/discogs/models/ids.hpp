#pragma once

#include <segue/base/strong_id.hpp>

namespace segue::discogs {

/// Identifies a release: one pressing or edition. Entry `release/352665` of the site has id 352665.
using release_id = strong_id<struct release_tag>;

/// Identifies an offer on the marketplace; more than 32 bits.
using listing_id = strong_id<struct listing_tag>;

/// Identifies a master: what all releases of one recording have in common.
using master_id = strong_id<struct master_tag>;

/// Identifies an artist or a group; 194 is "Various".
using artist_id = strong_id<struct artist_tag>;

/// Identifies an export of an inventory.
using inventory_export_id = strong_id<struct inventory_export_tag>;

/// Identifies an upload of an inventory file.
using inventory_upload_id = strong_id<struct inventory_upload_tag>;

/// Identifies a label, a series or a company.
using label_id = strong_id<struct label_tag>;

/// Identifies a folder of one user's collection. 0 and 1 are there for everybody: `all_folder` and
/// `uncategorized_folder`.
using folder_id = strong_id<struct folder_tag>;

/// Identifies one copy in a user's collection; the same release may be there several times.
using instance_id = strong_id<struct instance_tag>;

/// Identifies a field of one user's collection, such as the condition of the media.
using field_id = strong_id<struct field_tag>;

/// Identifies a list that a user made.
using list_id = strong_id<struct list_tag>;

/// Shows the copies of all folders. Nothing can be put into it, and it cannot be renamed or removed.
inline constexpr folder_id all_folder{0};

/// Holds the copies that no other folder has. It cannot be renamed or removed.
inline constexpr folder_id uncategorized_folder{1};
/// Identifies an offer on the marketplace; more than 32 bits.
using listing_id = strong_id<struct listing_tag>;

} // namespace segue::discogs
