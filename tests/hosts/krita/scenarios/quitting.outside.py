"""What is left after Krita has quit with a job running?"""

import machine
import waiting


def run(krita, screen):
    waiting.until(lambda: (krita.results() or {}).get("over"), "File > Quit", 120)
    status = krita.wait(60)  # the job would have taken a minute: it was cancelled, not waited for
    assert status == 0, f"Krita ended with {status}"
    waiting.until(lambda: not machine.processes_with("INLAY_TEST", krita.folder), "the sandbox to end", 20)
    with open(krita.log_path, errors="replace") as file:
        log = file.read()
    for word in ("Traceback", "Segmentation", "terminate called", "KCrash", "QThread: Destroyed"):
        assert word not in log, f"“{word}” in {krita.log_path}"
