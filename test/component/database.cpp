// The whole database of the emulator through the client's nodes, over TLS.

#include "support/on_emulator.hpp"

#include <algorithm>
#include <set>

namespace {

using namespace segue;

class database : public test::on_emulator {
protected:
    database() { start(); }

    /// A master that has several versions in several countries.
    discogs::master_id varied_master(const discogs::client& client) {
        auto list = client.artist(3857).releases().list({.per_page = 100});
        for (const auto& entry : run(list.collect())) {
            if (!entry.as_master())
                continue;
            auto versions = client.master(*entry.as_master()).versions().list();
            std::set<std::string> countries;
            for (const auto& version : run(versions.collect()))
                countries.insert(version.country.value_or(""));
            if (countries.size() > 1)
                return *entry.as_master();
        }
        ADD_FAILURE() << "no such master";
        return {};
    }

    std::string last_route() { return service().journal().back().route; }
};

TEST_F(database, service_tells_what_it_is) {
    const auto info = run(make_client().root().get());
    EXPECT_EQ(info.api_version, "v2");
    EXPECT_GT(info.statistics->releases.value_or(0), 0);
    EXPECT_EQ(last_route(), "GET /");
}

TEST_F(database, release_leads_to_its_master_and_back) {
    auto client = make_client();
    const auto release = run(client.release(352665).get());
    ASSERT_TRUE(release.master_id && *release.master_id);
    const auto master = run(client.master(*release.master_id).get());
    EXPECT_EQ(master.title, release.title);
    EXPECT_EQ(master.main_release, release.id);

    auto list = client.master(master.id).versions().list({.per_page = 1});
    const auto versions = run(list.collect());
    EXPECT_EQ(run(list.total()), static_cast<std::int64_t>(versions.size()));
    EXPECT_TRUE(std::ranges::any_of(versions, [&](const auto& v) { return v.id == release.id; }));
    for (const auto& version : versions)
        EXPECT_EQ(run(client.release(version.id).get()).master_id, master.id);
    EXPECT_TRUE(observer->drifts.empty());
}

TEST_F(database, versions_are_found_by_the_values_that_the_facets_offer) {
    auto client = make_client();
    const auto versions = client.master(varied_master(client)).versions();
    auto all = versions.list();
    const auto page = run(all.next_page());
    ASSERT_TRUE(page && page->filters && page->filters->available);
    EXPECT_TRUE(page->filters->applied->empty());
    EXPECT_EQ(page->filter_facets.size(), page->filters->available->size());
    int tried = 0;
    for (const auto& [filter, values] : *page->filters->available) {
        for (const auto& [value, count] : values) {
            discogs::master_versions_params wish;
            (filter == "format"    ? wish.format
             : filter == "label"   ? wish.label
             : filter == "country" ? wish.country
                                   : wish.released) = value;
            auto found = versions.list(wish);
            const auto hits = run(found.next_page());
            EXPECT_EQ(static_cast<std::int64_t>(hits->items.size()), count) << filter << ' ' << value;
            EXPECT_EQ(hits->filters->applied->find(filter)->at(0), value);
            ++tried;
        }
    }
    EXPECT_GT(tried, 4);
    EXPECT_TRUE(observer->drifts.empty());
}

TEST_F(database, versions_come_in_the_order_asked_for) {
    auto client = make_client();
    auto list = client.master(varied_master(client))
                    .versions()
                    .list(
                        {.sort = discogs::master_version_sort::country,
                         .sort_order = discogs::sort_order::descending,
                         .per_page = 2});
    const auto versions = run(list.collect());
    ASSERT_GT(versions.size(), 1U);
    EXPECT_TRUE(std::ranges::is_sorted(
        versions, std::ranges::greater(), [](const auto& v) { return v.country.value_or(""); }));
}

TEST_F(database, label_leads_to_its_family_and_its_releases) {
    auto client = make_client();
    const auto label = run(client.label(647).get());
    EXPECT_EQ(label.name, "Nothing Records");
    const auto parent = run(client.label(label.parent_label->id).get());
    EXPECT_TRUE(std::ranges::any_of(parent.sub_labels, [&](const auto& l) { return l.id == label.id; }));

    auto list = client.label(5).releases().list({.per_page = 2});
    const auto releases = run(list.collect());
    std::set<std::int64_t> ids;
    for (const auto& entry : releases) {
        ids.insert(entry.id.value());
        EXPECT_EQ(run(client.release(entry.id).get()).labels.at(0).id, discogs::label_id(5));
    }
    EXPECT_GT(list.pages_read(), 1U);
    EXPECT_EQ(ids.size(), releases.size()) << "each once";
    EXPECT_TRUE(observer->drifts.empty());
}

TEST_F(database, rating_is_given_changed_and_taken_back) {
    auto client = make_client();
    auto ratings = client.release(1).rating();
    auto mine = ratings.user(service().username());
    const auto before = run(ratings.get());
    EXPECT_EQ(run(mine.get()).rating, 0);

    EXPECT_EQ(run(mine.update(5)).rating, 5);
    EXPECT_EQ(last_route(), "PUT /releases/{id}/rating/{username}");
    EXPECT_EQ(service().journal().back().body, R"({"rating":5})");
    EXPECT_EQ(run(mine.update(2)).rating, 2);
    EXPECT_EQ(run(mine.get()).rating, 2);
    EXPECT_EQ(run(ratings.get()).rating->count, *before.rating->count + 1);

    EXPECT_TRUE(run(done(mine.remove())));
    EXPECT_EQ(service().journal().back().status, 204);
    EXPECT_EQ(run(mine.get()).rating, 0);
    EXPECT_EQ(run(ratings.get()), before);
}

TEST_F(database, rating_of_somebody_else_or_of_nobody_is_refused) {
    auto client = make_client();
    fails<forbidden_error>(client.release(1).rating().user("another").update(3));
    fails<forbidden_error>(done(client.release(1).rating().user("another").remove()));
    fails<not_found_error>(client.release(4).rating().user(service().username()).update(3));
    auto anonymous = params();
    anonymous.token = {};
    fails<authentication_error>(
        make_client(anonymous).release(1).rating().user(service().username()).update(3));
}

TEST_F(database, write_whose_answer_never_came_says_so_and_may_be_repeated) {
    auto mine = make_client().release(1).rating().user(service().username());
    strike(fault_kind::reset_after_request);
    try {
        run(mine.update(4));
        FAIL() << "no error";
    } catch (const outcome_unknown& e) {
        EXPECT_EQ(e.details().method, "PUT");
        EXPECT_EQ(e.details().attempts, 1);
    }
    EXPECT_EQ(service().requests(), 1U);
    EXPECT_EQ(run(mine.update(4)).rating, 4);
    EXPECT_EQ(run(mine.get()).rating, 4);
}

TEST_F(database, statistics_have_no_counts_and_the_release_has_them) {
    auto client = make_client();
    const auto stats = run(client.release(1).stats().get());
    EXPECT_EQ(stats.is_offensive, false);
    EXPECT_FALSE(stats.num_have || stats.num_want);
    EXPECT_TRUE(run(client.release(1).get()).community->have);
}

TEST_F(database, what_is_not_there_is_not_found_with_the_service_words) {
    auto client = make_client();
    EXPECT_EQ(fails<not_found_error>(client.master(1).get()).message, "Master Release not found.");
    EXPECT_EQ(fails<not_found_error>(client.label(999'999'999).get()).message, "Label not found.");
    fails<not_found_error>(client.release(4).rating().get());
    fails<not_found_error>(client.release(4).stats().get());
    auto versions = client.master(1).versions().list();
    EXPECT_EQ(fails<not_found_error>(versions.next()).message, "Master Release not found.");
    auto releases = client.label(999'999'999).releases().list();
    fails<not_found_error>(releases.next());
}

} // namespace
