"""What a check-in must fit: a key result that runs, its cycle, its kind, what was said before."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from headway.core.confidence import needs_note
from headway.kit import clock
from headway.kit.problems import Conflict, FieldError, InvalidInput
from headway.okrs.actions.checks import refuse_closed
from headway.okrs.models import Aggregation, CheckIn, KeyResult
from headway.okrs.queries.check_in_rules import no_check_in, value_errors
from headway.okrs.queries.doors import get_check_in, get_key_result
from headway.okrs.queries.readings import added_up, earlier, last_confidence, readings_of
from headway.people.access import Actor
from headway.web.formats import number

NOTE_LIMIT = 4000


def refuse_unfit(
    actor: Actor, key_result_id: int, *, confidence: int | None = None, **given: Any
) -> None:
    """Refuse what :func:`check_in` would refuse of these fields, whoever enters them, and store
    nothing; a note that falling confidence asks for may still be written. Raises NotFound,
    Conflict, InvalidInput."""
    key_result = get_key_result(actor, key_result_id)
    fitting(actor, key_result, confidence=confidence, note=_("Still to be written"), **given)


def fitting(
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
    refuse_not_running(key_result)
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
    errors += date_errors(key_result, effective_on, today)
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


def refuse_not_running(key_result: KeyResult) -> None:
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


def date_errors(key_result: KeyResult, effective_on: date, today: date) -> list[FieldError]:
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
