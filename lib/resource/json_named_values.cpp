#include "resource/json_named_values.hpp"

namespace segue::resource {

namespace {

constexpr std::string_view before = R"({"value":)";

} // namespace

const model_description& json_traits<any_object>::description() {
    static const auto table = describe(&any_object::extra);
    return table;
}

std::string wrap_named_value(std::string_view text) {
    std::string wrapped(before);
    wrapped.append(text).append("}");
    return wrapped;
}

std::string unwrap_named_value(std::string text) {
    // An absent value leaves an empty object.
    if (text.size() <= before.size())
        return {};
    text.pop_back();
    text.erase(0, before.size());
    return text;
}

} // namespace segue::resource
