#pragma once

#include "catalog.hpp"
#include "ratings.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace segue::emulator {

/// One copy of a release in somebody's collection.
struct owned_copy {
    database_id instance = 0;
    database_id folder = 1;
    /// In the catalog.
    const release_record* release = nullptr;
    std::string date_added{};
    /// Notes by field.
    std::map<database_id, std::string> notes{};
};

struct folder_record {
    database_id id = 0;
    std::string name{};
    std::int64_t count = 0;
};

/// A field that copies have notes in. Dropdowns have options, the others lines.
struct field_record {
    database_id id = 0;
    std::string name{};
    bool is_public = false;
    std::vector<std::string> options{};
    int lines = 0;
};

/// A release that somebody wants.
struct wanted_release {
    const release_record* release = nullptr;
    std::string notes{};
    std::string date_added{};
};

/// How a list of copies is ordered; an unknown key is like `added`.
struct copy_order {
    std::string_view key = "added";
    bool descending = false;
};

inline constexpr database_id all_folder = 0;
inline constexpr database_id uncategorized_folder = 1;

/// What one user has and wants. Folders 0, which holds everything, and 1 are always there.
class shelf {
public:
    shelf();

    /// All folders: 0, then the others by name.
    [[nodiscard]] std::vector<folder_record> folders() const;
    [[nodiscard]] bool has_folder(database_id id) const;
    /// The folder exists.
    [[nodiscard]] folder_record folder(database_id id) const;
    folder_record add_folder(database_id id, std::string name);
    void rename_folder(database_id id, std::string name);
    void remove_folder(database_id id);

    [[nodiscard]] const std::vector<field_record>& fields() const noexcept { return fields_; }
    /// Null when there is no such field.
    [[nodiscard]] const field_record* field(database_id id) const;

    owned_copy&
    add_copy(database_id instance, database_id folder, const release_record& release, std::string date);
    /// Null when there is no such copy.
    [[nodiscard]] owned_copy* copy(database_id instance);
    void move_copy(owned_copy& which, database_id folder);
    void remove_copy(database_id instance);
    [[nodiscard]] std::size_t copies() const noexcept { return copies_.size(); }
    [[nodiscard]] int copies_of(database_id release) const;
    [[nodiscard]] int copies_of_master(database_id master) const;
    /// The copies of a folder in order. Kept until `edition` changes: a walk over pages sorts once.
    [[nodiscard]] const std::vector<const owned_copy*>& listed(
        database_id folder,
        copy_order order,
        const rating_book& ratings,
        std::string_view owner,
        std::uint64_t edition) const;
    /// US cents for the cheapest copies on sale of everything.
    [[nodiscard]] std::int64_t lowest_worth() const;

    /// Adds the release or changes what is there.
    wanted_release& want(const release_record& release, std::string date);
    /// Null when it is not wanted.
    [[nodiscard]] wanted_release* wanted(database_id release);
    void forget(database_id release);
    [[nodiscard]] std::size_t wants() const noexcept { return wants_.size(); }
    [[nodiscard]] int wants_of(database_id release) const;
    [[nodiscard]] int wants_of_master(database_id master) const;
    /// In order; what was added at the same time by number.
    [[nodiscard]] std::vector<const wanted_release*>
    wanted_listed(copy_order order, const rating_book& ratings, std::string_view owner) const;

private:
    struct remembered {
        std::uint64_t edition = UINT64_MAX;
        database_id folder = 0;
        std::string key{};
        bool descending = false;
        std::vector<const owned_copy*> copies{};
    };

    std::map<database_id, folder_record> folders_{};
    std::vector<field_record> fields_{};
    std::map<database_id, owned_copy> copies_{};
    std::map<database_id, int> copies_by_release_{};
    std::map<database_id, int> copies_by_master_{};
    std::map<database_id, wanted_release> wants_{};
    mutable remembered last_{};
};

/// What lists of releases are ordered by: a text that compares as the values do. `added` and `rating` are not
/// the release's own and stay empty.
[[nodiscard]] std::string order_text(const release_record& release, std::string_view key);

} // namespace segue::emulator
