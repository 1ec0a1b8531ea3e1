#!/usr/bin/env bash
# alone.sh PROGRAM TEXT...: runs a program that brings its own emulator; it must succeed and print each text.
# shellcheck source-path=SCRIPTDIR
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

program="$1"
shift
timeout 90 "$program" >"$scratch/out" 2>"$scratch/err" </dev/null || {
    status=$?
    cat "$scratch/out" "$scratch/err" >&2
    fail "$program ended with $status"
}
[[ ! -s "$scratch/err" ]] || fail "unexpected: $(cat "$scratch/err")"
expect "$scratch/out" "$@"
