"""Everything that the page of a KPI shows."""
