#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace segue {

/// Holds one JSON value of any kind as its text.
///
/// **See** `segue/base/json_extra.hpp`, which shows it as a `boost::json::value`.
struct raw_json {
    /// Valid JSON, without blanks between tokens when it came from an answer; numbers keep their digits.
    std::string text = "null";

    /// Compares by text.
    friend bool operator==(const raw_json&, const raw_json&) = default;
};

/// Keeps the fields of an answer that the model does not know, or could not understand, as JSON.
///
/// They go out again when the model is written. Besides unknown fields it holds, under the field's own name,
/// a known field whose value made no sense (it was also reported as drift) and an empty text that stood for a
/// number; under `field/INDEX`, a list element that made no sense; and `null` under the name of a mandatory
/// field that was missing. A field that the model has a value for wins over the one kept here.
///
/// **Cost** one pointer while empty; the fields are held as text, in their order, and looked up by hash.
/// **See** `segue/base/json_extra.hpp`, which shows the content as a `boost::json::object`.
class extra {
public:
    /// Is empty.
    extra() noexcept = default;
    /// Copies all fields.
    extra(const extra& other);
    /// Takes the fields over.
    extra(extra&& other) noexcept = default;
    /// Copies all fields.
    extra& operator=(const extra& other);
    /// Takes the fields over.
    extra& operator=(extra&& other) noexcept = default;
    ~extra() = default;

    /// Tells whether nothing is kept.
    [[nodiscard]] bool empty() const noexcept { return fields_ == nullptr; }

    /// Returns how many fields are kept.
    [[nodiscard]] std::size_t size() const noexcept;

    /// Tells whether a field of this name is kept.
    [[nodiscard]] bool contains(std::string_view name) const noexcept;

    /// Returns the JSON text of a field; empty optional when there is none of this name.
    ///
    /// **Lifetime** the view lives until the next change.
    [[nodiscard]] std::optional<std::string_view> text(std::string_view name) const noexcept;

    /// Returns the names in the order in which they came.
    [[nodiscard]] std::vector<std::string> names() const;

    /// Keeps a field, replacing one of the same name.
    ///
    /// **Errors** throws `std::invalid_argument` when the text is not valid JSON.
    void set(std::string_view name, std::string_view json_text);

    /// Forgets a field; returns whether there was one.
    bool erase(std::string_view name);

    /// Compares names and JSON texts, whatever their order.
    friend bool operator==(const extra& left, const extra& right) noexcept { return equal(left, right); }

private:
    friend class extra_access;
    class fields;
    struct destroy {
        void operator()(fields* content) const noexcept;
    };

    static bool equal(const extra& left, const extra& right) noexcept;

    std::unique_ptr<fields, destroy> fields_;
};

} // namespace segue
