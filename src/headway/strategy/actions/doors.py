"""The door to a mid-term goal for who changes it, or what hangs on it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from headway.kit.problems import Conflict, NotFound
from headway.people.access import Actor, Facts, Permission, require
from headway.people.models import Unit
from headway.strategy.models import MidTermGoal


def get_goal(actor: Actor, goal_id: int, *, lock: bool = True) -> MidTermGoal:
    """Of the actor's organisation, archived or not, with its unit; with ``lock`` until the write is
    over. Raises NotFound."""
    goals = MidTermGoal.objects.select_related("unit")
    if lock:
        goals = goals.select_for_update(no_key=True, of=("self",))
    found = goals.filter(organisation_id=actor.organisation_id, pk=goal_id).first()
    if found is None:
        raise NotFound(_("There is no such mid-term goal."))
    return found


def goal_to_change(actor: Actor, goal_id: int) -> MidTermGoal:
    """The same, locked, for who may change it, what measures it and what it counts: an
    administrator, or who leads its unit. Raises NotFound, NotAllowed, Conflict (the unit is
    archived)."""
    goal = get_goal(actor, goal_id)
    require_in(actor, goal.unit)
    return goal


def require_in(actor: Actor, unit: Unit | None) -> None:
    """Refuse who may not change the scorecard of a unit, or of the organisation where it is None.
    Raises NotAllowed, Conflict (the unit is archived, and its goals with it)."""
    if unit is None:
        require(actor, Permission.STRATEGY_EDIT)
        return
    require(actor, Permission.UNIT_STRATEGY_EDIT, Facts(unit.pk, unit.path))
    if unit.archived_at is not None:
        words = _("Its unit “%(unit)s” is archived. Restore that first.")
        raise Conflict(words % {"unit": unit.name}, code="unit_archived")
