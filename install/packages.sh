#!/usr/bin/env bash
# Which Debian packages are needed for what? Named here once, for try.sh, tests/run.sh and tests/hosts/roots.sh.
#
#   install/packages.sh build|gimp|gimp-dev|tests|referees|fuzz|krita|checks|root-trixie|root-forky|root-experimental   prints them on one line
#   . install/packages.sh; inlay_packages build; inlay_install $(inlay_packages build gimp)

inlay_packages() {
    local wanted
    for wanted in "$@"; do
        case $wanted in
        # To build the command line and the plug-ins, but for the host's own headers.
        build) echo g++ cmake ninja-build ccache pkgconf libcurl4-openssl-dev nlohmann-json3-dev libstb-dev libwebp-dev liblcms2-dev \
            libexpected-dev libfmt-dev libcli11-dev libevent-dev libdeflate-dev libsecret-1-dev libexiv2-dev ;;
        # The GIMP that this Debian has (12: 2.10, 13: 3.0), and its headers.
        gimp) echo gimp ;;
        gimp-dev) if [ "$(. /etc/os-release && echo "${VERSION_ID:-}")" = 12 ]; then echo libgimp2.0-dev; else echo libgimp-3.0-dev; fi ;;
        # To test: unit tests, windows without a screen, editors in Debian roots.
        tests) echo libgtest-dev libgmock-dev libssl-dev python3 python3-numpy python3-pil dbus gnome-keyring libsecret-1-0 xvfb xauth xdotool openbox x11-utils util-linux bubblewrap mmdebstrap openssl ;;
        # To ask the services' own clients (tests/referees), where there is no Node >= 18 with npm yet.
        referees) echo nodejs npm ;;
        # libFuzzer and the sanitizers are in a package of their own.
        fuzz) echo clang libclang-rt-14-dev ;;
        krita) echo krita python3-pyqt5 ;;
        checks) echo clang-tidy clang-format ;;
        # What is in the roots with the newer editors. A changed list makes the root anew. libexiv2 and its headers come with GIMP and libgimp-3.0-dev.
        root-any) echo gimp krita python3-pyqt5 xvfb xauth xdotool openbox x11-utils imagemagick procps dbus-x11 \
            ca-certificates libcurl4 libwebp7 liblcms2-2 libdeflate0 libsecret-1-0 bubblewrap ;;
        root-trixie) inlay_packages root-any; echo g++ cmake ninja-build ccache pkgconf libgimp-3.0-dev libcurl4-openssl-dev \
            nlohmann-json3-dev libstb-dev libwebp-dev liblcms2-dev libexpected-dev libfmt-dev libcli11-dev libevent-dev libdeflate-dev \
            libsecret-1-dev gimp-data gir1.2-gimp-3.0 python3-gi sudo ;;
        root-forky) inlay_packages root-any; echo gir1.2-gimp-3.0 python3-gi ;;
        # Krita alone: the suite is named, since unstable's own Krita is another one.
        root-experimental) echo krita/experimental krita-data/experimental python3-pyqt6 python3-pyqt6.sip qt6-svg-plugins xvfb xauth xdotool openbox x11-utils imagemagick procps dbus-x11 \
            ca-certificates libcurl4 libwebp7 liblcms2-2 libdeflate0 libsecret-1-0 bubblewrap ;;
        *) echo "packages.sh: there is no list “$wanted”" >&2; return 2 ;;
        esac
    done | tr '\n' ' '
}

# Prints those of the given packages that are not installed.
inlay_missing() {
    local package
    for package in "$@"; do
        [ "$(dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null)" = "ii " ] || printf '%s ' "$package"
    done
}

# Runs apt-get, as root or with sudo, without questions.
inlay_apt() {
    local as_root=(env)
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null || { echo "Packages are missing and there is no sudo: run as root once: apt-get install $*" >&2; return 1; }
        as_root=(sudo env)
    fi
    "${as_root[@]}" DEBIAN_FRONTEND=noninteractive apt-get -o Dpkg::Use-Pty=0 -o Dpkg::Options::=--force-unsafe-io \
        -o DPkg::Lock::Timeout=300 -y -q "$@" </dev/null
}

# Installs what is missing of the given packages. Mirrors fail now and then, so each step is tried three times; a mirror whose lists have expired
# (an archive, a snapshot) is taken as it is from the second time on.
inlay_install() {
    local missing try expired=()
    missing=$(inlay_missing "$@")
    [ -n "$missing" ] || return 0
    for try in 1 2 3; do
        [ "$try" = 1 ] || expired=(-o Acquire::Check-Valid-Until=false)
        # Lists that cannot be had are no reason to stop: the packages may be in those that are here.
        inlay_apt "${expired[@]}" update >&2 || continue
        # shellcheck disable=SC2086 # the names are words
        if inlay_apt "${expired[@]}" install --no-install-recommends $missing >&2; then return 0; fi
    done
    # shellcheck disable=SC2086
    inlay_apt "${expired[@]}" install --no-install-recommends $missing >&2 && return 0
    echo "These packages could not be installed: $missing" >&2
    return 1
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then
    set -euo pipefail
    inlay_packages "$@"
    echo
fi
