#pragma once

#include "catalog.hpp"
#include "message.hpp"
#include "render.hpp"

#include <boost/json/object.hpp>

#include <vector>

// The list of a master's versions: filters, order, and what it says of both.
namespace segue::emulator {

/// The versions that pass all filters of the query, in the order that it asks for.
[[nodiscard]] std::vector<const release_record*>
find_versions(const catalog& data, database_id master, const query_list& query);

/// Says which filters were applied and what each of their values would find among `versions`.
void add_filters(
    boost::json::object& body, const std::vector<const release_record*>& versions, const query_list& query);

[[nodiscard]] boost::json::object render_version(const release_record& from, const viewer& to);

} // namespace segue::emulator
