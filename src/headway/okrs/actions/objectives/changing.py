"""Change objectives, with their goal posts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from headway.activity.actions import Entry, one_write, record_all
from headway.kit.problems import InvalidInput
from headway.kit.refusing import refuse
from headway.okrs.actions.checks import (
    check_version,
    choice_errors,
    owner_errors,
    refuse_closed,
    title_errors,
    visibility_errors,
)
from headway.okrs.actions.goalposts import (
    Approval,
    ask_for_approval,
    must_wait,
    require_reason_after_lock,
    write_changes,
)
from headway.okrs.actions.objectives.definitions import EDITABLE, TITLE_LIMIT, save, snapshot
from headway.okrs.actions.scores import remeasure
from headway.okrs.actions.signatures import renew, signed_plan
from headway.okrs.models import Ambition, GoalPostRequest, Objective, Origin
from headway.okrs.queries.doors import get_objective, objective_facts
from headway.okrs.queries.goalposts import OBJECTIVE_POSTS
from headway.people.access import Actor, Permission, require
from headway.people.models import Unit
from headway.people.queries import get_live_unit


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
    unknown = set(changes) - EDITABLE
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
    save(objective)
    write_changes(actor, objective, None, before, after, moved, reason, approval)
    if before["ambition"] != after["ambition"]:
        remeasure((), objective.key_results.values_list("id", flat=True))
    renew(actor, objective, signed)
