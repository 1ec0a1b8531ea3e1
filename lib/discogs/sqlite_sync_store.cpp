#include "base/side_thread.hpp"
#include "traffic/sqlite_database.hpp"

#include <segue/base/error.hpp>
#include <segue/discogs/sync_store.hpp>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <limits>
#include <sqlite3.h>
#include <stdexcept>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace segue::discogs {

namespace {

using traffic::sqlite_database;
using traffic::sqlite_error;
using traffic::sqlite_statement;

constexpr std::int64_t application = 0x53655379; // "SeSy"
constexpr std::int64_t version = 1;
constexpr std::chrono::seconds busy_timeout{10};

// What is text to us is a blob: compared byte by byte. `staged` is the reading that is under way, `item` the
// copy, `difference` what the last reading changed in it.
constexpr const char* tables = R"(
CREATE TABLE list(
    id INTEGER PRIMARY KEY, name BLOB NOT NULL UNIQUE, cursor BLOB NOT NULL DEFAULT x'',
    staged INTEGER NOT NULL DEFAULT 0, total INTEGER NOT NULL DEFAULT -1, begun_at INTEGER NOT NULL DEFAULT 0,
    updated_at INTEGER NOT NULL DEFAULT -1);
CREATE TABLE staged(list INTEGER NOT NULL, id INTEGER NOT NULL, json BLOB NOT NULL, UNIQUE(list, id));
CREATE TABLE item(list INTEGER NOT NULL, id INTEGER NOT NULL, json BLOB NOT NULL, UNIQUE(list, id));
CREATE TABLE difference(
    list INTEGER NOT NULL, id INTEGER NOT NULL, kind INTEGER NOT NULL, before BLOB NOT NULL,
    after BLOB NOT NULL, UNIQUE(list, id));
)";

constexpr auto no_total = std::int64_t{-1};

[[noreturn]] void fail(const std::string& file, std::string_view why, boost::system::error_code cause = {}) {
    failure f;
    f.code = errc::file_failed;
    f.message.append("the store '").append(file).append("': ").append(why);
    f.cause = cause;
    throw_failure(std::move(f));
}

// All of it or nothing.
class transaction {
public:
    explicit transaction(sqlite_database& db) : db_(db) { db_.execute("BEGIN IMMEDIATE"); }
    ~transaction() {
        if (open_)
            sqlite3_exec(db_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
    }
    transaction(const transaction&) = delete;
    transaction& operator=(const transaction&) = delete;

    void commit() {
        db_.execute("COMMIT");
        open_ = false;
    }

private:
    sqlite_database& db_;
    bool open_ = true;
};

// The store itself, for one thread.
class sync_file {
public:
    explicit sync_file(std::string path) : path_(std::move(path)) {}

    sync_state state(const std::string& list) {
        return guarded([&] { return read_state(list); });
    }

    std::int64_t stage(
        const std::string& list,
        const sync_position& from,
        const sync_position& to,
        const std::vector<sync_row>& rows) {
        return guarded([&] {
            transaction all(db_);
            const auto id = number_of(list);
            if (read_state(list).reading != from)
                fail(path_, "somebody else is reading " + list);
            std::int64_t again = 0;
            sqlite_statement add(
                db_.get(), "INSERT INTO staged(list, id, json) VALUES(?, ?, ?) ON CONFLICT DO NOTHING");
            for (const auto& row : rows) {
                add.bind(id).bind(row.id).bind(std::string_view(row.json)).run();
                again += sqlite3_changes(db_.get()) == 0 ? 1 : 0;
            }
            if (again > 0)
                return again;
            sqlite_statement move(
                db_.get(), "UPDATE list SET cursor = ?, staged = ?, total = ?, begun_at = ? WHERE id = ?");
            move.bind(std::string_view(to.cursor)).bind(to.staged).bind(to.total.value_or(no_total));
            move.bind(to.begun_at).bind(id).run();
            all.commit();
            return again;
        });
    }

    void discard(const std::string& list) {
        guarded([&] {
            transaction all(db_);
            forget_reading(number_of(list));
            all.commit();
            return true;
        });
    }

    sync_counts apply(const std::string& list, const sync_position& at) {
        return guarded([&] {
            transaction all(db_);
            const auto id = number_of(list);
            if (read_state(list).reading != at)
                fail(path_, "somebody else is reading " + list);
            const auto counts = take_over(id);
            forget_reading(id);
            const auto now = std::chrono::system_clock::now().time_since_epoch();
            sqlite_statement stamp(db_.get(), "UPDATE list SET updated_at = ? WHERE id = ?");
            stamp.bind(std::chrono::duration_cast<std::chrono::milliseconds>(now).count()).bind(id).run();
            all.commit();
            return counts;
        });
    }

    std::vector<sync_row> rows(const std::string& list, std::int64_t after, std::size_t limit) {
        return guarded([&] {
            sqlite_statement ask(
                db_.get(),
                "SELECT item.id, json FROM item JOIN list ON list.id = item.list "
                "WHERE list.name = ? AND item.id > ? ORDER BY item.id LIMIT ?");
            ask.bind(std::string_view(list)).bind(after).bind(bounded(limit));
            std::vector<sync_row> found;
            while (ask.step())
                found.push_back({ask.number(0), std::string(ask.text(1))});
            return found;
        });
    }

    std::vector<sync_change> changes(const std::string& list, std::int64_t after, std::size_t limit) {
        return guarded([&] {
            sqlite_statement ask(
                db_.get(),
                "SELECT difference.id, kind, before, after FROM difference "
                "JOIN list ON list.id = difference.list "
                "WHERE list.name = ? AND difference.id > ? ORDER BY difference.id LIMIT ?");
            ask.bind(std::string_view(list)).bind(after).bind(bounded(limit));
            std::vector<sync_change> found;
            while (ask.step()) {
                auto& each = found.emplace_back();
                each.id = ask.number(0);
                each.kind = static_cast<sync_change_kind>(ask.number(1));
                each.before = ask.text(2);
                each.after = ask.text(3);
            }
            return found;
        });
    }

private:
    // Opens the file at its first use, and again after it failed.
    template <class Work>
    auto guarded(const Work& work) -> decltype(work()) {
        try {
            if (!db_)
                open();
            return work();
        } catch (const sqlite_error& e) {
            const std::string why = e.what();
            db_ = {};
            fail(path_, why);
        }
    }

    void open() {
        // SQLite would make it readable for everybody.
        const int made = ::open(path_.c_str(), O_CREAT | O_CLOEXEC | O_RDWR, S_IRUSR | S_IWUSR);
        if (made < 0)
            fail(path_, "cannot be opened", {errno, boost::system::system_category()});
        ::close(made);
        sqlite_database db(path_, sqlite_database::access::normal, busy_timeout);
        const bool fresh = db.number("SELECT count(*) FROM sqlite_schema") == 0;
        if (!fresh && db.number("PRAGMA application_id") != application)
            fail(path_, "is another program's database");
        if (fresh)
            db.execute("PRAGMA journal_mode=WAL");
        db.execute("PRAGMA synchronous=FULL");
        {
            transaction all(db);
            // Another process may have been quicker.
            if (db.number("SELECT count(*) FROM sqlite_schema") == 0) {
                db.execute(tables);
                db.execute(("PRAGMA application_id=" + std::to_string(application)).c_str());
                db.execute(("PRAGMA user_version=" + std::to_string(version)).c_str());
            }
            all.commit();
        }
        if (db.number("PRAGMA user_version") != version)
            fail(path_, "is of a newer version of this library");
        db_ = std::move(db);
    }

    static std::int64_t bounded(std::size_t limit) {
        return static_cast<std::int64_t>(
            std::min<std::size_t>(limit, std::numeric_limits<std::int32_t>::max()));
    }

    std::int64_t number_of(const std::string& list) {
        sqlite_statement add(db_.get(), "INSERT INTO list(name) VALUES(?) ON CONFLICT DO NOTHING");
        add.bind(std::string_view(list)).run();
        sqlite_statement ask(db_.get(), "SELECT id FROM list WHERE name = ?");
        ask.bind(std::string_view(list));
        return ask.step() ? ask.number(0) : 0;
    }

    sync_state read_state(const std::string& list) {
        sync_state s;
        sqlite_statement ask(
            db_.get(),
            "SELECT cursor, staged, total, begun_at, updated_at, "
            "(SELECT count(*) FROM item WHERE item.list = list.id) FROM list WHERE name = ?");
        ask.bind(std::string_view(list));
        if (!ask.step())
            return s;
        s.reading.cursor = ask.text(0);
        s.reading.staged = ask.number(1);
        if (const auto total = ask.number(2); total != no_total)
            s.reading.total = total;
        s.reading.begun_at = ask.number(3);
        if (const auto at = ask.number(4); at >= 0)
            s.updated_at = std::chrono::system_clock::time_point(std::chrono::milliseconds(at));
        s.items = ask.number(5);
        return s;
    }

    void forget_reading(std::int64_t id) {
        sqlite_statement empty(db_.get(), "DELETE FROM staged WHERE list = ?");
        empty.bind(id).run();
        sqlite_statement back(
            db_.get(), "UPDATE list SET cursor = x'', staged = 0, total = -1, begun_at = 0 WHERE id = ?");
        back.bind(id).run();
    }

    sync_counts take_over(std::int64_t id) {
        const auto change = [&](const char* sql, int times) {
            sqlite_statement run(db_.get(), sql);
            for (int i = 0; i < times; ++i)
                run.bind(id);
            run.run();
            return static_cast<std::int64_t>(sqlite3_changes(db_.get()));
        };
        change("DELETE FROM difference WHERE list = ?", 1);
        sync_counts counts;
        counts.removed = change(
            "INSERT INTO difference SELECT list, id, 2, json, x'' FROM item WHERE list = ? "
            "AND id NOT IN (SELECT id FROM staged WHERE list = ?)",
            2);
        counts.added = change(
            "INSERT INTO difference SELECT list, id, 0, x'', json FROM staged WHERE list = ? "
            "AND id NOT IN (SELECT id FROM item WHERE list = ?)",
            2);
        counts.changed = change(
            "INSERT INTO difference SELECT s.list, s.id, 1, i.json, s.json FROM staged s "
            "JOIN item i ON i.list = s.list AND i.id = s.id WHERE s.list = ? AND i.json <> s.json",
            1);
        change(
            "DELETE FROM item WHERE list = ? AND id IN (SELECT id FROM difference WHERE list = ? AND kind = "
            "2)",
            2);
        const auto written = change(
            "INSERT INTO item SELECT list, id, after FROM difference WHERE list = ? AND kind <> 2 "
            "ON CONFLICT(list, id) DO UPDATE SET json = excluded.json",
            1);
        sqlite_statement count(db_.get(), "SELECT count(*) FROM staged WHERE list = ?");
        count.bind(id);
        counts.unchanged = (count.step() ? count.number(0) : 0) - written;
        return counts;
    }

    const std::string path_;
    sqlite_database db_;
};

// The file on a thread of its own. Jobs share it; the store's end waits for them.
class sqlite_sync_store final : public sync_store {
public:
    explicit sqlite_sync_store(std::string path) : file_(std::make_shared<sync_file>(std::move(path))) {}
    ~sqlite_sync_store() override { thread_->close(); }

    asio::awaitable<sync_state> state(std::string list) override {
        auto job = [file = file_, list = std::move(list)] { return file->state(list); };
        auto waiting = aside<sync_state>(thread_, when_left::skip, std::move(job));
        co_return co_await std::move(waiting);
    }

    asio::awaitable<std::int64_t>
    stage(std::string list, sync_position from, sync_position to, std::vector<sync_row> rows) override {
        auto job = [file = file_,
                    list = std::move(list),
                    from = std::move(from),
                    to = std::move(to),
                    rows = std::move(rows)] { return file->stage(list, from, to, rows); };
        auto waiting = aside<std::int64_t>(thread_, when_left::run, std::move(job));
        co_return co_await std::move(waiting);
    }

    asio::awaitable<void> discard(std::string list) override {
        auto job = [file = file_, list = std::move(list)] {
            file->discard(list);
            return true;
        };
        auto waiting = aside<bool>(thread_, when_left::run, std::move(job));
        co_await std::move(waiting);
    }

    asio::awaitable<sync_counts> apply(std::string list, sync_position at) override {
        auto job = [file = file_, list = std::move(list), at = std::move(at)] {
            return file->apply(list, at);
        };
        auto waiting = aside<sync_counts>(thread_, when_left::run, std::move(job));
        co_return co_await std::move(waiting);
    }

    asio::awaitable<std::vector<sync_row>>
    rows(std::string list, std::int64_t after, std::size_t limit) override {
        auto job = [file = file_, list = std::move(list), after, limit] {
            return file->rows(list, after, limit);
        };
        auto waiting = aside<std::vector<sync_row>>(thread_, when_left::skip, std::move(job));
        co_return co_await std::move(waiting);
    }

    asio::awaitable<std::vector<sync_change>>
    changes(std::string list, std::int64_t after, std::size_t limit) override {
        auto job = [file = file_, list = std::move(list), after, limit] {
            return file->changes(list, after, limit);
        };
        auto waiting = aside<std::vector<sync_change>>(thread_, when_left::skip, std::move(job));
        co_return co_await std::move(waiting);
    }

private:
    std::shared_ptr<sync_file> file_;
    std::shared_ptr<side_thread> thread_ = std::make_shared<side_thread>();
};

} // namespace

std::shared_ptr<sync_store> make_sqlite_sync_store(std::string_view path) {
    if (path.empty())
        throw std::invalid_argument("make_sqlite_sync_store: the path is empty");
    return std::make_shared<sqlite_sync_store>(std::string(path));
}

} // namespace segue::discogs
