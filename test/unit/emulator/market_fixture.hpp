#pragma once

#include "asking.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace segue::emulator::testing {

/// A service with an empty shop of the emulator's own user and the shop of the other one; time stands still
/// until a test moves it.
class market_fixture : public ::testing::Test {
protected:
    explicit market_fixture(emulator_params params = {})
        : made_(
              [&params] {
                  params.rate = params.anonymous_rate = 1'000'000;
                  return params;
              }(),
              data_) {}

    response send(const request& asked) { return made_.answer(asked, now_).answer; }
    response get(const std::string& target, const std::string& token) {
        return send(with_body("GET", target, {}, token));
    }
    response get(const std::string& target) { return get(target, mine()); }
    response post(const std::string& target, std::string body, const std::string& token) {
        return send(with_body("POST", target, std::move(body), token));
    }
    response post(const std::string& target, std::string body) {
        return post(target, std::move(body), mine());
    }
    response remove(const std::string& target) { return send(with_body("DELETE", target, {}, mine())); }

    std::string mine() const { return made_.credentials().token; }
    std::string me() const { return made_.credentials().username; }
    std::string other() const { return made_.accounts().other_name(); }
    std::string token_of(std::string_view name) const { return made_.accounts().find(name)->token; }
    std::string others() const { return token_of(other()); }
    /// Somebody who never sold a thing.
    std::string third() const {
        for (const auto& [id, release] : data_->releases)
            if (!release.contributors.empty())
                return token_of(release.contributors.front());
        return {};
    }

    void pass(std::chrono::seconds time) {
        now_.tick += time;
        now_.wall += time;
    }
    marketplace& market() {
        marketplace* out = nullptr;
        made_.change([&out](const catalog&, world& state) { out = &state.market; });
        return *out;
    }
    /// Lists a copy by the API; gives its id.
    std::int64_t list(const std::string& more = {}) {
        const response made = post(
            "/marketplace/listings",
            R"j({"release_id": 352665, "condition": "Mint (M)", "price": 12.5)j" + more + "}");
        EXPECT_EQ(made.status, 201) << message_of(made);
        return parsed(made).at("listing_id").as_int64();
    }
    /// Sells a copy to the other one; gives the order's id.
    std::string order() { return order_of({list()}); }
    std::string order_of(const std::vector<database_id>& listings) {
        std::string out;
        made_.change([&](const catalog&, world& state) {
            out = sell(state.market, listings, state.accounts, other(), whole_second(now_.wall)).id;
        });
        return out;
    }
    static std::string listing_path(std::int64_t id) { return "/marketplace/listings/" + std::to_string(id); }

    std::shared_ptr<const catalog> data_ = make_catalog(1);
    service made_;
    /// Sun, 06 Nov 1994 08:49:37 GMT.
    moment now_ = at(std::chrono::seconds{1});
};

/// The members of that name in a list of objects, as text.
inline std::vector<std::string>
members(const boost::json::value& body, std::string_view list, std::string_view name) {
    std::vector<std::string> out;
    const auto key = [](std::string_view text) { return boost::json::string_view(text.data(), text.size()); };
    for (const boost::json::value& item : body.at(key(list)).as_array()) {
        const boost::json::value& found = item.at(key(name));
        const auto* text = found.if_string();
        out.push_back(
            text == nullptr ? boost::json::serialize(found) : std::string(text->data(), text->size()));
    }
    return out;
}

inline std::string text(const boost::json::value& from) {
    const auto* found = from.if_string();
    return found == nullptr ? boost::json::serialize(from) : std::string(found->data(), found->size());
}

} // namespace segue::emulator::testing
