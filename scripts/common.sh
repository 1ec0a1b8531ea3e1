# shellcheck shell=bash
# What the scripts share. Sourced, never run.

set -euo pipefail

segue_root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "$segue_root"

# Two jobs suit two cores and 4 GB; a machine with more may set SEGUE_JOBS.
segue_jobs="${SEGUE_JOBS:-2}"

die() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

# Prints "12 s" or "3 min 12 s".
duration() {
    local seconds="$1"
    if ((seconds < 60)); then
        printf '%d s' "$seconds"
    else
        printf '%d min %d s' $((seconds / 60)) $((seconds % 60))
    fi
}

# Prints the newest line of a log every half minute, so that a long step is seen to be alive.
heartbeat() {
    local log="$1" name="$2" start="$SECONDS" line
    while true; do
        sleep 30 >/dev/null 2>&1 # must not hold the caller's pipe open when it is left over
        line="$(tail -c 400 "$log" 2>/dev/null | tr '\r' '\n' | tail -n 1 | cut -c 1-90)"
        printf '%s: %s: %s\n' "$name" "$(duration $((SECONDS - start)))" "$line" >&2
    done
}

# run_logged NAME LOG COMMAND...: runs a command with its output in a file; shows the file's end if it fails.
# Says nothing when all is well. Returns the command's status.
run_logged() {
    local name="$1" log="$2" beat status=0
    shift 2
    mkdir -p "$(dirname "$log")"
    : >"$log"
    heartbeat "$log" "$name" &
    beat=$!
    "$@" </dev/null >"$log" 2>&1 || status=$?
    kill "$beat" 2>/dev/null || true
    wait "$beat" 2>/dev/null || true
    if ((status != 0)); then
        {
            printf '\n%s failed with status %d. From %s:\n' "$name" "$status" "$log"
            # In a long log the first errors are far above the end.
            if (($(wc -l <"$log") > 60)); then
                grep -nE ': (fatal )?error: |undefined reference|^CMake Error|^FAILED: ' "$log" | head -n 20 || true
                printf -- '--- the last lines ---\n'
            fi
            tail -n 60 "$log"
        } >&2
    fi
    return "$status"
}

# Configures a preset, once or again: CMake is quick when nothing changed.
configure() {
    run_logged "configure $1" "build/log/$1.configure.log" cmake --preset "$1"
}

# build PRESET [TARGET...]: builds all, or the targets.
build() {
    local preset="$1" targets=()
    shift
    if (($# > 0)); then
        targets=(--target "$@")
    fi
    run_logged "build $preset" "build/log/$preset.build.log" \
        cmake --build "build/$preset" --parallel "$segue_jobs" "${targets[@]}"
}

# Lists our own C++ files, one per line: what git tracks or would track, or what is there without git.
source_files() {
    if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
        git ls-files --cached --others --exclude-standard -- '*.cpp' '*.hpp' | while IFS= read -r file; do
            if [[ -f "$file" ]]; then
                printf '%s\n' "$file"
            fi
        done
    else
        find bench examples include lib test \( -name '*.cpp' -o -name '*.hpp' \) -print | sort
    fi
}

# install_modules SOURCE TARGET: what SOURCE/package-lock.json names, in TARGET/node_modules. Asks no server when it is
# there already.
install_modules() {
    local source="$1" target="$2"
    mkdir -p "$target"
    cp "$source/package.json" "$source/package-lock.json" "$target/"
    if ! cmp -s "$target/package-lock.json" "$target/installed"; then
        run_logged "npm ci" "build/log/${target##*/}.npm.log" \
            npm ci --prefix "$target" --ignore-scripts --no-audit --no-fund --fetch-retries 1 || return 1
        cp "$target/package-lock.json" "$target/installed"
    fi
}
