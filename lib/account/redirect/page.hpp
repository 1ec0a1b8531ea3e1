#pragma once

#include "account/redirect/callback.hpp"
#include "account/redirect/request_reader.hpp"

#include <string>
#include <string_view>

// What the small pages of a listener on this machine have in common. No I/O.
namespace segue::account::redirect {

/// What a page may load, run and send: nothing.
inline constexpr std::string_view locked_up =
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// What a page may do, and what it tells of where it was.
struct page_rules {
    std::string_view policy = locked_up;
    std::string_view referrer = "no-referrer";
};

/// A whole answer, head and body, that nobody keeps or frames. `more` are header lines.
std::string
page_bytes(int status, const page_rules& rules, std::string_view html, std::string_view more = {});

/// A page that says one thing and can do nothing.
std::string notice_bytes(int status, std::string_view text, std::string_view more = {});

/// Plain text as HTML.
std::string escaped(std::string_view text);

/// Host and port as a browser writes them.
std::string authority_of(const target& place);

/// Whether a request names the place that it came to. Another name that leads to this machine is how a page
/// of somebody else's would get in here (DNS rebinding).
bool is_meant_for(const target& place, const incoming& asked);

/// Returns an unguessable path segment.
std::string make_relay_segment();

} // namespace segue::account::redirect
