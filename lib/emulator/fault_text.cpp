#include "faults.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <array>
#include <limits>
#include <stdexcept>

namespace segue::emulator {
namespace {

namespace json = boost::json;

struct kind_name {
    fault_kind kind;
    std::string_view name;
};

constexpr std::array kind_names{
    kind_name{fault_kind::status, "status"},
    kind_name{fault_kind::html_page, "html_page"},
    kind_name{fault_kind::empty_body, "empty_body"},
    kind_name{fault_kind::not_json, "not_json"},
    kind_name{fault_kind::truncated_json, "truncated_json"},
    kind_name{fault_kind::wrong_kind, "wrong_kind"},
    kind_name{fault_kind::redirect, "redirect"},
    kind_name{fault_kind::retyped_fields, "retyped_fields"},
    kind_name{fault_kind::null_fields, "null_fields"},
    kind_name{fault_kind::numbers_as_text, "numbers_as_text"},
    kind_name{fault_kind::bad_gzip, "bad_gzip"},
    kind_name{fault_kind::truncated_gzip, "truncated_gzip"},
    kind_name{fault_kind::unasked_gzip, "unasked_gzip"},
    kind_name{fault_kind::gzip_bomb, "gzip_bomb"},
    kind_name{fault_kind::unknown_encoding, "unknown_encoding"},
    kind_name{fault_kind::short_page, "short_page"},
    kind_name{fault_kind::empty_page, "empty_page"},
    kind_name{fault_kind::loop_page, "loop_page"},
    kind_name{fault_kind::drifting_list, "drifting_list"},
    kind_name{fault_kind::truncated_body, "truncated_body"},
    kind_name{fault_kind::wrong_content_length, "wrong_content_length"},
    kind_name{fault_kind::oversized_body, "oversized_body"},
    kind_name{fault_kind::oversized_headers, "oversized_headers"},
    kind_name{fault_kind::chunked, "chunked"},
    kind_name{fault_kind::continue_first, "continue_first"},
    kind_name{fault_kind::http10, "http10"},
    kind_name{fault_kind::connection_close, "connection_close"},
    kind_name{fault_kind::close_after_response, "close_after_response"},
    kind_name{fault_kind::no_rate_headers, "no_rate_headers"},
    kind_name{fault_kind::delay, "delay"},
    kind_name{fault_kind::slow_body, "slow_body"},
    kind_name{fault_kind::reset_on_accept, "reset_on_accept"},
    kind_name{fault_kind::reset_after_handshake, "reset_after_handshake"},
    kind_name{fault_kind::reset_after_request, "reset_after_request"},
    kind_name{fault_kind::reset_in_headers, "reset_in_headers"},
    kind_name{fault_kind::reset_in_body, "reset_in_body"},
};

[[noreturn]] void refuse(std::size_t index, std::string_view what) {
    throw std::invalid_argument("faults[" + std::to_string(index) + "]: " + std::string(what));
}

std::string text_value(std::size_t index, std::string_view key, const json::value& value) {
    if (const auto* text = value.if_string())
        return std::string(text->data(), text->size());
    refuse(index, std::string(key) + " must be a text");
}

std::int64_t
number_value(std::size_t index, std::string_view key, const json::value& value, std::int64_t most) {
    const auto* number = value.if_int64();
    if (number == nullptr || *number < 0 || *number > most)
        refuse(index, std::string(key) + " must be a whole number from 0 to " + std::to_string(most));
    return *number;
}

fault read_fault(std::size_t index, const json::object& members) {
    constexpr std::int64_t most_int = std::numeric_limits<int>::max();
    fault out;
    bool has_kind = false;
    for (const auto& member : members) {
        const std::string_view key(member.key().data(), member.key().size());
        const json::value& value = member.value();
        if (key == "kind") {
            const std::string name = text_value(index, key, value);
            const auto kind = fault_kind_from(name);
            if (!kind)
                refuse(index, "unknown kind '" + name + "'");
            out.kind = *kind;
            has_kind = true;
        } else if (key == "method") {
            out.method = text_value(index, key, value);
        } else if (key == "route") {
            out.route = text_value(index, key, value);
        } else if (key == "every") {
            out.every = static_cast<int>(number_value(index, key, value, most_int));
        } else if (key == "probability") {
            if (!value.is_number())
                refuse(index, "probability must be a number from 0 to 1");
            out.probability = value.to_number<double>();
        } else if (key == "path_prefix") {
            out.path_prefix = text_value(index, key, value);
        } else if (key == "from") {
            out.from = static_cast<int>(number_value(index, key, value, most_int));
        } else if (key == "count") {
            out.count = static_cast<int>(number_value(index, key, value, most_int));
        } else if (key == "status") {
            out.status = static_cast<int>(number_value(index, key, value, most_int));
        } else if (key == "delay_ms") {
            out.delay = std::chrono::milliseconds{number_value(index, key, value, 3'600'000)};
        } else if (key == "bytes") {
            out.bytes = static_cast<std::size_t>(number_value(index, key, value, most_int));
        } else if (key == "body") {
            out.body = text_value(index, key, value);
        } else {
            refuse(index, "unknown key '" + std::string(key) + "'");
        }
    }
    if (!has_kind)
        refuse(index, "kind is missing");
    try {
        validate(out);
    } catch (const std::invalid_argument& problem) {
        refuse(index, problem.what());
    }
    return out;
}

} // namespace

std::string_view to_string(fault_kind kind) noexcept {
    for (const kind_name& candidate : kind_names)
        if (candidate.kind == kind)
            return candidate.name;
    return "unknown";
}

std::optional<fault_kind> fault_kind_from(std::string_view name) noexcept {
    for (const kind_name& candidate : kind_names)
        if (candidate.name == name)
            return candidate.kind;
    return std::nullopt;
}

std::vector<fault> parse_faults(std::string_view text) {
    boost::system::error_code ec;
    const json::value value = json::parse(json::string_view(text.data(), text.size()), ec);
    if (ec)
        throw std::invalid_argument("faults: not JSON: " + ec.message());
    const auto* items = value.if_array();
    if (items == nullptr)
        throw std::invalid_argument("faults: must be a JSON array");
    std::vector<fault> out;
    for (std::size_t index = 0; index < items->size(); ++index) {
        const auto* members = (*items)[index].if_object();
        if (members == nullptr)
            refuse(index, "must be an object");
        out.push_back(read_fault(index, *members));
    }
    return out;
}

} // namespace segue::emulator
