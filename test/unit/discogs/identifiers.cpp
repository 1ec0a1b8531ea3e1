#include <segue/discogs/identifiers.hpp>

#include <gtest/gtest.h>

namespace segue::discogs {
namespace {

struct barcode_case {
    const char* text;
    const char* digits;
    barcode_system system;
    barcode_check check;
    const char* gtin;
};

TEST(barcodes, codes_are_read_however_they_are_written) {
    using enum barcode_system;
    using enum barcode_check;
    const barcode_case cases[] = {
        {"5018524063819", "5018524063819", ean_13, right, "05018524063819"},
        {"5 050159 184729", "5050159184729", ean_13, right, "05050159184729"},
        {"7 24383 70072 1", "724383700721", upc_a, right, "00724383700721"},
        {"0 7567-92346-2 9", "075679234629", upc_a, right, "00075679234629"},
        {"0743214645918", "0743214645918", ean_13, right, "00743214645918"},
        {"*4 988005-123458*", "4988005123458", ean_13, wrong, ""},
        {"\xe2\x80\x8e"
         "96385074",
         "96385074",
         ean_8,
         right,
         "00000096385074"},
        {"96385075", "96385075", ean_8, wrong, ""},
        {"01234565", "01234565", upc_e, right, "00012345000065"},
        {"10614141000415", "10614141000415", gtin_14, right, "10614141000415"},
        {"7 43216 05321", "74321605321", other, unknown, ""},
        {"5018524063819 12", "501852406381912", other, unknown, ""},
        {"1", "1", other, unknown, ""},
    };
    for (const barcode_case& each : cases) {
        const auto read = read_barcode(each.text);
        ASSERT_TRUE(read) << each.text;
        EXPECT_EQ(read->digits, each.digits);
        EXPECT_EQ(read->system, each.system) << each.text;
        EXPECT_EQ(read->check, each.check) << each.text;
        EXPECT_EQ(read->gtin(), each.gtin) << each.text;
    }
    EXPECT_EQ(read_barcode("  5 050159 184729\r\n")->text, "5 050159 184729");
}

TEST(barcodes, a_changed_digit_is_seen) {
    const std::string good = "5018524063819";
    for (std::size_t i = 0; i < good.size(); ++i) {
        for (char digit = '0'; digit <= '9'; ++digit) {
            std::string changed = good;
            changed[i] = digit;
            const auto check = read_barcode(changed)->check;
            EXPECT_EQ(check == barcode_check::right, changed == good) << changed;
        }
    }
}

TEST(barcodes, narrow_codes_are_widened_by_each_rule) {
    const std::pair<const char*, const char*> cases[] = {
        {"04252614", "00042100005264"},
        {"01234505", "00012000003455"}, // rule 0
        {"01234523", "00012200003453"}, // rule 2
        {"01234531", "00012300000451"}, // rule 3
        {"01234543", "00012340000053"}, // rule 4
        {"01234558", "00012345000058"}, // rule 5
    };
    for (const auto& [narrow, wide] : cases) {
        const auto read = read_barcode(narrow);
        ASSERT_TRUE(read);
        EXPECT_EQ(read->system, barcode_system::upc_e) << narrow;
        EXPECT_EQ(read->gtin(), wide) << narrow;
    }
}

TEST(barcodes, texts_without_a_code_are_none) {
    for (const char* const text : {"", " ", "none", "-", "***", "BIEM 1234", "FACT 10", "12a"})
        EXPECT_EQ(read_barcode(text), std::nullopt) << text;
}

TEST(barcodes, only_identifiers_of_that_type_are_read) {
    identifier mark;
    EXPECT_EQ(read_barcode(mark), std::nullopt);
    mark.type = "Barcode";
    EXPECT_EQ(read_barcode(mark), std::nullopt);
    mark.value = "0743214645918";
    EXPECT_EQ(read_barcode(mark)->digits, "0743214645918");
    mark.type = "Label Code";
    EXPECT_EQ(read_barcode(mark), std::nullopt);
}

TEST(barcodes, one_code_in_two_systems_is_the_same) {
    const auto same = [](const char* left, const char* right) {
        const bool forward = same_barcode(*read_barcode(left), *read_barcode(right));
        EXPECT_EQ(forward, same_barcode(*read_barcode(right), *read_barcode(left)));
        return forward;
    };
    EXPECT_TRUE(same("7 24383 70072 1", "0724383700721"));
    EXPECT_TRUE(same("01234565", "012345000065"));
    EXPECT_TRUE(same("7 43216 05321", "74321605321"));
    EXPECT_FALSE(same("724383700721", "724383700722"));
    EXPECT_FALSE(same("743214645918", "74321464591"));
}

TEST(barcodes, code_put_together_by_hand_has_a_number_only_if_it_can) {
    barcode made;
    made.check = barcode_check::right;
    made.digits = std::string(20, '1');
    EXPECT_EQ(made.gtin(), "");
    made.digits = "1";
    made.system = barcode_system::upc_e;
    EXPECT_EQ(made.gtin(), "00000000000001");
}

TEST(catalog_numbers, one_number_has_one_key) {
    for (const char* const text :
         {"SK 026",
          "SK026",
          "SK-026",
          "sk.026",
          "Sk_026 ",
          "\xe2\x80\x8eSK\xc2\xa0"
          "026",
          "S\xe2\x80\x8fK\xe2\x80\x93"
          "026",
          "SK\xe2\x88\x92\xe2\x80\x90"
          "026"})
        EXPECT_EQ(catalog_number_key(text), "SK026") << text;
    EXPECT_EQ(catalog_number_key("PERM LP16"), catalog_number_key("PERMLP 16"));
    EXPECT_EQ(catalog_number_key("1/2"), "1/2") << "a stroke tells numbers apart";
    EXPECT_EQ(
        catalog_number_key("\xd0\x90\xd0\xb1 1"),
        "\xd0\x90\xd0\xb1"
        "1");
    for (const char* const text : {"", "none", "None", " NONE ", "-", "\xe2\x80\x8e"})
        EXPECT_EQ(catalog_number_key(text), "") << text;
}

TEST(catalog_numbers, keys_are_their_own_keys) {
    for (const char* const text :
         {"MLR-007", "No. 1", "n-one", "\xe2\x80-\x8e", "\xe2\x80", "74321 605321", "a\xc2\xa0-b"}) {
        const std::string key = catalog_number_key(text);
        EXPECT_EQ(catalog_number_key(key), key) << text;
    }
}

TEST(catalog_numbers, no_number_is_the_same_as_nothing) {
    EXPECT_TRUE(same_catalog_number("HARD 23 12X", "Hard 23 12X"));
    EXPECT_FALSE(same_catalog_number("SK 026", "SK 027"));
    EXPECT_FALSE(same_catalog_number("none", "none"));
    EXPECT_FALSE(same_catalog_number("", ""));
}

} // namespace
} // namespace segue::discogs
