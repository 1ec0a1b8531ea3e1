#include "inventory_jobs.hpp"

namespace segue::emulator {

std::string_view inventory_job::status() const noexcept {
    if (!done())
        return "pending";
    return succeeded ? "success" : "failed";
}

bool inventory_job::due(server_time now, const job_pace& pace) const noexcept {
    return !done() && (looks_left <= 0 || now >= started + pace.time);
}

std::string_view to_string(upload_kind kind) noexcept {
    switch (kind) {
    case upload_kind::add:
        return "add";
    case upload_kind::change:
        return "change";
    case upload_kind::remove:
        break;
    }
    return "delete";
}

} // namespace segue::emulator
