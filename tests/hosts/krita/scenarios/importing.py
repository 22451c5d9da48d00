"""Does Krita's own importer take the zip? Started without Inlay (importing.outside.py); Krita is started again afterwards to see it work."""

from inlay_in_krita import *  # noqa: F403


def the_importer_takes_the_zip_and_switches_the_plug_in_on():
    assert not [one for one in K.dockers() if one.objectName() == "inlay"], "Inlay is here before it was imported"
    said = []

    def choose():
        dialog = QtWidgets.QApplication.activeModalWidget()
        if not isinstance(dialog, QtWidgets.QFileDialog):
            QtCore.QTimer.singleShot(100, choose)
            return
        QtCore.QTimer.singleShot(300, agree)
        name = dialog.findChild(QtWidgets.QLineEdit, "fileNameEdit")
        name.clear()
        QtTest.QTest.keyClicks(name, os.environ["INLAY_TEST_ZIP"])
        buttons = dialog.findChild(QtWidgets.QDialogButtonBox)
        buttons.button(QtWidgets.QDialogButtonBox.StandardButton.Open).click()

    def agree():
        box = QtWidgets.QApplication.activeModalWidget()
        if not isinstance(box, QtWidgets.QMessageBox):
            QtCore.QTimer.singleShot(100, agree)
            return
        said.append(box.text())
        box.button(QtWidgets.QMessageBox.StandardButton.Yes).click()

    QtCore.QTimer.singleShot(300, choose)
    K.action("plugin_importer_file").trigger()
    yield lambda: bool(said)
    assert "Inlay" in said[0], said
    yield 500
    folder = os.path.join(K.getAppDataLocation(), "pykrita", "inlay")
    library = os.path.join(folder, "lib", "inlay")
    assert os.path.isfile(library) and os.path.isfile(os.path.join(folder, "lib", "libinlay.so"))
    assert not os.access(library, os.X_OK), "the importer keeps the x bit now: the note in the README is old"
    assert K.readSetting("python", "enable_inlay", "") == "true"
