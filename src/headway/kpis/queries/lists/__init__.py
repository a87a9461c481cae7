"""KPIs in lists: rows, what a page of them shows, and how a unit stands."""
