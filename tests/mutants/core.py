"""Small defects in core/."""

# Which editors this area's tests need, as INLAY_HOST_TESTS names them.
HOSTS = ""

# (name, file, old, new, what a person would meet, tests that should notice)
MUTANTS = [
]
