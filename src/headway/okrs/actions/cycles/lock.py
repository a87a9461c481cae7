"""Lock the plan of a cycle before its day, and take such a lock back."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from headway.activity.actions import Entry, record
from headway.kit import clock
from headway.kit.problems import Conflict, InvalidInput
from headway.okrs.actions.cycles.confirming import refuse_unconfirmed
from headway.okrs.models import Answer, Cycle, GoalPostChange, GoalPostRequest, Phase
from headway.okrs.queries.doors import get_cycle
from headway.okrs.queries.phase_steps import lock_step
from headway.people.access import Actor, Permission, require


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
            refuse_unconfirmed(lock_step(cycle, clock.today(actor.time_zone)))
        cycle.locked_at = clock.now()
        cycle.version += 1
        cycle.save(update_fields=["locked_at", "version"])
        after = {"at": cycle.locked_at}
        record(
            actor,
            Entry("cycle.locked", "cycle", cycle.pk, cycle.name, {"at": None}, after),
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
