#include "account/store_schema.hpp"

#include <algorithm>
#include <array>
#include <sqlite3.h>
#include <string>
#include <string_view>
#include <vector>

namespace segue::account {

namespace {

using traffic::sqlite_database;
using traffic::sqlite_statement;

constexpr std::int64_t application = 0x53654163; // "SeAc"

// What is text to us is a blob: compared byte by byte, whatever it holds. `vault` has one row, which says how
// the boxes of the accounts are sealed. `recency` is the order of use. That the key stands in an index too
// lets SQLite's own check see damage in either copy.
constexpr std::array statements{
    "CREATE TABLE vault(only INTEGER PRIMARY KEY, kind INTEGER NOT NULL, cost INTEGER NOT NULL, "
    "store BLOB NOT NULL, salt BLOB NOT NULL, proof BLOB NOT NULL, digest BLOB NOT NULL)",
    "CREATE TABLE account(id INTEGER PRIMARY KEY, provider BLOB NOT NULL, flow BLOB NOT NULL, "
    "client_id BLOB NOT NULL, label BLOB NOT NULL, recency INTEGER NOT NULL, revision INTEGER NOT NULL, "
    "box BLOB NOT NULL)",
    "CREATE UNIQUE INDEX account_key ON account(provider, flow, client_id, label)",
    "CREATE INDEX account_recency ON account(recency)",
};

void make_tables(sqlite_database& db) {
    for (const auto* each : statements)
        db.execute(each);
}

constexpr std::array<migration, 1> steps_to_now{make_tables};

} // namespace

std::span<const migration> migrations() noexcept {
    return steps_to_now;
}

store_state look_at_store(sqlite_database& db, std::span<const migration> steps) {
    const auto id = db.number("PRAGMA application_id");
    const auto version = db.number("PRAGMA user_version");
    if (id == 0 && version == 0 && db.number("SELECT count(*) FROM sqlite_schema") == 0)
        return store_state::empty;
    const auto ours = static_cast<std::int64_t>(steps.size());
    if (id != application || version <= 0)
        return store_state::foreign;
    return version == ours ? store_state::ours : version < ours ? store_state::older : store_state::newer;
}

void migrate(sqlite_database& db, std::span<const migration> steps) {
    const auto from = static_cast<std::size_t>(std::max<std::int64_t>(0, db.number("PRAGMA user_version")));
    for (const auto step : steps.subspan(std::min(from, steps.size())))
        step(db);
    db.execute(("PRAGMA application_id=" + std::to_string(application)).c_str());
    db.execute(("PRAGMA user_version=" + std::to_string(steps.size())).c_str());
}

bool has_our_tables(sqlite_database& db) {
    std::vector<std::string> found;
    sqlite_statement ask(db.get(), "SELECT sql FROM sqlite_schema");
    while (ask.step())
        found.emplace_back(ask.text(0));
    return std::is_permutation(found.begin(), found.end(), statements.begin(), statements.end());
}

bool is_sound(sqlite_database& db) {
    sqlite_statement check(db.get(), "PRAGMA integrity_check(1)");
    return check.step() && check.text(0) == "ok";
}

store_transaction::store_transaction(sqlite_database& db, purpose what) : db_(db) {
    // Who is going to write says so at once: two who read first and then want to write would both have to
    // give up.
    db_.execute(what == purpose::writing ? "BEGIN IMMEDIATE" : "BEGIN");
}

store_transaction::~store_transaction() {
    if (open_)
        sqlite3_exec(db_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void store_transaction::commit() {
    db_.execute("COMMIT");
    open_ = false;
}

} // namespace segue::account
