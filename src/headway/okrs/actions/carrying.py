"""Carry an objective over: draft it anew in a later cycle, from where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from headway.activity.actions import Entry, record
from headway.core.definitions import definition_problems
from headway.core.kinds import CHANGE_KINDS
from headway.kit import clock
from headway.kit.problems import Conflict, InvalidInput
from headway.okrs.actions.checks import next_position, refuse_archived_unit
from headway.okrs.actions.joining import late_on
from headway.okrs.actions.scores import measure_objective
from headway.okrs.models import (
    Aggregation,
    Cycle,
    KeyResult,
    Milestone,
    Objective,
    ObjectiveLink,
    Phase,
    State,
)
from headway.people.access import Actor, Facts, Permission, require


def carry_over(
    actor: Actor,
    objective: Objective,
    key_results: Sequence[KeyResult],
    cycle: Cycle,
    *,
    is_changed: bool = False,
) -> Objective:
    """The objective drafted anew in ``cycle``: these of its key results, from where they stand, and
    the goals it serves. The copies know what they come from and how often they were carried; in a
    cycle whose plan is locked they count from the day they are agreed (:mod:`joining`).
    Raises NotAllowed, Conflict."""
    facts = Facts(unit_id=objective.unit_id, unit_path=objective.unit.path)
    require(actor, Permission.OBJECTIVE_CREATE, facts)
    refuse_archived_unit(objective.unit)
    if cycle.phase == Phase.CLOSED:
        raise Conflict(_("%(cycle)s is closed.") % {"cycle": cycle.name}, code="cycle_closed")
    if cycle.pk == objective.cycle_id:
        raise InvalidInput.on(
            "carry_to_cycle_id", _("Choose another cycle than the one it is in."), code="same"
        )
    if cycle.ends_on <= objective.cycle.ends_on:
        raise InvalidInput.on(
            "carry_to_cycle_id",
            _("%(cycle)s is over when this one is. Choose a later cycle.") % {"cycle": cycle.name},
            code="earlier",
        )
    copy = _draft_again(actor, objective, cycle)
    _carry_key_results(key_results, copy, late_on(actor, cycle))
    _serve_the_same_goals(objective, copy)
    measure_objective(copy)
    after = {
        "from_objective_id": objective.pk,
        "from_cycle": objective.cycle.name,
        "cycle": cycle.name,
        **({"to_be": "changed"} if is_changed else {}),
    }
    record(
        actor,
        Entry("objective.carried_over", "objective", copy.pk, copy.title, after=after),
    )
    return copy


def _draft_again(actor: Actor, objective: Objective, cycle: Cycle) -> Objective:
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
        carry_count=objective.carry_count + 1,
        created_at=now,
        updated_at=now,
    )
    copy.viewers.set(objective.viewers.all())
    return copy


def _carry_key_results(
    key_results: Iterable[KeyResult], copy: Objective, added_on: date | None
) -> None:
    """Each health metric guards the copy of what it guarded."""
    copies = {k.pk: _carry_key_result(k, copy, added_on) for k in key_results}
    for key_result in key_results:
        guarded = copies.get(key_result.paired_with_id or 0)
        if guarded is not None:
            KeyResult.objects.filter(pk=copies[key_result.pk].pk).update(paired_with=guarded)


def _serve_the_same_goals(objective: Objective, copy: Objective) -> None:
    ObjectiveLink.objects.bulk_create(
        ObjectiveLink(
            organisation_id=objective.organisation_id,
            child=copy,
            goal_id=link.goal_id,
            kind=link.kind,
        )
        for link in objective.parent_links.filter(goal__isnull=False)
    )


def put_away_copy(actor: Actor, objective_id: int, *, why: str) -> None:
    """Archive a draft that was carried over, when the closing it came from is taken back. One that
    has gone on since (proposed, or changed) stays."""
    copy = Objective.objects.select_for_update(no_key=True).get(pk=objective_id)
    untouched = copy.state == State.DRAFT and copy.version == 1 and copy.archived_at is None
    worked_on = copy.key_results.filter(Q(version__gt=1) | Q(carried_from__isnull=True))
    if not untouched or worked_on.exists():
        return
    copy.archived_at = copy.updated_at = clock.now()
    copy.version += 1
    copy.save(update_fields=["archived_at", "updated_at", "version"])
    record(
        actor,
        Entry("objective.archived", "objective", copy.pk, copy.title, {}, {"archived": True}, why),
    )


def _carry_key_result(
    key_result: KeyResult, objective: Objective, added_on: date | None
) -> KeyResult:
    steps = list(key_result.milestones.order_by("position"))
    carried = KeyResult.objects.create(
        organisation_id=key_result.organisation_id,
        objective=objective,
        owner_id=key_result.owner_id,
        updater_id=key_result.updater_id,
        kpi_id=key_result.kpi_id,
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
        position=key_result.position,
        is_health=key_result.is_health,
        carried_from=key_result,
        carry_count=key_result.carry_count + 1,
        added_on=added_on,
    )
    Milestone.objects.bulk_create(
        Milestone(key_result=carried, title=s.title, weight=s.weight, position=s.position)
        for s in steps
    )
    return carried


def _next_start(key_result: KeyResult) -> float | None:
    """A level goes on from where it stands, unless it has come to its target or past it: from there
    the way would lead nowhere, or back. A counter starts again."""
    goes_on = key_result.kind in CHANGE_KINDS and key_result.aggregation == Aggregation.LAST
    if not goes_on or key_result.value is None:
        return key_result.start
    turned = key_result.target is not None and definition_problems(
        key_result.kind,
        start=key_result.value,
        target=key_result.target,
        scale=key_result.scale,
    )
    return key_result.start if turned else key_result.value
