"""The service holds its answers until the scenario lets them go, so that nothing depends on how fast a person is."""

from held_service import after, before  # noqa: F401
