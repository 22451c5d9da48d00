"""How did Krita end? Its exit status, the boxes that came up while it quit, and what it said."""

import re
import time

import noise

# Of a line that concerns us. Krita's own noise.py is taken out before.
CONCERNS_US = re.compile(r"inlay|python|traceback|\bsip\b|pyqt|wrapped C/C\+\+|\w+Error\b|QThread|QTimer|terminate called|segmentation|kcrash", re.IGNORECASE)
BOX_STAYS = 20  # looks: a box waits for somebody, a message that floats by does not
PAUSE = 0.4
QUITS_WITHIN = 120.0  # seconds; generous, since a loaded machine is no defect


class Box(AssertionError):
    pass


def wait(one, screen, limit):
    """Until Krita ends; gives its exit status. A box that comes up once the scenarios are over would wait for somebody for ever."""
    end, over, seen = time.monotonic() + limit, False, {}
    while one.process.poll() is None:
        assert time.monotonic() < end, f"Krita did not end in time; see {one.log_path}"
        result = one.results() or {}
        if result.get("over"):
            end, over = end if over else min(end, time.monotonic() + QUITS_WITHIN), True
            seen = {window: seen.get(window, 0) + 1 for window in screen.windows(".") if int(window) not in result["windows"]}
            staying = [screen.title(window) for window, looks in seen.items() if looks >= BOX_STAYS]
            if staying:
                raise Box(f"a window came up when Krita quit, or was left there: {', '.join(staying)}")
        time.sleep(PAUSE)
    return one.process.returncode


def lines_about_us(log, folders=()):
    """The lines of Krita's standard error that name Inlay, Python or what belongs to them. `folders`: whose names do not count."""
    found = []
    for line in log.splitlines():
        for folder in folders:
            line = line.replace(folder, "…")
        if CONCERNS_US.search(line) and not any(re.fullmatch(known, line.strip()) for known, _ in noise.NOISE):
            found.append(line.strip())
    return found


def said(one):
    with open(one.log_path, errors="replace") as file:
        return lines_about_us(file.read(), [one.home, one.runtime, one.setup.build, one.setup.checkout])
