"""What becomes of answers: those that changed nothing, several at once, new layers and new images, and references?"""

from inlay_in_krita import *  # noqa: F403


def an_answer_that_changed_almost_nothing_can_be_inserted_anyway():
    document, _, data = yield from painted_document(150, 100, "same", 0, 0, 150, 100)
    options(keep="auto", align="auto")
    press_run("sandbox: unchanged")
    yield idle
    options()
    assert message() == "The model changed almost nothing.", (message(), layers(document))
    assert layers(document) == ["Background", "same"]
    QtTest.QTest.mouseClick(part(QtWidgets.QPushButton, "inlay_insert_anyway"), QtCore.Qt.MouseButton.LeftButton)
    yield idle
    assert len(layers(document)) == 3, (message(), layers(document))
    close(document)


def _group(document):
    """The layers of the topmost one, the lowest first, and which of them are visible."""
    inside = document.rootNode().childNodes()[-1].childNodes()
    return [one.name() for one in inside], [one.visible() for one in inside]


def _ticks():
    shown = docker().answers
    return ["In the image" in shown.item(row).toolTip() for row in range(3)]


def variations_are_one_group_which_one_undo_takes_away():
    document, _, data = yield from painted_document(150, 100, "colours", 0, 0, 150, 100)
    above = yield from layer(document, "above", gradient(20, 20), 0, 0, 20, 20)
    yield from activate(document, document.nodeByName("colours"))
    before = undo_steps()
    docker().fields["count"].set_text("3")
    press_run("invert it thrice")
    yield idle
    docker().fields["count"].set_text("1")
    assert len(undo_steps()) == len(before) + 1, undo_steps()
    assert layers(document) == ["Background", "colours", "invert it thrice", "above"], layers(document)
    above.remove()
    yield lambda: layers(document) == ["Background", "colours", "invert it thrice"]
    assert _group(document) == (["invert it thrice 1", "invert it thrice 2", "invert it thrice 3"], [True, False, False]), _group(document)
    assert document.activeNode().name() == "invert it thrice 1", document.activeNode().name()
    for node in document.rootNode().childNodes()[-1].childNodes():
        assert pixels(node, 0, 0, 150, 100) == inverted(data) or not node.visible(), node.name()
    assert message() == "", (message(), docker().message.advice.text())
    assert docker().answers.isVisible() and _ticks() == [True] * 3
    tips = [docker().answers.item(row).toolTip() for row in range(3)]
    assert tips == ["invert it thrice\nIn the image. Double click to show it."] * 3, tips
    assert len([name for name in document.annotationTypes() if name.startswith("inlay/")]) == 3
    yield from photograph("answers")
    docker().answers.itemDoubleClicked.emit(docker().answers.item(1))
    assert _group(document)[1] == [False, True, False], _group(document)
    yield lambda: document.activeNode().name() == "invert it thrice 2"
    undo = K.action("edit_undo")
    for _ in range(2):  # of the layer that was taken away, and of the group
        undo.trigger()
        document.waitForDone()
        yield
    yield lambda: layers(document) == ["Background", "colours", "above"]
    # What is no longer in the image is neither ticked nor written about.
    yield lambda: _ticks() == [False] * 3
    assert [name for name in document.annotationTypes() if name.startswith("inlay/")] == []
    K.action("edit_redo").trigger()
    document.waitForDone()
    yield lambda: _ticks() == [True] * 3
    assert len([name for name in document.annotationTypes() if name.startswith("inlay/")]) == 3
    undo.trigger()
    document.waitForDone()
    yield lambda: _ticks() == [False] * 3
    docker().answers.itemDoubleClicked.emit(docker().answers.item(2))
    yield idle
    assert layers(document) == ["Background", "colours", "invert it thrice 3", "above"], layers(document)
    docker().answers.itemDoubleClicked.emit(docker().answers.item(0))
    yield idle
    assert layers(document) == ["Background", "colours", "invert it thrice 3", "invert it thrice 1", "above"], layers(document)
    close(document)


def a_new_layer_covers_the_selection():
    document = open_document(200, 150)
    yield lambda: ready(document)
    selection = Selection()
    selection.select(50, 40, 90, 60, 255)
    document.setSelection(selection)
    K.action("inlay_generate_layer").trigger()
    assert docker().action == "generate-layer"
    before = undo_steps()
    press_run("a lake in the mountains")
    yield idle
    assert message() == "", (message(), docker().message.advice.text())
    new = document.activeNode()
    bounds = new.bounds()
    assert (bounds.x(), bounds.y(), bounds.width(), bounds.height()) == (50, 40, 90, 60), bounds
    assert new.name() == "a lake in the mountains" and len(undo_steps()) == len(before) + 1
    close(document)


def a_new_image_opens_in_a_window():
    K.action("inlay_generate_image").trigger()
    press_run("a lake in the mountains")
    yield idle
    assert message() == "", (message(), docker().message.advice.text())
    yield lambda: K.activeDocument() is not None and K.activeDocument().activeNode() is not None
    document = K.activeDocument()
    assert document.width() >= 512 and document.modified() and document.name() == "a lake in the mountains", document.name()
    FACTS["size of a new image"] = [document.width(), document.height()]
    close(document)
    K.action("inlay_generate_image").trigger()
    docker().fields["count"].set_text("2")
    press_run("two boats")
    yield idle
    yield lambda: K.activeDocument() is not None and K.activeDocument().activeNode() is not None
    document = K.activeDocument()
    assert [(one.name(), one.visible()) for one in document.rootNode().childNodes()] == [("two boats 1", True), ("two boats 2", False)]
    close(document)
    K.action("inlay_edit_layer").trigger()


def a_reference_layer_goes_with_the_picture():
    document, _, data = yield from painted_document(150, 100, "colours", 0, 0, 150, 100)
    other = yield from layer(document, "style", gradient(64, 48), 10, 10, 64, 48)
    yield from activate(document, document.nodeByName("colours"))
    docker().references.add("Layer “style”", None, other.uniqueId())
    press_run("invert")
    yield idle
    assert message() in ("", "Done."), (message(), docker().message.advice.text())
    new = document.activeNode()
    # The sandbox shows what else it was sent in the lower right corner.
    got, wanted = pixels(new, 0, 0, 150, 100), inverted(data)
    assert new.name() == "invert" and got[:60 * 600] == wanted[:60 * 600] and got != wanted
    docker().references._remove(0)
    close(document)
