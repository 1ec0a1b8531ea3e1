#include <segue/discogs/roles.hpp>

#include <gtest/gtest.h>

namespace segue::discogs {

void PrintTo(const role& r, std::ostream* out) {
    *out << '"' << r.name << "\" [" << r.detail << ']';
}

namespace {

using roles_of = std::vector<role>;

TEST(roles, usual_texts_are_split) {
    EXPECT_EQ(split_roles("Producer"), (roles_of{{"Producer", ""}}));
    EXPECT_EQ(
        split_roles("Written-By [Lyrics By], Producer, Mixed By [Additional]"),
        (roles_of{{"Written-By", "Lyrics By"}, {"Producer", ""}, {"Mixed By", "Additional"}}));
    EXPECT_EQ(
        split_roles("Vocals, Guitar [Snake], Performer [Electric Larynx, Treatments], Synthesizer"),
        (roles_of{
            {"Vocals", ""},
            {"Guitar", "Snake"},
            {"Performer", "Electric Larynx, Treatments"},
            {"Synthesizer", ""}}))
        << "a comma in brackets divides nothing";
}

TEST(roles, odd_texts_are_split_as_far_as_they_can_be) {
    EXPECT_EQ(split_roles(""), roles_of());
    EXPECT_EQ(split_roles(" , ,, "), roles_of());
    EXPECT_EQ(split_roles("[]"), roles_of());
    EXPECT_EQ(split_roles("  Bass  ,Drums\t[ Snare ] "), (roles_of{{"Bass", ""}, {"Drums", "Snare"}}));
    EXPECT_EQ(split_roles("Guitar [Lead] [Rhythm]"), (roles_of{{"Guitar", "Lead, Rhythm"}}));
    EXPECT_EQ(split_roles("[Uncredited]"), (roles_of{{"", "Uncredited"}}));
    EXPECT_EQ(split_roles("A [B [C, D], E], F"), (roles_of{{"A", "B [C, D], E"}, {"F", ""}}));
    EXPECT_EQ(split_roles("A [B, C"), (roles_of{{"A [B", ""}, {"C", ""}})) << "no other half: text";
    EXPECT_EQ(split_roles("A ]B, C"), (roles_of{{"A ]B", ""}, {"C", ""}}));
    EXPECT_EQ(split_roles("A [B [C], D"), (roles_of{{"A [B", "C"}, {"D", ""}}));
    EXPECT_EQ(split_roles("Piano [Left] Hand"), (roles_of{{"Piano Hand", "Left"}}));
}

TEST(roles, written_roles_are_split_the_same) {
    EXPECT_EQ(
        to_text(roles_of{{"Written-By", "Lyrics By"}, {"Producer", ""}, {"", "Tape"}}),
        "Written-By [Lyrics By], Producer, [Tape]");
    EXPECT_EQ(to_text(roles_of()), "");
    for (const char* const text :
         {"Producer, Engineer [Mix]",
          "A [B [C], D",
          "] [",
          "[[x], y]], [",
          "A [B] C [D], E[F",
          "a],[b",
          ",[,],"}) {
        const auto once = split_roles(text);
        EXPECT_EQ(split_roles(to_text(once)), once) << text;
    }
}

TEST(roles, a_megabyte_of_brackets_ends) {
    EXPECT_EQ(split_roles(std::string(1'000'000, '[')).size(), 1U);
    const std::string nested = std::string(500'000, '[') + std::string(500'000, ']');
    EXPECT_EQ(split_roles(nested).size(), 1U);
    std::string many;
    for (int i = 0; i < 100'000; ++i)
        many += "A [B, C],";
    EXPECT_EQ(split_roles(many).size(), 100'000U);
}

} // namespace
} // namespace segue::discogs
