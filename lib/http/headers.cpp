#include "base/ascii.hpp"
#include "base/wipe.hpp"

#include <segue/http/headers.hpp>

#include <algorithm>

namespace segue::http {
namespace {

bool holds_credentials(const header& field) noexcept {
    return same_name(field.name, "Authorization") || same_name(field.name, "Proxy-Authorization");
}

} // namespace

bool same_name(std::string_view a, std::string_view b) noexcept {
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
               return x == y || to_lower(x) == to_lower(y);
           });
}

void headers::add(std::string_view name, std::string_view value) {
    fields_.push_back(header{std::string(name), std::string(value)});
}

void headers::set(std::string_view name, std::string_view value) {
    remove(name);
    add(name, value);
}

void headers::remove(std::string_view name) {
    // Of what is removed, credentials must not stay in memory.
    for (auto& field : fields_) {
        if (same_name(field.name, name) && holds_credentials(field))
            wipe(field.value);
    }
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
