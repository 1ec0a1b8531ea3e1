#include "support/list_fixture.hpp"

#include <random>

namespace {

using namespace segue;
using segue::test::param_of;
using segue::test::release_page;

class pager_cursor : public test::list_fixture {
protected:
    void expect_refused(discogs::artist_release_pager& pager, const std::string& why) {
        const auto before = requests();
        for (int i = 0; i < 2; ++i) {
            EXPECT_EQ(fails<bad_params>(pager.next()).param, "cursor");
            EXPECT_EQ(fails<bad_params>(pager.next_page()).path, "/artists/1/releases");
            EXPECT_EQ(fails<bad_params>(pager.collect()).code, errc::bad_params);
            EXPECT_NE(fails<bad_params>(pager.total()).message.find(why), std::string::npos)
                << fails<bad_params>(pager.total()).message;
        }
        EXPECT_EQ(requests(), before);
    }
};

TEST_F(pager_cursor, resumed_after_any_item_gives_what_would_have_followed) {
    std::mt19937 random(20261121);
    for (int round = 0; round < 60; ++round) {
        sizes.assign(1 + random() % 5, 0);
        for (auto& n : sizes)
            n = static_cast<int>(random() % 4);
        for (int k = 0; k <= count(); ++k) {
            auto first = list();
            for (int i = 1; i <= k; ++i)
                ASSERT_EQ(run(first.next())->id, i);
            auto second = resumed(first.cursor());
            EXPECT_EQ(rest_of(second), numbers(k + 1, count())) << "round " << round << ", item " << k;
            EXPECT_EQ(rest_of(first), numbers(k + 1, count())) << "making a cursor changes nothing";
        }
    }
}

TEST_F(pager_cursor, resumed_at_every_step_of_a_walk_with_mixed_verbs_gives_every_item_once) {
    std::mt19937 random(7);
    for (int round = 0; round < 200; ++round) {
        sizes.assign(1 + random() % 6, 0);
        for (auto& n : sizes)
            n = static_cast<int>(random() % 5);
        std::vector<std::int64_t> got;
        auto cursor = list().cursor();
        for (int step = 0; step < 40; ++step) {
            auto pager = resumed(cursor);
            const auto kind = random() % 4;
            failing_page = random() % 3 == 0 ? 1 + static_cast<int>(random() % sizes.size()) : 0;
            try {
                if (kind == 0) {
                    if (const auto item = run(pager.next()))
                        got.push_back(item->id);
                } else if (kind == 1) {
                    if (const auto page = run(pager.next_page())) {
                        for (const auto& item : page->items)
                            got.push_back(item.id);
                    }
                } else if (kind == 2) {
                    for (const auto id : ids(run(pager.collect(random() % 6))))
                        got.push_back(id);
                } else {
                    run(pager.total());
                }
            } catch (const connection_error&) {
            }
            cursor = pager.cursor();
        }
        failing_page = 0;
        auto pager = resumed(cursor);
        for (const auto id : rest_of(pager))
            got.push_back(id);
        ASSERT_EQ(got, numbers(1, count())) << "round " << round;
    }
}

TEST_F(pager_cursor, cursor_before_the_first_verb_is_that_of_the_start) {
    auto pager = resumed(list().cursor());
    EXPECT_EQ(requests(), 0U);
    EXPECT_EQ(rest_of(pager), numbers(1, 5));
}

TEST_F(pager_cursor, cursor_of_a_finished_list_resumes_as_finished_without_a_request) {
    auto first = list();
    EXPECT_EQ(rest_of(first).size(), 5U);
    const auto before = requests();
    auto pager = resumed(first.cursor());
    EXPECT_FALSE(run(pager.next()));
    EXPECT_FALSE(run(pager.next_page()));
    EXPECT_TRUE(run(pager.collect()).empty());
    EXPECT_EQ(run(pager.total()), 5);
    EXPECT_EQ(requests(), before);
}

TEST_F(pager_cursor, last_item_of_the_last_page_ends_the_list_for_its_cursor_too) {
    sizes = {2};
    auto first = list();
    run(first.collect(2));
    const auto before = requests();
    auto pager = resumed(first.cursor());
    EXPECT_FALSE(run(pager.next()));
    EXPECT_EQ(requests(), before);
}

TEST_F(pager_cursor, resuming_asks_only_for_the_page_of_the_next_item) {
    sizes = {3, 3, 3};
    auto first = list();
    run(first.collect(4));
    const auto before = requests();
    auto pager = resumed(first.cursor());
    EXPECT_EQ(run(pager.next())->id, 5);
    ASSERT_EQ(requests(), before + 1);
    EXPECT_EQ(transport->request(transport->count() - 1).target, "/artists/1/releases?per_page=50&page=2");
}

TEST_F(pager_cursor, cursor_after_an_error_in_collect_leads_to_the_first_item_not_given) {
    sizes = {2, 2, 2};
    auto first = list();
    EXPECT_EQ(run(first.next())->id, 1);
    failing_page = 3;
    fails<connection_error>(first.collect());
    failing_page = 0;
    auto pager = resumed(first.cursor());
    EXPECT_EQ(rest_of(pager), numbers(2, 6));
}

TEST_F(pager_cursor, error_while_resuming_loses_nothing) {
    auto first = list();
    run(first.collect(2));
    auto pager = resumed(first.cursor());
    failing_page = 1;
    for (int i = 0; i < 3; ++i)
        fails<connection_error>(pager.next());
    EXPECT_EQ(pager.cursor(), first.cursor());
    failing_page = 0;
    EXPECT_EQ(rest_of(pager), numbers(3, 5));
}

TEST_F(pager_cursor, resume_in_the_same_pager_goes_back_and_forth) {
    sizes = {3, 3};
    auto pager = list();
    run(pager.next());
    const auto early = pager.cursor();
    run(pager.collect(4));
    const auto late = pager.cursor();
    pager.resume(early);
    EXPECT_EQ(run(pager.next())->id, 2);
    pager.resume(late);
    EXPECT_EQ(rest_of(pager), numbers(6, 6));
    pager.resume(early);
    EXPECT_EQ(rest_of(pager), numbers(2, 6));
}

TEST_F(pager_cursor, page_behind_a_cursor_is_given_without_the_items_that_were_given) {
    auto first = list();
    run(first.next());
    auto pager = resumed(first.cursor());
    EXPECT_EQ(run(pager.next_page())->items.size(), 2U);
    const auto empty = run(pager.next_page());
    ASSERT_TRUE(empty);
    EXPECT_TRUE(empty->items.empty());
}

TEST_F(pager_cursor, text_holds_no_secret_and_is_easy_to_keep) {
    auto pager = make_client().search({.query = "Ö & \"x\"\n"});
    run(pager.total());
    const auto text = pager.cursor();
    EXPECT_EQ(text.find("sesame"), std::string::npos);
    EXPECT_EQ(
        text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~%&="),
        std::string::npos)
        << text;
}

TEST_F(pager_cursor, text_that_is_no_cursor_is_refused_by_every_verb) {
    for (const auto* const text : {"", "hello", "v=1", "%zz", "v=1&path=%2Fartists%2F1%2Freleases"}) {
        auto pager = resumed(text);
        expect_refused(pager, "is not a cursor");
    }
    auto later = resumed("v=2&place=here");
    expect_refused(later, "another version");
}

TEST_F(pager_cursor, cursor_of_another_list_is_refused) {
    auto client = make_client();
    const auto own = client.artist(1).releases();
    auto pager = own.list();
    pager.resume(client.artist(2).releases().list().cursor());
    expect_refused(pager, "another list");
    pager.resume(client.search({.query = "x"}).cursor());
    expect_refused(pager, "another list");
    for (const auto& other :
         {own.list({.per_page = 10}).cursor(),
          own.list({.sort = discogs::artist_release_sort::year}).cursor()}) {
        pager.resume(other);
        expect_refused(pager, "other filters");
    }
    auto hits = client.search({.query = "x"});
    hits.resume(client.search({.query = "y"}).cursor());
    EXPECT_EQ(fails<bad_params>(hits.next()).param, "cursor");
}

TEST_F(pager_cursor, first_page_of_a_list_is_no_part_of_its_name) {
    auto client = make_client();
    auto first = client.artist(1).releases().list({.page = 3});
    EXPECT_EQ(run(first.next())->id, 4);
    auto pager = resumed(first.cursor());
    EXPECT_EQ(rest_of(pager), numbers(5, 5));
}

TEST_F(pager_cursor, refused_cursor_leaves_the_pager_where_it_stood) {
    auto pager = list();
    EXPECT_EQ(run(pager.next())->id, 1);
    const auto before = pager.cursor();
    pager.resume("nonsense");
    expect_refused(pager, "is not a cursor");
    EXPECT_EQ(pager.cursor(), before);
    pager.resume(before);
    EXPECT_EQ(rest_of(pager), numbers(2, 5));
}

TEST_F(pager_cursor, resume_during_a_verb_throws_and_harms_nothing) {
    auto pager = list();
    const auto start = pager.cursor();
    std::optional<std::int64_t> first;
    auto begin = [&]() -> asio::awaitable<void> {
        auto item = co_await pager.next();
        first = item->id;
    };
    asio::co_spawn(io, begin(), rethrow);
    io.poll_one();
    EXPECT_THROW(pager.resume(start), std::logic_error);
    time->run(io);
    EXPECT_EQ(first, 1);
    EXPECT_EQ(rest_of(pager), numbers(2, 5));
}

TEST_F(pager_cursor, pager_without_a_list_takes_its_own_cursor_only) {
    discogs::artist_release_pager pager;
    pager.resume(pager.cursor());
    EXPECT_FALSE(run(pager.next()));
    pager.resume(list().cursor());
    EXPECT_EQ(fails<bad_params>(pager.next()).param, "cursor");
}

TEST_F(pager_cursor, forged_cursor_reaches_no_other_path_and_carries_no_credentials) {
    const std::string start = "v=1&path=%2Fartists%2F1%2Freleases&list=&given=0&page=";
    auto pager = resumed(start + "page%3D3%26token%3Dx%26key%3Dk%26secret%3Ds%26callback%3Df");
    EXPECT_EQ(run(pager.next())->id, 4);
    EXPECT_EQ(transport->request(transport->count() - 1).target, "/artists/1/releases?page=3");
    EXPECT_EQ(transport->request(transport->count() - 1).to.host, "service.test");
    for (const auto* const page : {"page%3D0", "page%3D-1", "page%3Dsoon", "page%3D%25zz"}) {
        auto refused = resumed(start + page);
        expect_refused(refused, "names no page");
    }
}

TEST_F(pager_cursor, page_that_lost_items_meanwhile_is_told) {
    sizes = {3, 2};
    auto first = list();
    run(first.collect(2));
    const auto cursor = first.cursor();
    sizes = {1, 2};
    auto pager = resumed(cursor);
    EXPECT_EQ(rest_of(pager), numbers(2, 3)) << "what stands on the pages behind";
    EXPECT_EQ(pager.moved().pages, 1U);
    EXPECT_EQ(pager.moved().vanished_items, 1U);
    EXPECT_EQ(pager.moved().total_before, 5);
    EXPECT_EQ(pager.moved().total_now, 3);
}

} // namespace
