"""Let the values of a KPI come from a source: say which, try it, and ask it."""
