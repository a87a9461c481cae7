"""Hand a frame down to a unit; accept, reshape or decline it there; take it back."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from headway.activity.actions import Entry, one_write, record
from headway.kit import clock
from headway.kit.problems import Conflict, FieldError, InvalidInput
from headway.kit.refusing import refuse
from headway.okrs.actions.checks import owner_errors, title_errors
from headway.okrs.actions.links import link_objective
from headway.okrs.actions.objectives import (
    TITLE_LIMIT,
    create_objective,
)
from headway.okrs.models import Cycle, Objective, Origin, Phase, State, Visibility
from headway.okrs.queries.doors import get_cycle, get_objective, lock_links
from headway.okrs.queries.visibility import visible_ids
from headway.people.access import Actor, Facts, Permission, actor_for, require
from headway.people.models import Unit, line_of
from headway.people.queries import get_live_unit
from headway.rituals.models import Frame, FrameState
from headway.rituals.queries.frames import get_frame
from headway.strategy.queries import get_goal


@transaction.atomic
def hand_down(
    actor: Actor,
    *,
    cycle_id: int,
    unit_id: int,
    title: str,
    why: str = "",
    goal_id: int | None = None,
    parent_objective_id: int | None = None,
) -> Frame:
    """Ask a unit to take something on in a cycle: a proposal from above, which it accepts, reshapes
    or declines. It may serve one mid-term goal or one objective.

    Raises NotAllowed, NotFound, InvalidInput, Conflict (the plan is locked, or the cycle closed).
    """
    cycle = get_cycle(actor, cycle_id)
    unit = get_live_unit(actor, unit_id)
    require(actor, Permission.FRAME_HAND_DOWN, _facts(unit))
    _refuse_late(actor, cycle)
    title = title.strip()
    goal = get_goal(actor, goal_id) if goal_id is not None else None
    parent = get_objective(actor, parent_objective_id) if parent_objective_id is not None else None
    refuse(title_errors(title, TITLE_LIMIT) + _parent_errors(cycle, unit, goal, parent))
    frame = Frame.objects.create(
        organisation_id=actor.organisation_id,
        cycle=cycle,
        unit=unit,
        title=title,
        why=why.strip(),
        goal_id=goal.id if goal else None,
        parent=parent,
        author_id=actor.person_id,
        created_at=clock.now(),
    )
    serves = goal.title if goal else parent.title if parent else ""
    after = {"title": title, "unit_id": unit.pk, "cycle": cycle.name, "serves": serves, "why": why}
    _record(actor, "frame.handed_down", frame, after=after)
    return frame


@one_write()
def accept_frame(actor: Actor, frame_id: int, *, owner_id: int | None = None) -> Frame:
    """Take a frame on as it is: an objective is drafted in the unit, of top-down origin, linked to
    what the frame serves. Its owner is the unit's lead unless another is named.

    Raises NotAllowed, NotFound, InvalidInput, Conflict (answered already, closed, or the plan is
    locked: it can still be declined or taken back).
    """
    frame = _answerable(actor, frame_id)
    _refuse_late(actor, frame.cycle)
    if owner_id is None and (lead := frame.unit.lead) and lead.is_active:
        owner_id = lead.pk
    return _take_on(actor, frame, FrameState.ACCEPTED, title=frame.title, owner_id=owner_id)


@one_write()
def reshape_frame(
    actor: Actor, frame_id: int, *, title: str, owner_id: int | None, why: str = ""
) -> Frame:
    """Take a frame on in words of one's own; ``why`` tells those above what differs.

    Raises what :func:`accept_frame` raises.
    """
    frame = _answerable(actor, frame_id)
    _refuse_late(actor, frame.cycle)
    return _take_on(
        actor, frame, FrameState.RESHAPED, title=title.strip(), owner_id=owner_id, answer=why
    )


@transaction.atomic
def decline_frame(actor: Actor, frame_id: int, *, reason: str) -> Frame:
    """Say no, and why. Raises NotAllowed, NotFound, InvalidInput (no reason), Conflict."""
    frame = _answerable(actor, frame_id)
    if not reason.strip():
        raise InvalidInput.on(
            "reason", _("Say why, so that those above can decide what to do."), code="required"
        )
    return _answer(actor, frame, FrameState.DECLINED, reason)


@transaction.atomic
def withdraw_frame(actor: Actor, frame_id: int, *, why: str = "") -> Frame:
    """Take a frame back that the unit has not answered. Raises NotAllowed, NotFound, Conflict."""
    frame = get_frame(actor, frame_id, lock=True)
    require(actor, Permission.FRAME_HAND_DOWN, _facts(frame.unit))
    _refuse_answered(frame)
    return _answer(actor, frame, FrameState.WITHDRAWN, why)


def _answerable(actor: Actor, frame_id: int) -> Frame:
    frame = get_frame(actor, frame_id, lock=True)
    require(actor, Permission.FRAME_ANSWER, _facts(frame.unit))
    _refuse_answered(frame)
    if frame.cycle.phase == Phase.CLOSED:
        raise _closed(frame.cycle)
    return frame


def _take_on(
    actor: Actor,
    frame: Frame,
    state: FrameState,
    *,
    title: str,
    owner_id: int | None,
    answer: str = "",
) -> Frame:
    """Draft the objective that the unit makes of the frame."""
    refuse(title_errors(title, TITLE_LIMIT) + owner_errors(actor, owner_id))
    lock_links(actor)
    frame.objective = create_objective(
        actor,
        cycle_id=frame.cycle_id,
        unit_id=frame.unit_id,
        title=title,
        owner_id=owner_id,
        description=frame.why,
        origin=Origin.TOP_DOWN,
    )
    if frame.goal_id is not None or frame.parent_id is not None:
        link_objective(
            actor,
            frame.objective.pk,
            goal_id=frame.goal_id,
            parent_objective_id=frame.parent_id,
        )
    return _answer(actor, frame, state, answer)


def _answer(actor: Actor, frame: Frame, state: FrameState, answer: str) -> Frame:
    frame.state, frame.answer = state, answer.strip()
    frame.answered_by_id, frame.answered_at = actor.person_id, clock.now()
    frame.save(update_fields=["state", "answer", "answered_by", "answered_at", "objective"])
    after: dict[str, Any] = {"state": str(state)}
    if frame.objective is not None:
        after |= {"objective_id": frame.objective.pk, "objective": frame.objective.title}
    _record(actor, f"frame.{state}", frame, {"state": "open"}, after, frame.answer)
    return frame


def _refuse_answered(frame: Frame) -> None:
    if frame.state != FrameState.OPEN:
        raise Conflict(
            _("This frame is answered: %(state)s.")
            % {"state": FrameState(frame.state).label.lower()},
            code="frame_answered",
        )


def _refuse_late(actor: Actor, cycle: Cycle) -> None:
    if cycle.phase == Phase.CLOSED:
        raise _closed(cycle)
    if cycle.is_locked(clock.today(actor.time_zone)):
        raise Conflict(
            _("The plan of %(cycle)s is locked: frames come before. Choose the next cycle.")
            % {"cycle": cycle.name},
            code="plan_locked",
        )


def _closed(cycle: Cycle) -> Conflict:
    return Conflict(_("%(cycle)s is closed.") % {"cycle": cycle.name}, code="cycle_closed")


def _parent_errors(
    cycle: Cycle, unit: Unit, goal: object, parent: Objective | None
) -> list[FieldError]:
    """At most one, and one that the unit can read and link to."""
    if parent is None:
        return []
    if goal is not None:
        message = _("Choose one mid-term goal or one objective, not both.")
        return [FieldError("parent", "several", message)]
    if parent.state == State.DRAFT:
        message = _("“%(title)s” is a draft: propose it first, so that the unit can read it.")
        return [FieldError("parent", "draft", message % {"title": parent.title})]
    if not _is_readable(parent, unit):
        message = _(
            "“%(title)s” is not for %(unit)s to read, so it could never link to it. Choose another "
            "objective, or let its lead read this one."
        )
        words = {"title": parent.title, "unit": unit.name}
        return [FieldError("parent", "hidden", message % words)]
    if parent.archived_at is not None or parent.state == State.CLOSED:
        message = _("“%(title)s” is over. Choose an objective that is open.")
        return [FieldError("parent", "closed", message % {"title": parent.title})]
    if parent.cycle.starts_on > cycle.ends_on or parent.cycle.ends_on < cycle.starts_on:
        names = {"child": cycle.name, "parent": parent.cycle.name}
        message = _("%(child)s and %(parent)s do not overlap in time.") % names
        return [FieldError("parent", "no_overlap", message)]
    return []


def _is_readable(parent: Objective, unit: Unit) -> bool:
    """Whether those who will answer in the unit may read what they are asked to serve: its lead or,
    without one, whoever leads above."""
    if parent.visibility == Visibility.ORGANISATION:
        return True
    units = Unit.objects.filter(pk__in=line_of(unit.path), lead__is_active=True).select_related(
        "lead__organisation"
    )
    nearest = max(units, key=lambda one: len(one.path), default=None)
    if nearest is None or nearest.lead is None:
        return True  # an administrator answers
    return parent.pk in visible_ids(actor_for(nearest.lead), [parent.pk])


def _facts(unit: Unit) -> Facts:
    return Facts(unit_id=unit.pk, unit_path=unit.path)


def _record(
    actor: Actor,
    verb: str,
    frame: Frame,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    why: str = "",
) -> None:
    record(actor, Entry(verb, "frame", frame.pk, frame.title, before, after, why))
