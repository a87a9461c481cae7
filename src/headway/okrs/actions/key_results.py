"""Add, change, cancel and remove key results and their milestones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from headway.activity.actions import Entry, record, record_all
from headway.core.cadence import cadence_of
from headway.core.definitions import LARGEST_WEIGHT, definition_problems, health_problems
from headway.core.kinds import KeyResultKind
from headway.kit import clock
from headway.kit.problems import Conflict, FieldError, InvalidInput
from headway.okrs.actions.checks import (
    choice_errors,
    next_position,
    owner_errors,
    person_errors,
    refuse,
    refuse_closed,
    title_errors,
)
from headway.okrs.actions.cycles import check_version
from headway.okrs.actions.goalposts import (
    DEFINITION,
    KEY_RESULT_POSTS,
    Approval,
    ask_for_approval,
    is_locked,
    must_wait,
    require_reason_after_lock,
    write_changes,
)
from headway.okrs.actions.link_ends import ended_with
from headway.okrs.actions.link_rules import contribution_errors
from headway.okrs.actions.scores import measure_key_result, measure_objective
from headway.okrs.actions.signatures import renew, signed_plan
from headway.okrs.models import Aggregation, GoalPostRequest, KeyResult, Milestone, Objective
from headway.okrs.queries.doors import (
    get_key_result,
    get_objective,
    objective_facts,
)
from headway.people.access import Actor, Permission, require

TITLE_LIMIT = 600

_EDITABLE = {
    *DEFINITION,
    "title", "description", "owner_id", "updater_id", "measure", "weight", "cadence", "milestones",
    "paired_with_id",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class MilestoneInput:
    """A step of a milestone key result; ``id`` names one that exists."""

    title: str
    weight: float = 1.0
    id: int | None = None


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
    Raises NotAllowed, NotFound, InvalidInput, Conflict.
    """
    objective = get_objective(actor, objective_id, lock=True)
    require(actor, Permission.OBJECTIVE_EDIT, objective_facts(objective))
    refuse_closed(objective)
    is_health = bool(definition.pop("is_health", False))
    _refuse_unknown(definition)
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
        added_on=_added_on(actor, objective),
        **definition,
    )
    refuse(
        _errors(key_result, milestones)
        + owner_errors(actor, owner_id)
        + person_errors(actor, "updater_id", key_result.updater_id)
    )
    signed = signed_plan(actor, objective)
    key_result.save()
    _write_milestones(key_result, milestones)
    after = snapshot(key_result)
    if moves_posts:
        write_changes(
            actor, objective, key_result, {"added": None}, {"added": after}, ["added"], reason
        )
    measure_key_result(key_result)
    measure_objective(objective)
    renew(actor, objective, signed)
    _record(actor, "key_result.added", key_result, None, after, reason)
    return key_result


@transaction.atomic
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
    moves a goal post: it needs a ``reason`` and is entered in the ledger.

    Where the organisation asks for an approval, such a change is not made: it waits as the request
    that is returned, for a lead above; what else changes is made at once.
    Raises NotAllowed, NotFound, InvalidInput, Conflict (one waits already), Outdated.
    """
    key_result = get_key_result(actor, key_result_id, lock=True)
    objective = key_result.objective
    require(actor, Permission.OBJECTIVE_EDIT, objective_facts(objective))
    check_version(key_result, version)
    _refuse_fixed(key_result)
    _refuse_unknown(changes)
    before = snapshot(key_result)
    steps = _put(key_result, changes, milestones)
    refuse(
        _errors(key_result, steps)
        + _kind_errors(key_result, before["kind"])
        + contribution_errors(key_result, before)
        + owner_errors(actor, key_result.owner_id, was=before["owner_id"])
        + person_errors(actor, "updater_id", key_result.updater_id, was=before["updater_id"])
    )
    after = snapshot(key_result, steps)
    moved = [name for name in KEY_RESULT_POSTS if before[name] != after[name]]
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
        _record(actor, "key_result.changed", key_result, told, after, reason)
    return asked


def move_goal_posts(
    actor: Actor, key_result: KeyResult, changes: Mapping[str, Any], reason: str, approval: Approval
) -> None:
    """Make a change that the actor approved, as it was asked for. Permission and event are the
    caller's. Raises InvalidInput, Conflict (closed, cancelled)."""
    _refuse_fixed(key_result)
    before = snapshot(key_result)
    fields = dict(changes)
    given = fields.pop("milestones", None)
    milestones = None if given is None else [MilestoneInput(*step) for step in given]
    steps = _put(key_result, fields, milestones)
    refuse(_errors(key_result, steps))
    _store(actor, key_result, before, snapshot(key_result, steps), steps, reason, approval)


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
        _write_milestones(key_result, steps)
    moved = [name for name in KEY_RESULT_POSTS if before[name] != after[name]]
    key_result.version += 1
    key_result.save()
    write_changes(actor, objective, key_result, before, after, moved, reason, approval)
    measure_key_result(key_result)
    measure_objective(objective)
    renew(actor, objective, signed)


@transaction.atomic
def cancel_key_result(actor: Actor, key_result_id: int, *, reason: str) -> KeyResult:
    """Stop a key result: its score is frozen. Cancelled in the first two thirds it leaves the
    objective's score; later it counts as it stands. Nothing is deleted."""
    key_result = get_key_result(actor, key_result_id, lock=True)
    require(actor, Permission.OBJECTIVE_EDIT, objective_facts(key_result.objective))
    _refuse_fixed(key_result)
    if not reason.strip():
        raise InvalidInput.on("reason", _("Say why it is cancelled."), code="required")
    signed = signed_plan(actor, key_result.objective)
    key_result.cancelled_on = clock.today(actor.time_zone)
    key_result.cancel_reason = reason.strip()
    key_result.version += 1
    key_result.save()
    measure_objective(key_result.objective)
    renew(actor, key_result.objective, signed)
    _record(
        actor,
        "key_result.cancelled",
        key_result,
        {"cancelled_on": None},
        {"cancelled_on": key_result.cancelled_on},
        reason,
    )
    return key_result


@transaction.atomic
def resume_key_result(actor: Actor, key_result_id: int, *, reason: str) -> KeyResult:
    """Take a cancellation back."""
    key_result = get_key_result(actor, key_result_id, lock=True)
    require(actor, Permission.OBJECTIVE_EDIT, objective_facts(key_result.objective))
    refuse_closed(key_result.objective)
    if key_result.cancelled_on is None:
        return key_result
    if not reason.strip():
        raise InvalidInput.on("reason", _("Say why it goes on."), code="required")
    signed, before = signed_plan(actor, key_result.objective), key_result.cancelled_on
    said = key_result.cancel_reason
    key_result.cancelled_on = None
    key_result.cancel_reason = ""
    key_result.version += 1
    key_result.save()
    measure_key_result(key_result)
    measure_objective(key_result.objective)
    renew(actor, key_result.objective, signed)
    _record(
        actor,
        "key_result.resumed",
        key_result,
        {"cancelled_on": before, "cancel_reason": said},
        {"cancelled_on": None},
        reason,
    )
    return key_result


@transaction.atomic
def remove_key_result(actor: Actor, key_result_id: int) -> None:
    """Remove a key result from a plan that is not locked and that nobody has checked in on.
    Otherwise cancel it: nothing that happened is deleted. The event is in the history of the
    objective, and holds the key result whole: what is shown of an earlier day is found there."""
    key_result = get_key_result(actor, key_result_id, lock=True)
    objective = key_result.objective
    require(actor, Permission.OBJECTIVE_EDIT, objective_facts(objective))
    _refuse_fixed(key_result)
    if is_locked(actor, objective) or key_result.checkins.exists():
        raise Conflict(
            _("This key result is part of the record. Cancel it with a reason instead."),
            code="cancel_instead",
        )
    before = {
        "key_result_id": key_result.pk,
        **snapshot(key_result),
        "position": key_result.position,
        "is_health": key_result.is_health,
        "added_on": key_result.added_on,
        **milestone_ids(key_result),
    }
    entry = Entry(
        "key_result.removed", "objective", objective.pk, objective.title,
        before, {"removed": before["title"]},
    )  # fmt: skip
    ended = ended_with(key_result)
    signed = signed_plan(actor, objective)
    key_result.delete()
    measure_objective(objective)
    renew(actor, objective, signed)
    record_all(actor, [*ended, entry])


def snapshot(
    key_result: KeyResult, milestones: Sequence[MilestoneInput] | None = None
) -> dict[str, Any]:
    """The fields an event and the goal-post ledger compare, with these milestones, or the stored
    ones."""
    values = {name: getattr(key_result, name) for name in _EDITABLE - {"milestones"}}
    values["kind"] = str(values["kind"])
    values["aggregation"] = str(values["aggregation"])
    values["milestones"] = []
    if key_result.pk and key_result.kind == KeyResultKind.MILESTONE:
        steps = current_milestones(key_result) if milestones is None else milestones
        values["milestones"] = [[step.title.strip(), step.weight] for step in steps]
    return dict(sorted(values.items()))


def milestone_ids(key_result: KeyResult) -> dict[str, list[int | None]]:
    """What an event tells of milestones beside their titles: which they are, since check-ins name
    them by their ids. One query, none for other kinds."""
    if key_result.kind != KeyResultKind.MILESTONE:
        return {}
    return {"milestone_ids": [step.id for step in current_milestones(key_result)]}


def current_milestones(key_result: KeyResult) -> list[MilestoneInput]:
    """The stored milestones in order."""
    rows = key_result.milestones.order_by("position", "id").values_list("title", "weight", "id")
    return [MilestoneInput(*row) for row in rows]


def _errors(key_result: KeyResult, milestones: Sequence[MilestoneInput]) -> list[FieldError]:
    errors = title_errors(key_result.title, TITLE_LIMIT)
    errors += choice_errors("kind", key_result.kind, list(KeyResultKind))
    errors += _cadence_errors(key_result.cadence)
    errors += choice_errors("aggregation", key_result.aggregation, Aggregation.values)
    if not 0 <= key_result.weight <= LARGEST_WEIGHT:
        errors.append(FieldError("weight", "range", _("A weight goes from 0 to 1,000,000.")))
    if any(error.field == "kind" for error in errors):
        return errors
    if key_result.kind == KeyResultKind.MILESTONE and any(not m.title.strip() for m in milestones):
        errors.append(FieldError("milestones", "required", _("Give each milestone a name.")))
    problems = definition_problems(
        key_result.kind,
        start=key_result.start,
        target=key_result.target,
        low=key_result.low,
        high=key_result.high,
        fail=key_result.fail,
        scale=key_result.scale,
        anchors=key_result.anchors,
        weights=[step.weight for step in milestones],
        profile=key_result.profile,
        n_min=key_result.n_min,
    )
    if key_result.is_health:
        problems += health_problems(key_result.kind)
    errors += _pairing_errors(key_result)
    return errors + [FieldError(p.field, p.code, _(str(p))) for p in problems]


def _cadence_errors(cadence: str) -> list[FieldError]:
    try:
        cadence_of(cadence)
    except ValueError:
        message = _("Choose how often a check-in is due, or a number of days from 1 to 366.")
        return [FieldError("cadence", "unknown", message)]
    return []


def _pairing_errors(key_result: KeyResult) -> list[FieldError]:
    """A health metric guards its objective, or a key result of it that is measured itself."""
    if key_result.paired_with_id is None:
        return []
    if not key_result.is_health:
        message = _("Only a health metric guards another key result.")
        return [FieldError("paired_with_id", "no_health", message)]
    siblings = KeyResult.objects.filter(
        pk=key_result.paired_with_id, objective_id=key_result.objective_id, is_health=False
    )
    if siblings.exists():
        return []
    message = _("Choose a key result of this objective, or the objective as a whole.")
    return [FieldError("paired_with_id", "elsewhere", message)]


def _write_milestones(key_result: KeyResult, milestones: Sequence[MilestoneInput]) -> None:
    if key_result.kind != KeyResultKind.MILESTONE:
        return
    kept = [step.id for step in milestones if step.id is not None]
    existing = {m.pk: m for m in key_result.milestones.all()}
    key_result.milestones.exclude(pk__in=kept).delete()
    for position, step in enumerate(milestones):
        milestone = existing.get(step.id) if step.id is not None else None
        milestone = milestone or Milestone(key_result=key_result)
        milestone.title, milestone.weight = step.title.strip(), step.weight
        milestone.position = position
        milestone.save()


def _added_on(actor: Actor, objective: Objective) -> date | None:
    """The day from which it counts, where that is not the cycle's first: what comes after plan
    lock, in an objective that was part of the plan or in one that came late itself."""
    today = clock.today(actor.time_zone)
    return today if objective.cycle.is_locked(today) else None


def _kind_errors(key_result: KeyResult, was: str) -> list[FieldError]:
    """Readings of one sort say nothing about another: 5 of 10 is not "done"."""
    if _sort_of(key_result.kind) == _sort_of(was) or not key_result.checkins.exists():
        return []
    message = _(
        "There are check-ins of another kind already. Cancel this key result and add a new one."
    )
    return [FieldError("kind", "readings", message)]


def _sort_of(kind: str) -> str:
    """What its readings are: numbers, steps that are done, or yes and no."""
    if kind == KeyResultKind.MILESTONE:
        return "steps"
    return "yes_no" if kind in (KeyResultKind.BINARY, KeyResultKind.BASELINE) else "numbers"


def _refuse_unknown(names: dict[str, Any]) -> None:
    unknown = set(names) - _EDITABLE
    if unknown:
        raise InvalidInput(
            _("A key result has no field %(names)s.") % {"names": ", ".join(sorted(unknown))}
        )


def _refuse_fixed(key_result: KeyResult) -> None:
    refuse_closed(key_result.objective)
    if key_result.cancelled_on is not None:
        raise Conflict(
            _("This key result is cancelled. Resume it before you change it."),
            code="key_result_cancelled",
        )


def _record(
    actor: Actor,
    verb: str,
    key_result: KeyResult,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
    why: str = "",
) -> None:
    record(
        actor,
        Entry(verb, "key_result", key_result.pk, key_result.title, before, after, why.strip()),
    )


__all__ = [
    "MilestoneInput",
    "add_key_result",
    "cancel_key_result",
    "move_goal_posts",
    "remove_key_result",
    "resume_key_result",
    "update_key_result",
]
