#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace segue::traffic {

/// What SQLite refused, with its own code and words. The words never hold a bound value.
class sqlite_error : public std::runtime_error {
public:
    sqlite_error(int code, const std::string& text) : std::runtime_error(text), code_(code) {}

    /// The extended result code.
    int code() const noexcept { return code_; }
    int primary() const noexcept { return code_ & 0xff; }

private:
    int code_;
};

/// A prepared statement. Text goes in and comes out as bytes, zeros included.
class sqlite_statement {
public:
    sqlite_statement() = default;
    sqlite_statement(sqlite3* db, std::string_view sql);

    /// Binds the next parameter. Text must live until the statement is reset.
    sqlite_statement& bind(std::string_view text);
    sqlite_statement& bind(std::int64_t number);

    /// Goes to the next row; false at the end, with the statement reset.
    bool step();
    /// Runs to the end.
    void run();
    void reset() noexcept;

    std::int64_t number(int column) const;
    /// Lasts until the next step.
    std::string_view text(int column) const;

private:
    struct finalize {
        void operator()(sqlite3_stmt* s) const noexcept;
    };
    std::unique_ptr<sqlite3_stmt, finalize> statement_;
    int bound_ = 0;
};

/// A connection; not for several threads at once.
class sqlite_database {
public:
    enum class access : unsigned char {
        normal,   ///< Writes if the file lets us.
        immutable ///< Takes the file for one that nobody changes: needs no lock and no log.
    };

    sqlite_database() = default;
    /// Opens a file that exists.
    sqlite_database(const std::string& file, access how, std::chrono::milliseconds busy_timeout);

    explicit operator bool() const noexcept { return db_ != nullptr; }
    sqlite3* get() const noexcept { return db_.get(); }

    void execute(const char* sql);
    /// The first column of the first row.
    std::int64_t number(std::string_view sql);
    bool is_read_only() const noexcept;
    /// Whether closing the last connection may write the log back into the file.
    void write_back_on_close(bool wanted) noexcept;

private:
    struct close {
        void operator()(sqlite3* db) const noexcept;
    };
    std::unique_ptr<sqlite3, close> db_;
};

} // namespace segue::traffic
