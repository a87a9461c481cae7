"""What is wanted of a KPI, and from when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import zip_longest
from typing import Any

from django.db.models import QuerySet

from headway.core.curves import curve_of, score_on
from headway.core.scorecard import colour_of
from headway.core.spc import Colour
from headway.core.spc.states import Target as Wanted
from headway.core.thresholds import Wanted as Kind
from headway.core.thresholds import target_colour
from headway.kit.prepared import prepared
from headway.kpis.models import Target
from headway.kpis.queries.target_words import red_words


@dataclass(frozen=True, slots=True)
class TargetRow:
    """What is wanted from ``effective_on`` to ``ends_on``, the last day (None: until now)."""

    id: int
    effective_on: date
    kind: str
    low: float | None
    high: float | None
    worst: float | None
    red: float | None
    best: float | None
    by: date | None
    why: str
    author_name: str | None
    created_at: datetime
    curve: Sequence[Sequence[float]] | None = None
    ends_on: date | None = None

    @property
    def wanted(self) -> Wanted:
        """The target as the core judges by it."""
        return Wanted(low=self.low, high=self.high)

    @property
    def ends(self) -> bool:
        """Whether it takes the target away."""
        return self.low is None and self.high is None

    @property
    def not_red(self) -> Wanted:
        """What must at least, or at most, be met not to be red; within two limits with a distance a
        value right there is red already."""
        if self.curve is not None:
            found = curve_of(self.curve)
            return Wanted(low=found.red_below, high=found.red_above)
        if self.red is None:
            return Wanted()
        return {
            Kind.AT_LEAST: Wanted(low=self.red),
            Kind.AT_MOST: Wanted(high=self.red),
            Kind.WITHIN: Wanted(
                low=None if self.low is None else self.low - self.red,
                high=None if self.high is None else self.high + self.red,
            ),
        }[Kind(self.kind)]

    @property
    def red_below(self) -> float | None:
        """Below which it is red."""
        return self.not_red.low

    @property
    def red_above(self) -> float | None:
        """Above which it is red."""
        return self.not_red.high

    def red_said(self, levels: Sequence[Sequence[Any]] = ()) -> str:
        """From where it is red, in words, of a scale in its levels; empty where nowhere."""
        return red_words(self.red, self.curve, self.kind, levels)

    def colour_of(self, value: float | None) -> Colour:
        """The plain colour of a value by this target alone."""
        if self.curve is not None and value is not None:
            return colour_of(score_on(curve_of(self.curve).points, value))
        return target_colour(self.kind, value, low=self.low, high=self.high, red=self.red)


TARGET = (
    "id", "effective_on", "kind", "low", "high", "worst", "red", "best", "by", "why",
    "author__name", "created_at", "curve",
)  # fmt: skip
"""Columns of :class:`TargetRow`, but for the day it ends."""


def targets_of(kpi_id: int) -> list[TargetRow]:
    """The targets of a KPI, oldest first, each until the next; of several for one day the newest.
    One query."""
    return targets_of_many([kpi_id]).get(kpi_id, [])


def targets_of_many(kpi_ids: Sequence[int]) -> dict[int, list[TargetRow]]:
    """The same of those KPIs that have any. One query."""
    by_kpi: dict[int, list[TargetRow]] = {}
    for kpi_id, *values in _targets(kpi_ids):
        by_kpi.setdefault(kpi_id, []).append(TargetRow(*values))
    return {kpi_id: in_force(rows) for kpi_id, rows in by_kpi.items()}


def in_force(rows: Iterable[TargetRow]) -> list[TargetRow]:
    """Targets in the order in which they were set, as they hold: each until the next, of several
    for one day the newest."""
    by_day = {row.effective_on: row for row in rows}
    ordered = [by_day[day] for day in sorted(by_day)]
    ends = [row.effective_on - timedelta(days=1) for row in ordered[1:]]
    return [replace(row, ends_on=end) for row, end in zip_longest(ordered, ends)]


@prepared
def _targets(kpi_ids: Sequence[int]) -> QuerySet[Target, tuple[Any, ...]]:
    return Target.objects.filter(kpi_id__in=kpi_ids).order_by("id").values_list("kpi_id", *TARGET)


def target_after(targets: Sequence[TargetRow], day: date) -> TargetRow | None:
    """The next target that holds after a day and not on it; None without one."""
    return next((row for row in targets if row.effective_on > day and not row.ends), None)


def target_at(targets: Sequence[TargetRow], day: date) -> TargetRow | None:
    """The target in force on a day; None without one."""
    holding = None
    for row in targets:
        if row.effective_on > day:
            break
        holding = row
    return None if holding is None or holding.ends else holding
