#pragma once

#include <segue/account/secret.hpp>
#include <segue/fwd.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/system/error_category.hpp>
#include <boost/system/error_code.hpp>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace segue::account {

namespace asio = boost::asio;

/// A moment that outlives the process; what `time_source::today` returns.
using wall_time = std::chrono::system_clock::time_point;

/// Names an account of a store. No two accounts have the same; none of the parts is ever absent.
///
/// **Lifetime** views: whoever takes one copies what it needs before it returns.
struct account_key {
    /// The service, for example `discogs`. Not empty.
    std::string_view provider{};
    /// How the account signed in, for example `oauth1`. Not empty.
    std::string_view flow{};
    /// The application: its consumer key or client id. Empty for a personal token.
    std::string_view client_id{};
    /// The name that you gave the account; may be empty. Any bytes, zeros and quotes included, are taken as
    /// they are and compared exactly. So is a leading `~`: where your program lets its users write `~label`
    /// to sign in anew, take the one `~` off before you ask the store (and let `~~label` stand for `~label`).
    std::string_view label{};

    friend bool operator==(const account_key&, const account_key&) = default;
};
static_assert(std::is_trivially_destructible_v<account_key>);

/// What a store keeps of an account. Secrets print as `***`; `reveal` shows them.
///
/// **Units and ranges** a part of the key has at most 1,024 bytes, the whole at most 1 MiB. Times are kept to
/// the millisecond.
class stored_account {
public:
    /// Makes an empty account; fill in what there is. No aggregate: g++ 12 destroys those twice that are
    /// braced in a `co_await`.
    stored_account() = default;

    /// See `account_key::provider`.
    std::string provider;
    /// See `account_key::flow`.
    std::string flow;
    /// See `account_key::client_id`.
    std::string client_id;
    /// See `account_key::label`.
    std::string label;

    /// Who the service says it is; empty while it was not asked.
    std::string user_id;
    /// The name that the service shows; empty while it was not asked.
    std::string user_name;
    /// What was granted, in the service's order.
    std::vector<std::string> scopes;
    /// Where the sign-in came back to; empty when there was no such place.
    std::string redirect_uri;
    /// The kind of token, for example `bearer`; empty when the service names none.
    std::string token_type;
    /// The application's secret, for those who want it kept with the account.
    secret client_secret;
    /// The token that signs requests.
    secret access_token;
    /// The second half of an OAuth 1.0a token.
    secret token_secret;
    /// The token that gets a new access token, of OAuth 2.0.
    secret refresh_token;
    /// When the access token ends; nothing when that is not known or never.
    std::optional<wall_time> expires_at;
    /// Anything else that you need, in a form of your own. A file keeps it as carefully as a token; memory is
    /// not wiped of it. Keep no more of a service's answer than you use.
    std::string extra;

    /// When the account was first put. The store's own, like all that follows: what you write is ignored.
    wall_time created_at{};
    /// When it was last put or replaced.
    wall_time updated_at{};
    /// When it was last put or touched.
    wall_time last_used_at{};
    /// Changes with each put and replacement, and never comes back; see `token_store::replace`. Zero for an
    /// account that no store has returned.
    std::int64_t revision = 0;

    /// Returns the name of the account, as views into it.
    [[nodiscard]] account_key key() const noexcept { return {provider, flow, client_id, label}; }
};

/// Says which values of a field are wanted: any, one, or one of several. Several that are none match nothing.
///
/// **Lifetime** views, like `account_key`.
class filter_values {
public:
    /// Wants any value.
    constexpr filter_values() noexcept = default;
    /// Wants this one. Compared exactly.
    template <class Text>
        requires(std::convertible_to<const Text&, std::string_view>)
    constexpr filter_values(const Text& value) noexcept : how_(kind::one), one_(value) {}
    /// Wants one of several.
    template <class Values>
        requires(std::convertible_to<const Values&, std::span<const std::string_view>>)
    constexpr filter_values(const Values& values) noexcept : how_(kind::views), views_(values) {}
    /// Wants one of several.
    template <class Values>
        requires(std::convertible_to<const Values&, std::span<const std::string>>)
    constexpr filter_values(const Values& values) noexcept : how_(kind::strings), strings_(values) {}

    /// Tells whether nothing is asked of the field.
    [[nodiscard]] constexpr bool is_any() const noexcept { return how_ == kind::any; }
    /// Copies the values that are wanted; nothing when any is.
    [[nodiscard]] std::optional<std::vector<std::string>> values() const;

private:
    enum class kind : unsigned char { any, one, views, strings };

    kind how_ = kind::any;
    std::string_view one_;
    std::span<const std::string_view> views_;
    std::span<const std::string> strings_;
};

/// Says which accounts are meant: those that fit in every field.
struct account_filter {
    /// Values of `account_key::provider`. Default any.
    filter_values providers{};
    /// Values of `account_key::flow`. Default any.
    filter_values flows{};
    /// Values of `account_key::client_id`. Default any.
    filter_values client_ids{};
    /// Values of `account_key::label`. Default any.
    filter_values labels{};

    /// Tells whether every account is meant.
    [[nodiscard]] constexpr bool is_any() const noexcept {
        return providers.is_any() && flows.is_any() && client_ids.is_any() && labels.is_any();
    }
};
static_assert(std::is_trivially_destructible_v<account_filter>);

/// What is wrong with a store's file: `details().cause` of the `file_error` that its functions throw.
enum class store_errc {
    /// The file or its directory cannot be made, opened or read.
    unavailable = 1,
    /// The file or its directory cannot be written.
    read_only,
    /// The disk is full.
    full,
    /// Other processes held the file for longer than the store waits.
    locked,
    /// Others may read the file, own it, or put another in its place.
    open_to_others,
    /// The file, or the record asked for, is damaged.
    corrupt,
    /// A later version of the library made the file.
    newer,
    /// The file is a database of another program.
    foreign,
    /// The file is encrypted and no key was given.
    key_missing,
    /// A key was given and the file is not encrypted.
    not_encrypted,
    /// The passphrase or key is not that of the file.
    wrong_key,
};

/// Returns the category of `store_errc`; its name is "segue.store".
const boost::system::error_category& store_category() noexcept;

inline boost::system::error_code make_error_code(store_errc e) noexcept {
    return {static_cast<int>(e), store_category()};
}

/// Keeps accounts with their tokens. Put your own in its place: a database that you have, for example.
///
/// Each function happens as a whole or not at all, and copies what its arguments refer to before it returns.
/// **Errors** `bad_params`, naming the param, for an account without provider or flow, or larger than
/// `stored_account` allows; `file_error`, or what a store of your own throws.
/// **Cancellation** any type, at once; what was to be written is written all the same.
/// **Threads** any function may be called from any thread, and completes on the executor of the coroutine
/// that awaits it.
class token_store {
public:
    token_store() = default;
    token_store(const token_store&) = delete;
    token_store& operator=(const token_store&) = delete;
    virtual ~token_store() = default;

    /// Finds an account; nothing when there is none of that name.
    [[nodiscard]] virtual asio::awaitable<std::optional<stored_account>> get(account_key which) = 0;

    /// Finds the account that was used last; nothing when none fits. Finding it is no use: see `touch`.
    ///
    /// **Cost** all that fit are looked at.
    [[nodiscard]] virtual asio::awaitable<std::optional<stored_account>> latest(account_filter among) = 0;

    /// Finds all that fit, the one used last first.
    [[nodiscard]] virtual asio::awaitable<std::vector<stored_account>> list(account_filter which) = 0;

    /// Stores an account in place of the one of the same name, if any; the account is then the one used last.
    ///
    /// **Returns** the account as it now is, with its times and revision.
    [[nodiscard]] virtual asio::awaitable<stored_account> put(stored_account account) = 0;

    /// Stores an account if the one of the same name is still that of `account.revision`. So of several
    /// processes that renew a token, none writes over what another one has got. It does not count as a use.
    ///
    /// **Returns** the account as it now is; nothing, and nothing is stored, when somebody else has put,
    /// replaced or removed it.
    [[nodiscard]] virtual asio::awaitable<std::optional<stored_account>> replace(stored_account account) = 0;

    /// Makes an account the one used last; false when there is none of that name.
    [[nodiscard]] virtual asio::awaitable<bool> touch(account_key which) = 0;

    /// Removes all that fit, damaged ones too, and returns how many. The tokens stay valid at the service.
    ///
    /// **Errors** `bad_params` for a filter that asks for nothing: `clear` removes everything.
    [[nodiscard]] virtual asio::awaitable<std::size_t> remove(account_filter which) = 0;

    /// Removes every account, and returns how many.
    [[nodiscard]] virtual asio::awaitable<std::size_t> clear() = 0;
};

/// Makes a store that ends with the process.
///
/// `clock` dates what is stored; null is the machine's.
[[nodiscard]] std::shared_ptr<token_store>
make_memory_token_store(std::shared_ptr<time_source> clock = nullptr);

} // namespace segue::account

namespace boost::system {

template <>
struct is_error_code_enum<segue::account::store_errc> : std::true_type {};

} // namespace boost::system
