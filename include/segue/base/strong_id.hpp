#pragma once

#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>

namespace segue {

/// Holds a numeric id of one number space, told apart from the ids of others by its tag.
///
/// It is made from any integer, never from another tag's id: a release 123 is not a master 123.
/// **Units and ranges** 64 bits; 0 is the default and means "none", as the services use it.
template <class Tag>
class strong_id {
public:
    /// Holds 0, "none".
    constexpr strong_id() noexcept = default;

    /// Holds the given number.
    template <std::integral Integer>
        requires(!std::same_as<Integer, bool>)
    constexpr strong_id(Integer value) noexcept : value_{static_cast<std::int64_t>(value)} {}

    /// Returns the number as the service knows it.
    [[nodiscard]] constexpr std::int64_t value() const noexcept { return value_; }

    /// Tells whether the id names something, that is, whether it is not 0.
    [[nodiscard]] constexpr explicit operator bool() const noexcept { return value_ != 0; }

    /// Compares by number.
    friend constexpr bool operator==(strong_id, strong_id) noexcept = default;

    /// Orders by number.
    friend constexpr std::strong_ordering operator<=>(strong_id, strong_id) noexcept = default;

private:
    std::int64_t value_ = 0;
};

/// Returns the digits of an id.
template <class Tag>
[[nodiscard]] std::string to_string(strong_id<Tag> id) {
    return std::to_string(id.value());
}

} // namespace segue

/// Hashes a strong id by its number.
template <class Tag>
struct std::hash<segue::strong_id<Tag>> {
    /// Returns the hash of the number.
    [[nodiscard]] std::size_t operator()(segue::strong_id<Tag> id) const noexcept {
        return std::hash<std::int64_t>{}(id.value());
    }
};
