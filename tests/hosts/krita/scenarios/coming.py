"""Does the docker show answers as they come: what a model shows on its way, and each variation as soon as it is ready?"""

import json

from inlay_in_krita import *  # noqa: F403

GREEN, MAGENTA = (30, 200, 10, 255), (225, 55, 245, 255)  # BGRA; the second is what “invert” makes of the first


def _choose(model, count):
    options()
    docker().fields["model"].set_text(model)
    docker().fields["count"].set_text(str(count))


def _green_document():
    """`yield from` it."""
    document = open_document(160, 120)
    yield lambda: ready(document)
    source = yield from layer(document, "green", bytes(GREEN) * 120 * 90, 20, 10, 120, 90)
    return document, source


def _kept_jobs():
    """The runs whose answers are not all in a picture; the history has the others as well."""
    folder = os.path.join(os.environ["XDG_DATA_HOME"], "inlay", "jobs")
    runs = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
    return [run for run in runs if not _is_inserted(os.path.join(folder, run))]


def _is_inserted(run):
    try:
        with open(os.path.join(run, "state.json")) as file:
            return "inserted" in json.load(file)
    except FileNotFoundError:
        return False


def _magenta(item):
    """Whether the middle of a small picture's left part shows the answer; a mark would be elsewhere."""
    picture = docker().answers.item(item).icon().pixmap(76, 76).toImage()
    colour = picture.pixelColor(12, 38)
    return max(abs(a - b) for a, b in zip((colour.blue(), colour.green(), colour.red()), MAGENTA)) < 24


def what_the_model_shows_on_its_way_is_shown_and_only_the_answer_is_inserted():
    _choose("gpt-image-2", 1)
    document, source = yield from _green_document()
    before = undo_steps()
    assert docker().answers.count() == 0
    service("in_steps")
    service("open")
    press_run("invert")
    service("step")
    yield lambda: docker().run.preview > 0
    yield lambda: docker().answers.count() == 1
    assert docker().answers.isVisible() and _magenta(0)
    docker().answers.itemDoubleClicked.emit(docker().answers.item(0))  # nothing comes of it
    yield from photograph("preview")
    assert docker().run is not None and layers(document) == ["Background", "green"] and undo_steps() == before
    service("in_one_piece")
    yield idle
    assert message() == "", (message(), docker().message.advice.text())
    assert layers(document) == ["Background", "green", "invert"]
    assert pixels(document.nodeByName("invert"), 20, 10, 120, 90) == bytes(MAGENTA) * 120 * 90
    assert docker().answers.count() == 1 and _magenta(0)  # the answer; what was shown on the way is gone
    close(document)


def each_variation_is_shown_as_soon_as_it_is_ready():
    _choose("gemini-2.5-flash-image", 3)
    document, source = yield from _green_document()
    before, old = undo_steps(), docker().answers.count()
    service("hold")
    press_run("invert")
    for ready_now in (1, 2):
        service("open_for/1")
        yield lambda: docker().run.ready == ready_now and docker().answers.count() == old + ready_now
        assert all(_magenta(item) for item in range(ready_now))
        assert layers(document) == ["Background", "green"] and undo_steps() == before
    yield from photograph("two-of-three")
    FACTS["words while the third is awaited"] = docker().bar.format()
    service("open")
    yield idle
    assert docker().answers.count() == old + 3 and len(undo_steps()) == len(before) + 1
    assert layers(document) == ["Background", "green", "invert"] and len(document.nodeByName("invert").childNodes()) == 3, layers(document)
    close(document)


def what_had_come_before_a_cancel_can_be_inserted():
    _choose("gemini-2.5-flash-image", 3)
    document, source = yield from _green_document()
    before, old, kept = undo_steps(), docker().answers.count(), _kept_jobs()
    service("hold")
    press_run("invert")
    service("open_for/2")
    yield lambda: docker().run.ready == 2
    QtTest.QTest.mouseClick(part(QtWidgets.QPushButton, "inlay_cancel"), QtCore.Qt.MouseButton.LeftButton)
    assert idle() and message() == "Cancelled. Nothing was inserted.", message()
    assert len(_kept_jobs()) == len(kept) + 1, _kept_jobs()
    assert docker().message.advice.text() == "2 of 3 pictures had arrived. They are kept.", docker().message.advice.text()
    assert layers(document) == ["Background", "green"] and undo_steps() == before
    yield from photograph("cancelled-with-two")
    QtTest.QTest.mouseClick(part(QtWidgets.QPushButton, "inlay_insert_arrived"), QtCore.Qt.MouseButton.LeftButton)
    yield idle
    assert layers(document) == ["Background", "green", "invert"] and len(undo_steps()) == len(before) + 1, (message(), layers(document))
    for name in ("invert 1", "invert 2"):
        assert pixels(document.nodeByName(name), 20, 10, 120, 90) == bytes(MAGENTA) * 120 * 90, name
    assert docker().answers.count() == old + 2 and message() == "", message()
    yield lambda: _kept_jobs() == kept  # both are in the image: nothing has to be kept any more
    close(document)
