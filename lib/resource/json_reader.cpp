#include "resource/json_reader.hpp"

#include "base/extra_access.hpp"
#include "resource/json_tokens.hpp"
#include "resource/json_writer.hpp"

#include <boost/json/basic_parser_impl.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <new>

// The parser's events go straight into the members; there is no tree in between. A stack of frames mirrors
// the objects, lists and maps that are open. A value that no member wants is put together again as text,
// token by token (numbers keep their digits), and ends in `extra`; while that goes on, `capture_` is set and
// the frames rest.
namespace segue::resource {
namespace {

using boost::json::error_code;
using view = boost::json::string_view;

// Where the value goes whose tokens are being put together.
enum class capture : unsigned char {
    off,     // nothing is being captured
    unknown, // a field that the model does not have
    refused, // a field, element or entry of a kind that its member cannot hold
    member,  // a member that holds any JSON
};

enum class shape : unsigned char { object, list, map };

// An open object, list or map.
struct frame {
    std::byte* target; // the model, the list or the map
    shape is;
    const model_description* description; // of an object
    const value_type* holder;             // of a list or map, what it is itself
    const value_type* type;      // of the value that comes; for a list its own; null for an unknown field
    void* slot;                  // where that value goes; in a map null when nothing comes
    std::string_view wire;       // the field's or entry's name
    std::string_view key;        // the name under which the field came
    std::uint64_t seen_wire;     // the fields that had a value under their wire name
    std::uint64_t seen_readable; // the same for the readable name
    std::size_t next;            // the field that is expected next; in a list, the index
    std::size_t conflict;        // 1 + the field that comes under its wire name after its readable one; or 0
};

// The parser's handler.
class json_decoder {
public:
    static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

    json_decoder(void* root, const model_description& description, std::vector<drift>* drifts)
        : root_{root}, description_{&description}, drifts_{drifts} {}

    // What stood in place of the root object; null when it was one.
    [[nodiscard]] const char* refused_root() const { return refused_root_; }
    // JSON pointer of the value that is being read.
    [[nodiscard]] std::string pointer() const;

    bool on_document_begin(error_code&) { return true; }
    bool on_document_end(error_code&) { return true; }
    bool on_object_begin(error_code& ec);
    bool on_object_end(std::size_t, error_code&);
    bool on_array_begin(error_code& ec);
    bool on_array_end(std::size_t, error_code&);
    bool on_key_part(view part, std::size_t, error_code&) { return keep_part(part); }
    bool on_key(view part, std::size_t, error_code&);
    bool on_string_part(view part, std::size_t, error_code&) { return keep_part(part); }
    bool on_string(view part, std::size_t, error_code& ec);
    bool on_number_part(view part, error_code&) { return keep_part(part); }
    bool on_int64(std::int64_t value, view text, error_code& ec) { return number(text, value, ec); }
    bool on_uint64(std::uint64_t, view text, error_code& ec) { return number(text, {}, ec); }
    bool on_double(double, view text, error_code& ec) { return number(text, {}, ec); }
    bool on_bool(bool value, error_code& ec);
    bool on_null(error_code& ec);
    bool on_comment_part(view, error_code&) { return true; }
    bool on_comment(view, error_code&) { return true; }

private:
    [[nodiscard]] const frame& level_at(std::size_t index) const {
        return *std::launder(reinterpret_cast<const frame*>(frames_.data() + index * sizeof(frame)));
    }
    frame& top() {
        return *std::launder(reinterpret_cast<frame*>(frames_.data() + (depth_ - 1) * sizeof(frame)));
    }
    frame& push() { return *::new (static_cast<void*>(frames_.data() + depth_++ * sizeof(frame))) frame; }
    static extra& extra_of(const frame& object);
    bool keep_part(view part);
    std::string_view whole(view part);
    bool refuse_root(const char* found, error_code& ec);
    void push_object(void* target, const model_description& description);
    void push_holder(shape is, void* target, const value_type& holder);
    void mark_missing(const frame& object);

    void start_field(frame& object, std::size_t index, bool readable);
    static void start_entry(frame& map, std::string_view name);
    static void drop_entry(frame& map);
    void start_unknown(frame& object, std::string_view name);
    bool settle_conflict(frame& object);

    bool number(view part, std::optional<std::int64_t> value, error_code& ec);
    template <class Offer, class Token>
    bool scalar(const char* found, const Offer& offer, const Token& token, error_code& ec);
    void start_capture(capture goal);
    void end_capture();
    bool close_capture(char bracket);
    void report(const value_type& type, const char* found);

    void* root_;
    const model_description* description_;
    std::vector<drift>* drifts_;
    const char* refused_root_ = nullptr;
    std::size_t depth_ = 0;
    capture capture_ = capture::off;
    bool has_parts_ = false;
    std::string parts_; // of a text with escapes
    std::string unknown_key_;
    json_tokens raw_;
    // Frames, made when they are used: to set up all 65 of them would take longer than to read a small body.
    alignas(frame) std::array<std::byte, (max_json_depth + 1) * sizeof(frame)> frames_;
};

// Of an object or map.
extra& json_decoder::extra_of(const frame& object) {
    if (object.is == shape::map) {
        return *object.holder->kept(object.target);
    }
    return *reinterpret_cast<extra*>(object.target + object.description->extra_offset);
}

bool json_decoder::keep_part(view part) {
    if (!has_parts_) {
        parts_.clear();
        has_parts_ = true;
    }
    parts_.append(part.data(), part.size());
    return true;
}

// The complete text of a token of which this is the last part.
std::string_view json_decoder::whole(view part) {
    if (!has_parts_) [[likely]] {
        return {part.data(), part.size()};
    }
    has_parts_ = false;
    parts_.append(part.data(), part.size());
    return parts_;
}

bool json_decoder::refuse_root(const char* found, error_code& ec) {
    refused_root_ = found;
    ec = boost::json::make_error_code(boost::json::error::not_object);
    return false;
}

void json_decoder::push_object(void* target, const model_description& description) {
    frame& object = push();
    object.target = static_cast<std::byte*>(target);
    object.is = shape::object;
    object.description = &description;
    object.type = nullptr;
    object.seen_wire = 0;
    object.seen_readable = 0;
    object.next = 0;
    object.conflict = 0;
}

void json_decoder::push_holder(shape is, void* target, const value_type& holder) {
    frame& items = push();
    items.target = static_cast<std::byte*>(target);
    items.is = is;
    items.holder = &holder;
    items.type = is == shape::list ? &holder : holder.element;
    items.slot = is == shape::list ? target : nullptr;
    items.next = 0;
}

std::string json_decoder::pointer() const {
    std::string result;
    const auto append = [&result](std::string_view name) {
        result += '/';
        for (const char c : name) {
            result += c == '~' ? "~0" : c == '/' ? "~1" : std::string_view{&c, 1};
        }
    };
    for (std::size_t i = 0; i < depth_; ++i) {
        const frame& each = level_at(i);
        if (each.is == shape::list) {
            append(std::to_string(each.next));
        } else if (each.is == shape::map ? each.slot != nullptr : each.type != nullptr) {
            append(each.key);
        }
    }
    if (capture_ == capture::unknown) {
        append(unknown_key_);
    }
    return result;
}

void json_decoder::report(const value_type& type, const char* found) {
    if (drifts_ != nullptr) {
        drifts_->push_back({pointer(), type.expected, found});
    }
}

// Names. The fields of a table stand in the order in which the service sends them, so the one after the last
// match is tried first.

bool json_decoder::on_key(view part, std::size_t, error_code&) {
    const std::string_view name = whole(part);
    if (capture_ != capture::off) [[unlikely]] {
        raw_.key(name);
        return true;
    }
    frame& object = top();
    if (object.is == shape::map) [[unlikely]] {
        start_entry(object, name);
        return true;
    }
    const auto fields = object.description->fields;
    if (object.next < fields.size() && fields[object.next].wire == name) [[likely]] {
        start_field(object, object.next, false);
        return true;
    }
    const unsigned slot = object.description->find(name);
    if (slot == model_description::no_slot) {
        start_unknown(object, name);
    } else {
        start_field(object, slot / 2, slot % 2 != 0);
    }
    return true;
}

void json_decoder::start_entry(frame& map, std::string_view name) {
    extra& kept = extra_of(map);
    if (!kept.empty()) {
        extra_access::forget(kept, name); // of an earlier value with this name
    }
    map.slot = map.holder->append_named(map.target, name);
    map.wire = map.key = map.holder->name_at(map.target, map.holder->size(map.target) - 1);
}

void json_decoder::drop_entry(frame& map) {
    map.slot = nullptr;
    map.holder->drop_last(map.target);
}

void json_decoder::start_unknown(frame& object, std::string_view name) {
    object.type = nullptr;
    object.conflict = 0;
    unknown_key_.assign(name);
}

void json_decoder::start_field(frame& object, std::size_t index, bool readable) {
    const field_description& field = object.description->fields[index];
    const std::uint64_t bit = std::uint64_t{1} << index;
    object.next = index + 1;
    if (((object.seen_wire | object.seen_readable) & bit) != 0) [[unlikely]] {
        if (readable && (object.seen_wire & bit) != 0) {
            start_unknown(object, field.readable);
            return;
        }
        if (!readable && (object.seen_readable & bit) != 0) {
            object.type = nullptr;
            object.conflict = index + 1;
            return;
        }
        field.type->reset(object.target + field.offset);
        extra_access::forget(extra_of(object), field.wire);
        extra_access::forget(extra_of(object), readable ? field.readable : field.wire);
    }
    (readable ? object.seen_readable : object.seen_wire) |= bit;
    object.type = field.type;
    object.slot = object.target + field.offset;
    object.wire = field.wire;
    object.key = readable ? field.readable : field.wire;
}

// The value about to come belongs to a field that already had one under its readable name: that one goes to
// the unknown fields. Returns false when there is no such conflict.
bool json_decoder::settle_conflict(frame& object) {
    if (object.conflict == 0) {
        return false;
    }
    const std::size_t index = object.conflict - 1;
    const std::uint64_t bit = std::uint64_t{1} << index;
    const field_description& field = object.description->fields[index];
    extra& kept = extra_of(object);
    const extra_access::fields* const fields = extra_access::read(kept);
    if (field.type->present(object.target + field.offset) ||
        (fields != nullptr && fields->find_elements(field.wire) != nullptr)) {
        std::string loser;
        write_field(loser, object.target, field, kept);
        field.type->reset(object.target + field.offset);
        extra_access::forget(kept, field.wire);
        extra_access::write(kept).set(field.readable, loser);
    } else if (field.mandatory && (fields == nullptr || fields->find(field.readable) == nullptr)) {
        std::string loser;
        write_field(loser, object.target, field, kept);
        extra_access::write(kept).set(field.readable, loser);
    }
    object.seen_readable &= ~bit;
    object.seen_wire |= bit;
    object.conflict = 0;
    object.type = field.type;
    object.slot = object.target + field.offset;
    object.wire = object.key = field.wire;
    return true;
}

void json_decoder::mark_missing(const frame& object) {
    const std::uint64_t missing = object.description->mandatory & ~(object.seen_wire | object.seen_readable);
    for (std::size_t i = 0; i < object.description->fields.size(); ++i) {
        if ((missing >> i & 1U) != 0) {
            extra_access::write(extra_of(object)).set(object.description->fields[i].wire, "null");
        }
    }
}

// Values that are put together as text.

void json_decoder::start_capture(capture goal) {
    capture_ = goal;
    raw_.clear();
}

void json_decoder::end_capture() {
    frame& level = top();
    if (level.is == shape::list) {
        if (capture_ == capture::member) {
            level.type->element->from_text(level.type->append(level.target), raw_.text());
        } else {
            // A list lies in the object or map one frame below.
            const frame& owner = level_at(depth_ - 2);
            extra_access::write(extra_of(owner)).add_element(owner.wire, level.next, raw_.text());
        }
        ++level.next;
    } else if (capture_ == capture::member) {
        level.type->from_text(level.slot, raw_.text());
    } else {
        const std::string_view name =
            capture_ == capture::unknown ? std::string_view{unknown_key_} : level.key;
        extra_access::write(extra_of(level)).set(name, raw_.text());
        if (level.is == shape::map) {
            drop_entry(level);
        }
    }
    capture_ = capture::off;
}

bool json_decoder::close_capture(char bracket) {
    raw_.close(bracket);
    if (raw_.complete()) {
        end_capture();
    }
    return true;
}

// Values.

template <class Offer, class Token>
bool json_decoder::scalar(const char* found, const Offer& offer, const Token& token, error_code& ec) {
    if (capture_ != capture::off) [[unlikely]] {
        token();
        return true; // a single value is never captured on its own, so the capture goes on
    }
    if (depth_ == 0) [[unlikely]] {
        return refuse_root(found, ec);
    }
    frame& level = top();
    if (level.type == nullptr && !settle_conflict(level)) {
        start_capture(capture::unknown);
        token();
        end_capture();
        return true;
    }
    const value_type& type = *level.type;
    const bool in_list = level.is == shape::list;
    const bool is_list = type.kind == json_kind::list;
    const value_type& wanted = is_list ? *type.element : type;
    void* const member = level.slot;
    json_outcome outcome = json_outcome::refused;
    if (wanted.kind == json_kind::any && (in_list || !is_list)) {
        start_capture(capture::member);
        token();
        end_capture();
        return true;
    }
    if (wanted.kind == json_kind::scalar || wanted.kind == json_kind::text) {
        outcome = offer(wanted, is_list ? type.append(member) : member);
        if (is_list && outcome != json_outcome::taken) {
            type.drop_last(member);
        }
    }
    if (outcome == json_outcome::taken) [[likely]] {
        if (in_list) {
            ++level.next;
        } else if (is_list) {
            type.set_form(member, list_form::single);
        }
        return true;
    }
    if (outcome == json_outcome::refused) {
        report(in_list ? wanted : type, found);
    }
    start_capture(capture::refused);
    token();
    end_capture();
    return true;
}

bool json_decoder::on_string(view part, std::size_t, error_code& ec) {
    const std::string_view text = whole(part);
    if (capture_ == capture::off && depth_ != 0) [[likely]] {
        const frame& level = top();
        if (level.type != nullptr && level.type->kind == json_kind::text) {
            static_cast<std::optional<std::string>*>(level.slot)->emplace(text);
            return true;
        }
    }
    const auto offer = [text](const value_type& type, void* member) { return type.from_text(member, text); };
    return scalar("text", offer, [this, text] { raw_.string(text); }, ec);
}

bool json_decoder::number(view part, std::optional<std::int64_t> value, error_code& ec) {
    const json_number number{whole(part), value};
    const auto offer = [&](const value_type& type, void* member) { return type.from_number(member, number); };
    return scalar("number", offer, [&] { raw_.token(number.text); }, ec);
}

bool json_decoder::on_bool(bool value, error_code& ec) {
    const auto offer = [value](const value_type& type, void* member) {
        return type.from_boolean(member, value);
    };
    return scalar("boolean", offer, [this, value] { raw_.token(value ? "true" : "false"); }, ec);
}

bool json_decoder::on_null(error_code& ec) {
    if (capture_ == capture::off && depth_ != 0) {
        frame& object = top();
        if (object.is == shape::map) {
            // Remembered until all names are there: an earlier value of this one goes too.
            extra_access::write(extra_of(object)).set(object.key, "null");
            drop_entry(object);
            return true;
        }
        if (object.is == shape::object && (object.type != nullptr || object.conflict != 0)) {
            // Absent; a value that came under the readable name stays.
            if (object.type != nullptr) {
                object.seen_wire &= ~(std::uint64_t{1} << (object.next - 1));
                object.seen_readable &= ~(std::uint64_t{1} << (object.next - 1));
            }
            object.conflict = 0;
            return true;
        }
    }
    const auto offer = [](const value_type&, void*) { return json_outcome::refused; };
    return scalar("null", offer, [this] { raw_.token("null"); }, ec);
}

bool json_decoder::on_object_begin(error_code&) {
    if (capture_ != capture::off) [[unlikely]] {
        raw_.open('{');
        return true;
    }
    if (depth_ == 0) {
        push_object(root_, *description_);
        return true;
    }
    frame& level = top();
    if (level.type == nullptr && !settle_conflict(level)) {
        start_capture(capture::unknown);
        raw_.open('{');
        return true;
    }
    const value_type& type = *level.type;
    const bool in_list = level.is == shape::list;
    const bool is_list = type.kind == json_kind::list;
    const value_type& wanted = is_list ? *type.element : type;
    if (wanted.kind == json_kind::object) [[likely]] {
        void* member = level.slot;
        if (is_list) {
            if (!in_list) {
                type.set_form(member, list_form::single);
            }
            member = type.append(member);
        }
        push_object(wanted.engage(member), wanted.model());
        return true;
    }
    if (wanted.kind == json_kind::map && !is_list) {
        push_holder(shape::map, wanted.engage(level.slot), wanted);
        return true;
    }
    if (wanted.kind == json_kind::any && (in_list || !is_list)) {
        start_capture(capture::member);
    } else {
        report(in_list ? wanted : type, "object");
        start_capture(capture::refused);
    }
    raw_.open('{');
    return true;
}

bool json_decoder::on_object_end(std::size_t, error_code&) {
    if (capture_ != capture::off) [[unlikely]] {
        return close_capture('}');
    }
    const frame& object = top();
    if (object.is == shape::map) [[unlikely]] {
        object.holder->settle(object.target);
    } else if ((object.description->mandatory & ~(object.seen_wire | object.seen_readable)) != 0)
        [[unlikely]] {
        mark_missing(object);
    }
    --depth_;
    if (depth_ != 0 && top().is == shape::list) {
        ++top().next;
    }
    return true;
}

bool json_decoder::on_array_begin(error_code& ec) {
    if (capture_ != capture::off) [[unlikely]] {
        raw_.open('[');
        return true;
    }
    if (depth_ == 0) [[unlikely]] {
        return refuse_root("array", ec);
    }
    frame& level = top();
    if (level.type == nullptr && !settle_conflict(level)) {
        start_capture(capture::unknown);
        raw_.open('[');
        return true;
    }
    const value_type& type = *level.type;
    const bool in_list = level.is == shape::list;
    if (type.kind == json_kind::list && !in_list) [[likely]] {
        type.set_form(level.slot, list_form::array);
        push_holder(shape::list, level.slot, type);
        return true;
    }
    const value_type& wanted = in_list ? *type.element : type;
    if (wanted.kind == json_kind::any) {
        start_capture(capture::member);
    } else {
        report(wanted, "array");
        start_capture(capture::refused);
    }
    raw_.open('[');
    return true;
}

bool json_decoder::on_array_end(std::size_t, error_code&) {
    if (capture_ != capture::off) [[unlikely]] {
        return close_capture(']');
    }
    --depth_;
    return true;
}

std::string describe_error(const error_code& ec) {
    if (ec == boost::json::error::incomplete) {
        return "end of text";
    }
    if (ec == boost::json::error::too_deep) {
        return "nesting deeper than " + std::to_string(max_json_depth);
    }
    return ec.message();
}

} // namespace

std::optional<decode_failure> read_json(
    std::string_view text, void* model, const model_description& description, std::vector<drift>* drifts) {
    boost::json::parse_options options;
    options.max_depth = max_json_depth;
    boost::json::basic_parser<json_decoder> parser{options, model, description, drifts};
    error_code ec;
    const std::size_t used = parser.write_some(false, text.empty() ? "" : text.data(), text.size(), ec);
    if (!ec && used == text.size()) [[likely]] {
        return std::nullopt;
    }
    decode_failure failure;
    failure.offset = used;
    const char* const root = parser.handler().refused_root();
    if (root != nullptr) {
        failure.what = decode_failure::wrong_kind;
        failure.expected = "object";
        failure.found = root;
    } else {
        failure.pointer = ec ? parser.handler().pointer() : std::string{};
        failure.expected = "JSON";
        failure.found = ec ? describe_error(ec) : "text after the end";
    }
    return failure;
}

} // namespace segue::resource
