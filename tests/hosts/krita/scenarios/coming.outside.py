"""The service holds its answers until the scenario lets them go."""

from held_service import after, before  # noqa: F401
