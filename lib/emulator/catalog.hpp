#pragma once

#include "records.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <string_view>
#include <vector>

namespace segue::emulator {

/// The data set; never changes once it is made, so any thread may read it.
struct catalog {
    std::map<database_id, release_record> releases{};
    std::map<database_id, artist_record> artists{};
    std::map<database_id, label_record> labels{};
    /// The release that stands for a master.
    std::map<database_id, database_id> main_releases{};
    /// Lists of releases by artist, in no particular order.
    std::map<database_id, std::vector<discography_entry>> discographies{};

    [[nodiscard]] const release_record* release(database_id id) const;
    [[nodiscard]] const artist_record* artist(database_id id) const;
    [[nodiscard]] const label_record* label(database_id id) const;
};

/// The same seed gives the same data, in every process and on every machine. `crates`: so many releases more,
/// for large collections.
[[nodiscard]] std::shared_ptr<const catalog> make_catalog(std::uint64_t seed, int crates = 0);
/// So many releases more as a collection of that size wants: none when the usual ones suffice.
[[nodiscard]] int crates_for(int collection_size) noexcept;

/// Facts from public sources; community figures, prices, image addresses and video keys are made up.
[[nodiscard]] std::vector<release_record> known_releases();
[[nodiscard]] std::vector<artist_record> known_artists();
[[nodiscard]] std::vector<label_record> known_labels();
/// Nine Inch Nails at full length: the release that benchmarks read.
[[nodiscard]] release_record the_downward_spiral();

/// Numbers that look random and are the same everywhere; `<random>`'s distributions are not.
class number_source {
public:
    explicit number_source(std::uint64_t seed) : state_(seed) {}
    [[nodiscard]] std::uint64_t next() noexcept;
    /// From `low` to `high`, both included.
    [[nodiscard]] int between(int low, int high) noexcept;

private:
    std::uint64_t state_;
};

/// Releases of Nine Inch Nails beyond the known ones: real titles, invented pressings.
[[nodiscard]] std::vector<release_record> generated_releases(number_source& numbers);
/// Invented compilations and productions on which Nine Inch Nails played a part.
[[nodiscard]] std::vector<release_record> generated_appearances(number_source& numbers);

/// Short invented records of invented artists, each of whom made forty.
[[nodiscard]] std::vector<release_record> crate_releases(number_source& numbers, int count);

} // namespace segue::emulator
