"""Krita's first start, without Inlay: every later profile is a copy of what this one leaves (seed.py)."""


def krita_starts():
    yield 1000  # what it lays out on its own event loop belongs to the profile
