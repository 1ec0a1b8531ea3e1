#include "fuzz/replay/entry.hpp"
#include "http/proxy.hpp"
#include "resource/list_cursor.hpp"

#include <stdexcept>
#include <variant>

// One text, read as the place in a list that somebody kept, as a proxy, and as a list of hosts without one.
namespace segue::test {
namespace {

void check_cursor(std::string_view text) {
    const auto read = resource::read_cursor(text);
    if (const auto* cursor = std::get_if<resource::list_cursor>(&read)) {
        const std::string written = resource::write_cursor(*cursor);
        const auto again = resource::read_cursor(written);
        const auto* same = std::get_if<resource::list_cursor>(&again);
        hold(same != nullptr && *same == *cursor, "a cursor that does not survive", written);
        const bool plain =
            written.find_first_not_of(
                "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~%&=") == std::string::npos;
        hold(plain, "a cursor of other letters", written);
    } else {
        hold(!std::get<std::string>(read).empty(), "refused without a reason");
    }
    const auto of_list = resource::read_cursor_of(text, "/artists/1/releases", "per_page=50");
    if (const auto* cursor = std::get_if<resource::list_cursor>(&of_list))
        hold(cursor->path == "/artists/1/releases", "a cursor of another list", cursor->path);
}

void check_proxy(std::string_view text) {
    try {
        const auto proxy = http::read_proxy(text, "proxy");
        hold(!proxy.host.empty() && proxy.port != 0, "a proxy without a place");
        hold(
            proxy.authorization.find_first_of("\r\n") == std::string::npos,
            "credentials with a line end",
            proxy.authorization);
    } catch (const std::invalid_argument& e) {
        hold(std::string_view(e.what()).starts_with("proxy: "), "refused without the param's name");
    }
    const http::proxy_exceptions except(text);
    for (const auto* host : {"a.test", "10.1.2.3", "::1"})
        (void)except.contains({"https", host, 443});
}

} // namespace
} // namespace segue::test

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(segue::test::fuzz_input{data, size}.rest());
    segue::test::check_cursor(text);
    segue::test::check_proxy(text);
    return 0;
}
