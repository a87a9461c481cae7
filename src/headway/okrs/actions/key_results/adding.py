"""Add key results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from headway.activity.actions import one_write
from headway.kit.refusing import refuse
from headway.okrs.actions.checks import next_position, owner_errors, person_errors, refuse_closed
from headway.okrs.actions.goalposts import (
    Approval,
    ask_for_approval,
    is_locked,
    must_wait,
    require_reason_after_lock,
    write_membership,
)
from headway.okrs.actions.joining import late_on, refuse_too_late
from headway.okrs.actions.key_results.definitions import (
    definition_errors,
    record_key_result,
    refuse_unknown,
    snapshot,
)
from headway.okrs.actions.key_results.milestones import MilestoneInput, write_milestones
from headway.okrs.actions.key_results.sources import fill_from_source, source_errors
from headway.okrs.actions.scores import measure_key_result, measure_objective
from headway.okrs.actions.signatures import renew, signed_plan
from headway.okrs.models import GoalPostRequest, KeyResult, Objective
from headway.okrs.queries.doors import get_objective, objective_facts
from headway.people.access import Actor, Permission, require


@dataclass(frozen=True, slots=True)
class Addition:
    """A key result as it was added; or, with the request that was ``asked``, as it will be once
    that is approved, and not stored until then."""

    key_result: KeyResult
    asked: GoalPostRequest | None = None


@one_write()
def add_key_result(
    actor: Actor,
    *,
    objective_id: int,
    title: str,
    kind: str,
    owner_id: int | None,
    reason: str = "",
    milestones: Sequence[MilestoneInput] = (),
    **definition: Any,
) -> Addition:
    """Add a key result to an objective.

    ``definition`` takes the fields of KeyResult: start, target, low, high, fail, scale, anchors,
    aggregation, profile, n_min, measure, weight, cadence, updater_id, kpi_id, description, and of a
    health metric is_health and paired_with_id. After plan lock a ``reason`` is needed; the key
    result then has its own window from today and less weight. Where the organisation asks for an
    approval it is not added: it waits as the request that was ``asked``.
    Raises NotAllowed, NotFound, InvalidInput, Conflict (closed; on the cycle's last day and after
    it, when nothing that is added could count any more).
    """
    objective = get_objective(actor, objective_id, lock=True)
    require(actor, Permission.OBJECTIVE_EDIT, objective_facts(objective))
    refuse_closed(objective)
    refuse_too_late(objective.cycle, late_on(actor, objective.cycle))
    is_health = bool(definition.pop("is_health", False))
    refuse_unknown(definition)
    moves_posts = is_locked(actor, objective) and not is_health  # what only guards moves none
    if moves_posts:
        require_reason_after_lock(actor, objective, ["added"], reason)
    fields = {
        **definition, "title": title.strip(), "kind": kind, "owner_id": owner_id,
        "is_health": is_health,
    }  # fmt: skip
    key_result = _new(actor, objective, fields, milestones)
    if moves_posts and must_wait(actor, objective, key_result, ["added"]):
        steps = [[step.title.strip(), step.weight] for step in milestones]
        wanted = {"added": {**snapshot(key_result), "milestones": steps}}
        asked = ask_for_approval(actor, objective, None, {"added": None}, wanted, reason)
        return Addition(key_result, asked)
    _add(actor, key_result, milestones, reason)
    return Addition(key_result)


def add_approved(
    actor: Actor, objective: Objective, wanted: Mapping[str, Any], reason: str, approval: Approval
) -> KeyResult:
    """Add what the actor approved, from today on. Permission is the caller's. Raises InvalidInput,
    Conflict (closed; too late)."""
    refuse_closed(objective)
    refuse_too_late(objective.cycle, late_on(actor, objective.cycle))
    fields = dict(wanted)
    milestones = [MilestoneInput(*step) for step in fields.pop("milestones")]
    key_result = _new(actor, objective, fields, milestones)
    _add(actor, key_result, milestones, reason, approval)
    return key_result


def _new(
    actor: Actor,
    objective: Objective,
    fields: Mapping[str, Any],
    milestones: Sequence[MilestoneInput],
) -> KeyResult:
    """The key result, not stored yet. Raises InvalidInput."""
    key_result = KeyResult(
        organisation_id=actor.organisation_id,
        objective=objective,
        position=next_position(objective.key_results),
        added_on=late_on(actor, objective.cycle),
        **fields,
    )
    refuse(
        definition_errors(key_result, milestones)
        + owner_errors(actor, key_result.owner_id)
        + person_errors(actor, "updater_id", key_result.updater_id)
        + source_errors(actor, key_result)
    )
    return key_result


def _add(
    actor: Actor,
    key_result: KeyResult,
    milestones: Sequence[MilestoneInput],
    reason: str,
    approval: Approval | None = None,
) -> None:
    """Store it with its place in the ledger and every number it moves."""
    objective = key_result.objective
    signed = signed_plan(actor, objective)
    key_result.save()
    write_milestones(key_result, milestones)
    fill_from_source(actor, key_result)
    after, score = snapshot(key_result), objective.score
    measure_key_result(key_result)
    measure_objective(objective)
    write_membership(actor, key_result, "added", score, reason, approval)
    renew(actor, objective, signed)
    record_key_result(actor, "key_result.added", key_result, None, after, reason)
