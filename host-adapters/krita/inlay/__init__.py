"""Inlay: edits a layer with a sentence. Krita imports this package and nothing else of it by itself."""

from .extension import start

start()
