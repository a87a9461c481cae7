"""Check in on a key result, and correct what was entered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from headway.activity.actions import Entry, record
from headway.kit import clock
from headway.kit.problems import Conflict
from headway.kit.stored import RowInsert
from headway.okrs.actions.climbing import Moved
from headway.okrs.actions.fitting import date_errors, fitting, refuse_not_running
from headway.okrs.actions.scores import measure_key_result, measure_objective
from headway.okrs.models import CheckIn, KeyResult, Objective
from headway.okrs.queries.check_in_rules import value_errors
from headway.okrs.queries.doors import get_key_result, key_result_facts
from headway.people.access import Actor, Permission, require

_insert = RowInsert(CheckIn)


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """What a check-in moved: the record, the key result's and objective's figures before, and the
    scores above them that went along."""

    check_in: CheckIn
    key_result: KeyResult
    score_before: float | None
    objective_score_before: float | None
    moved: Sequence[Moved] = ()

    @property
    def objective(self) -> Objective:
        return self.key_result.objective


@transaction.atomic
def check_in(
    actor: Actor,
    key_result_id: int,
    *,
    value: float | None = None,
    total: float | None = None,
    milestones_done: Sequence[int] | None = None,
    confidence: int | None = None,
    note: str = "",
    effective_on: date | None = None,
    supersedes_id: int | None = None,
) -> CheckedIn:
    """Enter a reading, a confidence or both; every number it moves moves in this transaction.

    ``value`` is in the key result's measure (1 or 0 for yes/no kinds). Of a key result whose
    entries add up it is what came since the last; ``total`` may be given instead, or beside it, as
    what it has come to by then. ``milestones_done`` lists the ids of all milestones that are done.
    ``effective_on`` is the day the reading held, today by default, or the
    last of the cycle once that is over. ``supersedes_id`` names an
    earlier check-in that this one corrects.

    Raises NotAllowed, NotFound, Conflict (closed, cancelled, not started, corrected before) and
    InvalidInput with every field that is wrong.
    """
    key_result = get_key_result(actor, key_result_id, lock=True)
    require(actor, Permission.CHECK_IN, key_result_facts(key_result))
    entry = fitting(
        actor,
        key_result,
        value=value,
        total=total,
        milestones_done=milestones_done,
        confidence=confidence,
        note=note.strip(),
        effective_on=effective_on,
        supersedes_id=supersedes_id,
    )
    _insert(entry)
    return _measure_and_record(actor, key_result, entry)


def take_from_kpi(
    actor: Actor,
    key_result: KeyResult,
    *,
    value: float,
    effective_on: date,
    starts_on: date,
    before: CheckIn | None,
) -> CheckedIn | None:
    """Take over what its KPI came to in the period that ``starts_on`` names; ``before`` is what was
    taken of that period until now. Permission is that of who measured. None where nothing is taken:
    it takes no check-ins of that day, or not this number; what was taken before is then withdrawn.

    The key result was locked by its door. Raises nothing: a measurement is never refused for a key
    result that cannot use it.
    """
    try:
        refuse_not_running(key_result)
    except Conflict:
        return None
    today = clock.today(actor.time_zone)
    errors = value_errors(key_result, value, None, None, known=tuple)
    if errors or date_errors(key_result, effective_on, today):
        return withdraw_from_kpi(actor, key_result, before) if before else None
    return _taken(actor, key_result, value, effective_on, starts_on, before)


def withdraw_from_kpi(actor: Actor, key_result: KeyResult, before: CheckIn) -> CheckedIn | None:
    """Take back what was taken from a KPI that no longer says it: a check-in without a value stands
    in its place. None where nothing is: it was taken back before, or the key result takes no
    check-ins. The key result was locked by its door. Raises nothing, as :func:`take_from_kpi`."""
    try:
        refuse_not_running(key_result)
    except Conflict:
        return None
    if before.value is None or before.kpi_starts_on is None:
        return None
    return _taken(actor, key_result, None, before.effective_on, before.kpi_starts_on, before)


def _taken(
    actor: Actor,
    key_result: KeyResult,
    value: float | None,
    effective_on: date,
    starts_on: date,
    before: CheckIn | None,
) -> CheckedIn:
    entry = CheckIn(
        organisation_id=key_result.organisation_id,
        key_result=key_result,
        value=value,
        note="" if value is not None else _("The KPI has no such value any more."),
        person_id=actor.person_id,
        entered_at=clock.now(),
        effective_on=effective_on,
        kpi_starts_on=starts_on,
        supersedes=before,
    )
    _insert(entry)
    return _measure_and_record(actor, key_result, entry)


def _measure_and_record(actor: Actor, key_result: KeyResult, entry: CheckIn) -> CheckedIn:
    objective = key_result.objective
    score_before, objective_before = key_result.score, objective.score
    value_before, raw_before = key_result.value, key_result.raw
    confidence_before = key_result.confidence
    measure_key_result(key_result)
    moved = measure_objective(objective)
    verb = "check_in.corrected" if entry.supersedes_id else "check_in.created"
    after: dict[str, Any] = {
        "check_in_id": entry.pk,
        "value": entry.value,
        "confidence": entry.confidence,
        "effective_on": entry.effective_on,
        "score": key_result.score,
        "objective_score": objective.score,
    }
    if key_result.raw != key_result.score:
        after["progress"] = key_result.raw  # beyond 0 and 1, where a score is held
    if entry.milestones_done is not None:
        after["milestones_done"] = entry.milestones_done
    if entry.supersedes_id:
        after["supersedes"] = entry.supersedes_id
    if moved:
        after["moved"] = [
            {"objective_id": one.objective_id, "before": one.before, "after": one.after}
            for one in moved
        ]
    before: dict[str, Any] = {
        "value": value_before,
        "score": score_before,
        "objective_score": objective_before,
    }
    if raw_before != score_before:
        before["progress"] = raw_before
    if entry.confidence is not None and confidence_before is not None:
        before["confidence"] = confidence_before
    record(
        actor,
        Entry(verb, "key_result", key_result.pk, key_result.title, before, after, entry.note),
    )
    return CheckedIn(entry, key_result, score_before, objective_before, moved)
