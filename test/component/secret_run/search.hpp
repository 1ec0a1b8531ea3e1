#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

/// Finds secrets in whatever a run leaves behind, in the forms that they come to stand in.
namespace segue::test {

/// How long a secret is good: what is spent when the run ends may stand in memory, and in no file.
enum class good_for : unsigned char { one_use, long_time };

struct wanted_secret {
    std::string value;
    good_for use = good_for::long_time;
};

/// By name.
using wanted_secrets = std::map<std::string, wanted_secret>;

/// One way to write a secret.
struct secret_form {
    std::string how;
    std::string text;
};

/// A secret in clear, percent-encoded once (a query, a form, a signature) and twice (a base string), in small
/// hex digits and with `+` for a blank, in Base64 of both alphabets wherever in a longer text it begins, as
/// JSON escapes it, and in hexadecimal. Each text once.
std::vector<secret_form> forms_of(std::string_view secret);

/// Looks for all forms of all secrets. **Returns** what is found, as `name, form, at offset`; never a secret.
std::vector<std::string> found_in(std::string_view text, const wanted_secrets& secrets);

} // namespace segue::test
