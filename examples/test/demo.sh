#!/usr/bin/env bash
# demo.sh DEMO: runs the demo as scripts/demo does, and its ways to fail.
# shellcheck source-path=SCRIPTDIR
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

demo="$1"

# run STATUS ARGUMENTS...: runs the demo, which must end with the status.
run() {
    local wanted="$1" status=0
    shift
    timeout 90 "$demo" "$@" >"$scratch/out" 2>"$scratch/err" </dev/null || status=$?
    [[ "$status" == "$wanted" ]] || {
        cat "$scratch/out" "$scratch/err" >&2
        fail "'$*' ended with $status, not $wanted"
    }
}

run 0
[[ ! -s "$scratch/err" ]] || fail "unexpected: $(cat "$scratch/err")"
expect "$scratch/out" "The Downward Spiral" "Nine Inch Nails" "Nothing Records" "Mr. Self Destruct" \
    "reading: 25 of 100, page 1" "reading: 100 of 100, page 4" "Search for \"downward spiral\"" \
    "segue::not_found_error" "Release not found." "60 a minute"
grep -q $'\r' "$scratch/out" && fail "a carriage return where no terminal is"

run 0 --help
expect "$scratch/out" "--live"

run 1 --release 999999999
expect "$scratch/err" "Release not found."

run 2 --no-such-option
run 2 surplus
export DISCOGS_TOKEN=
run 2 --live
expect "$scratch/err" "DISCOGS_TOKEN"
