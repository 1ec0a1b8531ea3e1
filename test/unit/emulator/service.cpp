#include "emulator/service.hpp"

#include "asking.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace segue::emulator {
namespace {

using namespace std::chrono_literals;
using namespace testing;
using ::testing::HasSubstr;
using ::testing::Not;

class discogs_service : public ::testing::Test {
protected:
    service make(emulator_params params = {}) { return service(params, data_); }
    response get(const std::string& target) { return made_.answer(with_token(target), at(1s)).answer; }
    verdict ask(const request& asked) { return made_.answer(asked, at(1s)); }

    std::shared_ptr<const catalog> data_ = make_catalog(1);
    service made_ = make([] {
        emulator_params params;
        params.rate = params.anonymous_rate = 1'000;
        return params;
    }());
};

TEST_F(discogs_service, release_is_answered_with_its_headers) {
    const verdict given = ask(anonymous("/releases/249504"));
    EXPECT_EQ(given.answer.status, 200);
    EXPECT_TRUE(given.counted);
    EXPECT_EQ(given.used_after, 1);
    EXPECT_EQ(header(given.answer, "Content-Type"), "application/json");
    EXPECT_EQ(header(given.answer, "X-Discogs-Ratelimit"), "1000");
    EXPECT_EQ(header(given.answer, "X-Discogs-Ratelimit-Used"), "1");
    EXPECT_EQ(header(given.answer, "X-Discogs-Ratelimit-Remaining"), "999");
    EXPECT_EQ(parsed(given.answer).at("title").as_string(), "Never Gonna Give You Up");
}

TEST_F(discogs_service, price_follows_the_currency) {
    const double dollars = parsed(get("/releases/352665")).at("lowest_price").as_double();
    const double pounds = parsed(get("/releases/352665?curr_abbr=GBP")).at("lowest_price").as_double();
    EXPECT_DOUBLE_EQ(dollars, 3.49);
    EXPECT_DOUBLE_EQ(pounds, 2.76);
    EXPECT_DOUBLE_EQ(parsed(get("/releases/352665?curr_abbr=USD")).at("lowest_price").as_double(), dollars);
    const response refused = get("/releases/352665?curr_abbr=DM");
    EXPECT_EQ(refused.status, 422);
    EXPECT_THAT(message_of(refused), HasSubstr("curr_abbr"));
}

TEST_F(discogs_service, text_follows_the_accept_header) {
    request asked = anonymous("/artists/3857");
    const auto profile = [&](const char* accept) {
        request copy = asked;
        copy.headers.emplace_back("Accept", accept);
        return std::string(parsed(ask(copy).answer).at("profile").as_string().c_str());
    };
    EXPECT_THAT(profile("application/vnd.discogs.v2.discogs+json"), HasSubstr("[i]halo[/i]"));
    EXPECT_THAT(profile("application/vnd.discogs.v2.html+json"), HasSubstr("<em>halo</em>"));
    EXPECT_THAT(profile("application/vnd.discogs.v2.plaintext+json"), HasSubstr("carry a halo number"));
    EXPECT_EQ(profile("text/csv"), profile("application/vnd.discogs.v2.discogs+json"));
    EXPECT_THAT(profile("application/vnd.discogs.v2.html+json"), HasSubstr("The Downward Spiral</a>"));
}

TEST_F(discogs_service, what_does_not_exist_is_404_with_its_message) {
    const struct {
        const char* target;
        const char* message;
    } cases[] = {
        {"/releases/4", "Release not found."},
        {"/artists/4", "Artist not found."},
        {"/artists/4/releases", "Artist not found."},
        {"/releases/abc", "The requested resource was not found."},
        {"/releases/0", "The requested resource was not found."},
        {"/releases/-1", "The requested resource was not found."},
        {"/releases/1/", "The requested resource was not found."},
        {"/releases/99999999999999999999", "The requested resource was not found."},
        {"/releases", "The requested resource was not found."},
        {"/nowhere", "The requested resource was not found."},
        {"", "The requested resource was not found."},
    };
    for (const auto& one : cases) {
        const response answer = get(one.target);
        EXPECT_EQ(answer.status, 404) << one.target;
        EXPECT_EQ(message_of(answer), one.message) << one.target;
        EXPECT_NE(header(answer, "X-Discogs-Ratelimit"), "<absent>") << one.target;
    }
}

TEST_F(discogs_service, other_verbs_are_405) {
    for (const char* method : {"POST", "PUT", "DELETE", "HEAD", "PATCH"}) {
        request asked = with_token("/releases/1");
        asked.method = method;
        const response answer = ask(asked).answer;
        EXPECT_EQ(answer.status, 405) << method;
        EXPECT_EQ(header(answer, "Allow"), "GET");
    }
    request lost = with_token("/nowhere");
    lost.method = "POST";
    EXPECT_EQ(ask(lost).answer.status, 404) << "the path is judged first";
}

TEST_F(discogs_service, root_greets) {
    const auto body = parsed(ask(anonymous("/")).answer);
    EXPECT_EQ(body.at("api_version").as_string(), "v2");
    EXPECT_GT(body.at("statistics").at("releases").to_number<int>(), 400);
}

TEST_F(discogs_service, missing_or_empty_agent_is_forbidden_uncounted_and_bare) {
    request asked = with_token("/releases/1");
    std::erase_if(asked.headers, [](const auto& h) { return h.first == "User-Agent"; });
    for (int i = 0; i < 2; ++i) {
        const verdict given = ask(asked);
        EXPECT_EQ(given.answer.status, 403);
        EXPECT_EQ(given.answer.body, nullptr);
        EXPECT_FALSE(given.counted);
        EXPECT_EQ(header(given.answer, "X-Discogs-Ratelimit"), "<absent>");
        asked.headers.emplace_back("User-Agent", "");
    }
}

TEST_F(discogs_service, credentials_are_taken_from_header_or_query) {
    const accepted_credentials good = made_.credentials();
    const std::string pair = "key=" + good.consumer_key + ", secret=" + good.consumer_secret;
    const std::string token_query = "?token=" + good.token;
    const std::string app_query = "?key=" + good.consumer_key + "&secret=" + good.consumer_secret;
    const std::string token = "Discogs token=" + good.token;
    enum class expected { nobody, app, user, rejected };
    const struct {
        std::string authorization;
        std::string query;
        expected outcome;
    } cases[] = {
        {"", "", expected::nobody},
        {token, "", expected::user},
        {"Discogs " + pair, "", expected::app},
        {"Discogs key=" + good.consumer_key + ",secret=" + good.consumer_secret, "", expected::app},
        {"", token_query, expected::user},
        {"", app_query, expected::app},
        {token, "?token=wrong", expected::user},
        {"Discogs token=wrong", "", expected::rejected},
        {"Discogs token=" + good.token + "x", "", expected::rejected},
        {"Discogs token=", "", expected::rejected},
        {"Discogs key=" + good.consumer_key, "", expected::rejected},
        {"Discogs key=" + good.consumer_key + ", secret=x", "", expected::rejected},
        {"discogs token=" + good.token, "", expected::rejected},
        {"Bearer " + good.token, "", expected::rejected},
        {"Discogs", "", expected::rejected},
        {"", "?token=wrong", expected::rejected},
        {"", "?key=x&secret=y", expected::rejected},
        {"", "?key=" + good.consumer_key, expected::rejected},
        {"OAuth oauth_token=\"x\"", "", expected::nobody},
    };
    for (const auto& one : cases) {
        request asked = anonymous("/artists/3857/releases" + one.query);
        if (!one.authorization.empty())
            asked.headers.emplace_back("Authorization", one.authorization);
        const response answer = ask(asked).answer;
        const std::string shown = one.authorization + " " + one.query;
        if (one.outcome == expected::rejected) {
            EXPECT_EQ(answer.status, 401) << shown;
            EXPECT_EQ(
                message_of(answer), "Invalid consumer token. Please register an app before making requests.");
            EXPECT_EQ(header(answer, "WWW-Authenticate"), "OAuth realm=\"https://api.discogs.com\"");
            continue;
        }
        ASSERT_EQ(answer.status, 200) << shown;
        const auto entry = parsed(answer).at("releases").at(0);
        EXPECT_EQ(entry.at("thumb").as_string().empty(), one.outcome == expected::nobody) << shown;
        EXPECT_EQ(entry.at("stats").as_object().contains("user"), one.outcome == expected::user) << shown;
    }
}

TEST_F(discogs_service, credentials_depend_on_the_seed_only) {
    EXPECT_EQ(make_credentials(3).token, make_credentials(3).token);
    EXPECT_NE(make_credentials(3).token, make_credentials(4).token);
    EXPECT_EQ(make_credentials(3).token.size(), 40U);
    EXPECT_EQ(make_credentials(3).consumer_key.size(), 20U);
    EXPECT_EQ(make_credentials(3).consumer_secret.size(), 32U);
}

TEST_F(discogs_service, search_needs_credentials_and_an_app_is_enough) {
    const response refused = ask(anonymous("/database/search?q=nirvana")).answer;
    EXPECT_EQ(refused.status, 401);
    EXPECT_EQ(message_of(refused), "You must authenticate to access this resource.");
    request app = anonymous("/database/search?q=nirvana");
    const auto& good = made_.credentials();
    app.headers.emplace_back(
        "Authorization", "Discogs key=" + good.consumer_key + ", secret=" + good.consumer_secret);
    const response answer = ask(app).answer;
    EXPECT_EQ(answer.status, 200);
    EXPECT_FALSE(parsed(answer).at("results").at(0).as_object().contains("user_data"));
    EXPECT_TRUE(
        parsed(get("/database/search?q=nirvana")).at("results").at(0).as_object().contains("user_data"));
}

TEST_F(discogs_service, list_walks_to_its_end_without_gap_or_repeat) {
    std::set<std::pair<std::string, std::int64_t>> seen;
    std::string target = "/artists/3857/releases?per_page=100";
    std::int64_t items = 0;
    int pages = 0;
    while (!target.empty()) {
        ASSERT_LT(++pages, 10);
        const auto body = parsed(get(target));
        items = body.at("pagination").at("items").as_int64();
        for (const auto& entry : body.at("releases").as_array())
            EXPECT_TRUE(seen.emplace(entry.at("type").as_string().c_str(), entry.at("id").as_int64()).second);
        const auto& urls = body.at("pagination").at("urls").as_object();
        const auto* next = urls.if_contains("next");
        target = next == nullptr
                     ? ""
                     : next->as_string().c_str() + std::string_view("https://api.discogs.com").size();
    }
    EXPECT_EQ(pages, 4);
    EXPECT_EQ(static_cast<std::int64_t>(seen.size()), items);
    EXPECT_GT(items, 300);
}

TEST_F(discogs_service, list_past_its_end_is_404) {
    const response answer = get("/artists/3857/releases?page=5&per_page=100");
    EXPECT_EQ(answer.status, 404);
    EXPECT_EQ(message_of(answer), "Page 5 is outside of valid range [1, 4].");
}

TEST_F(discogs_service, list_link_header_and_body_agree) {
    const response answer = get("/artists/3857/releases?page=2");
    const std::string next = parsed(answer).at("pagination").at("urls").at("next").as_string().c_str();
    EXPECT_THAT(header(answer, "Link"), HasSubstr("<" + next + ">; rel=next"));
    EXPECT_THAT(next, ::testing::StartsWith("https://api.discogs.com/artists/3857/releases?sort=year"));
    EXPECT_EQ(header(get("/artists/1/releases"), "Link"), "<absent>") << "one page only";
}

TEST_F(discogs_service, list_sorts_by_each_key_both_ways) {
    for (const std::string key : {"title", "format"}) {
        for (const std::string order : {"asc", "desc"}) {
            const auto body =
                parsed(get("/artists/3857/releases?per_page=100&sort=" + key + "&sort_order=" + order));
            std::vector<std::string> values;
            // Masters have no format in the answer, though they are sorted by one.
            for (const auto& entry : body.at("releases").as_array())
                if (const auto* value = entry.as_object().if_contains(key))
                    values.emplace_back(value->as_string().c_str());
            ASSERT_GT(values.size(), 20U);
            if (order == "desc")
                std::reverse(values.begin(), values.end());
            EXPECT_TRUE(std::is_sorted(values.begin(), values.end())) << key << " " << order;
        }
    }
    const auto first_year = [this](const char* order) {
        const auto body = parsed(get("/artists/3857/releases?sort=year&sort_order=" + std::string(order)));
        const auto* year = body.at("releases").at(0).as_object().if_contains("year");
        return year == nullptr ? 0 : year->as_int64();
    };
    EXPECT_EQ(first_year("asc"), 0) << "unknown years come first";
    EXPECT_GE(first_year("desc"), 2020);
}

TEST_F(discogs_service, masters_and_releases_have_their_own_members) {
    bool saw_master = false;
    bool saw_release = false;
    const auto page = parsed(get("/artists/3857/releases?per_page=100&page=2"));
    for (const auto& entry : page.at("releases").as_array()) {
        const auto& members = entry.as_object();
        const bool master = members.at("type").as_string() == "master";
        (master ? saw_master : saw_release) = true;
        EXPECT_EQ(members.contains("main_release"), master);
        EXPECT_EQ(members.contains("format"), !master);
        EXPECT_EQ(members.contains("status"), !master);
    }
    EXPECT_TRUE(saw_master && saw_release);
}

TEST_F(discogs_service, search_urls_repeat_the_filters) {
    const auto body = parsed(get("/database/search?q=nine%20inch&type=release&per_page=10"));
    EXPECT_EQ(
        body.at("pagination").at("urls").at("next").as_string(),
        "https://api.discogs.com/database/search?q=nine%20inch&type=release&page=2&per_page=10");
}

TEST_F(discogs_service, cached_answer_equals_the_fresh_one_but_for_the_counters) {
    const verdict first = ask(with_token("/releases/352665"));
    const verdict second = ask(with_token("/releases/352665"));
    EXPECT_EQ(first.answer.body, second.answer.body) << "the same buffer";
    EXPECT_EQ(header(second.answer, "X-Discogs-Ratelimit-Used"), "2");
    EXPECT_NE(*ask(anonymous("/releases/352665")).answer.body, *first.answer.body)
        << "identity is part of the key";
}

TEST_F(discogs_service, tiers_share_one_window) {
    emulator_params params;
    service made = make(params);
    for (int i = 0; i < 25; ++i)
        EXPECT_EQ(made.answer(anonymous("/"), at(1s)).answer.status, 200);
    EXPECT_EQ(made.answer(anonymous("/"), at(1s)).answer.status, 429);
    for (int i = 25; i < 60; ++i)
        EXPECT_EQ(made.answer(with_token("/"), at(2s)).answer.status, 200) << i;
    EXPECT_EQ(made.answer(with_token("/"), at(2s)).answer.status, 429);
    EXPECT_EQ(made.answer(anonymous("/"), at(61s)).answer.status, 429) << "35 of the other tier still count";
    EXPECT_EQ(made.answer(with_token("/"), at(61s)).answer.status, 200);
    EXPECT_EQ(made.answer(anonymous("/"), at(62s)).answer.status, 200);
}

TEST_F(discogs_service, refusal_has_message_and_counters) {
    emulator_params params;
    params.rate = 1;
    service made = make(params);
    (void)made.answer(with_token("/"), at(1s));
    const verdict given = made.answer(with_token("/"), at(2s));
    EXPECT_EQ(given.answer.status, 429);
    EXPECT_FALSE(given.counted);
    EXPECT_EQ(message_of(given.answer), "You are making requests too quickly.");
    EXPECT_EQ(header(given.answer, "X-Discogs-Ratelimit"), "1");
    EXPECT_EQ(header(given.answer, "X-Discogs-Ratelimit-Used"), "1");
    EXPECT_EQ(header(given.answer, "X-Discogs-Ratelimit-Remaining"), "0");
    EXPECT_EQ(header(given.answer, "Retry-After"), "<absent>");
}

TEST_F(discogs_service, refusal_tells_the_wait_when_told_to) {
    emulator_params params;
    params.rate = 1;
    params.retry_after = retry_after_form::seconds;
    service seconds = make(params);
    (void)seconds.answer(with_token("/"), at(1s));
    EXPECT_EQ(header(seconds.answer(with_token("/"), at(2500ms)).answer, "Retry-After"), "59");
    params.retry_after = retry_after_form::http_date;
    service date = make(params);
    (void)date.answer(with_token("/"), at(1s));
    EXPECT_EQ(
        header(date.answer(with_token("/"), at(2s)).answer, "Retry-After"), "Sun, 06 Nov 1994 08:50:36 GMT");
}

TEST_F(discogs_service, refused_requests_count_only_when_told_to) {
    for (const auto rule : {count_refused_rule::no, count_refused_rule::yes}) {
        emulator_params params;
        params.rate = 1;
        params.window = 10s;
        params.count_refused = rule;
        service made = make(params);
        (void)made.answer(with_token("/"), at(1s));
        EXPECT_EQ(made.answer(with_token("/"), at(6s)).counted, rule == count_refused_rule::yes);
        const int later = made.answer(with_token("/"), at(11s)).answer.status;
        EXPECT_EQ(later, rule == count_refused_rule::yes ? 429 : 200);
    }
}

TEST_F(discogs_service, errors_count_too) {
    emulator_params params;
    params.rate = params.anonymous_rate = 3;
    service made = make(params);
    request rejected = anonymous("/");
    rejected.headers.emplace_back("Authorization", "Discogs token=wrong");
    EXPECT_EQ(made.answer(rejected, at(1s)).answer.status, 401);
    EXPECT_EQ(made.answer(with_token("/releases/4"), at(1s)).answer.status, 404);
    EXPECT_EQ(made.answer(anonymous("/database/search"), at(1s)).answer.status, 401);
    EXPECT_EQ(made.answer(with_token("/"), at(1s)).answer.status, 429);
}

TEST_F(discogs_service, foreign_requests_and_reset_move_the_counter) {
    service made = make();
    made.add_foreign_requests(59, 1s);
    EXPECT_EQ(header(made.answer(with_token("/"), at(1s)).answer, "X-Discogs-Ratelimit-Remaining"), "0");
    EXPECT_EQ(made.answer(with_token("/"), at(1s)).answer.status, 429);
    made.reset_window();
    EXPECT_EQ(made.answer(with_token("/"), at(1s)).answer.status, 200);
}

TEST_F(discogs_service, foreign_requests_may_exceed_the_limit) {
    service made = make();
    made.add_foreign_requests(100, 1s);
    const response answer = made.answer(with_token("/"), at(1s)).answer;
    EXPECT_EQ(answer.status, 429);
    EXPECT_EQ(header(answer, "X-Discogs-Ratelimit-Remaining"), "0");
}

TEST_F(discogs_service, list_options_change_the_page) {
    const auto page =
        [this](answer_options options, const char* target = "/artists/3857/releases?per_page=10") {
            return parsed(made_.answer(with_token(target), at(1s), options).answer);
        };
    answer_options short_page;
    short_page.short_page = true;
    EXPECT_EQ(page(short_page).at("releases").as_array().size(), 7U);
    EXPECT_TRUE(page(short_page).at("pagination").at("urls").as_object().contains("next"));
    answer_options empty_page;
    empty_page.empty_page = true;
    EXPECT_TRUE(page(empty_page).at("releases").as_array().empty());
    EXPECT_TRUE(page(empty_page).at("pagination").at("urls").as_object().contains("next"));
    answer_options loop;
    loop.loop_page = true;
    EXPECT_EQ(
        page(loop, "/artists/3857/releases?per_page=10&page=2")
            .at("pagination")
            .at("urls")
            .at("next")
            .as_string(),
        "https://api.discogs.com/artists/3857/releases?sort=year&sort_order=asc&page=2&per_page=10");
    answer_options drift;
    drift.inserted_items = 2;
    const auto plain = page({});
    const auto drifted = page(drift);
    EXPECT_EQ(drifted.at("releases").at(2), plain.at("releases").at(0));
    EXPECT_EQ(
        drifted.at("pagination").at("items").as_int64(), plain.at("pagination").at("items").as_int64() + 2);
    EXPECT_EQ(drifted.at("releases").at(0).at("title").as_string(), "Just Added 2");
    const auto searched = page(drift, "/database/search?q=nirvana");
    EXPECT_EQ(searched.at("results").at(1).at("title").as_string(), "Just Added 1");
}

} // namespace
} // namespace segue::emulator
