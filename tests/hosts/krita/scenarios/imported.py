"""Does what was imported work? Run by importing.outside.py in the same profile."""

from inlay_in_krita import *  # noqa: F403


def what_was_imported_edits_a_layer_with_the_sandbox_that_lost_its_x_bit():
    document, _, data = yield from painted_document(150, 100, "colours", 0, 0, 150, 100)
    options()
    press_run("invert")
    yield idle
    assert message() == "", (message(), docker().message.advice.text())
    assert pixels(document.activeNode(), 0, 0, 150, 100) == inverted(data)
