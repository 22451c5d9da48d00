"""Does Krita quit in an orderly way after a run, while another one goes on and a service is asked? The last thing here is File > Quit;
quitting.outside.py looks at what is left."""

import socket

from inlay_in_krita import *  # noqa: F403

_nobody_answers = socket.create_server(("127.0.0.1", 0))


def file_quit_ends_cleanly_after_a_run_and_while_a_job_and_a_task_go_on():
    document, _, data = yield from painted_document(150, 100, "colours", 10, 10, 50, 40)
    other = yield from layer(document, "style", gradient(64, 48), 10, 10, 64, 48)
    yield from activate(document, document.nodeByName("colours"))
    options()
    press_run("invert")
    yield idle
    assert message() == "" and pixels(document.activeNode(), 10, 10, 50, 40) == inverted(data), message()
    docker().references.add("Layer “style”", None, other.uniqueId())
    press_run("sandbox: slow 600; invert")
    yield lambda: "Waiting" in docker().bar.format()
    FACTS["written for the run"] = [name for name in os.listdir(os.environ["TMPDIR"]) if name.startswith("inlay-")]
    assert len(FACTS["written for the run"]) == 1, FACTS["written for the run"]
    address = f"http://127.0.0.1:{_nobody_answers.getsockname()[1]}"
    docker().connection.background.run("test-connection", lambda _: None, lambda _: None, provider="google", base_url=address)
    asked, _ = _nobody_answers.accept()
    assert asked.recv(3) == b"GET"
    document.setModified(False)
