#include "corpus/corpus_run.hpp"
#include "corpus/json_compare.hpp"
#include "corpus/model_registry.hpp"
#include "corpus/mutations.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

// The checker itself must be able to fail.
namespace segue::test {
namespace {

using boost::json::parse;
using ::testing::HasSubstr;

bool same(const char* left, const char* right) {
    const bool forward = !difference(parse(left), parse(right));
    EXPECT_EQ(forward, !difference(parse(right), parse(left))) << left << ' ' << right;
    return forward;
}

TEST(json_compare, tolerated_differences_are_none) {
    EXPECT_TRUE(same(R"({"a":1,"b":[2,"x"]})", R"({"b":[2,"x"],"a":1})"));
    EXPECT_TRUE(same(R"({"a":null})", "{}"));
    EXPECT_TRUE(same(R"({"a":{"b":null}})", R"({"a":{}})"));
    EXPECT_TRUE(same(R"(["1",5,"2.50","true"])", R"([1,5.0,2.5,true])"));
    EXPECT_TRUE(same("18446744073709551615", R"("18446744073709551615")"));
}

TEST(json_compare, real_differences_are_seen) {
    EXPECT_FALSE(same(R"({"a":""})", "{}"));
    EXPECT_FALSE(same(R"({"a":[]})", "{}"));
    EXPECT_FALSE(same(R"({"a":{}})", "{}"));
    EXPECT_FALSE(same(R"({"a":0})", "{}"));
    EXPECT_FALSE(same(R"({"a":false})", R"({"a":0})"));
    EXPECT_FALSE(same(R"("1")", R"("1.0")"));
    EXPECT_FALSE(same(R"("007")", "7"));
    EXPECT_FALSE(same(R"("x")", R"("X")"));
    EXPECT_FALSE(same("[1,2]", "[2,1]"));
    EXPECT_FALSE(same("[1,null]", "[1]"));
    EXPECT_FALSE(same("9007199254740993", "9007199254740992"));
    EXPECT_FALSE(same(R"(["a"])", R"("a")"));
}

TEST(json_compare, difference_names_its_place) {
    EXPECT_EQ(difference(parse(R"({"a":[{"b":1}]})"), parse(R"({"a":[{"b":2}]})")), "/a/0/b: 1 against 2");
    EXPECT_EQ(difference(parse("{}"), parse(R"({"a":""})")), "/a: null against \"\"");
}

TEST(mutations, every_value_is_dropped_nulled_and_retyped) {
    const model_entry* const entry = find_model("discogs", "release");
    ASSERT_NE(entry, nullptr);
    auto body = parse(R"({"id":1,"title":"t","genres":["a","b"],"tracklist":[{"title":"x"}],"z":{"y":1}})");
    const auto original = body;
    std::set<std::pair<std::string, std::string>> seen;
    std::size_t hostile = 0;
    const std::size_t shown =
        mutate(body, entry->description(), 1, [&](const boost::json::value& changed, const mutation& what) {
            EXPECT_NE(changed, original) << what.pointer << ' ' << what.change;
            seen.emplace(what.pointer, what.change);
            hostile += what.must_drift ? 1U : 0U;
        });
    EXPECT_EQ(body, original);
    EXPECT_EQ(shown, seen.size());
    // Nine values of known fields have four changes each, the unknown one is dropped and nulled only.
    EXPECT_EQ(shown, 8U * 4U + 2U);
    EXPECT_EQ(hostile, 8U + 3U); // a retype of each, and null as an element
    for (const char* const pointer :
         {"/id", "/title", "/genres", "/genres/1", "/tracklist/0", "/tracklist/0/title", "/z"}) {
        EXPECT_TRUE(seen.contains({pointer, "dropped"})) << pointer;
        EXPECT_TRUE(seen.contains({pointer, "null"})) << pointer;
    }
}

// A corpus in a folder of its own.
class corpus_run : public ::testing::Test {
protected:
    corpus_run() {
        const auto* const info = ::testing::UnitTest::GetInstance()->current_test_info();
        folder_ = std::filesystem::temp_directory_path() /
                  ("segue_corpus_" + std::string{info->name()} + '_' +
                   std::to_string(::testing::UnitTest::GetInstance()->random_seed()) + '_' +
                   std::to_string(reinterpret_cast<std::uintptr_t>(this)));
        std::filesystem::create_directories(folder_);
        index_ << "provider\tmodel\tfile\tstatus\tkind\n";
    }

    ~corpus_run() override {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }

    void add(const std::string& model, const std::string& status, const std::string& text) {
        const std::string file = "body_" + std::to_string(++bodies_) + ".json";
        std::ofstream{folder_ / file} << text;
        index_ << "discogs\t" << model << '\t' << file << '\t' << status << "\treal\n";
    }

    corpus_outcome run(std::optional<std::uint64_t> seed = std::nullopt, const std::string& provider = "") {
        std::ofstream{folder_ / "INDEX.tsv"} << index_.str();
        std::ostringstream report;
        const corpus_outcome outcome = run_corpus({folder_, provider, seed}, report);
        report_ = report.str();
        return outcome;
    }

    std::filesystem::path folder_;
    std::ostringstream index_;
    std::string report_;
    int bodies_ = 0;
};

TEST_F(corpus_run, good_bodies_pass) {
    add("artist", "200", R"({"id":1,"name":"a","new":[1]})");
    add("artist", "404", R"({"message":"Artist not found."})");
    add("nothing we know", "", R"({"id":1})");
    const corpus_outcome outcome = run();
    EXPECT_TRUE(outcome.index_readable);
    EXPECT_EQ(outcome.passed, 2U);
    EXPECT_EQ(outcome.failed, 0U);
    EXPECT_EQ(outcome.without_model, 1U);
    EXPECT_THAT(report_, HasSubstr("discogs artist: 1 passed, 0 failed, 0 drift, extra: /new (1)\n"));
    EXPECT_THAT(report_, HasSubstr("discogs error: 1 passed, 0 failed, 0 drift, extra: none\n"));
    EXPECT_THAT(report_, HasSubstr("discogs nothing we know: no model yet for 1 body\n"));
}

TEST_F(corpus_run, named_value_in_extra_fails) {
    add("master_versions", "200", R"({"filters":{"available":{"format":{"CD":1,"LP":[]}}},"versions":[]})");
    EXPECT_EQ(run().failed, 1U);
    EXPECT_THAT(report_, HasSubstr("drift at /filters/available/format/LP, wanted integer, found array"));
    EXPECT_THAT(report_, HasSubstr("/filters/available{}/LP (1)"));
}

TEST_F(corpus_run, mutations_reach_named_values) {
    add("master_versions",
        "200",
        R"({"filters":{"applied":{"label":["x"]},"available":{"format":{"CD":1}}}})");
    for (const std::uint64_t seed : {1U, 2U, 3U, 4U, 5U}) {
        const corpus_outcome outcome = run(seed);
        // Seven values, each dropped, made null and of two other kinds.
        EXPECT_EQ(outcome.passed, 7U * 4U);
        EXPECT_EQ(outcome.failed, 0U) << report_;
    }
}

TEST_F(corpus_run, documented_field_in_extra_fails) {
    add("artist", "200", R"({"id":1,"name":"a","images":5})");
    EXPECT_EQ(run().failed, 1U);
    EXPECT_THAT(report_, HasSubstr("drift at /images, wanted array, found number"));
    EXPECT_THAT(report_, HasSubstr("a documented field ended in extra"));
}

TEST_F(corpus_run, unusable_bodies_are_reported) {
    add("artist", "200", R"({"id":1,)");
    add("artist", "200", "[]");
    add("nothing we know", "200", "<html>");
    index_ << "discogs\tartist\tmissing.json\t200\treal\n";
    const corpus_outcome outcome = run();
    EXPECT_EQ(outcome.passed, 0U);
    EXPECT_EQ(outcome.failed, 3U);
    EXPECT_THAT(report_, HasSubstr("body_1.json: unusable, not JSON"));
    EXPECT_THAT(report_, HasSubstr("body_2.json: not read"));
    EXPECT_THAT(report_, HasSubstr("body_3.json: unusable, not JSON"));
    EXPECT_THAT(report_, HasSubstr("missing.json: cannot be opened"));
}

TEST_F(corpus_run, other_providers_are_left_out_when_asked) {
    add("artist", "200", R"({"id":1,"name":"a"})");
    EXPECT_EQ(run(std::nullopt, "discogs").passed, 1U);
    EXPECT_EQ(run(std::nullopt, "deezer").passed, 0U);
}

TEST_F(corpus_run, mutations_count_each_changed_body) {
    add("artist", "200", R"({"id":1,"name":"a","urls":["x"],"members":[{"id":2,"name":"b","active":true}]})");
    for (const std::uint64_t seed : {1U, 2U, 3U, 4U, 5U}) {
        const corpus_outcome outcome = run(seed);
        EXPECT_EQ(outcome.passed, 36U);
        EXPECT_EQ(outcome.failed, 0U) << report_;
    }
}

TEST_F(corpus_run, folder_without_index_is_told) {
    std::ostringstream report;
    EXPECT_FALSE(run_corpus({folder_ / "nowhere", "", {}}, report).index_readable);
    std::ofstream{folder_ / "INDEX.tsv"} << "provider\tfile\n";
    EXPECT_FALSE(run_corpus({folder_, "", {}}, report).index_readable);
}

TEST(model_registry, names_are_unique) {
    std::set<std::pair<std::string_view, std::string_view>> names;
    for (const model_entry& entry : all_models()) {
        EXPECT_TRUE(names.emplace(entry.provider, entry.name).second) << entry.name;
        EXPECT_EQ(find_model(entry.provider, entry.name), &entry);
    }
    EXPECT_EQ(find_model("discogs", "no such model"), nullptr);
}

} // namespace
} // namespace segue::test
