"""When an objective takes check-ins, and what may be entered: asked by the action that enters one
and by what offers or previews it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from headway.core.definitions import is_ordinary
from headway.core.kinds import CHANGE_KINDS, KeyResultKind
from headway.kit.problems import FieldError
from headway.okrs.models import Objective, Phase, State
from headway.okrs.queries.measures import is_yes_no


def no_check_in(objective: Objective) -> tuple[str, str] | None:
    """Why an open objective takes no check-in yet, as a code and a sentence; None when it does.

    From the start of its cycle until that is closed: what is still open after the review can be
    brought up to date before it is graded. Costs no query."""
    if objective.state not in (State.AGREED, State.RUNNING):
        words = _("This objective is not agreed yet. Check-ins start when it is.")
        return "not_agreed", words
    if objective.cycle.phase == Phase.PLANNING:
        words = _("%(cycle)s is still being planned. Check-ins start when it runs.")
        return "cycle_not_running", words % {"cycle": objective.cycle.name}
    return None


def takes_check_ins(objective: Objective) -> bool:
    """Whether there is nothing in the way: neither that, nor that it is archived or its cycle
    closed. Costs no query."""
    is_over = objective.archived_at is not None or objective.cycle.phase == Phase.CLOSED
    return not is_over and no_check_in(objective) is None


def value_errors(
    definition: Any,
    value: float | None,
    milestones_done: Sequence[int] | None,
    confidence: int | None,
    *,
    known: Callable[[], Iterable[int]],
) -> list[FieldError]:
    """What is wrong with a reading of a key result, be it stored or a row; ``known`` gives the ids
    of its milestones and is asked only where some are done."""
    if value is None and milestones_done is None and confidence is None:
        return [FieldError("value", "required", _("Enter a value, a confidence or both."))]
    if definition.kind == KeyResultKind.MILESTONE:
        if value is not None:
            return [FieldError("value", "not_used", _("Tick the milestones that are done."))]
        return _milestone_errors(milestones_done or (), known)
    if milestones_done is not None:
        return [FieldError("milestones_done", "not_used", _("This key result has no milestones."))]
    if value is None:
        return []
    if not is_ordinary(value):
        return [FieldError("value", "not_finite", _("Enter an ordinary number."))]
    if is_yes_no(definition) and value not in (0, 1):
        return [FieldError("value", "not_yes_no", _("Enter 1 for done or 0 for not done."))]
    if definition.kind in CHANGE_KINDS and None in (definition.start, definition.target):
        return [
            FieldError(
                "value",
                "no_start",
                _("Say first where this key result starts and should end: edit it, then check in."),
            )
        ]
    if definition.scale == "log" and value <= 0:
        return [
            FieldError(
                "value", "not_positive", _("This key result grows by factors: enter more than 0.")
            )
        ]
    return []


def _milestone_errors(done: Sequence[int], known: Callable[[], Iterable[int]]) -> list[FieldError]:
    if set(done) <= set(known()):
        return []
    return [
        FieldError(
            "milestones_done", "unknown", _("Some of these milestones are not of this key result.")
        )
    ]
