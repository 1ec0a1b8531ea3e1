#!/usr/bin/env bash
# run.sh WORK: installs the library, once static and once shared, moves the installation, and builds and runs programs
# of others against it: with find_package, with pkg-config and no CMake, and as a subproject. WORK is a folder of its own.
# What is built is kept there for the next time; what is installed is made anew.
set -euo pipefail

source_root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
here="$source_root/test/install"
mkdir -p "$1"
work="$(cd "$1" && pwd)"
jobs="${SEGUE_JOBS:-2}"
log="$work/log"
mkdir -p "$log"

# As a packager builds it, and the same for static and shared, so that a compiler cache serves both.
settings=(-G Ninja -DCMAKE_BUILD_TYPE=Release "-DCMAKE_CXX_FLAGS_RELEASE=-O2 -DNDEBUG" "-DCMAKE_CXX_COMPILER=${CXX:-g++}")
launcher=()
if command -v ccache >/dev/null; then
    # What one clone compiled serves the next one, wherever that is.
    launcher=(env "CCACHE_BASEDIR=$source_root" CCACHE_NOHASHDIR=1 ccache)
    settings+=("-DCMAKE_CXX_COMPILER_LAUNCHER=$(IFS=';'; printf '%s' "${launcher[*]}")")
fi

fail() {
    printf 'install: %s\n' "$*" >&2
    exit 1
}

# quietly NAME COMMAND...: the output goes to a file, and is shown when the command fails.
quietly() {
    local name="$1"
    shift
    if ! "$@" >"$log/$name" 2>&1; then
        tail -n 60 "$log/$name" >&2
        fail "$name failed: $log/$name"
    fi
}

# runs NAME COMMAND...: a consumer says what it saw; silence is no success.
runs() {
    local name="$1"
    shift
    "$@" >"$log/$name" 2>&1 || { tail -n 20 "$log/$name" >&2; fail "$name failed"; }
    grep -q 'emulator: The Downward Spiral' "$log/$name" || fail "$name did not reach its end"
    printf '  %s: %d statements hold\n' "$name" "$(wc -l <"$log/$name")"
}

# Nothing but the public headers is installed, and all of them; that each compiles alone is tested where they come from.
check_headers() {
    diff -r "$source_root/include" "$1/include" >&2 || fail "the installed headers are not the public ones"
}

# No path of the build or of the source tree, and no program or library that looks there, in what is installed.
check_no_paths() {
    local prefix="$1" file
    if grep -rIlF -e "$source_root/include" -e "$work/build" "$prefix" >"$log/paths"; then
        cat "$log/paths" >&2
        fail "installed files name folders of the build"
    fi
    while IFS= read -r file; do
        if readelf -d "$file" 2>/dev/null | grep -E 'RPATH|RUNPATH' | grep -vqF "[\$ORIGIN"; then
            fail "$file looks for libraries outside of the installation"
        fi
    done < <(find "$prefix" -type f \( -name '*.so*' -o -path '*/bin/*' \))
}

# flavour NAME SHARED: builds, installs, moves, and uses the library from outside.
flavour() {
    local name="$1" shared="$2" prefix="$work/$1.moved/deep/prefix" first="$work/$1.prefix" file
    printf '%s\n' "$name"
    quietly "$name.configure" cmake -S "$source_root" -B "$work/build/$name" "${settings[@]}" \
        -DBUILD_SHARED_LIBS="$shared" \
        -DSEGUE_BUILD_TESTS=OFF -DSEGUE_BUILD_BENCH=OFF -DSEGUE_BUILD_EXAMPLES=OFF
    quietly "$name.build" cmake --build "$work/build/$name" --parallel "$jobs"

    rm -rf "$first" "$work/$name.moved"
    quietly "$name.install" cmake --install "$work/build/$name" --prefix "$first"
    mkdir -p "$(dirname "$prefix")"
    mv "$first" "$prefix"
    check_headers "$prefix"
    check_no_paths "$prefix"
    for file in LICENSE README.md; do
        [[ -f "$prefix/share/doc/segue/$file" ]] || fail "$file is not installed"
    done
    "$prefix/bin/segue-emulator" --version >"$log/$name.program" || fail "the installed emulator does not start"

    rm -rf "$work/build/$name.find_package"
    quietly "$name.find_package.configure" cmake -S "$here/find_package" -B "$work/build/$name.find_package" \
        "${settings[@]}" -DCMAKE_PREFIX_PATH="$prefix"
    quietly "$name.find_package.build" cmake --build "$work/build/$name.find_package"
    runs "$name.find_package" "$work/build/$name.find_package/consumer"

    # Programs that hide their own symbols are common; errors have to be caught by type nevertheless.
    local static=() flags="-O2 -fvisibility=hidden" pc
    if [[ "$shared" == OFF ]]; then
        static=(STATIC=--static)
        flags=-O2
    fi
    pc="$(find "$prefix" -type d -name pkgconfig)"
    mkdir -p "$work/build/$name.pkg_config"
    quietly "$name.pkg_config.build" env PKG_CONFIG_PATH="$pc" CXXFLAGS="$flags" make -C "$here/pkg_config" consumer \
        OUT="$work/build/$name.pkg_config" CXX="${launcher[*]} ${CXX:-g++}" "${static[@]}"
    runs "$name.pkg_config" env LD_LIBRARY_PATH="$(dirname "$pc")" "$work/build/$name.pkg_config/consumer"
    if [[ "$shared" == ON ]]; then
        check_shared "$prefix" "$work/build/$name.pkg_config/consumer"
    fi
}

# The program has its part of the library in the shared ones and names the version that it was linked with.
check_shared() {
    local prefix="$1" program="$2" library
    for library in core discogs testing emulator; do
        readelf -d "$program" | grep -qE "NEEDED.*libsegue-$library\.so\.[0-9]+\.[0-9]+\]" ||
            fail "the program does not need libsegue-$library by its version"
    done
    if find "$prefix" -name '*.a' | grep -q .; then
        fail "a static library among the shared ones"
    fi
}

subproject() {
    printf 'subproject\n'
    rm -rf "$work/build/subproject"
    quietly subproject.configure cmake -S "$here/add_subdirectory" -B "$work/build/subproject" "${settings[@]}" \
        -DSEGUE_SOURCE="$source_root"
    quietly subproject.build cmake --build "$work/build/subproject" --target consumer --parallel "$jobs"
    runs subproject "$work/build/subproject/consumer"
}

command -v pkg-config >/dev/null || fail "pkg-config is missing; scripts/setup installs it"
flavour static OFF
flavour shared ON
subproject
