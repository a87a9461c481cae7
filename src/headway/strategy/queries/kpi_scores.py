"""The KPIs of mid-term goals on a day, each scored by its target (docs/methods 5.2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from headway.core.calendars import Calendar
from headway.core.scorecard import (
    SMOOTHED,
    Anchors,
    Part,
    Scored,
    is_missing,
    score_by_target,
    smoothed,
)
from headway.core.thresholds import FULL
from headway.kit.clock import end_of_day
from headway.kpis.models import Kpi
from headway.kpis.queries.doors import calendar_of
from headway.kpis.queries.known.past import kpis_then
from headway.kpis.queries.lists.rows import KpiRow, rows_of
from headway.kpis.queries.lists.then import list_then
from headway.kpis.queries.series.standings import Standing, standings
from headway.kpis.queries.series.targets import TargetRow, target_at
from headway.people.access import Actor
from headway.strategy.models import GoalMeasure
from headway.strategy.models.measures import Scoring


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """That a KPI measures a goal, and how."""

    id: int
    goal_id: int
    kpi_id: int
    weight: float
    scoring: str
    since: date
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether it measures on a day."""
        return self.since <= day and (self.until is None or self.until > day)


@dataclass(frozen=True, slots=True)
class KpiScore:
    """A KPI of a goal: the period that is scored, its value there, the value that is scored (the
    same, or a mean of four periods, whose values are ``recent``), and the score; ``lack`` says why
    there is none. ``row`` is the KPI as lists show it."""

    measure: MeasureRow
    row: KpiRow
    at: date | None
    value: float | None
    scored_value: float | None
    target: TargetRow | None
    base: float | None
    scored: Scored | None
    lack: str
    share: float = 0.0
    recent: tuple[float, ...] = ()

    @property
    def score(self) -> float | None:
        return self.scored.score if self.scored else None

    @property
    def part(self) -> Part:
        """As it goes into its goal."""
        return Part(self.score, self.measure.weight)


NO_VALUE, TOO_OLD, NO_TARGET, ARCHIVED = "no_value", "too_old", "no_target", "archived"


def kpi_scores(
    actor: Actor, goal_ids: Sequence[int], day: date, then: datetime | None
) -> dict[int, list[KpiScore]]:
    """Of each goal, by what measured it on the day; ``then``: by what was known at a moment. As
    many queries for many KPIs as for one."""
    return kpi_scores_on(actor, goal_ids, [day], then)[day]


def kpi_scores_on(
    actor: Actor, goal_ids: Sequence[int], days: Sequence[date], then: datetime | None = None
) -> dict[date, dict[int, list[KpiScore]]]:
    """The same of several days, for as many queries as of one."""
    measures = _measures(goal_ids, min(days), max(days), then)
    kpis = _kpis(actor, {one.kpi_id for one in measures})
    calendar = calendar_of(actor.organisation_id)
    rows, found = _judged(actor, kpis, calendar, then)
    by_day: dict[date, dict[int, list[KpiScore]]] = {day: {} for day in days}
    for day, by_goal in by_day.items():
        ended = end_of_day(day, actor.time_zone)
        archived = {kpi.pk for kpi in kpis if kpi.archived_at and kpi.archived_at <= ended}
        for one in measures:
            if one.kpi_id in rows and one.holds_on(day):
                row = rows[one.kpi_id]
                scored = (
                    KpiScore(one, row, None, None, None, None, None, None, ARCHIVED)
                    if one.kpi_id in archived
                    else _scored(one, row, found[one.kpi_id], calendar, day)
                )
                by_goal.setdefault(one.goal_id, []).append(scored)
    return by_day


def measures_of(goal_id: int) -> list[MeasureRow]:
    """What measures a goal today, in the order in which it was said. One query."""
    rows = GoalMeasure.objects.filter(goal_id=goal_id, until__isnull=True).order_by("id")
    return [MeasureRow(*row) for row in rows.values_list(*_MEASURE)]


_MEASURE = ("id", "goal_id", "kpi_id", "weight", "scoring", "since", "until")


def _measures(
    goal_ids: Sequence[int], first: date, last: date, then: datetime | None
) -> list[MeasureRow]:
    rows = GoalMeasure.objects.filter(
        Q(until__isnull=True) | Q(until__gt=first), goal_id__in=goal_ids, since__lte=last
    )
    if then is not None:
        rows = rows.filter(created_at__lte=then)
    # By KPI, so that one that is weighed otherwise keeps its place.
    ordered = rows.order_by("goal_id", "kpi_id", "id")
    return [MeasureRow(*row) for row in ordered.values_list(*_MEASURE)]


def _kpis(actor: Actor, ids: set[int]) -> list[Kpi]:
    found = Kpi.objects.filter(organisation_id=actor.organisation_id, pk__in=ids)
    return list(found.select_related("unit").order_by("pk")) if ids else []


def _judged(
    actor: Actor, kpis: Sequence[Kpi], calendar: Calendar, then: datetime | None
) -> tuple[dict[int, KpiRow], Mapping[int, Standing]]:
    """The KPIs as lists show them, and their series, by id."""
    if not kpis:
        return {}, {}
    if then is None:
        rows = {row.id: row for row in rows_of(actor, [kpi.pk for kpi in kpis])}
        return rows, standings(kpis, calendar)
    known = kpis_then([kpi for kpi in kpis if kpi.created_at <= then], calendar, then)
    listed = {row.id: row for row in list_then(actor, known, then)}
    return listed, {pk: one.chart.standing for pk, one in known.items()}


def _scored(
    measure: MeasureRow, row: KpiRow, found: Standing, calendar: Calendar, day: date
) -> KpiScore:
    at = _last(found, day)
    if at is None:
        return KpiScore(measure, row, None, None, None, None, None, None, NO_VALUE)
    span, value = found.spans[at], found.values[at]
    target = target_at(found.targets, span.end)
    taken = value
    recent: tuple[float, ...] = ()
    if measure.scoring == Scoring.SMOOTHED and not row.levels:
        # Values before a new baseline were of another formula, or of another process.
        begun = max((first for first in found.starts if first <= at), default=0)
        taken = smoothed(found.values[begun : at + 1])
        last = found.values[max(begun, at + 1 - SMOOTHED) : at + 1]
        recent = tuple(value for value in last if value is not None)
    base = _base(found, target) if target else None
    lack, scored = "", None
    if is_missing(span, day, row.frequency, calendar):
        lack = TOO_OLD
    elif row.levels:
        scored = Scored(min(max(value or 0.0, 0.0), FULL), Anchors.LEVEL)
    elif target is None or target.ends:
        lack = NO_TARGET
    elif taken is not None:
        scored = score_by_target(
            taken, wanted=target.kind, low=target.low, high=target.high, red=target.red,
            worst=target.worst, best=target.best, base=base, curve=target.curve,
        )  # fmt: skip
    return KpiScore(
        measure, row, span.start, value, taken, target, base, scored, lack, recent=recent
    )


def _last(found: Standing, day: date) -> int | None:
    """The place of the last value of a period that began by a day."""
    for at in reversed(range(len(found.spans))):
        if found.values[at] is not None and found.spans[at].start <= day:
            return at
    return None


def _base(found: Standing, target: TargetRow) -> float | None:
    """Where it was before a target held: the last value of a period that had ended, else the first
    of all."""
    known = [
        (span.end, value)
        for span, value in zip(found.spans, found.values, strict=True)
        if value is not None
    ]
    before = [value for end, value in known if end < target.effective_on]
    return before[-1] if before else (known[0][1] if known else None)
