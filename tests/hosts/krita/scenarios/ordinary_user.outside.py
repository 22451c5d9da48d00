"""Somebody who is not root runs install/plugin.sh and then Krita, out of a home of their own; nothing in it may be anybody else's."""

import os
import shutil

import services

USER = 12345
PLUGIN = False  # install/plugin.sh brings it

_kept = {}


def before(one):
    _kept["home"] = one.home
    service = _kept["service"] = services.Gate("http://127.0.0.1:9")
    service.serves(["gemini-2.5-flash-image"])
    one.env["INLAY_TEST_SERVICE"] = service.url
    built = os.path.join(one.runtime, "built")
    # Copied to where somebody may go: a checkout may be its owner's alone.
    shutil.copytree(one.setup.package, os.path.join(built, "host-adapters", "krita", "package"))
    os.makedirs(os.path.join(built, "host-adapters", "cli"))
    shutil.copy(one.setup.inlay, os.path.join(built, "host-adapters", "cli", "inlay"))
    script = os.path.join(one.runtime, "plugin.sh")
    shutil.copy(os.path.join(one.setup.checkout, "install", "plugin.sh"), script)
    with open(os.path.join(one.home, "config", "kritarc"), "w") as file:
        file.write("[python]\nenable_inlay_driver=true\n")
    one.own()
    said = one.machine().run(["bash", script, "install", built], one.env, user=USER)
    library = os.path.join(one.data, "pykrita", "inlay", "lib", "libinlay.so")
    assert os.path.isfile(library) and os.stat(library).st_uid == USER, said


def after(one):
    _kept["service"].close()
    strangers = [os.path.join(place, name) for place, _, names in os.walk(_kept["home"]) for name in names
                 if os.lstat(os.path.join(place, name)).st_uid != USER]
    assert not strangers, strangers
