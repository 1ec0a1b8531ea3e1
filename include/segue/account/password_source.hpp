#pragma once

#include <segue/account/secret.hpp>
#include <segue/base/error.hpp>
#include <segue/base/gather.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/system/error_category.hpp>
#include <boost/system/error_code.hpp>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

// Where services that take a user name and a password get both from. For those with a sign-in page of their
// own: redirect_handler.hpp.
namespace segue {

class time_source;

}

namespace segue::account {

namespace asio = boost::asio;

/// Names why there is no user name and password; a `password_error` carries it.
enum class password_errc {
    /// The input ended before both had been given.
    input_ended = 1,
    /// Three times nothing was given, or more than 4,096 bytes; of what is no terminal, once.
    not_given,
    /// The user does not want to.
    declined,
    /// Ctrl-C or Ctrl-\ while the password was typed, and the program has survived the signal.
    interrupted,
    /// The terminal is not to be had, or shows what is typed; `failure::cause` says why.
    terminal_failed,
    /// Another question is under way.
    busy,
};

/// Returns the category of `password_errc`; its name is "segue.password".
const boost::system::error_category& password_category() noexcept;

inline boost::system::error_code make_error_code(password_errc e) noexcept {
    return {static_cast<int>(e), password_category()};
}

/// There is no user name and password; `code()` is a `password_errc`.
///
/// Nothing that was given is in any of its texts.
class password_error : public error {
public:
    using error::error;
};

/// What a password is. It says so and is never guessed from the text.
enum class password_form : unsigned char {
    /// As the user knows it.
    plain,
    /// Its MD5 as 32 hexadecimal digits, which some services take in its place, and which is worth as much.
    md5,
};

/// A user name and a password.
struct login {
    /// Or an e-mail address: whatever the service calls its users by.
    std::string user;
    /// Wiped when it goes.
    secret password;
    /// Default `password_form::plain`.
    password_form form = password_form::plain;
};

/// What is asked for, and why.
struct login_request {
    /// The service's name, for the user to read. Plain text.
    std::string_view service{};
    /// The user name that is offered; the user may give another. Empty: none.
    std::string_view user{};
    /// Why it is asked again, for the user to read: "That was not the password." Plain text. Empty: it is
    /// asked for the first time.
    std::string_view trouble{};
    /// How long the user has. Default 5 minutes; zero fails at once.
    std::chrono::milliseconds deadline = std::chrono::minutes(5);
};
static_assert(std::is_trivially_destructible_v<login_request>);

/// Gives a user name and a password when a service wants them. Derive from it for a way of your own.
///
/// **Threads** one question at a time; `ask` may be awaited on any executor.
class password_source {
public:
    password_source() = default;
    password_source(const password_source&) = delete;
    password_source& operator=(const password_source&) = delete;
    virtual ~password_source() = default;

    /// Brings what the user gives; neither is empty. The texts of `request` are copied.
    ///
    /// **Sends** nothing to any service.
    /// **Errors** `timeout_error` with `errc::deadline_exceeded`; `password_error`.
    /// **Cancellation** any type; terminals and ports are given back first.
    /// **Lifetime** the source outlives the call.
    [[nodiscard]] virtual asio::awaitable<login> ask(const login_request& request) = 0;
};

/// A user name and a password that are there already.
struct fixed_password_params {
    /// Not empty.
    std::string_view user{};
    /// Not empty.
    std::string_view password{};
    /// Default `password_form::plain`.
    password_form form = password_form::plain;
};
static_assert(std::is_trivially_destructible_v<fixed_password_params>);

/// Makes a source that gives these and asks nobody; both are copied.
///
/// **Errors** here: `bad_params` naming what is empty, or an MD5 that is none.
[[nodiscard]] std::shared_ptr<password_source> make_fixed_password(const fixed_password_params& params);

/// Where a user is asked.
struct terminal_params {
    /// The descriptor that is read. Default standard input.
    int input = 0;
    /// The descriptor for the questions. Default standard error: what a program prints stays clean.
    int output = 2;
    /// A terminal to open for both, each time: `/dev/tty` is the user's own also where the input is a pipe.
    /// Empty: none.
    std::string_view device{};
};
static_assert(std::is_trivially_destructible_v<terminal_params>);

/// Makes a source that asks at a terminal; the password is not shown while it is typed.
///
/// What was typed before the password is asked for is thrown away, as terminals show it. The keys that erase
/// work as set; Ctrl-C, Ctrl-\ and Ctrl-Z first restore the terminal, then do what they do. An input that is
/// no terminal is asked nothing: its first line is the name, an empty one the name that is offered, and its
/// second the password; no byte behind that is taken.
/// **Errors** of `ask` `password_errc::input_ended`, `not_given`, `interrupted`, `terminal_failed`, `busy`.
/// **Cancellation** any type: the terminal shows again what is typed when the call ends, however it ends, and
/// when its context is destroyed. A signal from outside that kills the program leaves it as it is.
/// **Lifetime** the descriptors stay open while `ask` is under way. **Threads** one of its own reads.
[[nodiscard]] std::shared_ptr<password_source>
make_terminal_password(const terminal_params& params = {}, std::shared_ptr<time_source> time = nullptr);

/// How a page on this machine asks.
struct login_page_params {
    /// `127.0.0.1`, `::1` or `localhost`, which is both.
    std::string_view host = "127.0.0.1";
    /// Default 0: the system chooses.
    std::uint16_t port = 0;
    /// Gets the page's address as its one argument. Empty: `xdg-open`, or `open` on a Mac.
    std::string_view program{};
    /// What the browser shows in the end. Plain text.
    std::string_view done_text = "That is all. You can close this page.";
    /// Most connections at a time; when one more comes, the oldest goes. Default 8, at least 1.
    std::size_t max_connections = 8;
    /// How long one connection may take. Default 10 s, more than zero.
    std::chrono::milliseconds connection_limit = std::chrono::seconds(10);
};
static_assert(std::is_trivially_destructible_v<login_page_params>);

/// Makes a source that asks in the user's browser, by a page of this program on this machine.
///
/// The page's address works for one question and cannot be guessed. Only a form that this page itself has
/// sent is an answer; everything else gets an error page. Passwords that the browser keeps are offered to the
/// user. Where no browser opens, it says so on `out`, with the address, and goes on.
/// **Errors** here: `bad_params`. Of `ask`: `password_errc::declined`; `redirect_error` with
/// `redirect_errc::listen_failed`.
/// **Lifetime** `out` outlives the source. The port is taken while `ask` is under way.
[[nodiscard]] std::shared_ptr<password_source> make_browser_password(
    std::ostream& out, const login_page_params& params = {}, std::shared_ptr<time_source> time = nullptr);

} // namespace segue::account

namespace segue::detail {

// The time limit, and what is checked, of a source that is a function.
class function_password : public account::password_source {
public:
    explicit function_password(std::shared_ptr<time_source> time);
    asio::awaitable<account::login> ask(const account::login_request& request) final;

private:
    virtual asio::awaitable<account::login> call(const account::login_request& request) = 0;
    asio::awaitable<account::login>
    run(std::string service, std::string user, std::string trouble, std::chrono::milliseconds deadline);

    std::shared_ptr<time_source> time_;
};

template <class Ask>
using asked_by = std::invoke_result_t<std::remove_cvref_t<Ask>&, const account::login_request&>;

template <class Ask>
concept login_function = std::invocable<std::remove_cvref_t<Ask>&, const account::login_request&> &&
                         (std::same_as<asked_by<Ask>, account::login> ||
                          std::same_as<asked_by<Ask>, asio::awaitable<account::login>>);

template <class Ask>
class function_password_of final : public function_password {
public:
    function_password_of(const Ask& ask, std::shared_ptr<time_source> time)
        : function_password(std::move(time)), ask_(ask) {}

private:
    asio::awaitable<account::login> call(const account::login_request& request) override {
        if constexpr (std::same_as<asked_by<Ask>, account::login>)
            co_return ask_(request);
        else
            co_return co_await ask_(request);
    }

    Ask ask_;
};

} // namespace segue::detail

namespace segue::account {

/// Makes a source that calls `ask(request)`, which returns a `login` or an awaitable of one.
///
/// `ask` runs on the executor of whoever awaits: let it not block. An awaitable ends at the deadline.
/// **Errors** of `ask` what it throws; `password_errc::not_given` when name or password is empty.
/// **Lifetime** `ask` is copied, and `request` is there until what it returns has ended. Give one that
/// captures objects a name, and pass that; the compiler refuses it inline, as g++ 12 destroys it twice.
template <class Ask>
    requires segue::detail::login_function<Ask> && segue::detail::named_if_it_captures_objects<Ask>
[[nodiscard]] std::shared_ptr<password_source>
make_function_password(Ask&& ask, std::shared_ptr<time_source> time = nullptr) {
    using source = segue::detail::function_password_of<std::remove_cvref_t<Ask>>;
    return std::make_shared<source>(ask, std::move(time));
}

} // namespace segue::account

namespace boost::system {

template <>
struct is_error_code_enum<segue::account::password_errc> : std::true_type {};

} // namespace boost::system
