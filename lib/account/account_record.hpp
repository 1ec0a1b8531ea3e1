#pragma once

#include "account/wiped_bytes.hpp"

#include <segue/account/token_store.hpp>

#include <optional>
#include <span>

namespace segue::account {

/// Writes all of an account but its key and revision, as bytes.
wiped_bytes encode_account(const stored_account& account);

/// Reads what `encode_account` wrote into an account that has its key already. False, with parts read, when
/// it is something else.
bool decode_account(std::span<const unsigned char> bytes, stored_account& account);

} // namespace segue::account
