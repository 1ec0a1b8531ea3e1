#!/usr/bin/env bash
# check_selftest.sh COMPILER_COMMAND...: shows that check.sh cannot pass for a wrong reason.
set -euo pipefail
check="$(dirname "${BASH_SOURCE[0]}")/check.sh"
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
failures=0

cat >"$folder/sample.cpp" <<'CODE'
struct a {};
struct b {};
void take(a);
void sample() {
    take(a{});
#if SEGUE_MISUSE == 1
    take(b{}); // misuse 1
#elif SEGUE_MISUSE == 2
    take(a{}); // misuse 2
#elif SEGUE_MISUSE == 3
    undeclared();
    take(a{}); // misuse 3
#elif SEGUE_MISUSE == 4
    unmarked(b{});
#elif SEGUE_MISUSE == 5
#include "broken.hpp"
    take(a{}); // misuse 5
#endif
}
CODE
printf 'broken\n' >"$folder/broken.cpp"
printf '#error broken\n' >"$folder/broken.hpp"

# expect STATUS TEXT ARGUMENT...: check.sh ends so and says so.
expect() {
    local wanted="$1" text="$2" status=0 output
    shift 2
    output="$("$check" "$@" 2>&1)" || status=$?
    if ((status != wanted)) || ! grep -qF -- "$text" <<<"$output"; then
        printf 'expected status %d and "%s", got %d and:\n%s\n' "$wanted" "$text" "$status" "$output"
        failures=$((failures + 1))
    fi
}

expect 0 'the control compiles' "$folder/sample.cpp" 0 - "$@"
expect 0 'refused: ' "$folder/sample.cpp" 1 'conver' "$@"
expect 1 'was accepted' "$folder/sample.cpp" 2 'conver' "$@"
expect 1 'refused at another place' "$folder/sample.cpp" 3 'undeclared' "$@"
expect 1 'must end in' "$folder/sample.cpp" 4 'unmarked' "$@"
expect 1 'refused outside of the source' "$folder/sample.cpp" 5 'broken' "$@"
expect 1 'refused for another reason' "$folder/sample.cpp" 1 'no such text' "$@"
expect 1 'the control does not compile' "$folder/broken.cpp" 0 - "$@"

if ((failures > 0)); then
    exit 1
fi
echo "check.sh tells right reasons from wrong ones"
