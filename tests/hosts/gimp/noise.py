"""What may stand on the standard error of a GIMP under test? Only what GIMP itself, GTK or this machine say, listed here with its source.

A line that nobody has listed fails: it is ours, or it is time to find out whose it is.
"""

import re

KNOWN = (
    # (what it looks like, where it comes from)
    (r"^Failed to parse tag cache: No such file or directory$", "GIMP: a profile that is started for the first time"),
    (r"Gtk-WARNING \*\*: .*Unable to locate theme engine in module_path: \"pixmap\",$", "GTK 2: the package gtk2-engines-pixbuf is not installed"),
    (r"^set device '.*' to mode: disabled$", "GIMP 3: it finds the devices of the virtual screen"),
    (r"scriptfu-WARNING \*\*: .*script_fu_add_resource_arg declared resource name is invalid", "GIMP 3's Script-Fu: the test's profile has no brushes"),
    (r"^GIMP-(Warning|Message): Welcome to GIMP 3", "GIMP 3: a profile that is started for the first time"),
    (r"^batch command executed successfully$", "GIMP 3: the test's own script has ended"),
    (r"LibGimp-WARNING \*\*: .*: gimp_flush\(\): error: Broken pipe$", "GIMP 3: it has hung up when a plug-in that has answered says goodbye"),
    (r"Gimp-Core-WARNING \*\*: .*gimp_finalize: list of contexts not empty upon exit", "GIMP 3: of the test's own script"),
    (r"^stale context: ", "GIMP 3: of the test's own script"),
    (r"^INFO: argument .* of procedure 'script-fu-.*' ignored because resources of type \w+ are not loaded\.$", "GIMP 3.2: -d, without its brushes"),
    (r"^Zombie plug-in: the process of plug-in 'python-eval.py' never exited\.$", "GIMP 3.2: the test's own script is still there when GIMP goes"),
    (r"Could not access portal: Cannot spawn a message bus without a machine-id", "GTK 3.24.49 and later: there is no D-Bus"),
    (r"gimp_device_info_get_device: assertion 'GIMP_IS_DEVICE_INFO \(info\)' failed$", "GIMP 3.2: the devices of the virtual screen"),
    (r"Gdk-CRITICAL \*\*: .*: assertion 'GDK_IS_DEVICE \(device\)' failed$", "GIMP 3.2: the devices of the virtual screen"),
    (r"^GIMP-Error: Calling error for procedure 'plug-in-(inlay-[a-z-]+|script-fu-eval)':$", "GIMP: above what a script was told, which is in the next line"),
    (r"\(gimp[^)]*\): Gtk-WARNING \*\*: .*Negative content (height|width) .* while allocating gadget", "GIMP 3: its own windows"),
    (r"^GIMP-Error: Failed to save data:$", "GIMP 2.10: a profile as it comes has no folder of gradients"),
    (r"^You have a writable data folder configured .*, but this folder does not exist\.", "the same"),
    (r"^gimp_color_transform_new: using babl for '", "libgimpcolor 2.10: colours between two profiles"),
    (r"gimp_gegl_convert_color_profile\(.*\): converting buffer took [0-9.]+ seconds$", "the same"),
    (r"^using gegl copy$", "GIMP 2.10: a selection that is made to float"),
    (r"^gui_dbus_name_lost: connection to the bus cannot be established\.$", "GIMP: there is no D-Bus"),
)


def new_lines(path, refusals=()):
    """`refusals`: what scripts were told, which is written there too."""
    told = "\n".join(refusals)
    with open(path, errors="replace") as file:
        lines = [line.strip() for line in file if line.strip()]
    return [line for line in lines if line not in told and not any(re.search(pattern, line) for pattern, _ in KNOWN)]


def expect_nothing_new(path, refusals=()):
    found = new_lines(path, refusals)
    if found:
        raise AssertionError(f"standard error holds {len(found)} lines that nobody knows; see {path}:\n  " + "\n  ".join(found[:8]))
