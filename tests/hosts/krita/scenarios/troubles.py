"""What does the docker say and offer when the service is in trouble?"""

from inlay_in_krita import *  # noqa: F403


def a_model_that_is_gone_is_told_by_name_and_another_can_be_chosen_at_once():
    document, _, data = yield from painted_document(150, 100, "colours", 0, 0, 150, 100)
    K.action("inlay_edit_layer").trigger()
    options()
    model = docker().fields["model"].widget
    yield lambda: model.currentText() == "gemini-3-pro-image"
    press_run("invert")
    yield idle
    shown = docker().message
    assert "CometAPI does not serve the model gemini-3-pro-image" in message(), message()
    assert "gemini-3.1-flash-image, gemini-2.5-flash-image" in shown.advice.text(), shown.advice.text()
    yield lambda: [model.itemText(row) for row in range(model.count())] == ["gemini-3.1-flash-image", "gemini-2.5-flash-image"]
    assert model.hasFocus() or model.lineEdit().hasFocus(), "the keyboard is not where the mistake is"
    yield from photograph("model-gone")
    model.setCurrentIndex(0)
    model.activated.emit(0)  # as a click in the list does
    press_run("invert")
    yield idle
    assert message() in ("", "Done."), (message(), shown.advice.text())
    new = document.activeNode()
    assert pixels(new, 0, 0, 150, 100) == inverted(data)
    close(document)


def the_wait_before_another_attempt_is_told_and_can_be_cancelled():
    document, _, _ = yield from painted_document(150, 100, "staying", 10, 10, 50, 40)
    press_run("a busy hour")
    words = docker().bar.format
    yield lambda: "before attempt 2 of 3" in words()
    FACTS["while the service is busy"] = [words(), docker().bar.toolTip()]
    assert words().startswith("Waiting 2") and "CometAPI gets too many requests" in docker().bar.toolTip(), words()
    yield from photograph("waiting-for-another-attempt")
    QtTest.QTest.mouseClick(part(QtWidgets.QPushButton, "inlay_cancel"), QtCore.Qt.MouseButton.LeftButton)
    assert idle() and message() == "Cancelled.", message()
    assert layers(document) == ["Background", "staying"]
    close(document)
