"""Does what was imported work? Run by importing.outside.py in the same profile."""

from inlay_in_krita import *  # noqa: F403


def what_was_imported_edits_a_layer_with_the_sandbox_that_lost_its_x_bit():
    document = open_document(150, 100)
    yield lambda: ready(document)
    data = gradient(150, 100)
    layer(document, "colours", data, 0, 0, 150, 100)
    yield lambda: is_active("colours")
    options()
    press_run("invert")
    yield idle
    assert message() == "", (message(), docker().message.advice.text())
    assert pixels(document.activeNode(), 0, 0, 150, 100) == inverted(data)
