#pragma once

#include "market_words.hpp"

#include <boost/json/object.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace segue::emulator {

/// The JSON object that a write to the marketplace sent. The marketplace speaks the older kind of error: one
/// sentence about the first member that is wrong. `null` is like nothing; digits in a text are a number.
class member_reader {
public:
    explicit member_reader(const std::string& text);

    [[nodiscard]] bool has(std::string_view name) const { return find(name) != nullptr; }
    [[nodiscard]] std::optional<std::string> text(std::string_view name);
    [[nodiscard]] std::optional<bool> flag(std::string_view name);
    /// At least `least`.
    [[nodiscard]] std::optional<std::int64_t> integer(std::string_view name, std::int64_t least);
    /// An amount of at least `least`, rounded to hundredths.
    [[nodiscard]] std::optional<cents> amount(std::string_view name, cents least);
    /// One word of the list, exactly so.
    [[nodiscard]] std::optional<std::string> choice(std::string_view name, word_list of);
    /// An object inside; nothing when there is none.
    [[nodiscard]] std::optional<member_reader> object(std::string_view name);
    /// Notes what is wrong, unless something else was before.
    void refuse(std::string_view sentence);

    /// The first thing that is wrong; empty: nothing.
    [[nodiscard]] const std::string& problem() const noexcept { return problem_; }

private:
    explicit member_reader(boost::json::object members) : members_(std::move(members)) {}
    [[nodiscard]] const boost::json::value* find(std::string_view name) const;
    void refuse(std::string_view name, std::string_view expected);

    boost::json::object members_{};
    std::string problem_{};
};

} // namespace segue::emulator
