#include "fuzz/replay/entry.hpp"
#include "http/response_reader.hpp"

#include <algorithm>
#include <span>

// Four bytes of settings, then an answer as it stands on the wire. However it is cut into pieces, the outcome
// is the same, and no cap is passed.
namespace segue::test {
namespace {

using http::response_reader;
using state = response_reader::state;

struct settings {
    std::uint32_t header_cap = 0;
    std::uint64_t body_cap = 0;
    bool head_request = false;
    bool streamed = false;
    unsigned pieces = 0;
};

struct outcome {
    bool failed = false;
    bool done = false;
    bool keep_alive = false;
    int status = 0;
    http::headers headers;
    std::string body;
    std::size_t consumed = 0;

    bool operator==(const outcome&) const = default;
};

// Feeds all that `held` has; returns whether the reader wants no more.
bool feed(response_reader& reader, std::string& held, const settings& how, outcome& result) {
    for (;;) {
        const auto step = reader.feed(std::span<const char>{held.data(), held.size()});
        hold(step.consumed <= held.size(), "consumed more than there was");
        result.consumed += step.consumed;
        held.erase(0, step.consumed);
        if (step.at == state::head && how.streamed) {
            reader.stream_body();
        }
        result.body += reader.take_piece();
        if (step.at == state::done || step.at == state::failed) {
            result.done = step.at == state::done;
            result.failed = step.at == state::failed;
            return true;
        }
        if (step.at == state::more) {
            return false;
        }
    }
}

outcome read(std::string_view wire, const settings& how, unsigned pieces) {
    response_reader reader{how.header_cap, how.body_cap, how.head_request};
    outcome result;
    std::string held;
    bool over = false;
    unsigned lengths = pieces;
    for (std::size_t at = 0; at < wire.size() && !over;) {
        // Lengths from 1 to 32, in an order that the input chooses; 0: all at once.
        lengths = lengths * 1103515245U + 12345U;
        const std::size_t length = pieces == 0 ? wire.size() : 1 + (lengths >> 16U) % 32U;
        const auto piece = wire.substr(at, length);
        held += piece;
        at += piece.size();
        over = feed(reader, held, how, result);
    }
    // Bytes that come in pieces are looked at later, so that only the end tells.
    if (!over) {
        const auto step = reader.feed_end();
        result.done = step.at == state::done;
        result.failed = step.at == state::failed;
        result.body += reader.take_piece();
    }
    hold(!(reader.too_large() && !result.failed), "too large and yet no failure");
    result.body += reader.message().body;
    std::size_t field_bytes = 0;
    for (const auto& field : reader.message().headers) {
        field_bytes += field.name.size() + field.value.size();
        const bool clean = field.value.find_first_of(std::string_view{"\r\n\0", 3}) == std::string::npos;
        hold(clean, "a field with a line end", field.value);
    }
    hold(field_bytes <= how.header_cap, "fields above the cap");
    hold(how.streamed || result.body.size() <= how.body_cap, "body above the cap");
    constexpr std::size_t most_gain = 1100; // deflate cannot do better
    hold(result.body.size() <= most_gain * wire.size(), "more body than there was text");
    if (result.done) {
        result.keep_alive = reader.keep_alive();
        result.status = reader.message().status;
        result.headers = reader.message().headers;
        hold(result.status >= 200 || result.status == 101, "an interim answer as the final one");
        return result;
    }
    // What a broken answer left behind depends on the pieces; that it is broken does not.
    outcome broken;
    broken.failed = result.failed;
    return broken;
}

std::string describe(const outcome& what) {
    std::string text = what.failed ? "failed" : what.done ? "done" : "neither";
    text += ", status " + std::to_string(what.status) + ", consumed " + std::to_string(what.consumed);
    return text + ", fields " + std::to_string(what.headers.size()) + ", body " + what.body;
}

void check(const settings& how, std::string_view wire) {
    const outcome whole = read(wire, how, 0);
    const outcome cut = read(wire, how, how.pieces | 1U);
    hold(whole == cut, "the outcome depends on the pieces", describe(whole) + " against " + describe(cut));
}

} // namespace
} // namespace segue::test

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    segue::test::fuzz_input input{data, size};
    segue::test::settings how;
    const unsigned flags = input.byte();
    how.head_request = (flags & 1U) != 0;
    how.streamed = (flags & 2U) != 0;
    how.header_cap = 64 + 16 * input.byte();
    how.body_cap = 8 * input.byte();
    how.pieces = input.byte() << 8U;
    segue::test::check(how, input.rest());
    return 0;
}
