"""When an objective takes check-ins: asked by the action that enters one and by the pages that
offer it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from headway.okrs.models import Objective, Phase, State


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
