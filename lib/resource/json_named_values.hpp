#pragma once

#include "resource/json_model.hpp"
#include "resource/json_reader.hpp"
#include "resource/json_writer.hpp"

#include <segue/base/named_values.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

// Objects whose names are data. They are rare and small (filters, prices by condition), so the reader hands
// over their text, and each value goes through a model of one field: whatever a field can be, a value can.
namespace segue::resource {

template <class Value>
struct is_list : std::false_type {};
template <class Element>
struct is_list<list<Element>> : std::true_type {};

/// One value of such an object.
template <class Value>
struct named_value {
    std::conditional_t<is_list<Value>::value, Value, std::optional<Value>> value;
    segue::extra extra;
};

template <class Value>
struct json_traits<named_value<Value>> {
    static const model_description& description() {
        static const auto table =
            describe(&named_value<Value>::extra, field("value", &named_value<Value>::value));
        return table;
    }
};

/// The text of an object as the model that keeps every field raw.
struct any_object {
    segue::extra extra;
};

template <>
struct json_traits<any_object> {
    static const model_description& description();
};

/// Puts one value's text where `named_value` reads it, and takes it out again.
std::string wrap_named_value(std::string_view text);
std::string unwrap_named_value(std::string text);

template <class Value>
struct value_type_builder<named_values<Value>> {
    using values = named_values<Value>;

    static constexpr value_type build() {
        value_type type;
        type.kind = json_kind::map;
        type.expected = "object";
        type.reset = [](void* member) { *static_cast<values*>(member) = values{}; };
        type.present = [](const void* member) { return !static_cast<const values*>(member)->empty(); };
        type.from_text = [](void* member, std::string_view json) {
            return read(*static_cast<values*>(member), json);
        };
        type.write = [](std::string& out, const void* member) {
            write(out, *static_cast<const values*>(member));
        };
        return type;
    }

private:
    // All or nothing: a value that would not go out as it came makes the whole object one that is kept raw.
    static json_outcome read(values& into, std::string_view json) {
        any_object object;
        into = values{};
        if (read_json(json, object))
            return json_outcome::refused;
        for (const std::string& name : object.extra.names()) {
            const std::string_view text = *object.extra.text(name);
            named_value<Value> one;
            if (read_json(wrap_named_value(text), one) || !one.extra.empty() ||
                unwrap_named_value(to_json(one)) != text) {
                into = values{};
                return json_outcome::refused;
            }
            if constexpr (is_list<Value>::value)
                into.set(name, std::move(one.value));
            else if (one.value)
                into.set(name, std::move(*one.value));
        }
        return json_outcome::taken;
    }

    static void write(std::string& out, const values& from) {
        out += '{';
        for (bool first = true; const auto& [name, value] : from) {
            if (!std::exchange(first, false))
                out += ',';
            write_text(out, name);
            out += ':';
            named_value<Value> one;
            one.value = value;
            out += unwrap_named_value(to_json(one));
        }
        out += '}';
    }
};

} // namespace segue::resource
