// Users as somebody meets them who has only the public class and a socket.

#include "blocking_client.hpp"

#include <segue/emulator/emulator.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <stdexcept>
#include <string>

namespace segue::emulator {
namespace {

using testing::blocking_client;
using testing::reply;

boost::json::value parsed(const reply& from) {
    boost::system::error_code ec;
    boost::json::value out = boost::json::parse(from.body, ec);
    return ec ? boost::json::value{} : out;
}

reply send(
    blocking_client& client,
    const std::string& method,
    const std::string& target,
    const std::string& authorization,
    const std::string& body = {}) {
    client.send(
        method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nUser-Agent: EmulatorTest/1.0\r\n" +
        "Authorization: " + authorization + "\r\nContent-Length: " + std::to_string(body.size()) +
        "\r\n\r\n" + body);
    return client.receive();
}

/// Value of a name in form text.
std::string form_value(const std::string& text, const std::string& name) {
    const std::size_t at = text.find(name + "=") + name.size() + 1;
    return text.substr(at, text.find('&', at) - at);
}

std::string refusal_of(const emulator_params& bad) {
    try {
        const emulator made(bad);
    } catch (const std::invalid_argument& problem) {
        return problem.what();
    }
    return {};
}

TEST(emulator_people, tokens_are_known_by_name) {
    const emulator made;
    EXPECT_EQ(made.token_of(made.username()), made.token());
    EXPECT_EQ(made.token_of("SEGUE_LISTENER"), made.token()) << "without case";
    EXPECT_NE(made.other_username(), made.username());
    EXPECT_EQ(made.token_of(made.other_username()).size(), 40U);
    EXPECT_NE(made.token_of("halo_collector"), made.token_of(made.other_username()));
    EXPECT_THROW((void)made.token_of("nobody"), std::invalid_argument);
    blocking_client client(made.base_url(), made.ca_file());
    const reply who = client.get("/oauth/identity", made.token_of(made.other_username()));
    EXPECT_EQ(parsed(who).at("username").as_string(), made.other_username());
}

TEST(emulator_people, what_is_written_is_read_back_over_the_same_socket) {
    emulator made;
    blocking_client client(made.base_url(), made.ca_file());
    const std::string credentials = "Discogs token=" + made.token();
    const std::string folders = "/users/" + made.username() + "/collection/folders";
    const reply folder = send(client, "POST", folders, credentials, R"({"name":"New"})");
    ASSERT_EQ(folder.status, 201);
    const std::string id = std::to_string(parsed(folder).at("id").as_int64());
    EXPECT_EQ(send(client, "POST", folders + "/" + id + "/releases/1", credentials).status, 201);
    const reply page = client.get(folders + "/" + id + "/releases", made.token());
    EXPECT_EQ(parsed(page).at("releases").at(0).at("id").as_int64(), 1);
    EXPECT_EQ(send(client, "DELETE", folders + "/" + id, credentials).status, 422);
    const auto journal = made.journal();
    ASSERT_EQ(journal.size(), 4U);
    EXPECT_EQ(
        journal[1].route, "POST /users/{username}/collection/folders/{folder_id}/releases/{release_id}");
}

TEST(emulator_people, faults_strike_the_new_routes_by_name) {
    emulator made;
    fault gone;
    gone.kind = fault_kind::status;
    gone.status = 503;
    gone.route = "PUT /users/{username}/wants/{release_id}";
    made.add_fault(gone);
    blocking_client client(made.base_url(), made.ca_file());
    const std::string credentials = "Discogs token=" + made.token();
    const std::string want = "/users/" + made.username() + "/wants/1";
    EXPECT_EQ(send(client, "PUT", want, credentials).status, 503);
    EXPECT_EQ(made.journal().at(0).handled_status, 201) << "it happened all the same";
    EXPECT_EQ(send(client, "DELETE", want, credentials).status, 204);
}

TEST(emulator_people, authorize_plays_the_user) {
    emulator made;
    blocking_client client(made.base_url(), made.ca_file());
    const std::string now = std::to_string(
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
            .count());
    const auto header = [&](const std::string& nonce, const std::string& more, const std::string& secret) {
        return "OAuth oauth_consumer_key=\"" + made.consumer_key() + "\", oauth_nonce=\"" + nonce +
               "\", oauth_timestamp=\"" + now +
               "\", oauth_signature_method=\"PLAINTEXT\", oauth_signature=\"" + made.consumer_secret() +
               "%26" + secret + "\"" + more;
    };
    const reply first =
        send(client, "GET", "/oauth/request_token", header("n1", ", oauth_callback=\"oob\"", ""));
    ASSERT_EQ(first.status, 200) << first.body;
    const std::string token = form_value(first.body, "oauth_token");
    const std::string verifier = made.authorize(token, made.other_username());
    EXPECT_THROW((void)made.authorize(token), std::invalid_argument) << "once";
    EXPECT_THROW((void)made.authorize("wrong"), std::invalid_argument);
    const std::string more = ", oauth_token=\"" + token + "\", oauth_verifier=\"" + verifier + "\"";
    const reply third = send(
        client,
        "POST",
        "/oauth/access_token",
        header("n2", more, form_value(first.body, "oauth_token_secret")));
    ASSERT_EQ(third.status, 200) << third.body;
    const std::string access = ", oauth_token=\"" + form_value(third.body, "oauth_token") + "\"";
    const reply who = send(
        client, "GET", "/oauth/identity", header("n3", access, form_value(third.body, "oauth_token_secret")));
    EXPECT_EQ(parsed(who).at("username").as_string(), made.other_username());
    EXPECT_NE(first.head.find("X-Discogs-Ratelimit: 60"), std::string::npos)
        << "a known consumer has the full tier";
}

TEST(emulator_people, sizes_out_of_range_are_refused) {
    emulator_params bad;
    bad.collection_size = -1;
    EXPECT_EQ(refusal_of(bad), "collection_size must be 0 to 100000");
    bad.collection_size = 100'001;
    EXPECT_EQ(refusal_of(bad), "collection_size must be 0 to 100000");
    bad.collection_size = 0;
    bad.wantlist_size = 100'001;
    EXPECT_EQ(refusal_of(bad), "wantlist_size must be 0 to 100000");
}

TEST(emulator_people, ten_thousand_copies_are_served) {
    emulator_params params;
    params.collection_size = 10'000;
    params.rate = 1'000;
    const emulator made(params);
    blocking_client client(made.base_url(), made.ca_file());
    const std::string path =
        "/users/" + made.username() + "/collection/folders/0/releases?per_page=100&page=";
    const auto last = parsed(client.get(path + "100", made.token()));
    EXPECT_EQ(last.at("pagination").at("items").as_int64(), 10'000);
    const auto& copies = last.at("releases").as_array();
    ASSERT_EQ(copies.size(), 100U);
    for (std::size_t i = 0; i < copies.size(); i += 25) {
        const std::string release = "/releases/" + std::to_string(copies.at(i).at("id").as_int64());
        EXPECT_EQ(client.get(release, made.token()).status, 200) << release;
    }
}

} // namespace
} // namespace segue::emulator
