#pragma once

#include "account/account_rules.hpp"
#include "account/record_seal.hpp"
#include "account/store_path.hpp"
#include "account/store_schema.hpp"
#include "traffic/sqlite_database.hpp"

#include <segue/account/sqlite_token_store.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace segue::account {

/// A store's file and what is done with it, one thing at a time and blocking.
///
/// SQLite keeps a rollback journal and not a log that is written ahead: at rest there is one file, with
/// nothing of its pages beside it, and a commit is on the disk when the journal is gone. Every record lies in
/// a box
/// (`record_seal`) that is about its key, place in the order of use, revision, schema and store, so that a
/// change to any of them is noticed. Every function is one transaction, and looks in it whether the key of
/// the file is still the one that it has.
class token_file {
public:
    token_file(
        std::string path,
        store_key key,
        const sqlite_token_store_params& params,
        std::shared_ptr<time_source> clock);

    const std::string& name() const noexcept { return name_; }

    std::optional<stored_account> get(const owned_key& which);
    std::optional<stored_account> latest(const owned_filter& among);
    std::vector<stored_account> list(const owned_filter& which);
    stored_account put(stored_account account);
    std::optional<stored_account> replace(stored_account account);
    bool touch(const owned_key& which);
    /// `which` may ask for nothing.
    std::size_t remove(const owned_filter& which);
    void change_key(const store_key& to);

    /// Lets the file grow to so many pages and no further, as a full disk would. For tests.
    void limit_pages(std::int64_t pages) noexcept { page_limit_ = pages; }

private:
    struct vault;
    struct row;
    /// What a key has opened.
    struct opened {
        std::string digest; // of the vault; empty before
        std::string store;  // the vault's own name
        record_seal seal;
    };

    template <class Work>
    auto guarded(store_transaction::purpose purpose, const Work& work) -> decltype(work());
    [[noreturn]] void translate(const traffic::sqlite_error& e);

    void ready();
    void open();
    void bring_up_to_date(traffic::sqlite_database& db) const;
    std::pair<vault, opened> new_vault(const store_key& key) const;
    static void write_vault(traffic::sqlite_database& db, const vault& v);
    std::optional<vault> read_vault();
    void check_kind(const vault& v) const;
    void unlock();
    wiped_bytes bytes_of(const store_key& key) const;

    std::optional<row> find(const owned_key& which);
    std::vector<row> find_all(const owned_filter& which);
    wiped_bytes open_box(const row& r) const;
    stored_account read(const row& r) const;
    stored_account keep(row r, stored_account account);
    void write(const row& r);
    std::int64_t next_recency();
    wall_time now() const;
    [[noreturn]] void damaged(std::string_view what) const;

    const std::string name_;
    store_key key_;
    const sqlite_token_store_params params_;
    const std::shared_ptr<time_source> clock_;
    traffic::sqlite_database db_;
    std::optional<file_identity> file_; // which the database is
    std::int64_t page_limit_ = 0;
    opened opened_;
};

} // namespace segue::account
