// The first line says what the file is; each other line is one exchange. Lines stand in the order in which
// exchanges ended, and each has the number of its request: many may be under way at a time.

#include "testing/tape_file.hpp"

#include "http/base64.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace segue::testing {

namespace {

namespace json = boost::json;
using handover = http::exchange_trace::handover;

constexpr int tape_version = 1;
constexpr std::string_view version_name = "segue_tape";
constexpr std::array<std::pair<handover, std::string_view>, 3> handovers{
    {{handover::unknown, "unknown"}, {handover::none, "none"}, {handover::begun, "begun"}}};

// --- writing ----------------------------------------------------------------------------------------------

json::string_view view(std::string_view text) {
    return {text.data(), text.size()};
}

// Text as text; what the JSON parser would not take back is no UTF-8 and goes as base64.
json::value text_value(const std::string& text) {
    json::value as_text = json::string(view(text));
    json::error_code ec;
    json::parse(json::serialize(as_text), ec);
    if (!ec)
        return as_text;
    return json::object{{"base64", http::to_base64(text)}};
}

json::array fields_value(const http::headers& fields) {
    json::array all;
    for (const auto& [name, value] : fields)
        all.push_back(json::array{text_value(name), text_value(value)});
    return all;
}

// Codes are written by their text: their numbers may change from version to version.
json::object code_value(const boost::system::error_code& code) {
    return {{"category", code.category().name()}, {"value", code.value()}, {"text", code.message()}};
}

json::object failure_value(const taped_exchange& e) {
    json::object out{{"code", code_value(e.why.code)}};
    if (e.why.cause)
        out["cause"] = code_value(e.why.cause);
    if (e.why.status != 0)
        out["status"] = e.why.status;
    out["message"] = text_value(e.why.message);
    out["sent"] = view(std::find_if(handovers.begin(), handovers.end(), [&](const auto& h) {
                           return h.first == e.sent;
                       })->second);
    out["answer_begun"] = e.answer_begun;
    out["reused_connection"] = e.reused_connection;
    return out;
}

// --- reading ----------------------------------------------------------------------------------------------

[[noreturn]] void damaged(const std::string& what) {
    throw std::runtime_error(what);
}

const json::value& member(const json::object& o, std::string_view name) {
    const auto* const found = o.if_contains(view(name));
    if (found == nullptr)
        damaged("'" + std::string(name) + "' is missing");
    return *found;
}

std::string read_text(const json::value& v, std::string_view name) {
    if (const auto* const text = v.if_string())
        return {text->data(), text->size()};
    if (const auto* const packed = v.if_object()) {
        const auto* const text = packed->if_contains("base64");
        if (text != nullptr && text->is_string()) {
            const auto& digits = text->get_string();
            if (auto bytes = http::from_base64({digits.data(), digits.size()}))
                return *std::move(bytes);
        }
    }
    damaged("'" + std::string(name) + "' is neither a text nor base64");
}

std::string read_text(const json::object& o, std::string_view name) {
    return read_text(member(o, name), name);
}

std::int64_t
read_number(const json::object& o, std::string_view name, std::int64_t least, std::int64_t most) {
    const auto* const number = member(o, name).if_int64();
    if (number == nullptr || *number < least || *number > most)
        damaged("'" + std::string(name) + "' is no number from " + std::to_string(least) + " on");
    return *number;
}

bool read_flag(const json::object& o, std::string_view name) {
    const auto* const flag = member(o, name).if_bool();
    if (flag == nullptr)
        damaged("'" + std::string(name) + "' is neither true nor false");
    return *flag;
}

const json::object& read_object(const json::object& o, std::string_view name) {
    const auto* const inner = member(o, name).if_object();
    if (inner == nullptr)
        damaged("'" + std::string(name) + "' is no object");
    return *inner;
}

http::headers read_fields(const json::object& o, std::string_view name) {
    const auto* const list = member(o, name).if_array();
    http::headers fields;
    const auto is_pair = [](const json::value& v) { return v.is_array() && v.get_array().size() == 2; };
    if (list == nullptr || !std::all_of(list->begin(), list->end(), is_pair))
        damaged("'" + std::string(name) + "' is no list of pairs");
    for (const auto& pair : *list)
        fields.add(read_text(pair.get_array()[0], name), read_text(pair.get_array()[1], name));
    return fields;
}

boost::system::error_code read_code(const json::object& o) {
    const auto category = read_text(o, "category");
    const auto text = read_text(o, "text");
    constexpr int most = 0x7fff'ffff;
    if (category == boost::system::system_category().name())
        return {static_cast<int>(read_number(o, "value", 1, most)), boost::system::system_category()};
    if (category == boost::system::generic_category().name())
        return {static_cast<int>(read_number(o, "value", 1, most)), boost::system::generic_category()};
    if (category != error_category().name())
        return errc::connection_lost; // of a library that this process need not have
    constexpr int beyond_all = 1000;
    for (int value = 1; value < beyond_all; ++value) {
        if (error_category().message(value) == text)
            return {value, error_category()};
    }
    damaged("no error is called '" + text + "'");
}

void read_failure(const json::object& o, taped_exchange& into) {
    into.ended = taped_exchange::ending::failed;
    into.why.code = read_code(read_object(o, "code"));
    if (o.contains("cause"))
        into.why.cause = read_code(read_object(o, "cause"));
    if (o.contains("status"))
        into.why.status = static_cast<int>(read_number(o, "status", 100, 999));
    into.why.message = read_text(o, "message");
    const auto sent = read_text(o, "sent");
    const auto* const how = std::find_if(
        handovers.begin(), handovers.end(), [&sent](const auto& each) { return each.second == sent; });
    if (how == handovers.end())
        damaged("'sent' is '" + sent + "'");
    into.sent = how->first;
    into.answer_begun = read_flag(o, "answer_begun");
    into.reused_connection = read_flag(o, "reused_connection");
}

void read_version(const json::object& o) {
    const auto* const version = o.if_contains(view(version_name));
    if (version == nullptr || !version->is_int64() || version->get_int64() < 1)
        damaged("this is no tape");
    if (version->get_int64() > tape_version)
        damaged(
            "a tape of version " + std::to_string(version->get_int64()) + ", which is newer than " +
            std::to_string(tape_version) + ", the one that this library reads");
}

taped_exchange read_exchange(const json::object& o) {
    taped_exchange e;
    e.number = static_cast<std::uint64_t>(read_number(o, "n", 0, std::int64_t(1) << 53));
    e.to = read_text(o, "to");
    e.method = read_text(o, "method");
    e.target = read_text(o, "target");
    e.headers = read_fields(o, "headers");
    e.body = read_text(o, "body");
    if (o.contains("failure")) {
        read_failure(read_object(o, "failure"), e);
    } else if (o.contains("cancelled")) {
        if (!read_flag(o, "cancelled"))
            damaged("'cancelled' is false");
    } else {
        e.ended = taped_exchange::ending::answered;
        e.answer.status = static_cast<int>(read_number(o, "status", 100, 999));
        e.answer.headers = read_fields(o, "answer_headers");
        e.answer.body = read_text(o, "answer_body");
    }
    return e;
}

json::object parse_line(std::string_view text) {
    json::error_code ec;
    auto value = json::parse(view(text), ec);
    if (ec)
        damaged("this is no JSON: " + ec.message());
    if (!value.is_object())
        damaged("this is no object");
    return std::move(value.get_object());
}

std::string read_file(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    std::string whole{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    if (!in.is_open() || in.bad())
        throw std::runtime_error("tape '" + file + "': cannot be read");
    return whole;
}

} // namespace

std::string text_of(const taped_exchange& e) {
    const auto begin = e.method + " " + e.target + ": ";
    switch (e.ended) {
    case taped_exchange::ending::answered:
        return begin + std::to_string(e.answer.status);
    case taped_exchange::ending::failed:
        return begin + e.why.code.message();
    case taped_exchange::ending::cancelled:
        break;
    }
    return begin + "cancelled";
}

std::string to_line(const taped_exchange& e) {
    json::object o;
    o["n"] = e.number;
    o["to"] = text_value(e.to);
    o["method"] = text_value(e.method);
    o["target"] = text_value(e.target);
    o["headers"] = fields_value(e.headers);
    o["body"] = text_value(e.body);
    switch (e.ended) {
    case taped_exchange::ending::answered:
        o["status"] = e.answer.status;
        o["answer_headers"] = fields_value(e.answer.headers);
        o["answer_body"] = text_value(e.answer.body);
        break;
    case taped_exchange::ending::failed:
        o["failure"] = failure_value(e);
        break;
    case taped_exchange::ending::cancelled:
        o["cancelled"] = true;
        break;
    }
    return json::serialize(o);
}

std::vector<taped_exchange> read_tape(const std::string& file) {
    const auto whole = read_file(file);
    std::vector<taped_exchange> all;
    std::size_t line = 1;
    try {
        if (whole.empty())
            damaged("the file is empty, this is no tape");
        for (std::size_t at = 0; at < whole.size(); ++line) {
            const auto end = whole.find('\n', at);
            if (end == std::string::npos)
                damaged("cut off, its end is missing");
            const auto o = parse_line(std::string_view(whole).substr(at, end - at));
            if (line == 1) {
                read_version(o);
            } else {
                all.push_back(read_exchange(o));
                all.back().line = line;
            }
            at = end + 1;
        }
        std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
            return a.number != b.number ? a.number < b.number : a.line < b.line;
        });
        const auto twice = std::adjacent_find(
            all.begin(), all.end(), [](const auto& a, const auto& b) { return a.number == b.number; });
        if (twice != all.end()) {
            line = std::next(twice)->line;
            damaged("'n' is that of line " + std::to_string(twice->line));
        }
    } catch (const std::runtime_error& e) {
        throw std::runtime_error("tape '" + file + "', line " + std::to_string(line) + ": " + e.what());
    }
    return all;
}

tape_writer::tape_writer(std::string file) : file_(std::move(file)) {
    constexpr mode_t owner_alone = S_IRUSR | S_IWUSR;
    const auto refuse = [this](int error) {
        if (handle_ >= 0)
            ::close(handle_);
        throw std::system_error(error, std::generic_category(), "tape '" + file_ + "'");
    };
    // Emptied last: what another mode lets others read must not be the new tape.
    handle_ = ::open(file_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY, owner_alone);
    if (handle_ < 0)
        refuse(errno);
    struct stat is{};
    if (::fstat(handle_, &is) != 0)
        refuse(errno);
    if (S_ISREG(is.st_mode) && (::fchmod(handle_, owner_alone) != 0 || ::ftruncate(handle_, 0) != 0))
        refuse(errno);
    write(json::serialize(json::object{{view(version_name), tape_version}}));
    lines_ = 0;
    if (error_ != 0)
        refuse(error_);
}

tape_writer::~tape_writer() {
    ::close(handle_);
}

bool tape_writer::write_all(std::string_view bytes) noexcept {
    while (!bytes.empty()) {
        const auto n = ::write(handle_, bytes.data(), bytes.size());
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            error_ = n < 0 ? errno : EIO;
            return false;
        }
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
}

void tape_writer::write(const std::string& line) noexcept {
    const std::lock_guard lock(mutex_);
    if (error_ != 0)
        return;
    std::string whole;
    try {
        whole = line + '\n';
    } catch (...) {
        error_ = ENOMEM;
        return;
    }
    if (write_all(whole)) {
        size_bytes_ += whole.size();
        ++lines_;
    } else if (::ftruncate(handle_, static_cast<off_t>(size_bytes_)) != 0) {
        size_bytes_ = 0; // no regular file: there is nothing to take back
    }
}

void tape_writer::check() const {
    const std::lock_guard lock(mutex_);
    if (error_ != 0)
        throw std::system_error(error_, std::generic_category(), "tape '" + file_ + "'");
}

std::size_t tape_writer::lines() const {
    const std::lock_guard lock(mutex_);
    return lines_;
}

} // namespace segue::testing
