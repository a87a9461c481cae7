"""Fixtures for every test, in tests/ and beside the apps."""

from headway.kit.testing.world import world

__all__ = ["world"]
