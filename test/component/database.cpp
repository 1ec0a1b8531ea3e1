// The database's verbs against the emulator: what one tells must be what another shows.

#include "support/on_emulator.hpp"

#include <set>

namespace {

using namespace segue;

class component_database : public test::on_emulator {
protected:
    void SetUp() override { start(); }
};

TEST_F(component_database, master_versions_and_releases_lead_to_one_another) {
    auto client = make_client();
    const auto release = run(client.release(352665).get());
    ASSERT_TRUE(release.master_id);
    const auto master = run(client.master(*release.master_id).get());
    EXPECT_EQ(master.title, release.title);
    EXPECT_EQ(master.main_release->value(), 352665);
    auto versions = client.master(*release.master_id)
                        .versions()
                        .list({.sort = discogs::master_version_sort::released, .per_page = 1});
    std::set<std::int64_t> ids;
    while (auto page = run(versions.next_page())) {
        ASSERT_EQ(page->items.size(), 1U);
        ids.insert(page->items[0].id.value());
        EXPECT_EQ(page->filter_facets.size(), 4U);
        EXPECT_TRUE(page->filters->available->find("format"));
    }
    EXPECT_TRUE(ids.contains(352665));
    EXPECT_TRUE(observer->drifts.empty());
}

TEST_F(component_database, label_shows_its_releases) {
    auto client = make_client();
    const auto label = run(client.label(647).get());
    EXPECT_EQ(label.name, "Nothing Records");
    EXPECT_EQ(label.parent_label->id.value(), 2311);
    auto releases = client.label(647).releases().list({.per_page = 10});
    const auto all = run(releases.collect());
    EXPECT_EQ(static_cast<std::int64_t>(all.size()), run(releases.total()));
    EXPECT_GT(all.size(), 10U) << "more than one page";
    EXPECT_TRUE(observer->drifts.empty());
}

TEST_F(component_database, rating_is_given_seen_and_taken_back) {
    auto client = make_client();
    const auto before = run(client.release(1).rating().get());
    auto mine = client.release(1).rating().user(service().username());
    EXPECT_EQ(run(mine.get()).rating, 0);
    EXPECT_EQ(run(mine.update(4)).rating, 4);
    EXPECT_EQ(run(mine.get()).rating, 4);
    EXPECT_EQ(*run(client.release(1).rating().get()).rating->count, *before.rating->count + 1);
    auto take_back = [](discogs::user_rating_node n) -> asio::awaitable<bool> {
        co_await n.remove();
        co_return true;
    };
    EXPECT_TRUE(run(take_back(mine)));
    EXPECT_EQ(run(client.release(1).rating().get()), before);
    const auto journal = service().journal();
    EXPECT_EQ(journal.at(2).route, "PUT /releases/{id}/rating/{username}");
    EXPECT_EQ(journal.at(2).body, R"({"rating":4})");
}

TEST_F(component_database, rating_of_somebody_else_or_without_an_account_is_refused) {
    auto client = make_client();
    EXPECT_EQ(fails<forbidden_error>(client.release(1).rating().user("another").update(4)).status, 403);
    auto p = params();
    p.token = {};
    auto anonymous = make_client(p);
    EXPECT_EQ(
        fails<authentication_error>(anonymous.release(1).rating().user("another").update(4)).status, 401);
}

TEST_F(component_database, write_whose_answer_is_cut_is_not_repeated) {
    auto mine = make_client().release(1).rating().user(service().username());
    strike(fault_kind::reset_after_request);
    EXPECT_EQ(fails<outcome_unknown>(mine.update(4)).attempts, 1);
    EXPECT_EQ(service().requests(), 1U);
}

TEST_F(component_database, service_and_statistics_are_read) {
    auto client = make_client();
    const auto info = run(client.root().get());
    EXPECT_EQ(info.api_version, "v2");
    EXPECT_GT(*info.statistics->releases, 10);
    EXPECT_EQ(run(client.release(1).stats().get()).is_offensive, false);
    EXPECT_EQ(fails<not_found_error>(client.master(1).get()).message, "Master Release not found.");
    EXPECT_EQ(fails<not_found_error>(client.label(999'999'999).get()).message, "Label not found.");
}

} // namespace
