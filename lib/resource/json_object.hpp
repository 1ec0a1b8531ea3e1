#pragma once

#include <segue/base/money.hpp>

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace segue::resource {

/// Collects the members of a request's JSON body in order.
class json_object {
public:
    void add(std::string_view name, std::string_view value);
    void add(std::string_view name, std::int64_t value);
    void add(std::string_view name, const decimal& value);
    // A template, or a pointer to characters would count as one.
    template <std::same_as<bool> Boolean>
    void add(std::string_view name, Boolean value) {
        add_word(name, value ? "true" : "false");
    }

    /// Adds a member that is an object itself, as its text.
    void add_json(std::string_view name, std::string_view json);

    /// Adds nothing when there is no value; an empty text, zero and false are values.
    template <class Value>
    void add(std::string_view name, const std::optional<Value>& value) {
        if (value)
            add(name, *value);
    }

    [[nodiscard]] bool empty() const noexcept { return text_.empty(); }

    /// The whole object.
    [[nodiscard]] std::string text() const { return '{' + text_ + '}'; }

private:
    void start(std::string_view name);
    void add_word(std::string_view name, std::string_view word);

    std::string text_;
};

} // namespace segue::resource
