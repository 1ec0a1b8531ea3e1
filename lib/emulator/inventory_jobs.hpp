#pragma once

#include "catalog.hpp"
#include "clock_text.hpp"
#include "listing_change.hpp"
#include "message.hpp"
#include "window.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace segue::emulator {

/// How long a job takes: it is done at the first request about it after so many looks that found it pending,
/// or after that time, whichever comes first.
struct job_pace {
    int looks = 1;
    std::chrono::milliseconds time{60'000};
};

/// What exports and uploads have in common.
struct inventory_job {
    database_id id = 0;
    /// Whose, as the account is spelled.
    std::string owner{};
    std::string filename{};
    wall_second created{};
    /// None: it is not done yet.
    std::optional<wall_second> finished{};
    /// False: it came to nothing.
    bool succeeded = true;
    server_time started{};
    int looks_left = 0;

    [[nodiscard]] bool done() const noexcept { return finished.has_value(); }
    /// `pending`, `success` or `failed`.
    [[nodiscard]] std::string_view status() const noexcept;
    /// Whether its time has come although nobody has noticed yet.
    [[nodiscard]] bool due(server_time now, const job_pace& pace) const noexcept;
};

struct export_job : inventory_job {
    body_text file{};
};

enum class upload_kind { add, change, remove };

[[nodiscard]] std::string_view to_string(upload_kind kind) noexcept;

struct upload_job : inventory_job {
    upload_kind kind = upload_kind::add;
    /// The file without its first row, each row as columns and cells.
    std::vector<csv_cells> rows{};
    /// By row: how many cells there were too few or too many.
    std::vector<bool> ragged{};
    /// A sentence with HTML; empty while it runs.
    std::string results{};
};

/// The jobs of one kind. Pointers to jobs stay good.
template <class Job>
class job_book {
public:
    job_book(std::uint64_t seed, database_id before_first) : numbers_(seed), last_(before_first) {}

    Job& add(Job addition) {
        last_ += numbers_.between(1, 97);
        addition.id = last_;
        return jobs_.emplace(last_, std::move(addition)).first->second;
    }
    [[nodiscard]] Job* find(database_id id) {
        const auto found = jobs_.find(id);
        return found == jobs_.end() ? nullptr : &found->second;
    }
    /// Somebody's, by id.
    [[nodiscard]] std::vector<Job*> of(std::string_view owner) {
        std::vector<Job*> out;
        for (auto& [id, job] : jobs_)
            if (job.owner == owner)
                out.push_back(&job);
        return out;
    }

private:
    number_source numbers_;
    database_id last_;
    std::map<database_id, Job> jobs_{};
};

} // namespace segue::emulator
