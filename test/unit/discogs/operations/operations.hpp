#pragma once

#include <segue/base/error.hpp>
#include <segue/discogs.hpp>
#include <segue/http/response.hpp>

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <typeinfo>
#include <utility>
#include <vector>

/// Every operation of the service with a call of the client that makes it: one table for the tests of all and
/// for the page that tells what is covered.
namespace segue::test {

/// What a second request of the same would do.
enum class repeat : unsigned char { harmless, harmful };

/// What a call must send, and a good answer to it.
struct exchange {
    /// Method and target.
    const char* request = "";
    /// Of JSON; empty for none.
    const char* body = "";
    /// What the one file of a form holds; empty for none.
    const char* file = "";
    int status = 200;
    const char* answer = "";
    /// The answer's `Location`; empty for none.
    const char* location = "";
    /// Whether a write may be sent again when its answer was lost.
    repeat again = repeat::harmless;
};

static_assert(std::is_trivially_destructible_v<exchange>);

/// What an error of the service is told as.
struct error_status {
    int status;
    const char* type;
    errc code;
};

/// Every one that is known of the service, of its front or of its kind.
inline constexpr error_status error_statuses[] = {
    {400, "validation_error", errc::bad_request},
    {401, "authentication_error", errc::unauthorized},
    {403, "forbidden_error", errc::forbidden},
    {404, "not_found_error", errc::not_found},
    {405, "api_error", errc::unexpected_status},
    {409, "conflict_error", errc::conflict},
    {415, "validation_error", errc::bad_request},
    {422, "validation_error", errc::unprocessable},
    {429, "rate_limit_error", errc::rate_limited},
    {500, "server_error", errc::server_failed},
    {502, "server_error", errc::server_failed},
    {503, "server_error", errc::server_failed},
    {504, "server_error", errc::server_failed},
};

/// One operation and one call that makes it. What is said of types comes from the call's own.
struct operation {
    /// B1 to B63 of the reference.
    int number = 0;
    /// As it stands in the source, for example `client.release(352665).get({})`.
    std::string call;
    /// Types of the verb's arguments, options apart.
    std::string params;
    /// What the verb returns; empty for nothing.
    std::string model;
    exchange sent;
    /// What `run` makes of the good answer.
    std::string says;
    /// Awaits the call, of a list its first page. The name goes where the path has one of a user.
    std::function<asio::awaitable<std::string>(const discogs::client&, std::string_view user)> run;

    /// As `B5`.
    [[nodiscard]] std::string name() const { return "B" + std::to_string(number); }
    /// Whether there is an answer to be read.
    [[nodiscard]] bool reads() const { return !model.empty(); }
    /// Whether it changes something: the first step of OAuth, a GET, makes a token.
    [[nodiscard]] bool is_write() const {
        return !std::string_view(sent.request).starts_with("GET ") || sent.again == repeat::harmful;
    }
    /// Whether it is a step of OAuth: signed by the application, answered by a form, refused in its own way.
    [[nodiscard]] bool is_oauth_step() const;
    /// As what an error of the service is told.
    [[nodiscard]] error_status told_as(const error_status& usual) const;
    [[nodiscard]] http::response good_answer() const;
};

/// A type's name without our namespaces; `page of X` for a pager of X, `text` and `number` for those.
[[nodiscard]] std::string readable_type(const std::type_info& type);

/// The parts of a row that a call is made of; see `SEGUE_CALL`.
template <class Noun, class Verb>
struct call_parts {
    const char* text;
    std::string params;
    Noun noun;
    Verb verb;
};

/// The types of a verb's arguments.
template <class Result, class Node, class... Arguments>
std::string params_of(Result (Node::*)(Arguments...) const) {
    std::string all;
    const auto add = [&all]<class Argument>(std::type_identity<Argument>) {
        if constexpr (!std::is_same_v<Argument, call_options>)
            all.append(all.empty() ? "" : ", ").append(readable_type(typeid(Argument)));
    };
    (add(std::type_identity<std::remove_cvref_t<Arguments>>{}), ...);
    return all;
}

template <class Noun, class Verb, class Member>
auto call_of(const char* text, Noun noun, Verb verb, Member member) {
    using node = std::invoke_result_t<Noun, const discogs::client&, std::string_view>;
    const auto pointer = member(std::type_identity<node>{});
    return call_parts<Noun, Verb>{text, params_of(pointer), noun, verb};
}

/// A call: a noun made of `client` and `user`, a verb of it, the verb's arguments. Kept as it was written.
#define SEGUE_CALL(noun, verb, ...) SEGUE_CALL_OF(decltype(&Node::verb), noun, verb, __VA_ARGS__)

/// The same with the type of a verb that there are several of.
#define SEGUE_CALL_OF(type, noun, verb, ...)                                                                 \
    ::segue::test::call_of(                                                                                  \
        #noun "." #verb "(" #__VA_ARGS__ ")",                                                                \
        []([[maybe_unused]] const discogs::client& client, [[maybe_unused]] std::string_view user) {         \
            return noun;                                                                                     \
        },                                                                                                   \
        [](const auto& node) { return node.verb(__VA_ARGS__); },                                             \
        []<class Node>(std::type_identity<Node>) { return static_cast<type>(&Node::verb); })

template <class Result, class Says>
asio::awaitable<std::string> said(asio::awaitable<Result> work, Says says) {
    if constexpr (std::is_void_v<Result>) {
        co_await std::move(work);
        co_return says();
    } else {
        const Result got = co_await std::move(work);
        co_return says(got);
    }
}

template <class Page, class Says>
asio::awaitable<std::string> said(pager<Page> list, Says says) {
    const auto page = co_await list.next_page();
    co_return says(*page);
}

template <class Work>
struct result_of;
template <class Result>
struct result_of<asio::awaitable<Result>> {
    static std::string name() {
        if constexpr (std::is_void_v<Result>)
            return {};
        else
            return readable_type(typeid(Result));
    }
};
template <class Page>
struct result_of<pager<Page>> {
    static std::string name() { return readable_type(typeid(pager<Page>)); }
};

/// Makes a row. `says` makes a text of the result.
template <class Noun, class Verb, class Says>
operation
row(int number, const call_parts<Noun, Verb>& call, const exchange& sent, Says says, const char* text) {
    using node = std::invoke_result_t<Noun, const discogs::client&, std::string_view>;
    operation made;
    made.number = number;
    made.call = call.text;
    made.params = call.params;
    made.model = result_of<std::invoke_result_t<Verb, const node&>>::name();
    made.sent = sent;
    made.says = text;
    made.run =
        [noun = call.noun, verb = call.verb, says](const discogs::client& client, std::string_view user) {
            return said(verb(noun(client, user)), says);
        };
    return made;
}

/// Makes a row of a call that returns nothing.
template <class Noun, class Verb>
operation row(int number, const call_parts<Noun, Verb>& call, const exchange& sent) {
    return row(number, call, sent, [] { return "done"; }, "done");
}

[[nodiscard]] std::span<const operation> database_operations();
[[nodiscard]] std::span<const operation> marketplace_operations();
[[nodiscard]] std::span<const operation> file_operations();
[[nodiscard]] std::span<const operation> people_operations();
[[nodiscard]] std::span<const operation> oauth_operations();

/// All of them, by number.
[[nodiscard]] std::vector<const operation*> all_operations();

} // namespace segue::test
