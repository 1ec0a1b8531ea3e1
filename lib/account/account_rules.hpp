#pragma once

#include <segue/account/token_store.hpp>

#include <chrono>
#include <compare>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace segue::account {

/// Most bytes of a part of the key.
constexpr std::size_t most_key_bytes = 1024;
/// Most bytes of all that an account holds.
constexpr std::size_t most_account_bytes = std::size_t{1024} * 1024;

/// A key that owns what it names.
struct owned_key {
    std::string provider;
    std::string flow;
    std::string client_id;
    std::string label;

    friend auto operator<=>(const owned_key&, const owned_key&) = default;
};

owned_key own(const account_key& key);

/// A filter that owns what it names.
struct owned_filter {
    using values = std::optional<std::vector<std::string>>;

    values providers;
    values flows;
    values client_ids;
    values labels;

    bool is_any() const noexcept { return !providers && !flows && !client_ids && !labels; }
    bool matches(const account_key& key) const;
};

owned_filter own(const account_filter& filter);

/// What a store keeps of a moment.
inline wall_time kept_time(wall_time t) {
    return std::chrono::floor<std::chrono::milliseconds>(t);
}

/// Refuses an account that no store takes.
void check_account(const stored_account& account);

/// Refuses to remove everything by a filter that is empty by mistake.
void check_removal(const owned_filter& filter);

} // namespace segue::account
