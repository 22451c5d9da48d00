"""What does the window say: before a run, during it, and of what came of it? Word for word."""

import json
import os

import pictures
import services
from inlay_window import SERVED, InlayWindow, Service

WINDOW = True
_kept = {}
BECOMES_RGB = "This image has a palette. It becomes an RGB image when the new layer is inserted; one undo brings the palette back."
BECOMES_GREY = "This image is greyscale, so the new layer will be grey."
LOOKS_DIFFERENT = "The new layer gets mode Normal and full opacity, so it may look different from this layer."


def _prepare(setup, folder):
    _finish()
    _kept["service"] = Service(setup)
    _kept["service"].configure(os.path.join(folder, "config"), model=SERVED[0])
    _kept["service"].keep_key(os.path.join(folder, "config"))
    return {}


def _finish():
    if "service" in _kept:
        _kept.pop("service").close()


def _window(g, *arguments, **named):
    return InlayWindow(g, _kept["service"].gate, *arguments, **named)


def what_a_run_will_do_to_the_image_is_said_before_it(g):
    notes = {BECOMES_RGB, BECOMES_GREY, LOOKS_DIFFERENT}

    def faint(image, layer):
        g.set_look(layer, 60, True)
        g.convert(image, "gray")
    for prepared, said in ((None, set()), (lambda image, layer: g.convert(image, "indexed"), {BECOMES_RGB}), (faint, {BECOMES_GREY, LOOKS_DIFFERENT}),
                           (lambda image, layer: g.set_look(layer, 60, False), {LOOKS_DIFFERENT})):
        with _window(g, prepared=prepared) as window:
            shown = window.says(*said)
            assert notes & set(shown.words) == said, shown.words
            assert not [one for one in shown.things if one.text in notes and one.cut], "a note is cut off"
            assert "Edit “subject”" in shown.words


def the_price_follows_what_is_asked_for(g):
    with _window(g) as window:
        window.says("About $0.040.")
        window.fill("Variations", "4")
        window.keys("Tab")
        window.says("About $0.16 for 4 pictures.")
        window.choose("Size", "2K (about 4 megapixels)")
        window.says("About $0.40 for 4 pictures.")
        window.fill("Variations", "1")
        window.keys("Tab")
        window.says("About $0.10.")
        window.fill("Model", "a-model-of-nobody")
        window.says("No price is known for this model.")
        window.choose("Provider", "Sandbox (offline, no key)")
        window.says("Free in the sandbox.", "Works offline, no key needed: a stand-in that shows what Inlay does. No model is asked.")


def it_says_what_it_is_waiting_for_and_what_a_cancel_did(g):
    with _window(g) as window:
        window.gate.hold()
        window.write("invert")
        window.run()

        def waits(shown):
            return [one.text for one in shown.all("Label") if one.text.startswith("Waiting for the model, ") and one.text.endswith(" s")]
        shown = window.until(waits, "“Waiting for the model, … s”")
        assert not shown.field("Edit Layer").enabled and shown.field("Cancel").enabled
        assert not shown.field("Model").enabled and shown.field("Prompt: what should change?").text == "invert"
        window.press("Cancel")
        shown = window.says("Cancelled.", "Nothing was inserted.")
        assert not shown.all("ProgressBar") and shown.field("Edit Layer").enabled, shown.words
        assert shown.field("Prompt: what should change?").text == "invert"
        window.gate.open()


def what_the_service_refuses_is_said_with_what_to_do(g):
    with _window(g) as window:
        window.write("invert")
        for status, code, said, sentences in (
                (429, "RESOURCE_EXHAUSTED", "You exceeded your current quota", ("The quota at CometAPI is used up: “You exceeded your current quota”",
                 "Check the plan of the account, or choose another Provider.")),
                (400, "INVALID_ARGUMENT", "The moon is full.", ("CometAPI found the request wrong: “The moon is full.”", "Check the Model and the Provider's settings.")),
                (401, "UNAUTHENTICATED", "Invalid token", ("CometAPI does not accept the API key: “Invalid token”", "Check the API key. If it is right, change \"Send key as\"…"))):
            window.gate.answer(status, {"error": {"code": status, "message": said, "status": code}})
            window.run()
            shown = window.says(*sentences)
            assert [one for one in shown.all("Image", "dialog-error")], "no sign that it is an error"
            assert g.layers(window.image) == [window.layer]
        assert shown.field("API key").focused, "the keyboard is not where the mistake is"
        window.gate.open()


def a_prompt_that_is_missing_is_asked_for(g):
    with _window(g) as window:
        before = window.gate.arrived
        window.keys("ctrl+a", "BackSpace")
        window.press("Edit Layer")
        window.says("The prompt is empty.", "Say what should change.")
        assert window.gate.arrived == before, "something was sent"


def an_answer_that_changes_nothing_is_told_and_can_be_inserted_anyway(g):
    with _window(g) as window:
        window.write("do nothing at all")
        window.gate.hold()
        window.run()
        sent = services.encoded_pictures_in(window.gate.bodies[-1])[0]
        part = {"inlineData": {"mimeType": "image/png", "data": sent}}
        window.gate.answer(200, {"candidates": [{"content": {"parts": [part]}, "finishReason": "STOP"}]})
        window.says("The model changed almost nothing.",
                    "Nothing was inserted. Say more clearly what should change, or insert the answer as it is.", "Insert Anyway", "Try Again")
        assert g.layers(window.image) == [window.layer] and len(g.journal()) == 1, "nothing is inserted, and the answer is kept"
        arrived = window.gate.arrived
        window.press("Insert Anyway")
        layers = window.layers_become(2)
        pictures.expect_close(g.pixels(layers[0]), window.picture, 1, "the answer")
        assert window.gate.arrived == arrived, "another picture was paid for"
        assert g.journal() == [], "the answer is in the picture and still kept"
        facts = json.loads(g.parasite(layers[0], "inlay"))
        assert (facts["provider"], facts["prompt"]) == ("cometapi", "do nothing at all"), facts
        window.gate.open()


def the_groups_open_one_at_a_time(g):
    adjust, advanced = ("Keep unchanged areas", "Feather", "Context"), ("Base URL", "Wire format", "Proxy")
    with _window(g) as window:
        def shows(shown, there, missing):
            return all(map(shown.field, there)) and not any(map(shown.field, missing)) and not shown.outside()
        window.until(lambda shown: shows(shown, (), adjust + advanced), "both groups closed")
        window.press("Connection settings")
        window.until(lambda shown: shows(shown, advanced, adjust), "the connection alone")
        for _ in range(2):
            window.press("Adjust the answer")
            shown = window.until(lambda shown: shows(shown, adjust, advanced), "the adjustments alone")
            _nothing_is_cut(shown)
            window.press("Connection settings")
            shown = window.until(lambda shown: shows(shown, advanced, adjust), "the connection alone")
            _nothing_is_cut(shown)
        tall = shown.height
        window.press("Connection settings")
        window.until(lambda shown: shows(shown, (), adjust + advanced) and shown.height < tall, "a smaller window with both closed")


def _nothing_is_cut(shown):
    assert not shown.outside(), f"wider than the window: {shown.outside()}"
    assert not [one for one in shown.all("Label") if one.cut], [one for one in shown.all("Label") if one.cut]
