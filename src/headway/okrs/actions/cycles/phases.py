"""Move a cycle through its phases, up to its closing, and take the latest step back."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.activity.actions import Entry, record_all
from headway.kit import clock
from headway.kit.problems import Conflict, InvalidInput
from headway.okrs.actions.cycles.confirming import refuse_unconfirmed
from headway.okrs.actions.cycles.lock import unlock_plan
from headway.okrs.actions.settling import settle_closed
from headway.okrs.models import Answer, Cycle, GoalPostRequest, Objective, Phase, State
from headway.okrs.queries.doors import get_cycle
from headway.okrs.queries.phase_steps import (
    PhaseStep,
    last_step,
    next_phases,
    phase_step,
    started_for_nothing,
)
from headway.people.access import Actor, Permission, require


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
    _refuse_out_of_order(cycle, step, why)
    if phase == Phase.CLOSED:
        _refuse_open_objectives(cycle)
    if not confirmed:
        refuse_unconfirmed(step)
    before = {"phase": cycle.phase, **_running_already(cycle, phase)}
    cycle.phase = phase
    cycle.closed_at = clock.now() if phase == Phase.CLOSED else None
    cycle.version += 1
    cycle.save(update_fields=["phase", "closed_at", "version"])
    if phase == Phase.RUNNING:
        Objective.objects.filter(cycle=cycle, state=State.AGREED).update(state=State.RUNNING)
    elif phase == Phase.PLANNING:
        Objective.objects.filter(started_for_nothing(cycle)).update(state=State.AGREED)
    after = {"phase": phase}
    settled = settle_closed(actor, _closed_in(cycle)) if phase == Phase.CLOSED else []
    changed = Entry(
        "cycle.phase_changed", "cycle", cycle.pk, cycle.name, before, after, why.strip()
    )
    record_all(actor, [*settled, changed])
    return cycle


def _closed_in(cycle: Cycle) -> list[int]:
    """The objectives of a cycle of which something waits: such as were closed before closing
    settled that."""
    waiting = GoalPostRequest.objects.filter(objective__cycle=cycle, state=Answer.WAITING)
    return list(waiting.values_list("objective_id", flat=True))


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


def _refuse_out_of_order(cycle: Cycle, step: PhaseStep, why: str) -> None:
    """Back needs a reason; forward skips nothing but the retrospective."""
    if step.is_back and not why.strip():
        raise InvalidInput.on(
            "why", _("Going back to an earlier phase needs a reason."), code="required"
        )
    if not step.is_back and step.phase not in next_phases(cycle.phase):
        raise Conflict(
            _("%(cycle)s goes through its phases one at a time: next comes %(next)s.")
            % {"cycle": cycle.name, "next": Phase(next_phases(cycle.phase)[0]).label},
            code="phase_skipped",
        )


def _running_already(cycle: Cycle, phase: str) -> dict[str, list[int]]:
    """What starts with the cycle is everything agreed. Where it is not its first start, some
    objectives run already; the event names them, so that what ran before it can be told."""
    if cycle.phase != Phase.PLANNING or phase != Phase.RUNNING:
        return {}
    running = Objective.objects.filter(cycle=cycle, state=State.RUNNING).order_by("pk")
    ids = list(running.values_list("pk", flat=True))
    return {"running": ids} if ids else {}


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
