#!/usr/bin/env bash
# on_emulator.sh EMULATOR PROGRAM TEXT...: runs the program against the emulator; it must succeed and print each text.
# shellcheck source-path=SCRIPTDIR
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

start_emulator "$1"
program="$2"
shift 2
timeout 90 "$program" >"$scratch/out" 2>"$scratch/err" </dev/null || {
    status=$?
    cat "$scratch/out" "$scratch/err" >&2
    fail "$program ended with $status"
}
[[ ! -s "$scratch/err" ]] || fail "unexpected: $(cat "$scratch/err")"
expect "$scratch/out" "$@"

# Without the service it must say so and fail.
SEGUE_BASE_URL="https://127.0.0.1:1" timeout 90 "$program" >"$scratch/out" 2>"$scratch/err" </dev/null &&
    fail "$program succeeded without a service"
expect "$scratch/err" "connect failed"
