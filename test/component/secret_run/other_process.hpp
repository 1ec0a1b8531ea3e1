#pragma once

#include <segue/account/secret.hpp>

#include <string>
#include <string_view>

/// The run of everything that touches secrets. A process of its own makes it, so that all of what it writes
/// and all of its memory can be searched; secrets come and go through pipes, by calls of the system alone.
namespace segue::test {

/// What the run adds to its work.
enum class run_kind : unsigned char {
    /// What programs do, with a tape recorded besides.
    taped,
    /// What programs do; its memory is written to a file in the end.
    dumped,
    /// The same, and secrets left on purpose in the log and in memory.
    leaking,
};

/// Where it happens; nothing secret.
struct run_place {
    run_kind kind = run_kind::taped;
    /// Exists; gets what the run writes.
    std::string folder;
    std::string base_url;
    std::string ca_file;
};

/// What the process does. **Returns** its exit status.
int run_with_secrets(const run_place& at);

/// The pipes' ends there. A question is a line of its kind and what it is about; so is the answer.
constexpr int questions_go_to = 3;
constexpr int answers_come_from = 0;

/// Files in the folder.
constexpr std::string_view plain_store_folder = "plain";
constexpr std::string_view memory_file = "memory";

} // namespace segue::test
