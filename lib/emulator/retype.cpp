#include "retype.hpp"

#include "json_text.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

namespace segue::emulator {
namespace {

namespace json = boost::json;

bool is_id(std::string_view key) {
    return key == "id" || key.ends_with("_id");
}

/// A type that the member never has and that no reader can take for a loose spelling of the right one.
json::value retyped(const json::value& from) {
    switch (from.kind()) {
    case json::kind::string:
        return json::array{from};
    case json::kind::array:
    case json::kind::object:
        return json::string("retyped");
    case json::kind::bool_:
        return json::string("sometimes");
    case json::kind::null:
        return json::array{};
    default:
        return json::object{{"value", from}};
    }
}

void numbers_to_text(json::value& value) {
    if (value.is_number()) {
        value = json::string(to_text(value));
    } else if (auto* items = value.if_array()) {
        for (json::value& item : *items)
            numbers_to_text(item);
    } else if (auto* members = value.if_object()) {
        for (auto& member : *members)
            if (!is_id(member.key()))
                numbers_to_text(member.value());
    }
}

void change_object(json::object& members, member_change change) {
    for (auto& member : members) {
        if (is_id(member.key()))
            continue;
        json::value& value = member.value();
        if (change == member_change::null)
            value = nullptr;
        else if (change == member_change::retyped)
            value = retyped(json::value(value));
        else
            numbers_to_text(value);
    }
}

void change_page(json::object& page, member_change change) {
    for (auto& member : page) {
        auto* items = member.key() == "pagination" ? nullptr : member.value().if_array();
        if (items == nullptr)
            continue;
        for (json::value& item : *items)
            if (auto* members = item.if_object())
                change_object(*members, change);
    }
}

} // namespace

std::string change_members(std::string_view text, member_change change) {
    boost::system::error_code ec;
    json::value value = json::parse(json::string_view(text.data(), text.size()), ec);
    auto* members = ec ? nullptr : value.if_object();
    if (members == nullptr)
        return std::string(text);
    if (members->contains("pagination"))
        change_page(*members, change);
    else
        change_object(*members, change);
    return to_text(value);
}

} // namespace segue::emulator
