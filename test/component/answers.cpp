#include "support/on_emulator.hpp"

#include <boost/asio/error.hpp>

#include <set>
#include <tuple>

namespace {

using namespace std::chrono_literals;
using namespace segue;

class component_answers : public test::on_emulator {
protected:
    void SetUp() override { start(); }
};

/// What tells one entry of an artist's list from another.
std::vector<std::tuple<std::string, std::int64_t, std::string>>
names_of(const std::vector<discogs::artist_release>& items) {
    std::vector<std::tuple<std::string, std::int64_t, std::string>> names;
    for (const auto& item : items)
        names.emplace_back(item.type ? std::string(item.type->text()) : "", item.id, item.title);
    return names;
}

/// Undoes percent-encoding.
std::string decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size()) {
            out += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
            i += 2;
        } else {
            out += text[i] == '+' ? ' ' : text[i];
        }
    }
    return out;
}

std::string query_value(const std::string& target, const std::string& name) {
    auto at = target.find('?' + name + '=');
    if (at == std::string::npos)
        at = target.find('&' + name + '=');
    if (at == std::string::npos)
        return {};
    const auto begin = at + name.size() + 2;
    return decoded(std::string_view(target).substr(begin, target.find('&', begin) - begin));
}

TEST_F(component_answers, release_is_read_over_tls) {
    auto client = make_client();
    const auto release = run(client.release(known_release).get());
    EXPECT_EQ(release.id.value(), known_release);
    EXPECT_EQ(release.title, "The Downward Spiral");
    ASSERT_FALSE(release.artists.empty());
    EXPECT_EQ(release.artists.front().name, "Nine Inch Nails");
    EXPECT_GT(release.tracklist.size(), 10U);
    EXPECT_TRUE(observer->drifts.empty());
    const auto journal = service().journal();
    ASSERT_EQ(journal.size(), 1U);
    EXPECT_EQ(journal[0].method, "GET");
    EXPECT_EQ(journal[0].target, "/releases/352665");
    EXPECT_EQ(journal[0].status, 200);
    EXPECT_EQ(test::field_of(journal[0], "Host"), base_url().substr(std::string("https://").size()));
    EXPECT_EQ(test::field_of(journal[0], "Authorization"), "Discogs token=" + token());
    EXPECT_EQ(service().handshakes(), 1U);
}

TEST_F(component_answers, artist_is_read_over_tls) {
    auto client = make_client();
    const auto artist = run(client.artist(known_artist).get());
    EXPECT_EQ(artist.id.value(), known_artist);
    EXPECT_EQ(artist.name, "Nine Inch Nails");
    EXPECT_FALSE(artist.members.empty());
    EXPECT_TRUE(observer->drifts.empty());
}

TEST_F(component_answers, paged_list_of_hundreds_is_read_once_each) {
    auto client = make_client();
    auto by_fifty = client.artist(known_artist).releases().list();
    const auto total = run(by_fifty.total());
    const auto names = names_of(run(by_fifty.collect()));
    EXPECT_GT(names.size(), 300U);
    EXPECT_EQ(static_cast<std::int64_t>(names.size()), total);
    const std::set<std::tuple<std::string, std::int64_t, std::string>> distinct(names.begin(), names.end());
    EXPECT_EQ(distinct.size(), names.size()) << "an entry was given twice";
    EXPECT_EQ(by_fifty.pages_read(), (names.size() + 49) / 50);
    EXPECT_EQ(service().requests(), by_fifty.pages_read()) << "a page was asked for twice";
    auto by_hundred = client.artist(known_artist).releases().list({.per_page = 100});
    EXPECT_EQ(names_of(run(by_hundred.collect())), names);
    EXPECT_EQ(by_hundred.pages_read(), (names.size() + 99) / 100);
    EXPECT_FALSE(run(by_hundred.next())) << "the end stays the end";
}

TEST_F(component_answers, search_finds_by_type) {
    auto client = make_client();
    auto hits = client.search({.query = "Nine Inch Nails", .type = discogs::search_type::artist});
    const auto found = run(hits.collect());
    ASSERT_FALSE(found.empty());
    for (const auto& hit : found)
        EXPECT_EQ(hit.type, discogs::search_type::artist) << hit.title;
    EXPECT_EQ(found.front().id, known_artist);
}

TEST_F(component_answers, search_text_with_reserved_characters_arrives_whole_on_every_page) {
    const std::string text = "a/b?c#d%20e&f=g+h \"i\" \xC3\xA9";
    auto client = make_client();
    // The list gains an entry with each request, so the third one has a second page.
    strike(fault_kind::drifting_list, 0);
    const auto search = [&] { return client.search({.query = text, .per_page = 1}); };
    for (int i = 0; i < 2; ++i) {
        auto hits = search();
        run(hits.next());
    }
    auto hits = search();
    EXPECT_TRUE(run(hits.next()));
    EXPECT_TRUE(run(hits.next()));
    const auto journal = service().journal();
    ASSERT_EQ(journal.size(), 4U);
    for (const auto& entry : journal) {
        EXPECT_EQ(entry.status, 200) << entry.target;
        EXPECT_EQ(query_value(entry.target, "q"), text) << entry.target;
    }
    EXPECT_EQ(query_value(journal[3].target, "page"), "2");
}

TEST_F(component_answers, unknown_release_is_not_found_and_keeps_the_connection) {
    auto client = make_client();
    const auto f = fails<not_found_error>(client.release(999'999'999).get());
    EXPECT_EQ(f.code, errc::not_found);
    EXPECT_EQ(f.status, 404);
    EXPECT_EQ(f.message, "Release not found.");
    EXPECT_EQ(f.path, "/releases/999999999");
    EXPECT_EQ(f.attempts, 1);
    run(client.release(known_release).get());
    EXPECT_EQ(service().connections(), 1U);
}

TEST_F(component_answers, search_without_credentials_is_unauthorized) {
    auto p = params();
    p.token = {};
    auto client = make_client(p);
    auto hits = client.search({.query = "x"});
    const auto f = fails<authentication_error>(hits.next());
    EXPECT_EQ(f.code, errc::unauthorized);
    EXPECT_EQ(f.status, 401);
    EXPECT_NE(f.message.find("authenticate"), std::string::npos) << f.message;
    EXPECT_EQ(test::field_of(service().journal().at(0), "Authorization"), "");
    EXPECT_EQ(run(client.release(known_release).get()).title, "The Downward Spiral")
        << "public data needs none";
}

TEST_F(component_answers, wrong_token_is_unauthorized) {
    auto p = params();
    p.token = "not-the-token";
    auto client = make_client(p);
    EXPECT_EQ(fails<authentication_error>(client.release(known_release).get()).status, 401);
}

TEST_F(component_answers, key_and_secret_open_the_search) {
    const auto key = service().consumer_key();
    const auto secret = service().consumer_secret();
    auto p = params();
    p.token = {};
    p.consumer_key = key;
    p.consumer_secret = secret;
    auto client = make_client(p);
    auto hits = client.search({.query = "Nine Inch Nails"});
    EXPECT_TRUE(run(hits.next()));
    EXPECT_EQ(
        test::field_of(service().journal().at(0), "Authorization"),
        "Discogs key=" + key + ", secret=" + secret);
    p.consumer_secret = "wrong";
    auto stranger = make_client(p);
    fails<authentication_error>(stranger.artist(known_artist).get());
}

TEST_F(component_answers, text_comes_in_the_form_that_was_asked_for) {
    const auto profile = [&](discogs::text_format form) {
        auto p = params();
        p.text_format = form;
        auto client = make_client(p);
        return run(client.artist(known_artist).get()).profile.value_or("");
    };
    const auto markup = profile(discogs::text_format::discogs);
    const auto html = profile(discogs::text_format::html);
    const auto plain = profile(discogs::text_format::plaintext);
    EXPECT_NE(markup.find("[i]halo[/i]"), std::string::npos) << markup;
    EXPECT_EQ(html.find("[i]"), std::string::npos) << html;
    EXPECT_NE(html.find('<'), std::string::npos) << html;
    EXPECT_EQ(plain.find_first_of("[<"), std::string::npos) << plain;
    EXPECT_NE(plain.find("halo"), std::string::npos) << plain;
}

TEST_F(component_answers, price_comes_in_the_currency_that_was_asked_for) {
    auto client = make_client();
    const auto dollars = run(client.release(known_release).get({.currency = discogs::currency::usd}));
    const auto yen = run(client.release(known_release).get({.currency = discogs::currency::jpy}));
    ASSERT_TRUE(dollars.lowest_price);
    ASSERT_TRUE(yen.lowest_price);
    EXPECT_EQ(dollars.lowest_price->currency, "USD");
    EXPECT_EQ(yen.lowest_price->currency, "JPY");
    EXPECT_GT(yen.lowest_price->amount, dollars.lowest_price->amount);
    EXPECT_EQ(query_value(service().journal().at(1).target, "curr_abbr"), "JPY");
}

TEST_F(component_answers, base_url_with_a_path_is_a_prefix_of_every_target) {
    const auto behind = base_url() + "/proxy/";
    auto p = params();
    p.base_url = behind;
    auto client = make_client(p);
    fails<not_found_error>(client.release(known_release).get());
    EXPECT_EQ(service().journal().at(0).target, "/proxy/releases/352665");
}

TEST_F(component_answers, idle_client_leaves_the_context_without_work) {
    auto client = make_client();
    run(client.release(known_release).get());
    EXPECT_EQ(service().open_connections(), 1U) << "the connection is kept";
    io.restart();
    const auto begun = std::chrono::steady_clock::now();
    io.run_for(patience);
    EXPECT_TRUE(io.stopped());
    EXPECT_LT(std::chrono::steady_clock::now() - begun, patience / 2);
}

TEST_F(component_answers, client_that_goes_closes_its_connections) {
    {
        auto client = make_client();
        run(client.release(known_release).get());
    }
    EXPECT_TRUE(eventually([&] { return service().open_connections() == 0; }));
}

TEST_F(component_answers, context_that_goes_first_ends_the_call_and_leaves_the_handle) {
    emulator::fault never;
    never.kind = fault_kind::delay;
    never.delay = 10min;
    service().add_fault(never);
    auto other = std::make_unique<asio::io_context>(1);
    discogs::client client(other->get_executor(), params(), observer);
    asio::co_spawn(*other, client.release(known_release).get(), rethrow);
    for (int i = 0; i < 3'000 && service().requests() == 0; ++i)
        other->run_one_for(10ms);
    EXPECT_EQ(service().requests(), 1U);
    other.reset();
    try {
        run(client.release(known_release).get());
        ADD_FAILURE() << "no error";
    } catch (const boost::system::system_error& e) {
        EXPECT_EQ(e.code(), asio::error::operation_aborted);
    }
}

TEST_F(component_answers, budget_agrees_with_the_service) {
    emulator::emulator_params served;
    start(served);
    auto p = params();
    p.rate_limit = traffic::rate_limit::on;
    auto client = make_client(p);
    const auto agrees = [&] {
        const auto seen = service().journal().back();
        const auto budget = client.budget();
        EXPECT_EQ(budget.limit, 60);
        EXPECT_EQ(budget.used, seen.used_after);
        EXPECT_EQ(budget.remaining, 60 - seen.used_after);
    };
    for (int i = 0; i < 7; ++i)
        run(client.release(1).get());
    agrees();
    EXPECT_EQ(client.budget().used, 7);
    service().add_foreign_requests(11);
    run(client.release(1).get());
    agrees();
    EXPECT_EQ(client.budget().used, 19);
    EXPECT_NE(observer->text.find("somebody else"), std::string::npos);
    p.token = {};
    EXPECT_EQ(make_client(p).budget().limit, 25);
}

TEST_F(component_answers, plain_http_serves_on_loopback) {
    auto served = unlimited();
    served.transport = emulator::transport_kind::http;
    start(served);
    EXPECT_EQ(base_url().rfind("http://", 0), 0U);
    auto client = make_client();
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(run(client.release(known_release).get()).title, "The Downward Spiral");
    EXPECT_EQ(service().connections(), 1U);
    EXPECT_EQ(service().handshakes(), 0U);
    strike(fault_kind::close_after_response);
    run(client.release(1).get());
    EXPECT_EQ(run(client.release(known_release).get()).id.value(), known_release);
    strike(fault_kind::reset_in_body);
    fails<connection_error>(client.release(known_release).get());
    strike(fault_kind::truncated_body);
    EXPECT_EQ(fails<protocol_error>(client.release(known_release).get()).code, errc::malformed_answer);
}

} // namespace
