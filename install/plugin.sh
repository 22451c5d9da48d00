#!/usr/bin/env bash
# How does a built plug-in get to where each GIMP and Krita looks, and away again?
#
#   install/plugin.sh install BUILD_FOLDER     as root for everybody, otherwise for this person alone
#   install/plugin.sh uninstall                takes away what `install` put there; settings, keys and kept answers stay
#   install/plugin.sh gimps                    the GIMPs of this machine, one a line: version and program
#
# GIMP skips a plug-in silently when its folder and its executable are not of the same name, or lie in the wrong place; hence this script.
set -euo pipefail

# "2.10 /usr/bin/gimp-2.10"
found_gimps() {
    local version program
    for version in 2.10 3.0 3.2; do
        program=$(command -v "gimp-$version" || true)
        [ -z "$program" ] || echo "$version $program"
    done
}

person_folder() { echo "${XDG_CONFIG_HOME:-$HOME/.config}/GIMP/$1/plug-ins/inlay"; }

# Where Debian's GIMP of this major version looks, for everybody.
system_folder() {
    local triplet place
    triplet=$(uname -m)-linux-gnu
    for place in "/usr/lib/$triplet/gimp/$1.0/plug-ins" "/usr/lib/gimp/$1.0/plug-ins"; do
        [ ! -d "$place" ] || { echo "$place/inlay"; return 0; }
    done
    return 1
}

# Krita's resource folder, and the file that says which plug-ins are switched on: a person's own, or everybody's.
krita_folder() { if [ "$(id -u)" = 0 ]; then echo /usr/local/share/krita; else echo "${XDG_DATA_HOME:-$HOME/.local/share}/krita"; fi; }
krita_settings() { if [ "$(id -u)" = 0 ]; then echo /etc/xdg/kritarc; else echo "${XDG_CONFIG_HOME:-$HOME/.config}/kritarc"; fi; }

# Krita switches a new plug-in on only when told: the entry is added once, and one that is there already stays as the person has it.
switch_on_in_krita() {
    local file=$1
    mkdir -p "$(dirname "$file")"
    [ -e "$file" ] || : >"$file"
    if grep -q '^enable_inlay=' "$file"; then
        return 0
    elif grep -q '^\[python\]' "$file"; then
        sed -i '/^\[python\]/a enable_inlay=true' "$file"
    else
        printf '\n[python]\nenable_inlay=true\n' >>"$file"
    fi
}

# Fails when nothing was installed.
install_for_krita() {
    local package=$1/host-adapters/krita/package folder
    command -v krita >/dev/null || return 1
    [ -e "$package/inlay/lib/libinlay.so" ] || { echo "Krita is here, but no plug-in for it was built." >&2; return 1; }
    folder=$(krita_folder)
    # What an older version had and this one has not would still be loaded.
    rm -rf "$folder/pykrita/inlay"
    mkdir -p "$folder/pykrita/inlay/lib" "$folder/actions"
    install -m 644 "$package"/inlay/*.* "$folder/pykrita/inlay/"
    install -m 755 "$package"/inlay/lib/* "$folder/pykrita/inlay/lib/"
    install -m 644 "$package/inlay.desktop" "$folder/pykrita/"
    install -m 644 "$package/inlay.action" "$folder/actions/"
    switch_on_in_krita "$(krita_settings)"
    echo "Installed for $2: Krita ($folder)"
}

# The file is then what it was: without the section, when nothing else is in it, and not there, when nothing else ever was.
switch_off_in_krita() {
    [ -e "$1" ] || return 0
    sed -i '/^enable_inlay=/d' "$1"
    sed -i -z 's/\(^\|\n\)\n\[python\]\n$/\1/' "$1"
    [ -s "$1" ] || rm "$1"
}

# What is not empty stays.
remove_empty() { rmdir "$@" 2>/dev/null || true; }

uninstall_from_krita() {
    local folder
    folder=$(krita_folder)
    [ -d "$folder/pykrita/inlay" ] || return 1
    rm -r "$folder/pykrita/inlay"
    rm -f "$folder/pykrita/inlay.desktop" "$folder/actions/inlay.action"
    remove_empty "$folder/pykrita" "$folder/actions" "$folder"
    switch_off_in_krita "$(krita_settings)"
    echo "Taken away: $folder/pykrita/inlay"
}

# Where the command line goes.
command_folder() { if [ "$(id -u)" = 0 ]; then echo /usr/local/bin; else echo "$HOME/.local/bin"; fi; }

# A GIMP that runs the old plug-in just now keeps it: the new file takes the name, not the place.
put() {
    mkdir -p "$(dirname "$2")"
    install -m 755 "$1" "$2.new"
    mv -f "$2.new" "$2"
}

install_all() {
    local build=$1 version program built folder whom installed=0
    while read -r version program; do
        built=$build/host-adapters/gimp/gimp${version%%.*}/inlay
        if [ ! -x "$built/inlay" ]; then
            echo "GIMP $version is here, but no plug-in for it was built: its headers are missing." >&2
            continue
        fi
        if [ "$(id -u)" = 0 ]; then
            whom=everybody
            folder=$(system_folder "${version%%.*}") || { echo "GIMP $version ($program) is not Debian's; nothing was installed for it." >&2; continue; }
        else
            whom=$(id -un 2>/dev/null || echo you)
            folder=$(person_folder "$version")
        fi
        put "$built/inlay" "$folder/inlay"
        put "$built/inlay-cli" "$folder/inlay-cli"
        echo "Installed for $whom: GIMP $version ($folder)"
        [ "$installed" -gt 0 ] || put "$built/inlay-cli" "$(command_folder)/inlay"
        installed=$((installed + 1))
    done < <(found_gimps)
    whom=$(if [ "$(id -u)" = 0 ]; then echo everybody; else id -un 2>/dev/null || echo you; fi)
    if install_for_krita "$build" "$whom"; then
        [ "$installed" -gt 0 ] || put "$build/host-adapters/cli/inlay" "$(command_folder)/inlay"
        installed=$((installed + 1))
    fi
    [ "$installed" -gt 0 ] || { echo "plugin.sh: no GIMP and no Krita was found for which the plug-in was built." >&2; return 1; }
    echo "Installed for $whom: the command line ($(command_folder)/inlay)"
}

uninstall_all() {
    local folder version taken=0 folders=()
    if [ "$(id -u)" = 0 ]; then
        for version in 2 3; do folders+=("$(system_folder "$version" || true)"); done
    else
        for version in 2.10 3.0 3.2; do folders+=("$(person_folder "$version")"); done
    fi
    for folder in "${folders[@]}"; do
        [ -n "$folder" ] && [ -d "$folder" ] || continue
        rm -r "$folder"
        # A folder that is only there, with nothing in it, would keep GIMP from taking over the settings of an older version at its first start.
        [ "$(id -u)" = 0 ] || remove_empty "${folder%/*}" "${folder%/*/*}" "${folder%/*/*/*}"
        echo "Taken away: $folder"
        taken=1
    done
    ! uninstall_from_krita || taken=1
    if [ -e "$(command_folder)/inlay" ]; then
        rm "$(command_folder)/inlay"
        echo "Taken away: $(command_folder)/inlay"
        taken=1
    fi
    [ "$taken" = 1 ] || echo "Nothing was installed."
    echo "Settings, keys and kept answers stay in ${XDG_CONFIG_HOME:-~/.config}/inlay and ${XDG_DATA_HOME:-~/.local/share}/inlay."
}

case ${1:-} in
install) install_all "${2:?usage: plugin.sh install BUILD_FOLDER}" ;;
uninstall) uninstall_all ;;
gimps) found_gimps ;;
*) echo "usage: plugin.sh install BUILD_FOLDER | uninstall | gimps" >&2; exit 2 ;;
esac
