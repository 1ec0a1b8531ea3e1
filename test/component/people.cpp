// Accounts, collections, wantlists and lists of the emulator through the client's nodes, over TLS.

#include "support/on_emulator.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace {

using namespace segue;

class people : public test::on_emulator {
protected:
    people() { start(); }

    void TearDown() override {
        EXPECT_TRUE(observer->drifts.empty()) << "the emulator's answers are understood";
    }

    discogs::user_node me() { return make_client().user(service().username()); }

    discogs::client client_of(std::string_view user) {
        const auto token = service().token_of(user);
        auto p = params();
        p.token = token;
        return make_client(p);
    }

    std::vector<discogs::collection_item> copies_of(discogs::release_id id) {
        auto list = me().collection().release(id).instances().list();
        return run(list.collect());
    }
};

TEST_F(people, identity_leads_to_the_profile_that_can_be_changed) {
    const auto client = make_client();
    const auto identity = run(client.identity().get());
    EXPECT_EQ(identity.username, service().username());
    const auto user = run(client.user(identity.username).get());
    EXPECT_EQ(user.id, identity.id);
    const auto changed = run(client.user(identity.username)
                                 .update(
                                     {.name = "A \"name\"",
                                      .home_page = "",
                                      .location = "K\xc3\xb6ln",
                                      .profile = "one\r\ntwo",
                                      .currency = discogs::currency::eur}));
    EXPECT_EQ(changed.location, "K\xc3\xb6ln");
    const auto again = run(client.user(identity.username).get());
    EXPECT_EQ(again.name, "A \"name\"");
    EXPECT_EQ(again.profile, "one\r\ntwo");
    EXPECT_EQ(again.currency_code, discogs::currency::eur);
    EXPECT_EQ(run(client.user(identity.username).update({.name = ""})).profile, "one\r\ntwo")
        << "what was not set stays";
    fails<not_found_error>(client.user("nobody/../" + identity.username).get());
    fails<forbidden_error>(client.user(service().other_username()).update({.name = "x"}));
}

TEST_F(people, copy_is_added_found_moved_rated_annotated_and_removed) {
    const discogs::release_id id(249504);
    const auto mine = me().collection();
    for (const auto& copy : copies_of(id))
        run(done(mine.folder(*copy.folder_id).release(id).instance(copy.instance_id).remove()));

    const auto folder = run(mine.folders().create("Jazz & \"more\""));
    EXPECT_EQ(folder.name, "Jazz & \"more\"");
    EXPECT_EQ(run(mine.folder(folder.id).update("Shelf")).name, "Shelf");
    const auto first = run(mine.folder(discogs::uncategorized_folder).releases().create(id));
    const auto second = run(mine.folder(discogs::uncategorized_folder).releases().create(id));
    EXPECT_NE(first.instance_id, second.instance_id) << "T58";

    run(done(mine.folder(discogs::uncategorized_folder)
                 .release(id)
                 .instance(first.instance_id)
                 .update({.folder_id = folder.id, .rating = 4})));
    auto in_folder = mine.folder(folder.id).releases().list();
    const auto moved = run(in_folder.collect());
    ASSERT_EQ(moved.size(), 1U);
    EXPECT_EQ(moved[0].instance_id, first.instance_id);
    EXPECT_EQ(moved[0].folder_id, folder.id);
    for (const auto& copy : copies_of(id))
        EXPECT_EQ(copy.rating, 4) << "a rating is of the release";

    auto fields = mine.fields().list();
    const auto all = run(fields.collect());
    const auto notes =
        std::ranges::find_if(all, [](const auto& f) { return f.type == discogs::field_type::textarea; });
    const auto media =
        std::ranges::find_if(all, [](const auto& f) { return f.type == discogs::field_type::dropdown; });
    ASSERT_TRUE(notes != all.end() && media != all.end());
    const auto copy = mine.folder(folder.id).release(id).instance(first.instance_id);
    EXPECT_TRUE(run(done(copy.field(notes->id).update("Signed \"copy\"\n\xc3\xbc"))));
    EXPECT_TRUE(run(done(copy.field(media->id).update(media->options.at(0)))));
    fails<validation_error>(done(copy.field(media->id).update("none of the options")));
    fails<validation_error>(done(copy.field(4711).update("x")));
    for (const auto& each : copies_of(id)) {
        const auto* const note = each.note(notes->id);
        EXPECT_EQ(note != nullptr, each.instance_id == first.instance_id);
        if (note != nullptr) {
            EXPECT_EQ(*note, "Signed \"copy\"\n\xc3\xbc");
        }
    }

    fails<validation_error>(done(mine.folder(folder.id).remove())); // it is not empty
    EXPECT_TRUE(run(done(copy.remove())));
    fails<not_found_error>(done(copy.remove()));
    fails<not_found_error>(done(copy.update({.rating = 1})));
    EXPECT_TRUE(run(done(mine.folder(folder.id).remove())));
    fails<not_found_error>(mine.folder(folder.id).get());
    EXPECT_EQ(copies_of(id).size(), 1U) << "T57: the copy went altogether";
}

TEST_F(people, collection_is_walked_page_by_page_in_every_order) {
    const auto mine = me().collection();
    const auto all = run(mine.folder(discogs::all_folder).get());
    ASSERT_GT(all.count.value_or(0), 5);
    using sort = discogs::user_release_sort;
    for (const auto key :
         {sort::label,
          sort::artist,
          sort::title,
          sort::catalog_number,
          sort::format,
          sort::rating,
          sort::added,
          sort::year}) {
        auto list = mine.folder(discogs::all_folder).releases().list({.sort = key, .per_page = 5});
        std::set<discogs::instance_id> seen;
        for (const auto& item : run(list.collect()))
            seen.insert(item.instance_id);
        EXPECT_EQ(std::ssize(seen), *all.count);
        EXPECT_EQ(run(list.total()), all.count);
        EXPECT_EQ(list.moved().repeated_items, 0U);
    }
    auto folders = mine.folders().list();
    std::int64_t sum = 0;
    for (const auto& folder : run(folders.collect()))
        sum += folder.id == discogs::all_folder ? 0 : folder.count.value_or(0);
    EXPECT_EQ(sum, *all.count);
    const auto value = run(mine.value().get());
    const auto low = discogs::amount_of(value.minimum.value_or(""));
    const auto high = discogs::amount_of(value.maximum.value_or(""));
    ASSERT_TRUE(low && high);
    EXPECT_LE(*low, *high);
}

TEST_F(people, what_is_not_ones_own_stays_closed) {
    const auto stranger = client_of(service().other_username());
    const auto theirs = stranger.user(service().username()).collection();
    auto folders = theirs.folders().list();
    EXPECT_EQ(run(folders.collect()).size(), 1U) << "folder 0 alone";
    auto items = theirs.folder(discogs::all_folder).releases().list();
    const auto item = run(items.next());
    ASSERT_TRUE(item);
    EXPECT_FALSE(item->folder_id);
    fails<forbidden_error>(theirs.folder(discogs::uncategorized_folder).get());
    fails<forbidden_error>(theirs.folders().create("x"));
    fails<forbidden_error>(theirs.folder(discogs::uncategorized_folder).releases().create(1));
    fails<forbidden_error>(theirs.value().get());
    fails<forbidden_error>(stranger.user(service().username()).wantlist().create(1));
    auto hidden = make_client().user(service().other_username()).wantlist().list();
    fails<forbidden_error>(hidden.next());

    auto p = params();
    p.token = {};
    const auto nobody = make_client(p);
    fails<authentication_error>(nobody.identity().get());
    fails<authentication_error>(nobody.user(service().username()).collection().folders().create("x"));
}

TEST_F(people, want_is_added_changed_listed_and_removed) {
    const auto wants = me().wantlist();
    const discogs::release_id id(249504);
    const auto added = run(wants.create(id, {.notes = "Original pressing", .rating = 4}));
    EXPECT_EQ(added.id, id);
    EXPECT_EQ(added.rating, 4);
    EXPECT_EQ(run(wants.create(id)).id, id) << "once more does no harm";
    const auto changed = run(wants.update(id, {.rating = 0}));
    EXPECT_EQ(changed.rating, 0);
    const auto listed = [&] {
        auto list = wants.list({.per_page = 2});
        const auto all = run(list.collect());
        return std::ranges::count(all, id, &discogs::want::id);
    };
    EXPECT_EQ(listed(), 1);
    EXPECT_TRUE(run(done(wants.remove(id))));
    EXPECT_EQ(listed(), 0);
    fails<not_found_error>(done(wants.remove(id)));
    fails<not_found_error>(wants.create(4'000'000'000));
}

TEST_F(people, lists_submissions_and_contributions_are_read) {
    const auto user = me();
    auto lists = user.lists().list();
    const auto all = run(lists.collect());
    ASSERT_FALSE(all.empty());
    const auto list = run(make_client().user_list(all[0].id).get());
    EXPECT_EQ(list.name, all[0].name);
    EXPECT_FALSE(list.items.empty());

    auto submissions = user.submissions().list({.per_page = 2});
    const auto total = run(submissions.total());
    EXPECT_EQ(std::ssize(run(submissions.collect())), total);
    auto contributions = user.contributions().list(
        {.sort = discogs::user_release_sort::year,
         .sort_order = discogs::sort_order::descending,
         .per_page = 2});
    const auto releases = run(contributions.collect());
    EXPECT_EQ(std::ssize(releases), run(contributions.total()));
    EXPECT_TRUE(
        std::ranges::is_sorted(releases, std::greater<>(), [](const auto& r) { return r.year.value_or(0); }));
}

} // namespace
