"""Check in on a key result, and correct what was entered."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from headway.activity.actions import Entry, record
from headway.core.confidence import needs_note
from headway.kit import clock
from headway.kit.problems import Conflict, FieldError, InvalidInput
from headway.kit.stored import RowInsert
from headway.okrs.actions.checks import (
    refuse_closed,
)
from headway.okrs.actions.climbing import Moved
from headway.okrs.actions.scores import measure_key_result, measure_objective
from headway.okrs.models import Aggregation, CheckIn, KeyResult, Objective
from headway.okrs.queries.check_in_rules import no_check_in, value_errors
from headway.okrs.queries.doors import get_check_in, get_key_result, key_result_facts
from headway.okrs.queries.readings import added_up, earlier, last_confidence, readings_of
from headway.people.access import Actor, Permission, require
from headway.web.formats import number

NOTE_LIMIT = 4000

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
    entry = _fitting(
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
        _refuse_not_running(key_result)
    except Conflict:
        return None
    today = clock.today(actor.time_zone)
    errors = value_errors(key_result, value, None, None, known=tuple)
    if errors or _date_errors(key_result, effective_on, today):
        return withdraw_from_kpi(actor, key_result, before) if before else None
    return _taken(actor, key_result, value, effective_on, starts_on, before)


def withdraw_from_kpi(actor: Actor, key_result: KeyResult, before: CheckIn) -> CheckedIn | None:
    """Take back what was taken from a KPI that no longer says it: a check-in without a value stands
    in its place. None where nothing is: it was taken back before, or the key result takes no
    check-ins. The key result was locked by its door. Raises nothing, as :func:`take_from_kpi`."""
    try:
        _refuse_not_running(key_result)
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


def refuse_unfit(
    actor: Actor, key_result_id: int, *, confidence: int | None = None, **given: Any
) -> None:
    """Refuse what :func:`check_in` would refuse of these fields, whoever enters them, and store
    nothing; a note that falling confidence asks for may still be written. Raises NotFound,
    Conflict, InvalidInput."""
    key_result = get_key_result(actor, key_result_id)
    _fitting(actor, key_result, confidence=confidence, note=_("Still to be written"), **given)


def _fitting(
    actor: Actor,
    key_result: KeyResult,
    *,
    note: str,
    value: float | None = None,
    total: float | None = None,
    milestones_done: Sequence[int] | None = None,
    confidence: int | None = None,
    effective_on: date | None = None,
    supersedes_id: int | None = None,
) -> CheckIn:
    """The check-in, not stored yet, whose permission is the caller's. Raises NotFound, Conflict,
    InvalidInput."""
    _refuse_not_running(key_result)
    today = clock.today(actor.time_zone)
    if value is not None or total is not None:
        _refuse_what_a_kpi_says(key_result)
    replaced = _replaced(actor, key_result, supersedes_id)
    if effective_on is None:
        ends_on = key_result.objective.cycle.ends_on
        effective_on = replaced.effective_on if replaced else min(today, ends_on)
    value, errors = _added(key_result, value, total, effective_on, replaced)
    errors = errors or value_errors(
        key_result,
        value,
        milestones_done,
        confidence,
        known=lambda: key_result.milestones.values_list("id", flat=True),
    )
    errors += _confidence_errors(key_result, confidence, note, effective_on, replaced)
    errors += _date_errors(key_result, effective_on, today)
    if len(note) > NOTE_LIMIT:
        errors.append(
            FieldError(
                "note",
                "too_long",
                _("Use at most %(limit)d characters.") % {"limit": NOTE_LIMIT},
            )
        )
    if errors:
        raise InvalidInput(errors[0].message, errors=errors)
    return CheckIn(
        organisation_id=actor.organisation_id,
        key_result=key_result,
        value=value,
        milestones_done=sorted(set(milestones_done)) if milestones_done is not None else None,
        confidence=confidence,
        note=note,
        person_id=actor.person_id,
        entered_at=clock.now(),
        effective_on=effective_on,
        supersedes=replaced,
    )


def _measure_and_record(actor: Actor, key_result: KeyResult, entry: CheckIn) -> CheckedIn:
    objective = key_result.objective
    score_before, objective_before = key_result.score, objective.score
    value_before, raw_before = key_result.value, key_result.raw
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
    before = {
        "value": value_before,
        "score": score_before,
        "objective_score": objective_before,
    }
    if raw_before != score_before:
        before["progress"] = raw_before
    record(
        actor,
        Entry(verb, "key_result", key_result.pk, key_result.title, before, after, entry.note),
    )
    return CheckedIn(entry, key_result, score_before, objective_before, moved)


def _refuse_not_running(key_result: KeyResult) -> None:
    objective = key_result.objective
    refuse_closed(objective)
    if key_result.cancelled_on is not None:
        raise Conflict(
            _("This key result is cancelled. Resume it before you check in."),
            code="key_result_cancelled",
        )
    if refusal := no_check_in(objective):
        code, words = refusal
        raise Conflict(words, code=code)


def _refuse_what_a_kpi_says(key_result: KeyResult) -> None:
    if key_result.kpi is not None:
        raise InvalidInput.on(
            "value",
            _(
                "Its value comes from the KPI “%(name)s”: enter it there. Confidence and a note are"
                " yours to give."
            )
            % {"name": key_result.kpi.name},
            code="from_kpi",
        )


def _replaced(actor: Actor, key_result: KeyResult, supersedes_id: int | None) -> CheckIn | None:
    if supersedes_id is None:
        return None
    replaced = get_check_in(actor, supersedes_id)
    if replaced.key_result_id != key_result.pk:
        raise InvalidInput.on(
            "supersedes_id", _("That check-in belongs to another key result."), code="elsewhere"
        )
    if CheckIn.objects.filter(supersedes=replaced).exists():
        raise Conflict(
            _("That check-in was corrected already. Correct the newer one."),
            code="already_superseded",
        )
    return replaced


def _added(
    key_result: KeyResult,
    value: float | None,
    total: float | None,
    day: date,
    replaced: CheckIn | None,
) -> tuple[float | None, list[FieldError]]:
    """What is entered, where it may be said as what it comes to. One query where it is."""
    if total is None:
        return value, []
    if key_result.aggregation != Aggregation.SUM:
        return value, [
            FieldError("total", "not_used", _("Its entries do not add up: enter a value."))
        ]
    readings = readings_of([key_result.pk], as_of=day).get(key_result.pk, [])
    so_far = added_up(earlier(readings, day, replaces=replaced.pk if replaced else None))
    if value is None:
        return total - so_far, []
    if math.isclose(so_far + value, total, abs_tol=1e-9):
        return value, []
    message = _("%(before)s and %(added)s make %(sum)s, not %(total)s. Enter one of the two.") % {
        "before": number(so_far),
        "added": number(value),
        "sum": number(so_far + value),
        "total": number(total),
    }
    return value, [FieldError("total", "disagrees", message)]


def _confidence_errors(
    key_result: KeyResult,
    confidence: int | None,
    note: str,
    day: date,
    replaced: CheckIn | None,
) -> list[FieldError]:
    if confidence is None:
        return []
    if not 0 <= confidence <= 10:
        return [FieldError("confidence", "range", _("Confidence goes from 0 to 10."))]
    last = None if note else _confidence_before(key_result, day, replaced)
    if needs_note(last, confidence):
        return [
            FieldError(
                "note",
                "required",
                _("Confidence fell from %(before)d to %(now)d. Say in a word what happened.")
                % {"before": last, "now": confidence},
            )
        ]
    return []


def _confidence_before(key_result: KeyResult, day: date, replaced: CheckIn | None) -> int | None:
    """The confidence that held until a check-in of that day: the stored one, or for a check-in that
    is entered late or corrects another the last one given before it. One query in these cases."""
    is_latest = key_result.read_on is None or day >= key_result.read_on
    if is_latest and replaced is None:
        return key_result.confidence
    readings = readings_of([key_result.pk], as_of=day).get(key_result.pk, [])
    return last_confidence(earlier(readings, day, replaces=replaced.pk if replaced else None))


def _date_errors(key_result: KeyResult, effective_on: date, today: date) -> list[FieldError]:
    if effective_on > today:
        return [FieldError("effective_on", "future", _("A reading cannot hold after today."))]
    cycle = key_result.objective.cycle
    if effective_on < cycle.starts_on:
        return [
            FieldError(
                "effective_on",
                "before_cycle",
                _("%(cycle)s starts on %(day)s. Choose that day or a later one.")
                % {"cycle": cycle.name, "day": cycle.starts_on.isoformat()},
            )
        ]
    if effective_on > cycle.ends_on:
        return [
            FieldError(
                "effective_on",
                "after_cycle",
                _("%(cycle)s ended on %(day)s. Choose that day or an earlier one.")
                % {"cycle": cycle.name, "day": cycle.ends_on.isoformat()},
            )
        ]
    return []
