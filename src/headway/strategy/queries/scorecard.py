"""The scorecard of a day: KPIs scored by their targets, put together to goals, perspectives and the
whole (docs/methods 5.2 and 5.3)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby

from headway.core.scorecard import Mean, Part, Score, Sides, put_together, sides_of, sides_together
from headway.kit.clock import end_of_day
from headway.people.access import Actor
from headway.strategy.models import CardRule, Weight
from headway.strategy.queries.goals import GoalRow, PerspectiveRow, perspectives_on
from headway.strategy.queries.kpi_scores import KpiScore, kpi_scores, kpi_scores_on
from headway.strategy.queries.past_goals import goals_on


@dataclass(frozen=True, slots=True)
class GoalScore:
    """A goal with the KPIs that measure it."""

    goal: GoalRow
    score: Score
    sides: Sides
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
    sides: Sides
    weight: float
    share: float
    goals: tuple[GoalScore, ...]


ScoreKey = tuple[str, int | None] | tuple[str, int, int]
"""``("perspective", id)``, ``("goal", id)`` or ``("kpi", goal id, KPI id)``."""


@dataclass(frozen=True, slots=True)
class Card:
    """The scorecard of a day. ``as_known``: by what was known on it; else by what is known now,
    later corrections included, and goals that were written down later for their own time."""

    day: date
    as_known: bool
    mean: Mean
    score: Score
    sides: Sides
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


def scorecard(
    actor: Actor, day: date, *, today: date, as_known: bool = False, of: int | None = None
) -> Card:
    """The card of a day, of a unit or of the organisation (None), with the goals, weights and
    targets of that day. About a dozen queries, however many KPIs; of a past day as it was known
    some more."""
    day = min(day, today)
    goals = goals_on(actor, day, of=of, as_known=as_known)
    return _cards(actor, goals, day, known_at(actor, day, today, as_known))(of)


def scorecards(
    actor: Actor, day: date, *, today: date, as_known: bool = False
) -> dict[int | None, Card]:
    """Those of a day of the organisation (None) and of each unit that has goals in force, by its
    id. As many queries as for one."""
    day = min(day, today)
    goals = goals_on(actor, day, as_known=as_known)
    found = _cards(actor, goals, day, known_at(actor, day, today, as_known))
    return {of: found(of) for of in {None, *(goal.unit_id for goal in goals)}}


def known_at(actor: Actor, day: date, today: date, as_known: bool) -> datetime | None:
    """The moment by which a card is known: the end of its day, None for now."""
    return end_of_day(day, actor.time_zone) if as_known and day < today else None


def _cards(
    actor: Actor, goals: Sequence[GoalRow], day: date, then: datetime | None
) -> Callable[[int | None], Card]:
    """What is in them is read here, for all together; the answer makes the card of one."""
    by_goal = kpi_scores(actor, [goal.id for goal in goals], day, then)
    weights = _weights(actor, day, then)
    mean = _mean(actor, day, then)
    order = {row.id: row for row in perspectives_on(actor, day)}
    places = {key: place for place, key in enumerate(order)}

    def card(of: int | None) -> Card:
        parts = []
        mine = [goal for goal in goals if goal.unit_id == of]
        placed = sorted(mine, key=lambda goal: places.get(goal.perspective_id or 0, len(places)))
        for perspective_id, members in groupby(placed, key=lambda goal: goal.perspective_id):
            inside = [
                _goal(goal, by_goal.get(goal.id, []), weights.get(("goal", goal.id), 1.0), mean)
                for goal in members
            ]
            weight = weights.get(("perspective", perspective_id), 1.0)
            parts.append(_perspective(order.get(perspective_id or 0), inside, weight, mean))
        whole = _together([one.score.part(one.weight) for one in parts], mean)
        shared = [replace(one, share=share) for one, share in zip(parts, whole.shares, strict=True)]
        sides = sides_together([(one.sides, one.weight) for one in parts], mean=mean)
        return Card(day, then is not None, mean, whole, sides, tuple(shared))

    return card


@dataclass(frozen=True, slots=True)
class GoalCard:
    """The scorecard of one goal alone on a day."""

    day: date
    mean: Mean
    goal: GoalScore


def card_of_goal(actor: Actor, goal: GoalRow, day: date, *, today: date) -> GoalCard:
    """What the scorecard of a day says of a goal, without the others: so it has no share of its
    perspective. Fewer queries than the card."""
    return goal_cards(actor, [goal], [min(day, today)])[goal.id][0]


def goal_cards(
    actor: Actor,
    goals: Sequence[GoalRow],
    days: Sequence[date],
    then: datetime | None = None,
) -> dict[int, tuple[GoalCard, ...]]:
    """The same of several goals, each with one for every day; with values as they were known at the
    moment ``then``, else as they are known now.
    As many queries for many as for one."""
    if not goals:
        return {}
    found = kpi_scores_on(actor, [goal.id for goal in goals], days, then)
    rules = _rules(actor, max(days), then)
    return {
        goal.id: tuple(
            GoalCard(day, mean, _goal(goal, found[day].get(goal.id, []), 1.0, mean))
            for day, mean in ((day, _mean_on(rules, day)) for day in days)
        )
        for goal in goals
    }


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
    return _mean_on(_rules(actor, day, then), day)


def _rules(actor: Actor, day: date, then: datetime | None) -> list[tuple[date, str]]:
    """What was said by a day of how scores are put together, the latest last."""
    rules = CardRule.objects.filter(organisation_id=actor.organisation_id, since__lte=day)
    if then is not None:
        rules = rules.filter(created_at__lte=then)
    return list(rules.order_by("since", "id").values_list("since", "mean"))


def _mean_on(rules: Sequence[tuple[date, str]], day: date) -> Mean:
    said = [mean for since, mean in rules if since <= day]
    return Mean(said[-1]) if said else Mean.ARITHMETIC


def _goal(goal: GoalRow, kpis: Sequence[KpiScore], weight: float, mean: Mean) -> GoalScore:
    score = _together([one.part for one in kpis], mean)
    shared = tuple(replace(one, share=share) for one, share in zip(kpis, score.shares, strict=True))
    sides = sides_of([(one.row.nature, one.part) for one in kpis], mean=mean)
    return GoalScore(goal, score, sides, weight, 0.0, shared)


def _perspective(
    row: PerspectiveRow | None, goals: Sequence[GoalScore], weight: float, mean: Mean
) -> PerspectiveScore:
    score = _together([one.score.part(one.weight) for one in goals], mean)
    shared = tuple(
        replace(one, share=share) for one, share in zip(goals, score.shares, strict=True)
    )
    name, hint = (row.name, row.hint) if row else ("", "")
    sides = sides_together([(one.sides, one.weight) for one in goals], mean=mean)
    key = row.id if row else None
    return PerspectiveScore(key, name, hint, score, sides, weight, 0.0, shared)


def _together(parts: Sequence[Part], mean: Mean) -> Score:
    """Of parts that all weigh nothing there is no score."""
    if parts and not any(part.weight > 0 for part in parts):
        return Score(None, 0.0, (0.0,) * len(parts), None, sum(part.red for part in parts))
    return put_together(parts, mean=mean)
