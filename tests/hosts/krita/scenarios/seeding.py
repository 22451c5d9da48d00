"""Krita's first start, without Inlay: every later profile is a copy of what this one leaves (seed.py)."""

from krita import Krita


def krita_starts():
    assert Krita.instance().activeWindow() is not None
