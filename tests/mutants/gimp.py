"""Small defects in GIMP's adapter."""

# Which editors this area's tests need, as INLAY_HOST_TESTS names them.
HOSTS = "gimp2.10"

# (name, file, old, new, what a person would meet, tests that should notice)
MUTANTS = [
]
