#!/usr/bin/env bash
# check.sh SOURCE CASE EXPECTED COMPILER_COMMAND...: the compiler refuses a misuse, and for the right reason.
#
# CASE 0 is the control: the source must compile without any misuse. For another CASE the compiler must fail with
# SEGUE_MISUSE=CASE, an error must stand on the line marked `// misuse CASE` and none on another line of the source, and
# they or their notes must match EXPECTED, an extended regular expression. Templates may fail in headers on the way: the
# control has shown that these are sound by themselves.
set -euo pipefail
source="$1" case="$2" expected="$3"
shift 3

status=0
output="$(LC_ALL=C "$@" -DSEGUE_MISUSE="$case" -fsyntax-only "$source" 2>&1)" || status=$?

fail() {
    printf '%s, case %s: %s\n%s\n' "$source" "$case" "$1" "$output"
    exit 1
}

if [[ "$case" == 0 ]]; then
    ((status == 0)) || fail "the control does not compile"
    echo "the control compiles"
    exit 0
fi

line="$(grep -nE "// misuse $case\$" "$source" | cut -d : -f 1 || true)"
[[ "$line" =~ ^[0-9]+$ ]] || fail "exactly one line must end in '// misuse $case'"
((status != 0)) || fail "was accepted"

errors="$(grep -E '(^|: )(fatal )?error: ' <<<"$output" || true)"
[[ -n "$errors" ]] || fail "the compiler failed without an error"
in_source="$(grep -E "^[^:]*${source##*/}:[0-9]+:" <<<"$errors" || true)"
elsewhere="$(grep -vE "^[^:]*:$line:" <<<"$in_source" || true)"
[[ -n "$in_source" ]] || fail "refused outside of the source, not on line $line: $errors"
[[ -z "$elsewhere" ]] || fail "refused at another place than line $line: $elsewhere"
grep -qE -- "$expected" <<<"$output" || fail "refused for another reason than '$expected'"
printf 'refused: %s\n' "$(head -n 1 <<<"$in_source")"
