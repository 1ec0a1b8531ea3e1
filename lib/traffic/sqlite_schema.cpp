#include "traffic/sqlite_schema.hpp"

#include <chrono>
#include <sqlite3.h>
#include <string>
#include <thread>

namespace segue::traffic {

namespace {

constexpr std::int64_t application = 0x53654361; // "SeCa"

// `recency` is apart from `entry` because a use must not rewrite an answer. Values that are text to us are
// blobs: compared byte by byte, whatever they hold.
constexpr const char* tables = R"(
CREATE TABLE entry(
    id INTEGER PRIMARY KEY,
    account BLOB NOT NULL, url BLOB NOT NULL, method INTEGER NOT NULL, media_type BLOB NOT NULL,
    currency BLOB NOT NULL, status INTEGER NOT NULL, stored_at INTEGER NOT NULL, lifetime INTEGER NOT NULL,
    checksum INTEGER NOT NULL, about BLOB NOT NULL, body BLOB NOT NULL);
CREATE UNIQUE INDEX entry_key ON entry(account, url, method, media_type, currency);
CREATE TABLE recency(id INTEGER PRIMARY KEY, used INTEGER NOT NULL, spoiled INTEGER NOT NULL);
CREATE INDEX recency_used ON recency(used);
CREATE TABLE tag(name BLOB NOT NULL, id INTEGER NOT NULL, PRIMARY KEY(name, id)) WITHOUT ROWID;
CREATE INDEX tag_entry ON tag(id);
)";

// Changing the mode of the log asks for the file alone and does not wait by itself.
void use_log(sqlite_database& db) {
    for (int attempt = 0;; ++attempt) {
        try {
            db.execute("PRAGMA journal_mode=WAL");
            return;
        } catch (const sqlite_error& e) {
            if (e.primary() != SQLITE_BUSY || attempt == 200)
                throw;
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
    }
}

// All that is read meanwhile is of one moment: another process may be making the tables.
class one_view {
public:
    explicit one_view(sqlite_database& db) : db_(db) { db_.execute("SAVEPOINT one_view"); }
    ~one_view() { sqlite3_exec(db_.get(), "RELEASE one_view", nullptr, nullptr, nullptr); }
    one_view(const one_view&) = delete;
    one_view& operator=(const one_view&) = delete;

private:
    sqlite_database& db_;
};

} // namespace

schema_state look_at_schema(sqlite_database& db) {
    const one_view view(db);
    const auto id = db.number("PRAGMA application_id");
    const auto version = db.number("PRAGMA user_version");
    if (id == 0 && version == 0 && db.number("SELECT count(*) FROM sqlite_schema") == 0)
        return schema_state::empty;
    if (id != application || version < schema_version)
        return schema_state::foreign;
    return version == schema_version ? schema_state::ours : schema_state::newer;
}

void make_schema(sqlite_database& db) {
    // Both before the first table; lets the file become smaller again.
    db.execute("PRAGMA auto_vacuum=INCREMENTAL");
    use_log(db);
    db.execute("BEGIN IMMEDIATE");
    try {
        if (look_at_schema(db) == schema_state::empty) {
            db.execute(tables);
            db.execute(("PRAGMA application_id=" + std::to_string(application)).c_str());
            db.execute(("PRAGMA user_version=" + std::to_string(schema_version)).c_str());
        }
        db.execute("COMMIT");
    } catch (...) {
        sqlite3_exec(db.get(), "ROLLBACK", nullptr, nullptr, nullptr);
        throw;
    }
}

} // namespace segue::traffic
