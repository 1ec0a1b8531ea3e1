#include "lists.hpp"

#include "answers.hpp"

#include <array>
#include <optional>
#include <utility>

namespace segue::emulator {
namespace {

namespace json = boost::json;

constexpr std::string_view site_root = "https://www.discogs.com/";

/// What a list shows of an entry of the database.
struct shown_entry {
    std::string title{};
    /// In the address on the site.
    std::string words{};
    std::string_view collection{};
    std::string_view kind{};
    char picture = 'R';
    database_id picture_of = 0;
    /// Its counts; null: it has none.
    const release_record* release = nullptr;
};

shown_entry of_release(const release_record& release, bool is_master) {
    shown_entry out;
    const std::string artists = display_artists(release.artists);
    out.title = artists + " - " + release.title;
    out.words = artists + " " + release.title;
    out.collection = is_master ? "masters" : "releases";
    out.kind = is_master ? "master" : "release";
    out.picture_of = release.id;
    out.release = &release;
    return out;
}

/// Nothing for an entry that the database does not have.
std::optional<shown_entry> look_up(const catalog& data, const list_item& item) {
    if (item.kind == search_kind::artist) {
        const artist_record* artist = data.artist(item.id);
        return artist == nullptr ? std::nullopt
                                 : std::optional<shown_entry>(
                                       {artist->name, artist->name, "artists", "artist", 'A', artist->id});
    }
    if (item.kind == search_kind::label) {
        const label_record* label = data.label(item.id);
        return label == nullptr ? std::nullopt
                                : std::optional<shown_entry>(
                                      {label->name, label->name, "labels", "label", 'L', label->id});
    }
    const bool is_master = item.kind == search_kind::master;
    const auto main = data.main_releases.find(item.id);
    if (is_master && main == data.main_releases.end())
        return std::nullopt;
    const release_record* release = data.release(is_master ? main->second : item.id);
    return release == nullptr ? std::nullopt : std::optional(of_release(*release, is_master));
}

json::object render_item(const call& asked, const list_item& from, const shown_entry& entry) {
    const std::string kind(entry.kind);
    json::object out;
    out["type"] = kind;
    out["id"] = from.id;
    out["comment"] = from.comment;
    out["uri"] = std::string(site_root) + kind + "/" + std::to_string(from.id) + "-" + slug(entry.words);
    out["resource_url"] = resource_url(entry.collection, from.id);
    out["image_url"] =
        asked.to.sees_images ? image_url(entry.picture, entry.picture_of, 0, 300, 300, 40) : std::string{};
    out["display_title"] = entry.title;
    if (entry.release != nullptr) {
        const bool is_master = from.kind == search_kind::master;
        out["stats"] = render_counts(from.id, is_master, entry.release->want, entry.release->have, asked.to);
    }
    return out;
}

json::object render_list(const call& asked, const list_record& from) {
    json::object user;
    user["id"] = from.owner->id;
    user["avatar_url"] = image_url('U', from.owner->id, 0, 500, 500, 40);
    user["username"] = from.owner->username;
    user["resource_url"] = "https://api.discogs.com/users/" + encode_query_text(from.owner->username);
    const bool pictured = asked.to.sees_images && !from.items.empty();
    json::object out;
    out["id"] = from.id;
    out["user"] = std::move(user);
    out["name"] = from.name;
    out["description"] = from.description;
    out["public"] = from.is_public;
    out["date_added"] = from.date_added;
    out["date_changed"] = from.date_changed;
    out["uri"] = std::string(site_root) + "lists/" + slug(from.name) + "/" + std::to_string(from.id);
    out["resource_url"] = resource_url("lists", from.id);
    out["image_url"] = pictured ? image_url('R', from.items.front().id, 0, 100, 100, 40) : std::string{};
    return out;
}

response lists_of_user(const call& asked) {
    std::vector<const list_record*> lists = asked.state.lists.of(*asked.owner, asked.by_owner());
    std::vector<list_record> inserted;
    for (const release_record& each : invented_releases(asked)) {
        list_record one;
        one.id = each.id;
        one.owner = asked.owner;
        one.name = each.title;
        inserted.push_back(std::move(one));
    }
    for (const list_record& each : inserted)
        lists.insert(lists.begin(), &each);
    const query_list extra = extra_parameters(asked.target.query);
    return page_answer(asked, "lists", lists, extra, {}, [&asked](const list_record* each) {
        return render_list(asked, *each);
    });
}

response list(const call& asked) {
    const list_record* found = asked.state.lists.find(asked.where.number("list_id"));
    // Somebody else's private list is like none.
    if (found == nullptr || (!found->is_public && found->owner != asked.caller))
        return nothing_there();
    json::object body = render_list(asked, *found);
    json::array items;
    for (const list_item& each : found->items)
        if (const auto entry = look_up(asked.data, each))
            items.push_back(render_item(asked, each, *entry));
    body["items"] = std::move(items);
    return json_answer(body);
}

constexpr std::array list_table{
    operation{"GET", "/users/{username}/lists", lists_of_user, audience::anybody, true},
    operation{"GET", "/lists/{list_id}", list},
};

list_record make_list(database_id id, const account& owner, std::string name, bool is_public) {
    list_record out;
    out.id = id;
    out.owner = &owner;
    out.name = std::move(name);
    out.is_public = is_public;
    out.date_added = "2021-02-06T11:05:39-08:00";
    out.date_changed = "2024-09-15T12:38:03-07:00";
    return out;
}

} // namespace

list_book::list_book(const account& own, const account& other) {
    list_record shown = make_list(1'710'001, own, "Desert Island & Beyond", true);
    shown.description = "One of [b]each[/b] kind.";
    shown.items = {
        {search_kind::release, 249'504, "Needs no comment."},
        {search_kind::master, 9'300'001, "Any pressing will do."},
        {search_kind::artist, 3'857, ""},
        {search_kind::label, 647, "All of it."},
    };
    list_record hidden = make_list(1'710'002, own, "Birthday Presents", false);
    hidden.items = {{search_kind::release, 352'665, "For myself."}};
    list_record theirs = make_list(1'710'003, other, "Quiet Favourites", true);
    theirs.items = {{search_kind::release, 1, ""}};
    add(std::move(shown));
    add(std::move(hidden));
    add(std::move(theirs));
    add(make_list(1'710'004, other, "Nobody's Business", false));
}

void list_book::add(list_record addition) {
    const database_id id = addition.id;
    lists_.insert_or_assign(id, std::move(addition));
}

const list_record* list_book::find(database_id id) const {
    const auto found = lists_.find(id);
    return found == lists_.end() ? nullptr : &found->second;
}

std::vector<const list_record*> list_book::of(const account& owner, bool with_private) const {
    std::vector<const list_record*> out;
    for (const auto& [id, each] : lists_)
        if (each.owner == &owner && (with_private || each.is_public))
            out.push_back(&each);
    return out;
}

std::span<const operation> list_operations() noexcept {
    return list_table;
}

} // namespace segue::emulator
