#pragma once

#include <segue/base/open_enum.hpp>

#include <span>

namespace segue::discogs {

/// Names the currencies that the service converts to; answers about sellers may carry others.
///
/// **Source** api/discogs.md, D1.
enum class currency {
    usd, ///< `USD`, US dollar; the default of the service.
    gbp, ///< `GBP`, pound sterling.
    eur, ///< `EUR`, euro.
    cad, ///< `CAD`, Canadian dollar.
    aud, ///< `AUD`, Australian dollar.
    jpy, ///< `JPY`, yen.
    chf, ///< `CHF`, Swiss franc.
    mxn, ///< `MXN`, Mexican peso.
    brl, ///< `BRL`, real.
    nzd, ///< `NZD`, New Zealand dollar.
    sek, ///< `SEK`, Swedish krona.
    zar, ///< `ZAR`, rand.
};

/// Says what a search result is.
///
/// **Source** api/discogs.md, D10.
enum class search_type {
    release, ///< `release`.
    master,  ///< `master`.
    artist,  ///< `artist`.
    label,   ///< `label`.
};

/// Says where a database entry stands.
///
/// **Source** api/discogs.md, D11.
enum class database_status {
    accepted, ///< `Accepted`: public.
    draft,    ///< `Draft`: not yet submitted.
    deleted,  ///< `Deleted`.
    rejected, ///< `Rejected`.
};

/// Says what the voters think of an entry.
///
/// **Source** api/discogs.md, D12.
enum class data_quality {
    needs_vote,              ///< `Needs Vote`.
    correct,                 ///< `Correct`.
    complete_and_correct,    ///< `Complete and Correct`.
    needs_minor_changes,     ///< `Needs Minor Changes`.
    needs_major_changes,     ///< `Needs Major Changes`.
    entirely_incorrect,      ///< `Entirely Incorrect`.
    entirely_incorrect_edit, ///< `Entirely Incorrect Edit`.
};

/// Says whether an image is the one shown first.
///
/// **Source** api/discogs.md, D13.
enum class image_type {
    primary,   ///< `primary`; an entry may have none.
    secondary, ///< `secondary`.
};

/// Says where an inventory export or upload stands.
///
/// **Source** api/discogs.md, D17; `failed` observed 2026-08.
enum class job_status {
    pending, ///< `pending`: not done yet.
    success, ///< `success`: done; rows of an upload may have been skipped all the same.
    failed,  ///< `failed`: given up as a whole.
};

/// Says what an inventory file does to the listings.
///
/// **Source** api/discogs.md, D17.
enum class upload_type {
    add,    ///< `add`: puts releases on sale.
    change, ///< `change`: edits what is on sale.
    remove, ///< `delete`: takes listings away.
};

/// Says what a line of a track list is.
///
/// **Source** api/discogs.md, D21.
enum class track_type {
    track,   ///< `track`: something to listen to.
    heading, ///< `heading`: a title between tracks.
    index,   ///< `index`: a track made of sub-tracks.
};

/// Says whether an entry of an artist's list is a master or a single release.
///
/// **Source** api/discogs.md, M39.
enum class artist_release_type {
    master,  ///< `master`: `id` is a master id.
    release, ///< `release`: `id` is a release id.
};

/// Says what an artist has to do with an entry of their list.
///
/// **Source** api/discogs.md, D19.
enum class artist_release_role {
    main,             ///< `Main`.
    appearance,       ///< `Appearance`: on somebody else's release.
    track_appearance, ///< `TrackAppearance`: on single tracks.
    remix,            ///< `Remix`.
    producer,         ///< `Producer`.
    unofficial,       ///< `UnofficialRelease`; seen in recorded lists, not in any documentation.
};

/// Says how a field of a collection is filled in.
///
/// **Source** api/discogs.md, D14.
enum class field_type {
    dropdown, ///< `dropdown`: one of the field's options.
    textarea, ///< `textarea`: any text.
};

} // namespace segue::discogs

namespace segue {

/// Texts of `discogs::currency`.
template <>
struct enum_names<discogs::currency> {
    /// Returns every known value with its text.
    static std::span<const enum_name<discogs::currency>> table() noexcept;
};

/// Texts of `discogs::search_type`.
template <>
struct enum_names<discogs::search_type> {
    /// Returns every known value with its text.
    static std::span<const enum_name<discogs::search_type>> table() noexcept;
};

/// Texts of `discogs::database_status`.
template <>
struct enum_names<discogs::database_status> {
    /// Returns every known value with its text.
    static std::span<const enum_name<discogs::database_status>> table() noexcept;
};

/// Texts of `discogs::data_quality`.
template <>
struct enum_names<discogs::data_quality> {
    /// Returns every known value with its text.
    static std::span<const enum_name<discogs::data_quality>> table() noexcept;
};

/// Texts of `discogs::image_type`.
template <>
struct enum_names<discogs::image_type> {
    /// Returns every known value with its text.
    static std::span<const enum_name<discogs::image_type>> table() noexcept;
};

/// Texts of `discogs::job_status`.
template <>
struct enum_names<discogs::job_status> {
    /// Returns every known value with its text.
    static std::span<const enum_name<discogs::job_status>> table() noexcept;
};

/// Texts of `discogs::upload_type`.
template <>
struct enum_names<discogs::upload_type> {
    /// Returns every known value with its text.
    static std::span<const enum_name<discogs::upload_type>> table() noexcept;
};

/// Texts of `discogs::track_type`.
template <>
struct enum_names<discogs::track_type> {
    /// Returns every known value with its text.
    static std::span<const enum_name<discogs::track_type>> table() noexcept;
};

/// Texts of `discogs::artist_release_type`.
template <>
struct enum_names<discogs::artist_release_type> {
    /// Returns every known value with its text.
    static std::span<const enum_name<discogs::artist_release_type>> table() noexcept;
};

/// Texts of `discogs::artist_release_role`.
template <>
struct enum_names<discogs::artist_release_role> {
    /// Returns every known value with its text.
    static std::span<const enum_name<discogs::artist_release_role>> table() noexcept;
};

/// Texts of `discogs::field_type`.
template <>
struct enum_names<discogs::field_type> {
    /// Returns every known value with its text.
    static std::span<const enum_name<discogs::field_type>> table() noexcept;
};

} // namespace segue
