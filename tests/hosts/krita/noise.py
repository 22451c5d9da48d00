"""What do Krita and its libraries say by themselves, with no plug-in of ours? Each line with where it comes from; all else that names Inlay or
Python fails a test."""

# (regular expression for the whole line, where it comes from)
NOISE = [
    (r"\S*/krita-python-libs/krita added to PYTHONPATH", "Krita, plugins/extensions/pykrita: said at every start"),
    (r"/usr/share/krita/pykrita/scripter/\S+: SyntaxWarning: .*", "Krita, plugins/python/scripter: Python 3.12 and later complains of it"),
]
