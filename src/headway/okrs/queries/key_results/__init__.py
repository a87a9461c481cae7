"""Key results as plain rows, measured and judged on a day."""

from headway.okrs.queries.key_results.contributions import shares_then
from headway.okrs.queries.key_results.judging import (
    definitions_then,
    rows,
    rows_by_id,
    rows_of_objectives,
    rows_read_by,
    verdict,
)
from headway.okrs.queries.key_results.rows import KeyResultRow, day_of_figures

__all__ = [
    "KeyResultRow", "day_of_figures", "definitions_then", "rows", "rows_by_id",
    "rows_of_objectives", "rows_read_by", "shares_then", "verdict",
]  # fmt: skip
