#!/usr/bin/env bash
# How is Inlay tried on a fresh Debian 12 or 13? With this one command:
#
#   install/try.sh            installs what is needed, builds, installs the plug-in for every GIMP and Krita that is found (and GIMP if there is none),
#                             and edits a picture inside the real GIMP through the built-in sandbox: no key, no network
#   install/try.sh --open     and opens the result in GIMP
#   install/try.sh --uninstall
#
# As root it installs for everybody; otherwise for you alone, and asks sudo for apt only. Run again, it takes seconds.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
checkout=$PWD
open=0
action=try
for argument in "$@"; do
    case $argument in
    --open) open=1 ;;
    --uninstall) action=uninstall ;;
    -h | --help) sed -n '2,9s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0 ;;
    *) echo "try.sh: unknown option '$argument'; there are --open and --uninstall" >&2; exit 2 ;;
    esac
done
stop() { printf '\ntry.sh: %s\n' "$*" >&2; exit 1; }
say() { printf '== %s\n' "$*"; }

if [ "$action" = uninstall ]; then exec install/plugin.sh uninstall; fi

# With sudo in somebody's home, only apt and the installation are root's: what is built and made there belongs to its owner.
owner=$(stat -c %U .)
as_owner() {
    if [ "$(id -u)" = 0 ] && [ "$owner" != root ] && id "$owner" >/dev/null 2>&1; then
        runuser -u "$owner" -- env HOME="$(getent passwd "$owner" | cut -d: -f6)" "$@"
    else
        "$@"
    fi
}

. /etc/os-release
[ "${ID:-}" = debian ] || say "This is ${PRETTY_NAME:-not Debian}; the packages' names are those of Debian 12 and 13."

. install/packages.sh
lists=(build gimp-dev)
[ -n "$(install/plugin.sh gimps)" ] || lists+=(gimp)
read -r -a packages <<<"$(inlay_packages "${lists[@]}")"
missing=$(inlay_missing "${packages[@]}")
as_owner mkdir -p build/try
if [ -n "$missing" ]; then
    say "Installing packages: $missing"
    # Through cat, so that the log is the owner's file and a root shell's redirection is not.
    { inlay_install "${packages[@]}" 2>&1 || touch build/try/.apt-failed; } | as_owner tee build/try/packages.log >/dev/null
    if [ -e build/try/.apt-failed ]; then
        rm -f build/try/.apt-failed
        tail -n 5 build/try/packages.log >&2
        stop "packages could not be installed; see $checkout/build/try/packages.log"
    fi
fi

say "Building (build/release)"
build() { cmake --preset release && cmake --build build/release -j"$(nproc)"; }
export -f build
as_owner bash -c 'build >build/try/build.log 2>&1' || { tail -n 20 build/try/build.log >&2; stop "the build failed; see $checkout/build/try/build.log"; }

say "Installing"
install/plugin.sh install build/release || stop "the plug-in could not be installed"

version=$(install/plugin.sh gimps | tail -n 1 | cut -d' ' -f1)
say "Editing a picture inside GIMP $version (“make it look like a watercolour”, answered by the sandbox)"
as_owner install/demonstration.sh "$version" "$checkout/build/try" || stop "the demonstration did not work; see $checkout/build/try/gimp.log"

echo
echo "Layers:         $checkout/build/try/cat.xcf"
echo "Before, after:  $checkout/build/try/before-after.png"
echo
echo "In GIMP: Filters > Inlay > Edit Layer with Prompt…   and   File > Create > Image from Text…"
command -v krita >/dev/null && echo "In Krita: the docker Inlay, and Tools > Inlay"
if [ "$open" = 1 ]; then
    [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || stop "there is no display to open the result on"
    as_owner setsid "gimp-$version" build/try/cat.xcf build/try/before-after.png >/dev/null 2>&1 </dev/null &
fi
