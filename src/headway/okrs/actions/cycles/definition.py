"""Open a cycle and change what it is: its name, its days, its scoring standard."""

from __future__ import annotations

from datetime import date
from types import EllipsisType

from django.db import transaction
from django.utils.translation import gettext as _

from headway.activity.actions import Entry, record
from headway.core.scoring import ScoringStandard
from headway.kit import clock
from headway.kit.problems import Conflict, FieldError
from headway.kit.refusing import refuse
from headway.okrs.actions.checks import check_version
from headway.okrs.actions.cycles.days import (
    calendar_errors,
    children_errors,
    date_errors,
    lock_day_errors,
    usual_lock,
)
from headway.okrs.actions.cycles.places import place_errors
from headway.okrs.actions.measuring import measure_objectives
from headway.okrs.models import Cycle, CycleKind, Objective, State
from headway.okrs.queries.doors import get_cycle, lock_upwards
from headway.people.access import Actor, Permission, require

_ALWAYS = ("name", "parent_id", "part_of")
"""What may change after plan lock too."""

_COUNTS_IN_SCORES = ("starts_on", "ends_on", "scoring_standard")


@transaction.atomic
def create_cycle(
    actor: Actor,
    *,
    name: str,
    starts_on: date,
    ends_on: date,
    kind: str = CycleKind.QUARTER,
    parent_id: int | None = None,
    plan_lock_on: date | None = None,
    scoring_standard: str = "mwm",
) -> Cycle:
    """Open a cycle in its planning phase. The plan locks 14 days after the start, or after today
    where that is past, unless told otherwise. Raises NotAllowed, NotFound (parent), InvalidInput.
    """
    require(actor, Permission.CYCLE_MANAGE)
    parent = get_cycle(actor, parent_id) if parent_id else None
    lock_on = plan_lock_on or usual_lock(starts_on, ends_on, clock.today(actor.time_zone))
    name = name.strip()
    errors = _name_errors(actor, name, except_id=None)
    errors += date_errors(starts_on, ends_on, lock_on, parent)
    if kind not in CycleKind.values:
        errors.append(FieldError("kind", "unknown", _("Choose one of the kinds of cycle.")))
    errors += _standard_errors(scoring_standard)
    refuse(errors, _("The cycle was not saved. Mend what is marked."))
    cycle = Cycle.objects.create(
        organisation_id=actor.organisation_id,
        parent=parent,
        name=name,
        kind=kind,
        starts_on=starts_on,
        ends_on=ends_on,
        plan_lock_on=lock_on,
        scoring_standard=scoring_standard,
    )
    record(
        actor,
        Entry("cycle.created", "cycle", cycle.pk, cycle.name, after=_snapshot(cycle)),
    )
    return cycle


@transaction.atomic
def update_cycle(
    actor: Actor,
    cycle_id: int,
    *,
    name: str | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    plan_lock_on: date | None = None,
    scoring_standard: str | None = None,
    parent_id: int | EllipsisType | None = ...,
    version: int | None = None,
) -> Cycle:
    """Change a cycle. After plan lock its dates and scoring standard are fixed; before, every score
    that follows from them is computed again. ``parent_id`` puts it under a longer cycle, or (None)
    under none, at any time: no score follows from that.

    Raises NotAllowed, NotFound, InvalidInput, Conflict (locked), Outdated.
    """
    require(actor, Permission.CYCLE_MANAGE)
    wanted = {parent_id} if isinstance(parent_id, int) else set()
    cycles = {key: get_cycle(actor, key, lock=True) for key in sorted({cycle_id, *wanted})}
    cycle = cycles[cycle_id]
    check_version(cycle, version)
    before, today = _snapshot(cycle), clock.today(actor.time_zone)
    locked = cycle.is_locked(today)  # as it stands: a later lock day does not open a locked plan
    cycle.name = cycle.name if name is None else name.strip()
    cycle.starts_on = starts_on or cycle.starts_on
    cycle.ends_on = ends_on or cycle.ends_on
    cycle.plan_lock_on = plan_lock_on or cycle.plan_lock_on
    cycle.scoring_standard = scoring_standard or cycle.scoring_standard
    if parent_id is not ...:
        cycle.parent = cycles[parent_id] if parent_id is not None else None
    after = _snapshot(cycle)
    if locked and any(before[name] != after[name] for name in before if name not in _ALWAYS):
        raise Conflict(
            _("The plan of %(cycle)s is locked: its dates and scoring standard stay as agreed.")
            % {"cycle": cycle.name},
            code="plan_locked",
        )
    errors = _name_errors(actor, cycle.name, except_id=cycle.pk)
    is_moved = before["parent_id"] != after["parent_id"]
    errors += place_errors(cycle) if is_moved else []
    errors += date_errors(
        cycle.starts_on, cycle.ends_on, cycle.plan_lock_on, None if is_moved else cycle.parent
    ) or calendar_errors(cycle)
    errors += lock_day_errors(cycle, before, today) + children_errors(cycle)
    errors += _standard_errors(cycle.scoring_standard)
    refuse(errors, _("The cycle was not saved. Mend what is marked."))
    if before != after:
        cycle.version += 1
        cycle.save()
        if any(before[name] != after[name] for name in _COUNTS_IN_SCORES):
            _measure_again(actor, cycle)
        record(actor, Entry("cycle.changed", "cycle", cycle.pk, cycle.name, before, after))
    return cycle


def _measure_again(actor: Actor, cycle: Cycle) -> None:
    """Every open objective of the cycle, and what they move in others. A cycle may run, with
    check-ins, for two weeks before its plan locks."""
    objectives = Objective.objects.filter(cycle=cycle).exclude(state=State.CLOSED)
    ids = list(objectives.values_list("id", flat=True))
    lock_upwards(actor, *ids)
    measure_objectives(ids)


def _name_errors(actor: Actor, name: str, *, except_id: int | None) -> list[FieldError]:
    if not name:
        return [FieldError("name", "required", _("Give the cycle a name, such as Q1 2027."))]
    if len(name) > 60:
        return [FieldError("name", "too_long", _("Use at most 60 characters."))]
    taken = Cycle.objects.filter(organisation_id=actor.organisation_id, name=name)
    if except_id is not None:
        taken = taken.exclude(pk=except_id)
    if taken.exists():
        return [FieldError("name", "taken", _("There is a cycle of this name already."))]
    return []


def _standard_errors(standard: str) -> list[FieldError]:
    if standard in list(ScoringStandard):
        return []
    return [
        FieldError("scoring_standard", "unknown", _("Choose one of the four scoring standards."))
    ]


def _snapshot(cycle: Cycle) -> dict[str, object]:
    return {
        "name": cycle.name,
        "starts_on": cycle.starts_on,
        "ends_on": cycle.ends_on,
        "plan_lock_on": cycle.plan_lock_on,
        "scoring_standard": cycle.scoring_standard,
        "parent_id": cycle.parent_id,
        "part_of": cycle.parent.name if cycle.parent else None,
    }
