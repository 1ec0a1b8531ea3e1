#include "corpus/json_compare.hpp"
#include "corpus/model_registry.hpp"
#include "fuzz/replay/entry.hpp"
#include "resource/json_reader.hpp"
#include "resource/json_writer.hpp"

#include <boost/json/parse.hpp>

#include <cmath>
#include <cstdio>
#include <vector>

// First line: the model's name; the rest: a body. Whatever the body: what reads also writes, as JSON that
// loses nothing of it, and reads back as an equal model.
namespace segue::test {
namespace {

namespace json = boost::json;
using resource::field_description;
using resource::json_kind;
using resource::model_description;
using resource::value_type;

const model_entry& chosen(std::string_view name) {
    if (const model_entry* const named = find_model("discogs", name)) {
        return *named;
    }
    const auto all = all_models();
    std::size_t sum = 0;
    for (const char c : name) {
        sum += static_cast<unsigned char>(c);
    }
    return all[sum % all.size()];
}

json::value parse(std::string_view text, json::error_code& ec) {
    json::parse_options options;
    options.max_depth = resource::max_json_depth;
    return json::parse(json::string_view{text.data(), text.size()}, ec, {}, options);
}

// A body that uses a readable name says the same as one with the wire name. Where it has both, the readable
// one is kept beside the other; what is inside of it may have changed its names.
class to_wire_names {
public:
    void object(json::object& fields, const model_description& description) {
        for (const field_description& field : description.fields) {
            json::value* wire = fields.if_contains(as_key(field.wire));
            json::value* const readable =
                field.readable.empty() ? nullptr : fields.if_contains(as_key(field.readable));
            if (readable != nullptr) {
                value(*readable, *field.type);
            }
            if (readable != nullptr && (wire == nullptr || wire->is_null())) {
                json::value moved = std::move(*readable);
                fields.erase(as_key(field.readable));
                fields[as_key(field.wire)] = std::move(moved);
            } else if (wire != nullptr) {
                value(*wire, *field.type);
            }
        }
    }

private:
    static json::string_view as_key(std::string_view name) { return {name.data(), name.size()}; }

    void value(json::value& content, const value_type& type) {
        if (type.kind == json_kind::object && content.is_object()) {
            object(content.get_object(), type.model());
        } else if (type.kind == json_kind::list && content.is_array()) {
            for (json::value& item : content.get_array()) {
                value(item, *type.element);
            }
        } else if (type.kind == json_kind::map && content.is_object()) {
            for (auto& named : content.get_object()) {
                value(named.value(), *type.element);
            }
        } else if (type.kind == json_kind::list) {
            value(content, *type.element);
        }
    }
};

// The parser of the judge rounds some doubles by a last bit, so it must not judge two spellings of one
// number: every number becomes the text of its 15 leading digits.
void round_numbers(json::value& value) {
    if (value.is_array()) {
        for (json::value& item : value.get_array()) {
            round_numbers(item);
        }
    } else if (value.is_object()) {
        for (auto& field : value.get_object()) {
            round_numbers(field.value());
        }
    } else {
        json::error_code ec;
        const json::value number = value.is_string() ? json::parse(value.get_string(), ec) : value;
        if (!ec && number.is_number()) {
            const double read = number.to_number<double>();
            char text[40]; // -0 is 0, and so is what it makes of 0e400
            std::snprintf(text, sizeof text, "#%.14e", std::isnan(read) ? 0.0 : read + 0.0);
            value = text;
        }
    }
}

void check(const model_entry& entry, std::string_view body) {
    const model_description& description = entry.description();
    const auto model = entry.make();
    std::vector<drift> drifts;
    const auto failure = resource::read_json(body, model.get(), description, &drifts);
    json::error_code ec;
    json::value tree = parse(body, ec);
    if (failure) {
        hold(ec || !tree.is_object(), "an object was refused", failure->found);
        hold(failure->offset <= body.size(), "the failure lies behind the end");
        return;
    }
    hold(!ec && tree.is_object(), "read what is no JSON object", ec.message());

    std::string text;
    resource::write_json(text, model.get(), description);
    json::value written = parse(text, ec);
    hold(!ec, "wrote what is no JSON", text);
    to_wire_names{}.object(tree.get_object(), description);
    to_wire_names{}.object(written.get_object(), description);
    round_numbers(tree);
    round_numbers(written);
    const auto lost = difference(tree, written);
    hold(!lost, "lost", lost.value_or("") + " in " + text);

    const auto again = entry.make();
    std::vector<drift> drifts_again;
    hold(!resource::read_json(text, again.get(), description, &drifts_again), "did not read back", text);
    std::string text_again;
    resource::write_json(text_again, again.get(), description);
    hold(text_again == text, "another text after the second round", text + "\n" + text_again);
    hold(entry.equal(again.get(), model.get()), "another model after one round", text);
}

} // namespace
} // namespace segue::test

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    segue::test::fuzz_input input{data, size};
    const auto& entry = segue::test::chosen(input.line());
    segue::test::check(entry, input.rest());
    return 0;
}
