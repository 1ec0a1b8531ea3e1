#include "discogs/models/descriptions.hpp"
#include "resource/json_reader.hpp"
#include "resource/json_writer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <type_traits>

namespace segue::discogs {
namespace {

using resource::json_traits;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

template <class Model>
Model read(std::string_view text, std::vector<drift>* drifts = nullptr) {
    Model model;
    const auto failure = resource::read_json(text, model, drifts);
    EXPECT_FALSE(failure) << failure->found << " at " << failure->offset;
    return model;
}

template <class Model>
std::set<std::string_view> wire_names() {
    std::set<std::string_view> names;
    for (const resource::field_description& field : json_traits<Model>::description().fields) {
        names.insert(field.wire);
    }
    return names;
}

using names = std::set<std::string_view>;

// The keys that api/discogs.md lists, M1 to M45, for the models that exist.
TEST(models, every_documented_key_has_a_member) {
    EXPECT_EQ(wire_names<pagination>(), (names{"page", "pages", "per_page", "items", "urls"}));
    EXPECT_EQ(wire_names<pagination_urls>(), (names{"first", "prev", "next", "last"}));
    EXPECT_EQ(wire_names<service_error>(), (names{"message", "detail"}));
    EXPECT_EQ(wire_names<service_error_detail>(), (names{"type", "msg", "loc", "input"}));
    EXPECT_EQ(wire_names<image>(), (names{"type", "uri", "resource_url", "uri150", "width", "height"}));
    EXPECT_EQ(wire_names<video>(), (names{"uri", "title", "description", "duration", "embed"}));
    EXPECT_EQ(
        wire_names<artist_credit>(),
        (names{"id", "name", "anv", "join", "role", "tracks", "resource_url", "thumbnail_url"}));
    EXPECT_EQ(
        wire_names<track>(),
        (names{"position", "type_", "title", "duration", "artists", "extraartists", "sub_tracks"}));
    EXPECT_EQ(wire_names<format>(), (names{"name", "qty", "text", "descriptions"}));
    const names label_names{
        "id", "name", "resource_url", "catno", "entity_type", "entity_type_name", "thumbnail_url"};
    EXPECT_EQ(wire_names<label_credit>(), label_names);
    EXPECT_EQ(wire_names<company>(), label_names);
    EXPECT_EQ(wire_names<identifier>(), (names{"type", "value", "description"}));
    EXPECT_EQ(wire_names<user_summary>(), (names{"username", "resource_url", "id", "avatar_url"}));
    EXPECT_EQ(wire_names<community_rating_value>(), (names{"average", "count"}));
    EXPECT_EQ(
        wire_names<community>(),
        (names{"have", "want", "rating", "submitter", "contributors", "data_quality", "status"}));
    EXPECT_EQ(wire_names<stat_counts>(), (names{"in_collection", "in_wantlist"}));
    EXPECT_EQ(wire_names<release_list_stats>(), (names{"community", "user"}));
    EXPECT_EQ(
        wire_names<artist>(),
        (names{
            "id",
            "name",
            "realname",
            "profile",
            "resource_url",
            "uri",
            "releases_url",
            "images",
            "urls",
            "namevariations",
            "aliases",
            "members",
            "groups",
            "data_quality"}));
    EXPECT_EQ(
        wire_names<artist_reference>(), (names{"id", "name", "resource_url", "active", "thumbnail_url"}));
    EXPECT_EQ(wire_names<search_community>(), (names{"want", "have"}));
    EXPECT_EQ(wire_names<search_user_data>(), (names{"in_wantlist", "in_collection"}));
    EXPECT_EQ(wire_names<user_release_rating>(), (names{"username", "release_id", "rating"}));
    EXPECT_EQ(wire_names<community_rating>(), (names{"release_id", "rating"}));
    EXPECT_EQ(wire_names<release_stats>(), (names{"num_have", "num_want", "is_offensive"}));
    EXPECT_EQ(wire_names<service_info>(), (names{"hello", "api_version", "documentation_url", "statistics"}));
    EXPECT_EQ(wire_names<database_statistics>(), (names{"releases", "artists", "labels"}));
    EXPECT_EQ(wire_names<version_filters>(), (names{"applied", "available"}));
    EXPECT_EQ(wire_names<filter_facet>(), (names{"id", "title", "values", "allows_multiple_values"}));
    EXPECT_EQ(wire_names<filter_value>(), (names{"title", "value", "count"}));
    EXPECT_EQ(
        wire_names<master_versions_page>(), (names{"pagination", "versions", "filters", "filter_facets"}));
    EXPECT_EQ(wire_names<label_reference>(), (names{"id", "name", "resource_url"}));
    EXPECT_EQ(wire_names<page<label_release>>(), (names{"pagination", "releases"}));
    EXPECT_EQ(wire_names<page<artist_release>>(), (names{"pagination", "releases"}));
    EXPECT_EQ(wire_names<page<search_result>>(), (names{"pagination", "results"}));
}

TEST(models, every_documented_key_of_the_large_models_has_a_member) {
    EXPECT_EQ(
        wire_names<release>(),
        (names{
            "id",
            "title",
            "status",
            "year",
            "resource_url",
            "uri",
            "artists",
            "artists_sort",
            "labels",
            "series",
            "companies",
            "formats",
            "format_quantity",
            "data_quality",
            "community",
            "date_added",
            "date_changed",
            "num_for_sale",
            "lowest_price",
            "master_id",
            "master_url",
            "country",
            "released",
            "released_formatted",
            "notes",
            "identifiers",
            "videos",
            "genres",
            "styles",
            "tracklist",
            "extraartists",
            "images",
            "thumb",
            "estimated_weight",
            "blocked_from_sale",
            "is_offensive"}));
    EXPECT_EQ(
        wire_names<master>(),
        (names{
            "id",
            "title",
            "main_release",
            "main_release_url",
            "most_recent_release",
            "most_recent_release_url",
            "resource_url",
            "uri",
            "versions_url",
            "num_for_sale",
            "lowest_price",
            "images",
            "genres",
            "styles",
            "year",
            "tracklist",
            "artists",
            "data_quality",
            "videos",
            "notes"}));
    EXPECT_EQ(
        wire_names<master_version>(),
        (names{
            "id",
            "title",
            "label",
            "country",
            "major_formats",
            "format",
            "catno",
            "released",
            "status",
            "resource_url",
            "thumb",
            "stats"}));
    EXPECT_EQ(
        wire_names<label>(),
        (names{
            "id",
            "name",
            "profile",
            "contact_info",
            "parent_label",
            "sublabels",
            "urls",
            "images",
            "resource_url",
            "uri",
            "releases_url",
            "data_quality"}));
    EXPECT_EQ(
        wire_names<label_release>(),
        (names{
            "id", "title", "artist", "format", "catno", "year", "status", "resource_url", "thumb", "stats"}));
    EXPECT_EQ(
        wire_names<artist_release>(),
        (names{
            "id",
            "type",
            "title",
            "artist",
            "role",
            "resource_url",
            "thumb",
            "year",
            "main_release",
            "format",
            "label",
            "status",
            "catno",
            "trackinfo",
            "stats"}));
    EXPECT_EQ(
        wire_names<search_result>(),
        (names{"id",           "type",        "title",     "thumb",      "cover_image",
               "resource_url", "uri",         "master_id", "master_url", "user_data",
               "country",      "year",        "format",    "label",      "genre",
               "style",        "barcode",     "catno",     "community",  "format_quantity",
               "formats",      "main_release"}));
}

TEST(models, release_members_hold_what_the_wire_says) {
    std::vector<drift> drifts;
    const auto model = read<release>(
        R"({"id":352665,"title":"Example","status":"Accepted","year":1994,"artists":[{"name":"Example","anv":"A",)"
        R"("join":"&","role":"","tracks":"","id":7,"resource_url":"u"}],"labels":[{"name":"L","catno":"none",)"
        R"("entity_type":"1","entity_type_name":"Label","id":8}],"formats":[{"name":"Vinyl","qty":"2",)"
        R"("descriptions":["LP","Album"]}],"data_quality":"Needs Vote","community":{"have":3,"want":1,)"
        R"("rating":{"count":2,"average":4.5},"contributors":[{"username":"u1"}],"status":"Accepted"},)"
        R"("date_added":"2015-05-09T01:46:28-07:00","lowest_price":22.33,"master_id":0,"country":null,)"
        R"("released":"1994-03-00","tracklist":[{"position":"","type_":"index","title":"Suite",)"
        R"("extraartists":[{"id":194,"name":"Various"}],"sub_tracks":[{"position":"1a","type_":"track",)"
        R"("title":"Part"}]}],"extraartists":[],"images":[{"type":"primary","uri150":"","width":600}],)"
        R"("videos":[{"duration":61,"embed":true,"description":null}],"blocked_from_sale":false})",
        &drifts);
    EXPECT_THAT(drifts, IsEmpty());
    EXPECT_TRUE(model.extra.empty());
    EXPECT_EQ(model.id, 352665);
    EXPECT_EQ(model.status, database_status::accepted);
    ASSERT_EQ(model.artists.size(), 1U);
    EXPECT_EQ(model.artists[0].id, 7);
    EXPECT_EQ(model.artists[0].name_variation, "A");
    EXPECT_EQ(model.labels[0].catalog_number, "none");
    EXPECT_EQ(model.formats[0].quantity, "2");
    EXPECT_THAT(model.formats[0].descriptions, ElementsAre("LP", "Album"));
    EXPECT_EQ(model.data_quality, data_quality::needs_vote);
    EXPECT_EQ(model.community->rating->average, 4.5);
    EXPECT_EQ(model.community->contributors[0].username, "u1");
    EXPECT_TRUE(model.date_added->has_offset());
    EXPECT_EQ(model.lowest_price->amount, (decimal{2233, 2}));
    EXPECT_EQ(model.lowest_price->currency, "");
    EXPECT_FALSE(*model.master_id);
    EXPECT_FALSE(model.country);
    EXPECT_EQ(model.released->month(), std::chrono::March);
    EXPECT_EQ(model.tracklist[0].type_, track_type::index);
    EXPECT_EQ(model.tracklist[0].extra_artists[0].id, 194);
    EXPECT_EQ(model.tracklist[0].sub_tracks[0].title, "Part");
    EXPECT_EQ(model.extra_artists.form(), list_form::array);
    EXPECT_EQ(model.images[0].uri_150, "");
    EXPECT_EQ(model.videos[0].duration, 61);
    EXPECT_EQ(model.blocked_from_sale, false);
}

TEST(models, artist_reads_vendor_and_readable_names) {
    const auto vendor = read<artist>(R"({"id":1,"name":"n","realname":"r","namevariations":["v"]})");
    const auto readable = read<artist>(R"({"id":1,"name":"n","real_name":"r","name_variations":["v"]})");
    EXPECT_EQ(vendor.real_name, "r");
    EXPECT_THAT(vendor.name_variations, ElementsAre("v"));
    EXPECT_EQ(vendor, readable);
    EXPECT_EQ(resource::to_json(readable), R"({"name":"n","id":1,"realname":"r","namevariations":["v"]})");
}

TEST(models, search_label_may_be_a_bare_text) {
    const std::string text =
        R"({"pagination":{"page":1,"urls":{}},"results":[{"label":"8bitpeoples","type":"release","id":1,)"
        R"("catno":"8BP086","title":"Example"}]})";
    const auto hits = read<page<search_result>>(text);
    ASSERT_EQ(hits.items.size(), 1U);
    EXPECT_EQ(hits.items[0].type, search_type::release);
    EXPECT_THAT(hits.items[0].label, ElementsAre("8bitpeoples"));
    EXPECT_EQ(hits.items[0].catalog_number, "8BP086");
    EXPECT_EQ(resource::to_json(hits), text);
}

TEST(models, page_items_stand_under_the_key_of_the_endpoint) {
    const auto releases = read<page<artist_release>>(
        R"({"pagination":{"page":1,"pages":3,"per_page":50,"items":120,"urls":{"next":"n"}},)"
        R"("releases":[{"id":5,"title":"a","type":"master","role":"TrackAppearance","trackinfo":"A1"},null]})");
    EXPECT_EQ(releases.pagination->urls->next, "n");
    EXPECT_EQ(releases.pagination->items, 120);
    ASSERT_EQ(releases.items.size(), 1U);
    EXPECT_EQ(releases.items[0].type, artist_release_type::master);
    EXPECT_EQ(releases.items[0].role, artist_release_role::track_appearance);
    EXPECT_EQ(releases.items[0].track_info, "A1");
    EXPECT_EQ(releases.extra.text("releases/1"), "null");
}

TEST(models, one_item_type_may_have_pages_under_several_keys) {
    static const auto table = resource::describe_page<search_result>("hits");
    page<search_result> hits;
    ASSERT_FALSE(resource::read_json(R"({"hits":[{"id":1,"title":"a"}]})", &hits, table, nullptr));
    EXPECT_EQ(hits.items.size(), 1U);
    std::string out;
    resource::write_json(out, &hits, table);
    EXPECT_EQ(out, R"({"hits":[{"id":1,"title":"a"}]})");
}

TEST(models, error_body_reads_both_kinds_of_the_service) {
    const auto classic = read<service_error>(R"({"message":"Release not found."})");
    EXPECT_EQ(classic.message, "Release not found.");
    const std::string text =
        R"({"message":"See \"detail\" for validation errors.","detail":[{"type":"int_parsing","loc":["body",3],)"
        R"("msg":"no integer","input":{"a":[null]},"ctx":{"b":1}},{"type":"missing","loc":["body"],"input":null}]})";
    std::vector<drift> drifts;
    const auto modern = read<service_error>(text, &drifts);
    EXPECT_THAT(drifts, IsEmpty());
    ASSERT_EQ(modern.detail.size(), 2U);
    EXPECT_THAT(modern.detail[0].loc, ElementsAre("body", "3"));
    EXPECT_EQ(modern.detail[0].message, "no integer");
    EXPECT_EQ(modern.detail[0].input->text, R"({"a":[null]})");
    EXPECT_EQ(modern.detail[0].extra.text("ctx"), R"({"b":1})");
    EXPECT_FALSE(modern.detail[1].input);
}

TEST(models, error_detail_as_plain_text_is_kept) {
    const auto model = read<service_error>(R"({"detail":"Not Found"})");
    EXPECT_THAT(model.detail, IsEmpty());
    EXPECT_EQ(model.extra.text("detail"), "\"Not Found\"");
}

TEST(models, unknown_values_of_sets_keep_their_text) {
    const auto model = read<release>(R"({"id":1,"title":"t","status":"Frozen","data_quality":"correct"})");
    EXPECT_FALSE(model.status->known());
    EXPECT_EQ(model.status->text(), "Frozen");
    EXPECT_FALSE(model.data_quality->known());
    EXPECT_EQ(resource::to_json(model), R"({"id":1,"status":"Frozen","data_quality":"correct","title":"t"})");
}

template <class Enum>
void expect_texts(std::initializer_list<std::pair<Enum, std::string_view>> expected) {
    EXPECT_EQ(enum_names<Enum>::table().size(), expected.size());
    for (const auto& [value, text] : expected) {
        EXPECT_EQ(to_text(value), text);
        EXPECT_EQ(from_text<Enum>(text), value);
    }
}

TEST(models, sets_have_the_texts_of_the_service) {
    using enum currency;
    expect_texts<currency>(
        {{usd, "USD"},
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
         {zar, "ZAR"}});
    expect_texts<search_type>(
        {{search_type::release, "release"},
         {search_type::master, "master"},
         {search_type::artist, "artist"},
         {search_type::label, "label"}});
    expect_texts<database_status>(
        {{database_status::accepted, "Accepted"},
         {database_status::draft, "Draft"},
         {database_status::deleted, "Deleted"},
         {database_status::rejected, "Rejected"}});
    expect_texts<data_quality>(
        {{data_quality::needs_vote, "Needs Vote"},
         {data_quality::correct, "Correct"},
         {data_quality::complete_and_correct, "Complete and Correct"},
         {data_quality::needs_minor_changes, "Needs Minor Changes"},
         {data_quality::needs_major_changes, "Needs Major Changes"},
         {data_quality::entirely_incorrect, "Entirely Incorrect"},
         {data_quality::entirely_incorrect_edit, "Entirely Incorrect Edit"}});
    expect_texts<image_type>({{image_type::primary, "primary"}, {image_type::secondary, "secondary"}});
    expect_texts<track_type>(
        {{track_type::track, "track"}, {track_type::heading, "heading"}, {track_type::index, "index"}});
    expect_texts<artist_release_type>(
        {{artist_release_type::master, "master"}, {artist_release_type::release, "release"}});
    expect_texts<artist_release_role>(
        {{artist_release_role::main, "Main"},
         {artist_release_role::appearance, "Appearance"},
         {artist_release_role::track_appearance, "TrackAppearance"},
         {artist_release_role::remix, "Remix"},
         {artist_release_role::producer, "Producer"},
         {artist_release_role::unofficial, "UnofficialRelease"}});
}

template <class... Models>
constexpr bool all_are_cheap_to_move =
    ((std::is_nothrow_move_constructible_v<Models> && std::is_nothrow_move_assignable_v<Models> &&
      std::is_nothrow_default_constructible_v<Models>) &&
     ...);

static_assert(all_are_cheap_to_move<release, artist, track, artist_release, search_result, service_error>);

} // namespace
} // namespace segue::discogs
