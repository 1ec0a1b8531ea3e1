#include "answers.hpp"
#include "body.hpp"
#include "currencies.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <utility>

// Who is who: identity, profiles, what somebody did for the database.

namespace segue::emulator {
namespace {

namespace json = boost::json;

std::string user_url(const account& of) {
    return "https://api.discogs.com/users/" + encode_query_text(of.username);
}

response identity(const call& asked) {
    json::object body;
    body["id"] = asked.caller->id;
    body["username"] = asked.caller->username;
    body["resource_url"] = user_url(*asked.caller);
    body["consumer_name"] = "Segue";
    return json_answer(body);
}

bool contributed(const release_record& to, std::string_view username) {
    return std::find(to.contributors.begin(), to.contributors.end(), username) != to.contributors.end();
}

/// Who is named first made the entry.
bool submitted(const release_record& what, std::string_view username) {
    return !what.contributors.empty() && what.contributors.front() == username;
}

template <class Which>
std::vector<const release_record*> releases_where(const catalog& data, const Which& which) {
    std::vector<const release_record*> out;
    for (const auto& [id, record] : data.releases)
        if (which(record))
            out.push_back(&record);
    return out;
}

std::string avatar_of(const account& of) {
    static constexpr std::string_view digits = "0123456789abcdef";
    number_source numbers(static_cast<std::uint64_t>(of.id));
    std::string hash;
    for (int i = 0; i < 64; ++i)
        hash += digits[static_cast<std::size_t>(numbers.between(0, 15))];
    return "https://gravatar.com/avatar/" + hash + "?s=500&r=pg&d=mm";
}

void add_ratings(json::object& out, const vote_count& given) {
    out["releases_rated"] = given.count;
    const std::int64_t average = given.count == 0 ? 0 : (given.hundredths + given.count / 2) / given.count;
    // Whole averages have no fraction on the wire.
    if (average % 100 == 0)
        out["rating_avg"] = average / 100;
    else
        out["rating_avg"] = static_cast<double>(average) / 100;
}

void add_places(json::object& out, const account& of) {
    const std::string url = user_url(of);
    out["inventory_url"] = url + "/inventory";
    out["collection_folders_url"] = url + "/collection/folders";
    out["collection_fields_url"] = url + "/collection/fields";
    out["wantlist_url"] = url + "/wants";
    out["avatar_url"] = avatar_of(of);
}

json::object render_user(const call& asked, const account& from) {
    const bool owner = asked.caller == &from;
    const auto contributions = releases_where(
        asked.data, [&from](const release_record& each) { return submitted(each, from.username); });
    json::object out;
    out["id"] = from.id;
    out["resource_url"] = user_url(from);
    out["uri"] = "https://www.discogs.com/user/" + encode_query_text(from.username);
    out["username"] = from.username;
    out["name"] = from.name;
    out["home_page"] = from.home_page;
    out["location"] = from.location;
    out["profile"] = render_text(asked.data, from.profile, asked.to);
    out["registered"] = from.registered;
    out["rank"] = contributions.size() * 3;
    out["num_pending"] = 0;
    out["num_for_sale"] = 0;
    out["num_lists"] = asked.state.lists.of(from, owner).size();
    if (owner || from.public_collection)
        out["num_collection"] = from.things.copies();
    if (owner || from.public_wantlist)
        out["num_wantlist"] = from.things.wants();
    out["releases_contributed"] = contributions.size();
    add_ratings(out, asked.state.ratings.given_by(from.username));
    add_places(out, from);
    out["curr_abbr"] = from.currency;
    out["activated"] = true;
    out["marketplace_suspended"] = false;
    out["banner_url"] = "";
    for (const char* part : {"buyer", "seller"}) {
        const std::string name(part);
        out[name + "_rating"] = 0;
        out[name + "_rating_stars"] = 0;
        out[name + "_num_ratings"] = 0;
    }
    out["is_staff"] = false;
    if (owner) {
        out["email"] = from.email;
        out["num_unread"] = 0;
    }
    return out;
}

response user(const call& asked) {
    return json_answer(render_user(asked, *asked.owner));
}

response change_user(const call& asked) {
    body_reader body(asked.sent.body);
    const auto name = body.text("name");
    const auto home_page = body.text("home_page");
    const auto location = body.text("location");
    const auto profile = body.text("profile");
    const auto currency = body.text("curr_abbr");
    const bool nothing = !name && !home_page && !location && !profile && !currency;
    if (body.good() && nothing)
        body.note("", "value_error", "one of name, home_page, location, profile, curr_abbr is required");
    if (!body.good())
        return body.refusal();
    if (currency && find_currency(*currency) == nullptr)
        return error_answer(422, "Invalid curr_abbr: expected one of " + currency_codes() + ".");
    account& changed = *asked.owner;
    const auto put = [](std::string& into, const std::optional<std::string>& from) {
        if (from)
            into = *from;
    };
    put(changed.name, name);
    put(changed.home_page, home_page);
    put(changed.location, location);
    put(changed.profile, profile);
    put(changed.currency, currency);
    return json_answer(render_user(asked, changed));
}

json::object render_contributed(const call& asked, const release_record& from) {
    return render_contribution(asked.data, from, asked.state.ratings.votes(from), asked.to);
}

response contributions(const call& asked) {
    static constexpr auto keys = std::to_array<std::string_view>(
        {"added", "artist", "catno", "format", "label", "rating", "title", "year"});
    const std::string_view key = find_query(asked.target.query, "sort").value_or("added");
    if (std::find(keys.begin(), keys.end(), key) == keys.end())
        return invalid_choice("sort", keys);
    const bool descending = find_query(asked.target.query, "sort_order") == "desc";
    const std::string& name = asked.owner->username;
    std::vector<const release_record*> releases =
        releases_where(asked.data, [&name](const release_record& each) { return submitted(each, name); });
    const auto value = [&](const release_record& of) {
        if (key == "rating")
            return std::to_string(asked.state.ratings.of(of.id, name));
        return key == "added" ? of.date_added : order_text(of, key);
    };
    std::sort(releases.begin(), releases.end(), [&](const auto* left, const auto* right) {
        const std::string a = value(*left);
        const std::string b = value(*right);
        if (a != b)
            return descending ? b < a : a < b;
        return left->id < right->id;
    });
    const std::vector<release_record> inserted = invented_releases(asked);
    for (const release_record& each : inserted)
        releases.insert(releases.begin(), &each);
    const query_list extra = extra_parameters(asked.target.query);
    return page_answer(asked, "contributions", releases, extra, {}, [&asked](const release_record* each) {
        return render_contributed(asked, *each);
    });
}

/// Something that a user touched; one of the three is set.
struct submission {
    const release_record* release = nullptr;
    const artist_record* artist = nullptr;
    const label_record* label = nullptr;
};

/// An artist as it stands among submissions: the others are names there, not objects.
json::object render_submitted(const call& asked, const artist_record& from) {
    json::object out = render_artist(asked.data, from, asked.to);
    const auto names = [&out](const char* member, const std::vector<artist_reference>& references) {
        if (references.empty())
            return;
        json::array list;
        for (const artist_reference& each : references)
            list.emplace_back(each.name);
        out[member] = std::move(list);
    };
    names("aliases", from.aliases);
    names("members", from.members);
    names("groups", from.groups);
    return out;
}

/// Artists and labels of releases that the user touched count as touched, once each and before them.
std::vector<submission> submissions_of(const catalog& data, std::string_view username) {
    const auto releases =
        releases_where(data, [username](const release_record& each) { return contributed(each, username); });
    std::set<database_id> artists;
    std::set<database_id> labels;
    for (const release_record* each : releases) {
        for (const artist_credit& credit : each->artists)
            artists.insert(credit.id);
        for (const label_credit& credit : each->labels)
            labels.insert(credit.id);
    }
    std::vector<submission> out;
    for (const database_id id : artists)
        if (const artist_record* found = data.artist(id))
            out.push_back({nullptr, found, nullptr});
    for (const database_id id : labels)
        if (const label_record* found = data.label(id))
            out.push_back({nullptr, nullptr, found});
    for (const release_record* each : releases)
        out.push_back({each, nullptr, nullptr});
    return out;
}

response submissions(const call& asked) {
    std::vector<submission> all = submissions_of(asked.data, asked.owner->username);
    const std::vector<release_record> inserted = invented_releases(asked);
    for (const release_record& each : inserted)
        all.insert(all.begin(), {&each, nullptr, nullptr});
    const query_list extra = extra_parameters(asked.target.query);
    const auto render = [&asked](const submission& each) {
        json::object out;
        if (each.artist != nullptr)
            out["artists"] = render_submitted(asked, *each.artist);
        else if (each.label != nullptr)
            out["labels"] = render_label(asked.data, *each.label, asked.to);
        else
            out["releases"] = render_contributed(asked, *each.release);
        return out;
    };
    // One page of all kinds together, then told apart; who did nothing has not even empty arrays.
    const auto arrange = [](const json::array& shown) {
        json::object kinds;
        if (!shown.empty())
            kinds = {{"releases", json::array{}}, {"artists", json::array{}}, {"labels", json::array{}}};
        for (const json::value& each : shown) {
            const auto& member = *each.get_object().begin();
            kinds[member.key()].as_array().push_back(member.value());
        }
        return kinds;
    };
    return arranged_page(asked, "submissions", all, extra, {}, render, arrange);
}

constexpr std::array people_table{
    operation{"GET", "/oauth/identity", identity, audience::user},
    operation{"GET", "/users/{username}", user},
    operation{"POST", "/users/{username}", change_user, audience::owner},
    operation{"GET", "/users/{username}/submissions", submissions, audience::anybody, true},
    operation{"GET", "/users/{username}/contributions", contributions, audience::anybody, true},
};

} // namespace

std::span<const operation> people_operations() noexcept {
    return people_table;
}

} // namespace segue::emulator
