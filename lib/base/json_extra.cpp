#include <segue/base/json_extra.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <string>

namespace segue {
namespace {

constexpr std::size_t max_depth = 64;

boost::json::value parse(std::string_view text) {
    boost::json::parse_options options;
    options.max_depth = max_depth;
    return boost::json::parse(boost::json::string_view{text.data(), text.size()}, {}, options);
}

} // namespace

boost::json::object to_object(const extra& fields) {
    boost::json::object result;
    for (const std::string& name : fields.names()) {
        result.insert_or_assign(name, to_value(fields, name));
    }
    return result;
}

boost::json::value to_value(const extra& fields, std::string_view name) {
    const std::optional<std::string_view> text = fields.text(name);
    return text ? parse(*text) : boost::json::value{};
}

boost::json::value to_value(const raw_json& raw) {
    return parse(raw.text);
}

raw_json to_raw(const boost::json::value& value) {
    return {boost::json::serialize(value)};
}

void set(extra& fields, std::string_view name, const boost::json::value& value) {
    fields.set(name, boost::json::serialize(value));
}

} // namespace segue
