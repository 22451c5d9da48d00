"""What is left after Krita has quit with a job and a task running? That it ended well, and without a box, is looked at after every file."""

import os

ENV = {"GEMINI_API_KEY": "AIzaTest0123456789abcdef"}


def after(krita):
    # The job would have taken ten minutes: it was cancelled and joined, and took the copy of its reference with it.
    left = [name for name in os.listdir(krita.runtime) if name.startswith("inlay-")]
    assert not left, left
