#include "testing/tape_difference.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace segue::testing {

namespace {

struct field {
    std::string name;
    std::size_t place = 0; // among all fields
    std::string value;
};

constexpr std::size_t shown = 60;

// A piece of text for a message: one line, not longer than it is useful.
std::string quoted(std::string_view text) {
    std::string out = "'";
    for (const char c : text.substr(0, shown)) {
        const auto byte = static_cast<unsigned char>(c);
        out += byte < ' ' || byte == 0x7f ? '.' : c;
    }
    return out + (text.size() > shown ? "'..." : "'");
}

void add(std::string& text, const std::string& more) {
    text += text.empty() ? more : "; " + more;
}

void compare(std::string& text, const char* what, const std::string& taped, const std::string& got) {
    if (taped == got)
        return;
    // Long ones begin alike: what is shown begins a little before the difference.
    const auto at = static_cast<std::size_t>(
        std::mismatch(taped.begin(), taped.end(), got.begin(), got.end()).first - taped.begin());
    const auto from = taped.size() <= shown && got.size() <= shown ? 0 : at - std::min<std::size_t>(at, 20);
    const auto where = from == 0 ? std::string() : " at byte " + std::to_string(at);
    add(text,
        std::string(what) + where + ": expected " + quoted(std::string_view(taped).substr(from)) + ", got " +
            quoted(std::string_view(got).substr(from)));
}

// Fields by name, those of one name in their order; the order of different names says nothing.
std::vector<field> fields_of(const http::headers& headers) {
    std::vector<field> all;
    for (auto [name, value] : headers) {
        std::transform(name.begin(), name.end(), name.begin(), [](char c) {
            return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        });
        if (name != "user-agent")
            all.push_back({std::move(name), all.size(), std::move(value)});
    }
    std::sort(all.begin(), all.end(), [](const field& a, const field& b) {
        return a.name != b.name ? a.name < b.name : a.place < b.place;
    });
    return all;
}

void compare_fields(std::string& text, const http::headers& taped, const http::headers& got) {
    const auto left = fields_of(taped);
    const auto right = fields_of(got);
    auto a = left.begin();
    auto b = right.begin();
    while (a != left.end() || b != right.end()) {
        if (b == right.end() || (a != left.end() && a->name < b->name)) {
            add(text, "field " + a->name + ": expected " + quoted(a->value) + ", got none");
            ++a;
        } else if (a == left.end() || b->name < a->name) {
            add(text, "field " + b->name + ": expected none, got " + quoted(b->value));
            ++b;
        } else {
            compare(text, ("field " + a->name).c_str(), a->value, b->value);
            ++a;
            ++b;
        }
    }
}

} // namespace

std::string difference(const taped_exchange& taped, const taped_exchange& got) {
    std::string text;
    compare(text, "method", taped.method, got.method);
    compare(text, "target", taped.target, got.target);
    compare_fields(text, taped.headers, got.headers);
    compare(text, "body", taped.body, got.body);
    return text;
}

} // namespace segue::testing
