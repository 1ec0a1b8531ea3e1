#pragma once

#include "unit/discogs/operations/stage.hpp"

#include <gtest/gtest.h>

#include <ostream>

namespace segue::test {

inline void PrintTo(const operation* op, std::ostream* out) {
    *out << op->name() << ' ' << op->call;
}

/// Cases with one operation each.
class by_operation : public ::testing::TestWithParam<const operation*> {
protected:
    static const operation& op() { return *GetParam(); }
};

inline const auto name_of_row = [](const auto& chosen) { return chosen.param->name(); };

} // namespace segue::test
