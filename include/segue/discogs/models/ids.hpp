#pragma once

#include <segue/base/strong_id.hpp>

namespace segue::discogs {

/// Identifies a release: one pressing or edition. Entry `release/352665` of the site has id 352665.
using release_id = strong_id<struct release_tag>;

/// Identifies a master: what all releases of one recording have in common.
using master_id = strong_id<struct master_tag>;

/// Identifies an artist or a group; 194 is "Various".
using artist_id = strong_id<struct artist_tag>;

/// Identifies a label, a series or a company.
using label_id = strong_id<struct label_tag>;

} // namespace segue::discogs
