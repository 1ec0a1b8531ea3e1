#!/usr/bin/env bash
# lookup_service.sh EMULATOR SERVICE: asks the service as its clients would, slow ones included, and stops it.
# shellcheck source-path=SCRIPTDIR
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

emulator="$1"
service="$2"

# start_service ARGUMENTS...: sets `port` and `pid`.
start_service() {
    local line
    : >"$scratch/service"
    "$service" "$@" >"$scratch/service" 2>"$scratch/service.err" </dev/null &
    pid=$!
    children+=("$pid")
    line="$(wait_for_line "$scratch/service" "$pid")"
    port="${line##*:}"
    [[ "$line" == "listening on http://127.0.0.1:"* ]] || fail "unexpected: $line"
}

# stop_service SIGNAL: the service must end with status 0, within a bound.
stop_service() {
    local tries status=0
    kill -"$1" "$pid"
    for ((tries = 0; tries < 200; ++tries)); do
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.05
    done
    kill -0 "$pid" 2>/dev/null && fail "the service did not stop after SIG$1"
    wait "$pid" || status=$?
    ((status == 0)) || fail "the service ended with $status after SIG$1"
    unset 'children[-1]' # the service is what was started last
}

# send TEXT: sends the text on a connection of its own and keeps what comes back in $scratch/reply.
send() {
    exec 3<>"/dev/tcp/127.0.0.1/$port"
    printf '%b' "$1" >&3
    timeout 20 cat <&3 >"$scratch/reply" || fail "no end of the answer to: $1"
    exec 3<&-
}

# ask STATUS TARGET TEXT...: the answer must have the status and hold each text.
ask() {
    local status="$1" target="$2"
    shift 2
    send "GET $target HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n"
    grep -q "^HTTP/1.1 $status " "$scratch/reply" || {
        cat "$scratch/reply" "$scratch/service.err" >&2
        fail "GET $target was not answered with $status"
    }
    expect "$scratch/reply" "$@"
}

start_emulator "$emulator"
start_service

# What it is for, and what is asked wrongly.
ask 200 /release/352665 '"title":"The Downward Spiral"' '"catalog_number":' 'Mr. Self Destruct'
ask 200 '/search?q=Nine+Inch%20Nails' '"hits":[{"id":' 'Nine Inch Nails'
ask 200 /health '"status":"ok"' '"limit":60' '"used":2'
ask 404 /release/999999999 'no such entry'
ask 400 /release/0 ; ask 400 /release/-5 ; ask 400 /release/12x ; ask 400 /release/99999999999999999999
ask 400 /search 'parameter q'
ask 404 /nothing/here
ask 200 /health '"used":3'
send 'POST /release/1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'
expect "$scratch/reply" "HTTP/1.1 405 " "Allow: GET"
send 'GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 9\r\n\r\nsomething'
expect "$scratch/reply" "HTTP/1.1 413 "
send 'What is this?\r\n\r\n'
expect "$scratch/reply" "HTTP/1.1 400 "
send "GET /health HTTP/1.1\\r\\nHost: localhost\\r\\nX: $(printf 'x%.0s' {1..9000})\\r\\n\\r\\n"
expect "$scratch/reply" "HTTP/1.1 431 "

# Keep-alive: two requests on one connection, the second one closes it.
health='GET /health HTTP/1.1\r\nHost: localhost\r\n'
send "$health\\r\\n${health}Connection: close\\r\\n\\r\\n"
[[ "$(grep -o 'HTTP/1.1 200 OK' "$scratch/reply" | wc -l)" == 2 ]] || fail "not two answers on one connection"

# The quota of the minute is used up by many at once; who comes too late is told when to come again.
mkdir "$scratch/many"
readers=()
for i in {1..64}; do
    (
        exec 4<>"/dev/tcp/127.0.0.1/$port"
        printf 'GET /release/%d HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' "$((9310000 + i))" >&4
        timeout 20 cat <&4 >"$scratch/many/$i"
    ) &
    readers+=("$!")
done
for reader in "${readers[@]}"; do
    wait "$reader" || fail "a client was not answered"
done
# Each asks for another release, as equal questions share one request; that some are not there does not matter.
served="$({ grep -lE '^HTTP/1.1 (200|404) ' "$scratch"/many/* || true; } | wc -l)"
late="$({ grep -l '^HTTP/1.1 503 ' "$scratch"/many/* || true; } | wc -l)"
((served == 57 && late == 7)) || fail "$served served and $late refused, not 57 and 7 of 64"
[[ "$({ grep -lE '^Retry-After: [1-9][0-9]?\b' "$scratch"/many/* || true; } | wc -l)" == "$late" ]] || fail "no Retry-After"
stop_service INT

# A client that sends half a request is cut off and holds nobody up; so is one that never asks again.
start_service --client-limit-ms 1500
exec 5<>"/dev/tcp/127.0.0.1/$port"
printf 'GET /health HTTP/1.1\r\nHos' >&5
ask 200 /health
timeout 10 cat <&5 >"$scratch/slow" || fail "a slow client was not cut off"
exec 5<&-
[[ ! -s "$scratch/slow" ]] || fail "half a request was answered"
# One more stays connected while the service is told to stop.
exec 6<>"/dev/tcp/127.0.0.1/$port"
stop_service TERM
exec 6<&-

# Credentials that are refused and a service that is not there are our trouble, not the client's.
start_emulator "$emulator" # a fresh window: the old one is full
DISCOGS_TOKEN=wrong start_service
ask 502 /release/352665 'no answer from Discogs'
expect "$scratch/service.err" "unauthorized" "401"
grep -q wrong "$scratch/service.err" && fail "the token is in the log"
stop_service INT
SEGUE_BASE_URL=https://127.0.0.1:1 start_service
ask 502 /release/352665
expect "$scratch/service.err" "connect failed"
stop_service INT

# Too slow a service: the call is given up in time, also when the process is told to stop meanwhile.
start_emulator "$emulator" --latency 2000
start_service --call-limit-ms 200
ask 504 /release/352665 'took too long'
stop_service INT

# In flight when the signal comes: answered, then the service ends.
start_service
exec 7<>"/dev/tcp/127.0.0.1/$port"
printf 'GET /release/352665 HTTP/1.1\r\nHost: localhost\r\n\r\n' >&7
for ((tries = 0; tries < 100; ++tries)); do
    send "${health}Connection: close\\r\\n\\r\\n"
    grep -q '"used":1' "$scratch/reply" && break
    sleep 0.02
done
stop_service TERM
timeout 10 cat <&7 >"$scratch/last"
expect "$scratch/last" "HTTP/1.1 200 " "Connection: close" "The Downward Spiral"

# Bad arguments.
status=0
"$service" --listen nowhere >"$scratch/out" 2>"$scratch/err" || status=$?
((status == 2)) || fail "a bad --listen ended with $status"
