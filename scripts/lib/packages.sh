# SPDX-License-Identifier: MIT
# Sourced after common.sh. Names the system packages that are missing, then installs them.

# What building and running takes. Names hold on Debian 12 and on Ubuntu 24.04.
packages_run=(
    g++ cmake ninja-build pkg-config ca-certificates python3 python3-pip
    libfmt-dev nlohmann-json3-dev libspdlog-dev libcli11-dev doctest-dev
    libssl-dev zlib1g-dev libzip-dev libsqlite3-dev
    libjpeg-dev libwebp-dev libstb-dev
    libglfw3-dev libx11-dev libxrandr-dev libgl1 libgl1-mesa-dri
    fonts-inter fonts-jetbrains-mono
)
# What the tests take besides.
packages_test=(xvfb xauth)

missing_packages() {
    local package
    local -A installed
    while read -r package _; do
        installed[${package%%:*}]=1
    done < <(dpkg-query -W -f '${binary:Package} ${db:Status-Abbrev}\n' "$@" 2>/dev/null |
        grep ' .i' || true)
    for package in "$@"; do
        [[ -n ${installed[$package]:-} ]] || echo "$package"
    done
}

check_system() {
    local id='' version='' machine
    machine=$(uname -s -m)
    if [[ -r /etc/os-release ]]; then
        id=$(. /etc/os-release && echo "${ID:-}")
        version=$(. /etc/os-release && echo "${VERSION_ID:-}")
    fi
    case "$machine,$id $version" in
    "Linux x86_64,debian 12" | "Linux x86_64,ubuntu 24.04") ;;
    *)
        die "this is ${id:-an unknown system} $version on $machine, and zscope knows Debian 12 and" \
            "Ubuntu 24.04 on x86-64: install the packages of scripts/lib/packages.sh yourself," \
            "then run this with ZSCOPE_SKIP_PACKAGES=1"
        ;;
    esac
}

# as_root COMMAND…
as_root() {
    if ((EUID == 0)); then "$@"; else sudo "$@"; fi
}

apt_install() {
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install --yes --no-install-recommends "$@" </dev/null >&2
}

need_packages() {
    [[ -z ${ZSCOPE_SKIP_PACKAGES:-} ]] || return 0
    check_system
    local missing
    mapfile -t missing < <(missing_packages "$@")
    ((${#missing[@]})) || return 0
    say "these system packages are missing and will be installed with apt-get: ${missing[*]}"
    if ((EUID != 0)); then
        command -v sudo >/dev/null ||
            die "installing them needs root, and there is no sudo: as root, run" \
                "apt-get install ${missing[*]}"
        [[ -t 0 ]] || sudo -n true 2>/dev/null ||
            die "installing them needs root, and sudo asks for a password that nobody can type" \
                "here: run this in a terminal"
    fi
    need_disk /usr 1500 "installing the packages"
    # The lists of a fresh machine are empty, those of an old one stale.
    apt_install "${missing[@]}" && return
    say "trying again with fresh package lists"
    as_root apt-get update </dev/null >&2 ||
        die "apt-get cannot fetch the package lists: is there a network? It is needed once"
    apt_install "${missing[@]}" ||
        die "apt-get could not install the packages: its last lines above say why (a network is" \
            "needed once, and room on the disk)"
}
