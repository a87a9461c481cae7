"""The goals that a session is about: those of its unit in its cycle, and no others."""

from __future__ import annotations

from django.utils.translation import gettext as _

from headway.kit.problems import NotFound
from headway.okrs.models import KeyResult, Objective
from headway.okrs.queries.doors import get_key_result, get_objective
from headway.people.access import Actor
from headway.rituals.models import Meeting


def objective_here(actor: Actor, meeting: Meeting, objective_id: int) -> Objective:
    """Raises NotFound for what the actor may not read, and for goals of others."""
    objective = get_objective(actor, objective_id)
    _refuse_of_others(meeting, objective)
    return objective


def key_result_here(actor: Actor, meeting: Meeting, key_result_id: int) -> KeyResult:
    """The same of a key result."""
    key_result = get_key_result(actor, key_result_id)
    _refuse_of_others(meeting, key_result.objective)
    return key_result


def _refuse_of_others(meeting: Meeting, objective: Objective) -> None:
    if (objective.unit_id, objective.cycle_id) != (meeting.unit_id, meeting.cycle_id):
        raise NotFound(_("There is no such goal of this unit in the cycle that you meet about."))
