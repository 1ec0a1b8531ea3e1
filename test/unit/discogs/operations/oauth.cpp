// The two steps of OAuth.

#include "unit/discogs/operations/operations.hpp"

namespace segue::test {
namespace {

// clang-format off
const operation oauth_rows[] = {
    row(2, SEGUE_CALL(client.oauth(), request_token, {.callback = "https://shelf.example.org/back"}),
        {.request = "GET /oauth/request_token",
         .answer = "oauth_token=asked&oauth_token_secret=s1&oauth_callback_confirmed=true",
         .again = repeat::harmful},
        [](const discogs::request_token& got) { return got.token.reveal() + ' ' + got.token_secret.reveal(); },
        "asked s1"),
    row(3, SEGUE_CALL(client.oauth(), access_token, discogs::request_token("asked", "s1"), "agreed"),
        {.request = "POST /oauth/access_token", .answer = "oauth_token=lasts&oauth_token_secret=s2",
         .again = repeat::harmful},
        [](const discogs::access_token& got) { return got.token.reveal() + ' ' + got.token_secret.reveal(); },
        "lasts s2"),
};
// clang-format on

} // namespace

std::span<const operation> oauth_operations() {
    return oauth_rows;
}

} // namespace segue::test
