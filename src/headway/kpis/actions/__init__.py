"""Define KPIs, enter what they came to, and answer their signals."""
