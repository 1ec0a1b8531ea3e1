#include "discogs/models/submissions_form.hpp"

#include <iterator>
#include <utility>

namespace segue::discogs {
namespace {

template <class Entry>
void take(list<submission>& into, list<Entry>& from) {
    for (Entry& each : from) {
        submission& added = into.emplace_back();
        added.entry = std::move(each);
    }
}

} // namespace

page<submission> flatten(submissions_form form) {
    page<submission> result;
    result.pagination = std::move(form.pagination);
    result.extra = std::move(form.extra);
    if (!form.submissions)
        return result;
    auto& entries = *form.submissions;
    result.items.form(list_form::array);
    result.items.reserve(entries.artists.size() + entries.labels.size() + entries.releases.size());
    take(result.items, entries.artists);
    take(result.items, entries.labels);
    take(result.items, entries.releases);
    for (const auto& name : entries.extra.names()) {
        if (!result.extra.text(name))
            result.extra.set(name, *entries.extra.text(name));
    }
    return result;
}

} // namespace segue::discogs
