#!/usr/bin/env bash
# Shows that include_direction.sh refuses each thing it is there for, and accepts a tree without faults.
set -euo pipefail
script="$(dirname "${BASH_SOURCE[0]}")/include_direction.sh"
tree="$(mktemp -d)"
trap 'rm -rf "$tree"' EXIT
failures=0

put() {
    mkdir -p "$tree/$(dirname "$1")"
    printf '%s\n' "${@:2}" >"$tree/$1"
}

good_tree() {
    rm -rf "${tree:?}"/*
    put include/segue/version.hpp '#include <string_view>'
    put include/segue/base/error.hpp '#include <boost/system/error_code.hpp>' '#include <segue/version.hpp>'
    put include/segue/base/json_extra.hpp '#include <boost/json/object.hpp>'
    put include/segue/http/request.hpp '#include <string>' '#include <segue/base/error.hpp>'
    put include/segue/discogs/client.hpp '#include <boost/asio/awaitable.hpp>' '#include <segue/http/request.hpp>'
    put include/segue/discogs.hpp '#include <segue/discogs/client.hpp>'
    put include/segue/testing/transport.hpp '#include <segue/http/request.hpp>'
    put include/segue/emulator/emulator.hpp '#include <segue/base/error.hpp>'
    put lib/http/tls.hpp '#include <boost/asio/ssl/context.hpp>'
    put lib/http/beast.cpp '#include "http/tls.hpp"' '#include <boost/beast/http.hpp>'
    put test/component/client.cpp '#include <segue/discogs.hpp>' '#include <segue/emulator/emulator.hpp>'
}

# refused TEXT: the tree as it stands must be refused with a line that contains the text.
refused() {
    local output status=0
    output="$("$script" "$tree")" || status=$?
    if ((status != 1)) || ! grep -qF -- "$1" <<<"$output"; then
        printf 'expected a refusal with "%s", got status %d and:\n%s\n' "$1" "$status" "$output"
        failures=$((failures + 1))
    fi
    good_tree
}

good_tree
if ! output="$("$script" "$tree")"; then
    printf 'a tree without faults was refused:\n%s\n' "$output"
    failures=$((failures + 1))
fi

put lib/base/up.cpp '#include <segue/http/request.hpp>'
refused 'lib/base/up.cpp:1: <segue/http/request.hpp>: points up, from base/ to http/'
put lib/http/up.hpp '#include "../traffic/ledger.hpp"'
put lib/traffic/ledger.hpp
refused 'points up, from http/ to traffic/'
put include/segue/deezer/client.hpp '#include <segue/discogs/client.hpp>'
refused 'points sideways, from deezer/ to discogs/'
put include/segue/deezer.hpp '#include <segue/discogs/client.hpp>'
refused 'providers do not include each other'
put lib/discogs/client.cpp '#include <segue/discogs.hpp>'
refused 'umbrella headers are for users'
put lib/discogs/client.cpp '#include <segue/testing/transport.hpp>'
refused 'the library does not include testing/'
put lib/resource/node.cpp '#include <segue/emulator/emulator.hpp>'
refused 'the library does not include emulator/'
put lib/emulator/server.cpp '#include <segue/http/request.hpp>'
refused 'emulator/ sees base only'
put include/segue/testing/client.hpp '#include <segue/discogs/client.hpp>'
refused 'testing/ sees base http only'
put test/unit/http/request.cpp '#include "discogs/judge.hpp"'
put lib/discogs/judge.hpp
refused 'test/unit/http/request.cpp:1: "discogs/judge.hpp": points up'
put include/segue/version.hpp '#include <segue/base/error.hpp>'
refused 'may include the standard library only'
put lib/misc/x.hpp
refused 'lib/misc/x.hpp: belongs to no layer'
for header in boost/beast/http.hpp boost/asio/ssl.hpp boost/asio/strand.hpp boost/asio/steady_timer.hpp \
    boost/asio/ip/tcp.hpp boost/json/value.hpp openssl/ssl.h; do
    put include/segue/http/pool.hpp '' "  #  include <$header>"
    refused "include/segue/http/pool.hpp:2: <$header>: not allowed in a public header"
done
put include/segue/http/pool.hpp '#include "request.hpp"'
refused 'names others in angle brackets'
put lib/http/a.hpp '#include "b.hpp"'
put lib/http/b.hpp '#include "http/a.hpp"'
refused 'includes itself through'
for n in 1 2 3 4 5 6; do
    put "lib/http/more_$n.cpp" '#include "tls.hpp"' '#include <boost/beast/core.hpp>'
done
refused '7 translation units carry Beast together with TLS; at most 6'

if ((failures > 0)); then
    printf '%d of the refusals are missing\n' "$failures"
    exit 1
fi
echo "every refusal is made"
