"""How does a test wait? For something to become true, never for time to pass."""

import time

SLOW = 120.0  # seconds; generous, since a loaded machine is no defect


class TimedOut(AssertionError):
    pass


def until(condition, what, limit=SLOW, pause=0.05):
    """Calls condition() until it gives something true, and returns that."""
    end = time.monotonic() + limit
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise TimedOut(f"waited {limit:.0f} s in vain for {what}")
        time.sleep(pause)
