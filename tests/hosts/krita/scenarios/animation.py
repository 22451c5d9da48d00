"""Is it the current frame of an animated layer that is edited, and is the answer right at that frame?"""

from inlay_in_krita import *  # noqa: F403


def _seek(document, time):
    document.setCurrentTime(time)
    document.waitForDone()
    return lambda: document.currentTime() == time and document.tryBarrierLock() and (document.unlock() or True)


def _animated():
    """`yield from` it: a layer with one picture at frame 0 and another one at frame 5."""
    document = open_document(160, 120)
    yield lambda: ready(document)
    first, second = gradient(90, 60), inverted(gradient(90, 60))[::-1]
    second = bytes(second[i - i % 4 + 3 - i % 4] for i in range(len(second)))  # turned by half a turn, the channels in their order
    source = yield from layer(document, "animated", first, 30, 20, 90, 60)
    source.enableAnimation()
    assert source.animated()
    yield _seek(document, 5)
    K.action("add_blank_frame").trigger()
    document.waitForDone()
    yield lambda: source.hasKeyframeAtTime(5)
    source.setPixelData(second, 30, 20, 90, 60)
    document.refreshProjection()
    yield _seek(document, 0)
    assert pixels(source, 30, 20, 90, 60) == first
    yield _seek(document, 5)
    assert pixels(source, 30, 20, 90, 60) == second
    _made.extend([document, source, first, second])


_made = []  # for both scenarios: Krita's timeline makes frames in the first document alone


def the_frame_that_shows_is_the_one_that_is_edited():
    options()
    yield from _animated()
    document, source, first, second = _made
    for time, data in ((5, second), (0, first), (3, first)):  # frame 3 shows what frame 0 holds
        yield _seek(document, time)
        document.setActiveNode(source)
        yield lambda: is_active("animated")
        before = undo_steps()
        press_run("invert")
        yield idle
        new = document.activeNode()
        assert new.name() == "invert", (message(), new.name())
        assert pixels(new, 30, 20, 90, 60) == inverted(data), time
        assert len(undo_steps()) == len(before) + 1, undo_steps()
        assert docker().message.advice.text() == f"The new layer was made from frame {time}, and shows in every frame.", message()
        assert bytes(document.pixelData(30, 20, 90, 60)) == inverted(data), time  # what the person sees
        K.action("edit_undo").trigger()
        document.waitForDone()
        yield lambda: layers(document) == ["Background", "animated"]
    # Both frames are as they were.
    yield _seek(document, 0)
    assert pixels(source, 30, 20, 90, 60) == first
    yield _seek(document, 5)
    assert pixels(source, 30, 20, 90, 60) == second


def another_frame_at_the_end_of_the_wait_changes_nothing_of_that():
    document, source, first, second = _made
    document.setActiveNode(source)
    yield lambda: is_active("animated")
    press_run("sandbox: slow 2; invert")
    yield lambda: docker().run.state == 1
    yield _seek(document, 0)
    yield idle
    new = document.nodeByName("sandbox: slow 2; invert")
    assert new is not None, (message(), docker().message.advice.text())
    assert pixels(new, 30, 20, 90, 60) == inverted(second)
    assert "frame 5" in docker().message.advice.text(), docker().message.advice.text()
    assert document.currentTime() == 0 and pixels(source, 30, 20, 90, 60) == first
    close(document)
