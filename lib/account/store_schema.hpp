#pragma once

#include "traffic/sqlite_database.hpp"

#include <cstdint>
#include <span>

namespace segue::account {

/// What a look at a database says.
enum class store_state : unsigned char { ours, empty, older, newer, foreign };

/// Brings a database from one version to the next. The first makes the tables.
using migration = void (*)(traffic::sqlite_database& db);

/// The steps to the version that this library writes: as many as that version's number.
std::span<const migration> migrations() noexcept;

/// Reads the version, of which `steps` are known; writes nothing.
store_state look_at_store(traffic::sqlite_database& db, std::span<const migration> steps);

/// Takes the steps that are missing, inside the caller's transaction, and notes the version.
void migrate(traffic::sqlite_database& db, std::span<const migration> steps);

/// Whether tables and indexes are to the letter those of the version that this library writes.
bool has_our_tables(traffic::sqlite_database& db);

/// Whether SQLite finds nothing wrong with the whole file: every page, and every index against its table.
bool is_sound(traffic::sqlite_database& db);

/// All of it or nothing. Reading sees one moment.
class store_transaction {
public:
    enum class purpose : unsigned char { reading, writing };

    store_transaction(traffic::sqlite_database& db, purpose what);
    ~store_transaction();
    store_transaction(const store_transaction&) = delete;
    store_transaction& operator=(const store_transaction&) = delete;

    void commit();

private:
    traffic::sqlite_database& db_;
    bool open_ = true;
};

} // namespace segue::account
