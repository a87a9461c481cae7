"""The door to a mid-term goal for who changes it, or what hangs on it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from headway.kit.problems import NotFound
from headway.people.access import Actor
from headway.strategy.models import MidTermGoal


def get_goal(actor: Actor, goal_id: int, *, lock: bool = True) -> MidTermGoal:
    """Of the actor's organisation, archived or not; with ``lock`` until the write is over. Raises
    NotFound."""
    goals = MidTermGoal.objects.select_for_update(no_key=True) if lock else MidTermGoal.objects
    found = goals.filter(organisation_id=actor.organisation_id, pk=goal_id).first()
    if found is None:
        raise NotFound(_("There is no such mid-term goal."))
    return found
