"""How does a scenario use Inlay's window as a person does: reads it, clicks, types? And which service answers it?"""

import json
import os

import dialog
import pictures
import reading
import services
import waiting

KEY = "sk-Unmistakable0123456789"
SERVED = ["gemini-3.1-flash-image", "gpt-image-2", "gemini-2.5-flash-image", "some-chat-model"]
PRICES = {"1K": 0.04, "2K": 0.1, "4K": 0.25}  # dollars, of every model here
SANDBOX = ("--answer-size", "same", "--format", "png", "--delay", "0")


class Service:
    """CometAPI, answered by a sandbox at another address, through a gate that the test holds."""

    def __init__(self, setup, *arguments):
        self.sandbox = services.Sandbox(setup.inlay, *(arguments or SANDBOX))
        self.gate = services.Gate(self.sandbox.url)
        self.gate.serves(SERVED)
        self.gate.open()

    def configure(self, config, model="gemini-2.5-flash-image", last_values=None, limit=None):
        """What Inlay finds when it starts. `model`: None when nobody chose one. `limit`: of a request, in bytes."""
        folder = os.path.join(config, "inlay")
        os.makedirs(folder, exist_ok=True)
        settings = {"provider": "cometapi", "retries": 0, "providers": {"cometapi": {"base_url": self.gate.url, **({"model": model} if model else {})}},
                    "last_values": last_values or {}}
        with open(os.path.join(folder, "config.json"), "w") as file:
            json.dump(settings, file)
        entry = {"price_usd": PRICES, **({"max_request_bytes": limit} if limit else {})}
        with open(os.path.join(folder, "providers.json"), "w") as file:
            json.dump({"providers": [{"id": "cometapi", "models": [{"id": one, **entry} for one in ("gemini-3-pro-image", SERVED[0], SERVED[2])]}]}, file)

    def keep_key(self, config):
        path = os.path.join(config, "inlay", "keys.json")
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump({"cometapi": KEY}, file)

    def close(self):
        self.gate.close()
        self.sandbox.close()


class InlayWindow:
    """An image with one layer, and Inlay's window for it. `prepared(image, layer)`: what happens to the image before it is shown."""

    title = dialog.EDIT

    def __init__(self, g, gate, picture=None, prepared=None):
        self.g, self.gate, self.screen = g, gate, g.screen
        self.picture = picture or pictures.gradient(120, 90)
        self.image = g.new_image(self.picture.width, self.picture.height, "rgb", "u8-gamma")
        self.layer = g.layer(self.image, self.picture, "subject")
        if prepared:
            prepared(self.image, self.layer)
        g.select_layers(self.image, [self.layer])
        g.mark_clean(self.image)
        self.display, self.over = dialog.image_window(g, self.image)
        self.open()

    def open(self):
        self.opened = dialog.open_by_menu(self.g, self.over, self.title)
        self.says("Prompt: what should change?")

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if kind:
            return
        self.leave()
        self.g.mark_clean(self.image)
        self.g.close_display(self.display)

    def leave(self):
        if reading.window(self.g, self.title):
            self.screen.focus(self.opened)
            self.screen.key("Escape")
            waiting.until(lambda: not reading.windows(self.g, self.title), "Inlay's window to go")

    # --- reading

    def says(self, *sentences):
        return reading.until_says(self.g, self.title, *sentences)

    def until(self, condition, what):
        return reading.until(self.g, self.title, condition, what)

    def now(self):
        return self.until(lambda shown: True, "anything")

    def value_becomes(self, label, value):
        return self.until(lambda shown: shown.field(label) and shown.field(label).text == value, f"“{value}” in “{label}”")

    def config(self):
        with open(os.path.join(self.g.config, "inlay", "config.json")) as file:
            return json.load(file)

    # --- the mouse and the keyboard

    def press(self, words):
        reading.press(self.g, self.title, words)

    def keys(self, *keys):
        self.screen.focus(self.opened)
        self.screen.key(*keys)

    def open_group(self, words, inside):
        """An expander; `inside` is the label of a field in it. With a selection one is open already."""
        if not self.now().field(inside):
            self.press(words)
        return self.until(lambda shown: shown.field(inside), f"“{inside}”")

    def fill(self, label, text):
        """A line of text, a number or a key: clicked, emptied, typed."""
        looked = 0

        def has_keyboard(shown):
            nonlocal looked
            # What is found out meanwhile (a key, a list) moves the rows: a person whose click went beside the field clicks again.
            if not shown.field(label).focused and looked % 20 == 0:
                reading.click_field(self.g, self.title, label)
            looked += 1
            return shown.field(label).focused
        self.until(has_keyboard, f"the keyboard in “{label}”")
        self.screen.key("ctrl+a")
        self.screen.type(text)
        self.until(lambda shown: shown.field(label).text in (text, "*" * len(text)), f"“{text}” in “{label}”")

    def choose(self, label, value):
        """From the list of a field, with the mouse."""
        reading.click_field(self.g, self.title, label)
        self.choose_from_menu(value, "CellView")
        return self.value_becomes(label, value)

    def choose_model(self, model):
        """The arrow beside the line opens the list."""
        def arrow():
            shown = self.now()
            line = shown.field("Model")
            return [one for one in shown.all("ToggleButton") if one.x >= line.x + line.width and one.y <= line.middle[1] <= one.y + one.height][0]
        reading.click(self.g, arrow, "the arrow beside the model")
        self.choose_from_menu(model, "CellView")
        self.value_becomes("Model", model)

    def choose_from_menu(self, words, kind="MenuItem"):
        """Of a menu of Inlay's that is open or just opening."""
        reading.click_entry(self.g, words, kind)

    def tick(self, label, on):
        shown = self.until(lambda shown: shown.field(label), label)
        if shown.field(label).on != on:
            self.press(label)
        self.until(lambda shown: shown.field(label).on == on, f"“{label}” {'ticked' if on else 'not ticked'}")

    def write(self, text):
        self.fill("Prompt: what should change?", text)

    def run(self):
        """With the mouse, as soon as it may be pressed; the request has arrived afterwards."""
        arrived = self.gate.arrived
        self.press("Edit Layer")
        self.gate.wait_for(arrived + 1)

    def layers_become(self, count):
        return dialog.layers_become(self.g, self.image, count, self.title)
