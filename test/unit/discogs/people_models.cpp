// What the models of users and of what is theirs make of the service's quirks.

#include "discogs/models/descriptions.hpp"
#include "resource/json_reader.hpp"
#include "resource/json_writer.hpp"

#include <segue/discogs/display.hpp>

#include <gtest/gtest.h>

namespace segue::discogs {
namespace {

template <class Model>
Model read(std::string_view text, std::size_t drifts_expected = 0) {
    Model model;
    std::vector<drift> drifts;
    const auto failure = resource::read_json(text, model, &drifts);
    EXPECT_FALSE(failure) << text;
    EXPECT_EQ(drifts.size(), drifts_expected) << text;
    return model;
}

TEST(people_models, user_of_the_owner_and_of_a_stranger) {
    const auto own = read<user>(
        R"({"id":1578108,"username":"me","rank":149,"rating_avg":4.5,"num_unread":0,"email":"me@example.org",)"
        R"("curr_abbr":"","registered":"2012-08-15T21:13:36-07:00","buyer_rating":100,"seller_rating":"98.7"})");
    EXPECT_DOUBLE_EQ(*own.rank, 149.0) << "T38 and G41: whole or not";
    EXPECT_DOUBLE_EQ(*own.seller_rating, 98.7);
    EXPECT_EQ(own.email, "me@example.org");
    EXPECT_EQ(own.num_unread, 0);
    ASSERT_TRUE(own.currency_code) << "no currency was chosen: an empty text";
    EXPECT_EQ(own.currency_code->text(), "");
    EXPECT_TRUE(own.registered->time());

    const auto foreign = read<user>(R"({"id":2,"username":"you","rank":4.25,"curr_abbr":"EUR"})");
    EXPECT_DOUBLE_EQ(*foreign.rank, 4.25);
    EXPECT_EQ(foreign.currency_code, currency::eur);
    EXPECT_FALSE(foreign.email);
    EXPECT_FALSE(foreign.num_collection);
}

// T42: an array beside the release, or inside of what is known of it; a text in wants.
TEST(people_models, notes_of_a_copy_are_found_in_both_places) {
    const auto usual = read<collection_item>(
        R"({"id":7,"instance_id":9,"notes":[{"field_id":3,"value":"n"},{"field_id":1,"value":"Mint"}],)"
        R"("basic_information":{"id":7,"title":"T"}})");
    EXPECT_EQ(*usual.note(1), "Mint");
    EXPECT_EQ(*usual.note(3), "n");
    EXPECT_EQ(usual.note(2), nullptr);
    const auto older = read<collection_item>(
        R"({"id":7,"instance_id":9,"basic_information":{"id":7,"title":"T","notes":[{"field_id":3,"value":"n"}]}})");
    EXPECT_TRUE(older.notes.empty());
    EXPECT_EQ(*older.note(3), "n");
    EXPECT_EQ(older.note(1), nullptr);
    EXPECT_EQ(read<collection_item>(R"({"id":7,"instance_id":9})").note(3), nullptr);
    EXPECT_EQ(read<want>(R"({"id":7,"notes":"one text"})").notes, "one text");
}

// T28 and T30: 64 bits; the id of an item is that of its release.
TEST(people_models, ids_are_of_their_own_kinds_and_wide) {
    const auto item = read<collection_item>(R"({"id":352665,"instance_id":5000000000,"folder_id":0})");
    EXPECT_EQ(item.id, release_id(352665));
    EXPECT_EQ(item.instance_id.value(), 5'000'000'000);
    EXPECT_EQ(item.folder_id, all_folder);
    EXPECT_FALSE(read<collection_item>(R"({"id":1,"instance_id":2})").folder_id) << "strangers are not told";
    static_assert(!std::is_convertible_v<folder_id, instance_id>);
    static_assert(!std::is_convertible_v<instance_id, release_id>);
    static_assert(!std::is_convertible_v<list_id, field_id>);
}

// T31: 0, null and missing all mean that there is no master.
TEST(people_models, release_without_master_says_so_in_three_ways) {
    for (const char* const text :
         {R"({"id":7,"title":"T","master_id":0,"master_url":null})",
          R"({"id":7,"title":"T","master_id":null})",
          R"({"id":7,"title":"T"})"}) {
        const auto known = read<basic_information>(text);
        EXPECT_FALSE(known.master_id && *known.master_id) << text;
        EXPECT_FALSE(known.master_url) << text;
    }
}

// T32, T33 and T38.
TEST(people_models, sparse_release_of_a_wantlist_is_read) {
    const auto wanted = read<want>(
        R"({"id":7,"rating":0,"date_added":"2012-09-20T00:00:00","basic_information":{"id":7,"title":"T",)"
        R"("year":0,"formats":[{"name":"CD","qty":2}],"labels":[{"id":5,"name":"L","entity_type":1}],)"
        R"("artists":[{"id":194,"name":"Various"}]}})");
    EXPECT_EQ(wanted.basic_information->year, 0);
    EXPECT_EQ(wanted.basic_information->formats.at(0).quantity, "2");
    EXPECT_TRUE(wanted.basic_information->genres.empty());
    EXPECT_FALSE(wanted.date_added->has_offset()) << "T34: no offset, and yet a moment";
    EXPECT_TRUE(wanted.date_added->time());
}

// T43: on lists these are counts, in searches flags.
TEST(people_models, statistics_on_a_list_are_counts) {
    const auto list = read<user_list>(
        R"({"id":3,"name":"Best","items":[{"type":"master","id":6,"display_title":"D","uri":"https://x",)"
        R"("stats":{"community":{"in_wantlist":99,"in_collection":1538},"user":{"in_wantlist":0,)"
        R"("in_collection":2}}},{"type":"artist","id":8},{"type":"label","id":9},{"type":"something","id":1}]})");
    const auto& master = list.items.at(0);
    EXPECT_EQ(master.stats->community->in_collection, 1538);
    EXPECT_EQ(master.stats->user->in_collection, 2);
    EXPECT_EQ(master.as_master(), master_id(6));
    EXPECT_FALSE(master.as_release());
    EXPECT_EQ(list.items.at(1).as_artist(), artist_id(8));
    EXPECT_EQ(list.items.at(2).as_label(), label_id(9));
    const auto& unknown = list.items.at(3);
    EXPECT_FALSE(unknown.as_release() || unknown.as_master() || unknown.as_artist() || unknown.as_label());
    EXPECT_EQ(unknown.type->text(), "something");
}

// G26: the documentation's names and the service's.
TEST(people_models, list_is_read_under_both_sets_of_names) {
    const auto usual = read<user_list>(
        R"({"id":3,"name":"Best","public":true,"date_added":"2014-01-05T12:05:39-08:00",)"
        R"("date_changed":"2021-05-15T12:38:03-07:00","uri":"https://www.discogs.com/lists/3"})");
    EXPECT_EQ(usual.key(), list_id(3));
    EXPECT_EQ(usual.added()->text(), "2014-01-05T12:05:39-08:00");
    EXPECT_EQ(usual.changed()->text(), "2021-05-15T12:38:03-07:00");
    EXPECT_EQ(usual.page_address(), "https://www.discogs.com/lists/3");
    const auto documented = read<user_list>(
        R"({"list_id":3,"name":"Best","created_ts":"2014-01-05T12:05:39-08:00",)"
        R"("modified_ts":"2021-05-15T12:38:03-07:00","url":"https://www.discogs.com/lists/3"})");
    EXPECT_EQ(documented.key(), usual.key());
    EXPECT_EQ(documented.added(), usual.added());
    EXPECT_EQ(documented.changed(), usual.changed());
    EXPECT_EQ(documented.page_address(), usual.page_address());
    EXPECT_EQ(
        resource::to_json(documented),
        R"({"name":"Best","list_id":3,"created_ts":"2014-01-05T12:05:39-08:00",)"
        R"("modified_ts":"2021-05-15T12:38:03-07:00","url":"https://www.discogs.com/lists/3"})");
    EXPECT_EQ(read<user_list>(R"({"name":"none"})").key(), list_id());
}

// T44 and G49: texts, one bare text, or objects.
TEST(people_models, members_of_a_submitted_artist_are_names) {
    const auto several = read<submitted_artist>(R"({"id":1,"name":"A","members":["X","Y 2"],"aliases":[]})");
    EXPECT_EQ(several.members, (list<std::string>{"X", "Y 2"}));
    const auto one = read<submitted_artist>(R"({"id":1,"name":"A","members":"X","groups":null})");
    EXPECT_EQ(one.members, (list<std::string>{"X"}));
    EXPECT_TRUE(one.groups.empty());
    EXPECT_EQ(resource::to_json(one), R"({"name":"A","id":1,"members":"X"})") << "out as it came";
    const auto objects = read<submitted_artist>(R"({"id":1,"name":"A","members":[{"id":2,"name":"X"}]})", 1);
    EXPECT_TRUE(objects.members.empty());
    EXPECT_NE(resource::to_json(objects).find(R"({"id":2,"name":"X"})"), std::string::npos);
}

TEST(people_models, submitted_label_has_a_field_under_another_name) {
    const auto label = read<submitted_label>(R"({"id":1,"name":"L","contactinfo":"c","urls":["u"]})");
    EXPECT_EQ(label.contact_info, "c");
    EXPECT_EQ(resource::to_json(label), R"({"id":1,"name":"L","contactinfo":"c","urls":["u"]})");
}

TEST(people_models, fields_of_a_collection_are_of_two_kinds) {
    const auto dropdown = read<collection_field>(
        R"({"id":1,"name":"Media","type":"dropdown","position":1,"public":true,"options":["Mint"]})");
    EXPECT_EQ(dropdown.type, field_type::dropdown);
    EXPECT_EQ(dropdown.is_public, true);
    EXPECT_EQ(dropdown.options.at(0), "Mint");
    const auto textarea =
        read<collection_field>(R"({"id":3,"name":"Notes","type":"textarea","lines":3,"public":false})");
    EXPECT_EQ(textarea.type, field_type::textarea);
    EXPECT_EQ(textarea.lines, 3);
    EXPECT_EQ(segue::to_text(field_type::dropdown), "dropdown");
    EXPECT_FALSE(read<collection_field>(R"({"id":4,"name":"N","type":"slider"})").type->known());
}

TEST(people_models, folder_of_all_keeps_its_number_on_the_way_out) {
    const auto all = read<collection_folder>(R"({"id":0,"name":"All","count":3})");
    EXPECT_EQ(all.id, all_folder);
    EXPECT_EQ(resource::to_json(all), R"({"id":0,"name":"All","count":3})");
}

// T36.
TEST(people_models, amount_is_found_in_the_text_of_an_estimate) {
    const std::pair<const char*, const char*> amounts[] = {
        {"$75.50", "75.50"},
        {"\xc2\xa3"
         "5",
         "5"},
        {"$1,234.00", "1234.00"},
        {"$1,234,567.89", "1234567.89"},
        {"\xe2\x82\xac"
         "1.234,50",
         "1234.50"},
        {"101,72 \xe2\x82\xac", "101.72"},
        {"\xc2\xa5"
         "12,345",
         "12345"},
        {"12.345 kr", "12345"},
        {"CA$0.5", "0.5"},
        {"$00012.30", "12.30"},
        {"$0.00", "0.00"},
        {"0", "0"},
        {"000", "0"},
        {"$.50", "50"},
        {"about 5.", "5"},
        {"-$3.20", "-3.20"}};
    for (const auto& [text, amount] : amounts) {
        const auto found = amount_of(text);
        ASSERT_TRUE(found) << text;
        EXPECT_EQ(to_string(*found), amount) << text;
    }
    for (const char* const text : {"", "$", "n/a", "$1 to $2", "1 234,00", "99999999999999999999.00", ".,"})
        EXPECT_FALSE(amount_of(text)) << text;
}

} // namespace
} // namespace segue::discogs
