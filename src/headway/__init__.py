"""Headway: the system an organisation steers by."""

__version__ = "0.1.0"
