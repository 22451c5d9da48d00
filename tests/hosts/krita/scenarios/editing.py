"""Does an edit go from the menu to the layer, and is it one step?"""

from inlay_in_krita import *  # noqa: F403


def the_menu_brings_up_the_docker_and_ctrl_enter_inverts_the_layer_in_one_step():
    document = open_document(200, 120)
    yield lambda: ready(document)
    data = gradient(90, 60)
    source = layer(document, "colours", data, 30, 20, 90, 60)
    yield lambda: docker().target.text() == "Changes “colours”"
    before = undo_steps()
    K.action("inlay_edit_layer").trigger()
    field = part(QtWidgets.QPlainTextEdit, "inlay_prompt")
    yield lambda: field.hasFocus()
    options()
    field.clear()
    QtTest.QTest.keyClicks(field, "invert")
    QtTest.QTest.keyClick(field, Key.Key_Return, Modifier.ControlModifier)
    assert docker().run is not None and docker().cancel_button.isVisible()
    yield idle
    assert message() == "", (message(), docker().message.advice.text())
    assert layers(document) == ["Background", "colours", "invert"], layers(document)
    new = document.activeNode()
    assert (new.name(), new.type()) == ("invert", "paintlayer"), (new.name(), new.type())
    assert pixels(new, 30, 20, 90, 60) == inverted(data)
    assert pixels(source, 30, 20, 90, 60) == data
    added = undo_steps()[len(before):]
    assert len(added) == 1, (before, undo_steps())
    K.action("edit_undo").trigger()
    document.waitForDone()
    yield lambda: layers(document) == ["Background", "colours"]
    K.action("edit_redo").trigger()
    document.waitForDone()
    yield lambda: len(layers(document)) == 3
    again = document.nodeByName("invert")
    assert pixels(again, 30, 20, 90, 60) == inverted(data)
    names = [name for name in document.annotationTypes() if name.startswith("inlay/")]
    facts = bytes(document.annotation(names[0])).decode()
    assert '"prompt": "invert"' in facts and '"provider": "sandbox"' in facts, facts
    close(document)
