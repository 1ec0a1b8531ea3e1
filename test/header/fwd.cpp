// A forward declaration in the wrong namespace declares another type, and nobody notices: every name of
// fwd.hpp must be complete once its header is included. That class and struct agree is a warning of clang's.
#include <segue/account/secret.hpp>
#include <segue/account/sqlite_token_store.hpp>
#include <segue/account/token_store.hpp>
#include <segue/base/error.hpp>
#include <segue/base/events.hpp>
#include <segue/base/extra.hpp>
#include <segue/base/money.hpp>
#include <segue/base/time_source.hpp>
#include <segue/discogs/client.hpp>
#include <segue/discogs/models/release.hpp>
#include <segue/fwd.hpp>
#include <segue/http/headers.hpp>
#include <segue/http/pool.hpp>
#include <segue/http/request.hpp>
#include <segue/http/response.hpp>
#include <segue/http/transport.hpp>
#include <segue/traffic/quota_ledger.hpp>

#include <gtest/gtest.h>

#include <cstddef>

namespace {

// Does not compile when one of the types is only declared.
template <class... Types>
constexpr std::size_t size_of_all = (sizeof(Types) + ...);

TEST(fwd, declared_names_are_the_defined_types) {
    constexpr std::size_t base = size_of_all<
        segue::error,
        segue::extra,
        segue::observer,
        segue::time_source,
        segue::failure,
        segue::money>;
    constexpr std::size_t http = size_of_all<
        segue::http::body_sink,
        segue::http::body_source,
        segue::http::headers,
        segue::http::transport,
        segue::http::pool_params,
        segue::http::request,
        segue::http::response>;
    constexpr std::size_t account = size_of_all<
        segue::account::secret,
        segue::account::sqlite_token_store,
        segue::account::stored_account,
        segue::account::token_store>;
    constexpr std::size_t traffic =
        size_of_all<segue::traffic::quota_ledger, segue::traffic::budget, segue::traffic::quota_params>;
    constexpr std::size_t discogs = size_of_all<segue::discogs::client, segue::discogs::release>;
    EXPECT_GT(base, 0U);
    EXPECT_GT(http, 0U);
    EXPECT_GT(account, 0U);
    EXPECT_GT(traffic, 0U);
    EXPECT_GT(discogs, 0U);
}

} // namespace
