#pragma once

#include <segue/base/extra.hpp>
#include <segue/discogs/models/ids.hpp>

#include <optional>
#include <string>

namespace segue::discogs {

/// Credits a label or series on a release.
///
/// **Source** api/discogs.md, M19.
struct label_credit {
    /// The label.
    label_id id;
    /// Name of the label; may end with a number that tells namesakes apart.
    std::string name;
    /// Catalogue number, or `none`; may hold invisible marks; `catno` on the wire.
    std::optional<std::string> catalog_number;
    /// Code of the part played: digits in a text, `1` for a label.
    std::optional<std::string> entity_type;
    /// The part played, in words, such as `Label`.
    std::optional<std::string> entity_type_name;
    /// API address of the label.
    std::optional<std::string> resource_url;
    /// Address of a small picture.
    std::optional<std::string> thumbnail_url;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const label_credit&) const = default;
};

/// Credits a company that pressed, recorded, published or otherwise had a hand in a release.
///
/// **Source** api/discogs.md, M20 and D18.
struct company {
    /// The company, in the number space of labels.
    label_id id;
    /// Name of the company; may end with a number that tells namesakes apart.
    std::string name;
    /// Catalogue number, usually empty; `catno` on the wire.
    std::optional<std::string> catalog_number;
    /// Code of the part played: digits in a text, such as `17`.
    std::optional<std::string> entity_type;
    /// The part played, in words, such as `Pressed By`.
    std::optional<std::string> entity_type_name;
    /// API address of the company.
    std::optional<std::string> resource_url;
    /// Address of a small picture.
    std::optional<std::string> thumbnail_url;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const company&) const = default;
};

} // namespace segue::discogs
