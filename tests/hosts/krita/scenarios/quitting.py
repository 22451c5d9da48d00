"""Does Krita quit in an orderly way while a job runs? The last thing here is File > Quit; quitting.outside.py looks at what is left."""

from inlay_in_krita import *  # noqa: F403


def file_quit_ends_cleanly_while_a_job_runs():
    document, _, _ = yield from painted_document(150, 100, "colours", 10, 10, 50, 40)
    press_run("sandbox: slow 60; invert")
    yield lambda: "Waiting" in docker().bar.format()
    document.setModified(False)
    FACTS["quits by itself"] = True
    QtCore.QTimer.singleShot(300, K.action("file_quit").trigger)
