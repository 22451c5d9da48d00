"""Does an edit go from the menu or the docker to the layer, and is it one step? And when something goes wrong on the way?"""

from inlay_in_krita import *  # noqa: F403


def the_menu_brings_up_the_docker_and_ctrl_enter_inverts_the_layer_in_one_step():
    document, source, data = yield from painted_document(200, 120, "colours", 30, 20, 90, 60)
    yield lambda: docker().target.text() == "Changes “colours”."
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
    names = []

    def are_written_about():  # the docker looks twice a second
        names[:] = [name for name in document.annotationTypes() if name.startswith("inlay/")]
        return len(names) == 1
    yield are_written_about
    facts = bytes(document.annotation(names[0])).decode()
    assert '"prompt": "invert"' in facts and '"provider": "sandbox"' in facts, facts
    assert "http" not in facts and "127.0.0.1" not in facts, facts
    close(document)


def a_click_on_an_example_writes_it_into_the_prompt():
    document, _, _ = yield from painted_document(40, 30, "colours", 0, 0, 40, 30)  # newer Kritas hide the dockers without one
    examples = part(QtWidgets.QLabel, "inlay_examples")
    yield lambda: examples.isVisible()
    assert "make it sepia" in examples.text(), examples.text()
    examples.linkActivated.emit("1")
    assert docker().prompt.toPlainText() == "make it sepia", docker().prompt.toPlainText()
    close(document)


def the_selection_with_its_soft_edge_becomes_the_mask():
    document, _, data = yield from painted_document(160, 120, "colours", 0, 0, 160, 120)
    selection = Selection()
    selection.select(40, 30, 60, 50, 255)
    document.setSelection(selection)
    yield lambda: docker().target.text() == "Changes the selection of “colours”."
    before = undo_steps()
    options(feather="12", context="100")
    press_run("invert")
    yield idle
    assert message() == "", (message(), docker().message.advice.text())
    new = document.activeNode()
    assert len(undo_steps()) == len(before) + 1, undo_steps()
    bounds = new.bounds()
    shown = pixels(new, 0, 0, 160, 120)

    def alpha(x, y):
        return shown[(y * 160 + x) * 4 + 3]
    # The feather is a Gaussian around the selection's edge: whole in the middle, half at the edge, nothing far out.
    assert alpha(70, 55) == 255, alpha(70, 55)
    assert alpha(70, 5) == 0 and alpha(10, 55) == 0
    assert abs(alpha(39, 55) + alpha(40, 55) - 255) < 8, (alpha(39, 55), alpha(40, 55))
    at = (55 * 160 + 70) * 4
    assert shown[at:at + 3] == inverted(data)[at:at + 3]
    masks = [one.type() for one in new.childNodes()]
    assert masks == (["transparencymask"] if has_masks() else []), masks
    if has_masks():
        path = os.path.join(FOLDER, "masked.kra")
        document.setBatchmode(True)
        assert document.saveAs(path)
        document.waitForDone()
        again = K.openDocument(path)
        again.waitForDone()
        kept = again.nodeByName("invert")
        assert visible(pixels(kept, 0, 0, 160, 120)) == visible(shown)
        assert [name for name in again.annotationTypes() if name.startswith("inlay/")]
        close(again)
    FACTS["bounds of the layer with a selection"] = [bounds.x(), bounds.y(), bounds.width(), bounds.height()]
    options(feather="0", context="25")
    close(document)


def a_local_selection_on_the_layer_is_kept_to_as_krita_s_own_clear_keeps_to_it():
    document, source, data = yield from painted_document(160, 120, "colours", 0, 0, 160, 120)
    selection = Selection()
    selection.select(40, 30, 60, 50, 255)
    mask = document.createSelectionMask("only here")
    mask.setSelection(selection)
    source.addChildNode(mask, None)
    document.waitForDone()
    yield from activate(document, source)
    yield lambda: docker().target.text() == "Changes the selection of “colours”."
    press_run("invert")
    yield idle
    assert message() == "", (message(), docker().message.advice.text())
    new = document.nodeByName("invert")
    shown = pixels(new, 0, 0, 160, 120)
    covered = {(at // 4 % 160, at // 4 // 160) for at in range(0, len(shown), 4) if shown[at + 3]}
    assert covered == {(x, y) for x in range(40, 100) for y in range(30, 80)}, (len(covered), sorted(covered)[:2], sorted(covered)[-2:])
    at = (55 * 160 + 70) * 4
    assert shown[at:at + 3] == inverted(data)[at:at + 3]
    close(document)


def groups_vectors_filters_clones_and_masks_are_read_as_they_show():
    document = open_document(120, 90)
    yield lambda: ready(document)
    root = document.rootNode()
    data = gradient(60, 40)
    group = document.createGroupLayer("group")
    root.addChildNode(group, None)
    yield from layer(document, "inside", data, 20, 10, 60, 40, group)
    clone = document.createCloneLayer("clone", document.nodeByName("inside"))
    root.addChildNode(clone, None)
    vector = document.createVectorLayer("vector")
    root.addChildNode(vector, None)
    vector.addShapesFromSvg('<svg xmlns="http://www.w3.org/2000/svg" width="120px" height="90px" viewBox="0 0 120 90">'
                            '<rect x="30" y="20" width="40" height="30" fill="#2060c0"/></svg>')
    grey = K.filter("desaturate") or K.filter("invert")
    whole = Selection()
    whole.select(0, 0, 120, 90, 255)
    root.addChildNode(document.createFilterLayer("filter", grey, whole), None)
    document.refreshProjection()
    document.waitForDone()
    for name in ("group", "clone", "vector", "filter"):
        within = document.nodeByName(name)
        yield from activate(document, within)
        document.waitForDone()
        bounds = within.bounds()
        rect = (bounds.x(), bounds.y(), bounds.width(), bounds.height()) if name != "filter" else (0, 0, 120, 90)
        wanted = pixels(within, *rect)
        press_run("invert")
        yield idle
        assert message() == "", (name, message(), docker().message.advice.text())
        new = document.activeNode()
        assert new.name() == "invert", (name, new.name())
        got = pixels(new, *rect)
        solid = [i for i in range(0, len(got), 4) if wanted[i + 3] == 255]
        assert solid, name
        off = max(abs(got[i + c] - (255 - wanted[i + c])) for i in solid for c in range(3))
        assert off == 0, (name, off)
        new.remove()
        document.waitForDone()
        yield lambda: is_idle(document) and "invert" not in layers(document)
    # A mask means its layer.
    inside = document.nodeByName("inside")
    mask = document.createFilterMask("a mask", K.filter("invert"), whole)
    inside.addChildNode(mask, None)
    document.waitForDone()
    yield from activate(document, mask)
    yield lambda: docker().target.text() == "Changes “inside”."
    wanted = pixels(inside, 20, 10, 60, 40)
    press_run("invert")
    yield idle
    new = document.activeNode()
    assert new.name() == "invert" and new.parentNode().name() == "group", (new.name(), message())
    assert pixels(new, 20, 10, 60, 40) == inverted(wanted)
    close(document)


def cancel_hangs_up_and_inserts_nothing_and_the_window_stays_alive():
    document, _, _ = yield from painted_document(150, 100, "staying", 10, 10, 50, 40)
    before = undo_steps()
    press_run("sandbox: slow 600; invert")
    yield lambda: docker().bar.isVisible() and "Waiting" in docker().bar.format()
    # The answer is ten minutes away. Whatever the machine is busy with, the window is alive when its timers run on.
    ticks, looks = Ticks(), Looks()
    yield lambda: ticks.count > 100 and looks.count > 20
    assert docker().run.running and "Waiting" in docker().bar.format()
    yield from photograph("waiting")
    QtTest.QTest.mouseClick(part(QtWidgets.QPushButton, "inlay_cancel"), QtCore.Qt.MouseButton.LeftButton)
    assert idle() and message() == "Cancelled.", message()
    assert layers(document) == ["Background", "staying"] and undo_steps() == before
    assert docker().prompt.toPlainText() == "sandbox: slow 600; invert"
    close(document)


def what_the_service_says_is_shown_and_the_prompt_stays():
    document, _, _ = yield from painted_document(150, 100, "staying", 10, 10, 50, 40)
    docker().fields["count"].set_text("1")
    press_run("sandbox: error 402")
    yield idle
    shown = docker().message
    assert shown.isVisible() and shown.sentence.text() and shown.advice.text(), message()
    FACTS["error 402 in words"] = [shown.sentence.text(), shown.advice.text()]
    assert docker().prompt.toPlainText() == "sandbox: error 402"
    yield from photograph("error")
    # The next run takes the words away.
    press_run("invert")
    yield idle
    assert message() == "" and layers(document)[-1] == "invert", message()
    close(document)


def nothing_to_edit_is_said_before_anything_is_sent():
    document = open_document(80, 60)
    yield lambda: ready(document)
    yield from layer(document, "nothing here", b"", 0, 0, 0, 0)
    press_run("invert")
    assert idle() and message() == "The layer “nothing here” is empty.", message()
    yield from layer(document, "clear", bytes(40 * 30 * 4), 5, 5, 40, 30)
    press_run("")
    assert idle() and message() == "The prompt is empty.", message()
    close(document)


def an_error_goes_with_the_first_change_of_what_it_is_about():
    document, _, _ = yield from painted_document(80, 60, "here", 0, 0, 80, 60)
    empty = yield from layer(document, "nothing here", b"", 0, 0, 0, 0)
    press_run("")
    assert message() == "The prompt is empty.", message()
    docker().fields["count"].set_text("2")
    docker().fields["count"].set_text("1")
    assert message() == "The prompt is empty.", message()
    docker().prompt.setPlainText("i")
    assert message() == "", message()
    press_run("invert")
    assert message() == "The layer “nothing here” is empty.", message()
    yield from activate(document, document.nodeByName("here"))
    yield lambda: message() == ""
    close(document)


def a_folded_section_says_what_is_not_as_at_first():
    options(keep="auto", align="auto")
    title = docker().inputs.sections["placement"].button
    assert title.text() == "Adjust the answer", title.text()
    docker().fields["feather"].set_text("20")
    assert title.text() == "Adjust the answer: Feather 20 px", title.text()
    title.setChecked(True)
    assert title.text() == "Adjust the answer", title.text()
    docker().fields["feather"].set_text("0")
    title.setChecked(False)
    assert title.text() == "Adjust the answer", title.text()
    options()


def _contrast(widget):
    def light(colour):
        parts = [(part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4) for part in colour.getRgbF()[:3]]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    palette = widget.palette()
    darker, lighter = sorted((light(palette.color(widget.foregroundRole())), light(palette.color(widget.backgroundRole()))))
    return (lighter + 0.05) / (darker + 0.05)


def every_field_has_a_name_and_every_word_can_be_read():
    docker().fields["provider"].set_text("google")
    docker().inputs.sections["connection"].open()
    for name, field in docker().fields.items():
        assert field.widget.accessibleName() and field.widget.accessibleDescription(), name
        assert field.label is None or field.label.buddy() is field.widget, name
    for one in (docker().prompt, docker().mode, docker().references.button, docker().inputs.key.line):
        assert one.accessibleName(), one.objectName()
    for one in docker().findChildren(QtWidgets.QLabel):
        if one.isVisible() and one.text() and one.isEnabled():
            assert _contrast(one) >= 4.5, (one.text(), _contrast(one))
    for one in (docker().price, docker().service_note, docker().target, docker().fields["model"].note):
        assert one.isEnabled(), one.objectName()
    docker().fields["provider"].set_text("sandbox")


def before_the_run_it_is_said_that_the_look_may_differ():
    document, source, _ = yield from painted_document(80, 60, "plain", 0, 0, 80, 60)
    warning = docker().forewarning
    yield lambda: docker().target.text() == "Changes “plain”." and not warning.isVisible()
    for change in (lambda: source.setBlendingMode("multiply"), lambda: source.setOpacity(128)):
        change()
        yield warning.isVisible
        assert warning.text() == "The new layer gets mode Normal and full opacity, so it may look different from this layer.", warning.text()
        source.setBlendingMode("normal")
        source.setOpacity(255)
        yield lambda: not warning.isVisible()
    close(document)


def a_key_that_no_service_has_accepted_is_not_kept():
    K.action("inlay_settings").trigger()
    key, note, said = part(QtWidgets.QLineEdit, "inlay_api_key"), part(QtWidgets.QLabel, "inlay_key_note"), part(QtWidgets.QLabel, "inlay_test_note")
    test = part(QtWidgets.QPushButton, "inlay_test")
    assert not test.isVisible() and not key.isVisible()  # there is nothing to test in the sandbox, and no key
    docker().fields["provider"].set_text("google")
    yield lambda: "No key is stored yet." in note.text()
    assert test.isVisible() and key.isVisible() and not docker().service_note.isVisible()
    assert docker().price.text().startswith("About $"), docker().price.text()
    key.setText("AIzaTest0123456789abcdef")
    docker().fields["base-url"].set_text("http://127.0.0.1:9")  # where nobody listens
    test.click()
    yield lambda: said.text() and not said.text().startswith("Asking")
    assert said.text() == "There is no connection to 127.0.0.1:9. Check the address in the settings and the network connection.", said.text()
    assert key.text() == "AIzaTest0123456789abcdef" and "No key is stored yet." in note.text(), note.text()
    yield from photograph("connection")
    docker().fields["base-url"].set_text("")
    yield from photograph("another-service")
    # What was typed waits for a run to start with it.
    docker().fields["provider"].set_text("openai")
    yield lambda: key.text() == ""
    docker().fields["provider"].set_text("google")
    assert key.text() == "AIzaTest0123456789abcdef"
    assert not os.path.exists(os.path.join(os.environ["XDG_CONFIG_HOME"], "inlay", "keys.json"))
    docker().fields["provider"].set_text("sandbox")
    assert docker().service_note.isVisible() and docker().price.text() == "Free in the sandbox."
