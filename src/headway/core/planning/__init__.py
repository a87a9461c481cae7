"""Planning a cycle: what is planned, its calendar, and how much fits (docs/methods 7)."""
