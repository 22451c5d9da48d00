"""The picture in the README, made anew with:  run.py ... picture_for_readme. No test: nobody can say in code whether it is handsome."""

from inlay_in_krita import *  # noqa: F403

LIMIT = 120.0


def the_docker_over_a_cat_that_the_sandbox_has_made_a_watercolour():
    document = K.openDocument(os.environ["INLAY_TEST_PICTURE"])
    K.activeWindow().addView(document)
    yield lambda: ready(document)
    document.activeNode().setName("Cat")
    main = window()
    main.resize(1280, 860)
    main.move(0, 0)
    yield lambda: (main.x(), main.width()) == (0, 1280)
    from inlay import extension
    extension.give_place(docker())  # as at the first start
    brushes = next(one for one in K.dockers() if one.objectName() == "PresetDocker")
    brushes.close()
    yield lambda: not brushes.isVisible()
    K.action("zoom_to_fit").trigger()
    options(keep="auto", align="auto")
    press_run("make it look like a watercolour")
    yield idle
    K.action("zoom_to_fit").trigger()
    docker().prompt.moveCursor(QtGui.QTextCursor.MoveOperation.End)
    QtGui.QCursor.setPos(1279, 999)
    yield lambda: not [one for one in QtWidgets.QApplication.topLevelWidgets() if one.inherits("KisFloatingMessage") and one.isVisible()]
    yield from photograph("krita", main)
