"""Does the plug-in need only libraries that this Debian has? One GIMP 3 binary, built on trixie, has to serve the newer ones as well."""

import os
import re
import subprocess

PLACES = ("/usr/lib/{0}-linux-gnu", "/lib/{0}-linux-gnu", "/usr/lib", "/lib64")
# Sonames that differ between the Debian releases that one binary serves, or drag half a desktop in.
NEVER = ("libgexiv2", "libopencv", "libgssapi", "libcpp-httplib", "libsecret")


def _needed(path):
    text = subprocess.run(["readelf", "-d", path], stdout=subprocess.PIPE, text=True, check=True).stdout
    found = re.findall(r"\(NEEDED\).*\[(.+)\]", text)
    assert found, f"{path} needs no library at all?"
    return found


def every_library_is_there(setup, scratch):
    places = [setup.machine.path(place.format(os.uname().machine)) for place in PLACES]
    for program in ("inlay", "inlay-cli"):
        path = os.path.realpath(os.path.join(setup.plugin, program))
        for soname in _needed(path):
            assert any(os.path.exists(os.path.join(place, soname)) for place in places), f"{program} needs {soname}, which is not here"
            assert not soname.startswith(NEVER), f"{program} must not need {soname}"


def no_symbol_of_ours_meets_one_of_the_host_s(setup, scratch):
    text = subprocess.run(["readelf", "--dyn-syms", "-W", os.path.join(setup.plugin, "inlay")], stdout=subprocess.PIPE, text=True,
                          check=True).stdout
    ours = [line.split()[-1] for line in text.splitlines() if " FUNC " in line and " GLOBAL DEFAULT " in line and " UND " not in line]
    assert not [name for name in ours if "inlay" in name], ours[:5]
