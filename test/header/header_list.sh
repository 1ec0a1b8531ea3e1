#!/usr/bin/env bash
# header_list.sh INCLUDE_FOLDER LIST: the list names exactly the public headers on disk.
set -euo pipefail
include="$1" list="$2"

on_disk="$(cd "$include" && find segue -name '*.hpp' | sort)"
listed="$(sed '/^$/d' "$list" | sort)"
if [[ -z "$on_disk" ]]; then
    echo "no headers under $include"
    exit 1
fi
if [[ "$on_disk" == "$listed" ]]; then
    echo "$(wc -l <<<"$listed") public headers, all listed"
    exit 0
fi
echo "public_headers in test/header/CMakeLists.txt and include/ differ:"
comm -23 <(echo "$on_disk") <(echo "$listed") | sed 's/^/  not listed: /'
comm -13 <(echo "$on_disk") <(echo "$listed") | sed 's/^/  listed, not on disk or listed twice: /'
exit 1
