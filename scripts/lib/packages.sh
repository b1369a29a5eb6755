# SPDX-License-Identifier: MIT
# Sourced after common.sh. Names the system packages that are missing, then installs them.

# What building and running takes. Names hold on Debian 12 and on Ubuntu 24.04.
packages_run=(
    g++ cmake ninja-build pkg-config ca-certificates python3 python3-pip
    libfmt-dev nlohmann-json3-dev libspdlog-dev libcli11-dev doctest-dev
    libssl-dev zlib1g-dev libzip-dev libsqlite3-dev
    libjpeg-dev libwebp-dev libgif-dev libstb-dev libeigen3-dev
    libarchive-dev liblmdb-dev libmatio-dev
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

# apt_get ARGUMENT…: also keeps what it says in $apt_log, for why_apt_failed.
apt_get() {
    as_root env DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 \
        apt-get --yes --quiet --no-install-recommends "$@" </dev/null 2>&1 | tee -a "$apt_log" >&2
}

why_apt_failed() {
    if grep -Eq 'Temporary failure resolving|Could not (resolve|connect)|Cannot initiate' "$apt_log"
    then
        echo "its servers cannot be reached; is there a network? It is needed once"
    elif grep -Eq 'No space left|enough free space' "$apt_log"; then
        echo "the disk is full"
    elif grep -q 'Could not get lock' "$apt_log"; then
        echo "another program is installing packages; run this again when it is done"
    else
        grep '^E: ' "$apt_log" | tail -n 1 || echo "its last lines above say why"
    fi
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
    apt_log=$(mktemp)
    trap 'rm -f "$apt_log"' EXIT
    # The lists of a fresh machine are empty, those of an old one stale.
    if ! compgen -G '/var/lib/apt/lists/*Packages*' >/dev/null || ! apt_get install "${missing[@]}"
    then
        say "fetching the package lists"
        { apt_get update && apt_get install "${missing[@]}"; } ||
            die "apt-get could not install the packages: $(why_apt_failed)"
    fi
    rm -f "$apt_log"
    trap - EXIT
}
