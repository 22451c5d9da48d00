"""How long is Krita's own thread held while a large layer is read and while the answer is inserted?

Both are done in turns of its event loop; what counts is the longest turn, in time of the processor, which other programs do not stretch. The measure
are bare calls of Krita's in the same run, on a layer of the same size: what is done piece by piece must stay well below one call for the whole. The
calls that cannot be divided are told apart: making a scratch document, and adding the layer, which is measured by the clock against the same call for
a layer made by hand, since Krita draws the picture anew in its threads and waits for that.
"""

import array
import time

from inlay_in_krita import *  # noqa: F403

SIDE, LIMIT = 4096, 400.0
SPACES = [("RGBA", "U8", SRGB, 0.3), ("RGBA", "F32", "sRGB-elle-V2-g10.icc", 1.0)]
if os.environ.get("INLAY_TEST_ALL"):
    SPACES += [("RGBA", "U16", SRGB, 1.0), ("CMYKA", "U8", "", 1.0)]
SAMPLE = {"U8": 1, "U16": 2, "F32": 4}

_held = {}  # what -> [the longest, all together], each (by the clock, of the processor)


def _timed(what, work):
    clock, processor = time.perf_counter(), time.thread_time()
    try:
        return work()
    finally:
        took = time.perf_counter() - clock, time.thread_time() - processor
        longest, all_of_it = _held.get(what, ((0, 0), (0, 0)))
        _held[what] = tuple(map(max, took, longest)), tuple(map(sum, zip(took, all_of_it)))


def _watch(kind, name, what):
    method = getattr(kind, name)
    setattr(kind, name, lambda self, *arguments, **named: _timed(what, lambda: method(self, *arguments, **named)))


def _watch_the_plug_in():
    from inlay import colour, document as reading, inserting, run, turns
    scratch_document = colour.scratch_document
    colour.scratch_document = lambda space: _timed("scratch document", lambda: scratch_document(space))
    _watch(reading.Capturing, "__init__", "reading")
    _watch(inserting.Inserting, "__init__", "inserting")
    _watch(inserting.Inserting, "_add", "adding")
    step = turns.Turns.step

    def watched(self):
        if isinstance(self, reading.Capturing):
            return step(self)  # within the run's own turns
        before = _held.get("adding"), _held.get("scratch document")
        clock, processor = time.perf_counter(), time.thread_time()
        over = step(self)
        took = time.perf_counter() - clock, time.thread_time() - processor
        if (_held.get("adding"), _held.get("scratch document")) == before:
            what = "inserting" if isinstance(self, inserting.Inserting) else "reading"
            longest, all_of_it = _held.get(what, ((0, 0), (0, 0)))
            _held[what] = tuple(map(max, took, longest)), tuple(map(sum, zip(took, all_of_it)))
        return over
    turns.Turns.step = watched
    assert run.Turns is turns.Turns


def _bare_calls(document, data):
    """What Krita itself needs for as much."""
    node = document.activeNode()
    _timed("bare read", lambda: node.projectionPixelData(0, 0, SIDE, SIDE))
    other = document.createNode("bare", "paintlayer")
    _timed("bare write", lambda: other.setPixelData(data, 0, 0, SIDE, SIDE))
    scratch = _timed("bare document", lambda: K.createDocument(1, 1, "bare", document.colorModel(), document.colorDepth(),
                                                               document.colorProfile(), 72.0))
    close(scratch)
    _timed("bare adding", lambda: document.rootNode().addChildNode(other, node))
    other.remove()
    document.waitForDone()
    document.setActiveNode(node)


def capture_and_apply_hold_krita_for_a_short_time():
    _watch_the_plug_in()
    table = FACTS["the longest turns at 4096 x 4096, in seconds: [by the clock, of the processor]"] = {}
    for model, depth, profile, limit in SPACES:
        profile = profile or next((one for one in K.profiles(model, depth) if one.startswith("Chemical proof")), K.profiles(model, depth)[0])
        document = open_document(SIDE, SIDE, model, depth, profile)
        yield lambda: ready(document)
        channels = 5 if model == "CMYKA" else 4
        if depth == "F32":
            line = array.array("f", [((7 * i) % 251) / 251 for i in range(SIDE * channels)]).tobytes()
        else:
            line = bytes((7 * i) % 251 for i in range(SIDE * channels * SAMPLE[depth]))
        data = line * SIDE
        document.activeNode().setPixelData(data, 0, 0, SIDE, SIDE)
        document.waitForDone()
        yield lambda: is_idle(document)
        options(alpha="off")
        _held.clear()
        _bare_calls(document, data)
        yield lambda: layers(document) == ["Background"] and is_active("Background") and is_idle(document)
        before = undo_steps()
        press_run("sandbox: unchanged; large")
        yield idle
        assert message() in ("", "Done."), (message(), docker().message.advice.text())
        assert document.activeNode().name() != "Background", document.activeNode().name()
        assert len(undo_steps()) == len(before) + 1, undo_steps()
        table[f"{model} {depth}"] = {what: [round(seconds, 3) for seconds in longest] for what, (longest, _) in _held.items()}
        table[f"{model} {depth}"]["all turns"] = {what: [round(seconds, 3) for seconds in _held[what][1]] for what in ("reading", "inserting")}

        def longest(what):
            return _held[what][0][1]
        for what, bare in (("reading", "bare read"), ("inserting", "bare write")):
            assert longest(what) <= limit, (what, table)
            assert longest(what) <= max(0.7 * longest(bare), 0.2 * limit), (what, table)
        assert longest("scratch document") <= limit, table
        adding, bare = _held["adding"][0][0], _held["bare adding"][0][0]
        FACTS[f"{model} {depth}: adding the layer, times the bare call"] = round(adding / bare, 2)
        assert adding <= 2.5 * bare, table
        options(alpha="auto")
        close(document)
        for old in docker().runs:
            old.free()
        docker().runs.clear()
        docker()._show_answers()
        yield lambda: document not in K.documents()
