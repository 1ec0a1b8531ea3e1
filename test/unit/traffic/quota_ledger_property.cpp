// Seeded random schedules against an oracle that shares no code with the ledger: it writes down every arrival
// and recounts the window each time. SEGUE_SCHEDULES sets how many are tried, SEGUE_SEED where they start.

#include "unit/traffic/ledger_simulation.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace {

using namespace segue::traffic;
using simulation::nanoseconds;
using simulation::seconds;

constexpr nanoseconds milliseconds = 1'000'000;

enum class first_byte : unsigned char { reported, send_time };
enum class others : unsigned char { none, present };

/// One provider whose only rule is the documented one.
class window_oracle {
public:
    window_oracle(nanoseconds window, simulation::refusals kind) : window_(window), refusals_(kind) {}

    struct verdict {
        bool accepted = false;
        bool own_too_many = false; ///< our own requests alone filled the window
        int used = 0;
    };

    verdict arrive(nanoseconds now, int limit, bool own) {
        verdict result;
        const auto inside = [&](const arrival& each) { return each.at > now - window_; };
        const auto all = std::count_if(log_.begin(), log_.end(), inside);
        const auto ours = std::count_if(
            log_.begin(), log_.end(), [&](const arrival& each) { return each.own && inside(each); });
        result.accepted = all < limit;
        result.own_too_many = own && ours >= limit;
        if (result.accepted || refusals_ == simulation::refusals::counted)
            log_.push_back({now, own});
        result.used = static_cast<int>(all) + (result.accepted ? 1 : 0);
        return result;
    }

private:
    struct arrival {
        nanoseconds at;
        bool own;
    };
    std::vector<arrival> log_;
    nanoseconds window_;
    simulation::refusals refusals_;
};

struct tally {
    int refused = 0;
    int own_too_many = 0;
    int granted = 0, answered = 0, unsent = 0, abandoned = 0, left = 0, too_late = 0;
    int unfinished = 0;

    tally& operator+=(const tally& more) {
        refused += more.refused;
        own_too_many += more.own_too_many;
        granted += more.granted;
        answered += more.answered;
        unsent += more.unsent;
        abandoned += more.abandoned;
        left += more.left;
        too_late += more.too_late;
        unfinished += more.unfinished;
        return *this;
    }
};

class schedule {
public:
    schedule(std::uint64_t seed, others strangers, first_byte reporting)
        : random_(seed), reporting_(reporting), strangers_(strangers),
          window_(number(500, 3'000) * milliseconds), linger_(number(200, 2'000) * milliseconds),
          authenticated_(number(1, 6)), anonymous_(number(1, authenticated_)),
          oracle_(window_, chance(0.5) ? simulation::refusals::counted : simulation::refusals::free) {
        quota_params params;
        params.authenticated_limit = authenticated_;
        params.anonymous_limit = anonymous_;
        params.window = std::chrono::milliseconds{window_ / milliseconds};
        params.linger = std::chrono::milliseconds{linger_ / milliseconds};
        params.probe = chance(0.7) ? cold_probe::on : cold_probe::off;
        if (chance(0.1))
            params.mode = rate_limit::spread;
        params.queue_bound = static_cast<std::size_t>(number(3, 50));
        ledger_ = make_quota_ledger(params);
        slow_ = chance(0.3) ? pick(0.3, 1.5) : pick(0.001, 0.3);
        trouble_ = chance(0.5) ? pick(0.0, 0.3) : 0.0;
        says_quota_ = !chance(0.2);
        if (strangers_ == others::none && params.probe == cold_probe::off)
            says_quota_ = says_quota_ && chance(0.8);
    }

    tally run() {
        const int workers = number(1, 6);
        int requests = number(3, 14);
        for (int i = 0; i < workers; ++i)
            workers_.push_back(std::make_shared<worker>(*this));
        for (int i = 0; requests > 0; i = (i + 1) % workers, --requests)
            ++workers_[static_cast<std::size_t>(i)]->left;
        for (const auto& each : workers_)
            time_.at(seconds(chance(0.5) ? 0 : pick(0, 2)), [this, &each] { next(*each); });
        if (strangers_ == others::present)
            for (int i = number(1, 12); i > 0; --i)
                time_.at(seconds(pick(0, 6)), [this] { oracle_.arrive(time_.now(), authenticated_, false); });
        for (int steps = 0; steps < 20'000 && time_.step(); ++steps) {
        }
        for (const auto& each : workers_)
            result_.unfinished += each->left;
        return result_;
    }

private:
    struct worker final : quota_waker, std::enable_shared_from_this<worker> {
        explicit worker(schedule& owner) : schedule_(owner) {}
        void wake() noexcept override { schedule_.plan(*this, schedule_.time_.now()); }
        schedule& schedule_;
        ticket_id ticket = 0;
        tier limit_tier = tier::authenticated;
        std::uint64_t turn = 0;
        int left = 0;
    };
    struct exchange {
        permit_id permit = 0;
        nanoseconds sent = 0;
        bool settled = false;
        tier limit_tier = tier::authenticated;
        window_oracle::verdict judged{};
    };

    double pick(double low, double high) {
        return std::uniform_real_distribution<double>{low, high}(random_);
    }
    int number(int low, int high) { return std::uniform_int_distribution<int>{low, high}(random_); }
    bool chance(double p) { return pick(0, 1) < p; }
    [[nodiscard]] int limit(tier which) const {
        return which == tier::authenticated ? authenticated_ : anonymous_;
    }
    [[nodiscard]] time_point now() const { return simulation::at(time_.now()); }

    void done(worker& mine) {
        --mine.left;
        time_.in(chance(0.7) ? 0 : seconds(pick(0, 1.0)), [this, &mine] { next(mine); });
    }

    void next(worker& mine) {
        if (mine.left == 0)
            return;
        mine.limit_tier = chance(0.3) ? tier::anonymous : tier::authenticated;
        quota_request request{
            .limit_tier = mine.limit_tier, .importance = static_cast<priority>(number(0, 2))};
        if (chance(0.3))
            request.deadline = simulation::at(time_.now() + seconds(pick(0, 8)));
        const auto answer = ledger_->join(request, now(), mine.weak_from_this());
        if (const auto* place = std::get_if<joined>(&answer)) {
            mine.ticket = place->ticket;
            if (chance(trouble_)) { // cancelled before or while it waits
                plan(mine, time_.now());
                time_.in(chance(0.3) ? 0 : seconds(pick(0, 3)), [this, &mine, ticket = mine.ticket] {
                    if (mine.ticket == ticket && ticket != 0) {
                        ++mine.turn;
                        mine.ticket = 0;
                        ledger_->leave(ticket, now());
                        ++result_.left;
                        done(mine);
                    }
                });
            } else {
                ask(mine);
            }
        } else {
            ++result_.too_late;
            done(mine);
        }
    }

    void plan(worker& mine, nanoseconds when) {
        const nanoseconds late = chance(0.1) ? seconds(pick(0, 0.05)) : 0;
        time_.at(when + late, [this, &mine, turn = ++mine.turn] {
            if (turn == mine.turn && mine.ticket != 0)
                ask(mine);
        });
    }

    void ask(worker& mine) {
        const auto answer = ledger_->claim(mine.ticket, now());
        if (const auto* wait = std::get_if<wait_until>(&answer))
            return plan(mine, simulation::since_start(wait->when));
        ++mine.turn;
        mine.ticket = 0;
        if (const auto* permit = std::get_if<granted>(&answer)) {
            ++result_.granted;
            send(mine, permit->permit);
        } else {
            ++result_.too_late;
            done(mine);
        }
    }

    void settle(worker& mine, exchange& about, settlement_kind kind) {
        if (about.settled)
            return;
        about.settled = true;
        settlement how{.kind = kind};
        if (kind == settlement_kind::answered) {
            ++result_.answered;
            how.first_byte_at = reporting_ == first_byte::reported ? now() : simulation::at(about.sent);
            how.reading.refused = !about.judged.accepted;
            if (says_quota_ && !chance(0.1)) {
                how.reading.limit = limit(about.limit_tier);
                how.reading.remaining = std::max(0, limit(about.limit_tier) - about.judged.used);
            }
            if (how.reading.refused && chance(0.5))
                how.reading.retry_after = std::chrono::seconds{number(0, 3)};
        } else {
            ++(kind == settlement_kind::unsent ? result_.unsent : result_.abandoned);
        }
        ledger_->settle(about.permit, how, now());
        done(mine);
    }

    void send(worker& mine, permit_id permit) {
        const auto about = std::make_shared<exchange>();
        about->permit = permit;
        about->sent = time_.now();
        about->limit_tier = mine.limit_tier;
        if (chance(trouble_)) { // cancelled between grant and send
            time_.in(seconds(pick(0, 0.5)), [this, &mine, about] {
                settle(mine, *about, settlement_kind::unsent);
            });
            return;
        }
        if (chance(0.2)) // signing takes its time
            about->sent += seconds(pick(0, 0.05));
        // Time-outs and cancellations end the wait; the provider may count it until linger later.
        const bool gives_up = chance(trouble_);
        const nanoseconds end = about->sent + seconds(gives_up ? pick(0, 0.6) : 1'000);
        nanoseconds arrival = about->sent + seconds(pick(0, slow_));
        if (gives_up) {
            if (chance(0.4))
                arrival = end + static_cast<nanoseconds>(pick(0, 1) * static_cast<double>(linger_));
            arrival = std::min(arrival, end + linger_);
            time_.at(end, [this, &mine, about] { settle(mine, *about, settlement_kind::abandoned); });
            if (chance(0.3))
                return; // lost on the way
        }
        time_.at(arrival, [this, &mine, about] {
            about->judged = oracle_.arrive(time_.now(), limit(about->limit_tier), true);
            if (!about->settled) { // nobody hears how one that we gave up on fares
                result_.refused += !about->judged.accepted;
                result_.own_too_many += about->judged.own_too_many;
            }
            time_.in(seconds(pick(0, slow_)), [this, &mine, about] {
                settle(mine, *about, settlement_kind::answered);
            });
        });
    }

    std::mt19937_64 random_;
    first_byte reporting_;
    others strangers_;
    nanoseconds window_, linger_;
    int authenticated_, anonymous_;
    window_oracle oracle_;
    double slow_ = 0, trouble_ = 0;
    bool says_quota_ = true;
    simulation::timeline time_;
    std::shared_ptr<quota_ledger> ledger_;
    std::vector<std::shared_ptr<worker>> workers_;
    tally result_;
};

std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
    const char* text = std::getenv(name);
    return text != nullptr ? std::strtoull(text, nullptr, 10) : otherwise;
}

std::uint64_t schedules() {
#ifdef SEGUE_TEST_SANITIZED
    constexpr std::uint64_t by_default = 4'000;
    std::printf("sanitizer build: %d schedules instead of 120000\n", static_cast<int>(by_default));
#else
    constexpr std::uint64_t by_default = 120'000;
#endif
    return from_environment("SEGUE_SCHEDULES", by_default);
}

std::uint64_t first_seed() {
    return from_environment("SEGUE_SEED", 1);
}

void print(const char* what, std::uint64_t count, const tally& sum) {
    std::printf(
        "%s: %llu schedules, %d grants, %d answered, %d unsent, %d abandoned, %d left, %d too late; "
        "%d refused, %d times over the limit by ourselves\n",
        what,
        static_cast<unsigned long long>(count),
        sum.granted,
        sum.answered,
        sum.unsent,
        sum.abandoned,
        sum.left,
        sum.too_late,
        sum.refused,
        sum.own_too_many);
}

TEST(quota_ledger_property, alone_it_is_never_refused_and_never_over_the_limit) {
    tally sum;
    const auto count = schedules();
    for (std::uint64_t seed = first_seed(); seed < first_seed() + count; ++seed) {
        const tally one = schedule{seed, others::none, first_byte::reported}.run();
        ASSERT_EQ(one.refused, 0) << "SEGUE_SEED=" << seed << " SEGUE_SCHEDULES=1";
        ASSERT_EQ(one.own_too_many, 0) << "SEGUE_SEED=" << seed << " SEGUE_SCHEDULES=1";
        ASSERT_EQ(one.unfinished, 0) << "SEGUE_SEED=" << seed << " SEGUE_SCHEDULES=1";
        sum += one;
    }
    print("alone", count, sum);
    if (count > 1'000) { // every step was taken, or the case shows nothing
        EXPECT_GT(sum.answered, 0);
        EXPECT_GT(sum.unsent, 0);
        EXPECT_GT(sum.abandoned, 0);
        EXPECT_GT(sum.left, 0);
        EXPECT_GT(sum.too_late, 0);
    }
}

TEST(quota_ledger_property, among_others_its_own_requests_alone_never_fill_the_window) {
    tally sum;
    const auto count = schedules() / 3 + 1;
    for (std::uint64_t seed = first_seed(); seed < first_seed() + count; ++seed) {
        const tally one = schedule{seed, others::present, first_byte::reported}.run();
        ASSERT_EQ(one.own_too_many, 0) << "SEGUE_SEED=" << seed << " SEGUE_SCHEDULES=1";
        ASSERT_EQ(one.unfinished, 0) << "SEGUE_SEED=" << seed << " SEGUE_SCHEDULES=1";
        sum += one;
    }
    print("among others", count, sum);
    if (count > 1'000) {
        EXPECT_GT(sum.refused, 0); // the strangers are felt
    }
}

/// A driver that says the answer came when the request was sent frees slots too early; the oracle must see
/// it.
TEST(quota_ledger_property, driver_that_frees_at_send_is_caught) {
    tally sum;
    const std::uint64_t count = 2'000;
    for (std::uint64_t seed = 1; seed <= count; ++seed)
        sum += schedule{seed, others::none, first_byte::send_time}.run();
    print("freed at send", count, sum);
    EXPECT_GT(sum.refused, 0);
    EXPECT_GT(sum.own_too_many, 0);
}

} // namespace
