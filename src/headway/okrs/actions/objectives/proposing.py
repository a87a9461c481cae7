"""Propose objectives, and take a proposal or an agreement back."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from headway.kit.refusing import refuse
from headway.okrs.actions.checks import completeness_errors
from headway.okrs.actions.focus import focus_errors, passed_limits
from headway.okrs.actions.goalposts import refuse_locked
from headway.okrs.actions.objectives.definitions import move_to, require_state
from headway.okrs.actions.signatures import sign, void
from headway.okrs.models import Objective, SigningRole, State
from headway.okrs.queries.agreement import agreement_of
from headway.okrs.queries.doors import (
    get_objective,
    get_objective_of_its_phase,
    objective_facts,
)
from headway.people.access import Actor, Permission, require


@transaction.atomic
def propose_objective(actor: Actor, objective_id: int, *, focus_reason: str = "") -> Objective:
    """Hand a draft to the people who sign it. It needs an owner and a key result. Proposing is
    the owner's signature, when the owner does it.

    Beyond five objectives of the unit, or five key results, it also needs a ``focus_reason``, or is
    refused where the organisation says so. Raises NotAllowed, NotFound, InvalidInput, Conflict.
    """
    objective = get_objective_of_its_phase(actor, objective_id)
    require(actor, Permission.OBJECTIVE_EDIT, objective_facts(objective))
    require_state(objective, {State.DRAFT})
    passed, reason = passed_limits(objective), focus_reason.strip()
    refuse(completeness_errors(objective) + focus_errors(objective, passed, reason))
    if passed and reason:
        objective.focus_reason = reason
    own = [role for role in agreement_of(objective).open_to(actor) if role == SigningRole.OWNER]
    return sign(actor, objective, own, verb="objective.proposed", why=reason)


@transaction.atomic
def return_to_draft(actor: Actor, objective_id: int, *, why: str = "") -> Objective:
    """Take a proposal or an agreement back for rework, before the cycle runs and while its plan is
    not locked. Its signatures are void."""
    objective = get_objective(actor, objective_id, lock=True)
    require(actor, Permission.OBJECTIVE_EDIT, objective_facts(objective))
    require_state(objective, {State.PROPOSED, State.AGREED})
    refuse_locked(actor, objective)
    void(objective.pk, why.strip() or _("Taken back to draft."))
    return move_to(actor, objective, State.DRAFT, "objective.returned", why)
