#include "hand_decode.hpp"

#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/parser.hpp>
#include <boost/json/value.hpp>

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace bench {
namespace {

namespace json = boost::json;
namespace discogs = segue::discogs;

// Declared first, so that the templates find them.
void take(const json::value& v, std::string& into);
void take(const json::value& v, double& into);
void take(const json::value& v, bool& into);
void take(const json::value& v, std::int64_t& into);
void take(const json::value& v, segue::timestamp& into);
void take(const json::value& v, segue::partial_date& into);
void take(const json::value& v, segue::money& into);
void take(const json::value& v, discogs::artist_credit& into);
void take(const json::value& v, discogs::label_credit& into);
void take(const json::value& v, discogs::company& into);
void take(const json::value& v, discogs::format& into);
void take(const json::value& v, discogs::identifier& into);
void take(const json::value& v, discogs::video& into);
void take(const json::value& v, discogs::image& into);
void take(const json::value& v, discogs::track& into);
void take(const json::value& v, discogs::user_summary& into);
void take(const json::value& v, discogs::community_rating_value& into);
void take(const json::value& v, discogs::community& into);
void take(const json::value& v, discogs::stat_counts& into);
void take(const json::value& v, discogs::release_list_stats& into);
void take(const json::value& v, discogs::artist_release& into);
void take(const json::value& v, discogs::pagination_urls& into);
void take(const json::value& v, discogs::pagination& into);

template <class Tag>
void take(const json::value& v, segue::strong_id<Tag>& into) {
    if (const auto* number = v.if_int64())
        into = *number;
}

template <class Enum>
void take(const json::value& v, segue::open_enum<Enum>& into) {
    if (const auto* text = v.if_string())
        into.assign({text->data(), text->size()});
}

void take(const json::value& v, std::optional<std::string>& into) {
    if (const auto* text = v.if_string())
        into.emplace(text->data(), text->size());
}

template <class Value>
void take(const json::value& v, std::optional<Value>& into) {
    if (!v.is_null())
        take(v, into.emplace());
}

template <class Element>
void take(const json::value& v, segue::list<Element>& into) {
    const auto* items = v.if_array();
    if (items == nullptr)
        return;
    into.reserve(items->size());
    for (const auto& item : *items)
        take(item, into.emplace_back());
}

// Asks for members in the order in which the service sends them: then a look at the next one finds it, and
// only what is missing or elsewhere costs a search. Saves 45,000 instructions a release.
class members {
public:
    explicit members(const json::value& v) : from_(v.as_object()), next_(from_.begin()) {}

    template <class Member>
    void operator()(std::string_view name, Member& into) {
        const json::string_view key(name.data(), name.size());
        if (next_ != from_.end() && next_->key() == key) {
            take(next_->value(), into);
            ++next_;
        } else if (const auto at = from_.find(key); at != from_.end()) {
            take(at->value(), into);
            next_ = at + 1;
        }
    }

private:
    const json::object& from_;
    json::object::const_iterator next_;
};

void take(const json::value& v, std::string& into) {
    if (const auto* text = v.if_string())
        into.assign(text->data(), text->size());
}

void take(const json::value& v, double& into) {
    if (const auto* number = v.if_double())
        into = *number;
    else if (const auto* whole = v.if_int64())
        into = static_cast<double>(*whole);
}

void take(const json::value& v, bool& into) {
    if (const auto* value = v.if_bool())
        into = *value;
}

void take(const json::value& v, std::int64_t& into) {
    if (const auto* number = v.if_int64())
        into = *number;
}

void take(const json::value& v, segue::timestamp& into) {
    if (const auto* text = v.if_string())
        into.assign({text->data(), text->size()});
}

void take(const json::value& v, segue::partial_date& into) {
    if (const auto* text = v.if_string())
        into.assign({text->data(), text->size()});
}

// The tree has lost the digits; the shortest text that names the same double has them in practice.
void take(const json::value& v, segue::money& into) {
    char digits[32];
    const auto end = std::to_chars(digits, digits + sizeof digits, v.to_number<double>()).ptr;
    if (const auto amount = segue::decimal::parse({digits, static_cast<std::size_t>(end - digits)}))
        into.amount = *amount;
}

void take(const json::value& v, discogs::artist_credit& into) {
    members field(v);
    field("name", into.name);
    field("anv", into.name_variation);
    field("join", into.join);
    field("role", into.role);
    field("tracks", into.tracks);
    field("id", into.id);
    field("resource_url", into.resource_url);
    field("thumbnail_url", into.thumbnail_url);
}

template <class Company>
void take_company(const json::value& v, Company& into) {
    members field(v);
    field("name", into.name);
    field("catno", into.catalog_number);
    field("entity_type", into.entity_type);
    field("entity_type_name", into.entity_type_name);
    field("id", into.id);
    field("resource_url", into.resource_url);
    field("thumbnail_url", into.thumbnail_url);
}

void take(const json::value& v, discogs::label_credit& into) {
    take_company(v, into);
}

void take(const json::value& v, discogs::company& into) {
    take_company(v, into);
}

void take(const json::value& v, discogs::format& into) {
    members field(v);
    field("name", into.name);
    field("qty", into.quantity);
    field("text", into.text);
    field("descriptions", into.descriptions);
}

void take(const json::value& v, discogs::identifier& into) {
    members field(v);
    field("type", into.type);
    field("value", into.value);
    field("description", into.description);
}

void take(const json::value& v, discogs::video& into) {
    members field(v);
    field("uri", into.uri);
    field("title", into.title);
    field("description", into.description);
    field("duration", into.duration);
    field("embed", into.embed);
}

void take(const json::value& v, discogs::image& into) {
    members field(v);
    field("type", into.type);
    field("uri", into.uri);
    field("resource_url", into.resource_url);
    field("uri150", into.uri_150);
    field("width", into.width);
    field("height", into.height);
}

void take(const json::value& v, discogs::track& into) {
    members field(v);
    field("position", into.position);
    field("type_", into.type_);
    field("artists", into.artists);
    field("title", into.title);
    field("extraartists", into.extra_artists);
    field("duration", into.duration);
    field("sub_tracks", into.sub_tracks);
}

void take(const json::value& v, discogs::user_summary& into) {
    members field(v);
    field("id", into.id);
    field("username", into.username);
    field("resource_url", into.resource_url);
    field("avatar_url", into.avatar_url);
}

void take(const json::value& v, discogs::community_rating_value& into) {
    members field(v);
    field("count", into.count);
    field("average", into.average);
}

void take(const json::value& v, discogs::community& into) {
    members field(v);
    field("have", into.have);
    field("want", into.want);
    field("rating", into.rating);
    field("submitter", into.submitter);
    field("contributors", into.contributors);
    field("data_quality", into.data_quality);
    field("status", into.status);
}

void take(const json::value& v, discogs::stat_counts& into) {
    members field(v);
    field("in_wantlist", into.in_wantlist);
    field("in_collection", into.in_collection);
}

void take(const json::value& v, discogs::release_list_stats& into) {
    members field(v);
    field("community", into.community);
    field("user", into.user);
}

void take(const json::value& v, discogs::artist_release& into) {
    members field(v);
    field("id", into.id);
    field("status", into.status);
    field("title", into.title);
    field("type", into.type);
    field("main_release", into.main_release);
    field("format", into.format);
    field("label", into.label);
    field("artist", into.artist);
    field("role", into.role);
    field("trackinfo", into.track_info);
    field("resource_url", into.resource_url);
    field("year", into.year);
    field("thumb", into.thumb);
    field("catno", into.catalog_number);
    field("stats", into.stats);
}

void take(const json::value& v, discogs::pagination_urls& into) {
    members field(v);
    field("first", into.first);
    field("prev", into.prev);
    field("last", into.last);
    field("next", into.next);
}

void take(const json::value& v, discogs::pagination& into) {
    members field(v);
    field("page", into.page);
    field("pages", into.pages);
    field("per_page", into.per_page);
    field("items", into.items);
    field("urls", into.urls);
}

void take_release(const json::value& v, discogs::release& into) {
    members field(v);
    field("id", into.id);
    field("status", into.status);
    field("year", into.year);
    field("resource_url", into.resource_url);
    field("uri", into.uri);
    field("artists", into.artists);
    field("artists_sort", into.artists_sort);
    field("labels", into.labels);
    field("series", into.series);
    field("companies", into.companies);
    field("formats", into.formats);
    field("data_quality", into.data_quality);
    field("community", into.community);
    field("format_quantity", into.format_quantity);
    field("date_added", into.date_added);
    field("date_changed", into.date_changed);
    field("num_for_sale", into.num_for_sale);
    field("lowest_price", into.lowest_price);
    field("master_id", into.master_id);
    field("master_url", into.master_url);
    field("title", into.title);
    field("country", into.country);
    field("released", into.released);
    field("notes", into.notes);
    field("released_formatted", into.released_formatted);
    field("identifiers", into.identifiers);
    field("videos", into.videos);
    field("genres", into.genres);
    field("styles", into.styles);
    field("tracklist", into.tracklist);
    field("extraartists", into.extra_artists);
    field("images", into.images);
    field("thumb", into.thumb);
    field("estimated_weight", into.estimated_weight);
    field("blocked_from_sale", into.blocked_from_sale);
    field("is_offensive", into.is_offensive);
}

constexpr std::size_t tree_bytes = 1024 * 1024;
constexpr std::size_t scratch_bytes = 64 * 1024;

} // namespace

struct hand_decoder::state {
    std::vector<unsigned char> tree_memory = std::vector<unsigned char>(tree_bytes);
    std::vector<unsigned char> scratch = std::vector<unsigned char>(scratch_bytes);
    json::monotonic_resource memory{tree_memory.data(), tree_memory.size()};
    json::parser parser{json::storage_ptr(), json::parse_options(), scratch.data(), scratch.size()};

    json::value parse(std::string_view body) {
        memory.release();
        parser.reset(&memory);
        parser.write(body.data(), body.size());
        return parser.release();
    }
};

hand_decoder::hand_decoder() : state_(std::make_unique<state>()) {}

hand_decoder::~hand_decoder() = default;

void hand_decoder::read(std::string_view body, discogs::release& into) {
    const json::value tree = state_->parse(body);
    take_release(tree, into);
}

void hand_decoder::read(std::string_view body, discogs::page<discogs::artist_release>& into) {
    const json::value tree = state_->parse(body);
    members field(tree);
    field("pagination", into.pagination);
    field("releases", into.items);
}

std::size_t hand_decoder::parse_only(std::string_view body) {
    return state_->parse(body).as_object().size();
}

std::size_t parse_into_default_dom(std::string_view body) {
    return json::parse({body.data(), body.size()}).as_object().size();
}

} // namespace bench
