#include "traffic/cache_tags.hpp"

#include <algorithm>

namespace segue::traffic {

std::string tag_of(std::string_view path) {
    path = path.substr(0, path.find('?'));
    while (path.size() > 1 && path.back() == '/')
        path.remove_suffix(1);
    std::string tag(path);
    std::ranges::transform(tag, tag.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return tag;
}

std::vector<std::string> tags_of(std::string_view target) {
    const std::string whole = tag_of(target);
    std::vector<std::string> tags;
    const auto first = whole.find('/', 1);
    for (auto end = first; end != std::string::npos;) {
        end = whole.find('/', end + 1);
        tags.push_back(whole.substr(0, end));
    }
    if (tags.empty())
        tags.push_back(whole);
    return tags;
}

} // namespace segue::traffic
