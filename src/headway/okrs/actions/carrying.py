"""Carry an objective over: draft it anew in a later cycle, from where it stands."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from headway.activity.actions import Entry, record
from headway.core.bands import TOLERANCE
from headway.kit import clock
from headway.kit.problems import Conflict
from headway.okrs.actions.objectives import next_position
from headway.okrs.actions.scores import measure_objective
from headway.okrs.models import Cycle, KeyResult, Milestone, Objective, ObjectiveLink, Phase
from headway.people.access import Actor, Facts, Permission, require


def carry_over(
    actor: Actor, objective: Objective, key_results: list[KeyResult], cycle: Cycle
) -> Objective:
    """The objective drafted anew in ``cycle``: its key results that are neither cancelled nor
    reached, from where they stand, and the goals it serves. Raises NotAllowed, Conflict."""
    facts = Facts(unit_id=objective.unit_id, unit_path=objective.unit.path)
    require(actor, Permission.OBJECTIVE_CREATE, facts)
    if cycle.phase == Phase.CLOSED:
        raise Conflict(_("%(cycle)s is closed.") % {"cycle": cycle.name}, code="cycle_closed")
    now = clock.now()
    copy = Objective.objects.create(
        organisation_id=objective.organisation_id,
        cycle=cycle,
        unit_id=objective.unit_id,
        owner_id=objective.owner_id,
        author_id=actor.person_id,
        title=objective.title,
        description=objective.description,
        ambition=objective.ambition,
        origin=objective.origin,
        is_local=objective.is_local,
        visibility=objective.visibility,
        position=next_position(Objective.objects.filter(cycle=cycle, unit_id=objective.unit_id)),
        created_at=now,
        updated_at=now,
    )
    copy.viewers.set(objective.viewers.all())
    going_on = [k for k in key_results if k.cancelled_on is None and not _is_reached(k)]
    carried: dict[int, KeyResult] = {}
    for key_result in sorted(going_on, key=lambda one: one.is_health):  # a pair's first half first
        carried[key_result.pk] = _carry_key_result(key_result, copy, carried)
    ObjectiveLink.objects.bulk_create(
        ObjectiveLink(
            organisation_id=objective.organisation_id,
            child=copy,
            goal_id=link.goal_id,
            kind=link.kind,
        )
        for link in objective.parent_links.filter(goal__isnull=False)
    )
    measure_objective(copy)
    record(
        actor,
        Entry(
            "objective.carried_over",
            "objective",
            copy.pk,
            copy.title,
            after={"from_objective_id": objective.pk, "cycle": cycle.name},
        ),
    )
    return copy


def _carry_key_result(
    key_result: KeyResult, objective: Objective, before: Mapping[int, KeyResult]
) -> KeyResult:
    steps = list(key_result.milestones.order_by("position"))
    carried = KeyResult.objects.create(
        organisation_id=key_result.organisation_id,
        objective=objective,
        owner_id=key_result.owner_id,
        updater_id=key_result.updater_id,
        title=key_result.title,
        description=key_result.description,
        kind=key_result.kind,
        start=_next_start(key_result),
        target=key_result.target,
        low=key_result.low,
        high=key_result.high,
        fail=key_result.fail,
        scale=key_result.scale,
        anchors=key_result.anchors,
        measure=key_result.measure,
        aggregation=key_result.aggregation,
        weight=key_result.weight,
        cadence=key_result.cadence,
        profile=key_result.profile,
        n_min=key_result.n_min,
        is_health=key_result.is_health,
        paired_with=before.get(key_result.paired_with_id or 0),
        position=key_result.position,
    )
    Milestone.objects.bulk_create(
        Milestone(key_result=carried, title=s.title, weight=s.weight, position=s.position)
        for s in steps
    )
    return carried


def _next_start(key_result: KeyResult) -> float | None:
    """A level goes on from where it stands; a counter starts again."""
    goes_on = key_result.kind in ("increase", "decrease") and key_result.aggregation == "last"
    return key_result.value if goes_on and key_result.value is not None else key_result.start


def _is_reached(key_result: KeyResult) -> bool:
    """A health metric is never done: it goes on guarding."""
    is_full = key_result.raw is not None and key_result.raw >= 1 - TOLERANCE
    return is_full and not key_result.is_health
