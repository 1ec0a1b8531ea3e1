#include "emulator/images.hpp"

#include "emulator/service.hpp"

#include <gmock/gmock.h>

namespace {

using namespace segue::emulator;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr std::string_view base = "https://127.0.0.1:1";

class emulator_images : public ::testing::Test {
protected:
    emulator_images() { service_.name_images(std::string(base)); }

    response get(const std::string& target, header_list headers = {}) {
        request asked;
        asked.method = "GET";
        asked.target = target;
        asked.headers = std::move(headers);
        last_ = service_.answer(asked, {});
        return last_.answer;
    }

    std::string first_address() {
        const auto token = "Discogs token=" + service_.credentials().token;
        const auto release = get("/releases/352665", {{"User-Agent", "T/1"}, {"Authorization", token}});
        const std::string& body = *release.body;
        const auto from = body.find(std::string(base) + "/images/");
        if (from == std::string::npos)
            return {};
        return body.substr(from + base.size(), body.find('"', from) - from - base.size());
    }

    service service_{emulator_params{}, make_catalog(1)};
    verdict last_;
};

TEST_F(emulator_images, named_address_leads_to_a_picture_that_is_always_the_same) {
    const auto address = first_address();
    ASSERT_THAT(address, StartsWith("/images/"));
    const auto picture = get(address);
    EXPECT_EQ(picture.status, 200);
    EXPECT_EQ(find_header(picture.headers, "Content-Type"), "image/png");
    EXPECT_THAT(*picture.body, StartsWith("\x89PNG\r\n\x1a\n"));
    EXPECT_EQ(*get(address).body, *picture.body);
    EXPECT_TRUE(last_.handled);
}

TEST_F(emulator_images, cost_nothing_of_the_window_and_ask_for_no_name) {
    get(first_address());
    EXPECT_FALSE(last_.counted);
    EXPECT_EQ(find_header(last_.answer.headers, "X-Discogs-Ratelimit"), std::nullopt);
}

TEST_F(emulator_images, changed_or_made_up_address_is_refused) {
    const auto address = first_address();
    auto changed = address;
    changed.replace(changed.find("/q:90"), 5, "/q:91");
    for (const auto& each : {changed, std::string("/images/"), std::string("/images/1.x/a"), address + "g"})
        EXPECT_EQ(get(each).status, 403) << each;
    request asked;
    asked.method = "DELETE";
    asked.target = address;
    EXPECT_EQ(service_.answer(asked, {}).answer.status, 405);
}

TEST_F(emulator_images, expired_address_is_refused_and_answers_name_a_new_one) {
    const auto address = first_address();
    service_.expire_images();
    EXPECT_EQ(get(address).status, 403);
    const auto later = first_address();
    EXPECT_NE(later, address);
    EXPECT_EQ(get(later).status, 200);
}

TEST(emulator_image_host, leaves_other_addresses_alone) {
    const image_host host(1);
    const std::string text =
        R"({"uri":"https://i.discogs.com/a/b.jpeg","other":"https://api.discogs.com/x"})";
    const auto moved = host.localize(text, base);
    EXPECT_THAT(moved, HasSubstr(R"("other":"https://api.discogs.com/x"})"));
    EXPECT_THAT(moved, HasSubstr("/a/b.jpeg\""));
    EXPECT_THAT(moved, Not(HasSubstr("https://i.discogs.com")));
    EXPECT_EQ(host.localize("{}", base), "{}");
}

TEST(emulator_image_host, bytes_depend_on_number_and_size) {
    EXPECT_EQ(make_png(1, 20, 10), make_png(1, 20, 10));
    EXPECT_NE(make_png(1, 20, 10), make_png(2, 20, 10));
    const auto small = make_png(1, 1, 1);
    EXPECT_THAT(small, HasSubstr("IHDR"));
    EXPECT_THAT(small.substr(small.size() - 12), StartsWith(std::string("\0\0\0\0IEND", 8)));
    EXPECT_GT(make_png(1, 600, 600).size(), 300'000U);
}

} // namespace
