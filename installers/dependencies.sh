# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2016,SC2034,SC2086 # lists are words, named indirectly; apt expands its own $(…)
# What ./dev needs from the system, installed with the system's own tool, and only when it is missing: a second run
# works without a network.

# Debian 12 is too old in two things; these ten come from its backports, nothing else does.
BACKPORTS="libvirt-daemon-driver-qemu libvirt-daemon-log libvirt-common libvirt-dev libvirt0
    qemu-system-arm qemu-system-common qemu-system-data qemu-system-x86 seabios"
PACKAGES_build="g++ cmake ninja-build ccache pkg-config python3 libboost1.81-dev libnghttp2-dev libsqlite3-dev
    libarchive-dev libyaml-cpp-dev libcli11-dev nlohmann-json3-dev libspdlog-dev libfmt-dev libssl-dev
    qt6-base-dev qt6-websockets-dev qt6-svg-dev qt6-tools-dev qt6-tools-dev-tools qt6-l10n-tools
    g++-aarch64-linux-gnu"
PACKAGES_run="erofs-utils cpio zstd dpkg-dev xz-utils python3-pip"
PACKAGES_test="xvfb xauth at-spi2-core python3-pyatspi gir1.2-atspi-2.0 dbus x11-utils xdotool openbox
    fonts-dejavu-core imagemagick python3-starlette python3-uvicorn python3-websockets python3-httpx
    clang libclang-rt-dev llvm"
PACKAGES_bench="qemu-user-static"
PACKAGES_package="dpkg-dev file"
PACKAGES_check="debootstrap"

BREW_build="cmake ninja ccache pkg-config boost nghttp2 sqlite libarchive yaml-cpp cli11 nlohmann-json spdlog fmt
    openssl@3 qt libvirt qemu"
BREW_run="erofs-utils zstd"

# install_packages KIND… : makes sure that what build, run, test, bench, package or check need is here.
install_packages() {
    local kind list=""
    if [ "$(uname)" = Darwin ]; then
        install_by_brew "$@"
        return
    fi
    for kind in "$@"; do
        local name=PACKAGES_$kind
        list+=" ${!name}"
    done
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        echo "This is no Debian, so nothing is installed. What Debian 12 calls" $list $BACKPORTS "must be here." >&2
        return
    fi
    install_by_apt "$list"
}

# version_of PACKAGE : of the installed one, empty when it is not installed.
version_of() {
    dpkg-query -W -f '${db:Status-Status} ${Version}\n' "$1" 2>/dev/null | sed -n 's/^installed //p' | head -1
}

# floor_of PACKAGE : the oldest version that works, for what may be installed but too old.
floor_of() {
    case "$1" in
    libvirt0 | libvirt-dev | libvirt-daemon-driver-qemu) echo 10.0 ;;
    qemu-system-arm | qemu-system-common) echo 1:8.2 ;;
    esac
}

is_here() {
    local version floor
    version=$(version_of "$1")
    floor=$(floor_of "$1")
    [ -n "$version" ] && { [ -z "$floor" ] || dpkg --compare-versions "$version" ge "$floor"; }
}

# as_root : "sudo" or nothing, what a command that needs root begins with.
as_root() {
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null; then return 1; fi
        echo sudo
    fi
}

install_by_apt() {
    local package release wanted="" backported=""
    release=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
    for package in $1; do
        # Newer releases have one Boost, new enough.
        if [ "$package" = libboost1.81-dev ] && [ "$release" != bookworm ]; then package=libboost-dev; fi
        is_here "$package" || wanted+=" $package"
    done
    for package in $BACKPORTS; do
        is_here "$package" || backported=yes
    done
    if [ -z "$wanted$backported" ]; then return; fi
    if [ -n "$backported" ] && [ "$release" != bookworm ]; then wanted+=" $BACKPORTS" backported=; fi

    local root
    root=$(as_root) || die "These packages are missing, and without root or sudo they cannot be installed. Ask somebody
who can to install, without recommended packages:$wanted${backported:+
and from bookworm-backports:$(printf " %s" $BACKPORTS)}"
    say "Installing:$wanted${backported:+, and from bookworm-backports:$(printf " %s" $BACKPORTS)}"
    if [ -n "$backported" ]; then add_backports "$root"; fi
    $root apt-get -q -o Acquire::Retries=3 update
    if [ -n "$backported" ]; then
        wanted+=" $(backported_versions)"
        refuse_other_backports "$wanted"
    fi
    $root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300 \
        install --no-install-recommends --no-remove $wanted
}

# By version: asked for by release, apt would take their dependencies from backports as well.
backported_versions() {
    local package version
    for package in $BACKPORTS; do
        version=$(apt-cache madison "$package" | awk -F ' *[|] *' '$3 ~ /bookworm-backports/ {print $2; exit}')
        [ -n "$version" ] || die "bookworm-backports has no $package."
        echo "$package=$version"
    done
}

# The host's own mirror and keys, for the suite next to the one it has.
add_backports() {
    if apt-get indextargets --format '$(CODENAME) $(RELEASE)' 'Created-By: Packages' | grep -q bookworm-backports; then
        return
    fi
    local uri key file=/etc/apt/sources.list.d/agentarium-backports.sources
    uri=$(apt-get indextargets --format '$(RELEASE) $(COMPONENT) $(REPO_URI)' 'Created-By: Packages' |
        awk '$1 == "bookworm" && $2 == "main" {print $3; exit}')
    [ -n "$uri" ] || die "apt has no source with the suite bookworm and the component main; backports cannot be derived from it."
    key=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null |
        sed -nE 's/^[Ss]igned-[Bb]y: *(\/[^ ]+).*/\1/p; s/^deb .*signed-by=(\/[^] ,]+).*debian.*/\1/p' |
        grep -m 1 debian-archive || true)
    if [ -z "$key" ] && [ -e /usr/share/keyrings/debian-archive-keyring.gpg ]; then
        key=/usr/share/keyrings/debian-archive-keyring.gpg
    fi
    printf 'Types: deb\nURIs: %s\nSuites: bookworm-backports\nComponents: main\n%s' "$uri" \
        "${key:+Signed-By: $key
}" | $1 tee "$file" >/dev/null
    say "Added $file"
}

# Says no before anything is changed when apt would take more than the ten from backports.
refuse_other_backports() {
    local others
    others=$(apt-get -q -s install --no-install-recommends --no-remove $1 |
        awk '/^Inst / && /backports/ {print $2}' | grep -vxF "$(printf '%s\n' $BACKPORTS)" || true)
    [ -z "$others" ] || die "apt would take more from backports than is meant: $others"
}

install_by_brew() {
    local kind package list=""
    command -v brew >/dev/null || die "Homebrew is needed to install what is missing: https://brew.sh"
    for kind in "$@"; do
        local name=BREW_$kind
        list+=" ${!name:-}"
    done
    for package in $list; do
        brew list --versions "$package" >/dev/null 2>&1 || brew install "$package"
    done
    CMAKE_PREFIX_PATH="$(brew --prefix qt):$(brew --prefix openssl@3):$(brew --prefix libarchive):$(brew --prefix sqlite)"
    export CMAKE_PREFIX_PATH
}
