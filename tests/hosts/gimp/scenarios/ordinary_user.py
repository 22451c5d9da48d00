"""Does somebody who is not root find the menu after an installation for themselves alone?"""

import os
import platform
import shutil
import tempfile

import dialog
import gimp
import machine
import screen

SOMEBODY = 12345


def _owned(folder):
    for place, folders, names in os.walk(folder):
        for name in [*folders, *names, ""]:
            os.chown(os.path.join(place, name), SOMEBODY, SOMEBODY, follow_symlinks=False)


def the_menu_is_there_after_an_installation_without_root(setup, scratch):
    os.makedirs(scratch)
    home = tempfile.mkdtemp(prefix="inlay-somebody-")  # where somebody may go: the checkout may be root's alone
    shown = screen.Screen(os.path.join(scratch, "screen"))
    try:
        major = setup.version.split(".")[0]
        built = os.path.join(home, "built", "host-adapters", "gimp", "gimp" + major, "inlay")
        shutil.copytree(setup.plugin, built)  # copies what the links point to
        for name in ("install/plugin.sh", "tests/hosts/gimp/inside_gimp3.py"):
            shutil.copy(os.path.join(setup.checkout, name), home)
        reader = shutil.copy(setup.reader, home)
        _owned(home)

        there = gimp.Setup(setup.version, setup.machine.root, home, built, setup.inlay, home, reader)
        there.machine = machine.Machine(setup.machine.root, [home])
        kind = type(setup.gimp(os.path.join(scratch, "unused")))
        env = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": home, "LC_ALL": "C.UTF-8"}
        said = there.machine.run([os.path.join(home, "plugin.sh"), "install", os.path.join(home, "built")], env, user=SOMEBODY)
        profile = os.path.join(home, ".config", "GIMP", setup.version)
        for program in ("inlay", "inlay-cli"):
            path = os.path.join(profile, "plug-ins", "inlay", program)
            assert os.path.isfile(path) and os.stat(path).st_uid == SOMEBODY and os.access(path, os.X_OK), (path, said)

        assert "Usage" in there.machine.run([os.path.join(home, ".local", "bin", "inlay"), "--help"], env, user=SOMEBODY)

        # GIMP as it comes, but with few of its own plug-ins; ours is found in the place where GIMP looks by itself.
        stock = os.path.join(home, "stock")
        os.makedirs(stock)
        for name in kind.stock:
            source = kind.stock_folder.format(triplet=platform.machine() + "-linux-gnu")
            os.symlink(f"{source}/{name}", os.path.join(stock, name))
        with open(os.path.join(profile, "gimprc"), "w") as file:
            file.write(f'(plug-in-path "${{gimp_dir}}/plug-ins:{stock}")\n' + kind.settings)
        g = kind(there, os.path.join(home, "run"), screen=shown)
        for name in (kind.folder_variable, "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
            g.env.pop(name)
        g.env["HOME"], g.user, g.scripts = home, SOMEBODY, home
        _owned(home)
        with g:
            assert "Filters/Inlay" in " ".join(g.menus("plug-in-inlay-edit-layer"))
            image = g.new_image(120, 90, "rgb", "u8-gamma")
            g.new_group(image, "something")
            display, window = dialog.image_window(g, image)
            opened = dialog.open_by_menu(g, window, dialog.LAYER)
            dialog.prompt(g, opened, "a lake")
            dialog.run(g, opened)
            dialog.layers_become(g, image, 2, dialog.LAYER)
            g.mark_clean(image)
            g.close_display(display)
        strangers = [os.path.join(place, name) for place, _, names in os.walk(home) for name in names
                     if os.lstat(os.path.join(place, name)).st_uid != SOMEBODY and name not in ("gimp.log", "errors.log")]
        assert not strangers, strangers
        said = there.machine.run([os.path.join(home, "plugin.sh"), "uninstall"], env, user=SOMEBODY)
        left = [path for path in (os.path.join(profile, "plug-ins", "inlay"), os.path.join(home, ".local", "bin", "inlay")) if os.path.exists(path)]
        assert not left, (left, said)
    finally:
        shown.close()
        for name in ("run/gimp.log", "run/errors.log"):
            if os.path.exists(os.path.join(home, name)):
                shutil.copy(os.path.join(home, name), scratch)
        shutil.rmtree(home, ignore_errors=True)
