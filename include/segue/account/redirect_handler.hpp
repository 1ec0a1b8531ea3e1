#pragma once

#include <segue/base/error.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/system/error_category.hpp>
#include <boost/system/error_code.hpp>

#include <chrono>
#include <cstddef>
#include <iosfwd>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

namespace segue {

class time_source;

}

namespace segue::account {

namespace asio = boost::asio;

/// Names what went wrong on the way to a sign-in page and back; a `redirect_error` carries it.
enum class redirect_errc {
    /// The input ended before the user had given an answer.
    input_ended = 1,
    /// Three times what the user gave was no answer to this sign-in.
    not_understood,
    /// The address to listen on is not to be had; `failure::cause` says why, for example `address_in_use`.
    listen_failed,
    /// The listener has served its one sign-in; make another.
    used_up,
    /// The WebDriver program cannot be started; `failure::cause` says why.
    driver_absent,
    /// The driver gives no session; `message()` has its own words.
    session_refused,
    /// The driver ended, or did not answer as the standard says.
    driver_failed,
};

/// Returns the category of `redirect_errc`; its name is "segue.redirect".
const boost::system::error_category& redirect_category() noexcept;

inline boost::system::error_code make_error_code(redirect_errc e) noexcept {
    return {static_cast<int>(e), redirect_category()};
}

/// The way to a sign-in page and back failed; `code()` is a `redirect_errc`.
///
/// Nothing that came back, no code, token or verifier, is in any of its texts.
class redirect_error : public error {
public:
    using error::error;
};

/// Where a service puts its answer, and what ties that to the question.
enum class sign_in_flow : unsigned char {
    /// OAuth 2, in the query; `state` ties.
    code,
    /// OAuth 2, in the fragment; `state` ties.
    implicit,
    /// OAuth 1.0a, in the query; the request token, as `oauth_token` or `denied`, ties.
    oauth1,
};

/// One sign-in: which page the user visits, and how its answer is known.
struct sign_in_page {
    /// The service's page, complete, http or https.
    std::string_view url;
    /// Where the page leads back to. Empty, `oob` or a `urn:`: nowhere, the page shows something to copy. A
    /// query of its own must come back unchanged: the place for a one-time word where a flow has no state.
    std::string_view redirect_uri{};
    /// The `state` of OAuth 2 or the request token of OAuth 1; an answer without it, or with another, is
    /// none. Empty: the flow has none.
    std::string_view state{};
    /// Default `sign_in_flow::code`.
    sign_in_flow flow = sign_in_flow::code;
    /// How long the user has. Default 5 minutes; zero fails at once.
    std::chrono::milliseconds deadline = std::chrono::minutes(5);
};
static_assert(std::is_trivially_destructible_v<sign_in_page>);

/// Sends a user to a sign-in page and brings the answer back. Derive from it for a way of your own.
///
/// **Threads** one sign-in at a time; `authorize` may be awaited on any executor.
class redirect_handler {
public:
    redirect_handler() = default;
    redirect_handler(const redirect_handler&) = delete;
    redirect_handler& operator=(const redirect_handler&) = delete;
    virtual ~redirect_handler() = default;

    /// Brings the user's answer.
    ///
    /// **Returns** the redirect URI with the answer as its query, that of an implicit grant too, whose
    /// fragment becomes the query. Without a redirect URI it is `oob?` and the answer. A refusal is an
    /// answer: it has `error` or `denied`. The texts of `page` are copied.
    /// **Errors** `bad_params` naming the param; `timeout_error` with `errc::deadline_exceeded`;
    /// `redirect_error`.
    /// **Cancellation** any type; ports and processes are given back first.
    /// **Lifetime** the handler outlives the call.
    [[nodiscard]] virtual asio::awaitable<std::string> authorize(const sign_in_page& page) = 0;

    /// Returns where this handler waits for the answer, for the sign-in page's address; empty where it leaves
    /// that to you.
    [[nodiscard]] virtual std::string redirect_uri() const { return {}; }
};

/// Makes a handler that shows the page's address on `out` and reads the answer from `in`.
///
/// It takes the whole address that the browser ended up at, its query or fragment alone, or, where nothing
/// leads back, the verifier or code that the page shows. It asks three times.
/// **Errors** `redirect_errc::input_ended`, `redirect_errc::not_understood`.
/// **Cancellation** at once. A line that is being read cannot be taken back: a thread stays in the read until
/// the line or the end comes, past the handler's own end too.
/// **Lifetime** both streams outlive the handler, and `in` that read: `std::cin` does.
[[nodiscard]] std::shared_ptr<redirect_handler>
make_paste_redirect(std::istream& in, std::ostream& out, std::shared_ptr<time_source> time = nullptr);

/// How a listener on this machine waits for the browser.
struct loopback_params {
    /// `http://`, `127.0.0.1`, `[::1]` or `localhost`, a port and a path. Port 0 lets the system choose, and
    /// `redirect_uri()` tells; without a port it is 80. `localhost` listens on both addresses.
    std::string_view redirect_uri = "http://127.0.0.1:0/callback";
    /// What the browser shows when an answer came. Plain text.
    std::string_view granted_text = "Your answer has arrived. You can close this page.";
    /// What the browser shows when the answer is a refusal. Plain text.
    std::string_view refused_text = "The sign-in was not granted. You can close this page.";
    /// Most connections at a time; when one more comes, the oldest goes. Default 8, at least 1.
    std::size_t max_connections = 8;
    /// How long one connection may take. Default 10 s, more than zero.
    std::chrono::milliseconds connection_limit = std::chrono::seconds(10);
};
static_assert(std::is_trivially_destructible_v<loopback_params>);

/// Makes a handler that listens on this machine, from now on, for one sign-in (RFC 8252).
///
/// Only a GET of the exact path, with the right Host and the right state, is an answer; everything else gets
/// an error page and the listener waits on. The browser of an implicit grant gets a page whose script posts
/// the fragment back. It opens no browser itself: see `make_browser_redirect`.
/// **Errors** here: `bad_params` for an address that is not this machine's, which wants
/// `make_paste_redirect`; `redirect_errc::listen_failed`. Of `authorize`: `bad_params` for another redirect
/// URI than its own, none stands for it; `redirect_errc::used_up` for a second sign-in.
/// **Lifetime** the port is taken until the sign-in ends or the handler goes.
[[nodiscard]] std::shared_ptr<redirect_handler>
make_loopback_redirect(const loopback_params& params = {}, std::shared_ptr<time_source> time = nullptr);

/// Makes a handler that opens the page in the user's browser and leaves the answer to `inner`.
///
/// Where no browser opens, it says so on `out`, with the page's address, and goes on. It never stops a
/// browser. `program` gets the address as its one argument; empty: `xdg-open`, or `open` on a Mac.
/// **Errors** those of `inner`. **Lifetime** `out` outlives the handler.
[[nodiscard]] std::shared_ptr<redirect_handler> make_browser_redirect(
    std::shared_ptr<redirect_handler> inner,
    std::ostream& out,
    std::string_view program = {},
    std::shared_ptr<time_source> time = nullptr);

/// Something done on the page, once there is an element for it.
struct webdriver_step {
    /// What is done.
    enum class kind : unsigned char {
        /// Types `text` into the element.
        fill,
        /// Clicks on the element.
        click,
    };

    /// Default `kind::click`.
    kind what = kind::click;
    /// CSS selector of the element; the first that fits.
    std::string_view selector{};
    /// What is typed.
    std::string_view text{};
};
static_assert(std::is_trivially_destructible_v<webdriver_step>);

/// Which browser a driver drives; decides how its options are spelled.
enum class webdriver_browser : unsigned char {
    /// Chrome and Chromium, by chromedriver.
    chrome,
    /// Firefox, by geckodriver.
    firefox,
};

/// Whether a browser's window is seen.
enum class webdriver_window : unsigned char { shown, headless };

/// Whether a browser locks its pages up. Off is what Chromium wants of root; use it for tests alone.
enum class webdriver_sandbox : unsigned char { on, off };

/// Which certificates a browser takes. Any: for tests alone. With the others it shows its warning and waits
/// for the user, so that a sign-in nobody looks at ends with its deadline.
enum class webdriver_certificates : unsigned char { verified, any };

/// How a browser is driven. Every text is copied.
struct webdriver_params {
    /// `http://` and a loopback address with the port of a driver that runs; it is left running. Empty: one
    /// is started, on a port of its own, and ended.
    std::string_view address{};
    /// The driver to start, looked for in PATH. Empty: `chromedriver` or `geckodriver`.
    std::string_view program{};
    /// More arguments for the driver.
    std::span<const std::string_view> driver_arguments{};
    /// Default Chrome.
    webdriver_browser browser = webdriver_browser::chrome;
    /// The browser's program; empty: the driver looks for it.
    std::string_view browser_program{};
    /// Default shown: a user signs in.
    webdriver_window window = webdriver_window::shown;
    /// Default on.
    webdriver_sandbox sandbox = webdriver_sandbox::on;
    /// Default verified.
    webdriver_certificates certificates = webdriver_certificates::verified;
    /// More arguments for the browser.
    std::span<const std::string_view> arguments{};
    /// What is done on the pages, in this order. Each waits for its element.
    std::span<const webdriver_step> steps{};
    /// The pause between two questions to the driver. Default 200 ms, more than zero.
    std::chrono::milliseconds poll = std::chrono::milliseconds(200);
};
static_assert(std::is_trivially_destructible_v<webdriver_params>);

/// Makes a handler that opens the page in a browser of its own and watches where that goes (W3C WebDriver).
///
/// The answer is the first address with the redirect URI's origin and path and the right state; nothing needs
/// to listen there. It needs a redirect URI.
/// **Completes when** the session is deleted, and a driver that it started has ended with its browser; also
/// after errors, time-outs and cancellation, which this may delay by up to 10 s.
/// **Errors** here `bad_params`; of `authorize` `redirect_errc::driver_absent`, `session_refused`,
/// `driver_failed`.
[[nodiscard]] std::shared_ptr<redirect_handler>
make_webdriver_redirect(const webdriver_params& params = {}, std::shared_ptr<time_source> time = nullptr);

} // namespace segue::account

namespace boost::system {

template <>
struct is_error_code_enum<segue::account::redirect_errc> : std::true_type {};

} // namespace boost::system
