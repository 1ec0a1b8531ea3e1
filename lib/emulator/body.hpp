#pragma once

#include "message.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace segue::emulator {

/// The JSON object that a write sent, read member by member. `null` is like nothing; digits in a text are a
/// number, as the service has it; everything else of a wrong kind is noted and refused in the end.
class body_reader {
public:
    explicit body_reader(const std::string& text);

    [[nodiscard]] bool has(std::string_view name) const;
    /// Notes it as missing unless it is there.
    void require(std::string_view name);
    /// Notes numbers outside of the range.
    [[nodiscard]] std::optional<std::int64_t>
    integer(std::string_view name, std::int64_t least, std::int64_t most);
    [[nodiscard]] std::optional<double> number(std::string_view name);
    [[nodiscard]] std::optional<std::string> text(std::string_view name);
    [[nodiscard]] std::optional<bool> flag(std::string_view name);
    /// A text of a closed set; another one is noted.
    [[nodiscard]] std::optional<std::string>
    choice(std::string_view name, std::initializer_list<std::string_view> of);
    /// The object as it was sent, for what has a shape of its own.
    [[nodiscard]] const boost::json::object& members() const noexcept { return members_; }

    /// Notes something else that is wrong with a member; an empty name: with the whole body.
    void note(std::string_view name, std::string_view type, std::string_view text);
    /// Whether nothing was noted.
    [[nodiscard]] bool good() const noexcept { return details_.empty(); }
    /// 422 with everything that was noted.
    [[nodiscard]] response refusal() const;

private:
    [[nodiscard]] const boost::json::value* find(std::string_view name) const;

    boost::json::object members_{};
    boost::json::array details_{};
};

} // namespace segue::emulator
