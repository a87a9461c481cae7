"""Say how much each part of the scorecard counts, and how scores are put together."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from headway.activity.actions import Entry, record, record_all
from headway.core.definitions import is_ordinary
from headway.core.scorecard import Mean
from headway.kit import clock
from headway.kit.days import day_errors
from headway.kit.problems import FieldError
from headway.kit.refusing import refuse
from headway.kpis.actions.checks import counted_errors
from headway.people.access import Actor, Permission, require
from headway.people.models import Organisation
from headway.strategy.actions.beginnings import counts_from, start_of_today
from headway.strategy.actions.doors import goal_to_change
from headway.strategy.actions.perspectives import get_perspective
from headway.strategy.models import CardRule, GoalMeasure, MidTermGoal, Perspective, Weight

WEIGHT_AT_MOST = 1000.0


@transaction.atomic
def set_weight(
    actor: Actor,
    *,
    weight: float,
    goal_id: int | None = None,
    perspective_id: int | None = None,
    since: date | None = None,
    why: str = "",
    keep: bool = False,
) -> Weight | None:
    """How much a goal counts in its perspective, or a perspective in the whole, from a day on:
    today when left out, or the first of a goal that was over when it was written down. What holds
    then already changes nothing, unless it is to ``keep`` that somebody said so; once it has
    counted on an earlier day another weight needs a reason. Raises NotAllowed, NotFound,
    InvalidInput."""
    weighed: MidTermGoal | Perspective
    if goal_id is not None:
        weighed = goal_to_change(actor, goal_id)
    else:
        require(actor, Permission.STRATEGY_EDIT)
        weighed = get_perspective(actor, perspective_id or 0)
    refuse([*weight_errors(weight), *day_errors("since", since)])
    goals = [weighed] if isinstance(weighed, MidTermGoal) else []
    day = since or (counts_from(actor, *goals) if goals else clock.today(actor.time_zone))
    before = weighed.weights.filter(since__lte=day).order_by("since", "id")
    held = before.values_list("weight", flat=True).last()
    if weight == (1.0 if held is None else held) and not keep:
        return None
    of = {"goal" if goals else "goal__perspective": weighed}
    refuse(counted_errors(why, counted=measured_before(actor, **of)))
    made = _weight(actor, weighed, weight, day)
    made.save()
    change = {"weight": 1.0 if held is None else held}, {"weight": weight, "since": day}
    kind = "goal" if goals else "perspective"
    record(actor, Entry("weight.set", kind, weighed.pk, str(weighed), *change, why=why.strip()))
    return made


@transaction.atomic
def set_mean(actor: Actor, *, mean: str) -> None:
    """How scores are put together from today on; as they are already changes nothing. Raises
    NotAllowed, InvalidInput."""
    require(actor, Permission.STRATEGY_EDIT)
    if mean not in tuple(Mean):
        refuse([FieldError("mean", "unknown", _("Choose arithmetic or geometric."))])
    homes = Organisation.objects.select_for_update(no_key=True)
    home = homes.get(pk=actor.organisation_id)
    said = CardRule.objects.filter(organisation=home).order_by("since", "id")
    held = said.values_list("mean", flat=True).last() or Mean.ARITHMETIC
    if mean == held:
        return
    CardRule.objects.create(
        organisation=home,
        mean=mean,
        since=clock.today(actor.time_zone),
        author_id=actor.person_id,
        created_at=clock.now(),
    )
    change = {"mean": str(held)}, {"mean": str(mean)}
    record(actor, Entry("scorecard.changed", "organisation", home.pk, home.name, *change))


def weigh_new(actor: Actor, weights: Mapping[MidTermGoal, float]) -> None:
    """Weigh goals that this write made. One statement and those of the record."""
    made = [
        _weight(actor, goal, weight, counts_from(actor, goal)) for goal, weight in weights.items()
    ]
    Weight.objects.bulk_create(made)
    record_all(
        actor,
        [
            Entry("weight.set", "goal", goal.pk, goal.title, {"weight": 1.0},
                  {"weight": one.weight, "since": one.since})
            for goal, one in zip(weights, made, strict=True)
        ],
    )  # fmt: skip


def _weight(actor: Actor, weighed: MidTermGoal | Perspective, weight: float, day: date) -> Weight:
    return Weight(
        organisation_id=actor.organisation_id,
        goal=weighed if isinstance(weighed, MidTermGoal) else None,
        perspective=weighed if isinstance(weighed, Perspective) else None,
        weight=weight,
        since=day,
        author_id=actor.person_id,
        created_at=clock.now(),
    )


def measured_before(actor: Actor, **of: Any) -> bool:
    """Whether any such KPI was seen to measure a goal on an earlier day."""
    return GoalMeasure.objects.filter(created_at__lte=start_of_today(actor), **of).exists()


def weight_errors(weight: float) -> list[FieldError]:
    if is_ordinary(weight) and 0 <= weight <= WEIGHT_AT_MOST:
        return []
    return [FieldError("weight", "range", _("A weight is a number from 0 to 1,000."))]
