# SPDX-License-Identifier: MIT
# Sourced by the scripts beside it. Everything that it says goes to standard error, so that the
# program's own output stays clean.

set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
build=${ZSCOPE_BUILD_DIR:-$root/build}

say() { printf 'zscope: %s\n' "$*" >&2; }
die() {
    say "$*"
    exit 1
}

# As many jobs as there are processors, and no more than memory holds: a file that includes
# LibTorch takes up to 1.5 GiB to compile.
jobs_for_build() {
    local processors memory_kib fit
    processors=$(nproc)
    memory_kib=$(awk '/^MemAvailable:/ { print $2 }' /proc/meminfo)
    fit=$((memory_kib / 1572864))
    if ((fit < 1)); then fit=1; fi
    echo $((processors < fit ? processors : fit))
}

# need_disk FOLDER MIB WHAT: FOLDER may not exist yet.
need_disk() {
    local folder=$1 free
    while [[ ! -d $folder ]]; do folder=$(dirname "$folder"); done
    free=$(df --output=avail --block-size=1M "$folder" | tail -n 1 | tr -d ' ')
    if ((free < $2)); then
        die "$3 needs $2 MiB in $folder and $free MiB are free: make room and run this again"
    fi
}

configured() { [[ -f $build/build.ninja || -f $build/Makefile ]]; }

# configure [cmake ARGUMENT…]: the arguments count where nothing is configured yet.
configure() {
    local cache=$build/CMakeCache.txt
    if [[ -f $cache ]] && ! grep -qx "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$cache"; then
        die "$build was made for another folder than $root: remove it and run this again"
    fi
    configured && return
    need_disk "$build" 1500 "the build"
    say "obtaining packages and configuring (the first time downloads 600 MB)"
    python3 "$root/third_party/obtain.py" libtorch imgui-bundle glad digiface >/dev/null || exit 1
    local generator=()
    # An earlier attempt that failed half-way keeps its generator.
    [[ -f $cache ]] || generator=(-G Ninja)
    cmake -S "$root" -B "$build" "${generator[@]}" "$@" >&2 ||
        die "configuring failed: the message above says why"
}

# build_targets TARGET…: silent where nothing is to be done.
build_targets() {
    if [[ -f $build/build.ninja ]] &&
        ninja -C "$build" -n "$@" 2>/dev/null | tail -n 1 | grep -q 'no work to do'; then
        return
    fi
    cmake --build "$build" --parallel "$(jobs_for_build)" --target "$@" >&2 ||
        die "building failed: the first error above says why"
}
