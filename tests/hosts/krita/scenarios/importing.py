"""Does Krita's own importer take the zip? Started without Inlay (importing.outside.py); Krita is started again afterwards to see it work."""

from inlay_in_krita import *  # noqa: F403


def the_importer_takes_the_zip_and_switches_the_plug_in_on():
    assert not [one for one in K.dockers() if one.objectName() == "inlay"], "Inlay is here before it was imported"
    said = []

    def choose():
        """The chooser and the question each run a loop of their own, in which the timer goes on. The chooser empties its field once it is there."""
        dialog = QtWidgets.QApplication.activeModalWidget()
        if isinstance(dialog, QtWidgets.QMessageBox):
            timer.stop()
            said.append(dialog.text())
            dialog.button(QtWidgets.QMessageBox.StandardButton.Yes).click()
        elif isinstance(dialog, QtWidgets.QFileDialog):
            name = dialog.findChild(QtWidgets.QLineEdit, "fileNameEdit")
            if name.text() == os.environ["INLAY_TEST_ZIP"]:
                dialog.findChild(QtWidgets.QDialogButtonBox).button(QtWidgets.QDialogButtonBox.StandardButton.Open).click()
            else:
                name.setText(os.environ["INLAY_TEST_ZIP"])

    timer = QtCore.QTimer()
    timer.timeout.connect(choose)
    timer.start(100)
    K.action("plugin_importer_file").trigger()
    yield lambda: bool(said)
    assert "Inlay" in said[0], said
    yield lambda: K.readSetting("python", "enable_inlay", "") == "true"
    folder = os.path.join(K.getAppDataLocation(), "pykrita", "inlay")
    library = os.path.join(folder, "lib", "inlay")
    assert os.path.isfile(library) and os.path.isfile(os.path.join(folder, "lib", "libinlay.so"))
    assert not os.access(library, os.X_OK), "the importer keeps the x bit now: the note in the README is old"
