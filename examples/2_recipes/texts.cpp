// Track lists, credits, formats, numbers and markup made fit for people: the page docs/guide/texts.md quotes
// these functions.

#include "../common/environment.hpp"

#include <segue/discogs.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include <cstdint>
#include <exception>
#include <iostream>
#include <map>
#include <string>

namespace asio = boost::asio;
namespace discogs = segue::discogs;

// --- tracks -----------------------------------------------------------------------------------------------

void show_tracks(const discogs::release& release) {
    for (const discogs::flat_track& entry : discogs::flat_tracks(release.tracklist)) {
        std::cout << entry.position << "  ";
        if (entry.index != nullptr)
            std::cout << entry.index_title << ": ";
        std::cout << entry.line->title;
        if (auto length = discogs::duration_of(*entry.line))
            std::cout << "  " << length->count() << " s";
        std::cout << '\n';
    }
    discogs::playing_time time = discogs::total_time(release.tracklist);
    std::cout << discogs::to_duration_text(time.total) << ", lengths missing: " << time.missing << '\n';
}

// --- credits ----------------------------------------------------------------------------------------------

void show_credits(const discogs::release& release) {
    std::cout << discogs::display_name(release.artists) << " - " << release.title << '\n';
    for (const discogs::artist_credit& credit : release.extra_artists) {
        auto name = discogs::display_name(credit, discogs::variation_mark::asterisk);
        for (const discogs::role& role : discogs::split_roles(credit.role.value_or("")))
            std::cout << role.name << (role.detail.empty() ? "" : " (" + role.detail + ")") << ": " << name
                      << '\n';
    }
}

void show_who_plays_where(const discogs::release& release) {
    for (const auto& [entry, credits] : discogs::credited_tracks(release.tracklist, release.extra_artists)) {
        std::cout << entry.position << "  " << entry.line->title << '\n';
        for (const discogs::artist_credit* credit : credits)
            std::cout << "    " << credit->role.value_or("") << ": " << discogs::display_name(*credit)
                      << '\n';
    }
}

// --- formats and numbers ----------------------------------------------------------------------------------

void show_formats_and_numbers(const discogs::release& release) {
    std::cout << discogs::format_text(release.formats) << '\n';
    for (const discogs::identifier& mark : release.identifiers) {
        auto code = discogs::read_barcode(mark);
        if (code && code->check == discogs::barcode_check::right)
            std::cout << code->text << " is " << code->gtin() << '\n';
    }
    for (const discogs::label_credit& label : release.labels) {
        if (discogs::same_catalog_number(label.catalog_number.value_or(""), "92346 2"))
            std::cout << "that record, on " << label.name << '\n';
    }
}

// --- markup -----------------------------------------------------------------------------------------------

void show_notes(const discogs::release& release) {
    std::string notes = release.notes.value_or("");
    std::cout << discogs::markup_to_text(notes) << '\n';
    std::cout << discogs::markup_to_html(notes, {}, discogs::pictures::off) << '\n';
    std::cout << discogs::markup_to_markdown(notes) << '\n';
}

// The names behind the numbers in a text, each asked for once.
asio::awaitable<void> show_profile(discogs::client client) {
    discogs::artist artist = co_await client.artist(3857).get();
    std::string profile = artist.profile.value_or("");
    std::map<std::int64_t, std::string> titles;
    for (const discogs::mention& mention : discogs::mentions_in(profile)) {
        if (mention.kind == discogs::mention_kind::release && mention.id != 0 &&
            !titles.contains(mention.id)) {
            discogs::release release = co_await client.release(mention.id).get();
            titles[mention.id] = release.title;
        }
    }
    auto name_of = [&titles](discogs::mention_kind kind, std::int64_t id) {
        return kind == discogs::mention_kind::release ? titles[id] : std::string();
    };
    std::cout << discogs::markup_to_text(profile, name_of) << '\n';
}

// ----------------------------------------------------------------------------------------------------------

asio::awaitable<void> all(discogs::client client) {
    discogs::release mix = co_await client.release(3).get();
    show_tracks(mix);
    discogs::release album = co_await client.release(352665).get();
    show_credits(album);
    show_who_plays_where(album);
    show_formats_and_numbers(album);
    show_notes(album);
    co_await show_profile(client);
}

int main() {
    try {
        discogs::client_params params{.user_agent = "RecordShelf/1.2 +https://example.org"};
        examples::apply_environment(params);
        asio::io_context io;
        discogs::client client{io.get_executor(), params};
        segue::sync_wait(io, all(client));
        return 0;
    } catch (const std::exception& problem) {
        std::cerr << "texts: " << problem.what() << '\n';
        return 1;
    }
}
