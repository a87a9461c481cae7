"""What counts otherwise than on an earlier day: a score may be green because a weight fell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from django.utils.translation import gettext as _

from headway.strategy.queries.scorecard import Card, GoalScore, PerspectiveScore, ScoreKey

Key = TypeVar("Key")

WHOLE: ScoreKey = ("whole", None)


def reweighed(now: Card, then: Card) -> dict[ScoreKey, str]:
    """In words, what is otherwise: of the goals and perspectives of both cards, and of the whole,
    that they are put together of other parts or by other weights, in themselves or in a part; of
    KPIs, that another value is scored."""
    kpis = _scored_otherwise(now, then)
    weighed = _weighed_otherwise(now, then, {key[1] for key in kpis})
    if now.mean is not then.mean:
        weighed = {WHOLE, *(key for key in now.scores if key[0] != "kpi")}
    words = _("weights changed") if now.mean is then.mean else _("put together otherwise")
    return dict.fromkeys(weighed, words) | dict.fromkeys(kpis, _("scored otherwise"))


def _scored_otherwise(now: Card, then: Card) -> set[ScoreKey]:
    before = {(one.measure.goal_id, one.row.id): one.measure.scoring for one in then.kpis}
    return {
        ("kpi", one.measure.goal_id, one.row.id)
        for one in now.kpis
        if before.get((one.measure.goal_id, one.row.id), one.measure.scoring) != one.measure.scoring
    }


def _weighed_otherwise(now: Card, then: Card, inside: set[int | None]) -> set[ScoreKey]:
    """``inside`` are goals of which something is otherwise already."""
    goals = {goal.goal.id: goal for goal in then.goals}
    sides = {one.id: one for one in then.perspectives}
    found: set[ScoreKey] = set()
    for one in now.perspectives:
        moved = {
            goal.goal.id
            for goal in one.goals
            if goal.goal.id in goals
            and (goal.goal.id in inside or _kpis(goal) != _kpis(goals[goal.goal.id]))
        }
        found |= {("goal", goal_id) for goal_id in moved}
        if one.id in sides and (moved or _goals(one) != _goals(sides[one.id])):
            found.add(("perspective", one.id))
    whole = [_shares({one.id: one.weight for one in card.perspectives}) for card in (now, then)]
    return found | {WHOLE} if found or whole[0] != whole[1] else found


def _kpis(goal: GoalScore) -> Mapping[int, float]:
    return _shares({kpi.row.id: kpi.measure.weight for kpi in goal.kpis})


def _goals(one: PerspectiveScore) -> Mapping[int, float]:
    return _shares({goal.goal.id: goal.weight for goal in one.goals})


def _shares(weights: Mapping[Key, float]) -> Mapping[Key, float]:
    """Of those that count at all: twice every weight is the same."""
    total = sum(weights.values())
    return {key: round(weight / total, 9) for key, weight in weights.items() if weight}
