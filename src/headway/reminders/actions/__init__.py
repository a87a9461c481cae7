"""Writes of reminders: what people choose, when they work, what leaves for whom."""
