#include "faults.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/stream_parser.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <fstream>
#include <limits>
#include <sstream>
#include <stdexcept>

namespace segue::emulator {
namespace {

namespace json = boost::json;

constexpr std::int64_t most_int = std::numeric_limits<int>::max();
constexpr std::string_view all_keys = "kind, route, method, path_prefix, from, count, every, probability, "
                                      "status, delay_ms, bytes, body, handled";

[[noreturn]] void refuse(const std::string& pointer, const std::string& expected, const std::string& found) {
    throw std::invalid_argument("at '" + pointer + "': expected " + expected + ", found " + found);
}

/// What stands there, short enough for a message.
std::string shown(const json::value& value) {
    constexpr std::size_t longest = 60;
    std::string text = json::serialize(value);
    if (text.size() > longest)
        text.replace(longest, std::string::npos, "...");
    return text;
}

/// `/` and `~` have names of their own in a pointer.
std::string escaped(std::string_view key) {
    std::string out;
    for (const char c : key)
        out.append(c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c));
    return out;
}

/// One member of a fault and where it stands.
struct entry {
    std::string pointer;
    std::string_view key;
    const json::value& value;

    [[nodiscard]] std::string text() const {
        if (const auto* found = value.if_string())
            return std::string(found->data(), found->size());
        refuse(pointer, "a text", shown(value));
    }
    [[nodiscard]] std::int64_t number(std::int64_t least, std::int64_t most) const {
        const auto* found = value.if_int64();
        if (found == nullptr || *found < least || *found > most) {
            const std::string range = std::to_string(least) + " to " + std::to_string(most);
            refuse(pointer, "a whole number from " + range, shown(value));
        }
        return *found;
    }
    [[nodiscard]] int small(std::int64_t least) const { return static_cast<int>(number(least, most_int)); }
    [[nodiscard]] double share() const {
        if (!value.is_number() || value.to_number<double>() < 0 || value.to_number<double>() > 1)
            refuse(pointer, "a number from 0 to 1", shown(value));
        return value.to_number<double>();
    }
    [[nodiscard]] bool choice() const {
        if (const auto* found = value.if_bool())
            return *found;
        refuse(pointer, "true or false", shown(value));
    }
    [[nodiscard]] fault_kind kind() const {
        if (const auto found = fault_kind_from(text()))
            return *found;
        std::string names;
        for (const fault_kind_info& known : fault_kinds())
            names.append(names.empty() ? "" : ", ").append(known.name);
        refuse(pointer, "one of " + names, shown(value));
    }
};

void read_member(const entry& from, fault& into) {
    if (from.key == "kind")
        into.kind = from.kind();
    else if (from.key == "route")
        into.route = from.text();
    else if (from.key == "method")
        into.method = from.text();
    else if (from.key == "path_prefix")
        into.path_prefix = from.text();
    else if (from.key == "from")
        into.from = from.small(1);
    else if (from.key == "count")
        into.count = from.small(0);
    else if (from.key == "every")
        into.every = from.small(1);
    else if (from.key == "probability")
        into.probability = from.share();
    else if (from.key == "status")
        into.status = from.small(0);
    else if (from.key == "delay_ms")
        into.delay = std::chrono::milliseconds{from.number(0, 3'600'000)};
    else if (from.key == "bytes")
        into.bytes = static_cast<std::size_t>(from.number(0, most_int));
    else if (from.key == "body")
        into.body = from.text();
    else if (from.key == "handled")
        into.handled = from.choice();
    else
        refuse(from.pointer, "one of the keys " + std::string(all_keys), "'" + std::string(from.key) + "'");
}

fault read_fault(const std::string& pointer, const json::value& value) {
    const auto* members = value.if_object();
    if (members == nullptr)
        refuse(pointer, "an object", shown(value));
    fault out;
    for (const auto& member : *members) {
        const std::string_view key(member.key().data(), member.key().size());
        read_member({pointer + "/" + escaped(key), key, member.value()}, out);
    }
    if (!members->contains("kind"))
        refuse(pointer, "a member kind", shown(value));
    if (const auto problem = problem_of(out)) {
        const std::string_view key = problem->member == "delay" ? "delay_ms" : problem->member;
        const auto* found = members->if_contains(json::string_view(key.data(), key.size()));
        refuse(
            pointer + "/" + std::string(key), problem->expected, found == nullptr ? "none" : shown(*found));
    }
    return out;
}

std::string place_of(std::string_view text, std::size_t offset) {
    const std::string_view before = text.substr(0, offset);
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const std::size_t start = before.rfind('\n') + 1; // 0 without a line break
    return "line " + std::to_string(line) + ", column " + std::to_string(before.size() - start + 1);
}

json::value parse(std::string_view text) {
    json::stream_parser parser;
    boost::system::error_code ec;
    const std::size_t read = parser.write_some(text.data(), text.size(), ec);
    if (!ec && read < text.size())
        ec = json::error::extra_data;
    if (!ec)
        parser.finish(ec);
    if (ec)
        throw std::invalid_argument("not JSON at " + place_of(text, read) + ": " + ec.message());
    return parser.release();
}

} // namespace

std::vector<fault> parse_faults(std::string_view text) {
    const json::value value = parse(text);
    const auto* items = value.if_array();
    if (items == nullptr)
        refuse("", "an array", shown(value));
    std::vector<fault> out;
    out.reserve(items->size());
    for (std::size_t index = 0; index < items->size(); ++index)
        out.push_back(read_fault("/" + std::to_string(index), (*items)[index]));
    return out;
}

std::vector<fault> load_faults(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    file.peek(); // a folder opens, but reading it fails
    if (!file.is_open() || file.bad())
        throw std::invalid_argument("cannot read '" + path + "'");
    std::ostringstream text;
    text << file.rdbuf();
    try {
        return parse_faults(text.str());
    } catch (const std::invalid_argument& problem) {
        throw std::invalid_argument(path + ": " + problem.what());
    }
}

} // namespace segue::emulator
