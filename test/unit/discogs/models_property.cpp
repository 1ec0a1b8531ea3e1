#include "discogs/models/descriptions.hpp"
#include "resource/json_reader.hpp"
#include "resource/json_writer.hpp"

#include <gtest/gtest.h>

#include <iterator>
#include <random>

// Model to text to model is the identity, for models filled at random through their own descriptions.
namespace segue::discogs {
namespace {

using resource::field_description;
using resource::json_kind;
using resource::json_number;
using resource::json_outcome;
using resource::model_description;
using resource::value_type;

class random_filler {
public:
    explicit random_filler(std::uint64_t seed) : random_{seed} {}

    void fill(void* model, const model_description& description, int depth) {
        for (const field_description& field : description.fields) {
            if (field.mandatory ? !chance(5) : chance(2)) {
                value(at(model, field.offset), *field.type, depth);
            }
        }
        if (chance(4)) {
            auto& kept = *static_cast<extra*>(at(model, description.extra_offset));
            for (std::size_t i = below(4); i > 0; --i) {
                std::string name = "unknown " + std::to_string(below(30));
                name += text();
                kept.set(name, json(2));
            }
        }
    }

private:
    static void* at(void* base, std::size_t offset) { return static_cast<std::byte*>(base) + offset; }

    std::size_t below(std::size_t limit) { return static_cast<std::size_t>(random_() % limit); }
    bool chance(std::size_t one_in) { return below(one_in) == 0; }

    void value(void* member, const value_type& type, int depth) {
        switch (type.kind) {
        case json_kind::text:
            type.from_text(member, text());
            break;
        case json_kind::any:
            type.from_text(member, any_but_null());
            break;
        case json_kind::map:
            map(type.engage(member), type, depth);
            break;
        case json_kind::scalar:
            scalar(member, type);
            break;
        case json_kind::object:
            if (depth > 0) {
                fill(type.engage(member), type.model(), depth - 1);
            }
            break;
        case json_kind::list:
            list(member, type, depth);
            break;
        }
    }

    void map(void* entries, const value_type& type, int depth) {
        for (std::size_t i = below(4); i > 0; --i) {
            const std::string name = std::to_string(i) + text();
            value(type.append_named(entries, name), *type.element, depth);
        }
    }

    void list(void* member, const value_type& type, int depth) {
        const std::size_t size = depth == 0 && type.element->kind == json_kind::object ? 0 : below(4);
        for (std::size_t i = 0; i < size; ++i) {
            value(type.append(member), *type.element, depth);
        }
        type.set_form(member, size == 1 && chance(2) ? list_form::single : list_form::array);
    }

    void scalar(void* member, const value_type& type) {
        const std::string_view expected = type.expected;
        if (expected == "boolean") {
            type.from_boolean(member, chance(2));
        } else if (expected == "text") {
            type.from_text(member, text());
        } else {
            const std::string number = expected == "integer" ? whole() : real();
            ASSERT_EQ(type.from_number(member, json_number{number, {}}), json_outcome::taken) << number;
        }
    }

    std::string whole() {
        const auto number = static_cast<std::int64_t>(random_() >> below(64));
        return std::to_string(chance(2) ? number : -(number / 2));
    }

    std::string real() {
        // One draw a statement, so that every compiler fills alike.
        std::string number = std::to_string(below(100'000));
        number += '.' + std::to_string(below(1'000'000));
        if (chance(3)) {
            number += 'e' + std::to_string(below(20));
        }
        return chance(2) ? number : '-' + number;
    }

    std::string text() {
        static constexpr std::string_view pieces[] = {
            "",
            "a",
            "Vinyl",
            "\"",
            "\\",
            "\n",
            "\r\n",
            "\t",
            "\x01",
            "/",
            "\xc3\xbc",
            "\xe2\x80\x8e",
            "\xf0\x9f\x98\x80",
            "A1 to A3, B2",
            "https://api.example/releases/1?a=b&c=%20",
            "007",
            "null",
            "Accepted"};
        std::string result;
        for (std::size_t i = below(5); i > 0; --i) {
            result += pieces[below(std::size(pieces))];
        }
        return result;
    }

    std::string json(int depth) {
        std::string result;
        switch (below(depth > 0 ? 7 : 5)) {
        case 0:
            return "null";
        case 1:
            return chance(2) ? "true" : "false";
        case 2:
            return whole();
        case 3:
            return real() + "00";
        case 4:
            resource::write_text(result, text());
            return result;
        case 5:
            for (std::size_t i = below(4); i > 0; --i) {
                result += (result.empty() ? "" : ",") + json(depth - 1);
            }
            return '[' + result + ']';
        default:
            for (std::size_t i = below(4); i > 0; --i) {
                result += result.empty() ? "" : ",";
                resource::write_text(result, std::to_string(i) + text());
                result += ':';
                result += json(depth - 1);
            }
            return '{' + result + '}';
        }
    }

    std::string any_but_null() {
        std::string result = json(2);
        return result == "null" ? "[null]" : result;
    }

    std::mt19937_64 random_;
};

template <class Model>
class models_property : public ::testing::Test {};

using every_model = ::testing::Types<
    image,
    video,
    artist_credit,
    track,
    format,
    identifier,
    label_credit,
    company,
    user_summary,
    community_rating_value,
    community,
    stat_counts,
    release_list_stats,
    pagination_urls,
    pagination,
    release,
    artist,
    artist_reference,
    artist_release,
    search_community,
    search_user_data,
    search_result,
    service_error_detail,
    service_error,
    user_release_rating,
    community_rating,
    release_stats,
    price,
    converted_price,
    original_price,
    seller_stats,
    listing_seller,
    listing_release,
    listing,
    listing_created,
    order_party,
    order_item,
    order_shipping,
    order_tracking,
    order_tax,
    order,
    order_reference,
    order_refund,
    order_message,
    price_suggestions,
    marketplace_stats,
    page<listing>,
    page<order>,
    page<order_message>,
    database_statistics,
    service_info,
    master,
    master_version,
    version_filters,
    filter_value,
    filter_facet,
    master_versions_page,
    inventory_export,
    page<inventory_export>,
    inventory_upload,
    page<inventory_upload>,
    label_reference,
    label,
    label_release,
    identity,
    user,
    submitted_artist,
    submitted_label,
    submitted_entries,
    submissions_form,
    page<release>,
    collection_note,
    basic_information,
    collection_folder,
    collection_item,
    instance_created,
    collection_field,
    collection_value,
    page<collection_folder>,
    page<collection_item>,
    page<collection_field>,
    want,
    page<want>,
    user_list_summary,
    user_list_item,
    user_list,
    page<user_list_summary>,
    page<label_release>,
    page<artist_release>,
    page<search_result>>;
TYPED_TEST_SUITE(models_property, every_model);

constexpr int models_each = 400; // over 10,000 in all

TYPED_TEST(models_property, written_model_reads_back_equal) {
    const model_description& description = resource::json_traits<TypeParam>::description();
    std::size_t not_default = 0;
    for (int i = 0; i < models_each; ++i) {
        random_filler filler{static_cast<std::uint64_t>(i)};
        TypeParam model;
        filler.fill(&model, description, 3);
        ASSERT_FALSE(this->HasFatalFailure());
        not_default += model == TypeParam{} ? 0U : 1U;

        const std::string text = resource::to_json(model);
        TypeParam back;
        std::vector<drift> drifts;
        const auto failure = resource::read_json(text, back, &drifts);
        ASSERT_FALSE(failure) << failure->found << " at " << failure->offset << " of " << text;
        ASSERT_TRUE(drifts.empty()) << drifts[0].pointer << " in " << text;
        ASSERT_TRUE(back == model) << text << "\nagainst\n" << resource::to_json(back);
        ASSERT_EQ(resource::to_json(back), text);
    }
    EXPECT_GT(not_default, models_each / 2U);
}

TYPED_TEST(models_property, copy_equals_and_change_is_seen) {
    random_filler filler{99};
    TypeParam model;
    filler.fill(&model, resource::json_traits<TypeParam>::description(), 3);
    TypeParam copy = model;
    EXPECT_TRUE(copy == model);
    copy.extra.set("one more", "1");
    EXPECT_FALSE(copy == model);
}

} // namespace
} // namespace segue::discogs
