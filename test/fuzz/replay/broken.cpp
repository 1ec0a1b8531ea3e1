#include "fuzz/replay/entry.hpp"

// An entry that breaks its rule at once, for the test of the runner.
int LLVMFuzzerTestOneInput(const std::uint8_t*, std::size_t size) {
    segue::test::hold(size == 0, "broken on purpose");
    return 0;
}
