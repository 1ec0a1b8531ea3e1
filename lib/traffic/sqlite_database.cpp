#include "traffic/sqlite_database.hpp"

#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>

#include <algorithm>
#include <climits>
#include <sqlite3.h>

namespace segue::traffic {

namespace {

[[noreturn]] void fail(sqlite3* db) {
    throw sqlite_error(sqlite3_extended_errcode(db), sqlite3_errmsg(db));
}

} // namespace

void sqlite_statement::finalize::operator()(sqlite3_stmt* s) const noexcept {
    sqlite3_finalize(s);
}

sqlite_statement::sqlite_statement(sqlite3* db, std::string_view sql) {
    sqlite3_stmt* made = nullptr;
    if (sqlite3_prepare_v3(
            db, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &made, nullptr) !=
        SQLITE_OK)
        fail(db);
    statement_.reset(made);
}

sqlite_statement& sqlite_statement::bind(std::string_view text) {
    // A null pointer would bind NULL.
    const char* from = text.empty() ? "" : text.data();
    if (sqlite3_bind_blob64(statement_.get(), ++bound_, from, text.size(), SQLITE_STATIC) != SQLITE_OK)
        fail(sqlite3_db_handle(statement_.get()));
    return *this;
}

sqlite_statement& sqlite_statement::bind(std::int64_t number) {
    if (sqlite3_bind_int64(statement_.get(), ++bound_, number) != SQLITE_OK)
        fail(sqlite3_db_handle(statement_.get()));
    return *this;
}

bool sqlite_statement::step() {
    const int code = sqlite3_step(statement_.get());
    if (code == SQLITE_ROW)
        return true;
    if (code == SQLITE_DONE) {
        reset();
        return false;
    }
    auto* db = sqlite3_db_handle(statement_.get());
    const sqlite_error error(sqlite3_extended_errcode(db), sqlite3_errmsg(db));
    reset();
    throw sqlite_error(error);
}

void sqlite_statement::run() {
    while (step()) {
    }
}

void sqlite_statement::reset() noexcept {
    sqlite3_reset(statement_.get());
    sqlite3_clear_bindings(statement_.get());
    bound_ = 0;
}

std::int64_t sqlite_statement::number(int column) const {
    return sqlite3_column_int64(statement_.get(), column);
}

std::string_view sqlite_statement::text(int column) const {
    const void* bytes = sqlite3_column_blob(statement_.get(), column);
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column));
    return bytes == nullptr ? std::string_view() : std::string_view(static_cast<const char*>(bytes), size);
}

void sqlite_database::close::operator()(sqlite3* db) const noexcept {
    sqlite3_close_v2(db);
}

sqlite_database::sqlite_database(
    const std::string& file, access how, std::chrono::milliseconds busy_timeout) {
    // As a URL, because only that form knows `immutable`, and so that no name means anything but itself.
    auto name = "file:" + boost::urls::encode(file, boost::urls::unreserved_chars + '/');
    int flags = SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    if (how == access::immutable) {
        name += "?immutable=1";
        flags |= SQLITE_OPEN_READONLY;
    } else {
        flags |= SQLITE_OPEN_READWRITE;
    }
    sqlite3* made = nullptr;
    const int code = sqlite3_open_v2(name.c_str(), &made, flags, nullptr);
    db_.reset(made);
    if (code != SQLITE_OK)
        throw sqlite_error(code, made == nullptr ? "out of memory" : sqlite3_errmsg(made));
    sqlite3_busy_timeout(made, static_cast<int>(std::min<std::int64_t>(busy_timeout.count(), INT_MAX)));
    // Nothing in a file that somebody damaged may make us do more than read tables.
    sqlite3_db_config(made, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(made, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(made, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
    sqlite3_db_config(made, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
}

void sqlite_database::execute(const char* sql) {
    if (sqlite3_exec(db_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK)
        fail(db_.get());
}

std::int64_t sqlite_database::number(std::string_view sql) {
    sqlite_statement ask(db_.get(), sql);
    return ask.step() ? ask.number(0) : 0;
}

bool sqlite_database::is_read_only() const noexcept {
    return sqlite3_db_readonly(db_.get(), "main") == 1;
}

void sqlite_database::write_back_on_close(bool wanted) noexcept {
    sqlite3_db_config(db_.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, wanted ? 0 : 1, nullptr);
}

} // namespace segue::traffic
