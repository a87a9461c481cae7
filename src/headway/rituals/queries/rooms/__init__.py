"""What a meeting's room shows."""
