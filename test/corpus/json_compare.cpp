#include "corpus/json_compare.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <cstdint>
#include <string_view>

namespace segue::test {
namespace {

namespace json = boost::json;

// A text that spells a number or boolean counts as that.
json::value plain_value(const json::value& value) {
    if (!value.is_string() || value.get_string().empty()) {
        return value;
    }
    json::error_code ec;
    json::value parsed = json::parse(value.get_string(), ec);
    if (ec || !(parsed.is_number() || parsed.is_bool())) {
        return value;
    }
    return parsed;
}

bool same_number(const json::value& left, const json::value& right) {
    if (left.is_double() || right.is_double()) {
        return left.to_number<double>() == right.to_number<double>();
    }
    return left == right; // whole numbers, signed and unsigned, exactly
}

bool same_scalar(const json::value& left, const json::value& right) {
    if (left.is_string() && right.is_string()) {
        return left == right;
    }
    const json::value a = plain_value(left);
    const json::value b = plain_value(right);
    return a.is_number() && b.is_number() ? same_number(a, b) : a == b;
}

std::string shortened(const json::value& value) {
    std::string text = json::serialize(value);
    if (text.size() > 60) {
        text.resize(60);
        text += "...";
    }
    return text;
}

class comparison {
public:
    bool equal(const json::value& left, const json::value& right) {
        if (left.is_object() && right.is_object()) {
            return equal_fields(left.get_object(), right.get_object()) &&
                   no_more_fields(right.get_object(), left.get_object());
        }
        if (left.is_array() && right.is_array() && left.get_array().size() == right.get_array().size()) {
            for (std::size_t i = 0; i < left.get_array().size(); ++i) {
                if (!inside(std::to_string(i), left.get_array()[i], right.get_array()[i])) {
                    return false;
                }
            }
            return true;
        }
        if (same_scalar(left, right)) {
            return true;
        }
        found_ = pointer_ + ": " + shortened(left) + " against " + shortened(right);
        return false;
    }

    [[nodiscard]] std::string found() const { return found_; }

private:
    bool inside(std::string_view name, const json::value& left, const json::value& right) {
        const std::size_t length = pointer_.size();
        pointer_ += '/';
        pointer_ += name;
        const bool same = equal(left, right);
        pointer_.resize(length);
        return same;
    }

    bool equal_fields(const json::object& left, const json::object& right) {
        const json::value null;
        for (const auto& field : left) {
            const json::value* const other = right.if_contains(field.key());
            if (!inside(field.key(), field.value(), other == nullptr ? null : *other)) {
                return false;
            }
        }
        return true;
    }

    bool no_more_fields(const json::object& right, const json::object& left) {
        const json::value null;
        for (const auto& field : right) {
            if (left.if_contains(field.key()) == nullptr && !inside(field.key(), null, field.value())) {
                return false;
            }
        }
        return true;
    }

    std::string pointer_;
    std::string found_;
};

} // namespace

std::optional<std::string> difference(const boost::json::value& left, const boost::json::value& right) {
    comparison compare;
    if (compare.equal(left, right)) {
        return std::nullopt;
    }
    return compare.found();
}

} // namespace segue::test
