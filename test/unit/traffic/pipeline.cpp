// What no read shows: the fate of writes. The rest of the pipeline is tested through a client.

#include "traffic/pipeline.hpp"

#include "base/cross.hpp"

#include <segue/testing/counting_transport.hpp>
#include <segue/testing/manual_time.hpp>
#include <segue/testing/responses.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <gtest/gtest.h>

namespace {

using namespace std::chrono_literals;
using namespace segue;
using namespace segue::traffic;

class plain_provider final : public provider {
public:
    void sign(http::request& r, std::chrono::system_clock::time_point) const override {
        r.headers.set("Signed", std::to_string(++signatures));
    }

    std::optional<failure>
    judge(const http::response& answer, std::chrono::system_clock::time_point) const override {
        if (answer.status < 300)
            return std::nullopt;
        failure f;
        f.code = errc::server_failed;
        return f;
    }

    quota_reading read_quota(const http::response&, std::chrono::system_clock::time_point) const override {
        return {};
    }

    tier limit_tier() const noexcept override { return tier::authenticated; }
    std::string_view account() const noexcept override { return "somebody"; }
    repetition repetition_of(const http::request&) const noexcept override { return repetition::harmful; }
    std::optional<int> attempts_worth_making(const http::request&, const failure&) const noexcept override {
        return std::nullopt;
    }
    std::chrono::seconds lifetime_of(const http::request&) const noexcept override { return {}; }
    std::vector<std::string> tags_of(const http::request&) const override { return {}; }
    std::vector<std::string> changed_by(const http::request&) const override { return {}; }

    mutable int signatures = 0;
};

class pipeline_writes : public ::testing::Test {
protected:
    result<delivery> run(call c) {
        pipeline::parts parts;
        parts.home = home;
        parts.time = time;
        parts.transport = transport;
        parts.ledger = ledger;
        parts.rules = rules;
        auto p = std::make_shared<pipeline>(parts);
        auto cancel = std::make_shared<asio::cancellation_signal>();
        result<delivery> outcome = failure();
        auto finish = [&outcome](std::exception_ptr e, result<delivery> r) {
            if (!e)
                outcome = std::move(r);
        };
        auto work = pipeline::run(p, std::move(c), cancel);
        asio::co_spawn(io, cross<result<delivery>>(home, cancel, std::move(work)), finish);
        time->run(io);
        return outcome;
    }

    call write() {
        call c;
        c.request.method = http::method::post;
        c.request.target = "/thing";
        c.request.body = "{}";
        c.repeating = repetition::harmful;
        return c;
    }

    std::function<segue::testing::reply(const http::request&)> answer;
    asio::io_context io{1};
    std::shared_ptr<strand_home> home = strand_home::on(io.get_executor());
    std::shared_ptr<segue::testing::manual_time> time = std::make_shared<segue::testing::manual_time>();
    std::shared_ptr<segue::testing::counting_transport> transport =
        std::make_shared<segue::testing::counting_transport>(
            [this](const http::request& r) { return answer(r); }, time);
    std::shared_ptr<quota_ledger> ledger = make_quota_ledger({});
    std::shared_ptr<plain_provider> rules = std::make_shared<plain_provider>();
};

TEST_F(pipeline_writes, answer_that_never_came_leaves_the_outcome_unknown) {
    for (const auto cause : {errc::connection_lost, errc::malformed_answer}) {
        answer = [cause](const http::request&) { return cause; };
        const auto outcome = run(write());
        EXPECT_EQ(outcome.error().code, errc::outcome_unknown);
        EXPECT_EQ(outcome.error().cause, cause);
        EXPECT_EQ(outcome.error().attempts, 1);
    }
    EXPECT_EQ(transport->count(), 2U) << "never repeated";
}

TEST_F(pipeline_writes, answer_cut_behind_its_head_says_what_the_head_said) {
    for (const auto& [status, code] :
         {std::pair{201, errc::completed_unreadable}, {500, errc::outcome_unknown}}) {
        const auto cut = segue::testing::reply::cut(segue::testing::json(status, "{"));
        answer = [cut](const http::request&) { return cut; };
        EXPECT_EQ(run(write()).error().code, code) << status;
    }
}

TEST_F(pipeline_writes, time_limit_with_the_request_on_its_way_leaves_the_outcome_unknown) {
    answer = [](const http::request&) { return segue::testing::json("{}"); };
    transport->use({.latency = 10min});
    const auto outcome = run(write());
    EXPECT_EQ(outcome.error().code, errc::outcome_unknown);
    EXPECT_EQ(outcome.error().cause, errc::attempt_timeout);
}

TEST_F(pipeline_writes, time_limit_in_the_queue_is_an_ordinary_one) {
    answer = [](const http::request&) { return segue::testing::json("{}"); };
    call c = write();
    c.deadline = time->now();
    EXPECT_EQ(run(std::move(c)).error().code, errc::deadline_exceeded);
    EXPECT_EQ(transport->count(), 0U);
}

TEST_F(pipeline_writes, stale_connection_is_not_resent) {
    transport->use({.connections = segue::testing::exchange_params::connection_use::kept});
    answer = [this](const http::request&) -> segue::testing::reply {
        if (transport->count() == 1)
            return segue::testing::json("{}");
        return errc::connection_lost;
    };
    EXPECT_TRUE(run(write()));
    EXPECT_EQ(run(write()).error().code, errc::outcome_unknown);
    EXPECT_EQ(transport->count(), 2U);
}

TEST_F(pipeline_writes, refusal_by_the_service_is_an_answer) {
    answer = [](const http::request&) { return segue::testing::json(500, "{}"); };
    const auto outcome = run(write());
    EXPECT_EQ(outcome.error().code, errc::server_failed);
    EXPECT_EQ(outcome.error().status, 500);
}

TEST_F(pipeline_writes, each_attempt_is_signed_anew) {
    transport->use({.connections = segue::testing::exchange_params::connection_use::kept});
    answer = [this](const http::request&) -> segue::testing::reply {
        if (transport->count() == 2)
            return errc::connection_lost;
        return segue::testing::json("{}");
    };
    call read;
    EXPECT_TRUE(run(read));
    EXPECT_TRUE(run(read));
    ASSERT_EQ(transport->count(), 3U);
    EXPECT_EQ(transport->request(1).headers.find("Signed"), "2");
    EXPECT_EQ(transport->request(2).headers.find("Signed"), "3");
}

} // namespace
