#pragma once

#include "catalog.hpp"
#include "markup.hpp"
#include "ratings.hpp"
#include "shelf.hpp"

#include <boost/json/object.hpp>

#include <string>
#include <string_view>

namespace segue::emulator {

/// What the answer depends on besides the data.
struct viewer {
    /// Any valid credentials: images have addresses.
    bool sees_images = false;
    text_format format = text_format::discogs;
    /// Units of the wanted currency for one US dollar.
    double exchange_rate = 1.0;
    /// What the user who asks has and wants; null for an application or nobody: then answers carry no such
    /// data.
    const shelf* mine = nullptr;
};

[[nodiscard]] boost::json::object
render_release(const catalog& data, const release_record& from, const vote_count& votes, const viewer& to);
/// The master that `main` stands for, with the market of all its versions.
[[nodiscard]] boost::json::object render_master(
    const catalog& data,
    const release_record& main,
    const std::vector<const release_record*>& versions,
    const viewer& to);
[[nodiscard]] boost::json::object
render_label(const catalog& data, const label_record& from, const viewer& to);
/// One line of a label's list.
[[nodiscard]] boost::json::object
render_label_release(const release_record& from, database_id label, const viewer& to);
[[nodiscard]] boost::json::object render_votes(const vote_count& votes);
/// Adds small picture and counts, which every list shows.
void add_list_members(boost::json::object& out, const release_record& from, const viewer& to);
[[nodiscard]] boost::json::object
render_artist(const catalog& data, const artist_record& from, const viewer& to);
[[nodiscard]] boost::json::object render_entry(const discography_entry& from, const viewer& to);

/// A release as collections, wantlists and other lists of a user show it.
[[nodiscard]] boost::json::object render_basic_information(const release_record& from, const viewer& to);
/// A release as it stands among what a user did for the database.
[[nodiscard]] boost::json::object render_contribution(
    const catalog& data, const release_record& from, const vote_count& votes, const viewer& to);
/// Counts of a release or, with `is_master`, of all its versions.
[[nodiscard]] boost::json::object
render_counts(database_id id, bool is_master, int want, int have, const viewer& to);

/// Discogs markup in the form that the viewer asked for.
[[nodiscard]] std::string render_text(const catalog& data, std::string_view text, const viewer& to);

/// The words of a title as a web address holds them: `Never-Gonna-Give-You-Up`.
[[nodiscard]] std::string slug(std::string_view title);
/// Artists joined as they are displayed.
[[nodiscard]] std::string display_artists(const std::vector<artist_credit>& artists);
/// A made-up signed image address, always the same for the same arguments.
[[nodiscard]] std::string
image_url(char kind, database_id id, int number, int width, int height, int quality);
[[nodiscard]] std::string resource_url(std::string_view collection, database_id id);

} // namespace segue::emulator
