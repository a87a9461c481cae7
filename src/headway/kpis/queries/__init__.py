"""Read KPIs."""
