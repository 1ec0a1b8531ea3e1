#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <unistd.h>

namespace segue::test {

/// Puts temporary folders into memory where the system has such a place, unless TMPDIR says where they go.
///
/// For tests whose files are written through to the disk thousands of times: a killed process loses nothing
/// that the kernel has, so that waiting for the disk shows nothing.
class quick_disk final : public ::testing::Environment {
public:
    void SetUp() override {
        if (::access("/dev/shm", W_OK) == 0)
            ::setenv("TMPDIR", "/dev/shm", 0); // NOLINT(concurrency-mt-unsafe): before the first thread
    }
};

} // namespace segue::test
