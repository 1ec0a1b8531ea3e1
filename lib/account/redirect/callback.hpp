#pragma once

#include "account/redirect/sign_in.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// What is an answer to a sign-in, whichever way it came. No I/O.
namespace segue::account::redirect {

using parameter_list = std::vector<std::pair<std::string, std::string>>;

/// Splits and decodes a query or fragment, without its `?` or `#`. Nothing when its escapes are broken.
std::optional<parameter_list> read_parameters(std::string_view encoded);

/// A redirect URI taken apart.
struct target {
    /// All before the query.
    std::string base;
    std::string scheme;
    /// Lower case, without brackets.
    std::string host;
    std::uint16_t port = 0;
    bool port_given = false;
    /// As it is written, never empty.
    std::string path;
    /// As it is written.
    std::string query;
    std::string fragment;
    bool user_info = false;
};

/// Reads an http or https address; nothing for anything else.
std::optional<target> read_target(std::string_view uri);

/// Whether both are the same scheme, host, port and path.
bool same_place(const target& a, const target& b);

/// What a query is to a sign-in.
enum class verdict : unsigned char {
    /// An answer.
    granted,
    /// An answer: the user or the service says no.
    refused,
    /// Has nothing to say.
    empty,
    /// Lacks the state, has another, or lacks what the redirect URI had of its own.
    foreign,
    /// Broken escapes, or a parameter twice.
    malformed,
};

/// What an answer must bring along.
struct expectation {
    sign_in_flow flow = sign_in_flow::code;
    std::string state;
    /// The redirect URI's own query.
    parameter_list own;
};

expectation expected_by(const sign_in& asked);

/// Judges a query; the state is compared in constant time.
verdict judge(std::string_view encoded_query, const expectation& expected);

/// The answer's address: `base` with the query, whose odd characters get escaped.
std::string answer_url(std::string_view base, std::string_view encoded_query);

/// What a user has given by hand.
struct pasted {
    /// The answer's address; empty when it is none.
    std::string url;
    /// What is wrong with it, for the user; repeats nothing of it.
    std::string trouble;
};

/// Reads what a user has given: an address, a query, a fragment or, out of band, a bare verifier or code.
pasted read_pasted(std::string_view line, const sign_in& asked);

} // namespace segue::account::redirect
