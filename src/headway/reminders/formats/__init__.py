"""Calendars as files, and what channels are posted."""
