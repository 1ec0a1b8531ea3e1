#pragma once

#include <segue/discogs/models/artist_release.hpp>
#include <segue/discogs/models/pagination.hpp>
#include <segue/discogs/models/release.hpp>

#include <memory>
#include <string_view>

// What a careful user would write instead of the SDK's reader: a Boost.JSON tree on a monotonic resource
// whose memory is used again for every answer, and one line per field. It is less than the SDK does: fields
// that it does not know are lost, and a number that comes as a text is not read.
namespace bench {

class hand_decoder {
public:
    hand_decoder();
    ~hand_decoder();
    hand_decoder(const hand_decoder&) = delete;
    hand_decoder& operator=(const hand_decoder&) = delete;

    void read(std::string_view body, segue::discogs::release& into);
    void read(std::string_view body, segue::discogs::page<segue::discogs::artist_release>& into);

    /// Only builds the tree, in the memory that is used again; returns how many members its root has.
    std::size_t parse_only(std::string_view body);

private:
    struct state;
    std::unique_ptr<state> state_;
};

/// Builds the tree as `boost::json::parse(body)` does it and decodes nothing; returns how many members its
/// root has.
std::size_t parse_into_default_dom(std::string_view body);

} // namespace bench
