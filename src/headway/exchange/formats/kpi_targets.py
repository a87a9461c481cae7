"""What a table of definitions wants of a KPI."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from headway.core.curves import curve_of, curve_problems
from headway.exchange.formats.kpis import ImportedTarget
from headway.kit.tables import Cells, Unreadable, day_in, number_in
from headway.kpis.models import TargetKind

TARGET = ("target_kind", "target_low", "target_high", "target_curve", "target_by", "target_from")
"""The columns."""


def own_target(row: Cells) -> Iterator[ImportedTarget]:
    """The target of a row, if it says one. Raises Unreadable."""
    low, high = number_in(row["target_low"]), number_in(row["target_high"])
    if row["target_curve"]:
        curve = _curve(row["target_curve"])
        if low is not None or high is not None:
            raise Unreadable(
                _("The points of target_curve say the target: leave the others empty.")
            )
        kind = row["target_kind"] or curve_of(curve).wanted
        days = maybe_day(row["target_by"]), maybe_day(row["target_from"])
        yield ImportedTarget(kind, None, None, *days, curve)
        return
    if low is None and high is None:
        return
    kind = row["target_kind"] or _kind(low, high)
    yield ImportedTarget(
        kind, low, high, maybe_day(row["target_by"]), maybe_day(row["target_from"])
    )


def _curve(text: str) -> tuple[tuple[float, float], ...]:
    """ "60:0 80:40 95:100", with blanks or semicolons between the points."""
    points = []
    for part in text.replace(";", " ").split():
        value, sign, score = part.partition(":")
        if not (value and sign and score):
            raise Unreadable(_("Write points as value:score, not “%s”.") % part[:40])
        points.append((number_in(value) or 0.0, number_in(score) or 0.0))
    for problem in curve_problems(points):
        raise Unreadable(_(str(problem)))
    return tuple(points)


def _kind(low: float | None, high: float | None) -> str:
    if low is not None and high is not None:
        return TargetKind.WITHIN
    return TargetKind.AT_MOST if low is None else TargetKind.AT_LEAST


def maybe_day(cell: str) -> date | None:
    """A day; None of an empty cell. Raises Unreadable."""
    return day_in(cell) if cell else None
