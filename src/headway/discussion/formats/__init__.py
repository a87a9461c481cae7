"""How the text of a comment is written and shown."""
