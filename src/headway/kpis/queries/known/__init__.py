"""What is recorded of a KPI, as it is known today or was on a past day."""
