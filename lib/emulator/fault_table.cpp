#include "faults.hpp"
#include "routes.hpp"

#include <algorithm>
#include <stdexcept>

// Which faults strike what, and which make sense. What they do is elsewhere.

namespace segue::emulator {
namespace {

constexpr std::size_t largest_bytes = 256U * 1024U * 1024U;
constexpr std::size_t most_hints = 1'000;

bool is_head_of_request(fault_kind kind) {
    return kind == fault_kind::reset_in_request;
}

/// A 429 that the service itself gives, before it looks at the request.
bool is_refusal(const fault& rule) {
    const bool always = rule.kind == fault_kind::refused_bare;
    const bool usual = rule.kind == fault_kind::retry_after && rule.status == 0;
    const bool chosen = rule.kind == fault_kind::status || rule.kind == fault_kind::retry_after;
    return always || usual || (chosen && rule.status == 429);
}

/// Method, empty for any, and path of a route's name.
std::pair<std::string_view, std::string_view> split_route(std::string_view name) {
    const std::size_t blank = name.find(' ');
    if (blank == std::string_view::npos)
        return {{}, name};
    return {name.substr(0, blank), name.substr(blank + 1)};
}

bool on_route(std::string_view name, std::string_view method, const located& found) {
    if (name.empty())
        return true;
    const auto [wanted, path] = split_route(name);
    return found.on != nullptr && found.on->path == path && (wanted.empty() || wanted == method);
}

bool is_known_route(std::string_view name) {
    const auto [method, path] = split_route(name);
    for (const route& candidate : all_routes())
        if (candidate.path == path && (method.empty() || knows(candidate, method)))
            return true;
    return false;
}

std::string route_names() {
    std::string out;
    for (const route& each : all_routes())
        out.append(out.empty() ? "" : ", ").append(each.path).append(" (").append(each.methods).append(")");
    return out;
}

} // namespace

bool fault_table::armed::count_and_strike() {
    ++seen;
    constexpr int steps = 1'000'000;
    const auto first = static_cast<std::uint64_t>(rule.from);
    const bool due = seen >= first && (seen - first) % static_cast<std::uint64_t>(rule.every) == 0;
    if (!due || (rule.count != 0 && strikes >= rule.count))
        return false;
    if (rule.probability < 1 && chance.between(0, steps - 1) >= static_cast<int>(rule.probability * steps))
        return false;
    ++strikes;
    return true;
}

void fault_table::add(fault addition) {
    validate(addition);
    armed_.push_back({std::move(addition), number_source(seed_ + 0x9e37U * ++added_)});
}

bool fault_table::on_place(const fault& rule, std::string_view method, std::string_view path) {
    const located found = locate(path);
    if (info_of(rule.kind).lists_only && (found.on == nullptr || !found.on->is_list))
        return false;
    return (rule.method.empty() || rule.method == method) && path.starts_with(rule.path_prefix) &&
           on_route(rule.route, method, found);
}

std::vector<struck_fault> fault_table::strike_request(std::string_view method, std::string_view path) {
    std::vector<struck_fault> out;
    for (armed& candidate : armed_) {
        const fault& rule = candidate.rule;
        if (info_of(rule.kind).by_connection || is_head_of_request(rule.kind))
            continue;
        if (on_place(rule, method, path) && candidate.count_and_strike())
            out.push_back({rule, candidate.strikes - 1});
    }
    return out;
}

bool fault_table::strike_head(std::string_view method, std::string_view path) {
    bool struck = false;
    for (armed& candidate : armed_)
        if (is_head_of_request(candidate.rule.kind) && on_place(candidate.rule, method, path))
            struck = candidate.count_and_strike() || struck;
    return struck;
}

bool fault_table::watches_heads() const noexcept {
    return std::any_of(
        armed_.begin(), armed_.end(), [](const armed& one) { return is_head_of_request(one.rule.kind); });
}

bool fault_table::strike_connection(fault_kind point) {
    bool struck = false;
    for (armed& candidate : armed_)
        if (candidate.rule.kind == point)
            struck = candidate.count_and_strike() || struck;
    return struck;
}

std::chrono::milliseconds fault_table::delay_connection() {
    std::chrono::milliseconds out{0};
    for (armed& candidate : armed_)
        if (candidate.rule.kind == fault_kind::delay_on_accept && candidate.count_and_strike())
            out += candidate.rule.delay.count() == 0 ? std::chrono::seconds{1} : candidate.rule.delay;
    return out;
}

namespace {

/// Kinds whose `body` ends up in the head.
bool is_text_of_head(fault_kind kind) {
    return kind == fault_kind::redirect || kind == fault_kind::unknown_encoding ||
           kind == fault_kind::retry_after || kind == fault_kind::rate_headers ||
           kind == fault_kind::bad_content_length;
}

std::optional<fault_problem> problem_of_place(const fault& rule) {
    if (rule.method.find_first_of("abcdefghijklmnopqrstuvwxyz ") != std::string::npos)
        return fault_problem{"method", "an upper-case method"};
    if (!rule.route.empty() && !is_known_route(rule.route))
        return fault_problem{"route", "one of " + route_names()};
    if (!rule.path_prefix.empty() && rule.path_prefix.front() != '/')
        return fault_problem{"path_prefix", "a text that begins with a slash"};
    return std::nullopt;
}

std::optional<fault_problem> problem_of_count(const fault& rule) {
    if (rule.from < 1)
        return fault_problem{"from", "at least 1"};
    if (rule.count < 0)
        return fault_problem{"count", "at least 0"};
    if (rule.every < 1)
        return fault_problem{"every", "at least 1"};
    const bool share = rule.probability >= 0 && rule.probability <= 1; // NaN is none
    if (!share)
        return fault_problem{"probability", "a number from 0 to 1"};
    return std::nullopt;
}

std::optional<fault_problem> problem_of_text(const fault& rule) {
    if (!is_text_of_head(rule.kind))
        return std::nullopt;
    if (rule.body.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos)
        return fault_problem{"body", "one line, since it goes into the head"};
    const auto commas = std::count(rule.body.begin(), rule.body.end(), ',');
    if (rule.kind == fault_kind::rate_headers && !rule.body.empty() && commas != 2)
        return fault_problem{"body", "limit, used and remaining with two commas between them"};
    return std::nullopt;
}

std::optional<fault_problem> problem_of_answer(const fault& rule) {
    if (rule.status != 0 && (rule.status < 200 || rule.status > 599))
        return fault_problem{"status", "0 or 200 to 599"};
    if (rule.delay.count() < 0 || rule.delay > std::chrono::hours{1})
        return fault_problem{"delay", "0 to one hour"};
    if (rule.bytes > largest_bytes)
        return fault_problem{"bytes", "at most 268435456 (256 MiB)"};
    if (rule.kind == fault_kind::early_hints && rule.bytes > most_hints)
        return fault_problem{"bytes", "at most 1000 interim answers"};
    // A status of its own makes `retry_after` an error like any other.
    const bool chosen = rule.kind == fault_kind::retry_after && !is_refusal(rule);
    if (rule.handled && !chosen && !info_of(rule.kind).may_choose_handled) {
        std::string names;
        for (const fault_kind_info& known : fault_kinds())
            if (known.may_choose_handled)
                names.append(names.empty() ? "" : ", ").append(known.name);
        return fault_problem{"handled", "nothing: only " + names + " can be carried out or not"};
    }
    if (rule.handled == true && is_refusal(rule))
        return fault_problem{"handled", "false or nothing: who is refused is not served"};
    return problem_of_text(rule);
}

} // namespace

std::optional<fault_problem> problem_of(const fault& rule) {
    if (auto problem = problem_of_place(rule))
        return problem;
    if (auto problem = problem_of_count(rule))
        return problem;
    return problem_of_answer(rule);
}

void validate(const fault& rule) {
    if (const auto problem = problem_of(rule))
        throw std::invalid_argument(
            "fault." + std::string(problem->member) + ": expected " + problem->expected);
}

answer_options options_for(const std::vector<struck_fault>& struck) {
    answer_options out;
    for (const auto& [rule, earlier] : struck) {
        out.refuse = out.refuse || is_refusal(rule);
        out.unhandled = out.unhandled || rule.handled == false;
        out.short_page = out.short_page || rule.kind == fault_kind::short_page;
        out.empty_page = out.empty_page || rule.kind == fault_kind::empty_page;
        out.loop_page = out.loop_page || rule.kind == fault_kind::loop_page;
        if (rule.kind == fault_kind::drifting_list)
            out.inserted_items += earlier;
    }
    return out;
}

} // namespace segue::emulator
