#pragma once

#include "account/oauth2/fields.hpp"

#include <segue/account/device_grant.hpp>
#include <segue/base/result.hpp>

namespace segue::account::oauth2 {

/// What the device endpoint gives.
struct device_answer {
    secret device_code;
    /// All but the request, which only a flow can make.
    device_grant::parts grant;
};

/// Takes codes, address and pace from the fields of an answer, RFC 8628 3.2.
result<device_answer> device_answer_from(const field_list& fields, steady_time now);

} // namespace segue::account::oauth2
