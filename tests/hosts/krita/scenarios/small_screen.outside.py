"""A person with a small screen, and with the keyboard."""

import services
from hand import Hand

SCREEN = "1280x720"
_kept = {}


def before(one):
    _kept["sandbox"] = services.Sandbox(one.setup.inlay, "--answer-size", "same", "--format", "png", "--delay", "0")
    _kept["service"] = service = services.Gate(_kept["sandbox"].url)
    one.env["INLAY_SANDBOX_ARGS"] = "--answer-size same --format png --delay 0"
    service.serves(["gemini-2.5-flash-image"])


def after(one):
    for server in (_kept["service"], _kept["sandbox"]):
        server.close()


def run(one, screen):
    hand = Hand(one, screen)
    for step in STEPS:
        step(hand)
        print("ok      on a small screen:", step.__name__.replace("_", " "))
    hand.menu("File")
    quit_entry = hand.place("Quit", kind="action")
    hand.ask("over")  # nobody answers after that
    hand.click_at(quit_entry)


def _krita(hand):
    return hand.ask("krita")


def _is_untouched(hand, before, where):
    now = _krita(hand)
    for what in ("canvas_only", "brush", "eraser", "sideways"):
        assert now[what] == before[what], f"{where}: {what} is {now[what]}"


def what_is_needed_for_a_run_is_seen_at_once_and_nothing_is_cut_off(hand):
    hand.until(lambda: hand.see.target.startswith("Changes “a layer whose name"), "the layer to be named")
    now = _krita(hand)
    assert now["width"] <= 280 and now["in_front"] and now["sideways"] == 0, now
    hand.until(lambda: not _krita(hand)["cut_off"], "nothing to be cut off")
    prompt, button = hand.ask("place", name="inlay_prompt"), hand.ask("place", name="inlay_run")
    assert not prompt["hidden"] and not button["hidden"], (prompt, button)
    assert 0 < button["y"] - prompt["y"] < 150, (prompt, button)
    hand.screen.photograph("small-screen")


def every_field_keeps_its_keys(hand):
    hand.choose("inlay_provider", "CometAPI")
    hand.until(lambda: hand.see.price.startswith("About $"), "the service to be chosen")
    for section in ("Adjust the answer", "More for the model"):
        hand.click(section)
    before = _krita(hand)
    for floating in (False, True):
        hand.ask("floating", floating=floating)
        names = hand.ask("fields")
        assert len(names) > 12, names
        for name, kind in sorted(names, key=lambda each: each[0] == "model"):  # what is typed there may leave the others nothing to choose
            hand.click(name, kind="field")
            if kind == "choice":
                hand.key("Escape")  # its list
            hand.until(lambda name=name: hand.ask("focus", name=name, kind="field"), f"the keyboard to be in “{name}”")
            hand.key("e", "Tab")
            _is_untouched(hand, before, name)
            assert _krita(hand)["in_docker"], (name, _krita(hand))
        hand.write("model", "gemini-2.5-flash-image", kind="field")
        hand.write("proxy", "ebk", kind="field")
    hand.ask("floating", floating=False)


def nothing_is_cut_off_at_230_pixels_whatever_is_open(hand):
    hand.until(lambda: hand.ask("narrow", width=230) <= 234, "the docker to be narrow")
    hand.until(lambda: not _krita(hand)["cut_off"], "nothing to be cut off")
    assert _krita(hand)["sideways"] == 0, _krita(hand)
    hand.screen.photograph("narrow")
    hand.ask("floating", floating=False)


def tab_goes_through_the_whole_docker(hand):
    hand.click("inlay_prompt")
    before, seen = _krita(hand), []
    for _ in range(40):
        hand.key("Tab")
        now = _krita(hand)
        assert now["in_docker"] and not now["canvas_only"] and now["sideways"] == 0, (seen, now)
        seen.append(now["focus"])
        if now["focus"] == "inlay_prompt":
            break
    assert seen[-1] == "inlay_prompt" and len(seen) > 10, seen
    _is_untouched(hand, before, "Tab")


def alt_and_a_letter_belong_to_the_docker_while_the_keyboard_is_in_it_and_to_krita_s_menus_otherwise(hand):
    hand.click("inlay_prompt")
    for key, reached in (("alt+m", "inlay_model"), ("alt+r", "inlay_provider"), ("alt+v", "inlay_count"), ("alt+p", "inlay_prompt")):
        hand.key(key)
        hand.until(lambda reached=reached: _krita(hand)["focus"] == reached, f"{key} to lead to {reached}")
        assert _krita(hand)["menu"] == "", _krita(hand)
    assert hand.ask("text", name="inlay_model") == "gemini-2.5-flash-image"  # the letters are not written
    hand.click("a layer whose name is very long and has alonglonglonglonglonglonglonglonglonglongword", kind="layer")
    hand.until(lambda: not _krita(hand)["in_docker"], "the keyboard to leave the docker")
    hand.key("alt+e")
    hand.until(lambda: _krita(hand)["menu"] == "Edit", "Krita's menu to open")
    hand.key("Escape")
    hand.until(lambda: _krita(hand)["menu"] == "", "the menu to close")


def escape_cancels_the_run(hand):
    hand.choose("inlay_provider", "Sandbox (offline, no key)")
    hand.write("inlay_prompt", "sandbox: slow 600; invert")
    hand.key("ctrl+Return")
    hand.until(lambda: "Waiting" in hand.see.progress, "the run to be on")
    hand.key("Escape")
    hand.until(lambda: hand.see.idle, "the run to end")
    assert hand.see.sentence == "Cancelled." and hand.ask("text", name="inlay_prompt") == "sandbox: slow 600; invert", hand.see.docker()


def the_docker_stays_in_front_when_a_new_image_opens(hand):
    hand.ask("close_all")
    hand.choose("inlay_action", "New Image from Text")
    hand.write("inlay_prompt", "a lake")
    hand.key("ctrl+Return")
    hand.until(lambda: (hand.ask("document") or {}).get("name") == "a lake", "the image to open")
    hand.until(lambda: hand.see.idle, "the run to end")
    for _ in range(20):
        assert _krita(hand)["in_front"], _krita(hand)
    hand.screen.photograph("new-image")


STEPS = [what_is_needed_for_a_run_is_seen_at_once_and_nothing_is_cut_off, every_field_keeps_its_keys, nothing_is_cut_off_at_230_pixels_whatever_is_open, tab_goes_through_the_whole_docker,
         alt_and_a_letter_belong_to_the_docker_while_the_keyboard_is_in_it_and_to_krita_s_menus_otherwise,
         escape_cancels_the_run, the_docker_stays_in_front_when_a_new_image_opens]
