"""Open cycles, move them through their phases, lock the plan, close."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Protocol

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.activity.actions import Entry, record, record_all
from headway.core.planning.calendar import calendar_problems
from headway.core.scoring import ScoringStandard
from headway.kit import clock
from headway.kit.problems import Conflict, FieldError, InvalidInput, Outdated
from headway.kit.refusing import refuse
from headway.okrs.actions.measuring import measure_objectives
from headway.okrs.actions.settling import settle_closed
from headway.okrs.models import (
    Answer,
    Cycle,
    CycleKind,
    GoalPostChange,
    GoalPostRequest,
    Objective,
    Phase,
    State,
)
from headway.okrs.queries.calendars import own_dates
from headway.okrs.queries.doors import get_cycle, lock_upwards
from headway.okrs.queries.phase_steps import (
    PhaseStep,
    last_step,
    lock_step,
    next_phases,
    phase_step,
    started_for_nothing,
)
from headway.people.access import Actor, Permission, require

PLAN_LOCK_AFTER = timedelta(days=14)
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
LONGEST = timedelta(days=3653)
"""Ten years; what is longer, or begins outside the days above, is a slip of the pen."""


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
    lock_on = plan_lock_on or _usual_lock(starts_on, ends_on, clock.today(actor.time_zone))
    name = name.strip()
    errors = _name_errors(actor, name, except_id=None)
    errors += _date_errors(starts_on, ends_on, lock_on, parent)
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
    version: int | None = None,
) -> Cycle:
    """Change a cycle. After plan lock its dates and scoring standard are fixed; before, every score
    that follows from them is computed again.

    Raises NotAllowed, NotFound, InvalidInput, Conflict (locked), Outdated.
    """
    require(actor, Permission.CYCLE_MANAGE)
    cycle = get_cycle(actor, cycle_id, lock=True)
    check_version(cycle, version)
    before, today = _snapshot(cycle), clock.today(actor.time_zone)
    locked = cycle.is_locked(today)  # as it stands: a later lock day does not open a locked plan
    cycle.name = cycle.name if name is None else name.strip()
    cycle.starts_on = starts_on or cycle.starts_on
    cycle.ends_on = ends_on or cycle.ends_on
    cycle.plan_lock_on = plan_lock_on or cycle.plan_lock_on
    cycle.scoring_standard = scoring_standard or cycle.scoring_standard
    after = _snapshot(cycle)
    if locked and any(before[name] != after[name] for name in before if name != "name"):
        raise Conflict(
            _("The plan of %(cycle)s is locked: its dates and scoring standard stay as agreed.")
            % {"cycle": cycle.name},
            code="plan_locked",
        )
    errors = _name_errors(actor, cycle.name, except_id=cycle.pk)
    errors += _date_errors(
        cycle.starts_on, cycle.ends_on, cycle.plan_lock_on, cycle.parent
    ) or _calendar_errors(cycle)
    errors += _lock_day_errors(cycle, before, today) + _children_errors(cycle)
    errors += _standard_errors(cycle.scoring_standard)
    refuse(errors, _("The cycle was not saved. Mend what is marked."))
    if before != after:
        cycle.version += 1
        cycle.save()
        if any(before[name] != after[name] for name in _COUNTS_IN_SCORES):
            _measure_again(actor, cycle)
        record(actor, Entry("cycle.changed", "cycle", cycle.pk, cycle.name, before, after))
    return cycle


@transaction.atomic
def lock_plan(actor: Actor, cycle_id: int, *, confirmed: bool = False) -> Cycle:
    """Lock the plan now: the scoring standard is fixed and goal posts need a reason to move.
    Locking a locked plan changes nothing.

    What is early or still open has to be ``confirmed``. Raises NotAllowed, NotFound, Conflict
    (closed; ``confirmation_needed`` with ``cautions``).
    """
    require(actor, Permission.CYCLE_MANAGE)
    cycle = get_cycle(actor, cycle_id, lock=True)
    if cycle.phase == Phase.CLOSED:
        raise Conflict(_("%(cycle)s is closed.") % {"cycle": cycle.name}, code="cycle_closed")
    if cycle.locked_at is None:
        if not confirmed:
            _refuse_unconfirmed(lock_step(cycle, clock.today(actor.time_zone)))
        cycle.locked_at = clock.now()
        cycle.version += 1
        cycle.save(update_fields=["locked_at", "version"])
        record(
            actor,
            Entry(
                "cycle.locked",
                "cycle",
                cycle.pk,
                cycle.name,
                {"at": None},
                {"at": cycle.locked_at},
            ),
        )
    return cycle


@transaction.atomic
def unlock_plan(actor: Actor, cycle_id: int, *, why: str) -> Cycle:
    """Take back a lock set by hand, before its day and as long as no goal post has moved since.

    Raises NotAllowed, NotFound, InvalidInput (no reason), Conflict (locked by its day, moved).
    """
    require(actor, Permission.CYCLE_MANAGE)
    cycle = get_cycle(actor, cycle_id, lock=True)
    if cycle.locked_at is None and not cycle.is_locked(clock.today(actor.time_zone)):
        return cycle
    if not why.strip():
        raise InvalidInput.on("why", _("Say why the plan is open again."), code="required")
    if clock.today(actor.time_zone) >= cycle.plan_lock_on:
        raise Conflict(_("The day of the plan lock has come: it stays."), code="plan_locked")
    asked = GoalPostRequest.objects.filter(objective__cycle=cycle, state=Answer.WAITING)
    if GoalPostChange.objects.filter(objective__cycle=cycle).exists() or asked.exists():
        raise Conflict(
            _("Goal posts have moved since, or wait for approval: the lock stays."),
            code="plan_locked",
        )
    before = {"at": cycle.locked_at}
    cycle.locked_at = None
    cycle.version += 1
    cycle.save(update_fields=["locked_at", "version"])
    record(
        actor,
        Entry("cycle.unlocked", "cycle", cycle.pk, cycle.name, before, {"at": None}, why.strip()),
    )
    return cycle


@transaction.atomic
def set_phase(
    actor: Actor, cycle_id: int, *, phase: str, why: str = "", confirmed: bool = False
) -> Cycle:
    """Move a cycle to the next phase (from review also past the retrospective), or back to an
    earlier one with a reason.

    Running starts every agreed objective; going back to planning stops those without a check-in;
    closing needs every objective closed, and declines what still waits for an approval. What is
    early or incomplete has to be ``confirmed``. Raises NotAllowed, NotFound, InvalidInput, Conflict
    (a phase would be skipped, or ``confirmation_needed`` with ``cautions``).
    """
    require(actor, Permission.CYCLE_MANAGE)
    cycle = get_cycle(actor, cycle_id, lock=True)
    if phase not in Phase.values:
        raise InvalidInput.on("phase", _("Choose one of the phases of a cycle."), code="unknown")
    if phase == cycle.phase:
        return cycle
    step = phase_step(cycle, phase, clock.today(actor.time_zone))
    if step.is_back and not why.strip():
        raise InvalidInput.on(
            "why", _("Going back to an earlier phase needs a reason."), code="required"
        )
    if not step.is_back and phase not in next_phases(cycle.phase):
        raise Conflict(
            _("%(cycle)s goes through its phases one at a time: next comes %(next)s.")
            % {"cycle": cycle.name, "next": Phase(next_phases(cycle.phase)[0]).label},
            code="phase_skipped",
        )
    if phase == Phase.CLOSED:
        _refuse_open_objectives(cycle)
    if not confirmed:
        _refuse_unconfirmed(step)
    before = {"phase": cycle.phase, **_running_already(cycle, phase)}
    cycle.phase = phase
    cycle.closed_at = clock.now() if phase == Phase.CLOSED else None
    cycle.version += 1
    cycle.save(update_fields=["phase", "closed_at", "version"])
    if phase == Phase.RUNNING:
        Objective.objects.filter(cycle=cycle, state=State.AGREED).update(state=State.RUNNING)
    elif phase == Phase.PLANNING:
        Objective.objects.filter(started_for_nothing(cycle)).update(state=State.AGREED)
    settled = settle_closed(actor, _closed_in(cycle)) if phase == Phase.CLOSED else []
    changed = Entry(
        "cycle.phase_changed", "cycle", cycle.pk, cycle.name,
        before, {"phase": phase}, why.strip(),
    )  # fmt: skip
    record_all(actor, [*settled, changed])
    return cycle


def _closed_in(cycle: Cycle) -> list[int]:
    """The objectives of a cycle of which something waits: such as were closed before closing
    settled that."""
    waiting = GoalPostRequest.objects.filter(objective__cycle=cycle, state=Answer.WAITING)
    return list(waiting.values_list("objective_id", flat=True))


def _refuse_unconfirmed(step: PhaseStep) -> None:
    if step.cautions:
        raise Conflict(
            " ".join([*step.cautions, _("Confirm to do it all the same.")]),
            code="confirmation_needed",
            extra={"cautions": list(step.cautions)},
        )


def _running_already(cycle: Cycle, phase: str) -> dict[str, list[int]]:
    """What starts with the cycle is everything agreed. Where it is not its first start, some
    objectives run already; the event names them, so that what ran before it can be told."""
    if cycle.phase != Phase.PLANNING or phase != Phase.RUNNING:
        return {}
    running = Objective.objects.filter(cycle=cycle, state=State.RUNNING).order_by("pk")
    ids = list(running.values_list("pk", flat=True))
    return {"running": ids} if ids else {}


@transaction.atomic
def undo_step(actor: Actor, cycle_id: int) -> Cycle:
    """Take the latest step of a cycle back, within a day: the phase before, or a lock by hand.

    Raises NotAllowed, NotFound, Conflict (nothing to undo, or what :func:`unlock_plan` raises).
    """
    require(actor, Permission.CYCLE_MANAGE)
    cycle = get_cycle(actor, cycle_id, lock=True)
    step = last_step(actor, cycle, clock.now())
    if step is None:
        raise Conflict(
            _("There is no step to undo: it is more than a day old, or something came after it."),
            code="nothing_to_undo",
        )
    if not step.undoes:
        return unlock_plan(actor, cycle_id, why=_("Undone."))
    return set_phase(actor, cycle_id, phase=step.undoes, why=_("Undone."))


class Versioned(Protocol):
    """Anything with an optimistic version."""

    version: int


def check_version(stored: Versioned, version: int | None) -> None:
    """Raise Outdated when ``version`` was given and is not the stored one."""
    if version is not None and version != stored.version:
        raise Outdated(
            _("Somebody changed this since you opened it. See how it is now, then save again."),
            extra={"version": stored.version},
        )


_COUNTS_IN_SCORES = ("starts_on", "ends_on", "scoring_standard")


def _measure_again(actor: Actor, cycle: Cycle) -> None:
    """Every open objective of the cycle, and what they move in others. A cycle may run, with
    check-ins, for two weeks before its plan locks."""
    objectives = Objective.objects.filter(cycle=cycle).exclude(state=State.CLOSED)
    ids = list(objectives.values_list("id", flat=True))
    lock_upwards(actor, *ids)
    measure_objectives(ids)


def _refuse_open_objectives(cycle: Cycle) -> None:
    open_count = (
        Objective.objects.filter(cycle=cycle, archived_at__isnull=True)
        .exclude(state=State.CLOSED)
        .count()
    )
    if open_count:
        raise Conflict(
            ngettext(
                "%(count)d objective of %(cycle)s is still open. Close or drop it first.",
                "%(count)d objectives of %(cycle)s are still open. Close or drop them first.",
                open_count,
            )
            % {"count": open_count, "cycle": cycle.name},
            code="objectives_open",
        )


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


def _usual_lock(starts_on: date, ends_on: date, today: date) -> date:
    """The day on which a plan locks that nobody chose a day for. Of a cycle that runs already it
    leaves time to plan: a plan that is born locked makes every first objective a goal post. One
    that is over was planned in its time."""
    usual = starts_on + min(PLAN_LOCK_AFTER, ends_on - starts_on)
    return today + min(PLAN_LOCK_AFTER, ends_on - today) if usual < today <= ends_on else usual


def _date_errors(
    starts_on: date, ends_on: date, lock_on: date, parent: Cycle | None
) -> list[FieldError]:
    if ends_on <= starts_on:
        return [FieldError("ends_on", "order", _("The last day must be after the first."))]
    if not EARLIEST <= starts_on <= LATEST or ends_on - starts_on > LONGEST:
        return [
            FieldError("ends_on", "range", _("A cycle lasts ten years at most. Check the years."))
        ]
    errors = []
    if not starts_on <= lock_on <= ends_on:
        errors.append(
            FieldError("plan_lock_on", "outside", _("The plan lock must lie inside the cycle."))
        )
    if parent and not (parent.starts_on <= starts_on and ends_on <= parent.ends_on):
        errors.append(
            FieldError(
                "starts_on",
                "outside_parent",
                _("The cycle must lie inside %(parent)s.") % {"parent": parent.name},
            )
        )
    return errors


def _calendar_errors(cycle: Cycle) -> list[FieldError]:
    """Steps with days of their own must still fit in."""
    if not calendar_problems(cycle.starts_on, cycle.ends_on, own_dates(cycle)):
        return []
    message = _("Steps of its calendar no longer fit. Change the calendar first.")
    return [FieldError("plan_lock_on", "calendar", message)]


def _lock_day_errors(cycle: Cycle, before: dict[str, object], today: date) -> list[FieldError]:
    """A plan is not locked after the fact: what changed since was free to change."""
    if cycle.plan_lock_on == before["plan_lock_on"] or cycle.plan_lock_on >= today:
        return []
    message = _("This day is over. Choose today or a later day, or lock the plan by hand.")
    return [FieldError("plan_lock_on", "past", message)]


def _children_errors(cycle: Cycle) -> list[FieldError]:
    """The cycles that it holds still lie inside it. One query."""
    outside = cycle.children.filter(
        Q(starts_on__lt=cycle.starts_on) | Q(ends_on__gt=cycle.ends_on)
    ).order_by("starts_on")
    names = ", ".join(outside.values_list("name", flat=True))
    if not names:
        return []
    message = _("It holds %(names)s, which would lie outside. Move those first.")
    return [FieldError("ends_on", "children_outside", message % {"names": names})]


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
    }
