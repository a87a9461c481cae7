"""Add key results."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from headway.kit import clock
from headway.kit.problems import Conflict
from headway.kit.refusing import refuse
from headway.okrs.actions.checks import next_position, owner_errors, person_errors, refuse_closed
from headway.okrs.actions.goalposts import is_locked, require_reason_after_lock, write_membership
from headway.okrs.actions.key_results.definitions import (
    definition_errors,
    record_key_result,
    refuse_unknown,
    snapshot,
)
from headway.okrs.actions.key_results.milestones import MilestoneInput, write_milestones
from headway.okrs.actions.scores import measure_key_result, measure_objective
from headway.okrs.actions.signatures import renew, signed_plan
from headway.okrs.models import KeyResult, Objective
from headway.okrs.queries.doors import get_objective, objective_facts
from headway.people.access import Actor, Permission, require


@transaction.atomic
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
) -> KeyResult:
    """Add a key result to an objective.

    ``definition`` takes the fields of KeyResult: start, target, low, high, fail, scale, anchors,
    aggregation, profile, n_min, measure, weight, cadence, updater_id, description, and of a health
    metric is_health and paired_with_id. After plan lock a ``reason`` is needed; the key result then
    has its own window from today and less weight.
    Raises NotAllowed, NotFound, InvalidInput, Conflict (closed; on the cycle's last day and after
    it, when nothing that is added could count any more).
    """
    objective = get_objective(actor, objective_id, lock=True)
    require(actor, Permission.OBJECTIVE_EDIT, objective_facts(objective))
    refuse_closed(objective)
    added_on = _added_on(actor, objective)
    _refuse_too_late(objective, added_on)
    is_health = bool(definition.pop("is_health", False))
    refuse_unknown(definition)
    moves_posts = is_locked(actor, objective) and not is_health  # what only guards moves none
    if moves_posts:
        require_reason_after_lock(actor, objective, ["added"], reason)
    key_result = KeyResult(
        organisation_id=actor.organisation_id,
        objective=objective,
        title=title.strip(),
        kind=kind,
        owner_id=owner_id,
        is_health=is_health,
        position=next_position(objective.key_results),
        added_on=added_on,
        **definition,
    )
    refuse(
        definition_errors(key_result, milestones)
        + owner_errors(actor, owner_id)
        + person_errors(actor, "updater_id", key_result.updater_id)
    )
    signed = signed_plan(actor, objective)
    key_result.save()
    write_milestones(key_result, milestones)
    after, score = snapshot(key_result), objective.score
    measure_key_result(key_result)
    measure_objective(objective)
    if moves_posts:
        write_membership(actor, key_result, "added", score, reason)
    renew(actor, objective, signed)
    record_key_result(actor, "key_result.added", key_result, None, after, reason)
    return key_result


def _added_on(actor: Actor, objective: Objective) -> date | None:
    """The day from which it counts, where that is not the cycle's first: what comes after plan
    lock, in an objective that was part of the plan or in one that came late itself."""
    today = clock.today(actor.time_zone)
    begun = today > objective.cycle.starts_on  # a plan can be locked by hand before its first day
    return today if begun and objective.cycle.is_locked(today) else None


def _refuse_too_late(objective: Objective, added_on: date | None) -> None:
    """Its weight shrinks with the time that has passed: to nothing on the last day."""
    if added_on is not None and added_on >= objective.cycle.ends_on:
        raise Conflict(
            _(
                "The last day of %(cycle)s has come: what is added now could not count any more. "
                "Add it to an objective of the next cycle."
            )
            % {"cycle": objective.cycle.name},
            code="cycle_over",
        )
