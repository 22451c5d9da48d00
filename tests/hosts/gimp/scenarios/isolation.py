"""Does a test's GIMP see nothing of the machine it runs on? Without this, the other tests might speak with another Inlay than the one built."""

import os
import platform

import installed
import machine


def an_inlay_that_is_installed_for_everybody_is_not_asked(setup, scratch):
    os.makedirs(scratch)
    decoys = os.path.join(scratch, "decoys")
    kind = type(setup.gimp(os.path.join(scratch, "unused")))
    place = kind.stock_folder.format(triplet=platform.machine() + "-linux-gnu")
    shown = installed.for_gimp(setup.machine, place, kind.stock, decoys)
    before = setup.machine
    setup.machine = machine.Machine(before.root, before.folders, shown)
    try:
        with setup.gimp(os.path.join(scratch, "run")) as g:
            assert "Filters/Inlay" in " ".join(g.menus("plug-in-inlay-edit-layer"))
            setup.machine.run(["test", "-x", f"{place}/inlay/inlay"], g.env)  # the decoy is where GIMP would look
            assert not os.path.exists(os.path.join(decoys, "seen")), "GIMP asked an Inlay that is not the test's"
    finally:
        setup.machine = before


def nothing_of_the_callers_environment_reaches_it(g):
    """CTest starts every test with a hostile one: INLAY_HOSTILE_CALLER."""
    inside = machine.processes_with("INLAY_TEST", g.scratch)
    assert inside
    for pid in inside:
        with open(f"/proc/{pid}/environ", "rb") as file:
            assert b"elsewhere" not in file.read(), inside[pid]
