#include "answers.hpp"
#include "body.hpp"
#include "currencies.hpp"
#include "timestamps.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

// What a user has: folders, copies of releases in them, notes in fields.

namespace segue::emulator {
namespace {

namespace json = boost::json;

constexpr std::string_view no_copy =
    "The requested collection item does not exist in this user's collection.";
constexpr std::string_view no_folder = "Invalid folder_id: folder does not exist.";

std::string collection_url(const call& asked) {
    return "https://api.discogs.com/users/" + encode_query_text(asked.owner->username) + "/collection";
}

json::object render_folder(const call& asked, const folder_record& from) {
    json::object out;
    out["id"] = from.id;
    out["name"] = from.name;
    out["count"] = from.count;
    out["resource_url"] = collection_url(asked) + "/folders/" + std::to_string(from.id);
    return out;
}

json::array render_notes(const call& asked, const owned_copy& from) {
    json::array out;
    for (const auto& [id, value] : from.notes) {
        const field_record* field = asked.owner->things.field(id);
        if (asked.by_owner() || (field != nullptr && field->is_public))
            out.push_back(json::object{{"field_id", id}, {"value", value}});
    }
    return out;
}

json::object render_copy(const call& asked, const owned_copy& from) {
    json::object out;
    out["id"] = from.release->id;
    out["instance_id"] = from.instance;
    out["date_added"] = from.date_added;
    out["rating"] = asked.state.ratings.of(from.release->id, asked.owner->username);
    out["basic_information"] = render_basic_information(*from.release, asked.to);
    // Folders are the owner's business.
    if (asked.by_owner())
        out["folder_id"] = from.folder;
    json::array notes = render_notes(asked, from);
    if (!notes.empty())
        out["notes"] = std::move(notes);
    return out;
}

bool sees_collection(const call& asked) {
    return asked.by_owner() || asked.owner->public_collection;
}

/// Empty when the caller may read the folder of the path.
std::optional<response> folder_refused(const call& asked) {
    const database_id id = asked.where.number("folder_id");
    if (asked.by_owner())
        return asked.owner->things.has_folder(id) ? std::nullopt : std::optional(nothing_there());
    if (id != all_folder && asked.caller == nullptr)
        return error_answer(401, no_credentials);
    if (id != all_folder || !sees_collection(asked))
        return private_answer();
    return std::nullopt;
}

response folders(const call& asked) {
    if (!sees_collection(asked))
        return private_answer();
    json::array shown;
    for (const folder_record& each : asked.owner->things.folders())
        if (asked.by_owner() || each.id == all_folder)
            shown.push_back(render_folder(asked, each));
    json::object body;
    body["folders"] = std::move(shown);
    return json_answer(body);
}

/// The name that a body gives a folder; empty when it gives none, which is noted.
std::string folder_name(body_reader& body) {
    body.require("name");
    std::string name = body.text("name").value_or("");
    if (body.good() && name.empty())
        body.note("name", "string_too_short", "String should have at least 1 character");
    return name;
}

response make_folder(const call& asked) {
    body_reader body(asked.sent.body);
    std::string name = folder_name(body);
    if (!body.good())
        return body.refusal();
    const folder_record made = asked.owner->things.add_folder(asked.state.next_folder++, std::move(name));
    return json_answer(render_folder(asked, made), 201);
}

response folder(const call& asked) {
    if (auto refused = folder_refused(asked))
        return std::move(*refused);
    return json_answer(render_folder(asked, asked.owner->things.folder(asked.where.number("folder_id"))));
}

response rename_folder(const call& asked) {
    if (auto refused = folder_refused(asked))
        return std::move(*refused);
    const database_id id = asked.where.number("folder_id");
    if (id <= uncategorized_folder)
        return error_answer(422, "Invalid folder_id: this folder cannot be renamed.");
    body_reader body(asked.sent.body);
    std::string name = folder_name(body);
    if (!body.good())
        return body.refusal();
    asked.owner->things.rename_folder(id, std::move(name));
    return json_answer(render_folder(asked, asked.owner->things.folder(id)));
}

response remove_folder(const call& asked) {
    if (auto refused = folder_refused(asked))
        return std::move(*refused);
    const database_id id = asked.where.number("folder_id");
    if (id <= uncategorized_folder)
        return error_answer(422, "Invalid folder_id: this folder cannot be deleted.");
    if (asked.owner->things.folder(id).count > 0)
        return error_answer(422, "Invalid folder_id: folder is not empty.");
    asked.owner->things.remove_folder(id);
    return empty_answer();
}

response copies_page(const call& asked, std::vector<const owned_copy*> copies) {
    const std::vector<release_record> invented = invented_releases(asked);
    std::vector<owned_copy> inserted;
    for (const release_record& each : invented)
        inserted.push_back({each.id, uncategorized_folder, &each, format_timestamp(asked.now.wall), {}});
    for (const owned_copy& each : inserted)
        copies.insert(copies.begin(), &each);
    const query_list extra = extra_parameters(asked.target.query);
    return page_answer(asked, "releases", copies, extra, {}, [&asked](const owned_copy* each) {
        return render_copy(asked, *each);
    });
}

response copies_in_folder(const call& asked) {
    if (auto refused = folder_refused(asked))
        return std::move(*refused);
    static constexpr auto keys = std::to_array<std::string_view>(
        {"added", "artist", "catno", "format", "label", "rating", "title", "year"});
    static constexpr auto directions = std::to_array<std::string_view>({"asc", "desc"});
    const std::string_view key = find_query(asked.target.query, "sort").value_or("added");
    const std::string_view direction = find_query(asked.target.query, "sort_order").value_or("asc");
    if (std::find(keys.begin(), keys.end(), key) == keys.end())
        return invalid_choice("sort", keys);
    if (std::find(directions.begin(), directions.end(), direction) == directions.end())
        return invalid_choice("sort_order", directions);
    return copies_page(
        asked,
        asked.owner->things.listed(
            asked.where.number("folder_id"),
            {key, direction == "desc"},
            asked.state.ratings,
            asked.owner->username,
            asked.state.edition));
}

response copies_of_release(const call& asked) {
    if (!sees_collection(asked))
        return private_answer();
    const database_id release = asked.where.number("release_id");
    std::vector<const owned_copy*> copies = asked.owner->things.listed(
        all_folder, {}, asked.state.ratings, asked.owner->username, asked.state.edition);
    std::erase_if(copies, [release](const owned_copy* each) { return each->release->id != release; });
    return copies_page(asked, std::move(copies));
}

response add_copy(const call& asked) {
    const release_record* release = asked.data.release(asked.where.number("release_id"));
    if (release == nullptr)
        return error_answer(404, no_release);
    const database_id folder = asked.where.number("folder_id");
    if (folder == all_folder)
        return error_answer(422, "Invalid folder_id: items cannot be added to the All folder.");
    if (!asked.owner->things.has_folder(folder))
        return error_answer(422, no_folder);
    const database_id instance = asked.state.next_instance++;
    const owned_copy& added =
        asked.owner->things.add_copy(instance, folder, *release, format_timestamp(asked.now.wall));
    json::object body = render_copy(asked, added);
    body["resource_url"] = collection_url(asked) + "/folders/" + std::to_string(folder) + "/releases/" +
                           std::to_string(release->id) + "?instance_id=" + std::to_string(instance);
    return json_answer(body, 201);
}

/// The copy that folder, release and instance of the path name together; null when they do not.
owned_copy* copy_of_path(const call& asked) {
    owned_copy* found = asked.owner->things.copy(asked.where.number("instance_id"));
    const bool matches = found != nullptr && found->release->id == asked.where.number("release_id") &&
                         found->folder == asked.where.number("folder_id");
    return matches ? found : nullptr;
}

response change_copy(const call& asked) {
    owned_copy* copy = copy_of_path(asked);
    if (copy == nullptr)
        return error_answer(404, no_copy);
    body_reader body(asked.sent.body);
    auto rating = body.integer("rating", 0, 5);
    // Null takes the rating away, as 0 does.
    if (const auto* given = body.members().if_contains("rating"); given != nullptr && given->is_null())
        rating = 0;
    const auto folder = body.integer("folder_id", 0, INT64_MAX);
    if (body.good() && !rating && !folder)
        body.note("", "value_error", "rating or folder_id is required");
    if (!body.good())
        return body.refusal();
    if (folder && (*folder == all_folder || !asked.owner->things.has_folder(*folder)))
        return error_answer(422, no_folder);
    if (rating)
        asked.state.ratings.set(copy->release->id, asked.owner->username, static_cast<int>(*rating));
    if (folder)
        asked.owner->things.move_copy(*copy, *folder);
    return empty_answer();
}

response remove_copy(const call& asked) {
    const owned_copy* copy = copy_of_path(asked);
    if (copy == nullptr)
        return error_answer(404, no_copy);
    asked.owner->things.remove_copy(copy->instance);
    return empty_answer();
}

json::object render_field(const field_record& from, int position) {
    json::object out;
    out["id"] = from.id;
    out["name"] = from.name;
    out["type"] = from.options.empty() ? "textarea" : "dropdown";
    out["position"] = position;
    out["public"] = from.is_public;
    if (from.options.empty()) {
        out["lines"] = from.lines;
        return out;
    }
    json::array options;
    for (const std::string& each : from.options)
        options.emplace_back(each);
    out["options"] = std::move(options);
    return out;
}

response fields(const call& asked) {
    // The documentation shows public fields to everybody; the service does not.
    if (!asked.by_owner())
        return private_answer();
    json::array shown;
    for (const field_record& each : asked.owner->things.fields())
        shown.push_back(render_field(each, static_cast<int>(shown.size()) + 1));
    json::object body;
    body["fields"] = std::move(shown);
    return json_answer(body);
}

response set_field(const call& asked) {
    body_reader body(asked.sent.body);
    body.require("value");
    const auto value = body.text("value");
    if (!body.good())
        return body.refusal();
    owned_copy* copy = asked.owner->things.copy(asked.where.number("instance_id"));
    if (copy == nullptr || copy->release->id != asked.where.number("release_id"))
        return error_answer(404, "Release not found in user's collection.");
    const field_record* field = asked.owner->things.field(asked.where.number("field_id"));
    const bool listed =
        field != nullptr &&
        (field->options.empty() || value->empty() ||
         std::find(field->options.begin(), field->options.end(), *value) != field->options.end());
    if (!listed || copy->folder != asked.where.number("folder_id"))
        body.note("value", "value_error", "HTTP fetch failed from 'collection': 400: Bad Request");
    if (!body.good())
        return body.refusal();
    if (value->empty())
        copy->notes.erase(field->id);
    else
        copy->notes[field->id] = *value;
    return empty_answer();
}

response value(const call& asked) {
    const currency_info* chosen = find_currency(asked.owner->currency);
    const currency_info& currency = chosen == nullptr ? *find_currency("USD") : *chosen;
    const std::int64_t lowest = asked.owner->things.lowest_worth();
    json::object body;
    body["maximum"] = money_text(lowest * 2, currency);
    body["median"] = money_text(lowest * 7 / 5, currency);
    body["minimum"] = money_text(lowest, currency);
    return json_answer(body);
}

constexpr std::string_view all_folders = "/users/{username}/collection/folders";
constexpr std::string_view one_folder = "/users/{username}/collection/folders/{folder_id}";
constexpr std::string_view folder_releases = "/users/{username}/collection/folders/{folder_id}/releases";
constexpr std::string_view one_release =
    "/users/{username}/collection/folders/{folder_id}/releases/{release_id}";
constexpr std::string_view one_copy =
    "/users/{username}/collection/folders/{folder_id}/releases/{release_id}/instances/{instance_id}";
constexpr std::string_view one_note =
    "/users/{username}/collection/folders/{folder_id}/releases/{release_id}/instances/{instance_id}/fields/"
    "{field_id}";

constexpr std::array collection_table{
    operation{"GET", all_folders, folders},
    operation{"POST", all_folders, make_folder, audience::owner},
    operation{"GET", one_folder, folder},
    operation{"POST", one_folder, rename_folder, audience::owner},
    operation{"DELETE", one_folder, remove_folder, audience::owner},
    operation{
        "GET",
        "/users/{username}/collection/releases/{release_id}",
        copies_of_release,
        audience::anybody,
        true},
    operation{"GET", folder_releases, copies_in_folder, audience::anybody, true},
    operation{"POST", one_release, add_copy, audience::owner},
    operation{"POST", one_copy, change_copy, audience::owner},
    operation{"DELETE", one_copy, remove_copy, audience::owner},
    operation{"GET", "/users/{username}/collection/fields", fields},
    operation{"POST", one_note, set_field, audience::owner},
    operation{"GET", "/users/{username}/collection/value", value, audience::owner},
};

} // namespace

std::span<const operation> collection_operations() noexcept {
    return collection_table;
}

} // namespace segue::emulator
