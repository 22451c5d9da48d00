#!/usr/bin/env bash
# Which Debian root holds the newer editors, and how is it made?
#
#   tests/hosts/roots.sh trixie   GIMP 3.0 + Krita 5.2, and what is needed to build the GIMP 3 plug-in
#   tests/hosts/roots.sh forky    GIMP 3.2 + Krita 5.3, run-time packages only: it runs what trixie built
#   tests/hosts/roots.sh experimental   Krita 6, over the unstable suite; optional, since both move from day to day
#
# Prints the root's path. A root is made once and kept in ${INLAY_CACHE:-~/.cache/inlay}/roots, outside the checkout; it is made again when
# the list of packages below changes. The mirror is the one that this machine's apt already uses. Needs root, mmdebstrap, bubblewrap.
set -euo pipefail

suite=${1:?usage: roots.sh trixie|forky|experimental}
cache=${INLAY_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/inlay}/roots
root=$cache/$suite

. "$(dirname "${BASH_SOURCE[0]}")/../../install/packages.sh"
case $suite in
trixie | forky | experimental) read -r -a packages <<<"$(inlay_packages "root-$suite")" ;;
*) echo "roots.sh: unknown suite '$suite'; it is trixie, forky or experimental" >&2; exit 2 ;;
esac

stamp=$(printf '%s\n' "${packages[@]}" | sha256sum | cut -c1-16)
if [ "$(cat "$root/.inlay-root" 2>/dev/null)" = "$stamp" ]; then
    echo "$root"
    exit 0
fi

command -v mmdebstrap >/dev/null || { echo "roots.sh: mmdebstrap is missing: apt-get install mmdebstrap bubblewrap" >&2; exit 1; }
[ "$(id -u)" = 0 ] || { echo "roots.sh: making a Debian root needs the rights of root" >&2; exit 1; }

# The first plain Debian archive that apt knows; security and third-party archives do not carry other suites' main.
mirror=$(apt-get indextargets --format '$(REPO_URI) $(ORIGIN) $(LABEL)' 2>/dev/null | awk '$2 == "Debian" && $3 == "Debian" {print $1; exit}')
[ -n "$mirror" ] || { echo "roots.sh: no Debian mirror in this machine's apt configuration (run apt-get update once)" >&2; exit 1; }

sources=("$suite" "$root.partial" "$mirror")
# Experimental is not a whole suite: it stands over unstable, and gives only what is asked of it by name.
[ "$suite" != experimental ] || sources=(sid "$root.partial" "deb $mirror sid main" "deb $mirror experimental main")

mkdir -p "$cache"
rm -rf "$root" "$root.partial"
echo "roots.sh: making the $suite root in $root (about two minutes)" >&2
log=$cache/$suite.log
if ! mmdebstrap --mode=root --variant=apt --components=main \
    --aptopt='Acquire::Check-Valid-Until "false"' --aptopt='APT::Install-Recommends "false"' \
    --dpkgopt=force-unsafe-io --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' \
    --setup-hook='mkdir -p "$1/usr/sbin"; printf "#!/bin/sh\nexit 101\n" > "$1/usr/sbin/policy-rc.d"; chmod 755 "$1/usr/sbin/policy-rc.d"' \
    --include="$(IFS=,; echo "${packages[*]}")" "${sources[@]}" >"$log" 2>&1; then
    tail -n 25 "$log" >&2
    echo "roots.sh: could not make the $suite root; the whole log is $log" >&2
    exit 1
fi
# The loopback name must resolve inside, and a machine id keeps D-Bus from complaining.
printf '127.0.0.1 localhost\n' >"$root.partial/etc/hosts"
: >"$root.partial/etc/machine-id"
printf '%s' "$stamp" >"$root.partial/.inlay-root"
mv "$root.partial" "$root"
echo "$root"
