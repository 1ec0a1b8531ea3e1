# shellcheck shell=bash
# What the tests of the examples share. Sourced, never run.

set -euo pipefail

scratch="$(mktemp -d)"
children=()

fail() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

# Ends the processes that this test has started, and nothing else.
clean_up() {
    local pid
    for pid in "${children[@]}"; do
        kill -TERM "$pid" 2>/dev/null || true
    done
    for pid in "${children[@]}"; do
        wait "$pid" 2>/dev/null || true
    done
    rm -rf "$scratch"
}
trap clean_up EXIT

# wait_for_line FILE PID: waits until the file has a complete line, 10 s at the most, and prints it.
wait_for_line() {
    local tries line
    for ((tries = 0; tries < 200; ++tries)); do
        if IFS= read -r line <"$1" 2>/dev/null; then
            printf '%s\n' "$line"
            return
        fi
        kill -0 "$2" 2>/dev/null || break
        sleep 0.05
    done
    fail "process $2 did not get ready"
}

# Prints the value of a text member of a JSON line.
member() {
    sed -n 's/.*"'"$2"'":"\([^"]*\)".*/\1/p' <<<"$1"
}

# start_emulator PROGRAM [ARGUMENTS]: starts it and points the examples at it.
start_emulator() {
    local ready pid
    : >"$scratch/emulator" # an earlier one's line must not be taken for this one's
    "$@" --listen 127.0.0.1:0 >"$scratch/emulator" 2>"$scratch/emulator.err" &
    pid=$!
    children+=("$pid")
    ready="$(wait_for_line "$scratch/emulator" "$pid")"
    SEGUE_BASE_URL="$(member "$ready" base_url)"
    SEGUE_CA_FILE="$(member "$ready" ca_file)"
    DISCOGS_TOKEN="$(member "$ready" token)"
    export SEGUE_BASE_URL SEGUE_CA_FILE DISCOGS_TOKEN
    [[ -n "$SEGUE_BASE_URL" && -n "$DISCOGS_TOKEN" ]] || fail "cannot make sense of: $ready"
}

# expect FILE TEXT...: fails unless each text stands in the file.
expect() {
    local file="$1" text
    shift
    for text in "$@"; do
        grep -qF -- "$text" "$file" || {
            cat "$file" >&2
            fail "no '$text' in the output above"
        }
    done
}
