#include "traffic/cache_record.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <limits>
#include <zlib.h>

namespace segue::traffic {

namespace json = boost::json;

namespace {

std::string_view view(const json::string& text) {
    return {text.data(), text.size()};
}

} // namespace

std::string write_about(const cached_answer& answer) {
    json::array headers;
    for (const auto& field : answer.headers) {
        headers.emplace_back(field.name);
        headers.emplace_back(field.value);
    }
    json::array tags;
    for (const auto& tag : answer.tags)
        tags.emplace_back(tag);
    json::object about;
    about["headers"] = std::move(headers);
    about["tags"] = std::move(tags);
    return json::serialize(about);
}

bool read_about(std::string_view text, cached_answer& to) {
    json::parse_options options;
    options.allow_invalid_utf8 = true; // a header may hold any byte
    json::error_code ec;
    const auto all = json::parse({text.data(), text.size()}, ec, {}, options);
    const auto* about = ec ? nullptr : all.if_object();
    const auto* headers = about != nullptr ? about->if_contains("headers") : nullptr;
    const auto* tags = about != nullptr ? about->if_contains("tags") : nullptr;
    if (headers == nullptr || tags == nullptr || !headers->is_array() || !tags->is_array())
        return false;
    const auto& fields = headers->get_array();
    if (fields.size() % 2 != 0)
        return false;
    for (std::size_t i = 0; i < fields.size(); i += 2) {
        const auto* name = fields[i].if_string();
        const auto* value = fields[i + 1].if_string();
        if (name == nullptr || value == nullptr)
            return false;
        to.headers.add(view(*name), view(*value));
    }
    for (const auto& tag : tags->get_array()) {
        if (!tag.is_string())
            return false;
        to.tags.emplace_back(view(tag.get_string()));
    }
    return true;
}

std::int64_t to_stored(wall_time t) noexcept {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(t.time_since_epoch()).count();
}

wall_time from_stored(std::int64_t nanoseconds) noexcept {
    return wall_time(std::chrono::duration_cast<wall_time::duration>(std::chrono::nanoseconds(nanoseconds)));
}

std::uint32_t checksum(const cache_key& key, const cached_answer& answer, std::string_view about) noexcept {
    auto sum = crc32_z(0, nullptr, 0);
    const auto number = [&sum](std::int64_t n) {
        unsigned char bytes[8];
        for (unsigned i = 0; i < 8; ++i)
            bytes[i] = static_cast<unsigned char>(static_cast<std::uint64_t>(n) >> (8 * i));
        sum = crc32_z(sum, bytes, sizeof bytes);
    };
    const auto text = [&](std::string_view t) {
        number(static_cast<std::int64_t>(t.size()));
        if (!t.empty()) // zlib takes a null pointer for a new start
            sum = crc32_z(sum, reinterpret_cast<const Bytef*>(t.data()), t.size());
    };
    text(key.account);
    number(static_cast<std::int64_t>(key.method));
    text(key.url);
    text(key.media_type);
    text(key.currency);
    number(answer.status);
    number(to_stored(answer.stored_at));
    number(answer.lifetime.count());
    text(about);
    text(answer.body);
    return static_cast<std::uint32_t>(sum);
}

} // namespace segue::traffic
