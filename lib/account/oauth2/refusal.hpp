#pragma once

#include <segue/account/secret.hpp>
#include <segue/base/error.hpp>

#include <span>
#include <string>
#include <string_view>

namespace segue::account::oauth2 {

/// What a service says when it gives no token: a word that programs know, and a sentence for people.
struct refusal {
    std::string word;
    std::string description;
};

/// Tells whether a word is one that the standards or a provider of ours define.
bool is_known_word(std::string_view word) noexcept;

/// Makes a failure of the service's words: by the word when it is known, else by the status; 0 when the words
/// came through a browser. Its message quotes them, bounded and without the secrets, and names the next step.
failure refused(const refusal& said, int status, std::span<const secret> hidden);

/// Makes a failure of our own words, and adds the next step to them.
failure failed(errc code, std::string message);

/// Makes a failure for something that an answer lacks or has in another shape.
failure misshapen(std::string pointer, std::string expected, std::string found);

/// Returns a failure with the status of the answer that it is about.
failure with_status(failure f, int status);

/// Makes a failure for a param.
failure bad_param(std::string param, std::string why);

/// Returns untrusted text fit for a message: without the secrets, on one line, not longer than `longest`.
std::string quotable(std::string_view text, std::span<const secret> hidden, std::size_t longest);

} // namespace segue::account::oauth2
