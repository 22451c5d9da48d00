#!/usr/bin/env bash
# What does an edit look like inside the real GIMP, with no person at the screen?
#
#   install/demonstration.sh VERSION FOLDER      leaves cat.xcf and before-after.png in FOLDER
#
# In a profile of its own, so that nobody's settings count and none are changed. Of GIMP's own plug-ins it has only those that it needs:
# asking all of them what they can do would take most of a first start.
set -euo pipefail

version=${1:?usage: demonstration.sh VERSION FOLDER}
folder=${2:?usage: demonstration.sh VERSION FOLDER}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
picture=$here/../tests/data/pictures/cat.png
major=${version%%.*}

triplet=$(uname -m)-linux-gnu
case $major in
2) stock=(/usr/lib/gimp/2.0/plug-ins "/usr/lib/$triplet/gimp/2.0/plug-ins") ;;
*) stock=("/usr/lib/$triplet/gimp/3.0/plug-ins") ;;
esac
profile=$folder/profile-$version
mkdir -p "$profile/stock" "$profile"/{gradients,palettes,brushes,dynamics,patterns,tool-presets} "$folder/home" "$folder/run"
chmod 700 "$folder/run"
find_plugin() {
    local place
    for place in "${stock[@]}" "$@"; do [ ! -d "$place/$plugin" ] || { echo "$place/$plugin"; return; }; done
}
for plugin in script-fu file-png inlay; do
    # Ours may be this person's alone.
    found=$(find_plugin "${XDG_CONFIG_HOME:-$HOME/.config}/GIMP/$version/plug-ins")
    [ -n "$found" ] || { echo "GIMP $version has no plug-in $plugin" >"$folder/gimp.log"; exit 1; }
    ln -sfn "$found" "$profile/stock/$plugin"
done
printf '(plug-in-path "%s")\n(show-tips no)\n(show-welcome-dialog no)\n(check-updates no)\n' "$profile/stock" >"$profile/gimprc"
# 2.10 and 3 each complain about the line that only the other knows.
if [ "$major" = 2 ]; then sed -i '/welcome/d' "$profile/gimprc"; else sed -i '/show-tips/d' "$profile/gimprc"; fi

rm -f "$folder/cat.xcf" "$folder/before-after.png" "$folder/done"
export INLAY_DEMO_PICTURE=$picture INLAY_DEMO_FOLDER=$folder
env -u DISPLAY -u WAYLAND_DISPLAY HOME="$folder/home" XDG_CONFIG_HOME="$folder/home/config" XDG_DATA_HOME="$folder/home/data" \
    XDG_CACHE_HOME="$folder/home/cache" XDG_RUNTIME_DIR="$folder/run" LC_ALL=C.UTF-8 NO_AT_BRIDGE=1 \
    GIMP2_DIRECTORY="$profile" GIMP3_DIRECTORY="$profile" \
    "gimp-console-$version" -n -i -d -s --batch-interpreter=plug-in-script-fu-eval -b "(load \"$here/demonstration-$major.scm\")" \
    -b '(gimp-quit 1)' >"$folder/gimp.log" 2>&1 </dev/null || true
# GIMP 2.10 ends with 0 whatever happened, so the files decide.
[ -s "$folder/cat.xcf" ] && [ -s "$folder/before-after.png" ]
