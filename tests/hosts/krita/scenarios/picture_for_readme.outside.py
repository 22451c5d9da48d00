"""The sandbox answers as the models do, and the picture is the one of the tests."""

import os

SANDBOX = "--format png --delay 0"


def before(one):
    one.env["INLAY_TEST_PICTURE"] = os.path.join(one.setup.checkout, "tests", "data", "pictures", "cat.png")
