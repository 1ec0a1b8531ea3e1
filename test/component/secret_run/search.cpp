#include "component/secret_run/search.hpp"

#include <boost/json/serialize.hpp>
#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>

#include <openssl/evp.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <unordered_map>
#include <utility>

namespace segue::test {
namespace {

constexpr std::string_view small_digits = "0123456789abcdef";

std::string percent_encoded(std::string_view text) {
    return boost::urls::encode(
        boost::urls::string_view(text.data(), text.size()), boost::urls::unreserved_chars);
}

// Of each escape alone.
std::string with_small_digits(std::string text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%')
            continue;
        for (std::size_t digit = i + 1; digit < std::min(i + 3, text.size()); ++digit)
            text[digit] =
                text[digit] >= 'A' && text[digit] <= 'F' ? static_cast<char>(text[digit] + 32) : text[digit];
    }
    return text;
}

std::string replaced(std::string text, std::string_view what, std::string_view by) {
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
        text.replace(at, what.size(), by);
    return text;
}

std::string base64(std::string_view bytes) {
    std::string out(4 * ((bytes.size() + 2) / 3) + 1, '\0');
    const int n = EVP_EncodeBlock(
        reinterpret_cast<unsigned char*>(out.data()),
        reinterpret_cast<const unsigned char*>(bytes.data()),
        static_cast<int>(bytes.size()));
    out.resize(static_cast<std::size_t>(n));
    return out;
}

// What does not depend on what stands before and behind: `shift` bytes stand before in the first group.
std::string base64_inside(std::string_view bytes, std::size_t shift) {
    const auto skipped = (3 - shift) % 3;
    if (bytes.size() < skipped + 3)
        return {};
    const auto whole = (bytes.size() - skipped) / 3 * 3;
    return base64(bytes.substr(skipped, whole));
}

std::string hexadecimal(std::string_view bytes) {
    std::string text;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        text += small_digits[byte / 16U];
        text += small_digits[byte % 16U];
    }
    return text;
}

} // namespace

std::vector<secret_form> forms_of(std::string_view secret) {
    std::vector<secret_form> all;
    const auto add = [&all](std::string how, std::string text) {
        // Less could stand anywhere by chance; the search counts on it.
        constexpr std::size_t shortest = 8;
        const bool known =
            std::any_of(all.begin(), all.end(), [&](const auto& each) { return each.text == text; });
        if (text.size() >= shortest && !known)
            all.push_back({std::move(how), std::move(text)});
    };
    const auto once = percent_encoded(secret);
    add("in clear", std::string(secret));
    add("percent-encoded", once);
    add("percent-encoded in small digits", with_small_digits(once));
    add("as a form", replaced(once, "%20", "+"));
    add("in a base string", percent_encoded(once));
    for (std::size_t shift = 0; shift < 3; ++shift) {
        for (const auto& text : {std::string(secret), once}) {
            const auto inside = base64_inside(text, shift);
            add("in Base64", inside);
            add("in Base64 of URLs", replaced(replaced(inside, "+", "-"), "/", "_"));
            add("in Base64, percent-encoded", percent_encoded(inside));
        }
    }
    const auto json = boost::json::serialize(boost::json::string_view(secret.data(), secret.size()));
    add("in JSON", json.substr(1, json.size() - 2));
    add("in hexadecimal", hexadecimal(secret));
    return all;
}

// One pass, whatever the number of forms: where no form begins, eight bytes tell so.
std::vector<std::string> found_in(std::string_view text, const wanted_secrets& secrets) {
    struct candidate {
        std::string name;
        secret_form form;
    };
    const auto begin_of = [](const char* at) {
        std::uint64_t value = 0;
        std::memcpy(&value, at, sizeof value);
        return value;
    };
    const auto mark_of = [](std::uint64_t begin) { return (begin * 0x9E3779B97F4A7C15U) >> 44U; };
    std::unordered_multimap<std::uint64_t, candidate> begins;
    std::vector<bool> marks(std::size_t{1} << 20U);
    for (const auto& [name, wanted] : secrets) {
        for (auto& form : forms_of(wanted.value)) {
            const auto begin = begin_of(form.text.data());
            marks[mark_of(begin)] = true;
            begins.emplace(begin, candidate{name, std::move(form)});
        }
    }
    std::vector<std::string> found;
    for (std::size_t at = 0; at + sizeof(std::uint64_t) <= text.size(); ++at) {
        const auto begin = begin_of(text.data() + at);
        if (!marks[mark_of(begin)])
            continue;
        const auto [first, last] = begins.equal_range(begin);
        for (auto each = first; each != last; ++each) {
            const auto& [name, form] = each->second;
            if (text.substr(at).starts_with(form.text))
                found.push_back(name + ", " + form.how + ", at " + std::to_string(at));
        }
    }
    return found;
}

} // namespace segue::test
