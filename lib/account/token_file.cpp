#include "account/token_file.hpp"

#include "account/account_record.hpp"
#include "account/store_failure.hpp"

#include <segue/base/time_source.hpp>

#include <cstring>
#include <limits>
#include <new>
#include <sqlite3.h>

namespace segue::account {

namespace {

using traffic::sqlite_database;
using traffic::sqlite_error;
using traffic::sqlite_statement;
using purpose = store_transaction::purpose;

constexpr std::int64_t most_cost = 20; // as sqlite_token_store_params allows

// What stands in the vault.
enum class lock_kind : std::int64_t { none = 0, passphrase = 1, bytes = 2 };

constexpr std::string_view proof_text = "this key opens the store";

constexpr const char* damaged_file =
    "is damaged; put a copy back, or move it away and sign in anew: a new one is then made";

store_errc meaning_of(int primary_code) noexcept {
    switch (primary_code) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
        return store_errc::locked;
    case SQLITE_READONLY:
        return store_errc::read_only;
    case SQLITE_FULL:
        return store_errc::full;
    case SQLITE_CANTOPEN:
    case SQLITE_IOERR:
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_NOLFS:
    case SQLITE_NOMEM:
        return store_errc::unavailable;
    default:
        return store_errc::corrupt; // our statements are good: the file is not what it was
    }
}

std::string readable(std::string_view text) {
    constexpr std::size_t most = 60;
    std::string shown(text.substr(0, most));
    for (auto& c : shown)
        if (c < ' ' || c > '~')
            c = '?';
    return text.size() > most ? shown + "..." : shown;
}

} // namespace

struct token_file::vault {
    lock_kind kind = lock_kind::none;
    std::int64_t cost = 0;
    std::string store; // a name of its own, so that a record does not pass from one file to another
    std::string salt;
    std::string proof; // a box that only the right key opens
    std::string digest;

    std::string about_proof() const {
        std::string all;
        append_text(all, "segue token store");
        append_number(all, static_cast<std::int64_t>(migrations().size()));
        append_number(all, static_cast<std::int64_t>(kind));
        append_number(all, cost);
        append_text(all, store);
        append_text(all, salt);
        return all;
    }
    // Tells damage from a wrong key.
    std::string own_digest() const {
        auto all = about_proof();
        append_text(all, proof);
        return digest_of(all);
    }
};

struct token_file::row {
    std::int64_t id = 0; // none yet
    owned_key key;
    std::int64_t recency = 0;
    std::int64_t revision = 0;
    std::string box;

    std::string about(const std::string& store) const {
        std::string all;
        append_text(all, "segue account");
        append_number(all, static_cast<std::int64_t>(migrations().size()));
        append_text(all, store);
        append_text(all, key.provider);
        append_text(all, key.flow);
        append_text(all, key.client_id);
        append_text(all, key.label);
        append_number(all, recency);
        append_number(all, revision);
        return all;
    }
};

token_file::token_file(
    std::string path,
    store_key key,
    const sqlite_token_store_params& params,
    std::shared_ptr<time_source> clock)
    : name_(std::move(path)), key_(std::move(key)), params_(params), clock_(std::move(clock)) {}

// ---- what a store does

std::optional<stored_account> token_file::get(const owned_key& which) {
    return guarded(purpose::reading, [&] {
        const auto r = find(which);
        return r ? std::optional(read(*r)) : std::nullopt;
    });
}

// All that fit are looked at, so that a damaged order of use is noticed and not followed.
std::optional<stored_account> token_file::latest(const owned_filter& among) {
    auto all = list(among);
    return all.empty() ? std::nullopt : std::optional(std::move(all.front()));
}

std::vector<stored_account> token_file::list(const owned_filter& which) {
    return guarded(purpose::reading, [&] {
        std::vector<stored_account> found;
        for (const auto& each : find_all(which))
            found.push_back(read(each));
        return found;
    });
}

stored_account token_file::put(stored_account account) {
    return guarded(purpose::writing, [&] {
        auto r = find(own(account.key()));
        account.created_at = account.updated_at = account.last_used_at = now();
        if (!r) {
            r.emplace();
            r->key = own(account.key());
        } else if (const auto plain = opened_.seal.open(r->about(opened_.store), r->box)) {
            stored_account before;
            if (decode_account(*plain, before))
                account.created_at = before.created_at;
        } // a damaged one is repaired by this
        r->recency = next_recency();
        return keep(std::move(*r), std::move(account));
    });
}

std::optional<stored_account> token_file::replace(stored_account account) {
    return guarded(purpose::writing, [&]() -> std::optional<stored_account> {
        auto r = find(own(account.key()));
        if (!r || r->revision != account.revision)
            return std::nullopt;
        const auto before = read(*r);
        account.created_at = before.created_at;
        account.last_used_at = before.last_used_at;
        account.updated_at = now();
        return keep(std::move(*r), std::move(account));
    });
}

bool token_file::touch(const owned_key& which) {
    return guarded(purpose::writing, [&] {
        auto r = find(which);
        if (!r)
            return false;
        auto account = read(*r);
        account.last_used_at = now();
        r->recency = next_recency();
        r->box = opened_.seal.close(r->about(opened_.store), encode_account(account));
        write(*r);
        return true;
    });
}

std::size_t token_file::remove(const owned_filter& which) {
    return guarded(purpose::writing, [&] {
        const auto rows = find_all(which);
        sqlite_statement take(db_.get(), "DELETE FROM account WHERE id = ?");
        for (const auto& each : rows)
            take.bind(each.id).run();
        return rows.size();
    });
}

void token_file::change_key(const store_key& to) {
    // The work that a passphrase takes is done before the file is locked.
    auto [v, next] = new_vault(to);
    guarded(purpose::writing, [&, &vault = v, &after = next] {
        for (auto& each : find_all({})) {
            const auto plain = open_box(each);
            each.box = after.seal.close(each.about(after.store), plain);
            write(each);
        }
        write_vault(db_, vault);
        return true;
    });
    opened_ = std::move(next);
    key_ = to;
}

// ---- records

std::optional<token_file::row> token_file::find(const owned_key& which) {
    sqlite_statement ask(
        db_.get(),
        "SELECT id, recency, revision, box FROM account "
        "WHERE provider = ? AND flow = ? AND client_id = ? AND label = ?");
    ask.bind(std::string_view(which.provider)).bind(std::string_view(which.flow));
    ask.bind(std::string_view(which.client_id)).bind(std::string_view(which.label));
    if (!ask.step())
        return std::nullopt;
    row r;
    r.id = ask.number(0);
    r.key = which;
    r.recency = ask.number(1);
    r.revision = ask.number(2);
    r.box = ask.text(3);
    return r;
}

std::vector<token_file::row> token_file::find_all(const owned_filter& which) {
    std::vector<row> found;
    sqlite_statement ask(
        db_.get(),
        "SELECT id, provider, flow, client_id, label, recency, revision, box FROM account "
        "ORDER BY recency DESC");
    while (ask.step()) {
        account_key key;
        key.provider = ask.text(1);
        key.flow = ask.text(2);
        key.client_id = ask.text(3);
        key.label = ask.text(4);
        if (!which.matches(key))
            continue;
        auto& r = found.emplace_back();
        r.id = ask.number(0);
        r.key = own(key);
        r.recency = ask.number(5);
        r.revision = ask.number(6);
        r.box = ask.text(7);
    }
    return found;
}

wiped_bytes token_file::open_box(const row& r) const {
    auto plain = opened_.seal.open(r.about(opened_.store), r.box);
    if (!plain)
        damaged(
            "the record of '" + readable(r.key.label) + "' (" + readable(r.key.provider) + ", " +
            readable(r.key.flow) + ") is damaged; put it anew, or remove it");
    return std::move(*plain);
}

stored_account token_file::read(const row& r) const {
    stored_account a;
    a.provider = r.key.provider;
    a.flow = r.key.flow;
    a.client_id = r.key.client_id;
    a.label = r.key.label;
    a.revision = r.revision;
    if (!decode_account(open_box(r), a))
        damaged(damaged_file);
    return a;
}

stored_account token_file::keep(row r, stored_account account) {
    // By chance and not by count: a count would begin again after the last account is removed.
    const auto chance = random_bytes(sizeof r.revision);
    std::memcpy(&r.revision, chance.data(), sizeof r.revision);
    r.revision = (r.revision & std::numeric_limits<std::int64_t>::max()) | 1;
    account.revision = r.revision;
    if (account.expires_at)
        account.expires_at = kept_time(*account.expires_at);
    r.box = opened_.seal.close(r.about(opened_.store), encode_account(account));
    write(r);
    return account;
}

void token_file::write(const row& r) {
    if (r.id != 0) {
        sqlite_statement change(
            db_.get(), "UPDATE account SET recency = ?, revision = ?, box = ? WHERE id = ?");
        change.bind(r.recency).bind(r.revision).bind(std::string_view(r.box)).bind(r.id).run();
        return;
    }
    sqlite_statement add(
        db_.get(),
        "INSERT INTO account(provider, flow, client_id, label, recency, revision, box) "
        "VALUES(?, ?, ?, ?, ?, ?, ?)");
    add.bind(std::string_view(r.key.provider)).bind(std::string_view(r.key.flow));
    add.bind(std::string_view(r.key.client_id)).bind(std::string_view(r.key.label));
    add.bind(r.recency).bind(r.revision).bind(std::string_view(r.box)).run();
}

std::int64_t token_file::next_recency() {
    const auto last = db_.number("SELECT max(recency) FROM account");
    if (last == std::numeric_limits<std::int64_t>::max())
        damaged(damaged_file);
    return last + 1;
}

wall_time token_file::now() const {
    return kept_time(clock_->today());
}

void token_file::damaged(std::string_view what) const {
    fail_store(name_, store_errc::corrupt, what);
}

// ---- the key

wiped_bytes token_file::bytes_of(const store_key& key) const {
    const auto value = key.is() == store_key::kind::source ? key.source()->key() : key.value();
    const auto& bytes = value.reveal();
    if (bytes.size() != key_bytes)
        fail_store(
            name_,
            store_errc::wrong_key,
            "the source gave a key of " + std::to_string(bytes.size()) + " bytes, not of 32");
    return wiped_bytes(bytes.begin(), bytes.end());
}

std::pair<token_file::vault, token_file::opened> token_file::new_vault(const store_key& key) const {
    std::pair<vault, opened> made;
    auto& [v, state] = made;
    v.store = random_bytes(16);
    if (key.is() == store_key::kind::passphrase) {
        v.kind = lock_kind::passphrase;
        v.cost = params_.scrypt_cost;
        v.salt = random_bytes(16);
        state.seal = record_seal(derive_key(key.value(), v.salt, params_.scrypt_cost));
    } else if (key.is() != store_key::kind::none) {
        v.kind = lock_kind::bytes;
        state.seal = record_seal(bytes_of(key));
    }
    const auto* text = reinterpret_cast<const unsigned char*>(proof_text.data());
    v.proof = state.seal.close(v.about_proof(), {text, proof_text.size()});
    v.digest = v.own_digest();
    state.digest = v.digest;
    state.store = v.store;
    return made;
}

void token_file::write_vault(sqlite_database& db, const vault& v) {
    sqlite_statement write(
        db.get(),
        "INSERT OR REPLACE INTO vault(only, kind, cost, store, salt, proof, digest) "
        "VALUES(1, ?, ?, ?, ?, ?, ?)");
    write.bind(static_cast<std::int64_t>(v.kind)).bind(v.cost).bind(std::string_view(v.store));
    write.bind(std::string_view(v.salt)).bind(std::string_view(v.proof)).bind(std::string_view(v.digest));
    write.run();
}

std::optional<token_file::vault> token_file::read_vault() {
    sqlite_statement ask(
        db_.get(), "SELECT kind, cost, store, salt, proof, digest FROM vault WHERE only = 1");
    if (!ask.step())
        return std::nullopt;
    vault v;
    v.kind = static_cast<lock_kind>(ask.number(0));
    v.cost = ask.number(1);
    v.store = ask.text(2);
    v.salt = ask.text(3);
    v.proof = ask.text(4);
    v.digest = ask.text(5);
    return v;
}

void token_file::check_kind(const vault& v) const {
    const auto given = key_.is();
    if (v.kind == lock_kind::none && given != store_key::kind::none)
        fail_store(
            name_,
            store_errc::not_encrypted,
            "is not encrypted, and a key was given; open it without and encrypt it by change_key");
    if (v.kind != lock_kind::none && given == store_key::kind::none)
        fail_store(
            name_,
            store_errc::key_missing,
            v.kind == lock_kind::passphrase ? "is encrypted; give its passphrase"
                                            : "is encrypted; give its key of 32 bytes");
    if (v.kind == lock_kind::passphrase && given != store_key::kind::passphrase)
        fail_store(name_, store_errc::wrong_key, "opens with a passphrase, and a key was given");
    if (v.kind == lock_kind::bytes && given == store_key::kind::passphrase)
        fail_store(name_, store_errc::wrong_key, "opens with a key of 32 bytes, and a passphrase was given");
}

// Does nothing while the vault is the one that was opened before.
void token_file::unlock() {
    const auto v = read_vault();
    if (!v)
        damaged(damaged_file);
    if (v->digest == opened_.digest && !opened_.digest.empty())
        return;
    const bool known =
        v->kind == lock_kind::none || v->kind == lock_kind::passphrase || v->kind == lock_kind::bytes;
    if (v->own_digest() != v->digest || !known || v->cost < 0 || v->cost > most_cost)
        damaged(damaged_file);
    check_kind(*v);
    opened found;
    if (v->kind == lock_kind::passphrase)
        found.seal = record_seal(derive_key(key_.value(), v->salt, static_cast<int>(v->cost)));
    else if (v->kind == lock_kind::bytes)
        found.seal = record_seal(bytes_of(key_));
    if (!found.seal.open(v->about_proof(), v->proof))
        fail_store(
            name_,
            store_errc::wrong_key,
            v->kind == lock_kind::passphrase
                ? "the passphrase is not the one of this file; it may have been changed by another process"
                : "the key is not the one of this file; it may have been changed by another process");
    found.digest = v->digest;
    found.store = v->store;
    opened_ = std::move(found);
}

// ---- the file

template <class Work>
auto token_file::guarded(purpose what, const Work& work) -> decltype(work()) {
    try {
        ready();
        store_transaction all(db_, what);
        unlock();
        auto result = work();
        if (what == purpose::writing)
            all.commit();
        return result;
    } catch (const sqlite_error& e) {
        translate(e);
    } catch (const seal_error& e) {
        fail_store(name_, store_errc::unavailable, e.what());
    }
}

void token_file::translate(const sqlite_error& e) {
    db_ = {}; // opened again, and looked at as a whole, the next time
    if (e.primary() == SQLITE_NOMEM)
        throw std::bad_alloc();
    auto what = meaning_of(e.primary());
    // The journal could not be made.
    if (e.primary() == SQLITE_CANTOPEN && !may_write_beside(name_))
        what = store_errc::read_only;
    if (what == store_errc::corrupt)
        damaged(damaged_file + (": " + std::string(e.what())));
    if (what == store_errc::locked)
        fail_store(name_, what, "other processes held it for too long; try again");
    fail_store(name_, what, e.what());
}

void token_file::ready() {
    // Somebody may have moved the file away, or put a copy back.
    if (db_ && file_ && identify(name_) == file_)
        return;
    db_ = {};
    open();
    try {
        unlock(); // before any lock is held: it may take a second
    } catch (...) {
        db_ = {};
        throw;
    }
}

void token_file::open() {
    prepare_store_file(name_);
    file_ = identify(name_);
    sqlite_database db(name_, sqlite_database::access::normal, params_.busy_timeout);
    // What is deleted is overwritten; a commit is on the disk, the end of the journal included.
    db.execute("PRAGMA secure_delete=ON");
    db.execute("PRAGMA cell_size_check=ON");
    db.execute("PRAGMA journal_mode=DELETE");
    db.execute("PRAGMA synchronous=EXTRA");
    if (page_limit_ > 0)
        db.execute(("PRAGMA max_page_count=" + std::to_string(page_limit_)).c_str());
    bring_up_to_date(db);
    {
        const store_transaction one_view(db, purpose::reading);
        if (!has_our_tables(db) || !is_sound(db))
            damaged(damaged_file);
    }
    db_ = std::move(db);
}

void token_file::bring_up_to_date(sqlite_database& db) const {
    const auto look = [&] {
        const auto state = look_at_store(db, migrations());
        if (state == store_state::newer)
            fail_store(
                name_,
                store_errc::newer,
                "was made by a later version of this library (" +
                    std::to_string(db.number("PRAGMA user_version")) + ", known are up to " +
                    std::to_string(migrations().size()) + "); use that one, or another file");
        if (state == store_state::foreign)
            fail_store(
                name_, store_errc::foreign, "is another program's database, or damaged; use another file");
        return state;
    };
    auto state = store_state::ours;
    {
        const store_transaction one_view(db, purpose::reading);
        state = look();
    }
    if (state == store_state::ours)
        return;
    std::optional<std::pair<vault, opened>> fresh;
    if (state == store_state::empty)
        fresh = new_vault(key_);
    store_transaction all(db, purpose::writing);
    state = look(); // another process may have been quicker
    if (state != store_state::ours) {
        migrate(db, migrations());
        if (state == store_state::empty && fresh)
            write_vault(db, fresh->first);
    }
    all.commit();
}

} // namespace segue::account
