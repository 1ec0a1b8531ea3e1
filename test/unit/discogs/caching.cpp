// What a client takes from its cache, keeps in it, and lets go.

#include "support/client_fixture.hpp"

namespace {

using namespace std::chrono_literals;
using namespace segue;
using segue::testing::error_json;
using segue::testing::json;
using segue::testing::with_header;

class caching : public test::client_fixture {
protected:
    caching() {
        params.rate_limit = traffic::rate_limit::off;
        cache = traffic::make_memory_cache();
        answer = [this](const http::request&) {
            return json(R"({"id":1,"title":"edition )" + std::to_string(++edition) + R"("})");
        };
    }

    std::string title_of(const discogs::client& client, const call_options& options = {}) {
        return run(client.release(1).get({}, options)).title;
    }

    int edition = 0;
};

TEST_F(caching, answer_is_given_again_until_its_lifetime_is_over) {
    auto client = make_client();
    EXPECT_EQ(title_of(client), "edition 1");
    time->advance(5h);
    EXPECT_EQ(title_of(client), "edition 1");
    EXPECT_EQ(observer->cached, 1);
    time->advance(2h);
    EXPECT_EQ(title_of(client), "edition 2") << "six hours are the most that the service allows";
    EXPECT_EQ(transport->count(), 2U);
}

TEST_F(caching, searches_are_kept_for_ten_minutes_and_what_a_user_changes_for_one) {
    answer = [](const http::request& r) {
        return r.target.starts_with("/database") ? json(R"({"pagination":{},"results":[]})")
                                                 : json(R"({"username":"me","release_id":1,"rating":3})");
    };
    auto client = make_client();
    auto search = [&] {
        auto hits = client.search({.query = "x"});
        run(hits.next_page());
    };
    auto rating = [&] { run(client.release(1).rating().user("me").get()); };
    search();
    rating();
    time->advance(59s);
    search();
    rating();
    EXPECT_EQ(transport->count(), 2U);
    time->advance(2s);
    search();
    rating();
    EXPECT_EQ(transport->count(), 3U) << "the rating again";
    time->advance(10min);
    search();
    EXPECT_EQ(transport->count(), 4U);
}

TEST_F(caching, one_lifetime_for_all_may_be_chosen) {
    params.cache_lifetime = 10s;
    auto client = make_client();
    title_of(client);
    time->advance(9s);
    EXPECT_EQ(title_of(client), "edition 1");
    time->advance(2s);
    EXPECT_EQ(title_of(client), "edition 2");
}

TEST_F(caching, refresh_asks_and_keeps_bypass_does_neither) {
    auto client = make_client();
    title_of(client);
    EXPECT_EQ(title_of(client, {.cache = cache_mode::bypass}), "edition 2");
    EXPECT_EQ(title_of(client), "edition 1");
    EXPECT_EQ(title_of(client, {.cache = cache_mode::refresh}), "edition 3");
    EXPECT_EQ(title_of(client), "edition 3");
    EXPECT_EQ(transport->count(), 3U);
}

TEST_F(caching, stale_answer_stands_in_for_a_failure_when_asked) {
    params.retry.max_attempts = 1;
    auto client = make_client();
    title_of(client);
    time->advance(7h);
    answer = [](const http::request&) { return error_json(503, "down"); };
    fails<server_error>(client.release(1).get());
    EXPECT_EQ(title_of(client, {.stale = stale_answer::if_error}), "edition 1");
    EXPECT_EQ(observer->stale, 1);
    answer = [](const http::request&) { return error_json(404, "gone"); };
    fails<not_found_error>(client.release(1).get({}, {.stale = stale_answer::if_error}));
    answer = [](const http::request&) { return json("{}"); };
    transport->use({.latency = 1h});
    EXPECT_EQ(title_of(client, {.deadline = 5s, .stale = stale_answer::if_error}), "edition 1")
        << "no answer in time is a failure, too";
}

TEST_F(caching, answers_never_cross_accounts) {
    auto mine = make_client();
    title_of(mine);
    params.token = "other";
    auto theirs = make_client();
    EXPECT_EQ(title_of(theirs), "edition 2");
    params.token = "";
    params.credentials_from = discogs::credential_source::params_only;
    auto nobodys = make_client();
    EXPECT_EQ(title_of(nobodys), "edition 3");
    EXPECT_EQ(title_of(mine), "edition 1");
    run(theirs.clear_cache());
    EXPECT_EQ(title_of(mine), "edition 1");
    EXPECT_EQ(title_of(theirs), "edition 4");
}

TEST_F(caching, currency_and_text_format_are_part_of_the_question) {
    auto client = make_client();
    title_of(client);
    run(client.release(1).get({.currency = discogs::currency::eur}));
    params.text_format = discogs::text_format::html;
    title_of(make_client());
    EXPECT_EQ(transport->count(), 3U);
}

TEST_F(caching, only_what_could_be_read_is_kept) {
    auto client = make_client();
    for (const std::string body : {"<html>", "[1]", "{\"id\":1,"}) {
        answer = [&](const http::request&) { return json(body); };
        EXPECT_THROW(run(client.release(1).get()), error);
    }
    answer = [](const http::request&) { return json(R"({"id":1,"title":"good"})"); };
    EXPECT_EQ(title_of(client), "good");
    EXPECT_EQ(transport->count(), 4U);
}

TEST_F(caching, service_may_forbid_it) {
    answer = [this](const http::request&) {
        return with_header(
            json(R"({"id":1,"title":"edition )" + std::to_string(++edition) + R"("})"),
            "Cache-Control",
            "private, no-store");
    };
    auto client = make_client();
    title_of(client);
    EXPECT_EQ(title_of(client), "edition 2");
}

TEST_F(caching, write_drops_what_it_changes_and_no_more) {
    answer = [this](const http::request& r) {
        if (r.method != http::method::get)
            return json(R"({"release_id":1,"username":"me","rating":5})");
        if (r.target.ends_with("/rating"))
            return json(
                R"({"release_id":1,"rating":{"average":4,"count":)" + std::to_string(++edition) + "}}");
        return json(R"({"id":2,"title":"other"})");
    };
    auto client = make_client();
    run(client.release(1).rating().get());
    run(client.release(2).get());
    run(client.release(1).rating().user("me").update(5));
    run(client.release(2).get());
    EXPECT_EQ(run(client.release(1).rating().get()).rating->count, 2);
    EXPECT_EQ(transport->count("GET", "/releases/2"), 1U);
}

TEST_F(caching, write_without_an_answer_drops_as_well) {
    answer = [this](const http::request& r) -> segue::testing::reply {
        if (r.method != http::method::get)
            return errc::connection_lost;
        return json(R"({"release_id":1,"rating":{"average":4,"count":)" + std::to_string(++edition) + "}}");
    };
    auto client = make_client();
    run(client.release(1).rating().get());
    fails<outcome_unknown>(client.release(1).rating().user("me").update(5));
    EXPECT_EQ(run(client.release(1).rating().get()).rating->count, 2);
}

TEST_F(caching, answer_that_a_write_has_overtaken_is_not_kept) {
    answer = [this](const http::request& r) {
        if (r.method != http::method::get)
            return json(R"({"release_id":1,"username":"me","rating":5})");
        return json(R"({"release_id":1,"rating":{"average":4,"count":)" + std::to_string(++edition) + "}}");
    };
    transport->use({.latency = 1s});
    auto client = make_client();
    auto read = [&]() -> asio::awaitable<void> { co_await client.release(1).rating().get(); };
    asio::co_spawn(io, read(), rethrow);
    io.poll();
    transport->use({.latency = 10ms});
    run(client.release(1).rating().user("me").update(5));
    EXPECT_EQ(run(client.release(1).rating().get()).rating->count, 2);
    EXPECT_EQ(run(client.release(1).rating().get()).rating->count, 2) << "kept";
    EXPECT_EQ(edition, 2);
}

TEST_F(caching, service_may_say_that_nothing_has_changed) {
    answer = [this](const http::request& r) -> http::response {
        if (r.headers.contains("If-Modified-Since"))
            return {304, {}, ""};
        return with_header(
            json(R"({"id":1,"title":"edition )" + std::to_string(++edition) + R"("})"),
            "Last-Modified",
            "Fri, 20 Nov 2026 00:00:00 GMT");
    };
    auto client = make_client();
    title_of(client);
    time->advance(7h);
    EXPECT_EQ(title_of(client), "edition 1");
    EXPECT_EQ(transport->count(), 2U);
    EXPECT_EQ(title_of(client), "edition 1") << "and its lifetime began anew";
    EXPECT_EQ(transport->count(), 2U);
}

TEST_F(caching, one_resource_can_be_let_go) {
    answer = [this](const http::request& r) {
        const auto id = r.target.substr(r.target.rfind('/') + 1);
        return json(R"({"id":)" + id + R"(,"title":"edition )" + std::to_string(++edition) + R"("})");
    };
    auto client = make_client();
    run(client.release(1).get());
    run(client.release(2).get());
    EXPECT_EQ(run(client.release(1).clear_cache()), 1U);
    run(client.release(2).get());
    EXPECT_EQ(transport->count(), 2U);
    run(client.release(1).get());
    EXPECT_EQ(transport->count(), 3U);
    EXPECT_EQ(run(client.clear_cache()), 2U);
    cache = nullptr;
    EXPECT_EQ(run(make_client().clear_cache()), 0U);
}

/// Fails whatever it is asked.
class broken_cache final : public traffic::response_cache {
public:
    asio::awaitable<traffic::cache_hit> find(const traffic::cache_key&, traffic::wall_time) override {
        throw std::runtime_error("broken");
    }
    asio::awaitable<void> store(traffic::cache_key, std::shared_ptr<const traffic::cached_answer>) override {
        throw std::runtime_error("broken");
    }
    asio::awaitable<std::size_t> drop(traffic::cache_filter) override { throw std::runtime_error("broken"); }
};

TEST_F(caching, trouble_of_a_cache_is_its_own) {
    cache = std::make_shared<broken_cache>();
    auto client = make_client();
    EXPECT_EQ(title_of(client), "edition 1");
    EXPECT_EQ(title_of(client), "edition 2");
    answer = [](const http::request&) { return json(R"({"release_id":1,"username":"me","rating":5})"); };
    EXPECT_EQ(run(client.release(1).rating().user("me").update(5)).rating, 5);
}

/// Fails without waiting.
class cache_broken_at_once final : public traffic::response_cache {
public:
    asio::awaitable<traffic::cache_hit> find(const traffic::cache_key&, traffic::wall_time) override {
        throw std::logic_error("was told at once");
    }
    asio::awaitable<void> store(traffic::cache_key, std::shared_ptr<const traffic::cached_answer>) override {
        throw std::logic_error("was told at once");
    }
    asio::awaitable<std::size_t> drop(traffic::cache_filter) override { co_return 0; }
    std::optional<traffic::cache_hit> find_at_once(const traffic::cache_key&, traffic::wall_time) override {
        ++finds;
        throw std::runtime_error("broken");
    }
    bool store_at_once(traffic::cache_key&, std::shared_ptr<const traffic::cached_answer>&) override {
        ++stores;
        throw std::runtime_error("broken");
    }

    int finds = 0;
    int stores = 0;
};

TEST_F(caching, trouble_of_a_cache_that_never_waits_is_its_own) {
    const auto broken = std::make_shared<cache_broken_at_once>();
    cache = broken;
    auto client = make_client();
    EXPECT_EQ(title_of(client), "edition 1");
    EXPECT_EQ(title_of(client), "edition 2");
    EXPECT_EQ(broken->finds, 2);
    EXPECT_EQ(broken->stores, 2);
}

/// Says of itself that it has to wait.
class waiting_cache final : public traffic::response_cache {
public:
    asio::awaitable<traffic::cache_hit> find(const traffic::cache_key& key, traffic::wall_time now) override {
        return kept_->find(key, now);
    }
    asio::awaitable<void>
    store(traffic::cache_key key, std::shared_ptr<const traffic::cached_answer> entry) override {
        return kept_->store(std::move(key), std::move(entry));
    }
    asio::awaitable<std::size_t> drop(traffic::cache_filter which) override { return kept_->drop(which); }

private:
    std::shared_ptr<traffic::response_cache> kept_ = traffic::make_memory_cache();
};

TEST_F(caching, cache_that_has_to_wait_is_waited_for) {
    cache = std::make_shared<waiting_cache>();
    auto client = make_client();
    EXPECT_EQ(title_of(client), "edition 1");
    EXPECT_EQ(title_of(client), "edition 1");
}

TEST_F(caching, wall_clock_set_back_makes_nothing_immortal) {
    auto client = make_client();
    title_of(client);
    time = std::make_shared<segue::testing::manual_time>(segue::testing::manual_time::default_date - 48h);
    transport = std::make_shared<segue::testing::counting_transport>(
        [this](const http::request& r) { return answer(r); }, time);
    EXPECT_EQ(title_of(make_client()), "edition 2") << "an answer from the future is not fresh";
}

} // namespace
