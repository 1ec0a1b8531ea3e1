#include "traffic/sqlite_store.hpp"

#include "traffic/cache_record.hpp"
#include "traffic/sqlite_schema.hpp"

#include <algorithm>
#include <sqlite3.h>
#include <system_error>
#include <utility>

namespace segue::traffic {

namespace {

// Pages that a transaction may need on top of what it is known to need: tables and indexes that grow a level,
// and the map of pages. The bound is lowered by as many.
constexpr std::int64_t spare_pages = 64;
constexpr int operations_between_attempts = 32;
constexpr std::size_t notes_at_most = 256;
constexpr std::size_t unwritten_notes_at_most = 4096;
constexpr std::size_t owed_at_most = 64;
constexpr std::int64_t log_pages = 1000;

// Ends the reading of a statement that was not run to its end.
struct resetting {
    explicit resetting(sqlite_statement& s) : statement(s) {}
    ~resetting() { statement.reset(); }
    resetting(const resetting&) = delete;
    resetting& operator=(const resetting&) = delete;

    sqlite_statement& statement;
};

bool is_damage(const sqlite_error& e) noexcept {
    return e.primary() == SQLITE_CORRUPT || e.primary() == SQLITE_NOTADB;
}

bool lacks_rights(const sqlite_error& e) noexcept {
    return e.primary() == SQLITE_CANTOPEN || e.primary() == SQLITE_READONLY || e.primary() == SQLITE_PERM;
}

std::int64_t ask(sqlite_statement& s) {
    const resetting when_done(s);
    return s.step() ? s.number(0) : 0;
}

std::vector<std::int64_t> ids_of(sqlite_statement& s) {
    std::vector<std::int64_t> ids;
    while (s.step())
        ids.push_back(s.number(0));
    return ids;
}

} // namespace

struct sqlite_store::connection {
    explicit connection(sqlite_database opened) : db(std::move(opened)) {}

    // After the schema is known to be there.
    void prepare() {
        const auto make = [this](sqlite_statement& to, std::string_view sql) {
            to = sqlite_statement(db.get(), sql);
        };
        make(begin, "BEGIN IMMEDIATE");
        make(commit, "COMMIT");
        make(page_count, "PRAGMA page_count");
        make(free_pages, "PRAGMA freelist_count");
        make(
            find,
            "SELECT e.id, e.status, e.stored_at, e.lifetime, e.checksum, e.about, e.body, r.spoiled FROM "
            "entry e LEFT "
            "JOIN recency r ON r.id = e.id WHERE account=? AND url=? AND method=? AND media_type=? AND "
            "currency=?");
        make(
            find_id,
            "SELECT id FROM entry WHERE account=? AND url=? AND method=? AND media_type=? AND currency=?");
        make(by_account, "SELECT id FROM entry WHERE account=?");
        make(by_tag, "SELECT id FROM tag WHERE name=?");
        make(
            by_tag_and_account,
            "SELECT t.id FROM tag t JOIN entry e ON e.id = t.id WHERE t.name=? AND e.account=?");
        make(oldest, "SELECT id FROM recency ORDER BY used LIMIT 1");
        make(latest_use, "SELECT max(used) FROM recency");
        make(
            add,
            "INSERT INTO entry(account, url, method, media_type, currency, status, stored_at, lifetime, "
            "checksum, "
            "about, body) VALUES(?,?,?,?,?,?,?,?,?,?,?)");
        make(add_use, "INSERT OR REPLACE INTO recency(id, used, spoiled) VALUES(?,?,0)");
        make(add_tag, "INSERT OR IGNORE INTO tag(name, id) VALUES(?,?)");
        make(note_use, "UPDATE recency SET used=?, spoiled=max(spoiled,?) WHERE id=?");
        make(delete_tags, "DELETE FROM tag WHERE id=?");
        make(delete_use, "DELETE FROM recency WHERE id=?");
        make(delete_entry, "DELETE FROM entry WHERE id=?");
    }

    static sqlite_statement& bind_key(sqlite_statement& s, const cache_key& key) {
        return s.bind(key.account)
            .bind(key.url)
            .bind(static_cast<std::int64_t>(key.method))
            .bind(key.media_type)
            .bind(key.currency);
    }

    void erase(std::int64_t id) {
        for (auto* s : {&delete_tags, &delete_use, &delete_entry})
            s->bind(id).run();
    }

    std::int64_t used_pages() { return ask(page_count) - ask(free_pages); }

    sqlite_database db; // first: statements go before it
    bool read_only = false;
    std::int64_t page_size = 0;
    std::int64_t max_pages = 0;
    sqlite_statement begin, commit, page_count, free_pages, find, find_id, by_account, by_tag,
        by_tag_and_account, oldest, latest_use, add, add_use, add_tag, note_use, delete_tags, delete_use,
        delete_entry;
};

sqlite_store::sqlite_store(
    std::string path, const sqlite_cache_params& params, std::shared_ptr<cache_observer> observer)
    : file_(std::move(path)), params_(params), observer_(std::move(observer)) {
    owed_.reserve(1);
}

sqlite_store::~sqlite_store() {
    close(true);
}

// --- what callers ask for
// ------------------------------------------------------------------------------------------

template <class Work>
auto sqlite_store::guarded(Work work) noexcept -> decltype(work()) {
    try {
        if (ready())
            return work();
    } catch (const sqlite_error& e) {
        recover(e);
    } catch (const std::exception& e) {
        report(cache_problem::failed, e.what());
    }
    return decltype(work())();
}

cache_hit sqlite_store::find(const cache_key& key, wall_time now) noexcept {
    auto hit = guarded([&] { return read(key, now); });
    const bool many = notes_.size() >= notes_at_most;
    if (many && open_ && !open_->read_only)
        guarded([&] { return write([] {}), true; });
    if (notes_.size() > unwritten_notes_at_most)
        std::erase_if(notes_, [](const auto& each) { return !each.second.spoiled; });
    if (notes_.size() > unwritten_notes_at_most)
        notes_.clear();
    return hit;
}

void sqlite_store::store(const cache_key& key, const cached_answer& answer) noexcept {
    guarded([&] {
        if (open_->read_only) {
            report(cache_problem::read_only, "the file cannot be written");
            return false;
        }
        const auto about = write_about(answer);
        write([&] { insert(key, answer, about); });
        all_well({cache_problem::full, cache_problem::busy, cache_problem::failed, cache_problem::read_only});
        return true;
    });
}

std::size_t sqlite_store::drop(filter which) noexcept {
    std::size_t count = 0;
    const bool done = guarded([&] {
        if (open_->read_only) {
            report(cache_problem::read_only, "the file cannot be written");
            return false;
        }
        write([&] { count = remove(which); });
        if (count != 0 && which.tags.empty())
            reclaim();
        return true;
    });
    if (done)
        return count;
    owe(std::move(which));
    return 0;
}

// --- transactions
// --------------------------------------------------------------------------------------------------

template <class Work>
void sqlite_store::write(Work work) {
    auto& c = *open_;
    c.begin.run();
    try {
        for (const auto& which : owed_)
            remove(which);
        write_notes();
        work();
        c.commit.run();
    } catch (...) {
        sqlite3_exec(c.db.get(), "ROLLBACK", nullptr, nullptr, nullptr);
        throw;
    }
    owed_.clear();
    notes_.clear();
}

cache_hit sqlite_store::read(const cache_key& key, wall_time now) {
    auto& s = connection::bind_key(open_->find, key);
    const resetting when_done(s);
    if (!s.step())
        return {};
    auto answer = std::make_shared<cached_answer>();
    const auto id = s.number(0);
    answer->status = static_cast<int>(s.number(1));
    answer->stored_at = from_stored(s.number(2));
    answer->lifetime = std::chrono::seconds(s.number(3));
    const auto about = s.text(5);
    answer->body = s.text(6);
    auto& n = notes_[id];
    const bool sound =
        static_cast<std::int64_t>(checksum(key, *answer, about)) == s.number(4) && read_about(about, *answer);
    if (!sound && !n.gone) {
        report(cache_problem::corrupt, "an entry was damaged and is removed");
        all_well({cache_problem::corrupt});
    }
    n.spoiled = n.spoiled || s.number(7) != 0 || answer->stored_at > now;
    const auto lifetime = n.spoiled ? std::chrono::seconds(0) : answer->lifetime;
    const auto state = freshness_of(answer->stored_at, lifetime, params_.stale_for, now);
    if (!sound || state == freshness::absent) {
        n.gone = true;
        return {};
    }
    if (is_owed(key, answer->tags))
        return {};
    n.use = ++uses_;
    return {state, std::move(answer)};
}

std::size_t sqlite_store::remove(const filter& which) {
    auto& c = *open_;
    std::vector<std::int64_t> ids;
    if (which.is_for_all()) {
        const auto count = c.db.number("SELECT count(*) FROM entry");
        c.db.execute("DELETE FROM entry; DELETE FROM recency; DELETE FROM tag");
        return static_cast<std::size_t>(count);
    }
    if (which.tags.empty())
        ids = ids_of(c.by_account.bind(*which.account));
    for (const auto& tag : which.tags) {
        const auto more = which.account ? ids_of(c.by_tag_and_account.bind(tag).bind(*which.account))
                                        : ids_of(c.by_tag.bind(tag));
        ids.insert(ids.end(), more.begin(), more.end());
    }
    std::ranges::sort(ids);
    const auto twice = std::ranges::unique(ids);
    ids.erase(twice.begin(), twice.end());
    for (const auto id : ids)
        c.erase(id);
    return ids.size();
}

void sqlite_store::insert(const cache_key& key, const cached_answer& answer, const std::string& about) {
    auto& c = *open_;
    for (const auto id : ids_of(connection::bind_key(c.find_id, key)))
        c.erase(id);
    // The key stands in its index again; a tag in a table and an index.
    std::size_t bytes =
        2 * (key.account.size() + key.url.size() + key.media_type.size() + key.currency.size());
    for (const auto& tag : answer.tags)
        bytes += tag.size() + 64;
    bytes += about.size() + answer.body.size() + 128;
    if (bytes > params_.max_bytes / 4)
        return;
    make_room(bytes);
    connection::bind_key(c.add, key)
        .bind(std::int64_t{answer.status})
        .bind(to_stored(answer.stored_at))
        .bind(std::int64_t{answer.lifetime.count()})
        .bind(std::int64_t{checksum(key, answer, about)})
        .bind(about)
        .bind(answer.body)
        .run();
    const auto id = sqlite3_last_insert_rowid(c.db.get());
    c.add_use.bind(std::int64_t{id}).bind(ask(c.latest_use) + 1).run();
    for (const auto& tag : answer.tags)
        c.add_tag.bind(tag).bind(std::int64_t{id}).run();
}

void sqlite_store::make_room(std::size_t bytes) {
    auto& c = *open_;
    const auto wanted = static_cast<std::int64_t>(bytes) / c.page_size + 1;
    while (c.used_pages() + wanted > c.max_pages) {
        const auto id = ask(c.oldest);
        if (id == 0)
            return;
        c.erase(id);
    }
}

void sqlite_store::write_notes() {
    if (notes_.empty())
        return;
    auto& c = *open_;
    const std::int64_t before = ask(c.latest_use);
    std::vector<std::pair<std::int64_t, note>> in_order(notes_.begin(), notes_.end());
    std::ranges::sort(in_order, {}, [](const auto& each) { return each.second.use; });
    std::int64_t at = before;
    for (const auto& [id, n] : in_order) {
        if (n.gone)
            c.erase(id);
        else
            c.note_use.bind(++at).bind(std::int64_t{n.spoiled}).bind(id).run();
    }
}

bool sqlite_store::is_owed(const cache_key& key, const std::vector<std::string>& tags) const {
    return std::ranges::any_of(owed_, [&](const filter& which) {
        const std::vector<std::string_view> wanted(which.tags.begin(), which.tags.end());
        cache_filter f;
        f.account = which.account;
        f.tags = wanted;
        return matches(f, key.account, tags);
    });
}

void sqlite_store::owe(filter which) {
    // Too many to remember: then everything is owed.
    if (which.is_for_all() || owed_.size() >= owed_at_most) {
        owed_.clear();
        which = {};
    }
    owed_.push_back(std::move(which));
}

// What an account had goes from the disk too: the log is written back and cut, the file gives up its free
// pages. Deleted rows have been overwritten already.
void sqlite_store::reclaim() noexcept {
    for (const auto* sql : {"PRAGMA incremental_vacuum", "PRAGMA wal_checkpoint(TRUNCATE)"})
        sqlite3_exec(open_->db.get(), sql, nullptr, nullptr, nullptr);
}

// --- opening, and what to do when things go wrong
// ------------------------------------------------------------------

bool sqlite_store::ready() {
    if (open_ && file_.which() != opened_)
        close(false); // somebody removed or replaced it
    if (open_)
        return true;
    if (skip_ > 0) {
        --skip_;
        return false;
    }
    open();
    return open_ != nullptr;
}

void sqlite_store::open() {
    put_off_opening(); // unless all goes well
    unchanging_ = false;
    try {
        if (file_.join(params_.busy_timeout) == cache_file::joined::busy)
            return report(cache_problem::busy, "another process is setting the file aside");
        opened_ = file_.which();
        open_ = try_open(sqlite_database::access::normal);
    } catch (const std::system_error& e) {
        report(cache_problem::unavailable, e.what());
    } catch (const sqlite_error& e) {
        if (is_damage(e))
            return set_aside(e.what());
        if (e.primary() == SQLITE_BUSY)
            report(cache_problem::busy, e.what());
        else if (!lacks_rights(e) || file_.has_log())
            report(cache_problem::unavailable, e.what());
        else
            unchanging_ = true; // there is no log to be written back: the file is whole as it stands
    }
    if (unchanging_) {
        try {
            open_ = try_open(sqlite_database::access::immutable);
        } catch (const sqlite_error& e) {
            report(cache_problem::unavailable, e.what());
        }
    }
    if (!open_)
        return file_.leave();
    skip_ = 0;
    all_well(
        {cache_problem::unavailable, cache_problem::newer, cache_problem::foreign, cache_problem::corrupt});
}

std::unique_ptr<sqlite_store::connection> sqlite_store::try_open(sqlite_database::access how) {
    auto c = std::make_unique<connection>(sqlite_database(file_.name(), how, params_.busy_timeout));
    c->db.write_back_on_close(false); // a file that is not ours stays as it is
    c->read_only = how == sqlite_database::access::immutable || c->db.is_read_only();
    auto state = look_at_schema(c->db);
    if (state == schema_state::empty && !c->read_only) {
        make_schema(c->db);
        state = look_at_schema(c->db);
    }
    if (state != schema_state::ours) {
        if (state == schema_state::newer)
            report(cache_problem::newer, "a later version of this library made the file");
        else if (state == schema_state::foreign)
            report(cache_problem::foreign, "the file is a database of somebody else");
        else
            report(cache_problem::unavailable, "the file is empty and cannot be written");
        return nullptr;
    }
    c->page_size = c->db.number("PRAGMA page_size");
    const auto pages =
        static_cast<std::int64_t>(params_.max_bytes / static_cast<std::uint64_t>(c->page_size));
    c->max_pages = pages - spare_pages;
    c->db.execute("PRAGMA cell_size_check=ON; PRAGMA temp_store=MEMORY");
    if (!c->read_only) {
        c->db.execute("PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON");
        const auto log = std::min(log_pages, pages / 4);
        const auto set = [&](const char* name, std::int64_t value) {
            c->db.execute(("PRAGMA " + std::string(name) + "=" + std::to_string(value)).c_str());
        };
        set("wal_autocheckpoint", log);
        set("journal_size_limit", log * c->page_size);
        set("max_page_count", page_limit_ > 0 ? page_limit_ : pages);
        c->db.write_back_on_close(true);
    }
    c->prepare();
    const bool too_large = !c->read_only && ask(c->page_count) > pages;
    if (too_large) { // made under a larger bound
        open_ = std::move(c);
        write([this] { make_room(0); });
        reclaim();
        return std::move(open_);
    }
    return c;
}

void sqlite_store::close(bool tidily) noexcept {
    const bool unwritten = !notes_.empty() || !owed_.empty();
    if (tidily && unwritten && open_ && !open_->read_only && file_.which() == opened_)
        guarded([this] { return write([] {}), true; });
    open_.reset();
    notes_.clear();
    file_.leave();
}

void sqlite_store::put_off_opening() noexcept {
    skip_ = operations_between_attempts;
}

void sqlite_store::recover(const sqlite_error& e) {
    switch (e.primary()) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        if (!unchanging_)
            return set_aside(e.what());
        close(false); // somebody changes it after all
        put_off_opening();
        return report(cache_problem::failed, "the file changed while it was read");
    case SQLITE_FULL:
        return report(cache_problem::full, e.what());
    case SQLITE_BUSY:
        return report(cache_problem::busy, e.what());
    case SQLITE_READONLY:
        if (open_)
            open_->read_only = true;
        return report(cache_problem::read_only, e.what());
    case SQLITE_CANTOPEN:
        close(false);
        put_off_opening();
        return report(cache_problem::unavailable, e.what());
    default:
        return report(cache_problem::failed, e.what());
    }
}

void sqlite_store::set_aside(const std::string& why) {
    if (open_)
        open_->db.write_back_on_close(false);
    open_.reset();
    notes_.clear();
    const auto aside = opened_ ? file_.set_aside(*opened_) : std::string();
    file_.leave();
    if (aside.empty()) {
        put_off_opening();
        return report(cache_problem::corrupt, "damaged, and cannot be set aside now: " + why);
    }
    skip_ = 0;
    if (aside == file_.name())
        return; // another process did it
    all_well({cache_problem::corrupt});
    report(cache_problem::corrupt, "damaged, set aside as " + aside + ": " + why);
    all_well({cache_problem::corrupt});
}

void sqlite_store::report(cache_problem problem, const std::string& text) noexcept {
    const unsigned bit = 1U << static_cast<unsigned>(problem);
    if ((reported_ & bit) != 0)
        return;
    reported_ |= bit;
    if (!observer_)
        return;
    cache_trouble trouble;
    trouble.problem = problem;
    trouble.file = file_.name();
    trouble.text = text;
    try {
        observer_->on_trouble(trouble);
    } catch (...) { // an observer's trouble is not the cache's. NOLINT(bugprone-empty-catch)
    }
}

void sqlite_store::all_well(std::initializer_list<cache_problem> problems) noexcept {
    for (const auto problem : problems)
        reported_ &= ~(1U << static_cast<unsigned>(problem));
}

} // namespace segue::traffic
