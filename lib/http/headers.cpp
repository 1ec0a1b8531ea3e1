#include <segue/http/headers.hpp>

#include <algorithm>

namespace segue::http {
namespace {

constexpr char lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

} // namespace

bool same_name(std::string_view a, std::string_view b) noexcept {
    return std::equal(
        a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

void headers::add(std::string_view name, std::string_view value) {
    fields_.push_back(header{std::string(name), std::string(value)});
}

void headers::set(std::string_view name, std::string_view value) {
    remove(name);
    add(name, value);
}

void headers::remove(std::string_view name) {
    std::erase_if(fields_, [name](const header& h) { return same_name(h.name, name); });
}

std::optional<std::string_view> headers::find(std::string_view name) const noexcept {
    const auto at = std::find_if(
        fields_.begin(), fields_.end(), [name](const header& h) { return same_name(h.name, name); });
    if (at == fields_.end())
        return std::nullopt;
    return at->value;
}

} // namespace segue::http
