"""What would an Inlay that is installed for everybody look like to an editor? Decoys, which no test may notice (machine.Machine, `installed`)."""

import os
import shutil


def for_gimp(machine, place, stock, folder):
    """A plug-in in GIMP's own folder `place`, that leaves a file `seen` in `folder` when GIMP asks it anything; GIMP's `stock` stays beside it."""
    shown = os.path.join(folder, "plug-ins")
    for name in stock:
        shutil.copytree(os.path.join(machine.path(place), name), os.path.join(shown, name))
    # Of two plug-ins of one name GIMP takes the first that it finds, and asks the other nothing: hence one of another name as well.
    for name in ("inlay", "inlay-decoy"):
        program = os.path.join(shown, name, name)
        os.makedirs(os.path.dirname(program))
        with open(program, "w") as file:
            file.write(f'#!/bin/sh\necho "$0" "$@" >>"{folder}/seen"\n')
        os.chmod(program, 0o755)
    return {place: shown}


def for_krita(machine, package, folder):
    """As install/plugin.sh leaves it when root runs it: the plug-in in /usr/local, switched on for everybody."""
    share, settings = os.path.join(folder, "share"), os.path.join(folder, "xdg")
    os.makedirs(os.path.join(share, "krita", "actions"))
    shutil.copytree(os.path.join(package, "inlay"), os.path.join(share, "krita", "pykrita", "inlay"))
    shutil.copy(os.path.join(package, "inlay.desktop"), os.path.join(share, "krita", "pykrita"))
    shutil.copy(os.path.join(package, "inlay.action"), os.path.join(share, "krita", "actions"))
    shutil.copytree(machine.path("/etc/xdg"), settings, symlinks=True)
    with open(os.path.join(settings, "kritarc"), "a") as file:
        file.write("\n[python]\nenable_inlay=true\n")
    return {"/usr/local/share": share, "/etc/xdg": settings}
