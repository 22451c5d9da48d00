#!/bin/sh
# Runs the sentences about a real keyring against a gnome-keyring of their own: real_keyring.sh PROGRAM
#
# In a home, a runtime folder, a session bus and a screen that exist for this test alone. First the keyring is unlocked; then it is locked, and
# its window asks for the password on a screen that nobody looks at.
set -eu
program=$1
if [ -z "${INLAY_TEST_BUS:-}" ]; then
    home=$(mktemp -d)
    screen=
    trap '[ -z "$screen" ] || kill "$screen" 2>/dev/null; rm -rf "$home"' EXIT
    mkdir -p "$home/run"
    chmod 700 "$home/run"
    Xvfb -displayfd 3 -screen 0 800x600x24 -nolisten tcp 3>"$home/display" 2>"$home/screen.log" &
    screen=$!
    tries=0
    until [ -s "$home/display" ]; do
        tries=$((tries + 1))
        [ "$tries" -lt 300 ] || { echo "Xvfb did not start:"; cat "$home/screen.log"; exit 1; }
        sleep 0.1
    done
    env -i HOME="$home" PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 DISPLAY=":$(cat "$home/display")" XDG_RUNTIME_DIR="$home/run" \
        XDG_DATA_HOME="$home/data" XDG_CONFIG_HOME="$home/config" XDG_CACHE_HOME="$home/cache" NO_AT_BRIDGE=1 GTK_A11Y=none \
        ASAN_OPTIONS="${ASAN_OPTIONS:-}" TSAN_OPTIONS="${TSAN_OPTIONS:-}" INLAY_TEST_BUS=1 dbus-run-session -- "$0" "$program"
    exit
fi

printf 'the password of the test' | gnome-keyring-daemon --foreground --unlock --components=secrets >"$HOME/daemon.log" 2>&1 &
daemon=$!
trap 'kill "$daemon" 2>/dev/null || true; wait "$daemon" 2>/dev/null || true' EXIT
secrets() { dbus-send --session --print-reply --dest=org.freedesktop.secrets "$@"; }
login=/org/freedesktop/secrets/collection/login
# Asked without its name, since a question to it starts another one where the first is slow.
tries=0
until dbus-send --session --print-reply --dest=org.freedesktop.DBus /org/freedesktop/DBus org.freedesktop.DBus.NameHasOwner \
    string:org.freedesktop.secrets | grep -q true; do
    tries=$((tries + 1))
    [ "$tries" -lt 300 ] || { echo "gnome-keyring did not start:"; cat "$HOME/daemon.log"; exit 1; }
    sleep 0.1
done
tries=0
until secrets /org/freedesktop/secrets org.freedesktop.DBus.Properties.Get string:org.freedesktop.Secret.Service string:Collections 2>/dev/null |
    grep -q "$login"; do
    tries=$((tries + 1))
    [ "$tries" -lt 300 ] || { echo "gnome-keyring did not start:"; cat "$HOME/daemon.log"; exit 1; }
    sleep 0.1
done

"$program" --gtest_filter='RealKeyring.unlocked_*'
secrets /org/freedesktop/secrets org.freedesktop.Secret.Service.Lock array:objpath:"$login" >/dev/null
secrets "$login" org.freedesktop.DBus.Properties.Get string:org.freedesktop.Secret.Collection string:Locked | grep -q 'boolean true'
"$program" --gtest_filter='RealKeyring.locked_*'
# A question that was given up takes nothing with it: not the keyring, and so not what other programs have in it.
kill -0 "$daemon" || { echo "the keyring has gone:"; cat "$HOME/daemon.log"; exit 1; }
