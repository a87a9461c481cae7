"""When people work, what they are reminded of, and by which way it reaches them."""
