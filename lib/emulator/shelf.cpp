#include "shelf.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace segue::emulator {
namespace {

std::vector<std::string> media_conditions() {
    return {
        "Mint (M)",
        "Near Mint (NM or M-)",
        "Very Good Plus (VG+)",
        "Very Good (VG)",
        "Good Plus (G+)",
        "Good (G)",
        "Fair (F)",
        "Poor (P)"};
}

std::vector<field_record> usual_fields() {
    std::vector<std::string> sleeves = {"Generic", "No Cover"};
    for (std::string& each : media_conditions())
        sleeves.push_back(std::move(each));
    std::vector<field_record> out(4);
    out[0] = {1, "Media Condition", false, media_conditions()};
    out[1] = {2, "Sleeve Condition", false, std::move(sleeves)};
    out[2] = {3, "Notes", false, {}, 3};
    out[3] = {4, "Played On", true, {}, 1};
    return out;
}

/// What an entry is sorted by: a number for ratings, else a text.
struct sortable {
    std::string text{};
    int number = 0;
};

sortable value_of(
    const release_record& release,
    const std::string& date,
    std::string_view key,
    const rating_book& ratings,
    std::string_view owner) {
    if (key == "rating")
        return {{}, ratings.of(release.id, owner)};
    std::string text = order_text(release, key);
    return {text.empty() ? date : std::move(text), 0};
}

/// Sorts by the key; equal ones by their number, which both directions keep.
template <class Entry, class Number>
std::vector<const Entry*> sorted(
    std::vector<const Entry*> entries,
    copy_order order,
    const rating_book& ratings,
    std::string_view owner,
    const Number& number) {
    struct row {
        sortable value;
        const Entry* entry;
    };
    std::vector<row> rows;
    rows.reserve(entries.size());
    for (const Entry* each : entries)
        rows.push_back({value_of(*each->release, each->date_added, order.key, ratings, owner), each});
    std::sort(rows.begin(), rows.end(), [&](const row& left, const row& right) {
        const auto a = std::tie(left.value.text, left.value.number);
        const auto b = std::tie(right.value.text, right.value.number);
        if (a != b)
            return order.descending ? b < a : a < b;
        return number(*left.entry) < number(*right.entry);
    });
    std::transform(rows.begin(), rows.end(), entries.begin(), [](const row& each) { return each.entry; });
    return entries;
}

void count(std::map<database_id, int>& of, database_id which, int by) {
    if (which == 0)
        return;
    if ((of[which] += by) == 0)
        of.erase(which);
}

int look_up(const std::map<database_id, int>& of, database_id which) {
    const auto found = of.find(which);
    return found == of.end() ? 0 : found->second;
}

} // namespace

std::string order_text(const release_record& release, std::string_view key) {
    // A blank goes before every letter, so an empty value still is one.
    if (key == "title")
        return " " + release.title;
    if (key == "artist")
        return release.artists.empty() ? " " : " " + release.artists.front().name;
    if (key == "label")
        return release.labels.empty() ? " " : " " + release.labels.front().name;
    if (key == "catno")
        return release.labels.empty() ? " " : " " + release.labels.front().catalog_number;
    if (key == "format")
        return release.formats.empty() ? " " : " " + release.formats.front().name;
    if (key == "year")
        return std::to_string(10'000 + release.year);
    return {};
}

shelf::shelf() : fields_(usual_fields()) {
    folders_[all_folder] = {all_folder, "All"};
    folders_[uncategorized_folder] = {uncategorized_folder, "Uncategorized"};
}

std::vector<folder_record> shelf::folders() const {
    std::vector<folder_record> out;
    for (const auto& [id, each] : folders_)
        out.push_back(each);
    // Everything comes first, then the names as they sort.
    std::sort(out.begin() + 1, out.end(), [](const folder_record& left, const folder_record& right) {
        return std::tie(left.name, left.id) < std::tie(right.name, right.id);
    });
    return out;
}

bool shelf::has_folder(database_id id) const {
    return folders_.find(id) != folders_.end();
}

folder_record shelf::folder(database_id id) const {
    return folders_.at(id);
}

folder_record shelf::add_folder(database_id id, std::string name) {
    return folders_[id] = {id, std::move(name)};
}

void shelf::rename_folder(database_id id, std::string name) {
    folders_.at(id).name = std::move(name);
}

void shelf::remove_folder(database_id id) {
    folders_.erase(id);
}

const field_record* shelf::field(database_id id) const {
    const auto found = std::find_if(
        fields_.begin(), fields_.end(), [id](const field_record& each) { return each.id == id; });
    return found == fields_.end() ? nullptr : &*found;
}

owned_copy&
shelf::add_copy(database_id instance, database_id folder, const release_record& release, std::string date) {
    owned_copy& added = copies_[instance];
    added.instance = instance;
    added.folder = folder;
    added.release = &release;
    added.date_added = std::move(date);
    ++folders_.at(all_folder).count;
    ++folders_.at(folder).count;
    count(copies_by_release_, release.id, 1);
    count(copies_by_master_, release.master_id, 1);
    return added;
}

owned_copy* shelf::copy(database_id instance) {
    const auto found = copies_.find(instance);
    return found == copies_.end() ? nullptr : &found->second;
}

void shelf::move_copy(owned_copy& which, database_id folder) {
    --folders_.at(which.folder).count;
    ++folders_.at(folder).count;
    which.folder = folder;
}

void shelf::remove_copy(database_id instance) {
    const auto found = copies_.find(instance);
    if (found == copies_.end())
        return;
    --folders_.at(all_folder).count;
    --folders_.at(found->second.folder).count;
    count(copies_by_release_, found->second.release->id, -1);
    count(copies_by_master_, found->second.release->master_id, -1);
    copies_.erase(found);
}

int shelf::copies_of(database_id release) const {
    return look_up(copies_by_release_, release);
}

int shelf::copies_of_master(database_id master) const {
    return look_up(copies_by_master_, master);
}

const std::vector<const owned_copy*>& shelf::listed(
    database_id folder,
    copy_order order,
    const rating_book& ratings,
    std::string_view owner,
    std::uint64_t edition) const {
    const bool same = last_.edition == edition && last_.folder == folder && last_.key == order.key &&
                      last_.descending == order.descending;
    if (same)
        return last_.copies;
    std::vector<const owned_copy*> in_folder;
    for (const auto& [instance, each] : copies_)
        if (folder == all_folder || each.folder == folder)
            in_folder.push_back(&each);
    last_.copies = sorted(
        std::move(in_folder), order, ratings, owner, [](const owned_copy& each) { return each.instance; });
    last_.edition = edition;
    last_.folder = folder;
    last_.key = order.key;
    last_.descending = order.descending;
    return last_.copies;
}

std::int64_t shelf::lowest_worth() const {
    std::int64_t out = 0;
    for (const auto& [instance, each] : copies_)
        out += each.release->lowest_price_cents;
    return out;
}

wanted_release& shelf::want(const release_record& release, std::string date) {
    const auto [added, fresh] = wants_.try_emplace(release.id);
    if (fresh) {
        added->second.release = &release;
        added->second.date_added = std::move(date);
    }
    return added->second;
}

wanted_release* shelf::wanted(database_id release) {
    const auto found = wants_.find(release);
    return found == wants_.end() ? nullptr : &found->second;
}

void shelf::forget(database_id release) {
    wants_.erase(release);
}

int shelf::wants_of(database_id release) const {
    return static_cast<int>(wants_.count(release));
}

int shelf::wants_of_master(database_id master) const {
    return static_cast<int>(std::count_if(wants_.begin(), wants_.end(), [master](const auto& each) {
        return each.second.release->master_id == master;
    }));
}

std::vector<const wanted_release*>
shelf::wanted_listed(copy_order order, const rating_book& ratings, std::string_view owner) const {
    std::vector<const wanted_release*> out;
    for (const auto& [id, each] : wants_)
        out.push_back(&each);
    return sorted(
        std::move(out), order, ratings, owner, [](const wanted_release& each) { return each.release->id; });
}

} // namespace segue::emulator
