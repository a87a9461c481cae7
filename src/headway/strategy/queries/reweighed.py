"""What counts otherwise than on an earlier day: a score may be green because a weight fell, or a
KPI or a goal was taken away."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Flag, auto
from typing import TypeVar

from django.utils.translation import gettext as _

from headway.strategy.queries.kpi_scores import ARCHIVED
from headway.strategy.queries.scorecard import Card, GoalScore, PerspectiveScore, ScoreKey

Key = TypeVar("Key")

WHOLE: ScoreKey = ("whole", None)


class Moved(Flag):
    """What is otherwise of a part of the card, in itself or in a part of it."""

    NOTHING = 0
    GOALS = auto()
    KPIS = auto()
    WEIGHTS = auto()


def reweighed(now: Card, then: Card) -> dict[ScoreKey, str]:
    """In words, what is otherwise: of the goals and perspectives of both cards, and of the whole,
    that they are put together of other parts or by other weights, in themselves or in a part; of
    KPIs, that another value is scored."""
    kpis = _scored_otherwise(now, then)
    said = _moved_words()
    weighed = {
        key: said[moved] for key, moved in _moved(now, then, {key[1] for key in kpis}).items()
    }
    if now.mean is not then.mean:
        keys = {WHOLE, *(key for key in now.scores if key[0] != "kpi")}
        weighed = dict.fromkeys(keys, _("put together otherwise"))
    return weighed | dict.fromkeys(kpis, _("scored otherwise"))


def _moved_words() -> Mapping[Moved, str]:
    return {
        Moved.GOALS: _("goals changed"),
        Moved.KPIS: _("KPIs changed"),
        Moved.WEIGHTS: _("weights changed"),
        Moved.GOALS | Moved.KPIS: _("goals and KPIs changed"),
        Moved.GOALS | Moved.WEIGHTS: _("goals and weights changed"),
        Moved.KPIS | Moved.WEIGHTS: _("KPIs and weights changed"),
        Moved.GOALS | Moved.KPIS | Moved.WEIGHTS: _("goals, KPIs and weights changed"),
    }


def _scored_otherwise(now: Card, then: Card) -> set[ScoreKey]:
    before = {(one.measure.goal_id, one.row.id): one.measure.scoring for one in then.kpis}
    return {
        ("kpi", one.measure.goal_id, one.row.id)
        for one in now.kpis
        if before.get((one.measure.goal_id, one.row.id), one.measure.scoring) != one.measure.scoring
    }


def _moved(now: Card, then: Card, inside: set[int | None]) -> dict[ScoreKey, Moved]:
    """``inside`` are goals of which something is otherwise already."""
    goals = {goal.goal.id: goal for goal in then.goals}
    sides = {one.id: one for one in then.perspectives}
    found: dict[ScoreKey, Moved] = {}
    whole = Moved.NOTHING
    for one in now.perspectives:
        side = Moved.NOTHING
        for goal in one.goals:
            before = goals.get(goal.goal.id)
            moved = _goal_moved(goal, before) if before else Moved.NOTHING
            if before and goal.goal.id in inside:
                moved |= Moved.WEIGHTS
            found["goal", goal.goal.id] = moved
            side |= moved
        if one.id in sides:
            side |= _parts_moved(_goals(one), _goals(sides[one.id]), Moved.GOALS)
            found["perspective", one.id] = side
        whole |= side
    was, after = ({one.id: one.weight for one in card.perspectives} for card in (then, now))
    found[WHOLE] = whole | _parts_moved(after, was, Moved.GOALS)
    return {key: moved for key, moved in found.items() if moved}


def _goal_moved(now: GoalScore, then: GoalScore) -> Moved:
    """An archived KPI stands there still, and counts no more."""
    after, before = (
        {kpi.row.id: kpi.measure.weight for kpi in goal.kpis if kpi.lack != ARCHIVED}
        for goal in (now, then)
    )
    return _parts_moved(after, before, Moved.KPIS)


def _parts_moved(now: Mapping[Key, float], then: Mapping[Key, float], parts: Moved) -> Moved:
    """``parts`` that came or went and count; or other weights of those that stayed."""
    cards, both = (now, then), now.keys() & then.keys()
    other = any(weights[key] for weights in cards for key in weights.keys() - both)
    kept = [_shares({key: weights[key] for key in both}) for weights in cards]
    moved = parts if other else Moved.NOTHING
    return moved | (Moved.WEIGHTS if kept[0] != kept[1] else Moved.NOTHING)


def _goals(one: PerspectiveScore) -> Mapping[int, float]:
    return {goal.goal.id: goal.weight for goal in one.goals}


def _shares(weights: Mapping[Key, float]) -> Mapping[Key, float]:
    """Of those that count at all: twice every weight is the same."""
    total = sum(weights.values())
    return {key: round(weight / total, 9) for key, weight in weights.items() if weight}
