#pragma once

#include <segue/base/extra.hpp>
#include <segue/base/list.hpp>
#include <segue/base/open_enum.hpp>
#include <segue/base/partial_date.hpp>
#include <segue/discogs/models/basic_information.hpp>
#include <segue/discogs/models/enums.hpp>
#include <segue/discogs/models/ids.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace segue::discogs {

/// Is one folder of a user's collection.
///
/// **Source** api/discogs.md, M65.
struct collection_folder {
    /// The folder; `all_folder` and `uncategorized_folder` are there for everybody.
    folder_id id;
    /// Name of the folder.
    std::string name;
    /// How many copies are in it.
    std::optional<std::int64_t> count;
    /// API address of the folder.
    std::optional<std::string> resource_url;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const collection_folder&) const = default;
};

/// Is one copy in a user's collection.
///
/// **Source** api/discogs.md, M66.
struct collection_item {
    /// The release; several copies of it may be there.
    release_id id;
    /// The copy.
    discogs::instance_id instance_id;
    /// The folder that holds it; absent for strangers.
    std::optional<discogs::folder_id> folder_id;
    /// How the owner rates the release, 1 to 5; 0 when they did not.
    std::optional<std::int64_t> rating;
    /// When it was added.
    std::optional<timestamp> date_added;
    /// What is known of the release.
    std::optional<discogs::basic_information> basic_information;
    /// What the owner wrote into the fields, in no fixed order; strangers see only public fields.
    list<collection_note> notes;
    /// API address of the copy.
    std::optional<std::string> resource_url;
    /// Fields without a member here.
    segue::extra extra;

    /// Returns what the owner wrote into a field; null when they wrote nothing. It looks into both places
    /// where the service has put notes.
    ///
    /// **Lifetime** until the item changes. **Source** api/discogs.md, M66 and T42.
    [[nodiscard]] const std::string* note(field_id field) const noexcept {
        if (const auto* const found = find_note(notes, field))
            return found;
        return basic_information ? find_note(basic_information->notes, field) : nullptr;
    }

    /// Compares all members.
    bool operator==(const collection_item&) const = default;

private:
    static const std::string* find_note(const list<collection_note>& in, field_id field) noexcept {
        for (const auto& each : in) {
            if (each.field_id == field)
                return &each.value;
        }
        return nullptr;
    }
};

/// Tells which copy was made when a release was added to a collection.
///
/// **Source** api/discogs.md, M68; recorded answers.
struct instance_created {
    /// The copy.
    discogs::instance_id instance_id;
    /// API address of the copy; it has had words that lead nowhere, so use the ids.
    std::optional<std::string> resource_url;
    /// The release; newer answers only, as all that follows.
    std::optional<release_id> id;
    /// The folder that holds it.
    std::optional<discogs::folder_id> folder_id;
    /// How the owner rates the release.
    std::optional<std::int64_t> rating;
    /// When it was added.
    std::optional<timestamp> date_added;
    /// What is known of the release.
    std::optional<discogs::basic_information> basic_information;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const instance_created&) const = default;
};

/// Describes a field that a user fills in for each copy.
///
/// **Source** api/discogs.md, M69.
struct collection_field {
    /// The field.
    field_id id;
    /// Name of the field.
    std::string name;
    /// Where it stands among the others, from 1.
    std::optional<std::int64_t> position;
    /// How it is filled in.
    std::optional<open_enum<field_type>> type;
    /// Whether strangers see it; `public` on the wire.
    std::optional<bool> is_public;
    /// What may be chosen; of a dropdown only.
    list<std::string> options;
    /// How many lines high the site shows it; of a textarea only.
    std::optional<std::int64_t> lines;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const collection_field&) const = default;
};

/// Tells what a collection may be worth, each as a text such as `$1,234.00`; `amount_of` of
/// `segue/discogs/display.hpp` reads it. The currency is that of the account.
///
/// **Source** api/discogs.md, M70 and A13.
struct collection_value {
    /// If every copy fetched its lowest price.
    std::optional<std::string> minimum;
    /// If every copy fetched its usual price.
    std::optional<std::string> median;
    /// If every copy fetched its highest price.
    std::optional<std::string> maximum;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const collection_value&) const = default;
};

} // namespace segue::discogs
