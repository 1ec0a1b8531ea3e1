#include "resource/json_object.hpp"

#include "resource/json_model.hpp"

namespace segue::resource {

void json_object::start(std::string_view name) {
    if (!text_.empty())
        text_ += ',';
    write_text(text_, name);
    text_ += ':';
}

void json_object::add(std::string_view name, std::string_view value) {
    start(name);
    write_text(text_, value);
}

void json_object::add(std::string_view name, std::int64_t value) {
    start(name);
    write_value(text_, value);
}

void json_object::add(std::string_view name, const decimal& value) {
    start(name);
    write_value(text_, value);
}

void json_object::add_json(std::string_view name, std::string_view json) {
    add_word(name, json);
}

void json_object::add_word(std::string_view name, std::string_view word) {
    start(name);
    text_ += word;
}

} // namespace segue::resource
