#pragma once

#include <concepts>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace segue {

/// Pairs one known value with the exact text that the service uses for it.
template <class Enum>
struct enum_name {
    /// The value in code.
    Enum value;
    /// The text on the wire; compared exactly, case and blanks included.
    std::string_view text;
};

/// Lists the known values of an enumeration; every enumeration of a model specialises it with
/// `static std::span<const enum_name<Enum>> table() noexcept`, defined in the library.
template <class Enum>
struct enum_names;

/// An enumeration whose known values have names.
template <class Enum>
concept named_enum = std::is_enum_v<Enum> && requires {
    { enum_names<Enum>::table() } -> std::convertible_to<std::span<const enum_name<Enum>>>;
};

/// Returns the text of a known value; empty for a number that is no enumerator.
template <named_enum Enum>
[[nodiscard]] std::string_view to_text(Enum value) noexcept {
    for (const enum_name<Enum>& entry : enum_names<Enum>::table()) {
        if (entry.value == value) {
            return entry.text;
        }
    }
    return {};
}

/// Returns the value whose text this is, compared exactly; empty when none has it.
template <named_enum Enum>
[[nodiscard]] std::optional<Enum> from_text(std::string_view text) noexcept {
    for (const enum_name<Enum>& entry : enum_names<Enum>::table()) {
        if (entry.text == text) {
            return entry.value;
        }
    }
    return std::nullopt;
}

/// Holds a value of a closed set, or the text that the service sent when we do not know it.
///
/// Services add values without notice; such an answer is neither an error nor lost.
/// **Lifetime** the view that `text()` returns lives as long as the object and its value.
template <named_enum Enum>
class open_enum {
public:
    /// Holds the unknown empty text.
    open_enum() noexcept = default;

    /// Holds a known value.
    open_enum(Enum value) noexcept : known_{value} {}

    /// Holds the value that has this text, or the text itself.
    template <class Text>
        requires(std::convertible_to<const Text&, std::string_view>)
    explicit open_enum(const Text& text) {
        assign(text);
    }

    /// Replaces the content by the value that has this text, or by the text itself.
    void assign(std::string_view text) {
        known_ = from_text<Enum>(text);
        if (known_) {
            unknown_.clear();
        } else {
            unknown_.assign(text);
        }
    }

    /// Returns the exact text, known or not.
    [[nodiscard]] std::string_view text() const noexcept {
        return known_ ? to_text(*known_) : std::string_view{unknown_};
    }

    /// Returns the value; empty when the service sent a text that we do not know.
    [[nodiscard]] std::optional<Enum> known() const noexcept { return known_; }

    /// Compares by text.
    friend bool operator==(const open_enum&, const open_enum&) = default;

    /// Tells whether it holds exactly this known value.
    friend bool operator==(const open_enum& left, Enum right) noexcept { return left.known_ == right; }

private:
    std::optional<Enum> known_;
    std::string unknown_;
};

} // namespace segue
