"""Ratios of the performance budgets, measured side by side in one run. Never part of the tests."""
