#pragma once

#include "accounts.hpp"
#include "search.hpp"

#include <map>
#include <string>
#include <vector>

namespace segue::emulator {

struct list_item {
    search_kind kind = search_kind::release;
    database_id id = 0;
    std::string comment{};
};

/// A list that a user made. No operation of the API changes one.
struct list_record {
    database_id id = 0;
    const account* owner = nullptr;
    std::string name{};
    std::string description{};
    bool is_public = true;
    std::string date_added{};
    std::string date_changed{};
    std::vector<list_item> items{};
};

/// The lists there are: a public and a private one of either user.
class list_book {
public:
    list_book(const account& own, const account& other);

    /// Null when there is no such list.
    [[nodiscard]] const list_record* find(database_id id) const;
    /// Those of one user, oldest first; private ones only for the owner.
    [[nodiscard]] std::vector<const list_record*> of(const account& owner, bool with_private) const;

private:
    void add(list_record addition);

    std::map<database_id, list_record> lists_{};
};

} // namespace segue::emulator
