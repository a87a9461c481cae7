"""Put objectives away before they run, and bring them back."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from headway.activity.actions import one_write, record_all
from headway.kit import clock
from headway.kit.problems import Conflict
from headway.okrs.actions.goalposts import refuse_locked
from headway.okrs.actions.link_posts import Above
from headway.okrs.actions.objectives.definitions import record_objective, require_state, save
from headway.okrs.actions.scores import move_above
from headway.okrs.actions.settling import settle
from headway.okrs.models import Objective, Phase, State
from headway.okrs.queries.arithmetic import COUNTING_STATES
from headway.okrs.queries.doors import get_cycle, get_objective, objective_facts
from headway.people.access import Actor, Permission, require


@one_write()
def archive_objective(
    actor: Actor, objective_id: int, *, why: str = "", merged_into: Objective | None = None
) -> Objective:
    """Put a draft or proposal away, also one that is ``merged_into`` another, or what is agreed
    while its plan is not locked. Otherwise it is closed as dropped."""
    objective = get_objective(actor, objective_id, lock=True)
    require(actor, Permission.OBJECTIVE_EDIT, objective_facts(objective))
    require_state(objective, {State.DRAFT, State.PROPOSED, State.AGREED})
    refuse_locked(actor, objective)
    above, counted = Above(objective.pk), objective.state == State.AGREED
    objective.archived_at = clock.now()
    save(objective)
    if counted:
        move_above(objective.pk)
        above.enter(actor, _("An objective below was archived: it counts no more."))
    waits = _("The objective below was archived before this was answered.")
    record_all(actor, settle(actor, [objective.pk], waits))
    into = None
    if merged_into is not None:  # named where the history can leave it out for who may not read it
        into = {"to": merged_into.title, "objective_id": merged_into.pk}
    record_objective(actor, "objective.archived", objective, after=into, why=why)
    return objective


@transaction.atomic
def restore_objective(actor: Actor, objective_id: int) -> Objective:
    """Bring an archived objective back. Raises NotAllowed, NotFound, Conflict (not archived, or its
    cycle is closed)."""
    cycle_id = get_objective(actor, objective_id).cycle_id
    cycle = get_cycle(actor, cycle_id, lock=True)  # none slips into a cycle that is being closed
    objective = get_objective(actor, objective_id, lock=True)
    require(actor, Permission.OBJECTIVE_EDIT, objective_facts(objective))
    if objective.archived_at is None:
        raise Conflict(_("This objective is not archived."), code="not_archived")
    if cycle.phase == Phase.CLOSED:
        raise Conflict(
            _("%(cycle)s is closed. Draft the objective anew in a cycle that is being planned.")
            % {"cycle": cycle.name},
            code="cycle_closed",
        )
    above, counted = Above(objective.pk), objective.state in COUNTING_STATES
    before, objective.archived_at = objective.archived_at, None
    save(objective)
    if counted:
        move_above(objective.pk)
        above.enter(actor, _("An objective below was restored: it counts again."))
    record_objective(
        actor, "objective.restored", objective, {"archived_at": before}, {"archived_at": None}
    )
    return objective
