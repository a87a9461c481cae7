"""Give and void signatures: the part of agreement that every change of a plan shares.

Nothing here asks for permission; the actions that call it have.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Q
from django.utils.translation import gettext as _

from headway.activity.actions import Entry, record, record_all
from headway.kit import clock
from headway.okrs.actions.checks import completeness_errors, refuse_archived_unit
from headway.okrs.actions.goalposts import is_locked
from headway.okrs.actions.joining import count_from_today
from headway.okrs.actions.key_results.sources import fill_from_source
from headway.okrs.actions.link_posts import Above
from headway.okrs.actions.scores import move_above
from headway.okrs.models import Objective, Phase, Signature, SigningRole, State
from headway.okrs.queries.agreement import agreement_of
from headway.okrs.queries.doors import get_key_result
from headway.okrs.queries.signed_plans import Plan, differences, digest_of, plan_of, plans_of
from headway.people.access import Actor


def sign(
    actor: Actor,
    objective: Objective,
    roles: Sequence[str],
    *,
    verb: str = "objective.signed",
    why: str = "",
) -> Objective:
    """Sign in these roles. A draft becomes a proposal with its first signature; with the last one
    it is agreed, and runs where the cycle does. One event, one more for each key result that came
    after plan lock and counts from now on, none when nothing came of it."""
    refuse_archived_unit(objective.unit)
    _give(actor, objective, roles)
    before = State(objective.state)
    state = _state_after(objective)
    if state == before and not roles:
        return objective
    above = Above(objective.pk)
    objective.state = state
    _save(objective)
    late: list[Entry] = []
    if state in (State.AGREED, State.RUNNING) and state != before:
        verb = "objective.agreed"
        late = count_from_today(actor, objective)
        move_above(objective.pk)  # what is agreed counts in what it drives
        above.enter(actor, _("An objective below was agreed: from now on it counts."))
    if state == State.RUNNING and state != before:
        _take_over(actor, objective)
    after = {"state": str(state), "signed": [str(role) for role in roles]}
    told = {"state": str(before)}
    agreed = Entry(verb, "objective", objective.pk, objective.title, told, after, why)
    record_all(actor, [*late, agreed])
    return objective


def _take_over(actor: Actor, objective: Objective) -> None:
    """What its KPIs came to while nothing was agreed flows in now, not with their next value."""
    fed = objective.key_results.filter(kpi__isnull=False).order_by("id")
    ids = list(fed.values_list("id", flat=True))
    for key_result_id in ids:
        fill_from_source(actor, get_key_result(actor, key_result_id, lock=True))
    if ids:
        objective.refresh_from_db(fields=["score", "own_score", "coverage", "own_coverage"])


def _give(actor: Actor, objective: Objective, roles: Sequence[str]) -> None:
    if not roles:
        return
    digest, now = digest_of(plan_of(objective.pk)), clock.now()
    Signature.objects.bulk_create(
        Signature(
            organisation_id=objective.organisation_id,
            objective=objective,
            role=role,
            person_id=actor.person_id,
            digest=digest,
            signed_at=now,
        )
        for role in roles
    )


def _state_after(objective: Objective) -> State:
    state = State(objective.state)
    if state not in (State.DRAFT, State.PROPOSED):
        return state
    if agreement_of(objective).missing:
        return State.PROPOSED
    return State.AGREED if objective.cycle.phase == Phase.PLANNING else State.RUNNING


def void(objective_id: int, reason: str, *, of: Actor | None = None) -> list[str]:
    """Void the signatures that count, or only those ``of`` somebody; returns their roles."""
    signatures = Signature.objects.filter(objective_id=objective_id, voided_at__isnull=True)
    if of is not None:
        mine = Q(person__isnull=True) if of.person_id is None else Q(person_id=of.person_id)
        signatures = signatures.filter(mine)
    roles = list(signatures.order_by("id").values_list("role", flat=True))
    if roles:
        signatures.update(voided_at=clock.now(), void_reason=reason)
    return roles


def signed_plan(actor: Actor, objective: Objective) -> Plan | None:
    """The plan as it is signed, to be handed to :func:`renew` once it has changed; None when nobody
    has signed. After plan lock too: from then on changes need a reason and, where the organisation
    says so, an approval instead. One query, three more where somebody has signed."""
    if is_locked(actor, objective):
        return None
    live = Signature.objects.filter(objective_id=objective.pk, voided_at__isnull=True)
    return plan_of(objective.pk) if live.exists() else None


def renew(actor: Actor, objective: Objective, signed: Plan | None) -> None:
    """Have what changed agreed again: void the signatures under another plan, saying what changed,
    and take an agreed objective back to proposed. One that runs goes on running meanwhile.

    The owner who changes what they have signed signs the new plan by doing so."""
    if signed is None:
        return
    now = plan_of(objective.pk)
    if digest_of(now) == digest_of(signed):
        return
    reason = _("Changed since: %(changes)s.") % {"changes": "; ".join(differences(signed, now))}
    roles = void(objective.pk, reason)
    before = str(objective.state)
    if objective.state == State.AGREED:
        above = Above(objective.pk)
        objective.state = State.PROPOSED
        _save(objective)
        move_above(objective.pk)
        above.enter(actor, no_longer_agreed())
    changed_it_as_owner = actor.person_id is not None and actor.person_id == objective.owner_id
    if SigningRole.OWNER in roles and changed_it_as_owner and not completeness_errors(objective):
        _give(actor, objective, [SigningRole.OWNER])
        roles.remove(SigningRole.OWNER)
    after = {"state": str(objective.state), "to_be_signed_again": roles}
    record(
        actor,
        Entry(
            "objective.signatures_void", "objective", objective.pk, objective.title,
            {"state": before}, after, reason,
        ),
    )  # fmt: skip


def no_longer_agreed() -> str:
    """Why a score above moves when an agreement below ends. It names nobody: whoever reads the
    ledger above need not be able to read what is below."""
    return _("An objective below is not agreed any more: it does not count until it is.")


def void_outdated(objective_ids: Iterable[int]) -> None:
    """The batch form for imports: void signatures under another plan than the one that is stored.
    States stay as the file has them. One query where nobody has signed."""
    live = Signature.objects.filter(objective_id__in=set(objective_ids), voided_at__isnull=True)
    under = list(live.values_list("id", "objective_id", "digest"))
    if not under:
        return
    plans = plans_of({objective_id for _id, objective_id, _digest in under})
    now = {objective_id: digest_of(plan) for objective_id, plan in plans.items()}
    outdated = [id_ for id_, objective_id, digest in under if now[objective_id] != digest]
    Signature.objects.filter(pk__in=outdated).update(
        voided_at=clock.now(), void_reason=_("Changed since: an import wrote another plan.")
    )


def _save(objective: Objective) -> None:
    objective.updated_at = clock.now()
    objective.version += 1
    objective.save()
