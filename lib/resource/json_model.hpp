#pragma once

#include <segue/base/extra.hpp>
#include <segue/base/list.hpp>
#include <segue/base/money.hpp>
#include <segue/base/open_enum.hpp>
#include <segue/base/partial_date.hpp>
#include <segue/base/strong_id.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

/// What reader and writer know about a model: a table per model, and per type of member a table of functions.
///
/// The engine behind them is compiled once and sees memory only through these tables, so a new model costs a
/// few lines and hardly any code. A model's .cpp builds its table:
///
///     const model_description& json_traits<video>::description()
///     {
///         static const auto table = describe(&video::extra, field("uri", &video::uri), ...);
///         return table;
///     }
namespace segue::resource {

struct model_description;

/// Tells the engine where a model's description is; specialised per model.
template <class Model>
struct json_traits;

/// A number as it stands in the text.
struct json_number {
    /// All characters of it.
    std::string_view text;
    /// The value, when it is whole, was written without point and exponent, and fits.
    std::optional<std::int64_t> whole;
};

/// What became of a value that was offered to a member.
enum class json_outcome : unsigned char {
    taken,   ///< The member holds it.
    blank,   ///< An empty text for a number: counts as absent, but goes out again.
    refused, ///< Not what the member is for.
};

/// How the engine has to treat a type of member.
enum class json_kind : unsigned char {
    text,   ///< `std::optional<std::string>`, by far the most frequent one.
    scalar, ///< Any other that is read from one text, number or boolean.
    object, ///< A model.
    list,   ///< A `list` of scalars or models.
    any,    ///< JSON kept as text.
    map,    ///< `named_values`: an object whose names are data.
};

/// The functions for one type of member; those that do not apply to its kind are null.
struct value_type {
    json_kind kind = json_kind::scalar;
    /// The kind of value wanted, for drift reports.
    const char* expected = "";
    /// Makes the member absent.
    void (*reset)(void* member) = nullptr;
    /// Tells whether the member has something to write.
    bool (*present)(const void* member) = nullptr;

    json_outcome (*from_text)(void* member, std::string_view text) = nullptr;
    json_outcome (*from_number)(void* member, const json_number& number) = nullptr;
    json_outcome (*from_boolean)(void* member, bool value) = nullptr;
    void (*write)(std::string& out, const void* member) = nullptr;

    const model_description& (*model)() = nullptr;
    void* (*engage)(void* member) = nullptr;
    const void* (*content)(const void* member) = nullptr;

    const value_type* element = nullptr;
    void* (*append)(void* member) = nullptr;
    void (*drop_last)(void* member) = nullptr;
    void (*set_form)(void* member, list_form form) = nullptr;
    list_form (*form)(const void* member) = nullptr;
    std::size_t (*size)(const void* member) = nullptr;
    const void* (*at)(const void* member, std::size_t index) = nullptr;

    // Of a map, besides `engage`, `content`, `element`, `drop_last`, `size` and `at`.
    void* (*append_named)(void* member, std::string_view name) = nullptr;
    std::string_view (*name_at)(const void* member, std::size_t index) = nullptr;
    /// Where values go that make no sense.
    extra* (*kept)(void* member) = nullptr;
    const extra* (*kept_in)(const void* member) = nullptr;
    /// Called when all entries are there: leaves each name once.
    void (*settle)(void* member) = nullptr;
};

/// One field of a model.
struct field_description {
    /// Name on the wire.
    std::string_view wire;
    /// Name of the member, where it differs; empty otherwise.
    std::string_view readable;
    const value_type* type = nullptr;
    std::size_t offset = 0;
    /// A member that cannot be absent: when the wire has none, `extra` remembers that.
    bool mandatory = false;
};

/// Describes a model.
struct model_description {
    static constexpr std::size_t max_fields = 64;
    static constexpr std::size_t slot_count = 256;
    static constexpr unsigned no_slot = 0xff;

    std::span<const field_description> fields;
    std::size_t extra_offset = 0;
    std::uint64_t mandatory = 0;
    /// Hash of a name to the field that bears it, twice its index and one more for the readable name.
    std::array<std::uint8_t, slot_count> slots{};

    /// Fills what follows from the fields; asserts that names are unique and few enough.
    void index();

    /// Returns twice the index of the field, one more for its readable name; `no_slot` for an unknown name.
    [[nodiscard]] unsigned find(std::string_view name) const noexcept;

    [[nodiscard]] static std::size_t hash(std::string_view name) noexcept {
        if (name.empty()) {
            return 0;
        }
        const auto first = static_cast<unsigned char>(name.front());
        const auto middle = static_cast<unsigned char>(name[name.size() / 2]);
        const auto last = static_cast<unsigned char>(name.back());
        return (name.size() * 59U + first * 31U + middle * 7U + last * 13U) % slot_count;
    }
};

// The conversions of json_model.cpp, one per vocabulary type.
json_outcome read_text(std::string& value, std::string_view text);
json_outcome read_text(std::int64_t& value, std::string_view text);
json_outcome read_text(double& value, std::string_view text);
json_outcome read_text(bool& value, std::string_view text);
json_outcome read_text(decimal& value, std::string_view text);
json_outcome read_text(money& value, std::string_view text);
json_outcome read_text(partial_date& value, std::string_view text);
json_outcome read_text(timestamp& value, std::string_view text);
json_outcome read_number(std::string& value, const json_number& number);
json_outcome read_number(std::int64_t& value, const json_number& number);
json_outcome read_number(double& value, const json_number& number);
json_outcome read_number(bool& value, const json_number& number);
json_outcome read_number(decimal& value, const json_number& number);
json_outcome read_number(money& value, const json_number& number);
json_outcome read_number(partial_date& value, const json_number& number);
json_outcome read_number(timestamp& value, const json_number& number);
void write_value(std::string& out, const std::string& value);
void write_value(std::string& out, std::int64_t value);
void write_value(std::string& out, double value);
void write_value(std::string& out, bool value);
void write_value(std::string& out, const decimal& value);
void write_value(std::string& out, const money& value);
void write_value(std::string& out, const partial_date& value);
void write_value(std::string& out, const timestamp& value);

/// Appends a text in quotes, escaped where it must be.
void write_text(std::string& out, std::string_view text);

template <class Tag>
json_outcome read_text(strong_id<Tag>& value, std::string_view text) {
    std::int64_t number = 0;
    const json_outcome outcome = read_text(number, text);
    value = number;
    return outcome;
}

template <class Tag>
json_outcome read_number(strong_id<Tag>& value, const json_number& number) {
    std::int64_t whole = 0;
    const json_outcome outcome = read_number(whole, number);
    value = whole;
    return outcome;
}

template <class Tag>
void write_value(std::string& out, strong_id<Tag> value) {
    write_value(out, value.value());
}

template <class Enum>
json_outcome read_text(open_enum<Enum>& value, std::string_view text) {
    value.assign(text);
    return json_outcome::taken;
}

template <class Enum>
json_outcome read_number(open_enum<Enum>& value, const json_number& number) {
    value.assign(number.text);
    return json_outcome::taken;
}

template <class Enum>
void write_value(std::string& out, const open_enum<Enum>& value) {
    write_text(out, value.text());
}

/// The word that drift reports use for a type.
template <class Value>
constexpr const char* expected_word() {
    if constexpr (std::is_same_v<Value, std::int64_t>) {
        return "integer";
    } else if constexpr (
        std::is_same_v<Value, double> || std::is_same_v<Value, decimal> || std::is_same_v<Value, money>) {
        return "number";
    } else if constexpr (std::is_same_v<Value, bool>) {
        return "boolean";
    } else {
        return "text";
    }
}

/// Builds the function table of a type of member.
template <class Value>
struct value_type_builder;

/// The function table of a type of member.
template <class Value>
inline constexpr value_type value_type_of = value_type_builder<Value>::build();

/// A type is a model when it has a description.
template <class Value>
concept described_model = requires { sizeof(json_traits<Value>); };

template <class Value>
struct value_type_builder {
    static constexpr value_type build() {
        value_type type;
        type.expected = expected_word<Value>();
        type.reset = [](void* member) { *static_cast<Value*>(member) = Value{}; };
        type.present = [](const void* member) { return !(*static_cast<const Value*>(member) == Value{}); };
        type.from_text = [](void* member, std::string_view text) {
            return read_text(*static_cast<Value*>(member), text);
        };
        type.from_number = [](void* member, const json_number& number) {
            return read_number(*static_cast<Value*>(member), number);
        };
        type.from_boolean = [](void* member, bool value) {
            if constexpr (std::is_same_v<Value, bool>) {
                *static_cast<bool*>(member) = value;
                return json_outcome::taken;
            }
            static_cast<void>(member);
            static_cast<void>(value);
            return json_outcome::refused;
        };
        type.write = [](std::string& out, const void* member) {
            write_value(out, *static_cast<const Value*>(member));
        };
        return type;
    }
};

template <class Tag>
struct value_type_builder<strong_id<Tag>> {
    static constexpr value_type build() {
        // All ids look alike in memory, but each is reached through its own type.
        using id = strong_id<Tag>;
        value_type type;
        type.expected = "integer";
        type.reset = [](void* member) { *static_cast<id*>(member) = id{}; };
        type.present = [](const void* member) { return static_cast<bool>(*static_cast<const id*>(member)); };
        type.from_text = [](void* member, std::string_view text) {
            return read_text(*static_cast<id*>(member), text);
        };
        type.from_number = [](void* member, const json_number& number) {
            return read_number(*static_cast<id*>(member), number);
        };
        type.from_boolean = [](void*, bool) { return json_outcome::refused; };
        type.write = [](std::string& out, const void* member) {
            write_value(out, *static_cast<const id*>(member));
        };
        return type;
    }
};

template <>
struct value_type_builder<raw_json> {
    static constexpr value_type build() {
        value_type type;
        type.kind = json_kind::any;
        type.expected = "any value";
        type.reset = [](void* member) { *static_cast<raw_json*>(member) = raw_json{}; };
        type.present = [](const void*) { return true; };
        type.from_text = [](void* member, std::string_view json) {
            static_cast<raw_json*>(member)->text.assign(json);
            return json_outcome::taken;
        };
        type.write = [](std::string& out, const void* member) {
            out += static_cast<const raw_json*>(member)->text;
        };
        return type;
    }
};

template <described_model Model>
struct value_type_builder<Model> {
    static constexpr value_type build() {
        value_type type;
        type.kind = json_kind::object;
        type.expected = "object";
        type.reset = [](void* member) { *static_cast<Model*>(member) = Model{}; };
        type.present = [](const void*) { return true; };
        type.model = &json_traits<Model>::description;
        type.engage = [](void* member) { return member; };
        type.content = [](const void* member) { return member; };
        return type;
    }
};

template <class Value>
struct value_type_builder<std::optional<Value>> {
    using optional = std::optional<Value>;

    static constexpr value_type build() {
        // Starts from the plain type's table and goes through the optional where it touches the member.
        value_type type = value_type_builder<Value>::build();
        if constexpr (std::is_same_v<Value, std::string>) {
            type.kind = json_kind::text;
        }
        type.reset = [](void* member) { static_cast<optional*>(member)->reset(); };
        type.present = [](const void* member) { return static_cast<const optional*>(member)->has_value(); };
        if constexpr (
            value_type_of<Value>.kind == json_kind::object || value_type_of<Value>.kind == json_kind::map) {
            type.engage = [](void* member) -> void* { return &static_cast<optional*>(member)->emplace(); };
            type.content = [](const void* member) -> const void* {
                return &**static_cast<const optional*>(member);
            };
        } else {
            build_scalar(type);
        }
        return type;
    }

private:
    static json_outcome settle(optional& member, json_outcome outcome) {
        if (outcome != json_outcome::taken) {
            member.reset();
        }
        return outcome;
    }

    static constexpr void build_scalar(value_type& type) {
        if (type.kind == json_kind::any) {
            type.from_text = [](void* member, std::string_view json) {
                static_cast<optional*>(member)->emplace();
                return value_type_of<Value>.from_text(&**static_cast<optional*>(member), json);
            };
        } else {
            type.from_text = [](void* member, std::string_view text) {
                optional& target = *static_cast<optional*>(member);
                return settle(target, value_type_of<Value>.from_text(&target.emplace(), text));
            };
            type.from_number = [](void* member, const json_number& number) {
                optional& target = *static_cast<optional*>(member);
                return settle(target, value_type_of<Value>.from_number(&target.emplace(), number));
            };
            type.from_boolean = [](void* member, bool value) {
                optional& target = *static_cast<optional*>(member);
                return settle(target, value_type_of<Value>.from_boolean(&target.emplace(), value));
            };
        }
        type.write = [](std::string& out, const void* member) {
            value_type_of<Value>.write(out, &**static_cast<const optional*>(member));
        };
    }
};

template <class Element>
struct value_type_builder<list<Element>> {
    using items = list<Element>;

    static constexpr value_type build() {
        value_type type;
        type.kind = json_kind::list;
        type.expected = "array";
        type.reset = [](void* member) { *static_cast<items*>(member) = items{}; };
        type.present = [](const void* member) {
            const items& value = *static_cast<const items*>(member);
            return !value.empty() || value.form() != list_form::absent;
        };
        type.element = &value_type_of<Element>;
        type.append = [](void* member) -> void* {
            // Most lists hold one item or about a dozen: these take one move instead of four.
            auto& list = *static_cast<items*>(member);
            if (list.size() == list.capacity() && !list.empty() && list.size() <= 4)
                list.reserve(4 * list.size());
            return &list.emplace_back();
        };
        type.drop_last = [](void* member) { static_cast<items*>(member)->pop_back(); };
        type.set_form = [](void* member, list_form form) { static_cast<items*>(member)->form(form); };
        type.form = [](const void* member) { return static_cast<const items*>(member)->form(); };
        type.size = [](const void* member) { return static_cast<const items*>(member)->size(); };
        type.at = [](const void* member, std::size_t index) -> const void* {
            return &(*static_cast<const items*>(member))[index];
        };
        return type;
    }
};

/// A field as a model's .cpp names it: wire name, readable name where it differs, member.
template <class Model, class Member>
struct field_entry {
    std::string_view wire;
    std::string_view readable;
    Member Model::* member;
};

/// Names a field whose member bears its wire name.
template <class Model, class Member>
constexpr field_entry<Model, Member> field(std::string_view wire, Member Model::* member) {
    return {wire, {}, member};
}

/// Names a field whose member has a more readable name.
template <class Model, class Member>
constexpr field_entry<Model, Member>
field(std::string_view wire, std::string_view readable, Member Model::* member) {
    return {wire, readable, member};
}

/// Owns the fields of one model's description.
template <std::size_t Count>
class model_table : public model_description {
public:
    template <class Model, class... Members>
    explicit model_table(extra Model::* extra_member, const field_entry<Model, Members>&... entries) {
        static_assert(sizeof...(Members) == Count && Count <= max_fields);
        static_assert((!is_bare_model<Members> && ...), "a model as a member must be optional");
        const Model probe{};
        const auto offset = [&](const auto& member) {
            return static_cast<std::size_t>(
                reinterpret_cast<const std::byte*>(&member) - reinterpret_cast<const std::byte*>(&probe));
        };
        std::size_t next = 0;
        ((storage_[next++] =
              {entries.wire,
               entries.readable,
               &value_type_of<Members>,
               offset(probe.*(entries.member)),
               is_mandatory<Members>}),
         ...);
        fields = storage_;
        extra_offset = offset(probe.*extra_member);
        index();
    }

    model_table(const model_table&) = delete;
    model_table& operator=(const model_table&) = delete;

private:
    template <class Member>
    static constexpr bool is_mandatory =
        value_type_of<Member>.kind == json_kind::scalar && !requires(Member member) { member.has_value(); };

    template <class Member>
    static constexpr bool is_bare_model = described_model<Member>;

    std::array<field_description, Count> storage_;
};

/// Builds the table of a model; to be kept in a function's static variable.
template <class Model, class... Members>
model_table<sizeof...(Members)>
describe(extra Model::* extra_member, const field_entry<Model, Members>&... entries) {
    return model_table<sizeof...(Members)>{extra_member, entries...};
}

} // namespace segue::resource
