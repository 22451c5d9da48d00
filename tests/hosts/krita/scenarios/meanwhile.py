"""What if the person goes on working while the model works? Nothing freezes, nothing of theirs is lost, and the answer lies where it belongs."""

from inlay_in_krita import *  # noqa: F403

CHANGED = "The layer was changed meanwhile; the new one was made from it as it was before."
UNFIT = "The layer was transformed, or painted over, while the model was working."


def _run_is_waiting():
    return docker().run is not None and docker().run.state == 1


def _asked():
    """`yield from` it: the service has the picture, and waits with its answer until service("open")."""
    service("hold")
    press_run("invert")
    yield _run_is_waiting


def _run_is_ready():
    """The answer is there, and waits for Krita."""
    run = docker().run
    return run is not None and run.inserting is not None and run.inserting.waiting


def a_layer_that_was_moved_meanwhile_is_followed():
    options()
    document, source, data = yield from painted_document(150, 100, "moving", 10, 10, 50, 40)
    yield from _asked()
    source.move(30, 25)  # from (0, 0): a layer's offset is apart from where its pixels begin
    service("open")
    yield idle
    new = document.activeNode()
    assert pixels(new, 40, 35, 50, 40) == inverted(data), (message(), new.bounds())
    close(document)


def a_layer_that_was_deleted_meanwhile_keeps_the_answer_which_opens_as_a_new_image():
    document, source, data = yield from painted_document(150, 100, "going", 10, 10, 50, 40)
    yield from _asked()
    source.remove()
    service("open")
    yield idle
    assert message() == "The layer was deleted while the model was working.", message()
    assert layers(document) == ["Background"]
    QtTest.QTest.mouseClick(part(QtWidgets.QPushButton, "inlay_open_as_new_image"), QtCore.Qt.MouseButton.LeftButton)
    yield idle
    yield lambda: K.activeDocument() != document and K.activeDocument().activeNode() is not None
    opened = K.activeDocument()
    assert (opened.width(), opened.height()) == (50, 40) and opened.modified()
    assert pixels(opened.activeNode(), 0, 0, 50, 40) == inverted(data)
    close(opened)
    yield lambda: opened not in K.documents()
    close(document)


def a_document_that_was_closed_meanwhile_is_told_and_nothing_breaks():
    document, _, _ = yield from painted_document(150, 100, "going", 10, 10, 50, 40)
    yield from _asked()
    close(document)
    service("open")
    yield idle
    assert message() == "The image was closed while the model was working.", message()
    yield from photograph("closed-meanwhile")


def a_group_whose_layers_were_moved_meanwhile_is_followed():
    document = open_document(150, 100)
    yield lambda: ready(document)
    group = document.createGroupLayer("group")
    document.rootNode().addChildNode(group, None)
    data = gradient(50, 40)
    inside = yield from layer(document, "inside", data, 10, 10, 50, 40, group)
    document.setActiveNode(group)
    yield lambda: is_active("group")
    yield from _asked()
    inside.move(22, 31)  # the group's own offset stays as it is
    document.refreshProjection()
    service("open")
    yield idle
    new = document.activeNode()
    assert new.name() == "invert" and pixels(new, 32, 41, 50, 40) == inverted(data), (message(), new.name(), new.bounds())
    assert message() == "", message()
    close(document)


def what_was_painted_meanwhile_stays_and_a_note_says_what_the_answer_shows():
    document, source, data = yield from painted_document(150, 100, "painting", 10, 10, 80, 60)
    yield from _asked()
    source.setPixelData(bytes((0, 0, 255, 255)) * 400, 20, 20, 20, 20)
    source.setPixelData(bytes((0, 0, 255, 255)) * 100, 95, 75, 10, 10)  # the layer's bounds grow
    document.refreshProjection()
    painted = pixels(source, 0, 0, 150, 100)
    service("open")
    yield idle
    new = document.activeNode()
    assert pixels(new, 10, 10, 80, 60) == inverted(data), (message(), new.bounds())
    assert pixels(source, 0, 0, 150, 100) == painted
    assert message() == "The new layer is inserted." and docker().message.advice.text() == CHANGED, (message(), docker().message.advice.text())
    close(document)


def a_layer_that_was_moved_and_painted_on_is_followed_too():
    document, source, data = yield from painted_document(150, 100, "both", 10, 10, 80, 60)
    yield from _asked()
    source.move(25, 15)
    source.setPixelData(bytes((0, 0, 255, 255)) * 400, 45, 35, 20, 20)
    document.refreshProjection()
    service("open")
    yield idle
    new = document.activeNode()
    assert pixels(new, 35, 25, 80, 60) == inverted(data), (message(), new.bounds())
    assert docker().message.advice.text() == CHANGED, (message(), docker().message.advice.text())
    close(document)


def the_mask_moves_with_the_layer():
    document, source, data = yield from painted_document(150, 100, "masked", 10, 10, 80, 60)
    selection = Selection()
    selection.select(20, 20, 30, 20, 255)
    document.setSelection(selection)
    yield from _asked()
    source.move(25, 15)
    document.refreshProjection()
    service("open")
    yield idle
    new = document.activeNode()
    assert new.name() == "invert", message()
    shown = pixels(new, 0, 0, 150, 100)
    covered = [(at // 4 % 150, at // 4 // 150) for at in range(0, len(shown), 4) if shown[at + 3]]
    assert covered == [(x, y) for y in range(35, 55) for x in range(45, 75)], (covered[:1], covered[-1:], len(covered))
    assert pixels(new, 45, 35, 30, 20) == inverted(pixels(source, 45, 35, 30, 20))
    close(document)


def cancelling_while_the_layer_is_read_leaves_nothing_behind():
    document, source, data = yield from painted_document(1500, 1500, "large", 0, 0, 1500, 1500)
    for _ in range(3):
        press_run("invert")
        yield
        docker().cancel()
        assert idle() and message() == "Cancelled.", message()
    press_run("invert")
    yield idle
    assert pixels(document.activeNode(), 0, 0, 1500, 1500) == inverted(data), message()
    close(document)


def above_a_layer_that_was_transformed_nothing_is_inserted_unless_it_is_wanted():
    document, source, data = yield from painted_document(150, 100, "turning", 10, 10, 80, 60)
    yield from _asked()
    source.rotateNode(0.4)
    document.waitForDone()
    yield lambda: "Rotate Layer" in undo_steps()
    before = undo_steps()
    service("open")
    yield idle
    assert message() == UNFIT, message()
    assert layers(document) == ["Background", "turning"] and undo_steps() == before
    yield from photograph("transformed-meanwhile")
    QtTest.QTest.mouseClick(part(QtWidgets.QPushButton, "inlay_insert_anyway"), QtCore.Qt.MouseButton.LeftButton)
    yield idle
    assert layers(document) == ["Background", "turning", "invert"] and len(undo_steps()) == len(before) + 1, (message(), undo_steps())
    assert docker().message.advice.text() == CHANGED, (message(), docker().message.advice.text())
    close(document)


def _answer_comes_during_a_stroke(canvas):
    """`yield from` it; gives the place where the stroke began."""
    press_run("invert")
    middle = canvas.rect().center()
    QtTest.QTest.mousePress(canvas, QtCore.Qt.MouseButton.LeftButton, Modifier.NoModifier, middle)
    yield lambda: not is_idle(K.activeDocument())
    move(canvas, middle + QtCore.QPoint(20, 10))
    yield _run_is_ready
    return middle


def a_stroke_that_runs_is_waited_out_and_both_are_there():
    document, source, data = yield from painted_document(400, 300, "drawing", 0, 0, 400, 300)
    canvas = canvas_widget()
    K.action("KritaShape/KisToolBrush").trigger()
    yield lambda: part(QtWidgets.QToolButton, "KritaShape/KisToolBrush").isChecked()
    middle = yield from _answer_comes_during_a_stroke(canvas)
    before = undo_steps()
    ticks = Ticks()
    for step in range(30):
        move(canvas, middle + QtCore.QPoint(20 + 2 * step, 10 + step % 5))
        yield lambda: ticks.count > step  # the window lives on while the answer waits
    assert _run_is_ready() and layers(document) == ["Background", "drawing"], layers(document)
    assert docker().bar.format() == "Ready; waiting until Krita has finished", docker().bar.format()
    yield from photograph("while-painting")
    QtTest.QTest.mouseRelease(canvas, QtCore.Qt.MouseButton.LeftButton, Modifier.NoModifier, middle + QtCore.QPoint(80, 10))
    yield idle
    steps = undo_steps()[len(before):]
    assert len(steps) == 2 and steps[1] == "Add Layer", steps  # the stroke, whole, and then the layer
    assert layers(document) == ["Background", "drawing", "invert"], (message(), layers(document))
    assert pixels(document.nodeByName("invert"), 0, 0, 400, 300) == inverted(data)
    drawn = pixels(source, 0, 0, 400, 300)
    assert drawn != data
    assert docker().message.advice.text() == CHANGED, (message(), docker().message.advice.text())
    K.action("edit_undo").trigger()
    document.waitForDone()
    yield lambda: layers(document) == ["Background", "drawing"]
    assert pixels(source, 0, 0, 400, 300) == drawn  # the layer went, the stroke stayed
    close(document)


def a_long_filter_is_waited_out_too():
    document = open_document(1600, 1600)
    yield lambda: ready(document)
    document.activeNode().setPixelData((bytes((30, 200, 90, 255)) * 7 + bytes((220, 20, 40, 255)) * 9) * 100 * 1600, 0, 0, 1600, 1600)
    data = gradient(60, 40)
    source = yield from layer(document, "small", data, 10, 10, 60, 40)
    blur = K.filter("gaussian blur") or K.filter("blur")
    settings = blur.configuration()
    for name in ("horizRadius", "vertRadius"):
        settings.setProperty(name, 120.0)
    blur.setConfiguration(settings)
    yield from _asked()
    before = undo_steps()
    # It returns only when the filter is done, and lets the event loop run meanwhile.
    QtCore.QTimer.singleShot(0, lambda: blur.startFilter(document.nodeByName("Background"), 0, 0, 1600, 1600))
    yield lambda: not is_idle(document)
    service("open")
    yield _run_is_ready
    assert layers(document) == ["Background", "small"]
    yield idle
    assert len(undo_steps()) == len(before) + 2 and undo_steps()[-1] == "Add Layer", undo_steps()[len(before):]
    assert pixels(document.activeNode(), 10, 10, 60, 40) == inverted(data), message()
    assert message() == "", (message(), docker().message.advice.text())
    close(document)


def cancelling_while_the_answer_waits_keeps_it_in_the_list():
    document, source, data = yield from painted_document(200, 150, "drawing", 0, 0, 200, 150)
    canvas = canvas_widget()
    count = docker().answers.count()
    middle = yield from _answer_comes_during_a_stroke(canvas)
    docker().cancel()
    assert idle() and message() == "Cancelled.", message()
    QtTest.QTest.mouseRelease(canvas, QtCore.Qt.MouseButton.LeftButton, Modifier.NoModifier, middle)
    document.waitForDone()
    assert layers(document) == ["Background", "drawing"] and docker().answers.isVisible()
    docker().answers.itemDoubleClicked.emit(docker().answers.item(0))
    yield idle
    assert layers(document) == ["Background", "drawing", "invert"], (message(), layers(document), count)
    close(document)
