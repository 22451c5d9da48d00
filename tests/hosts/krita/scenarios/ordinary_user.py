"""Does Inlay work for somebody who is not root, installed for themselves alone? ordinary_user.outside.py installs it and looks at the files."""

import stat

from inlay_in_krita import *  # noqa: F403


def an_edit_works_with_the_sandbox_that_was_installed():
    assert os.getuid() != 0
    document, _, data = yield from painted_document(150, 100, "colours", 10, 10, 80, 60)
    options()
    press_run("invert")
    yield idle
    assert message() == "", (message(), docker().message.advice.text())
    assert pixels(document.activeNode(), 10, 10, 80, 60) == inverted(data)
    close(document)


def a_key_that_the_service_accepted_is_kept_for_them_alone():
    K.action("inlay_settings").trigger()
    docker().fields["provider"].set_text("cometapi")
    note = part(QtWidgets.QLabel, "inlay_key_note")
    yield lambda: "No key is stored yet." in note.text()
    part(QtWidgets.QLineEdit, "inlay_api_key").setText("AIzaTest0123456789abcdef")
    docker().fields["base-url"].set_text(os.environ["INLAY_TEST_SERVICE"])
    part(QtWidgets.QPushButton, "inlay_test").click()
    yield lambda: "A key is stored" in note.text()
    found = []
    for place, _, names in os.walk(os.environ["XDG_CONFIG_HOME"]):
        found += [os.path.join(place, name) for name in names if name == "keys.json"]
    assert len(found) == 1, found
    assert stat.S_IMODE(os.stat(found[0]).st_mode) == 0o600, oct(os.stat(found[0]).st_mode)
