#pragma once

#include "asking.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <utility>

namespace segue::emulator::testing {

/// A service with the emulator's own user and the one who keeps everything private.
class people_fixture : public ::testing::Test {
protected:
    explicit people_fixture(
        emulator_params params = {}, std::shared_ptr<const catalog> data = make_catalog(1))
        : data_(std::move(data)), made_(
                                      [&params] {
                                          params.rate = params.anonymous_rate = 100'000;
                                          return params;
                                      }(),
                                      data_) {}

    response
    ask(const std::string& method, const std::string& target, std::string body, const std::string& token) {
        return made_.answer(with_body(method, target, std::move(body), token), at(std::chrono::seconds{1}))
            .answer;
    }
    response as_application(const std::string& target) {
        const accepted_credentials& good = made_.credentials();
        const std::string pair = "key=" + good.consumer_key + "&secret=" + good.consumer_secret;
        return ask("GET", target + (target.find('?') == std::string::npos ? "?" : "&") + pair, {}, "");
    }
    std::string mine() const { return made_.credentials().token; }
    std::string other() const { return made_.accounts().find(made_.accounts().other_name())->token; }

    std::shared_ptr<const catalog> data_;
    service made_;
};

} // namespace segue::emulator::testing
