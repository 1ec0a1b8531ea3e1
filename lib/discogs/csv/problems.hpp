#pragma once

#include <segue/discogs/inventory_csv.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace segue::discogs {

/// Gathers what is wrong with a file: the first problems in full, the rest as a number.
class problem_list {
public:
    explicit problem_list(std::size_t most) : most_(most) {}

    /// Says which row the following problems are about.
    void at(std::uint64_t row, std::uint64_t line) noexcept {
        row_ = row;
        line_ = line;
    }

    /// Adds one. `hint` is called only when there is room to tell it.
    template <class Hint>
    void add(csv_fault fault, std::string_view column, std::string_view text, Hint hint) {
        if (const auto p = enter(fault, column, text))
            p->hint = hint();
    }
    void add(csv_fault fault, std::string_view column, std::string_view text) { enter(fault, column, text); }

    /// Returns how many were added, told or not.
    std::uint64_t count() const noexcept { return report_.problems.size() + report_.more_problems; }
    /// Forgets them.
    void clear() { report_ = {}; }

    csv_report& report() noexcept { return report_; }
    const csv_report& report() const noexcept { return report_; }

private:
    csv_problem* enter(csv_fault fault, std::string_view column, std::string_view text);

    std::size_t most_;
    std::uint64_t row_ = 0;
    std::uint64_t line_ = 0;
    csv_report report_;
};

/// Tells whether a text is UTF-8 without zero bytes, which no CSV reader agrees about.
bool is_clean_utf8(std::string_view text) noexcept;

/// Makes a text fit for a message: cut when it is long, what cannot be shown as `\x00`.
std::string printable(std::string_view text);

/// Makes the error for rows that may not be sent. `param` names where they came from.
csv_error make_csv_error(std::string_view param, csv_report report);

} // namespace segue::discogs
