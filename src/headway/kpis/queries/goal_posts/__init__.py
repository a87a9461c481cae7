"""Targets that moved and limits that began anew."""
