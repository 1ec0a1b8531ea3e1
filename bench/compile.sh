#!/usr/bin/env bash
# Measures what our headers cost a user's compiler: bench/compile.sh [--quick].
# Prints name,unit,value. The ratio compares a user's file that includes segue/discogs.hpp with one that includes only
# asio/awaitable.hpp and asio/co_spawn.hpp, both with one coroutine, to an object file, user CPU time, no cache.
# Times are medians of runs that alternate, so that a slow moment of the machine falls on both.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

runs=7
case "${1:-}" in
"") ;;
--quick) runs=3 ;;
*)
    echo "usage: bench/compile.sh [--quick]" >&2
    exit 2
    ;;
esac

compiler="${CXX:-g++}"
flags=(-std=c++20 -O2 -Iinclude)
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT

# compile SOURCE: appends the user CPU seconds of one run to a list.
compile() {
    local name="$1" TIMEFORMAT=%U
    { time "$compiler" "${flags[@]}" -c "bench/compile/$name.cpp" -o "$folder/$name.o" 2>"$folder/$name.errors"; } \
        2>>"$folder/$name.times" || {
        cat "$folder/$name.errors" >&2
        echo "compile.sh: bench/compile/$name.cpp does not compile" >&2
        exit 1
    }
}

median() {
    sort -n "$1" | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}

# The first runs fill the page cache.
compile baseline
compile user_file
rm "$folder"/*.times
for ((run = 0; run < runs; ++run)); do
    compile baseline
    compile user_file
done

baseline="$(median "$folder/baseline.times")"
user_file="$(median "$folder/user_file.times")"
lines="$(printf '#include <segue/discogs.hpp>\n' | "$compiler" "${flags[@]}" -E -P -x c++ - | wc -l)"
printf 'compile.baseline.time,s,%s\n' "$baseline"
printf 'compile.user_file.time,s,%s\n' "$user_file"
printf 'compile.user_file.time_ratio,ratio,%s\n' \
    "$(awk -v a="$user_file" -v b="$baseline" 'BEGIN { printf "%.2f", a / b }')"
printf 'compile.umbrella.lines,lines,%s\n' "$lines"
