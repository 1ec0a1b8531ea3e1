#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace segue::http {

/// One header field as it stands on the wire.
struct header {
    std::string name;
    std::string value;

    friend bool operator==(const header&, const header&) = default;
};

/// Compares two header names, ASCII case aside.
bool same_name(std::string_view a, std::string_view b) noexcept;

/// Header fields in the order they came or go; names compare without regard to ASCII case.
class headers {
public:
    headers() = default;

    /// Appends a field; one of the same name stays.
    void add(std::string_view name, std::string_view value);
    /// Puts a field in the place of all fields of that name.
    void set(std::string_view name, std::string_view value);
    /// Removes all fields of that name.
    void remove(std::string_view name);
    /// Removes all fields; the memory stays.
    void clear() noexcept { fields_.clear(); }

    /// Returns the first value of that name; nothing when there is none.
    std::optional<std::string_view> find(std::string_view name) const noexcept;
    /// Tells whether a field of that name exists.
    bool contains(std::string_view name) const noexcept { return find(name).has_value(); }

    std::size_t size() const noexcept { return fields_.size(); }
    bool empty() const noexcept { return fields_.empty(); }
    auto begin() const noexcept { return fields_.begin(); }
    auto end() const noexcept { return fields_.end(); }

    friend bool operator==(const headers&, const headers&) = default;

private:
    std::vector<header> fields_;
};

} // namespace segue::http
