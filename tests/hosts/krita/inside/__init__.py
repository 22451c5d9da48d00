"""Runs scenarios inside Krita: a plug-in beside the one under test."""

from . import driver

driver.start()
