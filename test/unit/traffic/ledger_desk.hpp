#pragma once

#include <segue/traffic/quota_ledger.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

/// A ledger driven by hand, with times in seconds since the start.
class ledger_desk {
public:
    using seconds = std::chrono::duration<double>;

    explicit ledger_desk(segue::traffic::quota_params params = {})
        : ledger(segue::traffic::make_quota_ledger(params)) {}

    static segue::traffic::time_point at(double t) {
        return segue::traffic::time_point{std::chrono::hours{1'000}} +
               std::chrono::round<segue::traffic::duration>(seconds{t});
    }
    static double since_start(segue::traffic::time_point t) {
        return std::chrono::duration_cast<seconds>(t - at(0)).count();
    }

    /// Counts the calls of its waker.
    struct bell final : segue::traffic::quota_waker {
        void wake() noexcept override { ++rings; }
        int rings = 0;
    };

    segue::traffic::ticket_id join(
        double now,
        segue::traffic::quota_request request = {},
        const std::shared_ptr<bell>& waker = nullptr) const {
        const auto answer = ledger->join(request, at(now), waker);
        const auto* place = std::get_if<segue::traffic::joined>(&answer);
        EXPECT_NE(place, nullptr) << "refused at " << now;
        return place != nullptr ? place->ticket : 0;
    }

    /// The permit, if one is granted now.
    std::optional<segue::traffic::permit_id> claim(segue::traffic::ticket_id ticket, double now) const {
        const auto answer = ledger->claim(ticket, at(now));
        const auto* permit = std::get_if<segue::traffic::granted>(&answer);
        return permit != nullptr ? std::optional{permit->permit} : std::nullopt;
    }

    /// When the ticket is told to ask again.
    double told(segue::traffic::ticket_id ticket, double now) const {
        const auto answer = ledger->claim(ticket, at(now));
        const auto* wait = std::get_if<segue::traffic::wait_until>(&answer);
        EXPECT_NE(wait, nullptr) << "granted or refused at " << now;
        return wait != nullptr ? since_start(wait->when) : -1;
    }

    /// Joins and claims; the permit must be granted.
    segue::traffic::permit_id take(double now, segue::traffic::quota_request request = {}) const {
        const auto permit = claim(join(now, request), now);
        EXPECT_TRUE(permit.has_value()) << "nothing free at " << now;
        return permit.value_or(0);
    }

    bool has_room(double now, segue::traffic::quota_request request = {}) const {
        const auto ticket = join(now, request);
        const auto permit = claim(ticket, now);
        if (permit)
            ledger->settle(*permit, {}, at(now));
        else
            ledger->leave(ticket, at(now));
        return permit.has_value();
    }

    segue::traffic::ledger_notes
    answer(segue::traffic::permit_id permit, double now, segue::traffic::quota_reading reading = {}) const {
        return ledger->settle(permit, {segue::traffic::settlement_kind::answered, at(now), reading}, at(now));
    }
    segue::traffic::ledger_notes
    refuse(segue::traffic::permit_id permit, double now, std::optional<double> retry_after = {}) const {
        segue::traffic::quota_reading reading{.refused = true};
        if (retry_after)
            reading.retry_after = std::chrono::round<segue::traffic::duration>(seconds{*retry_after});
        return answer(permit, now, reading);
    }
    void abandon(segue::traffic::permit_id permit, double now) const {
        ledger->settle(permit, {.kind = segue::traffic::settlement_kind::abandoned}, at(now));
    }
    void unsend(segue::traffic::permit_id permit, double now) const {
        ledger->settle(permit, {.kind = segue::traffic::settlement_kind::unsent}, at(now));
    }
    [[nodiscard]] segue::traffic::budget
    view(double now, segue::traffic::tier which = segue::traffic::tier::authenticated) const {
        return ledger->view(which, at(now));
    }

    /// Sends and answers `count` requests at one time, the first of them alone so that the ledger is warm.
    void spend(int count, double now) const {
        std::vector<segue::traffic::permit_id> permits;
        for (int i = 0; i < count; ++i) {
            const auto permit = take(now);
            if (i == 0)
                answer(permit, now);
            else
                permits.push_back(permit);
        }
        for (const auto permit : permits)
            answer(permit, now);
    }

    std::shared_ptr<segue::traffic::quota_ledger> ledger;
};
