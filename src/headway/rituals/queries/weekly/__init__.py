"""What a weekly shows: what changed in a unit since it last met, and what it does next."""
