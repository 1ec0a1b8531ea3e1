#include "versions.hpp"

#include <boost/json/array.hpp>

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <utility>

namespace segue::emulator {
namespace {

namespace json = boost::json;

using text_list = std::vector<std::string>;

text_list formats_of(const release_record& record) {
    text_list out;
    for (const format_record& format : record.formats) {
        out.push_back(format.name);
        out.insert(out.end(), format.descriptions.begin(), format.descriptions.end());
    }
    return out;
}

text_list labels_of(const release_record& record) {
    text_list out;
    for (const label_credit& label : record.labels)
        out.push_back(label.name);
    return out;
}

text_list country_of(const release_record& record) {
    return record.country.empty() ? text_list{} : text_list{record.country};
}

text_list year_of(const release_record& record) {
    return record.released.size() < 4 ? text_list{} : text_list{record.released.substr(0, 4)};
}

/// A filter: its name in requests, for display, and what a version has to offer it.
struct facet {
    std::string_view id;
    std::string_view title;
    text_list (*values)(const release_record&);
    bool allows_multiple_values;
};

constexpr std::array facets{
    facet{"format", "Format", formats_of, true},
    facet{"label", "Label", labels_of, true},
    facet{"country", "Country", country_of, true},
    facet{"released", "Released", year_of, false},
};

bool offers(const facet& filter, const release_record& record, std::string_view wanted) {
    const text_list values = filter.values(record);
    return std::any_of(values.begin(), values.end(), [wanted](const std::string& value) {
        return equal_ignoring_case(value, wanted);
    });
}

std::string catalog_number_of(const release_record& record) {
    std::string out;
    for (const label_credit& label : record.labels)
        if (out.find(label.catalog_number) == std::string::npos)
            out.append(out.empty() ? "" : ", ").append(label.catalog_number);
    return out;
}

std::string description_of(const release_record& record) {
    std::string out;
    for (const format_record& format : record.formats)
        for (const std::string& word : format.descriptions)
            out.append(out.empty() ? "" : ", ").append(word);
    return out;
}

std::string sort_text(const release_record& record, std::string_view key) {
    if (key == "title")
        return record.title;
    if (key == "format")
        return description_of(record);
    if (key == "label")
        return record.labels.empty() ? std::string{} : record.labels.front().name;
    if (key == "catno")
        return catalog_number_of(record);
    if (key == "country")
        return record.country;
    return record.released;
}

/// Values with how many versions have them, the most frequent first.
std::vector<std::pair<std::string, int>>
count_values(const facet& filter, const std::vector<const release_record*>& versions) {
    std::map<std::string, int> counts;
    for (const release_record* version : versions) {
        text_list values = filter.values(*version);
        std::sort(values.begin(), values.end());
        values.erase(std::unique(values.begin(), values.end()), values.end());
        for (const std::string& value : values)
            ++counts[value];
    }
    std::vector<std::pair<std::string, int>> out(counts.begin(), counts.end());
    // Those that are as frequent stay in the order of their names.
    std::sort(out.begin(), out.end(), [](const auto& left, const auto& right) {
        return left.second != right.second ? left.second > right.second : left.first < right.first;
    });
    return out;
}

json::string as_json(std::string_view text) {
    return json::string(text.data(), text.size());
}

} // namespace

std::vector<const release_record*>
find_versions(const catalog& data, database_id master, const query_list& query) {
    std::vector<const release_record*> out;
    for (const auto& [id, record] : data.releases) {
        if (record.master_id != master)
            continue;
        const bool wanted = std::all_of(facets.begin(), facets.end(), [&](const facet& filter) {
            const auto value = find_query(query, filter.id);
            return !value || offers(filter, record, *value);
        });
        if (wanted)
            out.push_back(&record);
    }
    const std::string_view key = find_query(query, "sort").value_or("released");
    const bool descending = find_query(query, "sort_order").value_or("asc") == "desc";
    std::sort(out.begin(), out.end(), [&](const release_record* left, const release_record* right) {
        const std::string a = sort_text(*left, key);
        const std::string b = sort_text(*right, key);
        if (a == b)
            return left->id < right->id;
        return descending ? b < a : a < b;
    });
    return out;
}

void add_filters(
    json::object& body, const std::vector<const release_record*>& versions, const query_list& query) {
    json::object applied;
    json::object available;
    json::array shown;
    for (const facet& filter : facets) {
        if (const auto value = find_query(query, filter.id))
            applied[as_json(filter.id)] = json::array{as_json(*value)};
        json::object counts;
        json::array values;
        for (const auto& [text, count] : count_values(filter, versions)) {
            counts[text] = count;
            // The value for a request comes as a form encodes it: with plus signs for blanks.
            std::string encoded = text;
            std::replace(encoded.begin(), encoded.end(), ' ', '+');
            values.push_back(json::object{{"title", text}, {"value", encoded}, {"count", count}});
        }
        available[as_json(filter.id)] = std::move(counts);
        json::object one;
        one["title"] = as_json(filter.title);
        one["id"] = as_json(filter.id);
        one["values"] = std::move(values);
        one["allows_multiple_values"] = filter.allows_multiple_values;
        shown.push_back(std::move(one));
    }
    body["filters"] = json::object{{"applied", std::move(applied)}, {"available", std::move(available)}};
    body["filter_facets"] = std::move(shown);
}

json::object render_version(const release_record& from, const viewer& to) {
    json::object out;
    out["id"] = from.id;
    out["label"] = from.labels.empty() ? std::string{} : from.labels.front().name;
    out["country"] = from.country;
    out["title"] = from.title;
    json::array majors;
    for (const format_record& format : from.formats)
        majors.push_back(json::string(format.name));
    out["major_formats"] = std::move(majors);
    out["format"] = description_of(from);
    out["catno"] = catalog_number_of(from);
    out["released"] = from.released.substr(0, 4);
    out["status"] = "Accepted";
    out["resource_url"] = resource_url("releases", from.id);
    add_list_members(out, from, to);
    return out;
}

} // namespace segue::emulator
