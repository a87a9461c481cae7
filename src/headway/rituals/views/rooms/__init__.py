"""The pages of a meeting: its room while it is under way, before it what is prepared, after it the
minutes."""
