"""Does Krita know Inlay at its first start?"""

import gc

from inlay_in_krita import K, docker, photograph, window

try:
    from PyQt5 import QtWidgets
except ImportError:
    from PyQt6 import QtWidgets


def the_docker_shows_itself_and_says_that_it_is_the_sandbox():
    yield lambda: docker().isVisible()
    assert docker().ready
    assert docker().service_note.text().startswith("Works offline, no key needed") and docker().price.text() == "Free in the sandbox."
    yield from photograph("first-start")


def the_menu_has_the_actions():
    for name in ("inlay_edit_layer", "inlay_generate_layer", "inlay_generate_image", "inlay_settings"):
        assert K.action(name) is not None, name
    tools = next(one for one in window().menuBar().actions() if one.text().replace("&", "") == "Tools").menu()
    texts = []
    for entry in tools.actions():
        if entry.menu() is not None and entry.text().replace("&", "").lower() == "inlay":
            texts = [one.text().replace("&", "") for one in entry.menu().actions()]
    assert texts, [(entry.text(), entry.menu() is not None) for entry in tools.actions()]
    # 5.3 puts them into an order of its own.
    assert sorted(texts) == ["Edit Layer with Prompt…", "Generate Layer from Text…", "Inlay Settings…", "New Image from Text…"], texts


def the_docker_outlives_a_collection_of_garbage():
    assert docker().ready
    gc.collect()
    yield
    gc.collect()
    assert docker().ready, type(docker())  # otherwise only Krita's half of it is left, which does nothing
