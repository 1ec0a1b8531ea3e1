#include "faults.hpp"

#include <algorithm>
#include <array>

namespace segue::emulator {
namespace {

constexpr std::array kinds{
    fault_kind_info{
        .kind = fault_kind::status,
        .name = "status",
        .step = fault_step::in_head,
        .may_choose_handled = true},
    fault_kind_info{
        .kind = fault_kind::retry_after,
        .name = "retry_after",
        .step = fault_step::in_head,
        .handled = false},
    fault_kind_info{
        .kind = fault_kind::refused_bare,
        .name = "refused_bare",
        .step = fault_step::in_head,
        .handled = false},
    fault_kind_info{
        .kind = fault_kind::html_page,
        .name = "html_page",
        .step = fault_step::in_head,
        .may_choose_handled = true},
    fault_kind_info{
        .kind = fault_kind::empty_body,
        .name = "empty_body",
        .step = fault_step::in_body,
        .may_choose_handled = true},
    fault_kind_info{
        .kind = fault_kind::not_json,
        .name = "not_json",
        .step = fault_step::in_body,
        .may_choose_handled = true},
    fault_kind_info{
        .kind = fault_kind::truncated_json, .name = "truncated_json", .step = fault_step::in_body},
    fault_kind_info{.kind = fault_kind::wrong_kind, .name = "wrong_kind", .step = fault_step::in_body},
    fault_kind_info{
        .kind = fault_kind::redirect,
        .name = "redirect",
        .step = fault_step::in_head,
        .may_choose_handled = true},
    fault_kind_info{
        .kind = fault_kind::retyped_fields, .name = "retyped_fields", .step = fault_step::in_body},
    fault_kind_info{.kind = fault_kind::null_fields, .name = "null_fields", .step = fault_step::in_body},
    fault_kind_info{
        .kind = fault_kind::numbers_as_text, .name = "numbers_as_text", .step = fault_step::in_body},
    fault_kind_info{.kind = fault_kind::bad_gzip, .name = "bad_gzip", .step = fault_step::in_body},
    fault_kind_info{
        .kind = fault_kind::truncated_gzip, .name = "truncated_gzip", .step = fault_step::in_body},
    fault_kind_info{
        .kind = fault_kind::unasked_gzip,
        .name = "unasked_gzip",
        .step = fault_step::in_head,
        .benign = true},
    fault_kind_info{
        .kind = fault_kind::gzip_bomb,
        .name = "gzip_bomb",
        .step = fault_step::in_body,
        .may_choose_handled = true},
    fault_kind_info{
        .kind = fault_kind::unknown_encoding, .name = "unknown_encoding", .step = fault_step::in_head},
    fault_kind_info{
        .kind = fault_kind::short_page,
        .name = "short_page",
        .step = fault_step::in_body,
        .lists_only = true},
    fault_kind_info{
        .kind = fault_kind::empty_page,
        .name = "empty_page",
        .step = fault_step::in_body,
        .lists_only = true},
    fault_kind_info{
        .kind = fault_kind::loop_page, .name = "loop_page", .step = fault_step::in_body, .lists_only = true},
    fault_kind_info{
        .kind = fault_kind::drifting_list,
        .name = "drifting_list",
        .step = fault_step::in_body,
        .lists_only = true},
    fault_kind_info{
        .kind = fault_kind::no_rate_headers,
        .name = "no_rate_headers",
        .step = fault_step::in_head,
        .benign = true},
    fault_kind_info{
        .kind = fault_kind::rate_headers,
        .name = "rate_headers",
        .step = fault_step::in_head,
        .benign = true},
    fault_kind_info{
        .kind = fault_kind::old_rate_headers,
        .name = "old_rate_headers",
        .step = fault_step::in_head,
        .benign = true},
    fault_kind_info{
        .kind = fault_kind::truncated_body, .name = "truncated_body", .step = fault_step::in_body},
    fault_kind_info{
        .kind = fault_kind::wrong_content_length,
        .name = "wrong_content_length",
        .step = fault_step::in_body},
    fault_kind_info{
        .kind = fault_kind::bad_content_length, .name = "bad_content_length", .step = fault_step::in_head},
    fault_kind_info{
        .kind = fault_kind::oversized_body,
        .name = "oversized_body",
        .step = fault_step::in_body,
        .may_choose_handled = true},
    fault_kind_info{
        .kind = fault_kind::oversized_headers, .name = "oversized_headers", .step = fault_step::in_head},
    fault_kind_info{
        .kind = fault_kind::chunked, .name = "chunked", .step = fault_step::in_body, .benign = true},
    fault_kind_info{
        .kind = fault_kind::continue_first,
        .name = "continue_first",
        .step = fault_step::in_head,
        .benign = true},
    fault_kind_info{
        .kind = fault_kind::early_hints, .name = "early_hints", .step = fault_step::in_head, .benign = true},
    fault_kind_info{
        .kind = fault_kind::http10, .name = "http10", .step = fault_step::in_head, .benign = true},
    fault_kind_info{
        .kind = fault_kind::connection_close,
        .name = "connection_close",
        .step = fault_step::after,
        .benign = true},
    fault_kind_info{
        .kind = fault_kind::close_after_response,
        .name = "close_after_response",
        .step = fault_step::after,
        .benign = true},
    fault_kind_info{
        .kind = fault_kind::delay_on_accept,
        .name = "delay_on_accept",
        .step = fault_step::connect,
        .handled = false,
        .by_connection = true,
        .benign = true},
    fault_kind_info{
        .kind = fault_kind::delay, .name = "delay", .step = fault_step::before_head, .benign = true},
    fault_kind_info{
        .kind = fault_kind::slow_head, .name = "slow_head", .step = fault_step::in_head, .benign = true},
    fault_kind_info{
        .kind = fault_kind::delay_before_body,
        .name = "delay_before_body",
        .step = fault_step::in_body,
        .benign = true},
    fault_kind_info{
        .kind = fault_kind::delay_in_body,
        .name = "delay_in_body",
        .step = fault_step::in_body,
        .benign = true},
    fault_kind_info{
        .kind = fault_kind::slow_body, .name = "slow_body", .step = fault_step::in_body, .benign = true},
    fault_kind_info{
        .kind = fault_kind::reset_on_accept,
        .name = "reset_on_accept",
        .step = fault_step::connect,
        .handled = false,
        .by_connection = true},
    fault_kind_info{
        .kind = fault_kind::reset_in_handshake,
        .name = "reset_in_handshake",
        .step = fault_step::tls,
        .handled = false,
        .by_connection = true},
    fault_kind_info{
        .kind = fault_kind::reset_after_handshake,
        .name = "reset_after_handshake",
        .step = fault_step::tls,
        .handled = false,
        .by_connection = true},
    fault_kind_info{
        .kind = fault_kind::reset_in_request,
        .name = "reset_in_request",
        .step = fault_step::before_head,
        .handled = false},
    fault_kind_info{
        .kind = fault_kind::reset_after_request,
        .name = "reset_after_request",
        .step = fault_step::before_head,
        .may_choose_handled = true},
    fault_kind_info{
        .kind = fault_kind::close_after_request,
        .name = "close_after_request",
        .step = fault_step::before_head,
        .may_choose_handled = true},
    fault_kind_info{
        .kind = fault_kind::reset_in_headers, .name = "reset_in_headers", .step = fault_step::in_head},
    fault_kind_info{.kind = fault_kind::reset_in_body, .name = "reset_in_body", .step = fault_step::in_body},
    fault_kind_info{.kind = fault_kind::half_close, .name = "half_close", .step = fault_step::in_body},
};

/// info_of looks a kind up by its place.
constexpr bool in_order_of_enumeration() {
    for (std::size_t i = 0; i < kinds.size(); ++i)
        if (static_cast<std::size_t>(kinds[i].kind) != i)
            return false;
    return kinds.back().kind == fault_kind::half_close;
}
static_assert(in_order_of_enumeration());

constexpr fault_kind_info unknown{.name = "unknown"};

} // namespace

std::span<const fault_kind_info> fault_kinds() noexcept {
    return kinds;
}

const fault_kind_info& info_of(fault_kind kind) noexcept {
    const auto place = static_cast<std::size_t>(kind);
    return place < kinds.size() ? kinds[place] : unknown;
}

std::string_view to_string(fault_kind kind) noexcept {
    return info_of(kind).name;
}

std::string_view to_string(fault_step step) noexcept {
    switch (step) {
    case fault_step::connect:
        return "connect";
    case fault_step::tls:
        return "tls";
    case fault_step::before_head:
        return "before_head";
    case fault_step::in_head:
        return "in_head";
    case fault_step::in_body:
        return "in_body";
    case fault_step::after:
        break;
    }
    return "after";
}

std::optional<fault_kind> fault_kind_from(std::string_view name) noexcept {
    const auto* const found =
        std::find_if(kinds.begin(), kinds.end(), [name](const auto& kind) { return kind.name == name; });
    if (found == kinds.end())
        return std::nullopt;
    return found->kind;
}

} // namespace segue::emulator
