#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace segue {

/// Holds a date of which only the year, or year and month, may be known; keeps the text it came from.
///
/// Services write `1994`, `1994-03`, `1994-03-00`, `1994-03-08` and the empty text; any other text is kept
/// too and simply has no year. Nothing here throws but running out of memory.
class partial_date {
public:
    /// Holds the empty text: nothing known.
    partial_date() noexcept = default;

    /// Holds the text as it is.
    explicit partial_date(std::string text) noexcept : text_{std::move(text)} {}

    /// Replaces the text.
    void assign(std::string_view text) { text_.assign(text); }

    /// Returns the original text, byte for byte.
    [[nodiscard]] const std::string& text() const noexcept { return text_; }

    /// Returns the year; empty when unknown or 0000.
    [[nodiscard]] std::optional<std::chrono::year> year() const noexcept;

    /// Returns the month; empty when unknown, 00, or not a month.
    [[nodiscard]] std::optional<std::chrono::month> month() const noexcept;

    /// Returns the day; empty when unknown, 00, or not a day of that month.
    [[nodiscard]] std::optional<std::chrono::day> day() const noexcept;

    /// Compares by text.
    friend bool operator==(const partial_date&, const partial_date&) = default;

private:
    std::string text_;
};

/// Holds a moment as the service wrote it, and offers it as a time point where it can be read.
///
/// Read are `2014-07-01T10:20:17-07:00`, a blank in place of `T`, fractions of a second (dropped), `Z`, and
/// no offset at all.
class timestamp {
public:
    /// Holds the empty text: no moment.
    timestamp() noexcept = default;

    /// Holds the text as it is.
    explicit timestamp(std::string text) noexcept : text_{std::move(text)} {}

    /// Replaces the text.
    void assign(std::string_view text) { text_.assign(text); }

    /// Returns the original text, byte for byte.
    [[nodiscard]] const std::string& text() const noexcept { return text_; }

    /// Returns the moment; empty when the text is none. A text without offset counts as UTC.
    [[nodiscard]] std::optional<std::chrono::sys_seconds> time() const noexcept;

    /// Tells whether the text is a moment with an offset or `Z`, so that `time()` is beyond doubt.
    [[nodiscard]] bool has_offset() const noexcept;

    /// Compares by text.
    friend bool operator==(const timestamp&, const timestamp&) = default;

private:
    std::string text_;
};

} // namespace segue
