// Masters, labels, ratings and statistics as the service answers for them.

#include "asking.hpp"
#include "emulator/engine.hpp"
#include "emulator/service.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace segue::emulator {
namespace {

using namespace std::chrono_literals;
using namespace testing;

class database : public ::testing::Test {
protected:
    response get(const std::string& target) { return made_.answer(with_token(target), at(1s)).answer; }

    response
    send(const char* method, const std::string& target, std::string body = {}, bool anonymously = false) {
        request asked = anonymously ? anonymous(target) : with_token(target);
        asked.method = method;
        asked.body = std::move(body);
        return made_.answer(asked, at(1s)).answer;
    }

    std::string mine(int release) const {
        return "/releases/" + std::to_string(release) + "/rating/" + make_credentials(1).username;
    }

    service made_ = service(
        [] {
            emulator_params params;
            params.rate = params.anonymous_rate = 10'000;
            return params;
        }(),
        make_catalog(1));
};

TEST_F(database, master_stands_for_its_versions) {
    const auto release = parsed(get("/releases/352665"));
    const auto id = release.at("master_id").as_int64();
    const auto master = parsed(get("/masters/" + std::to_string(id)));
    EXPECT_EQ(master.at("id").as_int64(), id);
    EXPECT_EQ(master.at("title"), release.at("title"));
    EXPECT_EQ(master.at("main_release").as_int64(), 352665);
    EXPECT_EQ(get("/masters/1").status, 404);
    EXPECT_EQ(message_of(get("/masters/1")), "Master Release not found.");
    EXPECT_EQ(message_of(get("/masters/1/versions")), "Master Release not found.");
}

// Every master of an artist's list, so that a data set with one odd entry is noticed.
TEST_F(database, every_master_leads_to_versions_that_exist) {
    int masters = 0;
    const auto list = parsed(get("/artists/3857/releases?per_page=100"));
    for (const auto& entry : list.at("releases").as_array()) {
        if (entry.at("type").as_string() != "master")
            continue;
        ++masters;
        const std::string path = "/masters/" + std::to_string(entry.at("id").as_int64());
        const auto master = parsed(get(path));
        ASSERT_TRUE(master.is_object()) << path;
        const auto page = parsed(get(path + "/versions"));
        const auto& versions = page.at("versions").as_array();
        ASSERT_FALSE(versions.empty()) << path;
        for (const auto& version : versions)
            EXPECT_EQ(get("/releases/" + std::to_string(version.at("id").as_int64())).status, 200);
        std::int64_t counted = 0;
        for (const auto& year : page.at("filters").at("available").at("released").as_object())
            counted += year.value().as_int64();
        EXPECT_EQ(counted, static_cast<std::int64_t>(versions.size()));
    }
    EXPECT_GT(masters, 5);
}

TEST_F(database, versions_are_filtered_sorted_and_paged) {
    std::string path;
    boost::json::value all;
    const auto list = parsed(get("/artists/3857/releases?per_page=100"));
    for (const auto& entry : list.at("releases").as_array()) {
        if (entry.at("type").as_string() != "master")
            continue;
        path = "/masters/" + std::to_string(entry.at("id").as_int64()) + "/versions";
        all = parsed(get(path));
        if (all.at("versions").as_array().size() > 1)
            break;
    }
    const auto total = all.at("versions").as_array().size();
    ASSERT_GT(total, 1U);
    EXPECT_EQ(all.at("filter_facets").as_array().size(), 4U);
    EXPECT_TRUE(all.at("filters").at("applied").as_object().empty());

    const auto vinyl = parsed(get(path + "?format=vinyl"));
    EXPECT_EQ(vinyl.at("filters").at("applied").at("format").at(0).as_string(), "vinyl");
    const auto found = vinyl.at("versions").as_array().size();
    EXPECT_GT(found, 0U);
    EXPECT_LT(found, total);
    EXPECT_TRUE(parsed(get(path + "?country=Nowhere")).at("versions").as_array().empty());

    const auto keys = [](const boost::json::value& page) {
        std::vector<std::string> out;
        for (const auto& version : page.at("versions").as_array())
            out.emplace_back(version.at("country").as_string().c_str());
        return out;
    };
    auto up = keys(parsed(get(path + "?sort=country")));
    EXPECT_TRUE(std::is_sorted(up.begin(), up.end()));
    const auto down = keys(parsed(get(path + "?sort=country&sort_order=desc")));
    EXPECT_TRUE(std::is_sorted(down.rbegin(), down.rend()));

    std::set<std::int64_t> seen;
    for (std::size_t page = 1; page <= total; ++page) {
        const auto one = parsed(get(path + "?per_page=1&page=" + std::to_string(page)));
        seen.insert(one.at("versions").at(0).at("id").as_int64());
        EXPECT_EQ(one.at("pagination").at("urls").as_object().contains("next"), page < total);
    }
    EXPECT_EQ(seen.size(), total);
}

TEST_F(database, label_and_its_releases_know_each_other) {
    const auto label = parsed(get("/labels/647"));
    EXPECT_EQ(label.at("name").as_string(), "Nothing Records");
    EXPECT_EQ(label.at("parent_label").at("id").as_int64(), 2311);
    EXPECT_EQ(parsed(get("/labels/2311")).at("sublabels").at(0).at("id").as_int64(), 647);
    EXPECT_EQ(message_of(get("/labels/999999999")), "Label not found.");
    EXPECT_EQ(get("/labels/999999999/releases").status, 404);
    const auto page = parsed(get("/labels/5/releases"));
    ASSERT_FALSE(page.at("releases").as_array().empty());
    for (const auto& entry : page.at("releases").as_array()) {
        const auto release = parsed(get("/releases/" + std::to_string(entry.at("id").as_int64())));
        EXPECT_EQ(release.at("labels").at(0).at("id").as_int64(), 5);
        EXPECT_EQ(release.at("title"), entry.at("title"));
    }
}

TEST_F(database, rating_is_kept_counted_and_taken_back) {
    const auto before = parsed(get("/releases/1/rating"));
    EXPECT_EQ(parsed(get(mine(1))).at("rating").as_int64(), 0);
    const response put = send("PUT", mine(1), R"({"rating":5})");
    EXPECT_EQ(put.status, 201);
    EXPECT_EQ(parsed(put).at("rating").as_int64(), 5);
    EXPECT_EQ(parsed(get(mine(1))).at("rating").as_int64(), 5);
    const auto after = parsed(get("/releases/1/rating"));
    const auto count = [](const boost::json::value& v) { return v.at("rating").at("count").as_int64(); };
    EXPECT_EQ(count(after), count(before) + 1);
    EXPECT_EQ(parsed(get("/releases/1")).at("community").at("rating").at("count").as_int64(), count(after));
    EXPECT_EQ(send("PUT", mine(1), R"({"rating":1})").status, 201);
    EXPECT_EQ(count(parsed(get("/releases/1/rating"))), count(after)) << "the same user has one vote";
    const response gone = send("DELETE", mine(1));
    EXPECT_EQ(gone.status, 204);
    EXPECT_FALSE(gone.body);
    EXPECT_EQ(send("DELETE", mine(1)).status, 204) << "twice does no harm";
    EXPECT_EQ(parsed(get("/releases/1/rating")), before);
}

TEST_F(database, rating_of_nobody_or_somebody_else_is_refused) {
    EXPECT_EQ(send("PUT", mine(1), R"({"rating":5})", true).status, 401);
    EXPECT_EQ(send("PUT", "/releases/1/rating/another", R"({"rating":5})").status, 403);
    EXPECT_EQ(send("PUT", mine(4), R"({"rating":5})").status, 404);
    for (const char* body :
         {"", "{}", "[]", R"({"rating":0})", R"({"rating":6})", R"({"rating":"5"})", "rating=5"})
        EXPECT_EQ(send("PUT", mine(1), body).status, 422) << body;
    const response post = send("POST", mine(1), R"({"rating":5})");
    EXPECT_EQ(post.status, 405);
    EXPECT_EQ(header(post, "Allow"), "GET, PUT, DELETE");
    EXPECT_EQ(parsed(get("/releases/1/rating/another")).at("rating").as_int64(), 0);
    EXPECT_EQ(get("/releases/4/rating/another").status, 404);
    EXPECT_EQ(get("/releases/4/rating").status, 404);
}

TEST_F(database, statistics_have_lost_their_counts) {
    const auto stats = parsed(get("/releases/1/stats")).as_object();
    EXPECT_EQ(stats.size(), 1U);
    EXPECT_FALSE(stats.at("is_offensive").as_bool());
    EXPECT_EQ(get("/releases/4/stats").status, 404);
}

TEST(faults_by_route, strike_the_named_route_and_every_nth_call) {
    fault_table table;
    table.add({.kind = fault_kind::status, .route = "GET /releases/{id}", .from = 2, .count = 2, .every = 3});
    table.add({.kind = fault_kind::delay, .route = "/labels/{id}/releases"});
    std::vector<int> struck;
    for (int i = 1; i <= 10; ++i) {
        EXPECT_TRUE(table.strike_request("GET", "/releases/7/rating").empty());
        EXPECT_TRUE(table.strike_request("POST", "/releases/7").empty());
        if (!table.strike_request("GET", "/releases/7").empty())
            struck.push_back(i);
    }
    EXPECT_EQ(struck, (std::vector{2, 5}));
    EXPECT_EQ(table.strike_request("GET", "/labels/1/releases").size(), 1U);
}

TEST(faults_by_route, probability_is_the_same_for_the_same_seed) {
    const auto pattern = [](std::uint64_t seed) {
        fault_table table(seed);
        table.add({.kind = fault_kind::status, .count = 0, .probability = 0.3});
        std::string out;
        for (int i = 0; i < 400; ++i)
            out += table.strike_request("GET", "/").empty() ? '.' : 'x';
        return out;
    };
    EXPECT_EQ(pattern(7), pattern(7));
    EXPECT_NE(pattern(7), pattern(8));
    const auto hits = std::ranges::count(pattern(7), 'x');
    EXPECT_GT(hits, 80);
    EXPECT_LT(hits, 160);
}

TEST(faults_by_route, unknown_route_is_refused_with_the_known_ones) {
    const auto refused = [](fault bad) -> std::string {
        try {
            validate(bad);
        } catch (const std::invalid_argument& problem) {
            return problem.what();
        }
        return {};
    };
    EXPECT_THAT(
        refused({.route = "/release/{id}"}),
        ::testing::HasSubstr("/releases/{id}/rating/{username} (GET, PUT, DELETE)"));
    EXPECT_NE(refused({.route = "POST /releases/{id}"}), "");
    EXPECT_EQ(refused({.route = "PUT /releases/{id}/rating/{username}"}), "");
    EXPECT_NE(refused({.every = 0}), "");
    EXPECT_NE(refused({.probability = 1.5}), "");
    const auto read = parse_faults(R"([{"kind":"gzip_bomb","route":"GET /","every":2,"probability":0.5}])");
    EXPECT_EQ(read.at(0).route, "GET /");
    EXPECT_EQ(read.at(0).every, 2);
    EXPECT_DOUBLE_EQ(read.at(0).probability, 0.5);
}

TEST(journal, entries_name_the_route) {
    engine made({}, make_catalog(1));
    (void)made.answer(anonymous("/releases/1?curr_abbr=EUR"), at(1s));
    (void)made.answer(anonymous("/nowhere"), at(1s));
    const auto journal = made.journal();
    EXPECT_EQ(journal.at(0).route, "GET /releases/{id}");
    EXPECT_EQ(journal.at(1).route, "");
}

} // namespace
} // namespace segue::emulator
