#include "support/client_fixture.hpp"

#include <gmock/gmock.h>

#include <utility>

namespace segue::test {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string address = "https://i.images.test/aB-c_d/rs:fit/g:sm/q:90/h:600/w:600/czM6Ly9k.jpeg";

http::response picture(std::string bytes) {
    http::response answer;
    answer.status = 200;
    answer.headers.add("Content-Type", "image/jpeg");
    answer.body = std::move(bytes);
    return answer;
}

http::response refusal(int status) {
    http::response answer;
    answer.status = status;
    answer.body = "no";
    return answer;
}

class images : public client_fixture {
protected:
    images() {
        answer = [](const http::request& r) {
            return r.to.host == "service.test" ? testing::json(R"({"id":1,"title":"T"})")
                                               : picture("picture of " + r.target);
        };
    }

    failure refused(std::string_view url) {
        auto client = make_client();
        return fails<bad_params>(client.image(url).download());
    }
};

TEST_F(images, noun_sends_nothing_and_the_verb_asks_for_exactly_that_address) {
    auto client = make_client();
    const auto cover = client.image(address);
    {
        const auto never_awaited = cover.download();
    }
    time->run(io);
    EXPECT_EQ(transport->count(), 0U);
    const auto got = run(cover.download());
    EXPECT_EQ(got.body, "picture of /aB-c_d/rs:fit/g:sm/q:90/h:600/w:600/czM6Ly9k.jpeg");
    EXPECT_EQ(got.headers.find("Content-Type"), "image/jpeg");
    const auto sent = transport->request(0);
    EXPECT_EQ(sent.to.text(), "https://i.images.test:443");
    EXPECT_EQ(transport->count(), 1U);
}

TEST_F(images, host_of_pictures_hears_no_credentials) {
    auto client = make_client();
    run(client.image(address).download());
    run(client.image("https://service.test/picture.jpeg").download()); // the API's own host
    for (const auto& sent : transport->requests()) {
        EXPECT_FALSE(sent.headers.contains("Authorization"));
        EXPECT_TRUE(sent.headers.contains("User-Agent"));
        for (const auto& field : sent.headers)
            EXPECT_THAT(field.value, Not(HasSubstr("sesame")));
    }
    EXPECT_EQ(transport->count(), 2U);
}

TEST_F(images, every_form_gives_the_same_picture) {
    auto client = make_client();
    const auto cover = client.image(address);
    std::string bytes;
    auto take = [&](const download_piece& next) { bytes += next.bytes; };
    const auto handed_over = run(cover.download_to(take));
    EXPECT_EQ(handed_over.size_bytes, bytes.size());
    EXPECT_EQ(bytes, run(cover.download()).body);
}

TEST_F(images, are_neither_kept_nor_shared) {
    cache = traffic::make_memory_cache();
    auto client = make_client();
    run(client.image(address).download());
    run(client.image(address).download());
    EXPECT_EQ(transport->count(), 2U);
    EXPECT_EQ(observer->cached, 0);
    EXPECT_EQ(observer->joined, 0);
}

TEST_F(images, addresses_that_are_none_are_refused_without_a_request) {
    EXPECT_THAT(refused("").message, HasSubstr("without credentials"));
    for (const char* url :
         {"/images/1.jpeg",
          "i.images.test/1.jpeg",
          "http://i.images.test/1.jpeg",
          "file:///etc/passwd",
          "https://",
          "https://user@i.images.test/1.jpeg",
          "https://127.0.0.1/1.jpeg",
          "http://localhost/1.jpeg",
          "https://192.168.1.1/1.jpeg",
          "https://i.images.test/a b.jpeg",
          "https://i.images.test/\r\nX: y"}) {
        const auto why = refused(url);
        EXPECT_EQ(why.param, "url") << url;
        EXPECT_EQ(transport->count(), 0U) << url;
    }
    auto client = make_client();
    EXPECT_EQ(fails<bad_params>(client.image(address).download_to_file("")).param, "path");
}

TEST_F(images, address_that_has_expired_is_an_error_of_its_own) {
    for (const int status : {403, 404, 410}) {
        answer = [status](const http::request&) { return refusal(status); };
        auto client = make_client();
        const auto why = fails<api_error>(client.image(address).download());
        EXPECT_EQ(why.code, errc::link_expired);
        EXPECT_EQ(why.status, status);
        EXPECT_THAT(why.message, HasSubstr("loaded again"));
    }
    answer = [](const http::request&) { return testing::html(403, "<html>no robots</html>"); };
    auto client = make_client();
    EXPECT_EQ(fails<forbidden_error>(client.image(address).download()).code, errc::blocked);
}

TEST_F(images, errors_and_events_do_not_show_the_signature) {
    answer = [](const http::request&) { return refusal(404); };
    auto client = make_client();
    const auto why = fails<api_error>(client.image(address).download());
    EXPECT_EQ(why.path, "https://i.images.test:443/...");
    EXPECT_THAT(describe(why), Not(HasSubstr("aB-c_d")));
    ASSERT_FALSE(observer->paths.empty());
    for (const auto& path : observer->paths)
        EXPECT_EQ(path, "https://i.images.test:443/...");
}

TEST_F(images, do_not_wait_for_the_api_nor_cost_its_quota) {
    params.quota.authenticated_limit = 1;
    params.quota.queue_bound = 1;
    auto client = make_client();
    run(client.release(1).get());
    const auto before = time->now();
    int done = 0;
    auto count = [&done](std::exception_ptr e, const discogs::release&) { done += e ? 0 : 1; };
    asio::co_spawn(io, client.release(2).get(), count); // waits for a slot: the queue is full
    io.restart();
    io.poll();
    io.restart();
    EXPECT_EQ(client.budget().used, 1);
    std::string body;
    auto keep = [&](std::exception_ptr e, downloaded got) {
        EXPECT_FALSE(e);
        body = std::move(got.body);
    };
    asio::co_spawn(io, client.image(address).download(), keep);
    io.poll();
    io.restart();
    EXPECT_THAT(body, HasSubstr("picture of"));
    EXPECT_EQ(time->now(), before);
    EXPECT_EQ(done, 0);
    EXPECT_EQ(client.budget().used, 1);
    time->run(io);
    EXPECT_EQ(done, 1);
}

TEST_F(images, each_host_has_a_limit_of_its_own) {
    params.image_limit = 2;
    auto client = make_client();
    const auto before = time->now();
    run(client.image(address).download());
    run(client.image(address).download());
    run(client.image("https://other.test/1.png").download());
    EXPECT_EQ(time->now(), before);
    run(client.image(address).download());
    EXPECT_GT(time->now() - before, 59s);
    EXPECT_LT(time->now() - before, 62s);
}

TEST_F(images, limit_can_be_turned_off_and_must_not_be_negative) {
    params.image_limit = 0;
    auto client = make_client();
    const auto before = time->now();
    for (int i = 0; i < 100; ++i)
        run(client.image(address).download());
    EXPECT_EQ(time->now(), before);
    params.image_limit = -1;
    EXPECT_THROW(make_client(), std::invalid_argument);
}

TEST_F(images, refusal_of_one_host_stops_that_host_alone) {
    answer = [this](const http::request& r) {
        if (r.to.host == "i.images.test" && transport->count() == 1)
            return testing::reply(testing::with_retry_after(refusal(429), 40s));
        return testing::reply(picture("fine"));
    };
    auto client = make_client();
    const auto before = time->now();
    EXPECT_EQ(fails<rate_limit_error>(client.image(address).download()).retry_after, 40'000ms);
    run(client.image("https://other.test/1.png").download());
    EXPECT_EQ(time->now(), before);
    run(client.image(address).download());
    EXPECT_GE(time->now() - before, 40s);
}

TEST_F(images, hosts_that_fail_open_no_circuit_of_the_api) {
    params.breaker.failures_to_open = 2;
    params.breaker.failing_for = 0s;
    answer = [](const http::request& r) {
        return r.to.host == "service.test" ? testing::reply(testing::json(R"({"id":1,"title":"T"})"))
                                           : testing::reply::lost();
    };
    auto client = make_client();
    for (int i = 0; i < 2; ++i)
        fails<connection_error>(client.image(address).download());
    fails<circuit_open_error>(client.image(address).download());
    EXPECT_EQ(run(client.release(1).get()).title, "T");
}

TEST_F(images, closed_client_loads_none) {
    auto client = make_client();
    run(client.image(address).download());
    auto closed = [](discogs::client c) -> asio::awaitable<int> {
        co_await c.close();
        co_return 0;
    };
    run(closed(client));
    fails<client_closed_error>(client.image(address).download());
    fails<client_closed_error>(client.image("https://new.test/1").download());
    client.open();
    EXPECT_EQ(run(client.image("https://new.test/1").download()).body, "picture of /1");
    EXPECT_EQ(
        run(client.image(address).download()).size_bytes, run(client.image(address).download()).body.size());
}

TEST_F(images, noun_outlives_its_client) {
    auto client = std::make_unique<discogs::client>(make_client());
    const auto cover = client->image(address);
    client.reset();
    EXPECT_GT(run(cover.download()).size_bytes, 0U);
}

} // namespace
} // namespace segue::test
