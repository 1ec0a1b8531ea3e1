#include "account/refuse.hpp"

#include <segue/base/error.hpp>

#include <utility>

namespace segue::account {

void refuse(std::string_view param, std::string_view why) {
    failure f;
    f.code = errc::bad_params;
    f.param = param;
    f.message = why;
    throw_failure(std::move(f));
}

} // namespace segue::account
