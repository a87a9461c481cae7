"""Say which KPIs measure a mid-term goal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from headway.activity.actions import Entry, one_write, record, record_all
from headway.kit import clock
from headway.kit.problems import Conflict, FieldError, InvalidInput, NotFound
from headway.kit.refusing import refuse
from headway.kpis.actions.checks import counted_errors
from headway.kpis.models import Kpi
from headway.kpis.queries.doors import get_kpi
from headway.people.access import Actor
from headway.strategy.actions.beginnings import changes_from, counts_from
from headway.strategy.actions.doors import goal_to_change
from headway.strategy.actions.weights import measured_before, weight_errors
from headway.strategy.models import (
    GoalMeasure,
    MidTermGoal,
)
from headway.strategy.models.measures import Scoring
from headway.strategy.queries.limits import MOST_MEASURES, no_more_measures


@transaction.atomic
def add_measure(
    actor: Actor,
    goal_id: int,
    *,
    kpi_id: int,
    weight: float = 1.0,
    scoring: str = Scoring.LAST,
    since: date | None = None,
) -> GoalMeasure:
    """Measure a goal by a KPI from today on, or ``since`` an earlier day; one that was over when it
    was written down, from its first day. Raises NotAllowed, NotFound, Conflict (it does already,
    twelve do, or one of both is archived), InvalidInput."""
    goal = goal_to_change(actor, goal_id)
    kpi = get_kpi(actor, kpi_id, lock=True)
    if goal.archived_at is not None or kpi.archived_at is not None:
        raise Conflict(_("One of both is archived. Restore it first."), code="archived")
    live = GoalMeasure.objects.filter(goal=goal, until__isnull=True)
    if live.filter(kpi=kpi).exists():
        raise Conflict(
            _("“%(name)s” measures this goal already.") % {"name": kpi.name}, code="taken"
        )
    if live.count() >= MOST_MEASURES:
        raise Conflict(no_more_measures(), code="too_many")
    refuse([*weight_errors(weight), *_scoring_errors(scoring)])
    made = _begin(actor, goal, kpi.pk, weight, scoring, since or counts_from(actor, goal))
    record(actor, Entry("measure.added", "goal", goal.pk, goal.title, after=told(made)))
    return made


@transaction.atomic
def update_measure(
    actor: Actor,
    goal_id: int,
    measure_id: int,
    *,
    weight: float | None = None,
    scoring: str = "",
    why: str = "",
    keep: bool = False,
) -> GoalMeasure:
    """Another weight, or another value to score, from today on; earlier days keep theirs. Once the
    KPI has counted on an earlier day that needs a reason: a goal must not turn green unexplained
    because a weight fell. ``keep``: what began today stays on record too, for who must be able to
    take this back. Raises NotAllowed, NotFound, InvalidInput."""
    goal = goal_to_change(actor, goal_id)
    before = _measure(goal, measure_id)
    weight, scoring = before.weight if weight is None else weight, scoring or before.scoring
    refuse([*weight_errors(weight), *_scoring_errors(scoring)])
    if (weight, scoring) == (before.weight, before.scoring):
        return before
    counted = measured_before(actor, goal=goal, kpi_id=before.kpi_id)
    refuse(counted_errors(why, counted=counted))
    was, day = told(before), changes_from(actor, before.since, before.created_at, goal)
    _end(before, day, keep=keep)
    made = _begin(actor, goal, before.kpi_id, weight, scoring, day)
    now = told(made)
    record(actor, Entry("measure.changed", "goal", goal.pk, goal.title, was, now, why=why.strip()))
    return made


@transaction.atomic
def end_measure(actor: Actor, goal_id: int, measure_id: int, *, why: str = "") -> None:
    """Score the goal by the KPI no more; earlier days keep it. Once it has counted on one that
    needs a reason: a goal must not turn green unexplained because its red KPI is gone. Raises
    NotAllowed, NotFound, InvalidInput."""
    goal = goal_to_change(actor, goal_id)
    measure = _measure(goal, measure_id)
    counted = measured_before(actor, goal=goal, kpi_id=measure.kpi_id)
    refuse(counted_errors(why, counted=counted))
    was = told(measure)
    _end(measure, changes_from(actor, measure.since, measure.created_at, goal))
    record(actor, Entry("measure.ended", "goal", goal.pk, goal.title, was, why=why.strip()))


@dataclass(frozen=True, slots=True)
class MeasureEdit:
    """What becomes of one KPI of a goal: another weight, another value to score, or its end."""

    measure_id: int
    weight: float | None = None
    scoring: str = ""
    ends: bool = False


@one_write()
def edit_measures(
    actor: Actor, goal_id: int, edits: Sequence[MeasureEdit], *, why: str = ""
) -> None:
    """All KPIs of a goal at once, or none of them. Raises NotAllowed, NotFound, InvalidInput: its
    errors name the fields of a KPI with its id, ``weight-12``, and ``why`` once for all."""
    goal_to_change(actor, goal_id)
    errors: dict[str, FieldError] = {}
    for one in edits:
        try:
            if one.ends:
                end_measure(actor, goal_id, one.measure_id, why=why)
            else:
                update_measure(
                    actor,
                    goal_id,
                    one.measure_id,
                    weight=one.weight,
                    scoring=one.scoring,
                    why=why,
                )
        except InvalidInput as wrong:
            for error in wrong.errors:
                own = error.field != "why"
                field = f"{error.field}-{one.measure_id}" if own else error.field
                errors[field] = replace(error, field=field)
    refuse(list(errors.values()))


@dataclass(frozen=True, slots=True)
class NewMeasure:
    """A KPI that is to measure a goal that was just made."""

    goal: MidTermGoal
    kpi_id: int
    weight: float
    scoring: str


def measure_new(actor: Actor, wanted: Sequence[NewMeasure]) -> None:
    """Measure goals that this write made, by KPIs that were looked at. Two statements and those of
    the record. Raises Conflict (a KPI was archived meanwhile)."""
    ids = {one.kpi_id for one in wanted}
    live = Kpi.objects.select_for_update(no_key=True).filter(pk__in=ids, archived_at__isnull=True)
    kpis = {kpi.pk: kpi for kpi in live.order_by("pk")}
    if len(kpis) < len(ids):
        raise Conflict(_("One of the KPIs was archived meanwhile. Try again."), code="archived")
    made = [
        _new(actor, one.goal, one.kpi_id, one.weight, one.scoring, counts_from(actor, one.goal))
        for one in wanted
    ]
    GoalMeasure.objects.bulk_create(made)
    for measure in made:
        measure.kpi = kpis[measure.kpi_id]
    record_all(
        actor,
        [
            Entry("measure.added", "goal", one.goal.pk, one.goal.title, after=told(one))
            for one in made
        ],
    )


def _begin(
    actor: Actor, goal: MidTermGoal, kpi_id: int, weight: float, scoring: str, since: date
) -> GoalMeasure:
    made = _new(actor, goal, kpi_id, weight, scoring, since)
    made.save()
    return made


def _new(
    actor: Actor, goal: MidTermGoal, kpi_id: int, weight: float, scoring: str, since: date
) -> GoalMeasure:
    return GoalMeasure(
        goal=goal,
        kpi_id=kpi_id,
        weight=weight,
        scoring=scoring,
        since=since,
        author_id=actor.person_id,
        created_at=clock.now(),
    )


def _end(measure: GoalMeasure, day: date, *, keep: bool = False) -> None:
    """What holds on no day any more is gone."""
    if measure.since >= day and not keep:
        measure.delete()
        return
    measure.until = day
    measure.save(update_fields=["until"])


def _measure(goal: MidTermGoal, measure_id: int) -> GoalMeasure:
    live = GoalMeasure.objects.filter(goal=goal, until__isnull=True).select_related("kpi")
    found = live.filter(pk=measure_id).first()
    if found is None:
        raise NotFound(_("This KPI does not measure the goal any more. Load the page again."))
    return found


def told(measure: GoalMeasure) -> dict[str, Any]:
    """What the history of its goal says of it."""
    return {"weight": measure.weight, "scoring": measure.scoring, "kpi": measure.kpi.name}


def _scoring_errors(scoring: str) -> list[FieldError]:
    if scoring in Scoring.values:
        return []
    return [FieldError("scoring", "unknown", _("Choose the last value, or the mean of four."))]
