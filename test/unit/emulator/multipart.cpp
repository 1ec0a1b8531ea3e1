#include "emulator/multipart.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace segue::emulator {
namespace {

using ::testing::Optional;
using ::testing::SizeIs;

std::optional<std::vector<form_part>> read(std::string_view body) {
    return read_multipart(body, "b1");
}

constexpr std::string_view head = "Content-Disposition: form-data; name=\"upload\"; filename=\"a.csv\"\r\n";

TEST(emulator_multipart, boundary_comes_from_the_content_type) {
    EXPECT_THAT(multipart_boundary("multipart/form-data; boundary=abc"), Optional(std::string("abc")));
    EXPECT_THAT(
        multipart_boundary("Multipart/Form-Data;charset=utf-8; Boundary=\"a b\""),
        Optional(std::string("a b")));
    for (const char* bad :
         {"",
          "text/csv",
          "multipart/mixed; boundary=abc",
          "multipart/form-data",
          "multipart/form-data; boundary=",
          "multipart/form-data; boundary=\"a",
          "multipart/form-data; boundary=a*b",
          "multipart/form-data; boundary=\"a \"",
          "multipart/form-data; boundary="
          "12345678901234567890123456789012345678901234567890123456789012345678901"})
        EXPECT_EQ(multipart_boundary(bad), std::nullopt) << bad;
}

TEST(emulator_multipart, one_file_is_read_with_its_names_and_type) {
    const std::string body =
        "--b1\r\n" + std::string(head) + "Content-Type: text/csv\r\n\r\na,b\r\n1,2\r\n\r\n--b1--\r\n";
    const auto parts = read(body);
    ASSERT_TRUE(parts);
    ASSERT_THAT(*parts, SizeIs(1));
    EXPECT_EQ(parts->front().name, "upload");
    EXPECT_THAT(parts->front().filename, Optional(std::string("a.csv")));
    EXPECT_EQ(parts->front().content_type, "text/csv");
    EXPECT_EQ(parts->front().content, "a,b\r\n1,2\r\n");
}

TEST(emulator_multipart, preamble_epilogue_and_padding_do_not_count) {
    const std::string body = "Hello\r\n--b1 \t\r\n" + std::string(head) + "\r\nx\r\n--b1\r\n" +
                             "content-disposition: form-data; name=note\r\n\r\n\r\n--b1--  \r\nbye";
    const auto parts = read(body);
    ASSERT_TRUE(parts);
    ASSERT_THAT(*parts, SizeIs(2));
    EXPECT_EQ(parts->at(0).content, "x");
    EXPECT_EQ(parts->at(1).name, "note");
    EXPECT_EQ(parts->at(1).filename, std::nullopt);
    EXPECT_EQ(parts->at(1).content, "");
}

TEST(emulator_multipart, what_only_looks_like_a_delimiter_is_content) {
    const std::string body = "--b1\r\n" + std::string(head) + "\r\nx --b1 y\r\n--b1z\r\n--b\r\n--b1--";
    const auto parts = read(body);
    ASSERT_TRUE(parts);
    EXPECT_EQ(parts->front().content, "x --b1 y\r\n--b1z\r\n--b");
}

TEST(emulator_multipart, escaped_quotes_belong_to_the_name) {
    const auto parts = read("--b1\r\nContent-Disposition: form-data; filename=\"a \\\"b\\\".csv\"; "
                            "name=upload\r\n\r\nx\r\n--b1--");
    ASSERT_TRUE(parts);
    EXPECT_THAT(parts->front().filename, Optional(std::string("a \"b\".csv")));
    EXPECT_EQ(parts->front().name, "upload");
}

TEST(emulator_multipart, malformed_bodies_are_refused) {
    const std::string good = std::string(head) + "\r\nx\r\n";
    const std::vector<std::string> cases{
        std::string{},
        std::string("no form at all"),
        "--b1\r\n" + good,
        "--b1\r\n" + good + "--b1\r\n" + good,
        "--b2\r\n" + good + "--b2--",
        "--b1\r\nno colon\r\n\r\nx\r\n--b1--",
        std::string("--b1\r\nContent-Type: text/csv\r\n\r\nx\r\n--b1--"),
        std::string("--b1\r\nContent-Disposition: attachment; name=upload\r\n\r\nx\r\n--b1--"),
        std::string("--b1\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b1--"),
        "--b1\r\n" + std::string(head) + "--b1--",
        std::string("--b1\r\n--b1--")};
    for (const std::string& bad : cases)
        EXPECT_EQ(read(bad), std::nullopt) << bad;
    const auto none = read("--b1--\r\n");
    ASSERT_TRUE(none);
    EXPECT_THAT(*none, SizeIs(0));
}

} // namespace
} // namespace segue::emulator
