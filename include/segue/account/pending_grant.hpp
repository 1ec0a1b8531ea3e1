#pragma once

#include <segue/account/secret.hpp>
#include <segue/account/token_set.hpp>
#include <segue/base/result.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace segue::account::oauth2 {

/// A sign-in that has begun and whose answer is awaited: what was sent along, to know the answer by.
///
/// A web service stores it as text between the two requests of the browser, which other processes may serve.
/// Keep that text where the user's browser cannot read it, under its `state`: it holds the verifier.
/// **Lifetime** a value; `flow::finish_code` and `finish_implicit` use it up.
class pending_grant {
public:
    /// Which answer is awaited.
    enum class kind : unsigned char {
        /// A code, to be redeemed.
        code,
        /// The token itself, in the fragment.
        token,
    };
    /// How the code is bound to this sign-in, RFC 7636.
    enum class challenge : unsigned char { none, plain, s256 };

    struct parts {
        kind answer = kind::code;
        challenge method = challenge::none;
        std::string client_id;
        secret state;
        secret verifier;
        std::string authorize_url;
        std::string redirect_uri;
        std::vector<std::string> scopes;
        wall_time created{};
        bool state_in_path = false;
    };

    /// One that is used up; coroutines need it.
    pending_grant() = default;
    explicit pending_grant(parts held) : parts_(std::move(held)) {}

    /// Returns the address to open in the user's browser.
    const std::string& authorize_url() const noexcept { return parts_.authorize_url; }
    /// Returns where the browser comes back to, exactly as it was sent.
    const std::string& redirect_uri() const noexcept { return parts_.redirect_uri; }
    /// Returns the text that the answer must bring back; a key to store the grant under.
    const secret& state() const noexcept { return parts_.state; }
    wall_time created() const noexcept { return parts_.created; }
    /// Tells whether an answer was accepted already; it holds no secret then.
    bool used() const noexcept { return parts_.state.empty(); }
    /// Everything, for the flow that finishes it.
    const parts& held() const noexcept { return parts_; }

    /// Wipes state and verifier; no answer fits any more.
    void use_up() noexcept;

    /// Returns it as one line of JSON, with a version; secret, as it holds state and verifier.
    secret to_text() const;
    /// Restores what `to_text` returned, in this process or another.
    ///
    /// **Errors** `decode_failed` for anything else, cut and changed text included, with the JSON pointer to
    /// what is wrong; for a version of a later release too, and its message says so. No message shows the
    /// text.
    static result<pending_grant> from_text(std::string_view text);

private:
    parts parts_;
};

/// Finds the `state` in a callback, so that a web service knows which stored grant it is about.
///
/// **Returns** nothing when there is none, or several. Nothing is checked by this.
std::optional<secret> state_in(std::string_view callback);

} // namespace segue::account::oauth2
