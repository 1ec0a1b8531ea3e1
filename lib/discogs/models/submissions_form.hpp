#pragma once

#include <segue/base/extra.hpp>
#include <segue/base/list.hpp>
#include <segue/discogs/models/pagination.hpp>
#include <segue/discogs/models/release.hpp>
#include <segue/discogs/models/submission.hpp>

#include <optional>

namespace segue::discogs {

/// What a user submitted, as it stands on the wire: three arrays in an object, each of which may be missing.
struct submitted_entries {
    list<submitted_artist> artists;
    list<submitted_label> labels;
    list<release> releases;
    segue::extra extra;

    bool operator==(const submitted_entries&) const = default;
};

/// One page of a user's submissions, as it stands on the wire.
struct submissions_form {
    std::optional<discogs::pagination> pagination;
    std::optional<submitted_entries> submissions;
    segue::extra extra;

    bool operator==(const submissions_form&) const = default;
};

/// Makes one list of the three, because `pagination` counts them together. What the object holds besides goes
/// to the page's `extra`.
page<submission> flatten(submissions_form form);

} // namespace segue::discogs
