#include "answers.hpp"
#include "body.hpp"
#include "timestamps.hpp"

#include <array>
#include <utility>

// What a user wants. PUT adds and POST edits, the other way round than usual.

namespace segue::emulator {
namespace {

namespace json = boost::json;

json::object render_want(const call& asked, const wanted_release& from) {
    json::object out;
    out["id"] = from.release->id;
    out["resource_url"] = "https://api.discogs.com/users/" + encode_query_text(asked.owner->username) +
                          "/wants/" + std::to_string(from.release->id);
    out["rating"] = asked.state.ratings.of(from.release->id, asked.owner->username);
    out["date_added"] = from.date_added;
    out["basic_information"] = render_basic_information(*from.release, asked.to);
    if (asked.by_owner())
        out["notes"] = from.notes;
    return out;
}

response wants(const call& asked) {
    if (!asked.by_owner() && !asked.owner->public_wantlist)
        return private_answer();
    const query_list& query = asked.target.query;
    // Nobody documents an order here; the service takes what the collection takes.
    const copy_order order{
        find_query(query, "sort").value_or("added"), find_query(query, "sort_order") == "desc"};
    std::vector<const wanted_release*> listed =
        asked.owner->things.wanted_listed(order, asked.state.ratings, asked.owner->username);
    const std::vector<release_record> invented = invented_releases(asked);
    std::vector<wanted_release> inserted;
    for (const release_record& each : invented)
        inserted.push_back({&each, {}, format_timestamp(asked.now.wall)});
    for (const wanted_release& each : inserted)
        listed.insert(listed.begin(), &each);
    const query_list extra = extra_parameters(query);
    return page_answer(asked, "wants", listed, extra, {}, [&asked](const wanted_release* each) {
        return render_want(asked, *each);
    });
}

/// Notes and rating of a want; reads all before it changes anything.
response store(const call& asked, const release_record& release, body_reader& body, int status) {
    const auto notes = body.text("notes");
    const auto rating = body.integer("rating", 0, 5);
    if (!body.good())
        return body.refusal();
    wanted_release& changed = asked.owner->things.want(release, format_timestamp(asked.now.wall));
    if (notes)
        changed.notes = *notes;
    if (rating)
        asked.state.ratings.set(release.id, asked.owner->username, static_cast<int>(*rating));
    return json_answer(render_want(asked, changed), status);
}

response add_want(const call& asked) {
    const release_record* release = asked.data.release(asked.where.number("release_id"));
    if (release == nullptr)
        return error_answer(404, no_release);
    // Nothing needs to be said of a want, so no body is as good as an empty one.
    body_reader body(asked.sent.body.empty() ? "{}" : asked.sent.body);
    return store(asked, *release, body, 201);
}

response edit_want(const call& asked) {
    const wanted_release* wanted = asked.owner->things.wanted(asked.where.number("release_id"));
    if (wanted == nullptr)
        return nothing_there();
    body_reader body(asked.sent.body);
    return store(asked, *wanted->release, body, 200);
}

response remove_want(const call& asked) {
    const database_id release = asked.where.number("release_id");
    if (asked.owner->things.wanted(release) == nullptr)
        return nothing_there();
    asked.owner->things.forget(release);
    return empty_answer();
}

constexpr std::array wantlist_table{
    operation{"GET", "/users/{username}/wants", wants, audience::anybody, true},
    operation{"PUT", "/users/{username}/wants/{release_id}", add_want, audience::owner},
    operation{"POST", "/users/{username}/wants/{release_id}", edit_want, audience::owner},
    operation{"DELETE", "/users/{username}/wants/{release_id}", remove_want, audience::owner},
};

} // namespace

std::span<const operation> wantlist_operations() noexcept {
    return wantlist_table;
}

} // namespace segue::emulator
