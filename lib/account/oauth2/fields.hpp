#pragma once

#include <segue/account/secret.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace segue::account::oauth2 {

/// Named values of an answer, in their order; values are wiped, as any of them may be a token.
class field_list {
public:
    void add(std::string_view name, std::string_view value);

    /// Returns the first value of that name that is not empty; null when there is none.
    const std::string* find(std::string_view name) const noexcept;
    /// Returns how many fields have that name.
    std::size_t count(std::string_view name) const noexcept;
    /// Returns how many there are.
    std::size_t size() const noexcept { return fields_.size(); }
    bool empty() const noexcept { return fields_.empty(); }

private:
    struct field {
        std::string name;
        secret value;
    };
    std::vector<field> fields_;
};

/// Adds the pairs of a query, fragment or form, a plus sign for a blank; false when an escape is malformed.
bool read_pairs(std::string_view text, field_list& into);

/// Writes a query or a form, wiped when it goes; what is added under an empty name is left out.
class pair_writer {
public:
    pair_writer() = default;
    pair_writer(const pair_writer&) = default;
    pair_writer& operator=(const pair_writer&) = delete;
    ~pair_writer();

    void add(std::string_view name, std::string_view value);
    bool contains(std::string_view name) const noexcept;
    const std::string& text() const noexcept { return text_; }

private:
    std::string text_;
    std::vector<std::string> names_;
};

/// Encodes one name or value.
std::string encoded(std::string_view text);

/// Whether a text stands on one line and holds no control character.
bool is_printable(std::string_view text) noexcept;

/// Adds a query to what may have one.
std::string with_query(std::string_view url, std::string_view query);

/// Joins scopes, and takes them apart, at blanks too: no scope holds one.
std::string joined(const std::vector<std::string>& scopes, std::string_view separator);
std::vector<std::string> parted(std::string_view scopes, std::string_view separator);

} // namespace segue::account::oauth2
