#!/usr/bin/env bash
# include_direction.sh ROOT: checks every include of ours against the layers of CONTRIBUTING.md.
# Prints one line per violation and ends with 1 if there is any.
#   - an include points down the layers or stays in its own; providers never see each other
#   - testing sees base and http, the emulator sees base, and neither is included by the library
#   - public headers include the standard library, a short list of Boost headers, and public headers
#   - no umbrella header is included by our own files, no header includes itself through others
#   - few translation units carry Beast together with TLS, the slowest thing to compile here
set -euo pipefail
cd "$1"

# Most translation units of lib, test and examples that may include Beast together with asio/ssl.
max_beast_tls=6

folders=()
for folder in include lib test examples; do
    [[ -d $folder ]] && folders+=("$folder")
done

{
    find "${folders[@]}" \( -name '*.hpp' -o -name '*.cpp' \) -printf 'file\t%p\n' | sort
    find "${folders[@]}" \( -name '*.hpp' -o -name '*.cpp' \) -print0 | sort -z |
        xargs -0 grep -HnE '^[[:space:]]*#[[:space:]]*include[[:space:]]*[<"]' |
        sed -E 's/^([^:]*):([0-9]+):[[:space:]]*#[[:space:]]*include[[:space:]]*([<"][^>"]*[>"]).*/include\t\1\t\2\t\3/'
} | awk -F '\t' -v max_beast_tls="$max_beast_tls" '
BEGIN {
    level["base"] = 0; level["http"] = 1; level["traffic"] = 2; level["account"] = 3; level["resource"] = 4
    level["discogs"] = 5; level["deezer"] = 5; level["qobuz"] = 5
    # Beside the layers: what each may see apart from itself.
    aside["testing"] = " base http "; aside["emulator"] = " base "
    # Belong to no layer: anybody may include them, and they may include each other.
    common["fwd"]; common["config"]; common["version"]
    umbrella["segue"]; umbrella["discogs"]; umbrella["deezer"]; umbrella["qobuz"]
    boost["boost/asio/awaitable.hpp"]; boost["boost/asio/any_io_executor.hpp"]
    boost["boost/json/fwd.hpp"]; boost["boost/assert/source_location.hpp"]
}

$1 == "file" { exists[$2]; files[++file_count] = $2 }
$1 == "include" { from[++count] = $2; line[count] = $3; what[count] = $4 }

# "lib/http/../base/x.hpp" becomes "lib/base/x.hpp".
function normal(path) {
    while (path ~ /[^\/]+\/\.\.\//)
        sub(/[^\/]+\/\.\.\//, "", path)
    return path
}

function folder_of(path) { sub(/\/[^\/]*$/, "", path); return path }

# The file of ours that an include names, or "" when it is none.
function resolve(path, text,    name, place) {
    name = substr(text, 2, length(text) - 2)
    if (text ~ /^"/ && (place = normal(folder_of(path) "/" name)) in exists) return place
    if ((place = normal("include/" name)) in exists) return place
    if (text ~ /^</) return ""
    if ((place = normal("lib/" name)) in exists) return place
    if ((place = normal("test/" name)) in exists) return place
    return ""
}

# "http" for a file of that layer, "@discogs" for a header at the top of include/segue, "" for anything else.
function layer_of(path,    part, n) {
    n = split(path, part, "/")
    if (part[1] == "include" && n == 3) { sub(/\.hpp$/, "", part[3]); return "@" part[3] }
    if (part[1] == "include") return part[3]
    if (part[1] == "lib" && n > 2) return part[2]
    if (part[1] == "test" && part[2] == "unit" && n > 3) return part[3]
    return ""
}

function known(layer) { return layer in level || layer in aside }

function bad(i, text) { print from[i] ":" line[i] ": " what[i] ": " text; ++violations }

function check_direction(i, target,    a, b, name, in_test) {
    a = layer_of(from[i]); b = layer_of(target)
    if (a == "" || b == "" || a == b) return
    in_test = from[i] ~ /^test\//
    if (b ~ /^@/) {
        name = substr(b, 2)
        if (name in common) return
        if (!(name in umbrella)) return
        if (a != "@segue" && !in_test) bad(i, "umbrella headers are for users; include the header that is meant")
        return
    }
    if (a ~ /^@/) {
        name = substr(a, 2)
        if (name in common) bad(i, "this header may include the standard library only")
        else if (b in aside) bad(i, "the library does not include " b "/")
        else if (level[b] == 5 && name != b && name != "segue") bad(i, "providers do not include each other")
        return
    }
    if (!known(b)) return
    if (a in aside) {
        if (index(aside[a], " " b " ") == 0) bad(i, a "/ sees" aside[a] "only")
        return
    }
    if (!known(a)) return
    if (b in aside) {
        if (!in_test) bad(i, "the library does not include " b "/")
        else if (b == "emulator") bad(i, "unit tests of the library do not use the emulator")
    }
    else if (level[b] > level[a]) bad(i, "points up, from " a "/ to " b "/")
    else if (level[b] == level[a]) bad(i, "points sideways, from " a "/ to " b "/")
}

function check_public(i,    name) {
    name = substr(what[i], 2, length(what[i]) - 2)
    if (what[i] ~ /^"/) bad(i, "a public header names others in angle brackets")
    else if (name ~ /^segue\// || name ~ /^[a-z_0-9]+$/ || name in boost || name ~ /^boost\/system\//) return
    else if (from[i] == "include/segue/base/json_extra.hpp" && name ~ /^boost\/json\//) return
    else bad(i, "not allowed in a public header")
}

# Follows the includes of one file; finds what its translation unit carries, and loops.
function visit(path,    n, i, edges) {
    colour[path] = 1
    n = split(out[path], edges, " ")
    for (i = 1; i <= n; ++i) {
        if (colour[edges[i]] == 1) {
            print path ": includes itself through " edges[i]
            ++violations
        } else if (colour[edges[i]] == 0)
            visit(edges[i])
        if (beast[edges[i]]) beast[path] = 1
        if (tls[edges[i]]) tls[path] = 1
    }
    colour[path] = 2
}

END {
    for (i = 1; i <= file_count; ++i) {
        layer = layer_of(files[i])
        if (files[i] ~ /^(include|lib)\// &&
            !(layer ~ /^@/ ? (substr(layer, 2) in common || substr(layer, 2) in umbrella) : known(layer))) {
            print files[i] ": belongs to no layer"
            ++violations
        }
    }
    for (i = 1; i <= count; ++i) {
        target = resolve(from[i], what[i])
        if (target != "") {
            out[from[i]] = out[from[i]] " " target
            check_direction(i, target)
        }
        if (what[i] ~ /^[<"]boost\/beast/) beast[from[i]] = 1
        if (what[i] ~ /^[<"](boost\/asio\/ssl|boost\/beast\/ssl|boost\/beast\/websocket\/ssl)/) tls[from[i]] = 1
        if (from[i] ~ /^include\//) check_public(i)
    }
    for (i = 1; i <= file_count; ++i)
        if (colour[files[i]] == 0) visit(files[i])
    for (i = 1; i <= file_count; ++i)
        if (files[i] ~ /\.cpp$/ && beast[files[i]] && tls[files[i]]) {
            ++beast_tls
            list = list "\n  " files[i]
        }
    if (beast_tls > max_beast_tls) {
        print beast_tls " translation units carry Beast together with TLS; at most " max_beast_tls ":" list
        ++violations
    }
    printf "%d files, %d includes, %d units with Beast and TLS (at most %d), %d violations\n", \
        file_count, count, beast_tls, max_beast_tls, violations
    if (file_count == 0 || count == 0) exit 1
    exit violations > 0
}'
