"""Reads of reminders, working calendars, feeds and channels."""
