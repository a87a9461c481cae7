"""What defines a key result: which fields, what may stand in them, what the record says of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from headway.activity.actions import Entry, record
from headway.core.cadence import cadence_of
from headway.core.definitions import LARGEST_WEIGHT, definition_problems, health_problems
from headway.core.kinds import KeyResultKind
from headway.kit.problems import Conflict, FieldError, InvalidInput
from headway.okrs.actions.checks import choice_errors, refuse_closed, title_errors
from headway.okrs.actions.key_results.milestones import MilestoneInput, current_milestones
from headway.okrs.models import Aggregation, KeyResult, Milestone
from headway.okrs.queries.goalposts import DEFINITION
from headway.people.access import Actor

TITLE_LIMIT = 600
EDITABLE = {
    *DEFINITION,
    "title", "description", "owner_id", "updater_id", "measure", "weight", "cadence", "milestones",
    "paired_with_id", "kpi_id",
}  # fmt: skip


def snapshot(
    key_result: KeyResult, milestones: Sequence[MilestoneInput] | None = None
) -> dict[str, Any]:
    """The fields an event and the goal-post ledger compare, with these milestones, or the stored
    ones."""
    values = {name: getattr(key_result, name) for name in EDITABLE - {"milestones"}}
    values["kind"] = str(values["kind"])
    values["aggregation"] = str(values["aggregation"])
    values["milestones"] = []
    if key_result.pk and key_result.kind == KeyResultKind.MILESTONE:
        steps = current_milestones(key_result) if milestones is None else milestones
        values["milestones"] = [[step.title.strip(), step.weight] for step in steps]
    return dict(sorted(values.items()))


def record_key_result(
    actor: Actor,
    verb: str,
    key_result: KeyResult,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
    why: str = "",
) -> None:
    """Leave the event of a write, as its last step."""
    record(
        actor,
        Entry(verb, "key_result", key_result.pk, key_result.title, before, after, why.strip()),
    )


def definition_errors(
    key_result: KeyResult, milestones: Sequence[MilestoneInput]
) -> list[FieldError]:
    """All that is wrong with its fields and milestones, whatever it was before."""
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
    errors += _milestone_errors(key_result, milestones)
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


def _milestone_errors(
    key_result: KeyResult, milestones: Sequence[MilestoneInput]
) -> list[FieldError]:
    """Each milestone that is named by its id is one of this key result, and is named once. One
    query where any is named."""
    named = [step.id for step in milestones if step.id is not None]
    if not named:
        return []
    if len(set(named)) < len(named):
        message = _("Name each milestone once; leave the id of a new one out.")
        return [FieldError("milestones", "twice", message)]
    own = Milestone.objects.filter(key_result_id=key_result.pk, pk__in=named)
    if own.count() == len(named):
        return []
    message = _("Name milestones of this key result; leave the id of a new one out.")
    return [FieldError("milestones", "unknown", message)]


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


def kind_errors(key_result: KeyResult, was: str) -> list[FieldError]:
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


def refuse_unknown(names: dict[str, Any]) -> None:
    """Only fields that may be set are taken."""
    unknown = set(names) - EDITABLE
    if unknown:
        raise InvalidInput(
            _("A key result has no field %(names)s.") % {"names": ", ".join(sorted(unknown))}
        )


def refuse_fixed(key_result: KeyResult) -> None:
    """What is closed or cancelled stays as it is."""
    refuse_closed(key_result.objective)
    if key_result.cancelled_on is not None:
        raise Conflict(
            _("This key result is cancelled. Resume it before you change it."),
            code="key_result_cancelled",
        )
