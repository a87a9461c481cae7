"""The goal-post ledger as a table to work with elsewhere: decimal points, days as in ISO 8601."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse

from headway.kpis.queries.goal_posts.posts import KpiPosts, PostMove, PostsOfUnit
from headway.kpis.queries.goal_posts.words import move_said
from headway.okrs.queries.goal_post_words import post_words
from headway.okrs.queries.ledgers import ChangeRow, UnitLedger
from headway.web.formats import NO_BREAK

_COMMON = (
    "day", "unit", "objective", "key_result", "field", "before", "after", "direction", "movement",
    "share_of_cycle", "counts_as_correction", "reason", "author", "approved_by", "approved_on",
    "key_result_movement", "key_result_easing", "key_result_severity", "late_rescue",
)  # fmt: skip
_OF_KPIS = (
    "kpi", "measure", "holds_from", "value_known", "kpi_movement", "kpi_easing", "kpi_severity",
    "owed_to_easing",
)  # fmt: skip


def as_csv(found: UnitLedger, kpis: PostsOfUnit) -> HttpResponse:
    """Changes of key results, then those of KPIs, each the newest first."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="goal-posts.csv"'
    writer = csv.DictWriter(response, (*_COMMON, *_OF_KPIS), restval="")
    writer.writeheader()
    indexes = found.by_key_result
    for row in found.moves:
        values: Sequence[Any] = _values(row)
        index = indexes.get(row.key_result_id or 0)
        if index is not None:
            late = _yes(index.late_rescue)
            values = (*values, index.movement, index.easing, str(index.severity), late)
        writer.writerow(_cells(dict(zip(_COMMON, values, strict=False))))
    for posts, move in kpis.moves:
        writer.writerow(_cells(_of_kpi(posts, move)))
    return response


def _values(row: ChangeRow) -> tuple[Any, ...]:
    return (
        row.effective_on, row.unit_name, row.objective_title, row.key_result_title or "",
        row.field, _plain(row.field, row.before), _plain(row.field, row.after),
        str(row.direction), "" if row.movement is None else row.movement, round(row.tau, 4),
        _yes(row.is_correction), row.reason, row.author_name or "",
        row.approved_by or "", row.approved_on or "",
    )  # fmt: skip


def _of_kpi(posts: KpiPosts, move: PostMove) -> dict[str, Any]:
    """``before`` and ``after`` in words, since a target has several numbers; none of a re-base."""
    was, now = move_said(move, posts.measure)
    return {
        "day": move.made_on,
        "unit": posts.unit_name,
        "field": "limits" if move.is_rebase else "kpi_target",
        "before": was.replace(NO_BREAK, " "),
        "after": now.replace(NO_BREAK, " "),
        "direction": str(move.direction),
        "movement": "" if move.movement is None else move.movement,
        "reason": move.why,
        "author": move.author_name or "",
        "kpi": posts.name,
        "measure": posts.measure,
        "holds_from": move.holds_from,
        "value_known": "" if move.is_rebase else _yes(move.is_known),
        "kpi_movement": posts.index.movement,
        "kpi_easing": posts.index.easing,
        "kpi_severity": str(posts.severity),
        "owed_to_easing": _yes(posts.is_rescued),
    }


def _plain(field: str, value: Any) -> Any:
    return value if isinstance(value, int | float) else post_words(field, value)


def _yes(fact: bool) -> str:
    return "yes" if fact else "no"


def _cells(row: dict[str, Any]) -> dict[str, Any]:
    """Text that a spreadsheet would take for a formula is marked as text."""
    return {
        name: f"'{value}"
        if isinstance(value, str) and value[:1] in tuple("=+-@\t\r") and value
        else value
        for name, value in row.items()
    }
