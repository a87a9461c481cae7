"""Merge two objectives that say the same: one stays, the other is put away."""

from __future__ import annotations

from django.utils.translation import gettext as _

from headway.activity.actions import one_write
from headway.kit.problems import Conflict, InvalidInput
from headway.okrs.actions.links import link_objective
from headway.okrs.actions.objectives import archive_objective
from headway.okrs.models import Objective, ObjectiveLink
from headway.okrs.queries.doors import get_objective, lock_links, lock_upwards, objective_facts
from headway.people.access import Actor, Permission, require


@one_write()
def merge_objective(actor: Actor, objective_id: int, *, into_id: int) -> Objective:
    """Put an objective away in favour of another of its cycle: goals that only the first served are
    served by the other, and what was linked to the first is linked to the other. Key results stay
    with the first; they are copied by hand where they are wanted.

    Raises NotAllowed, NotFound, InvalidInput (the same), Conflict (another cycle, running).
    """
    lock_links(actor)
    one, other = get_objective(actor, objective_id), get_objective(actor, into_id)
    lock_upwards(actor, one.pk, other.pk, *_children(one, other))
    require(actor, Permission.OBJECTIVE_EDIT, objective_facts(one))
    if one.pk == other.pk:
        raise InvalidInput.on("other_id", _("Choose the objective that stays."))
    if one.cycle_id != other.cycle_id:
        raise Conflict(_("Both must be planned for the same cycle."), code="other_cycle")
    require(actor, Permission.OBJECTIVE_EDIT, objective_facts(other))
    served = set(other.parent_links.values_list("goal_id", flat=True))
    for goal_id in one.parent_links.filter(goal__isnull=False).values_list("goal_id", flat=True):
        if goal_id not in served:
            link_objective(actor, other.pk, goal_id=goal_id)
    for child_id in _children(one, other):
        link_objective(actor, child_id, parent_objective_id=other.pk)
    return archive_objective(
        actor, one.pk, why=_("Merged into another objective."), merged_into=other
    )


def _children(one: Objective, other: Objective) -> list[int]:
    """What is aligned with the first and neither is the other nor linked to it."""
    known = set(
        ObjectiveLink.objects.filter(objective=other).values_list("child_id", flat=True)
    ) | {other.pk}
    links = ObjectiveLink.objects.filter(objective=one, kind="aligned").order_by("id")
    return [pk for pk in links.values_list("child_id", flat=True) if pk not in known]
