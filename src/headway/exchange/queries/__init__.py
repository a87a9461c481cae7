"""Reads of the exchange app."""
