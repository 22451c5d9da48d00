"""How does a person's hand reach Inlay: the menu's action, the window, its buttons?"""

import waiting

EDIT, LAYER, PICTURE = "Edit Layer with Prompt", "Generate Layer from Text", "New Image from Text"


def image_window(g, image):
    """Shows the image in a window of GIMP's and gives the keyboard to it."""
    display = g.open_display(image)
    assert display, "GIMP showed no window"
    window = g.screen.window(rf"\[Untitled\]-{image}\.[0-9]")
    g.screen.focus(window)
    return display, window


def open_by_menu(g, window, label):
    """GIMP's own action search: the same menu action, found by its label."""
    screen = g.screen
    assert not screen.windows(f"^{label}"), f"“{label}” is open already"
    for _ in range(3):  # a key pressed while GIMP is busy with its windows is lost
        screen.focus(window)
        screen.key("slash")
        try:
            search = screen.window("^Search Actions$", limit=30)
            break
        except AssertionError:
            continue
    else:
        raise AssertionError("GIMP's action search did not open")
    screen.focus(search)
    screen.type(label)

    def opened():
        found = screen.windows(f"^{label}")
        if not found and screen.windows("^Search Actions$"):
            screen.key("Return")  # does nothing until the search has found something
        return found
    dialog = waiting.until(opened, f"the window “{label}”", pause=0.5)[-1]
    screen.focus(dialog)
    return dialog


def prompt(g, dialog, text):
    """Replaces what is written there; the prompt has the keyboard when the window opens."""
    g.screen.focus(dialog)
    g.screen.key("ctrl+a")
    g.screen.type(text)


def run(g, dialog):
    g.screen.focus(dialog)
    g.screen.key("ctrl+Return")


def layers_become(g, image, count, dialog_title=EDIT):
    """Waits for that many layers and for the window to have gone; a window that stays has something to say."""
    try:
        waiting.until(lambda: len(g.layers(image)) == count and not g.screen.windows(f"^{dialog_title}"), f"{count} layers", 90)
    except waiting.TimedOut:
        g.screen.photograph("no-layer")
        raise AssertionError(f"there are {len(g.layers(image))} layers instead of {count}; see {g.screen.folder}/no-layer.png") from None
    return g.layers(image)
