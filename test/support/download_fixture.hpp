#pragma once

#include "resource/download.hpp"
#include "resource/file_lanes.hpp"

#include <segue/base/events.hpp>
#include <segue/testing/counting_transport.hpp>
#include <segue/testing/manual_time.hpp>
#include <segue/testing/responses.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <gtest/gtest.h>

#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace segue::test {

/// Signs with something that must not get to other hosts; judges by the status alone.
class signing_provider final : public traffic::provider {
public:
    void sign(http::request& r, std::chrono::system_clock::time_point) const override {
        r.headers.set("Authorization", "sesame");
    }

    std::optional<failure>
    judge(const http::response& answer, std::chrono::system_clock::time_point) const override {
        if (answer.status < 300)
            return std::nullopt;
        failure f;
        f.code = answer.status >= 500  ? errc::server_failed
                 : answer.status < 400 ? errc::unexpected_redirect
                                       : errc::not_found;
        f.status = answer.status;
        f.body = answer.body;
        return f;
    }

    traffic::quota_reading
    read_quota(const http::response&, std::chrono::system_clock::time_point) const override {
        return {};
    }

    traffic::tier limit_tier() const noexcept override { return traffic::tier::authenticated; }
    std::string_view account() const noexcept override { return "somebody"; }

    traffic::repetition repetition_of(const http::request& r) const noexcept override {
        switch (r.method) {
        case http::method::get:
            return traffic::repetition::read;
        case http::method::put:
            return traffic::repetition::idempotent;
        default:
            return traffic::repetition::harmful;
        }
    }

    std::optional<int> attempts_worth_making(const http::request&, const failure&) const noexcept override {
        return std::nullopt;
    }

    std::chrono::seconds lifetime_of(const http::request&) const noexcept override {
        return std::chrono::hours(1);
    }

    std::vector<std::string> tags_of(const http::request&) const override { return {}; }
    std::vector<std::string> changed_by(const http::request&) const override { return {}; }
};

/// Every text of every event.
class text_observer final : public observer {
public:
    void on_event(const event& e) override {
        std::visit(
            [this](const auto& news) {
                if constexpr (requires { news.call; })
                    text.append(news.call.path).append("\n");
            },
            e);
    }

    std::string text;
};

/// A body of any length in which no part looks like another.
inline std::string sample_body(std::size_t size) {
    std::string body;
    body.reserve(size + 16);
    for (std::size_t i = 0; body.size() < size; ++i)
        body += "line " + std::to_string(i * 7919) + "\r\n";
    body.resize(size);
    return body;
}

inline http::response file_answer(std::string body, std::string_view type = "text/csv") {
    http::response answer;
    answer.status = 200;
    answer.headers.add("Content-Type", type);
    answer.headers.add("Content-Length", std::to_string(body.size()));
    answer.body = std::move(body);
    return answer;
}

inline http::response moved_to(std::string_view where, int status = 302) {
    http::response answer;
    answer.status = status;
    answer.headers.add("Location", where);
    answer.body = "moved";
    return answer;
}

/// The core of a client, whose service is `https://api.test`.
class download_fixture : public ::testing::Test {
protected:
    static resource::client_settings defaults() {
        resource::client_settings s;
        s.base = {"https", "api.test", 443};
        s.headers.add("User-Agent", "Test/1.0");
        s.headers.add("Accept", "application/json");
        s.deadline = std::chrono::minutes(5);
        s.attempt_limit = std::chrono::seconds(30);
        s.retry.max_attempts = 1;
        s.retry.first_wait = std::chrono::milliseconds(0);
        s.dice_seed = 1;
        s.file_quota.mode = traffic::rate_limit::off;
        return s;
    }

    /// `with` stands in the place of the transport that counts.
    std::shared_ptr<resource::client_core>
    make_core(std::shared_ptr<time_source> clock, std::shared_ptr<http::transport> with = nullptr) {
        if (!with)
            with = transport;
        ledger = traffic::make_quota_ledger(settings.quota);
        const collaborators parts(std::move(with), observer, std::move(clock), ledger);
        return resource::client_core::make(
            io.get_executor(), settings, parts, std::make_shared<signing_provider>());
    }

    static resource::request_spec file() {
        resource::request_spec spec;
        spec.path = "/export/1/download";
        return spec;
    }

    struct outcome {
        bool done = false;
        downloaded got;
        std::exception_ptr error;
        asio::cancellation_signal cancel;

        boost::system::error_code code() const {
            try {
                if (error)
                    std::rethrow_exception(error);
            } catch (const boost::system::system_error& e) {
                return e.code();
            }
            return {};
        }

        failure why() const {
            try {
                if (error)
                    std::rethrow_exception(error);
            } catch (const segue::error& e) {
                return e.details();
            }
            ADD_FAILURE() << "no error of ours";
            return {};
        }
    };

    std::shared_ptr<outcome> start(asio::awaitable<downloaded> work) {
        auto out = std::make_shared<outcome>();
        auto finish = [out](std::exception_ptr e, downloaded got) {
            out->done = true;
            out->error = std::move(e);
            out->got = std::move(got);
        };
        asio::co_spawn(io, std::move(work), asio::bind_cancellation_slot(out->cancel.slot(), finish));
        return out;
    }

    asio::io_context io{1};
    std::shared_ptr<testing::manual_time> time = std::make_shared<testing::manual_time>();
    std::shared_ptr<testing::counting_transport> transport =
        std::make_shared<testing::counting_transport>(time);
    std::shared_ptr<text_observer> observer = std::make_shared<text_observer>();
    std::shared_ptr<traffic::quota_ledger> ledger;
    resource::client_settings settings = defaults();
};

} // namespace segue::test
