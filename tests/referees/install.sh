#!/usr/bin/env bash
# Where are the clients and the server that judge ours?
#
#   tests/referees/install.sh           installs them and prints the folder
#   tests/referees/install.sh --where   only prints it
#
# They are installed once for each lock file and kept in ${INLAY_CACHE:-~/.cache/inlay}/referees, outside the checkout. From the registry that this
# machine's npm uses; the lock file names none, and says what every package's bytes must be. Needs Node >= 18 and npm.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${INLAY_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/inlay}/referees
folder=$cache/$(cat "$here/package.json" "$here/package-lock.json" | sha256sum | cut -c1-16)

if [ "${1:-}" != --where ] && [ ! -e "$folder/.complete" ]; then
    command -v npm >/dev/null || { echo "install.sh: npm is missing: apt-get install nodejs npm" >&2; exit 1; }
    rm -rf "$folder"
    mkdir -p "$folder"
    cp "$here/package.json" "$here/package-lock.json" "$folder/"
    # Registries fail now and then. No package's own script is run.
    installed=0
    for _ in 1 2 3; do
        if (cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier >&2); then installed=1; break; fi
    done
    [ "$installed" = 1 ] || { echo "install.sh: npm could not install the packages" >&2; exit 1; }
    : >"$folder/.complete"
fi
echo "$folder"
