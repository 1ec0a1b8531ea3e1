#pragma once

#include <set>
#include <string>

namespace segue::test {

/// The chains of calls in C++ text, without what they begin with and without arguments:
/// `client.user(name).wantlist().list({})` is `user().wantlist().list()`, and so is `mine.list()` after
/// `auto mine = client.user(name).wantlist();`. Beginnings of a chain count as chains.
///
/// Of variables the last assignment in the text counts, of functions the first `return`; scopes are not seen.
[[nodiscard]] std::set<std::string> calls_in(const std::string& text);

/// The chain of one call that is written whole.
[[nodiscard]] std::string call_chain(const std::string& call);

} // namespace segue::test
