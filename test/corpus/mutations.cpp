#include "corpus/mutations.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <random>
#include <utility>
#include <vector>

namespace segue::test {
namespace {

namespace json = boost::json;
using resource::json_kind;
using resource::model_description;
using resource::value_type;

class walk {
public:
    walk(json::value& body, std::uint64_t seed, const mutation_check& check)
        : body_{body}, random_{seed}, check_{check} {}

    [[nodiscard]] std::size_t shown() const { return shown_; }

    void object(json::object& fields, const model_description& description, const std::string& pointer) {
        std::vector<std::string> names;
        for (const auto& field : fields) {
            names.emplace_back(field.key());
        }
        for (const std::string& name : names) {
            const unsigned slot = description.find(name);
            const bool known = slot != model_description::no_slot;
            const value_type* const type = known ? description.fields[slot / 2].type : nullptr;
            const std::string here = pointer + '/' + escaped(name);

            const json::value saved = fields.at(name);
            fields.erase(name);
            show(here, "dropped", false);
            fields[name] = nullptr;
            show(here, "null", false);
            if (type != nullptr) {
                retype(fields[name], saved, *type, here);
            }
            fields[name] = saved;
            if (type != nullptr) {
                inside(fields.at(name), *type, here);
            }
        }
    }

private:
    // Like an object of which every name is known and every value is of one type.
    void entries(json::object& values, const value_type& type, const std::string& pointer) {
        std::vector<std::string> names;
        for (const auto& value : values) {
            names.emplace_back(value.key());
        }
        for (const std::string& name : names) {
            const std::string here = pointer + '/' + escaped(name);
            const json::value saved = values.at(name);
            values.erase(name);
            show(here, "dropped", false);
            values[name] = nullptr;
            show(here, "null", false);
            retype(values[name], saved, type, here);
            values[name] = saved;
            inside(values.at(name), type, here);
        }
    }

    static std::string escaped(const std::string& name) {
        std::string result;
        for (const char c : name) {
            result += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
        }
        return result;
    }

    void show(const std::string& pointer, std::string change, bool must_drift) {
        ++shown_;
        check_(body_, {pointer, std::move(change), must_drift});
    }

    void inside(json::value& value, const value_type& type, const std::string& pointer) {
        if (type.kind == json_kind::object && value.is_object()) {
            object(value.get_object(), type.model(), pointer);
        } else if (type.kind == json_kind::list && value.is_array()) {
            elements(value.get_array(), *type.element, pointer);
        } else if (type.kind == json_kind::map && value.is_object()) {
            entries(value.get_object(), *type.element, pointer);
        } else if (type.kind == json_kind::list) {
            inside(value, *type.element, pointer);
        }
    }

    void elements(json::array& items, const value_type& type, const std::string& pointer) {
        for (std::size_t i = 0; i < items.size(); ++i) {
            const std::string here = pointer + '/' + std::to_string(i);
            const json::value saved = items[i];
            items.erase(items.begin() + static_cast<std::ptrdiff_t>(i));
            show(here, "dropped", false);
            items.insert(items.begin() + static_cast<std::ptrdiff_t>(i), saved);
            items[i] = nullptr;
            show(here, "null", type.kind != json_kind::any);
            retype(items[i], saved, type, here);
            items[i] = saved;
            if (is_looked_into(i, items.size()))
                inside(items[i], type, here);
        }
    }

    // The elements of a long list are alike; a page of a hundred would cost its length squared.
    bool is_looked_into(std::size_t i, std::size_t size) {
        constexpr std::size_t short_list = 8;
        constexpr std::size_t one_in_so_many = 32;
        return size <= short_list || i == 0 || i + 1 == size || random_() % one_in_so_many == 0;
    }

    void
    retype(json::value& slot, const json::value& original, const value_type& type, const std::string& here) {
        for (const bool hostile : {false, true}) {
            std::vector<json::value> choices =
                hostile ? hostile_values(type) : tolerable_values(original, type);
            if (!choices.empty()) {
                slot = choices[random_() % choices.size()];
                show(here, "made " + json::serialize(slot).substr(0, 60), hostile);
            }
        }
    }

    // Other kinds that mean the same or are meant to be accepted.
    static std::vector<json::value> tolerable_values(const json::value& original, const value_type& type) {
        std::vector<json::value> result;
        switch (type.kind) {
        case json_kind::object:
            result = {json::object{}, json::parse(R"({"new field":[1,{"a":null},2.50,"\u00fc\n"]})")};
            break;
        case json_kind::list:
            result = {json::array{}};
            if (original.is_array() && !original.get_array().empty()) {
                result.push_back(original.get_array().front());
            } else if (!original.is_array()) {
                result.push_back(json::array{original});
            }
            break;
        case json_kind::map:
            result = {json::object{}};
            break;
        case json_kind::any:
            result = {7, "seven", true, json::parse(R"([1,{"b":[]}])")};
            break;
        case json_kind::text:
        case json_kind::scalar:
            result = tolerable_scalars(original, type.expected);
            break;
        }
        return result;
    }

    static std::vector<json::value>
    tolerable_scalars(const json::value& original, std::string_view expected) {
        if (expected == "boolean") {
            return {"true", "false"};
        }
        if (expected == "text") {
            return {7, -2.5, 12345678901234, "", "7", "a \"quoted\"\\ \u0001 text"};
        }
        std::vector<json::value> result{"", "7", 12.0, "1e2", 4.0e1};
        if (original.is_number()) {
            result.emplace_back(json::serialize(original));
        }
        return result;
    }

    // Kinds that no member of the type can hold.
    static std::vector<json::value> hostile_values(const value_type& type) {
        const json::value object = json::parse(R"({"new field":[1,null]})");
        const json::value array = json::parse(R"([[1],{"a":2}])");
        switch (type.kind) {
        case json_kind::object:
            return {"text", 5, true, array};
        case json_kind::list:
            if (type.element->kind == json_kind::object) {
                return {"text", 5, true};
            }
            return {object, true};
        case json_kind::map:
            return {"text", 5, true, array};
        case json_kind::any:
            return {};
        case json_kind::text:
        case json_kind::scalar:
            break;
        }
        const std::string_view expected = type.expected;
        if (expected == "boolean") {
            return {object, array, 1, 0, "yes", ""};
        }
        if (expected == "text") {
            return {object, array, true, json::array{}};
        }
        if (expected == "integer") {
            return {object, array, true, "text", 2.5, 1e300, "007", 18446744073709551615U};
        }
        return {object, array, false, "text", "1,5", " 7"};
    }

    json::value& body_;
    std::mt19937_64 random_;
    const mutation_check& check_;
    std::size_t shown_ = 0;
};

} // namespace

std::size_t mutate(
    boost::json::value& body,
    const resource::model_description& description,
    std::uint64_t seed,
    const mutation_check& check) {
    walk steps{body, seed, check};
    if (body.is_object()) {
        steps.object(body.get_object(), description, {});
    }
    return steps.shown();
}

} // namespace segue::test
