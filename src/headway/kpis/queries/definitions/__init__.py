"""Definitions in words: of one KPI, its versions and history, and the library of all."""
