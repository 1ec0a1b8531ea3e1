#pragma once

#include "traffic/sqlite_database.hpp"

#include <cstdint>

namespace segue::traffic {

/// What a look at a database says.
enum class schema_state : unsigned char { ours, empty, newer, foreign };

/// Reads the version; writes nothing.
schema_state look_at_schema(sqlite_database& db);

/// Makes the tables in an empty database, unless another process was quicker.
void make_schema(sqlite_database& db);

/// The version that this library writes.
constexpr std::int64_t schema_version = 1;

} // namespace segue::traffic
