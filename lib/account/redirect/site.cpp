#include "account/redirect/site.hpp"

#include "account/redirect/page.hpp"

namespace segue::account::redirect {
namespace {

site::reply notice(int status, std::string_view text) {
    site::reply out;
    out.bytes = notice_bytes(status, text);
    return out;
}

} // namespace

site::reply site::respond_to_garbage(request_reader::state how) const {
    if (how == request_reader::state::too_large)
        return notice(413, "This request is too large.");
    return notice(400, "This is no request.");
}

site::reply site::respond_too_late() const {
    return notice(410, "The answer has been given already.");
}

} // namespace segue::account::redirect
