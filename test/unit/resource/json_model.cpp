#include "unit/resource/json_sample.hpp"

#include <gtest/gtest.h>

namespace segue::test {
namespace {

using resource::model_description;

TEST(json_model, every_name_is_found_and_no_other) {
    const model_description& description = resource::json_traits<sample>::description();
    for (std::size_t i = 0; i < description.fields.size(); ++i) {
        EXPECT_EQ(description.find(description.fields[i].wire), 2 * i);
        if (!description.fields[i].readable.empty()) {
            EXPECT_EQ(description.find(description.fields[i].readable), 2 * i + 1);
        }
    }
    for (const char* const name : {"", "i", "idd", "ID", "texts/0", "extra", "r", "rdbl ", "title\n"}) {
        EXPECT_EQ(description.find(name), model_description::no_slot) << name;
    }
}

TEST(json_model, plain_ids_and_texts_are_mandatory) {
    const model_description& description = resource::json_traits<sample>::description();
    EXPECT_EQ(description.mandatory, 0b11U);
    EXPECT_TRUE(description.fields[0].mandatory);
    EXPECT_FALSE(description.fields[2].mandatory);
}

} // namespace
} // namespace segue::test
