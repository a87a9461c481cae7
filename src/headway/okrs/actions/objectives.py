"""Draft, propose, agree, change and archive objectives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from headway.activity.actions import Entry, one_write, record, record_all
from headway.kit import clock
from headway.kit.problems import Conflict, FieldError, InvalidInput
from headway.kit.refusing import refuse
from headway.okrs.actions.checks import (
    choice_errors,
    completeness_errors,
    next_position,
    owner_errors,
    refuse_closed,
    title_errors,
    visibility_errors,
)
from headway.okrs.actions.cycles import check_version
from headway.okrs.actions.focus import blocked_errors, focus_errors, passed_limits
from headway.okrs.actions.goalposts import (
    Approval,
    ask_for_approval,
    must_wait,
    refuse_locked,
    require_reason_after_lock,
    write_changes,
)
from headway.okrs.actions.link_posts import Above
from headway.okrs.actions.scores import move_above, remeasure
from headway.okrs.actions.settling import settle
from headway.okrs.actions.signatures import (
    no_longer_agreed,
    renew,
    sign,
    signed_plan,
    void,
)
from headway.okrs.models import (
    Ambition,
    GoalPostRequest,
    Objective,
    Origin,
    Phase,
    SigningRole,
    State,
    Visibility,
)
from headway.okrs.queries.agreement import agreement_of
from headway.okrs.queries.arithmetic import COUNTING_STATES
from headway.okrs.queries.doors import (
    get_cycle,
    get_objective,
    get_objective_of_its_phase,
    objective_facts,
)
from headway.okrs.queries.goalposts import OBJECTIVE_POSTS
from headway.people.access import Actor, Facts, Permission, require
from headway.people.models import Unit
from headway.people.queries import get_live_unit

TITLE_LIMIT = 400


@transaction.atomic
def create_objective(
    actor: Actor,
    *,
    cycle_id: int,
    unit_id: int,
    title: str,
    owner_id: int | None,
    description: str = "",
    ambition: str = Ambition.ASPIRATIONAL,
    origin: str = Origin.BOTTOM_UP,
    is_local: bool = False,
    visibility: str = Visibility.ORGANISATION,
    viewer_ids: Sequence[int] = (),
) -> Objective:
    """Draft an objective in a unit and cycle. ``viewer_ids`` name who may read it with visibility
    "people", beside those who answer for it.

    Raises NotAllowed, NotFound (cycle, unit), InvalidInput, Conflict (cycle closed).
    """
    cycle = get_cycle(actor, cycle_id, lock=True)  # none slips into a cycle that is being closed
    unit = get_live_unit(actor, unit_id)
    require(actor, Permission.OBJECTIVE_CREATE, Facts(unit_id=unit.pk, unit_path=unit.path))
    if cycle.phase == Phase.CLOSED:
        raise Conflict(
            _("%(cycle)s is closed. Choose a cycle that is being planned or running.")
            % {"cycle": cycle.name},
            code="cycle_closed",
        )
    title = title.strip()
    refuse(
        title_errors(title, TITLE_LIMIT)
        + owner_errors(actor, owner_id)
        + choice_errors("ambition", ambition, Ambition.values)
        + choice_errors("origin", origin, Origin.values)
        + visibility_errors(actor, visibility, viewer_ids)
    )
    now = clock.now()
    objective = Objective.objects.create(
        organisation_id=actor.organisation_id,
        cycle=cycle,
        unit=unit,
        owner_id=owner_id,
        author_id=actor.person_id,
        title=title,
        description=description.strip(),
        ambition=ambition,
        origin=origin,
        is_local=is_local,
        visibility=visibility,
        position=next_position(Objective.objects.filter(cycle=cycle, unit=unit)),
        created_at=now,
        updated_at=now,
    )
    objective.viewers.set(viewer_ids)
    _record(actor, "objective.created", objective, after=snapshot(objective))
    return objective


@one_write()
def update_objective(
    actor: Actor,
    objective_id: int,
    *,
    version: int | None = None,
    reason: str = "",
    viewer_ids: Sequence[int] | None = None,
    **changes: Any,
) -> GoalPostRequest | None:
    """Change title, description, owner_id, unit_id, ambition, origin, is_local, visibility or who
    is named to read it (``viewer_ids``).

    After plan lock a change of the title or the ambition moves a goal post: it needs a ``reason``
    and is entered in the ledger, or waits as the request that is returned (see
    :func:`update_key_result`). Before it, a change of what was signed has to be signed again.
    Raises NotAllowed, NotFound, InvalidInput, Conflict, Outdated.
    """
    objective = get_objective(actor, objective_id, lock=True)
    require(actor, Permission.OBJECTIVE_EDIT, objective_facts(objective))
    check_version(objective, version)
    refuse_closed(objective)
    unknown = set(changes) - _EDITABLE
    if unknown:
        raise InvalidInput(
            _("An objective has no field %(names)s.") % {"names": ", ".join(sorted(unknown))}
        )
    before = snapshot(objective)
    if "unit_id" in changes and changes["unit_id"] != objective.unit_id:
        objective.unit = get_live_unit(actor, changes.pop("unit_id"))
        require(actor, Permission.OBJECTIVE_CREATE, objective_facts(objective))
    for name, value in changes.items():
        setattr(objective, name, value.strip() if isinstance(value, str) else value)
    refuse(
        title_errors(objective.title, TITLE_LIMIT)
        + owner_errors(actor, objective.owner_id, was=before["owner_id"])
        + choice_errors("ambition", objective.ambition, Ambition.values)
        + choice_errors("origin", objective.origin, Origin.values)
        + visibility_errors(
            actor, objective.visibility, viewer_ids or (), known=before["viewer_ids"]
        )
    )
    if viewer_ids is not None:
        objective.viewers.set(viewer_ids)
    after = snapshot(objective)
    moved = [name for name in OBJECTIVE_POSTS if before[name] != after[name]]
    require_reason_after_lock(actor, objective, moved, reason)
    asked = None
    if must_wait(actor, objective, None, moved):
        wanted = {name: after[name] for name in moved}
        for name in moved:
            setattr(objective, name, before[name])
        asked = ask_for_approval(actor, objective, None, before, wanted, reason)
        after = snapshot(objective)
    if before != after:
        _store(actor, objective, before, after, reason)
        changed = Entry(
            "objective.changed", "objective", objective.pk, objective.title,
            before, after, reason.strip(),
        )  # fmt: skip
        record_all(actor, [changed, *_left_entries(objective, before)])
    return asked


def _left_entries(objective: Objective, before: Mapping[str, Any]) -> list[Entry]:
    """The event in the history of the unit that an objective left, where it did: what the unit had
    on an earlier day is found there. It does not name the objective, which may be hidden."""
    if before["unit_id"] == objective.unit_id:
        return []
    left = Unit.objects.get(pk=before["unit_id"])
    about = {"objective_id": objective.pk, "unit_id": left.pk}
    after = {"unit_id": objective.unit_id}
    return [Entry("unit.objective_left", "unit", left.pk, left.name, about, after)]


def move_goal_posts(
    actor: Actor, objective: Objective, changes: Mapping[str, Any], reason: str, approval: Approval
) -> None:
    """Make a change that the actor approved, as it was asked for. Permission and event are the
    caller's. Raises Conflict (closed, archived)."""
    refuse_closed(objective)
    before = snapshot(objective)
    for name, value in changes.items():
        setattr(objective, name, value)
    _store(actor, objective, before, snapshot(objective), reason, approval)


def _store(
    actor: Actor,
    objective: Objective,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    reason: str,
    approval: Approval | None = None,
) -> None:
    """Save a change with its place in the ledger. The ambition says what a forecast is of, so with
    it the forecasts of the key results change."""
    moved = [name for name in OBJECTIVE_POSTS if before[name] != after[name]]
    signed = signed_plan(actor, objective)
    _save(objective)
    write_changes(actor, objective, None, before, after, moved, reason, approval)
    if before["ambition"] != after["ambition"]:
        remeasure((), objective.key_results.values_list("id", flat=True))
    renew(actor, objective, signed)


@transaction.atomic
def propose_objective(actor: Actor, objective_id: int, *, focus_reason: str = "") -> Objective:
    """Hand a draft to the people who agree on it. It needs an owner and a key result. Proposing is
    the owner's signature, when the owner does it.

    Beyond five objectives of the unit, or five key results, it also needs a ``focus_reason``, or is
    refused where the organisation says so. Raises NotAllowed, NotFound, InvalidInput, Conflict.
    """
    objective = get_objective_of_its_phase(actor, objective_id)
    require(actor, Permission.OBJECTIVE_EDIT, objective_facts(objective))
    _require_state(objective, {State.DRAFT})
    passed, reason = passed_limits(objective), focus_reason.strip()
    refuse(completeness_errors(objective) + focus_errors(objective, passed, reason))
    if passed and reason:
        objective.focus_reason = reason
    own = [role for role in agreement_of(objective).open_to(actor) if role == SigningRole.OWNER]
    return sign(actor, objective, own, verb="objective.proposed", why=reason)


@transaction.atomic
def agree_objective(actor: Actor, objective_id: int) -> Objective:
    """Sign a draft or proposal in every role the actor holds. It is agreed once the owner, a lead
    above and the unit's coach (where it has one) have signed; in a running cycle it then starts at
    once. A draft beyond the limits of focus is refused where the organisation says so.

    An administrator, or the system for an import, gives every signature that is missing, under
    their own name. Raises NotAllowed, NotFound, InvalidInput, Conflict.
    """
    objective = get_objective_of_its_phase(actor, objective_id)
    require(actor, Permission.OBJECTIVE_AGREE, objective_facts(objective))
    _require_state(objective, {State.DRAFT, State.PROPOSED})
    is_draft = objective.state == State.DRAFT
    refuse(completeness_errors(objective) + (_blocked(objective) if is_draft else []))
    agreement = agreement_of(objective)
    return sign(actor, objective, agreement.missing if actor.is_admin else agreement.open_to(actor))


@transaction.atomic
def return_to_draft(actor: Actor, objective_id: int, *, why: str = "") -> Objective:
    """Take a proposal or an agreement back for rework, before the cycle runs and while its plan is
    not locked. Its signatures are void."""
    objective = get_objective(actor, objective_id, lock=True)
    require(actor, Permission.OBJECTIVE_EDIT, objective_facts(objective))
    _require_state(objective, {State.PROPOSED, State.AGREED})
    refuse_locked(actor, objective)
    void(objective.pk, why.strip() or _("Taken back to draft."))
    return _move(actor, objective, State.DRAFT, "objective.returned", why)


@one_write()
def archive_objective(
    actor: Actor, objective_id: int, *, why: str = "", merged_into: Objective | None = None
) -> Objective:
    """Put a draft or proposal away, also one that is ``merged_into`` another, or what is agreed
    while its plan is not locked. Otherwise it is closed as dropped."""
    objective = get_objective(actor, objective_id, lock=True)
    require(actor, Permission.OBJECTIVE_EDIT, objective_facts(objective))
    _require_state(objective, {State.DRAFT, State.PROPOSED, State.AGREED})
    refuse_locked(actor, objective)
    above, counted = Above(objective.pk), objective.state == State.AGREED
    objective.archived_at = clock.now()
    _save(objective)
    if counted:
        move_above(objective.pk)
        above.enter(actor, _("An objective below was archived: it counts no more."))
    waits = _("The objective below was archived before this was answered.")
    record_all(actor, settle(actor, [objective.pk], waits))
    into = None
    if merged_into is not None:  # named where the history can leave it out for who may not read it
        into = {"to": merged_into.title, "objective_id": merged_into.pk}
    _record(actor, "objective.archived", objective, after=into, why=why)
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
    _save(objective)
    if counted:
        move_above(objective.pk)
        above.enter(actor, _("An objective below was restored: it counts again."))
    _record(actor, "objective.restored", objective, {"archived_at": before}, {"archived_at": None})
    return objective


def snapshot(objective: Objective) -> dict[str, Any]:
    """The fields an event and the goal-post ledger compare."""
    return {
        "title": objective.title,
        "description": objective.description,
        "owner_id": objective.owner_id,
        "unit_id": objective.unit_id,
        "ambition": str(objective.ambition),
        "origin": str(objective.origin),
        "is_local": objective.is_local,
        "visibility": str(objective.visibility),
        "viewer_ids": sorted(objective.viewers.values_list("id", flat=True)),
        "state": str(objective.state),
    }


_EDITABLE = {
    "title", "description", "owner_id", "unit_id", "ambition", "origin", "is_local", "visibility",
}  # fmt: skip


def _blocked(objective: Objective) -> list[FieldError]:
    return blocked_errors(objective, passed_limits(objective))


def _require_state(objective: Objective, states: set[State]) -> None:
    refuse_closed(objective)
    if objective.state not in states:
        raise Conflict(
            _("The objective is %(state)s; this step does not fit.")
            % {"state": State(objective.state).label.lower()},
            code="wrong_state",
        )


def _move(actor: Actor, objective: Objective, state: State, verb: str, why: str = "") -> Objective:
    before, above = State(objective.state), Above(objective.pk)
    objective.state = state
    _save(objective)
    if before == State.AGREED:
        move_above(objective.pk)
        above.enter(actor, no_longer_agreed())
    _record(actor, verb, objective, {"state": str(before)}, {"state": str(state)}, why)
    return objective


def _save(objective: Objective) -> None:
    objective.updated_at = clock.now()
    objective.version += 1
    objective.save()


def _record(
    actor: Actor,
    verb: str,
    objective: Objective,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    why: str = "",
) -> None:
    record(
        actor, Entry(verb, "objective", objective.pk, objective.title, before, after, why.strip())
    )
