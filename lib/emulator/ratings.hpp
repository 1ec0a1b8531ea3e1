#pragma once

#include "catalog.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace segue::emulator {

/// A sum of votes.
struct vote_count {
    std::int64_t count = 0;
    /// Of all votes together, in hundredths.
    std::int64_t hundredths = 0;
};

/// What users said of releases since the emulator started; the votes of the data set are added to that.
class rating_book {
public:
    /// 1 to 5; 0 when the user said nothing.
    [[nodiscard]] int of(database_id release, std::string_view username) const;
    /// 0 takes it back.
    void set(database_id release, std::string_view username, int rating);
    void erase(database_id release, std::string_view username);

    /// All votes on a release, those of the data set included.
    [[nodiscard]] vote_count votes(const release_record& release) const;
    /// What one user said, of all releases together.
    [[nodiscard]] vote_count given_by(std::string_view username) const;
    /// Whether nobody has said anything.
    [[nodiscard]] bool empty() const noexcept { return given_.empty(); }

private:
    std::map<database_id, std::map<std::string, int, std::less<>>> given_{};
};

} // namespace segue::emulator
