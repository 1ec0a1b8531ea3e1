#pragma once

#include <initializer_list>
#include <utility>
#include <vector>

namespace segue {

/// Says how a list stood on the wire, so that it goes out as it came.
enum class list_form : unsigned char {
    /// The field was missing or null; an empty list of this form writes nothing.
    absent,
    /// The field was an array; an empty list of this form writes `[]`.
    array,
    /// The field was one bare value where an array is usual; a list of one element writes it bare.
    single,
};

/// A vector that remembers how it stood on the wire.
///
/// Everything of `std::vector` works; a list that got elements by hand writes an array whatever its form.
template <class Element>
class list : public std::vector<Element> {
public:
    using std::vector<Element>::vector;

    /// Is empty and absent.
    list() noexcept = default;

    /// Holds the elements and is written as an array.
    list(std::initializer_list<Element> elements) : std::vector<Element>(elements), form_{list_form::array} {}

    /// Takes the elements over and is written as an array.
    list(std::vector<Element> elements) noexcept
        : std::vector<Element>(std::move(elements)), form_{list_form::array} {}

    /// Returns how the list stood on the wire.
    [[nodiscard]] list_form form() const noexcept { return form_; }

    /// Sets how the list goes out.
    void form(list_form value) noexcept { form_ = value; }

    /// Compares the elements; the wire form is no part of the value.
    friend bool operator==(const list& left, const list& right) {
        return static_cast<const std::vector<Element>&>(left) ==
               static_cast<const std::vector<Element>&>(right);
    }

private:
    list_form form_ = list_form::absent;
};

} // namespace segue
