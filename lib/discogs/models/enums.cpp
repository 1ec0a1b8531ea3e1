#include <segue/discogs/models/enums.hpp>

namespace segue {

std::span<const enum_name<discogs::currency>> enum_names<discogs::currency>::table() noexcept {
    using enum discogs::currency;
    static constexpr enum_name<discogs::currency> names[] = {
        {usd, "USD"},
        {gbp, "GBP"},
        {eur, "EUR"},
        {cad, "CAD"},
        {aud, "AUD"},
        {jpy, "JPY"},
        {chf, "CHF"},
        {mxn, "MXN"},
        {brl, "BRL"},
        {nzd, "NZD"},
        {sek, "SEK"},
        {zar, "ZAR"},
    };
    return names;
}

std::span<const enum_name<discogs::search_type>> enum_names<discogs::search_type>::table() noexcept {
    using enum discogs::search_type;
    static constexpr enum_name<discogs::search_type> names[] = {
        {release, "release"},
        {master, "master"},
        {artist, "artist"},
        {label, "label"},
    };
    return names;
}

std::span<const enum_name<discogs::database_status>> enum_names<discogs::database_status>::table() noexcept {
    using enum discogs::database_status;
    static constexpr enum_name<discogs::database_status> names[] = {
        {accepted, "Accepted"},
        {draft, "Draft"},
        {deleted, "Deleted"},
        {rejected, "Rejected"},
    };
    return names;
}

std::span<const enum_name<discogs::data_quality>> enum_names<discogs::data_quality>::table() noexcept {
    using enum discogs::data_quality;
    static constexpr enum_name<discogs::data_quality> names[] = {
        {needs_vote, "Needs Vote"},
        {correct, "Correct"},
        {complete_and_correct, "Complete and Correct"},
        {needs_minor_changes, "Needs Minor Changes"},
        {needs_major_changes, "Needs Major Changes"},
        {entirely_incorrect, "Entirely Incorrect"},
        {entirely_incorrect_edit, "Entirely Incorrect Edit"},
    };
    return names;
}

std::span<const enum_name<discogs::image_type>> enum_names<discogs::image_type>::table() noexcept {
    using enum discogs::image_type;
    static constexpr enum_name<discogs::image_type> names[] = {
        {primary, "primary"},
        {secondary, "secondary"},
    };
    return names;
}

std::span<const enum_name<discogs::job_status>> enum_names<discogs::job_status>::table() noexcept {
    using enum discogs::job_status;
    static constexpr enum_name<discogs::job_status> names[] = {
        {pending, "pending"},
        {success, "success"},
        {failed, "failed"},
    };
    return names;
}

std::span<const enum_name<discogs::upload_type>> enum_names<discogs::upload_type>::table() noexcept {
    using enum discogs::upload_type;
    static constexpr enum_name<discogs::upload_type> names[] = {
        {add, "add"},
        {change, "change"},
        {remove, "delete"},
    };
    return names;
}

std::span<const enum_name<discogs::track_type>> enum_names<discogs::track_type>::table() noexcept {
    using enum discogs::track_type;
    static constexpr enum_name<discogs::track_type> names[] = {
        {track, "track"},
        {heading, "heading"},
        {index, "index"},
    };
    return names;
}

std::span<const enum_name<discogs::artist_release_type>>
enum_names<discogs::artist_release_type>::table() noexcept {
    using enum discogs::artist_release_type;
    static constexpr enum_name<discogs::artist_release_type> names[] = {
        {master, "master"},
        {release, "release"},
    };
    return names;
}

std::span<const enum_name<discogs::artist_release_role>>
enum_names<discogs::artist_release_role>::table() noexcept {
    using enum discogs::artist_release_role;
    static constexpr enum_name<discogs::artist_release_role> names[] = {
        {main, "Main"},
        {appearance, "Appearance"},
        {track_appearance, "TrackAppearance"},
        {remix, "Remix"},
        {producer, "Producer"},
        {unofficial, "UnofficialRelease"},
    };
    return names;
}

std::span<const enum_name<discogs::field_type>> enum_names<discogs::field_type>::table() noexcept {
    using enum discogs::field_type;
    static constexpr enum_name<discogs::field_type> names[] = {
        {dropdown, "dropdown"},
        {textarea, "textarea"},
    };
    return names;
}

} // namespace segue
