"""What does Inlay look like? The picture in README.md; CTest does not run this one:  run.py ... picture_for_readme"""

import os

import dialog

WINDOW = True


def the_window_over_a_photograph(g):
    cat = os.path.join(g.setup.checkout, "tests", "data", "pictures", "cat.png")
    image = g.new_image(1024, 1024, "rgb", "u8-gamma")
    layer = g.layer_from_file(image, cat, "cat", 0, 0)
    g.select_layers(image, [layer])
    g.edit(image, layer, "make it look like a watercolour")
    g.select_layers(image, [layer])
    g.mark_clean(image)
    display, window = dialog.image_window(g, image)
    g.screen.maximise(window)
    g.screen.focus(window)
    g.screen.key("ctrl+shift+j")  # the whole image in the window
    opened = dialog.open_by_menu(g, window, dialog.EDIT)
    dialog.prompt(g, opened, "make it look like a watercolour")
    g.screen.move(opened, 425, 350)
    g.screen.put_pointer_away()
    g.screen.photograph("readme", quiet=True)
    g.screen.key("Escape")
    g.screen.gone(f"^{dialog.EDIT}")
    g.close_display(display)
