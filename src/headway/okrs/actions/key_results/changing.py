"""Change key results, with their goal posts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from headway.activity.actions import one_write
from headway.kit.problems import FieldError
from headway.kit.refusing import refuse
from headway.okrs.actions.checks import check_version, owner_errors, person_errors
from headway.okrs.actions.goalposts import (
    Approval,
    ask_for_approval,
    moved_posts,
    must_wait,
    require_reason_after_lock,
    write_changes,
)
from headway.okrs.actions.key_results.definitions import (
    definition_errors,
    kind_errors,
    record_key_result,
    refuse_fixed,
    refuse_unknown,
    snapshot,
)
from headway.okrs.actions.key_results.milestones import (
    MilestoneInput,
    current_milestones,
    milestone_ids,
    write_milestones,
)
from headway.okrs.actions.key_results.sources import fill_from_source, source_errors
from headway.okrs.actions.link_rules import contribution_errors
from headway.okrs.actions.scores import measure_key_result, measure_objective
from headway.okrs.actions.signatures import renew, signed_plan
from headway.okrs.models import GoalPostRequest, KeyResult
from headway.okrs.queries.doors import get_key_result, objective_facts
from headway.people.access import Actor, Permission, require


@one_write()
def update_key_result(
    actor: Actor,
    key_result_id: int,
    *,
    version: int | None = None,
    reason: str = "",
    milestones: Sequence[MilestoneInput] | None = None,
    **changes: Any,
) -> GoalPostRequest | None:
    """Change a key result. After plan lock a change of title, weight or any part of its definition
    moves a goal post, and so does the rhythm of what is measured period by period: it needs a
    ``reason`` and is entered in the ledger.

    Where the organisation asks for an approval, such a change is not made: it waits as the request
    that is returned, for a lead above; what else changes is made at once.
    Raises NotAllowed, NotFound, InvalidInput, Conflict (one waits already), Outdated.
    """
    key_result = get_key_result(actor, key_result_id, lock=True)
    objective = key_result.objective
    require(actor, Permission.OBJECTIVE_EDIT, objective_facts(objective))
    check_version(key_result, version)
    refuse_fixed(key_result)
    refuse_unknown(changes)
    before = snapshot(key_result)
    steps = _put(key_result, changes, milestones)
    refuse(
        _change_errors(key_result, steps, before)
        + owner_errors(actor, key_result.owner_id, was=before["owner_id"])
        + person_errors(actor, "updater_id", key_result.updater_id, was=before["updater_id"])
        + source_errors(actor, key_result, was=before["kpi_id"])
    )
    after = snapshot(key_result, steps)
    moved = moved_posts(before, after)
    require_reason_after_lock(actor, objective, moved, reason)
    asked = None
    if must_wait(actor, objective, key_result, moved):
        wanted = {name: after[name] for name in moved}
        if "milestones" in wanted:
            wanted["milestones"] = [[step.title, step.weight, step.id] for step in steps]
        for name in set(moved) - {"milestones"}:
            setattr(key_result, name, before[name])
        asked = ask_for_approval(actor, objective, key_result, before, wanted, reason)
        steps, after = current_milestones(key_result), {**after, **{n: before[n] for n in moved}}
    if before != after:
        told = {**before, **milestone_ids(key_result)}
        _store(actor, key_result, before, after, steps, reason)
        record_key_result(actor, "key_result.changed", key_result, told, after, reason)
    return asked


def move_goal_posts(
    actor: Actor, key_result: KeyResult, changes: Mapping[str, Any], reason: str, approval: Approval
) -> None:
    """Make a change that the actor approved, as it was asked for. Permission and event are the
    caller's. Raises InvalidInput, Conflict (closed, cancelled)."""
    refuse_fixed(key_result)
    before = snapshot(key_result)
    fields = dict(changes)
    given = fields.pop("milestones", None)
    milestones = None if given is None else [MilestoneInput(*step) for step in given]
    steps = _put(key_result, fields, milestones)
    refuse(_change_errors(key_result, steps, before))
    _store(actor, key_result, before, snapshot(key_result, steps), steps, reason, approval)


def _change_errors(
    key_result: KeyResult, milestones: Sequence[MilestoneInput], before: Mapping[str, Any]
) -> list[FieldError]:
    """What is wrong with a changed definition, also beside the readings and links it has by now."""
    return (
        definition_errors(key_result, milestones)
        + kind_errors(key_result, before["kind"])
        + contribution_errors(key_result, before)
    )


def _put(
    key_result: KeyResult, changes: Mapping[str, Any], milestones: Sequence[MilestoneInput] | None
) -> Sequence[MilestoneInput]:
    """The new values on the instance; the milestones it then has. Nothing is saved."""
    for name, value in changes.items():
        setattr(key_result, name, value.strip() if isinstance(value, str) else value)
    return current_milestones(key_result) if milestones is None else milestones


def _store(
    actor: Actor,
    key_result: KeyResult,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    steps: Sequence[MilestoneInput],
    reason: str,
    approval: Approval | None = None,
) -> None:
    """Save a change with its place in the ledger and every number it moves."""
    objective = key_result.objective
    signed = signed_plan(actor, objective)
    if before["milestones"] != after["milestones"]:
        write_milestones(key_result, steps)
    moved = moved_posts(before, after)
    key_result.version += 1
    key_result.save()
    if before["kpi_id"] != key_result.kpi_id:
        fill_from_source(actor, key_result)
    write_changes(actor, objective, key_result, before, after, moved, reason, approval)
    measure_key_result(key_result)
    measure_objective(objective)
    renew(actor, objective, signed)
