// Local copies of lists: what is kept, what is seen of lists that move, and what an interrupted reading
// costs.

#include "support/cache_folder.hpp"
#include "support/client_fixture.hpp"

#include <segue/discogs/sync.hpp>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <functional>
#include <sys/stat.h>

namespace {

using namespace std::chrono_literals;
using namespace segue;
using segue::testing::error_json;
using segue::testing::json;

std::int64_t number_in(std::string_view target, std::string_view name) {
    const auto at = target.find(name);
    std::int64_t value = 0;
    if (at != std::string_view::npos)
        std::from_chars(target.data() + at + name.size(), target.data() + target.size(), value);
    return value;
}

/// A service with one collection, which a test may change between two pages.
class sync_test : public test::client_fixture {
protected:
    struct copy {
        std::int64_t instance = 0;
        int rating = 0;
    };

    sync_test() {
        params.rate_limit = traffic::rate_limit::off;
        answer = [this](const http::request& r) { return page(r); };
        for (int i = 1; i <= 25; ++i)
            all.push_back({1000 + i, 0});
    }

    segue::testing::reply page(const http::request& r) {
        ++requests;
        if (before_page)
            before_page(requests);
        if (requests == failing_request)
            return error_json(500, "not now");
        const auto number = std::max<std::int64_t>(1, number_in(r.target, "&page="));
        const auto size = number_in(r.target, "per_page=");
        const auto count = static_cast<std::int64_t>(all.size());
        const auto last = std::max<std::int64_t>(1, (count + size - 1) / size);
        std::string body = R"({"pagination":{"page":)" + std::to_string(number) + R"(,"pages":)" +
                           std::to_string(last) + R"(,"per_page":)" + std::to_string(size) + R"(,"items":)" +
                           std::to_string(count) + R"(,"urls":{)";
        if (number < last)
            body += R"("next":"https://api.discogs.com/users/me/collection/folders/0/releases?per_page=)" +
                    std::to_string(size) + "&page=" + std::to_string(number + 1) +
                    R"(&sort=added&sort_order=asc")";
        body += R"(}},"releases":[)";
        for (auto i = (number - 1) * size; i < std::min(count, number * size); ++i) {
            const auto& each = all[static_cast<std::size_t>(i)];
            body += std::string(body.back() == '[' ? "" : ",") + (R"({"id":1,"instance_id":)") +
                    std::to_string(each.instance) + R"(,"rating":)" + std::to_string(each.rating) +
                    R"(,"colour":"red"})";
        }
        return json(body + "]}");
    }

    /// Runs work that also waits for another thread; the clock of the client stands.
    template <class T>
    T finish(asio::awaitable<T> work) {
        std::optional<T> value;
        std::exception_ptr error;
        auto done = [&](std::exception_ptr e, T v) {
            error = e;
            value = std::move(v);
        };
        asio::co_spawn(io, std::move(work), done);
        io.restart();
        io.run();
        if (error)
            std::rethrow_exception(error);
        return std::move(value).value();
    }

    template <class Error, class T>
    failure fails_with(asio::awaitable<T> work) {
        try {
            finish(std::move(work));
        } catch (const Error& e) {
            return e.details();
        }
        ADD_FAILURE() << "no error";
        return {};
    }

    discogs::synced_list<discogs::collection_item> mine() {
        if (!store)
            store = discogs::make_sqlite_sync_store(folder / "music.db");
        const discogs::sync sync(make_client(), store);
        return sync.collection("Me");
    }

    std::vector<std::int64_t> copied() {
        std::vector<std::int64_t> ids;
        for (const auto& each : finish(mine().items()))
            ids.push_back(each.instance_id.value());
        return ids;
    }

    std::vector<std::int64_t> served() const {
        std::vector<std::int64_t> ids;
        for (const auto& each : all)
            ids.push_back(each.instance);
        std::sort(ids.begin(), ids.end());
        return ids;
    }

    test::cache_folder folder;
    std::vector<copy> all;
    std::function<void(int)> before_page;
    int requests = 0;
    int failing_request = 0;
    discogs::sync_params ten{.per_page = 10};
    std::shared_ptr<discogs::sync_store> store;
};

TEST_F(sync_test, first_update_copies_all_items_with_unknown_fields) {
    const auto done = finish(mine().update(ten));
    EXPECT_EQ(done.added, 25);
    EXPECT_EQ(done.changed + done.removed + done.unchanged, 0);
    EXPECT_EQ(done.pages, 3);
    EXPECT_FALSE(done.resumed);
    EXPECT_EQ(copied(), served());
    const auto items = finish(mine().items(1024));
    ASSERT_EQ(items.size(), 1U) << "ids behind 1024";
    EXPECT_EQ(items[0].extra.text("colour"), "\"red\"");
    const auto known = finish(mine().state());
    EXPECT_EQ(known.items, 25);
    EXPECT_TRUE(known.updated_at.has_value());
    EXPECT_TRUE(known.reading.cursor.empty());
}

TEST_F(sync_test, next_update_tells_what_changed) {
    finish(mine().update(ten));
    all[3].rating = 5;
    all.erase(all.begin() + 7);
    all.push_back({2000, 0});
    all.push_back({2001, 0});
    const auto done = finish(mine().update(ten));
    EXPECT_EQ(done.added, 2);
    EXPECT_EQ(done.changed, 1);
    EXPECT_EQ(done.removed, 1);
    EXPECT_EQ(done.unchanged, 23);
    EXPECT_EQ(copied(), served());
    const auto changes = finish(mine().changes());
    ASSERT_EQ(changes.size(), 4U);
    EXPECT_EQ(changes[0].kind, discogs::sync_change_kind::changed);
    EXPECT_EQ(changes[0].before->rating, 0);
    EXPECT_EQ(changes[0].after->rating, 5);
    EXPECT_EQ(changes[1].kind, discogs::sync_change_kind::removed);
    EXPECT_EQ(changes[1].before->instance_id, discogs::instance_id(1008));
    EXPECT_FALSE(changes[1].after.has_value());
    EXPECT_EQ(changes[2].kind, discogs::sync_change_kind::added);
    EXPECT_FALSE(changes[2].before.has_value());
    EXPECT_EQ(changes[3].after->instance_id, discogs::instance_id(2001));
    EXPECT_EQ(finish(mine().changes(2000)).size(), 1U);

    const auto again = finish(mine().update(ten));
    EXPECT_EQ(again.unchanged, 26);
    EXPECT_TRUE(finish(mine().changes()).empty());
}

TEST_F(sync_test, failed_update_leaves_the_copy_and_the_next_goes_on) {
    finish(mine().update(ten));
    const auto before = copied();
    all.push_back({3000, 0});
    requests = 0;
    failing_request = 3;
    fails_with<server_error>(mine().update(ten));
    EXPECT_EQ(copied(), before) << "nothing half taken over";
    EXPECT_EQ(finish(mine().state()).reading.staged, 20);
    store = nullptr; // as another process would
    const auto done = finish(mine().update(ten));
    EXPECT_TRUE(done.resumed);
    EXPECT_EQ(done.pages, 1);
    EXPECT_EQ(requests, 4) << "the failed page alone is asked for again";
    EXPECT_EQ(done.added, 1);
    EXPECT_EQ(copied(), served());
}

TEST_F(sync_test, failure_at_any_page_costs_that_page_alone) {
    for (int at = 1; at <= 3; ++at) {
        requests = 0;
        failing_request = at;
        fails_with<server_error>(mine().update(ten));
        finish(mine().update(ten));
        EXPECT_EQ(requests, 4);
        EXPECT_EQ(copied(), served());
    }
}

TEST_F(sync_test, item_removed_from_a_page_that_was_read_begins_the_reading_anew) {
    before_page = [this](int request) {
        if (request == 2)
            all.erase(all.begin());
    };
    const auto done = finish(mine().update(ten));
    EXPECT_EQ(done.restarts, 1);
    EXPECT_EQ(copied(), served()) << "the item that moved to the first page is there";
}

TEST_F(sync_test, item_inserted_in_front_begins_the_reading_anew) {
    before_page = [this](int request) {
        if (request == 2)
            all.insert(all.begin(), {500, 0});
    };
    const auto done = finish(mine().update(ten));
    EXPECT_EQ(done.restarts, 1);
    EXPECT_EQ(copied(), served());
}

TEST_F(sync_test, item_added_at_the_end_is_no_movement) {
    before_page = [this](int request) {
        if (request == 2)
            all.push_back({4000, 0});
    };
    const auto done = finish(mine().update(ten));
    EXPECT_EQ(done.restarts, 0);
    EXPECT_EQ(copied(), served());
}

TEST_F(sync_test, list_that_always_moves_ends_in_an_error_and_leaves_the_copy) {
    finish(mine().update(ten));
    const auto before = copied();
    before_page = [this](int) { all.erase(all.begin()); };
    auto changed = ten;
    changed.max_restarts = 2;
    const auto why = fails_with<protocol_error>(mine().update(changed));
    EXPECT_EQ(why.code, errc::list_moved);
    EXPECT_EQ(copied(), before);
}

TEST_F(sync_test, list_that_moved_while_nobody_read_begins_anew) {
    failing_request = 3;
    fails_with<server_error>(mine().update(ten));
    all.erase(all.begin());
    const auto done = finish(mine().update(ten));
    EXPECT_TRUE(done.resumed);
    EXPECT_EQ(done.restarts, 1);
    EXPECT_EQ(copied(), served());
}

TEST_F(sync_test, old_reading_and_other_page_size_begin_anew) {
    failing_request = 3;
    fails_with<server_error>(mine().update(ten));
    auto changed = ten;
    changed.resume_within = 0min;
    const auto anew = finish(mine().update(changed));
    EXPECT_FALSE(anew.resumed);
    EXPECT_EQ(anew.pages, 3);

    failing_request = requests + 3;
    fails_with<server_error>(mine().update(ten));
    changed = ten;
    changed.per_page = 20;
    const auto other = finish(mine().update(changed));
    EXPECT_FALSE(other.resumed);
    EXPECT_EQ(other.pages, 2);
    EXPECT_EQ(copied(), served());
}

TEST_F(sync_test, progress_can_be_forgotten) {
    failing_request = 2;
    fails_with<server_error>(mine().update(ten));
    auto forgetting = [](auto list) -> asio::awaitable<bool> {
        co_await list.forget_progress();
        co_return true;
    };
    finish(forgetting(mine()));
    EXPECT_TRUE(finish(mine().state()).reading.cursor.empty());
    EXPECT_FALSE(finish(mine().update(ten)).resumed);
}

TEST_F(sync_test, watcher_hears_of_each_page_and_may_end_the_update) {
    class watching final : public discogs::sync_watcher {
    public:
        void on_progress(const discogs::sync_progress& now) override {
            done.push_back(now.done);
            total = now.total;
            if (done.size() == most)
                throw std::runtime_error("enough");
        }
        std::vector<std::int64_t> done;
        std::optional<std::int64_t> total;
        std::size_t most = 0;
    };
    watching watcher;
    finish(mine().update(ten, {}, &watcher));
    EXPECT_EQ(watcher.done, (std::vector<std::int64_t>{10, 20, 25}));
    EXPECT_EQ(watcher.total, 25);
    watching impatient;
    impatient.most = 2;
    EXPECT_THROW(finish(mine().update(ten, {}, &impatient)), std::runtime_error);
    EXPECT_EQ(finish(mine().state()).reading.staged, 20) << "what was read is kept";
}

TEST_F(sync_test, empty_list_empties_the_copy) {
    finish(mine().update(ten));
    all.clear();
    const auto done = finish(mine().update(ten));
    EXPECT_EQ(done.removed, 25);
    EXPECT_TRUE(copied().empty());
}

TEST_F(sync_test, two_lists_in_one_store_know_nothing_of_each_other) {
    finish(mine().update(ten));
    const discogs::sync sync(make_client(), store);
    EXPECT_TRUE(finish(sync.collection("another").items()).empty());
    EXPECT_TRUE(finish(sync.wantlist("Me").items()).empty());
    EXPECT_EQ(finish(sync.collection("ME").state()).items, 25) << "names differ in case alone";
}

TEST_F(sync_test, params_out_of_range_are_told_before_anything_is_sent) {
    discogs::sync_params changed;
    changed.per_page = 101;
    EXPECT_EQ(fails_with<bad_params>(mine().update(changed)).param, "per_page");
    changed = {};
    changed.max_restarts = -1;
    EXPECT_EQ(fails_with<bad_params>(mine().update(changed)).param, "max_restarts");
    changed = {};
    changed.resume_within = -1min;
    EXPECT_EQ(fails_with<bad_params>(mine().update(changed)).param, "resume_within");
    EXPECT_EQ(requests, 0);
    EXPECT_THROW(discogs::sync(make_client(), nullptr), std::invalid_argument);
    EXPECT_THROW(std::ignore = discogs::make_sqlite_sync_store(""), std::invalid_argument);
}

TEST_F(sync_test, second_reader_of_the_same_list_is_told) {
    store = discogs::make_sqlite_sync_store(folder / "music.db");
    const discogs::sync_position begin;
    discogs::sync_position one;
    one.cursor = "one";
    one.staged = 1;
    std::vector<discogs::sync_row> rows{{1, "{}"}};
    EXPECT_EQ(finish(store->stage("collection:me", begin, one, rows)), 0);
    rows[0].id = 2;
    EXPECT_EQ(
        fails_with<file_error>(store->stage("collection:me", begin, one, rows)).code, errc::file_failed);
    EXPECT_EQ(fails_with<file_error>(store->apply("collection:me", begin)).code, errc::file_failed);
    EXPECT_EQ(finish(store->state("collection:me")).reading, one);
}

TEST_F(sync_test, file_is_for_its_owner_alone) {
    finish(mine().update(ten));
    struct stat found{};
    ASSERT_EQ(::stat((folder / "music.db").c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 0777U, 0600U);
}

TEST_F(sync_test, file_that_is_no_store_is_left_as_it_is) {
    const std::string words =
        "a letter to my aunt, long enough to be no empty database, and no SQLite file at all";
    std::ofstream(folder / "music.db") << words;
    const auto why = fails_with<file_error>(mine().update(ten));
    EXPECT_NE(why.message.find("music.db"), std::string::npos);
    EXPECT_EQ(requests, 0);
    std::ifstream file(folder / "music.db");
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), words);
}

TEST_F(sync_test, folder_that_is_missing_is_told) {
    store = discogs::make_sqlite_sync_store(folder / "missing/music.db");
    const auto why = fails_with<file_error>(mine().update(ten));
    EXPECT_EQ(why.cause, boost::system::errc::no_such_file_or_directory);
    EXPECT_EQ(requests, 0);
}

TEST_F(sync_test, damaged_entry_is_a_decode_error) {
    store = discogs::make_sqlite_sync_store(folder / "music.db");
    const discogs::sync_position begin;
    discogs::sync_position end;
    end.cursor = "end";
    end.staged = 1;
    std::vector<discogs::sync_row> rows{{1, "[]"}};
    finish(store->stage("collection:me", begin, end, rows));
    finish(store->apply("collection:me", end));
    EXPECT_EQ(fails_with<decode_error>(mine().items()).code, errc::decode_failed);
}

} // namespace
