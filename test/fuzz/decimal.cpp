#include "fuzz/replay/entry.hpp"

#include <segue/base/money.hpp>

#include <charconv>
#include <cmath>
#include <limits>

// Two lines, two numbers: a text that reads is written as the same number, and the order of two is that of
// their values.
namespace segue::test {
namespace {

std::optional<decimal> check_one(std::string_view text) {
    const auto value = decimal::parse(text);
    if (!value) {
        return value;
    }
    const std::string written = to_string(*value);
    const auto back = decimal::parse(written);
    hold(back.has_value(), "wrote what does not read", written);
    hold(*back == *value, "changed in a round", written);
    hold(to_string(*back) == written, "written otherwise the second time", written);

    double expected = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), expected);
    hold(read.ptr == text.data() + text.size(), "no number to the standard library", text);
    if (read.ec == std::errc{} && std::abs(expected) > 1e-290) {
        const double error = std::abs(value->to_double() - expected);
        hold(error <= std::abs(expected) * 1e-12, "another value", written);
    }
    return value;
}

} // namespace
} // namespace segue::test

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using segue::test::hold;
    segue::test::fuzz_input input{data, size};
    const auto left = segue::test::check_one(input.line());
    const auto right = segue::test::check_one(input.rest());
    if (left && right) {
        const auto order = *left <=> *right;
        hold(order == 0 ? *left == *right : !(*left == *right), "equal and ordered");
        hold((order < 0) == ((*right <=> *left) > 0), "the order depends on the side");
        const double difference = left->to_double() - right->to_double();
        const double size_of_both = std::abs(left->to_double()) + std::abs(right->to_double());
        if (std::isfinite(size_of_both) && std::abs(difference) > size_of_both * 1e-12 &&
            std::abs(difference) > std::numeric_limits<double>::min()) {
            hold((difference < 0) == (order < 0), "ordered against the values");
        }
    }
    return 0;
}
