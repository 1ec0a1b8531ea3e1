#include "resource/json_writer.hpp"

#include "base/extra_access.hpp"

#include <unordered_set>

namespace segue::resource {
namespace {

const void* at(const void* model, std::size_t offset) {
    return static_cast<const std::byte*>(model) + offset;
}

class comma {
public:
    explicit comma(std::string& out) : out_{out} {}

    void operator()() {
        if (!first_) {
            out_ += ',';
        }
        first_ = false;
    }

private:
    std::string& out_;
    bool first_ = true;
};

void write_map(std::string& out, const void* map, const value_type& type);

void write_item(std::string& out, const void* item, const value_type& type) {
    if (type.kind == json_kind::object) {
        write_json(out, type.content(item), type.model());
    } else if (type.kind == json_kind::map) {
        write_map(out, type.content(item), type);
    } else {
        type.write(out, item);
    }
}

// Elements that made no sense go back to where they stood; those past the end are appended.
void write_list(
    std::string& out,
    const void* member,
    const value_type& type,
    const extra_access::fields::element_group* raw) {
    const std::size_t size = type.size(member);
    if (raw == nullptr && size == 1 && type.form(member) == list_form::single) {
        write_item(out, type.at(member, 0), *type.element);
        return;
    }
    comma next{out};
    out += '[';
    std::size_t item = 0;
    std::size_t position = 0;
    const auto write_own = [&] {
        next();
        write_item(out, type.at(member, item++), *type.element);
        ++position;
    };
    if (raw != nullptr) {
        for (const auto& [index, text] : raw->elements) {
            while (position < index && item < size) {
                write_own();
            }
            next();
            out += text;
            ++position;
        }
    }
    while (item < size) {
        write_own();
    }
    out += ']';
}

// What made no sense goes behind the others: which of them it stood between is not known.
void write_map(std::string& out, const void* map, const value_type& type) {
    const extra_access::fields* const kept = extra_access::read(*type.kept_in(map));
    std::unordered_set<std::string_view> written;
    comma next{out};
    out += '{';
    for (std::size_t i = 0; i < type.size(map); ++i) {
        const std::string_view name = type.name_at(map, i);
        const void* const value = type.at(map, i);
        if (kept != nullptr) {
            written.insert(name);
        }
        next();
        write_text(out, name);
        out += ':';
        if (type.element->kind == json_kind::list) {
            write_list(out, value, *type.element, kept == nullptr ? nullptr : kept->find_elements(name));
        } else {
            write_item(out, value, *type.element);
        }
    }
    if (kept != nullptr) {
        for (const extra_access::fields::field& entry : kept->entries()) {
            if (!entry.erased && !written.contains(entry.name)) {
                next();
                write_text(out, entry.name);
                out += ':';
                out += entry.text;
            }
        }
    }
    out += '}';
}

void write_own_field(
    std::string& out,
    const void* model,
    const field_description& field,
    const extra_access::fields::element_group* raw) {
    const void* const member = at(model, field.offset);
    if (field.type->kind == json_kind::list) {
        write_list(out, member, *field.type, raw);
    } else {
        write_item(out, member, *field.type);
    }
}

void write_key(std::string& out, std::string_view wire) {
    // Wire names are ours and need no escaping.
    out += '"';
    out += wire;
    out += "\":";
}

// Whether the entry is one that the loop over the model's fields has dealt with.
bool is_wire_name(const model_description& description, std::string_view name) {
    const unsigned slot = description.find(name);
    return slot != model_description::no_slot && slot % 2 == 0;
}

} // namespace

void write_field(std::string& out, const void* model, const field_description& field, const extra& raw) {
    const extra_access::fields* const kept = extra_access::read(raw);
    write_own_field(out, model, field, kept == nullptr ? nullptr : kept->find_elements(field.wire));
}

void write_json(std::string& out, const void* model, const model_description& description) {
    const auto& owner = *static_cast<const extra*>(at(model, description.extra_offset));
    const extra_access::fields* const kept = extra_access::read(owner);
    comma next{out};
    out += '{';
    for (const field_description& field : description.fields) {
        const extra_access::fields::element_group* elements = nullptr;
        const std::string* raw = nullptr;
        if (kept != nullptr) {
            elements = kept->find_elements(field.wire);
            raw = kept->find(field.wire);
        }
        if (field.type->present(at(model, field.offset)) || elements != nullptr) {
            next();
            write_key(out, field.wire);
            write_own_field(out, model, field, elements);
        } else if (raw != nullptr) {
            // Null here only remembers that a mandatory field was missing.
            if (*raw != "null") {
                next();
                write_key(out, field.wire);
                out += *raw;
            }
        } else if (field.mandatory) {
            next();
            write_key(out, field.wire);
            write_own_field(out, model, field, nullptr);
        }
    }
    if (kept != nullptr) {
        for (const extra_access::fields::field& entry : kept->entries()) {
            if (!entry.erased && !is_wire_name(description, entry.name)) {
                next();
                write_text(out, entry.name);
                out += ':';
                out += entry.text;
            }
        }
    }
    out += '}';
}

} // namespace segue::resource
