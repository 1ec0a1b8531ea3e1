#pragma once

#include <segue/base/extra.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace segue {

/// What `extra` holds: fields in their order, and per list field the elements that made no sense.
///
/// Erasing leaves a hole that is closed later, and past a few fields names are looked up by hash: reading an
/// answer with a million unknown or repeated keys stays linear.
class extra::fields {
public:
    /// A field as JSON text; a hole when erased.
    struct field {
        std::string name;
        std::string text;
        bool erased = false;
    };

    /// The elements kept of one list, in the order of their indexes; a hole when there are none.
    struct element_group {
        std::string name;
        std::vector<std::pair<std::size_t, std::string>> elements;
    };

    [[nodiscard]] const std::string* find(std::string_view name) const;
    [[nodiscard]] const element_group* find_elements(std::string_view name) const;
    [[nodiscard]] const std::string* find_element(std::string_view pointer) const;
    void set(std::string_view name, std::string_view text);
    void add_element(std::string_view name, std::size_t index, std::string_view text);
    bool erase(std::string_view name);
    bool erase_elements(std::string_view name);
    bool erase_element(std::string_view pointer);

    [[nodiscard]] std::size_t size() const;
    [[nodiscard]] const std::vector<field>& entries() const { return entries_; }
    [[nodiscard]] const std::vector<element_group>& groups() const { return groups_; }

private:
    [[nodiscard]] std::size_t position(std::string_view name) const;
    [[nodiscard]] std::size_t group_position(std::string_view name) const;
    void compact();

    std::vector<field> entries_;
    std::unordered_map<std::string, std::size_t> positions_; // in use once there are many entries
    std::size_t erased_ = 0;
    std::vector<element_group> groups_;
    std::unordered_map<std::string, std::size_t> group_positions_; // in use once there are many groups
    std::size_t elements_ = 0;                                     // of all groups
};

/// Lets the JSON reader and writer work on the fields without checks.
class extra_access {
public:
    using fields = extra::fields;

    /// Returns the fields, or null while nothing is kept.
    [[nodiscard]] static const extra::fields* read(const extra& owner) { return owner.fields_.get(); }

    /// Returns the fields to add to.
    [[nodiscard]] static extra::fields& write(extra& owner);

    /// Forgets a field, not the elements kept under its name.
    static void forget_field(extra& owner, std::string_view name);

    /// Forgets a field and the elements kept under its name.
    static void forget(extra& owner, std::string_view name);
};

} // namespace segue
