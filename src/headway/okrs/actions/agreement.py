"""Sign an objective, and take a signature back.

An objective is agreed when its owner, a lead above the owner and, where the unit has one, its coach
have signed the same plan. ``objectives.propose_objective`` is the owner's signature.
"""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from headway.activity.actions import Entry, record
from headway.kit import clock
from headway.kit.problems import Conflict, FieldError, InvalidInput
from headway.kit.refusing import refuse
from headway.okrs.actions.checks import completeness_errors, refuse_closed
from headway.okrs.actions.focus import blocked_errors, passed_limits
from headway.okrs.actions.goalposts import refuse_locked
from headway.okrs.actions.link_posts import Above
from headway.okrs.actions.objectives.definitions import require_state
from headway.okrs.actions.scores import move_above
from headway.okrs.actions.signatures import no_longer_agreed, sign, void
from headway.okrs.models import Objective, State
from headway.okrs.queries.agreement import agreement_of
from headway.okrs.queries.doors import get_objective, get_objective_of_its_phase, objective_facts
from headway.people.access import Actor, Permission, require


@transaction.atomic
def sign_objective(actor: Actor, objective_id: int, *, for_everybody: bool = False) -> Objective:
    """Sign in every role the actor holds that is still missing: as owner, as lead of the unit or
    above, as the unit's coach; an administrator for the lead, under their own name. With
    ``for_everybody`` an administrator, or the system, gives a draft or a proposal every signature
    that is missing.

    With the last signature it is agreed; in a running cycle it then starts at once. Who has signed
    already changes nothing. Raises NotAllowed, NotFound, InvalidInput (it lacks an owner or a key
    result; a draft is beyond the limits of focus where the organisation blocks that), Conflict
    (closed, archived; for everybody, agreed already).
    """
    objective = get_objective_of_its_phase(actor, objective_id)
    which = Permission.OBJECTIVE_SIGN_FOR_ALL if for_everybody else Permission.OBJECTIVE_SIGN
    require(actor, which, objective_facts(objective))
    refuse_closed(objective)
    if for_everybody:
        require_state(objective, {State.DRAFT, State.PROPOSED})
    refuse(completeness_errors(objective) + _beyond_focus(objective))
    agreement = agreement_of(objective)
    roles = agreement.missing if for_everybody else agreement.open_to(actor)
    return sign(actor, objective, roles) if roles else objective


def _beyond_focus(objective: Objective) -> list[FieldError]:
    """A proposal has passed this when it was proposed."""
    if objective.state != State.DRAFT:
        return []
    return blocked_errors(objective, passed_limits(objective))


@transaction.atomic
def withdraw_signature(actor: Actor, objective_id: int, *, why: str) -> Objective:
    """Take back one's own signatures, with a reason, until the objective runs or its plan is
    locked. What was agreed is a proposal again. Raises NotAllowed, NotFound, InvalidInput, Conflict
    (it runs, is locked, or was not signed by the actor)."""
    objective = get_objective(actor, objective_id, lock=True)
    require(actor, Permission.OBJECTIVE_SIGN, objective_facts(objective))
    refuse_closed(objective)
    if objective.state == State.RUNNING:
        raise Conflict(
            _("The objective runs already. Move its goal posts with a reason, or close it."),
            code="wrong_state",
        )
    if not why.strip():
        raise InvalidInput.on("why", _("Say why you take it back."), code="required")
    refuse_locked(actor, objective)
    roles = void(objective.pk, why.strip(), of=actor)
    if not roles:
        raise Conflict(_("You have not signed this objective."), code="not_signed")
    before, above = str(objective.state), Above(objective.pk)
    if objective.state == State.AGREED:
        objective.state = State.PROPOSED
    objective.updated_at = clock.now()
    objective.version += 1
    objective.save()
    if objective.state != before:
        move_above(objective.pk)  # what is not agreed counts in nothing
        above.enter(actor, no_longer_agreed())
    after = {"state": str(objective.state), "to_be_signed_again": roles}
    record(
        actor,
        Entry(
            "objective.signature_withdrawn", "objective", objective.pk, objective.title,
            {"state": before}, after, why.strip(),
        ),
    )  # fmt: skip
    return objective
