"""A person edits, chooses and quits with mouse and keyboard alone. What reaches the service is looked at in the service."""

import json
import os

import pictures
import services
from hand import Hand

KEY, WRONG = "sk-Unmistakable0123456789", "sk-Mistaken0123456789"
REFUSED = {"error": {"code": 401, "message": "Invalid token", "status": "UNAUTHENTICATED"}}
NO_CREDIT = {"error": {"code": 402, "message": "Your prepayment credits are depleted.", "status": "FAILED_PRECONDITION"}}
_kept = {}


def before(one):
    _kept["sandbox"] = services.Sandbox(one.setup.inlay, "--answer-size", "same", "--format", "png", "--delay", "0")
    _kept["service"] = service = services.Gate(_kept["sandbox"].url)
    service.refuses_lists(401, REFUSED)
    _kept["config"] = os.path.join(one.home, "config", "inlay")
    os.makedirs(_kept["config"], exist_ok=True)
    with open(os.path.join(_kept["config"], "config.json"), "w") as file:
        json.dump({"provider": "cometapi", "retries": 0, "last_values": {"edit-layer.keep": "off", "edit-layer.align": "off"},
                   "providers": {"cometapi": {"base_url": service.url, "model": "gemini-2.5-flash-image"}}}, file)


def after(one):
    for server in (_kept["service"], _kept["sandbox"]):
        server.close()


def run(one, screen):
    hand = Hand(one, screen)
    for step in STEPS:
        step(hand, _kept["service"])
        print("ok      by hand:", step.__name__.replace("_", " "))
    hand.menu("File")
    quit_entry = hand.place("Quit", kind="action")
    hand.ask("over")  # nobody answers after that
    hand.click_at(quit_entry)


def _stored_key():
    try:
        with open(os.path.join(_kept["config"], "keys.json")) as file:
            return json.load(file)
    except FileNotFoundError:
        return {}


def _config():
    with open(os.path.join(_kept["config"], "config.json")) as file:
        return json.load(file)


def _bgra(picture):
    picture = picture.rgba()
    out = bytearray(picture.data)
    out[0::4], out[2::4] = picture.data[2::4], picture.data[0::4]
    return bytes(out)


def _inverted(bgra):
    out = bytearray(bgra.translate(pictures.INVERSION))
    out[3::4] = bgra[3::4]
    return bytes(out)


def _is_idle(hand):
    hand.until(lambda: hand.see.idle, "the run to end")


def _asked_for(hand, service, prompt, before):
    """Types it, clicks the button, and waits for the service to have it; gives the body."""
    hand.write("inlay_prompt", prompt)
    hand.click("inlay_run")
    service.wait_for(before + 1)
    return service.bodies[before]


# ---- the steps, in order


def a_key_that_the_service_refuses_is_not_kept_and_one_that_it_accepts_is(hand, service):
    hand.menu("Tools", "Inlay", "Inlay Settings…")
    hand.write("inlay_api_key", WRONG)
    hand.click("inlay_test")
    hand.until(lambda: "key" in (hand.ask("text", name="inlay_test_note") or ""), "the refusal to be told")
    assert service.lists[-1][1]["Authorization"] == WRONG, service.lists[-1]
    assert _stored_key() == {}, "a key that was refused is kept"
    service.serves(["gemini-2.5-flash-image", "gemini-3-pro-image"])
    hand.write("inlay_api_key", KEY)
    hand.click("inlay_test")
    hand.until(lambda: (hand.ask("text", name="inlay_test_note") or "").startswith("✓"), "the connection to work")
    hand.until(lambda: KEY in json.dumps(_stored_key()), "the key to be kept")
    hand.until(lambda: "A key is stored" in hand.ask("text", name="inlay_key_note"), "the key to be told of")
    hand.click("inlay_forget_key")
    hand.until(lambda: KEY not in json.dumps(_stored_key()), "the key to be forgotten")
    hand.until(lambda: "No key is stored yet." in hand.ask("text", name="inlay_key_note"), "the loss to be told")


def a_typed_key_is_kept_when_a_run_starts_with_it_and_so_is_how_the_service_is_reached(hand, service):
    hand.write("inlay_api_key", KEY)
    hand.write("retries", "1", kind="field")
    assert _stored_key() == {}
    body = _asked_for(hand, service, "invert", 0)
    path, headers = service.heads[0]
    assert headers["Authorization"] == KEY and "gemini-2.5-flash-image" in path, (path, headers)
    assert KEY in json.dumps(_stored_key()) and _config()["retries"] == 1
    hand.until(lambda: "A key is stored" in hand.ask("text", name="inlay_key_note"), "the key to be told of")
    assert "invert" in services.texts_in(body)[0], services.texts_in(body)
    (sent,) = services.pictures_in(body)
    assert (sent.width, sent.height) == (100, 80) and _bgra(sent) == hand.see.pixels("colours", 10, 20, 100, 80)


def cancel_hangs_up_while_the_progress_is_shown(hand, service):
    hand.until(lambda: "Waiting" in hand.see.progress, "the progress to say so")
    assert hand.see.cancel and not hand.see.run, hand.see.docker()
    hand.click("inlay_cancel")
    _is_idle(hand)
    assert (hand.see.sentence, hand.see.advice) == ("Cancelled.", "Nothing was inserted."), hand.see.docker()
    assert hand.see.layers() == ["Background", "colours", "style", "top"] and hand.see.run == "Edit Layer"


def the_run_button_edits_the_layer_and_ctrl_z_takes_the_answer_back(hand, service):
    service.open()
    before = hand.ask("document")["steps"]
    _asked_for(hand, service, "invert", 1)
    _is_idle(hand)
    assert hand.see.layers() == ["Background", "colours", "invert", "style", "top"], (hand.see.layers(), hand.see.docker())
    data = hand.see.pixels("colours", 10, 20, 100, 80)
    assert hand.see.pixels("invert", 10, 20, 100, 80) == _inverted(data)
    assert hand.ask("document")["steps"] == before + ["Add Layer"], hand.ask("document")
    hand.click("invert", kind="layer")
    hand.key("ctrl+z")
    hand.until(lambda: hand.see.layers() == ["Background", "colours", "style", "top"], "one undo to take the answer away")
    hand.click("colours", kind="layer")
    hand.until(lambda: hand.ask("document")["active"] == "colours", "the layer to be chosen")


def a_reference_layer_from_the_menu_goes_with_the_picture(hand, service):
    hand.click("inlay_add_reference")
    hand.click("Layer “style”", kind="action")
    hand.until(lambda: hand.see.references == ["Layer “style”"], "the reference to be listed")
    body = _asked_for(hand, service, "invert", 2)
    _is_idle(hand)
    first, second = services.pictures_in(body)
    assert _bgra(first) == hand.see.pixels("colours", 10, 20, 100, 80)
    assert (second.width, second.height) == (64, 48) and _bgra(second) == hand.see.pixels("style", 60, 50, 64, 48)
    hand.click("×")
    hand.until(lambda: hand.see.references == [], "the reference to go")


def what_is_chosen_for_the_model_reaches_it_and_the_price_follows(hand, service):
    hand.click("colours", kind="layer")
    hand.until(lambda: hand.see.target == "Changes “colours”.", "the docker to say which layer it changes")
    assert hand.see.price.startswith("About $0.039. "), hand.see.price
    hand.write("count", "2", kind="field")
    hand.until(lambda: hand.see.price.startswith("About $0.078 for 2 pictures. "), "the price to follow")
    hand.write("inlay_model", "gemini-3-pro-image")
    hand.key("Return")
    hand.until(lambda: hand.see.price.startswith("About $0.27 for 2 pictures. "), "the price of another model")
    hand.click("More for the model")
    hand.write("system", "Answer in blue.", kind="field")
    body = _asked_for(hand, service, "invert", 3)
    service.wait_for(5)
    _is_idle(hand)
    assert "gemini-3-pro-image" in service.heads[3][0] and "Answer in blue." in body.decode(), (service.heads[3], services.texts_in(body))
    assert hand.see.tips[:2] == ["invert\nIn the image. Double click to show it."] * 2, hand.see.tips
    assert hand.ask("visible", group="invert") == [["invert 1", True], ["invert 2", False]], hand.ask("visible", group="invert")
    hand.click("inlay_answers", row=1, times=2)
    hand.until(lambda: hand.ask("visible", group="invert") == [["invert 1", False], ["invert 2", True]], "the second answer to be shown")


def the_menu_of_an_answer_opens_it_as_a_new_image(hand, service):
    data = hand.see.pixels("colours", 10, 20, 100, 80)
    hand.click("inlay_answers", row=0, button=3)
    hand.click("Open as New Image", kind="action")
    hand.until(lambda: hand.ask("document")["count"] == 2 and hand.ask("document")["name"] == "invert", "the answer to be opened")
    _is_idle(hand)
    assert hand.ask("document")["size"] == [100, 80]
    assert hand.see.pixels("invert 1", 0, 0, 100, 80) == _inverted(data)


def a_new_image_from_text_is_made_in_its_own_mode(hand, service):
    hand.choose("inlay_action", "New Image from Text")
    hand.until(lambda: hand.see.run == "Generate Image" and hand.see.target == "The picture opens as a new image.", "the mode to be shown")
    hand.write("count", "1", kind="field")
    arrived = service.arrived
    body = _asked_for(hand, service, "a lake in the mountains", arrived)
    _is_idle(hand)
    hand.until(lambda: hand.ask("document")["name"] == "a lake in the mountains", "the new image to be there")
    assert not services.pictures_in(body) and "a lake in the mountains" in services.texts_in(body)[0], services.texts_in(body)


def a_new_layer_is_made_above_the_active_one(hand, service):
    hand.choose("inlay_action", "Generate Layer from Text")
    hand.until(lambda: hand.see.run == "Generate Layer", "the mode to be shown")
    body = _asked_for(hand, service, "a boat", service.arrived)
    _is_idle(hand)
    assert hand.see.layers()[-1] == "a boat" and len(hand.see.layers()) == 2, (hand.see.layers(), hand.see.docker())
    assert not services.pictures_in(body)


def the_answer_to_a_layer_that_is_gone_opens_as_a_new_image(hand, service):
    hand.choose("inlay_action", "Edit Layer with Prompt")
    hand.until(lambda: hand.see.run == "Edit Layer" and hand.see.target == "Changes “a boat”.", "the mode to be shown")
    service.hold()
    _asked_for(hand, service, "invert", service.arrived)
    hand.ask("delete", layer="a boat")
    service.open()
    _is_idle(hand)
    assert hand.see.sentence == "The layer was deleted while the model was working.", hand.see.docker()
    assert hand.see.advice == "The answer is kept: open it as a new image, or run the edit again.", hand.see.docker()
    count = hand.ask("document")["count"]
    hand.click("inlay_open_as_new_image")
    hand.until(lambda: hand.ask("document")["count"] == count + 1 and hand.ask("document")["name"] == "invert", "the answer to be opened")
    _is_idle(hand)


def what_a_service_says_is_shown_in_words(hand, service):
    service.answer(402, NO_CREDIT)
    _asked_for(hand, service, "invert", service.arrived)
    _is_idle(hand)
    assert hand.see.sentence == "The account at CometAPI has no credit left: “Your prepayment credits are depleted.”", hand.see.docker()
    assert hand.see.advice == "Add credit to the account, or choose another Provider.", hand.see.docker()


STEPS = [a_key_that_the_service_refuses_is_not_kept_and_one_that_it_accepts_is,
         a_typed_key_is_kept_when_a_run_starts_with_it_and_so_is_how_the_service_is_reached, cancel_hangs_up_while_the_progress_is_shown,
         the_run_button_edits_the_layer_and_ctrl_z_takes_the_answer_back, a_reference_layer_from_the_menu_goes_with_the_picture,
         what_is_chosen_for_the_model_reaches_it_and_the_price_follows, the_menu_of_an_answer_opens_it_as_a_new_image,
         a_new_image_from_text_is_made_in_its_own_mode, a_new_layer_is_made_above_the_active_one,
         the_answer_to_a_layer_that_is_gone_opens_as_a_new_image, what_a_service_says_is_shown_in_words]
