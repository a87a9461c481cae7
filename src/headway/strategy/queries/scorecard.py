"""The scorecard of a day: KPIs scored by their targets, put together to goals, perspectives and the
whole (docs/methods 5.2 and 5.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby

from django.db.models import Min, Q

from headway.core.calendars import Calendar
from headway.core.scorecard import (
    Mean,
    Part,
    Score,
    Scored,
    is_missing,
    put_together,
    score_by_target,
    smoothed,
)
from headway.kit.clock import end_of_day
from headway.kpis.models import Kpi
from headway.kpis.queries.doors import calendar_of
from headway.kpis.queries.known.past import kpis_then
from headway.kpis.queries.lists.rows import KpiRow, rows_of
from headway.kpis.queries.lists.then import list_then
from headway.kpis.queries.series.standings import Standing, standings
from headway.kpis.queries.series.targets import TargetRow, target_at
from headway.people.access import Actor
from headway.strategy.models import CardRule, GoalMeasure, Weight
from headway.strategy.models.measures import Scoring
from headway.strategy.queries.goals import GoalRow, PerspectiveRow, goals_on, perspectives_on


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """That a KPI measures a goal, and how."""

    id: int
    goal_id: int
    kpi_id: int
    weight: float
    scoring: str
    since: date


@dataclass(frozen=True, slots=True)
class KpiScore:
    """A KPI of a goal: the period that is scored, its value there, the value that is scored (the
    same, or a mean of four periods), and the score; ``lack`` says why there is none. ``row`` is the
    KPI as lists show it."""

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

    @property
    def score(self) -> float | None:
        return self.scored.score if self.scored else None

    @property
    def part(self) -> Part:
        """As it goes into its goal."""
        return Part(self.score, self.measure.weight)


NO_VALUE, TOO_OLD, NO_TARGET, ARCHIVED = "no_value", "too_old", "no_target", "archived"


@dataclass(frozen=True, slots=True)
class GoalScore:
    """A goal with the KPIs that measure it."""

    goal: GoalRow
    score: Score
    weight: float
    share: float
    kpis: tuple[KpiScore, ...]


@dataclass(frozen=True, slots=True)
class PerspectiveScore:
    """A perspective with its goals; ``id`` is None for goals without one. ``hint`` says what it is
    about."""

    id: int | None
    name: str
    hint: str
    score: Score
    weight: float
    share: float
    goals: tuple[GoalScore, ...]


ScoreKey = tuple[str, int | None] | tuple[str, int, int]
"""``("perspective", id)``, ``("goal", id)`` or ``("kpi", goal id, KPI id)``."""


@dataclass(frozen=True, slots=True)
class Card:
    """The scorecard of a day. ``as_known``: by what was known on it; else by what is known now,
    later corrections included."""

    day: date
    as_known: bool
    mean: Mean
    score: Score
    perspectives: tuple[PerspectiveScore, ...]

    @property
    def goals(self) -> list[GoalScore]:
        """Of all perspectives."""
        return [goal for one in self.perspectives for goal in one.goals]

    @property
    def kpis(self) -> list[KpiScore]:
        """Of all goals."""
        return [kpi for goal in self.goals for kpi in goal.kpis]

    @property
    def scores(self) -> dict[ScoreKey, float]:
        """What has a score, by what it is."""
        found: dict[ScoreKey, float | None] = {}
        for one in self.perspectives:
            found["perspective", one.id] = one.score.score
        for goal in self.goals:
            found["goal", goal.goal.id] = goal.score.score
        for kpi in self.kpis:
            found["kpi", kpi.measure.goal_id, kpi.row.id] = kpi.score
        return {key: score for key, score in found.items() if score is not None}


def scorecard(actor: Actor, day: date, *, today: date, as_known: bool = False) -> Card:
    """The card of a day, with the goals, weights and targets of that day. About a dozen queries,
    however many KPIs; of a past day as it was known some more."""
    day = min(day, today)
    then = end_of_day(day, actor.time_zone) if as_known and day < today else None
    goals = goals_on(actor, day)
    measures = _measures([goal.id for goal in goals], day, then)
    kpis = _kpis(actor, {one.kpi_id for one in measures})
    ended = end_of_day(day, actor.time_zone)
    archived = {kpi.pk for kpi in kpis if kpi.archived_at and kpi.archived_at <= ended}
    calendar = calendar_of(actor.organisation_id)
    rows, found = _judged(actor, kpis, calendar, then)
    weights = _weights(actor, day, then)
    mean = _mean(actor, day, then)
    by_goal: dict[int, list[KpiScore]] = {}
    for one in measures:
        if one.kpi_id in rows:
            scored = _scored(
                one, rows[one.kpi_id], found[one.kpi_id], calendar, day,
                is_archived=one.kpi_id in archived,
            )  # fmt: skip
            by_goal.setdefault(one.goal_id, []).append(scored)
    order = {row.id: row for row in perspectives_on(actor, day)}
    places = {key: place for place, key in enumerate(order)}
    parts = []
    placed = sorted(goals, key=lambda goal: places.get(goal.perspective_id or 0, len(places)))
    for perspective_id, members in groupby(placed, key=lambda goal: goal.perspective_id):
        inside = [
            _goal(goal, by_goal.get(goal.id, []), weights.get(("goal", goal.id), 1.0), mean)
            for goal in members
        ]
        weight = weights.get(("perspective", perspective_id), 1.0)
        parts.append(_perspective(order.get(perspective_id or 0), inside, weight, mean))
    whole = _together([one.score.part(one.weight) for one in parts], mean)
    shared = [replace(one, share=share) for one, share in zip(parts, whole.shares, strict=True)]
    return Card(day, then is not None, mean, whole, tuple(shared))


def measured_since(actor: Actor) -> date | None:
    """The first day on which a KPI measured a goal; None where none ever did. One query."""
    rows = GoalMeasure.objects.filter(goal__organisation_id=actor.organisation_id)
    first: date | None = rows.aggregate(first=Min("since"))["first"]
    return first


def measures_of(goal_id: int) -> list[MeasureRow]:
    """What measures a goal today, in the order in which it was said. One query."""
    rows = GoalMeasure.objects.filter(goal_id=goal_id, until__isnull=True).order_by("id")
    return [MeasureRow(*row) for row in rows.values_list(*_MEASURE)]


_MEASURE = ("id", "goal_id", "kpi_id", "weight", "scoring", "since")


def _measures(goal_ids: Sequence[int], day: date, then: datetime | None) -> list[MeasureRow]:
    rows = GoalMeasure.objects.filter(
        Q(until__isnull=True) | Q(until__gt=day), goal_id__in=goal_ids, since__lte=day
    )
    if then is not None:
        rows = rows.filter(created_at__lte=then)
    return [MeasureRow(*row) for row in rows.order_by("goal_id", "id").values_list(*_MEASURE)]


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


def _weights(actor: Actor, day: date, then: datetime | None) -> dict[tuple[str, int | None], float]:
    """What was said last of each goal and perspective by a day."""
    rows = Weight.objects.filter(organisation_id=actor.organisation_id, since__lte=day)
    if then is not None:
        rows = rows.filter(created_at__lte=then)
    found: dict[tuple[str, int | None], float] = {}
    for goal_id, perspective_id, weight in rows.order_by("since", "id").values_list(
        "goal_id", "perspective_id", "weight"
    ):
        key = ("goal", goal_id) if goal_id is not None else ("perspective", perspective_id)
        found[key] = weight
    return found


def _mean(actor: Actor, day: date, then: datetime | None) -> Mean:
    rules = CardRule.objects.filter(organisation_id=actor.organisation_id, since__lte=day)
    if then is not None:
        rules = rules.filter(created_at__lte=then)
    said = rules.order_by("since", "id").values_list("mean", flat=True).last()
    return Mean(said or Mean.ARITHMETIC)


def _scored(
    measure: MeasureRow,
    row: KpiRow,
    found: Standing,
    calendar: Calendar,
    day: date,
    *,
    is_archived: bool,
) -> KpiScore:
    at = _last(found, day)
    if is_archived:
        return KpiScore(measure, row, None, None, None, None, None, None, ARCHIVED)
    if at is None:
        return KpiScore(measure, row, None, None, None, None, None, None, NO_VALUE)
    span, value = found.spans[at], found.values[at]
    target = target_at(found.targets, span.end)
    taken = value
    if measure.scoring == Scoring.SMOOTHED:
        # Values before a new baseline were of another formula, or of another process.
        begun = max((first for first in found.starts if first <= at), default=0)
        taken = smoothed(found.values[begun : at + 1])
    base = _base(found, target) if target else None
    lack, scored = "", None
    if is_missing(span, day, row.frequency, calendar):
        lack = TOO_OLD
    elif target is None or target.ends:
        lack = NO_TARGET
    elif taken is not None:
        scored = score_by_target(
            taken, wanted=target.kind, low=target.low, high=target.high, red=target.red,
            worst=target.worst, best=target.best, base=base,
        )  # fmt: skip
    return KpiScore(measure, row, span.start, value, taken, target, base, scored, lack)


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


def _goal(goal: GoalRow, kpis: Sequence[KpiScore], weight: float, mean: Mean) -> GoalScore:
    score = _together([one.part for one in kpis], mean)
    shared = tuple(replace(one, share=share) for one, share in zip(kpis, score.shares, strict=True))
    return GoalScore(goal, score, weight, 0.0, shared)


def _perspective(
    row: PerspectiveRow | None, goals: Sequence[GoalScore], weight: float, mean: Mean
) -> PerspectiveScore:
    score = _together([one.score.part(one.weight) for one in goals], mean)
    shared = tuple(
        replace(one, share=share) for one, share in zip(goals, score.shares, strict=True)
    )
    name, hint = (row.name, row.hint) if row else ("", "")
    return PerspectiveScore(row.id if row else None, name, hint, score, weight, 0.0, shared)


def _together(parts: Sequence[Part], mean: Mean) -> Score:
    """Of parts that all weigh nothing there is no score."""
    if parts and not any(part.weight > 0 for part in parts):
        return Score(None, 0.0, (0.0,) * len(parts), None, sum(part.red for part in parts))
    return put_together(parts, mean=mean)
