"""Objectives as plain rows: lists by unit with filters and search, and the figures above them."""

from headway.okrs.queries.objectives.judging import graded, judged_rows
from headway.okrs.queries.objectives.lists import (
    PAGE,
    Cursor,
    all_rows,
    grouped_by_unit,
    hidden_from,
    list_objectives,
    objective_rows,
    objective_rows_by_id,
    readable_rows,
    rows_of_unit,
    rows_of_units,
)
from headway.okrs.queries.objectives.rows import ObjectiveRow
from headway.okrs.queries.objectives.scope import Filters, scoped, stored_scores
from headway.okrs.queries.objectives.then import AT_MOST, hidden_then, readable_then, standing_then

__all__ = [
    "AT_MOST", "PAGE", "Cursor", "Filters", "ObjectiveRow", "all_rows", "graded", "grouped_by_unit",
    "hidden_from", "hidden_then", "judged_rows", "list_objectives", "objective_rows",
    "objective_rows_by_id", "readable_rows", "readable_then", "rows_of_unit", "rows_of_units",
    "scoped", "standing_then", "stored_scores",
]  # fmt: skip
