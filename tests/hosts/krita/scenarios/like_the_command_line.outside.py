"""The command line asks the same sandbox for the same; its layer is the measure."""

import json
import os
import subprocess

import png
import services

PROMPT = "give the cat a red hat"
_kept = {}


def before(one):
    _kept["sandbox"] = sandbox = services.Sandbox(one.setup.inlay, "--drift", "--format", "png", "--delay", "0")
    config = os.path.join(one.home, "config", "inlay")
    os.makedirs(config, exist_ok=True)
    with open(os.path.join(config, "config.json"), "w") as file:
        json.dump({"provider": "sandbox", "providers": {"sandbox": {"base_url": sandbox.url, "model": "gemini-2.5-flash-image"}}}, file)
    one.env["INLAY_TEST_PICTURE"] = _kept["picture"] = os.path.join(one.setup.checkout, "tests", "data", "pictures", "cat.png")


def after(one):
    try:
        compare(one)
    finally:
        _kept["sandbox"].close()


def compare(one):
    seen = {}
    for match in ("on", "off"):
        layer = os.path.join(one.folder, f"match-{match}.png")
        folders = {name: os.path.join(one.folder, "command-line") for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")}
        subprocess.run([one.setup.inlay, "edit", _kept["picture"], "-p", PROMPT, "-o", layer + ".out.png", "--layer", layer, "--match-colour", match,
                               "--base-url", _kept["sandbox"].url, "--quiet"], env=dict(os.environ, **folders), check=True)
        wanted = png.read(layer).rgba()
        with open(os.path.join(one.folder, f"match-{match}.bgra"), "rb") as file:
            got = file.read()
        assert len(got) == len(wanted.data), (len(got), wanted.width, wanted.height)
        shown = sum(map(bool, wanted.data[3::4])) / (wanted.width * wanted.height)
        assert 0.02 < shown < 0.6, f"the mask shows {shown:.0%}: that proves nothing"
        assert got[3::4] == bytes(wanted.data[3::4]), f"match {match}: the mask is another one, {sum(map(bool, got[3::4]))} pixels show"
        for channel, theirs in ((0, 2), (1, 1), (2, 0)):
            worst = max(abs(a - b) for a, b, alpha in zip(got[channel::4], wanted.data[theirs::4], got[3::4]) if alpha)
            assert worst <= 1, f"match {match}: colours differ by {worst}"
        seen[match] = got
        print(f"        match {match}: {shown:.1%} shown, as the command line has it")
    assert seen["on"] != seen["off"], "matching colours changes nothing here"
