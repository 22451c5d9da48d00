"""Krita without Inlay imports the zip; then it is started again, and what was imported edits a layer. On a machine where Inlay is installed for
everybody, which a test must not see: importing.py asserts that it is not there yet."""

import os

import installed
import krita as hosts
import machine

PLUGIN = False


def before(one):
    one.env["INLAY_TEST_ZIP"] = os.path.join(os.path.dirname(one.setup.package), "inlay-krita.zip")
    with open(os.path.join(one.home, "config", "kritarc"), "w") as file:
        file.write("[python]\nenable_inlay_driver=true\nenable_plugin_importer=true\n")
    one.setup.machine.folders.append(os.path.dirname(one.setup.package))
    one.setup.machine.installed = installed.for_krita(one.setup.machine, one.setup.package, os.path.join(one.folder, "decoys"))


def run(one, screen):
    inside = machine.processes_with("INLAY_TEST", one.seen)
    assert inside
    for pid in inside:  # CTest starts every test in a hostile environment: INLAY_HOSTILE_CALLER
        with open(f"/proc/{pid}/environ", "rb") as file:
            assert b"elsewhere" not in file.read(), inside[pid]
    assert one.wait(screen, 280) == 0
    first = one.results()
    assert first and first["over"] and not [case for case in first["cases"] if case["problem"]], first
    again = hosts.Krita(one.setup, one.folder, screen, "imported", with_plugin=False)
    try:
        again.start()
        assert again.wait(screen, 280) == 0
        second = again.results()
        assert second and second["over"] and len(second["cases"]) == 1, second
        assert not second["cases"][0]["problem"], second["cases"][0]["problem"]
    finally:
        again.end()
