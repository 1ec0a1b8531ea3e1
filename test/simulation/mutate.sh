#!/usr/bin/env bash
# Breaks one rule of the library after the other and expects segue-simulation to find it: mutate.sh [expression that names must match].
# Works in build/mutations, a copy of the commit that is checked out, with changes that are not committed left out.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

seeds="${SEGUE_MUTATION_SEEDS:-20000}"
copy=build/mutations

# name | rules of which one must report it | files | sed expression
mutations=(
    'slot_free_at_once|quota|lib/traffic/quota_window.cpp|s/own_.add(hold_until(heard), 1);/own_.add(heard, 1);/'
    'no_linger|quota|lib/traffic/quota_window.cpp|s/lost_.add(hold_until(now + linger_), 1);/lost_.add(hold_until(now), 1);/'
    'abandoned_is_unsent|quota|lib/traffic/flight.cpp|s/settlement_kind::unsent : settlement_kind::abandoned/settlement_kind::unsent : settlement_kind::unsent/'
    'gate_never_shut|gate retry_after|lib/traffic/quota_window.cpp|s/gate_until_ = until;/gate_until_ = now;/'
    'harmful_repeated|write_twice write_repeated|lib/traffic/retry_policy.cpp|s/chance == second_chance::maybe_done \&\& report.repeating == repetition::harmful/false/'
    'stale_harmful_resent|write_twice write_repeated attempts|lib/traffic/flight.cpp|s/asked.repeating != repetition::harmful \&\& asked.sink/asked.sink/'
    'one_attempt_more|attempts|lib/traffic/retry_policy.cpp|s/report.attempt >= most/report.attempt > most/'
    'no_deadline|deadline|lib/traffic/pipeline.cpp|s/owner_.deck_.alarms->set(limit_, deadline);/owner_.deck_.alarms->clear(limit_);/'
    'deadline_early|limit_too_early|lib/traffic/pipeline.cpp|s/alarms->set(limit_, deadline);/alarms->set(limit_, deadline - std::chrono::milliseconds(5));/'
    'cancellation_ignored|cancellation|lib/base/cross.hpp|s/alive->emit(type);/(void)type;/'
    'nobody_told_of_landing|deadline cancellation hang|lib/traffic/flight.cpp|s/^        p.over.set();$/        (void)p;/'
    'ticket_not_given_back|leak|lib/traffic/flight.cpp|s/if (id_ != 0)/if (false)/'
    'permit_not_settled|leak hang|lib/traffic/flight.cpp|/~permit() {/,/^    }/s/if (!held_)/if (held_ || true)/'
    'client_keeps_itself|leak|lib/resource/client_core.cpp|s/^    return core;$/    core->home_->on_shutdown([core] {});\n    return core;/'
    'account_not_in_key|account|lib/traffic/cache_key.cpp|s/key.account = account;/(void)account;/'
    'method_and_path_not_in_key|answer|lib/traffic/cache_key.cpp|s/append_normal(key.url, {path.data(), path.size()});/(void)path;/'
    'doubt_forgotten|honesty|lib/traffic/flight.cpp|s/why.code = why.status >= 200 \&\& why.status < 300 ? errc::completed_unreadable : errc::outcome_unknown;//'
    'retry_after_ignored|retry_after|lib/traffic/retry_policy.cpp|s/if (asked > asked.zero())/if (false)/'
    'retry_budget_ignored|retry_budget|lib/traffic/flight.cpp|s/!deck_.budget.take()/false/'
    'circuit_ignored|circuit|lib/traffic/circuit_breaker.cpp|s/if (now < until_)/if (false)/'
    'circuit_opens_late|circuit|lib/traffic/circuit_breaker.cpp|s/failed_in_a_row_ < params_.failures_to_open/failed_in_a_row_ <= params_.failures_to_open/'
    'circuit_opens_at_once|circuit|lib/traffic/circuit_breaker.cpp|s/now - first_failed_ < params_.failing_for/false/'
    'circuit_counts_old_failures|circuit|lib/traffic/circuit_breaker.cpp|s/^        failed_in_a_row_ = 0;$//'
    'circuit_open_time_stays|circuit|lib/traffic/circuit_breaker.cpp|s/(2 \* span_, params_.longest_open)/(span_, params_.longest_open)/'
    'circuit_open_time_unbounded|circuit|lib/traffic/circuit_breaker.cpp|s/std::min<std::chrono::nanoseconds>(2 \* span_, params_.longest_open)/2 * span_/'
    'circuit_open_time_kept|circuit|lib/traffic/circuit_breaker.cpp|s/^        span_ = params_.open_for;$//'
    'circuit_asks_with_many|circuit|lib/traffic/circuit_breaker.cpp|s/until_ = now + params_.longest_open;/until_ = now;/'
    'circuit_turn_not_given_back|circuit|lib/traffic/circuit_breaker.cpp|s/^        if (p.probe) {$/        if (false) {/'
    'circuit_hears_late_reports|circuit|lib/traffic/circuit_breaker.cpp|s/ || p.era != era_//'
    'circuit_never_off|circuit|lib/traffic/circuit_breaker.cpp|s/params_.mode == breaker_mode::off || //'
    'circuit_tells_another_time|circuit|lib/traffic/circuit_breaker.cpp|s/milliseconds>(r.until - now));/milliseconds>(r.until - now) + std::chrono::seconds(1));/'
    'no_joining|single_flight|lib/traffic/pipeline.cpp|s/me.in = found->second.lock();/(void)found;/'
    'writes_drop_nothing|written|lib/traffic/pipeline.cpp|s/if (!cache_ || tags.empty())/if (true)/'
    'entries_live_longer|lifetime|lib/traffic/response_cache.cpp|s/if (age < good_for)/if (age < 10 * good_for)/'
    'refresh_joins|mode|lib/traffic/pipeline.cpp|s/may_share(me.asked) \&\& me.asked.caching == cache_mode::use/may_share(me.asked)/'
    'harmful_repeated_unseen|write_twice|lib/traffic/retry_policy.cpp test/simulation/rules.cpp|s/chance == second_chance::maybe_done \&\& report.repeating == repetition::harmful/false/;s/r.what == repetition::harmful \&\& c.may_have_happened/false/'
    'wrong_code|cause|lib/discogs/provider.cpp|s/return errc::not_found;/return errc::conflict;/'
    'nobody_comes_back|hang deadline cancellation|lib/base/cross.hpp|s/asio::post(done->executor, std::move(deliver));/(void)deliver;/'
    'close_does_not_wait|close|lib/traffic/pipeline.cpp|s/while (!self->callers_.empty() || self->airborne_ > 0)/while (false)/'
)

rm -rf "$copy"
git worktree prune
git worktree add --quiet --detach "$copy" HEAD
trap 'git worktree remove --force "$copy"' EXIT
cmake -S "$copy" -B "$copy/build/release" -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_FLAGS_RELEASE="-O1 -DNDEBUG" \
    -DSEGUE_BUILD_BENCH=OFF -DSEGUE_BUILD_EXAMPLES=OFF >/dev/null

build() { ninja -C "$copy/build/release" -j "${SEGUE_JOBS:-2}" segue-simulation >"$copy/build.log" 2>&1; }
run() { timeout 300 "$copy/build/release/bin/segue-simulation" --seeds "$seeds" 2>&1 || true; }

build
run | tail -1

failed=0
for line in "${mutations[@]}"; do
    IFS='|' read -r name rules file rest <<<"$line"
    # The expression may hold the separator.
    expression="${line#*|*|*|}"
    : "$rest"
    if [[ $# -gt 0 && ! "$name" =~ $1 ]]; then
        continue
    fi
    for each in $file; do
        sed -i "$expression" "$copy/$each"
    done
    if git -C "$copy" diff --quiet; then
        printf 'mutation %-28s does not apply to %s\n' "$name" "$file"
        failed=1
        continue
    fi
    if ! build; then
        printf 'mutation %-28s does not compile\n' "$name"
        failed=1
    else
        found="$(run | sed -n 's/^simulation: seed \([0-9]*\) breaks \([a-z_]*\):.*/\2 \1/p' | head -n 1)"
        if [[ -n "$found" && " $rules " == *" ${found% *} "* ]]; then
            printf 'mutation %-28s found by %s, seed %s\n' "$name" "${found% *}" "${found#* }"
        else
            printf 'mutation %-28s NOT found by %s: %s\n' "$name" "$rules" "${found:-nothing}"
            failed=1
        fi
    fi
    git -C "$copy" checkout --quiet -- .
done
exit "$failed"
