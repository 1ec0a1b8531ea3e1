#pragma once

#include "catalog.hpp"
#include "message.hpp"
#include "render.hpp"

#include <boost/json/object.hpp>

#include <string>
#include <vector>

namespace segue::emulator {

enum class search_kind { artist, master, release, label };

/// One thing that can be found. Pointers are into the catalog.
struct search_row {
    search_kind kind = search_kind::release;
    database_id id = 0;
    /// `Artist - Title`, or the plain name.
    std::string title{};
    /// The record behind a release, or the main release of a master.
    const release_record* release = nullptr;
    const artist_record* artist = nullptr;
    /// Everything that `q` looks at, folded.
    std::string haystack{};
};

/// Searches the data set by the service's parameters; parameters that it does not know are ignored.
///
/// Texts match when each word of the parameter occurs, without regard to case. `genre`, `style`, `country`
/// and `format` name whole values; `year` is a year or a range (`1990-1995`); `catno` and `barcode` ignore
/// blanks and punctuation. Artists and labels have no parameters but `q`, `title`, `type` and their own name.
class search_index {
public:
    explicit search_index(const catalog& data);
    /// Matches in their order: artists, masters, releases, labels; better known things first.
    [[nodiscard]] std::vector<const search_row*> find(const query_list& query) const;

private:
    std::vector<search_row> rows_{};
};

[[nodiscard]] boost::json::object render_result(const search_row& from, const viewer& to);

} // namespace segue::emulator
