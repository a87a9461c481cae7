"""What KPIs came to: series, judged by limits and targets, of segments and of formulas."""
