#include "account/oauth2/fields.hpp"

#include "base/wipe.hpp"

#include <boost/url/encode.hpp>
#include <boost/url/pct_string_view.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>

#include <algorithm>

namespace segue::account::oauth2 {
namespace {

namespace urls = boost::urls;

std::optional<std::string> decoded(std::string_view text) {
    const auto checked = urls::make_pct_string_view(urls::string_view(text.data(), text.size()));
    if (!checked)
        return std::nullopt;
    urls::encoding_opts options;
    options.space_as_plus = true;
    return checked->decode(options);
}

// Takes what stands before the mark, and the mark.
std::string_view take(std::string_view& rest, char mark) {
    const auto end = rest.find(mark);
    const auto taken = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    return taken;
}

} // namespace

void field_list::add(std::string_view name, std::string_view value) {
    field each;
    each.name = name;
    each.value = secret(value);
    fields_.push_back(std::move(each));
}

const std::string* field_list::find(std::string_view name) const noexcept {
    const auto at = std::find_if(fields_.begin(), fields_.end(), [name](const field& each) {
        return each.name == name && !each.value.empty();
    });
    return name.empty() || at == fields_.end() ? nullptr : &at->value.reveal();
}

std::size_t field_list::count(std::string_view name) const noexcept {
    return static_cast<std::size_t>(std::count_if(
        fields_.begin(), fields_.end(), [name](const field& each) { return each.name == name; }));
}

bool read_pairs(std::string_view text, field_list& into) {
    while (!text.empty()) {
        auto pair = take(text, '&');
        if (pair.empty())
            continue;
        const auto name = decoded(take(pair, '='));
        auto value = decoded(pair);
        if (!name || !value)
            return false;
        into.add(*name, *value);
        wipe(*value);
    }
    return true;
}

std::string encoded(std::string_view text) {
    return urls::encode(urls::string_view(text.data(), text.size()), urls::unreserved_chars);
}

pair_writer::~pair_writer() {
    wipe(text_);
}

void pair_writer::add(std::string_view name, std::string_view value) {
    if (name.empty())
        return;
    auto written = encoded(value);
    const wiped_at_end gone(written);
    append_wiping(text_, text_.empty() ? "" : "&");
    append_wiping(text_, encoded(name));
    append_wiping(text_, "=");
    append_wiping(text_, written);
    names_.emplace_back(name);
}

bool pair_writer::contains(std::string_view name) const noexcept {
    return std::find(names_.begin(), names_.end(), name) != names_.end();
}

bool is_printable(std::string_view text) noexcept {
    return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c >= ' ' && c != 0x7f; });
}

std::string with_query(std::string_view url, std::string_view query) {
    std::string text(url);
    if (query.empty())
        return text;
    if (text.find('?') == std::string::npos)
        text += '?';
    else if (text.back() != '?' && text.back() != '&')
        text += '&';
    return text.append(query);
}

std::string joined(const std::vector<std::string>& scopes, std::string_view separator) {
    std::string text;
    for (const auto& each : scopes) {
        if (!text.empty())
            text += separator;
        text += each;
    }
    return text;
}

std::vector<std::string> parted(std::string_view scopes, std::string_view separator) {
    std::vector<std::string> found(1);
    while (!scopes.empty()) {
        const bool ends = !separator.empty() && scopes.starts_with(separator);
        if (ends || scopes.front() == ' ')
            found.emplace_back();
        else
            found.back() += scopes.front();
        scopes.remove_prefix(ends ? separator.size() : 1);
    }
    std::erase_if(found, [](const std::string& each) { return each.empty(); });
    return found;
}

} // namespace segue::account::oauth2
