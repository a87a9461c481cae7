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
from headway.core.kinds import CHANGE_KINDS, KeyResultKind
from headway.kit import clock
from headway.kit.problems import Conflict, FieldError, InvalidInput
from headway.okrs.actions.objectives import refuse_closed
from headway.okrs.actions.scores import Moved, measure_key_result, measure_objective
from headway.okrs.models import CheckIn, KeyResult, Objective, Phase, State
from headway.okrs.queries.doors import get_check_in, get_key_result, key_result_facts
from headway.people.access import Actor, Permission, require

NOTE_LIMIT = 4000


def is_yes_no(key_result: Any) -> bool:
    """Whether it is read as done or not: a baseline that counts its readings is not."""
    if key_result.kind == KeyResultKind.BASELINE:
        return key_result.n_min is None
    return bool(key_result.kind == KeyResultKind.BINARY)


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
    milestones_done: Sequence[int] | None = None,
    confidence: int | None = None,
    note: str = "",
    effective_on: date | None = None,
    supersedes_id: int | None = None,
) -> CheckedIn:
    """Enter a reading, a confidence or both; every number it moves moves in this transaction.

    ``value`` is in the key result's measure (1 or 0 for yes/no kinds); ``milestones_done`` lists
    the ids of all milestones that are done. ``effective_on`` is the day the reading held, today by
    default. ``supersedes_id`` names an earlier check-in that this one corrects.

    Raises NotAllowed, NotFound, Conflict (closed, cancelled, not started, corrected before) and
    InvalidInput with every field that is wrong.
    """
    key_result = get_key_result(actor, key_result_id, lock=True)
    require(actor, Permission.CHECK_IN, key_result_facts(key_result))
    _refuse_not_running(key_result)
    today = clock.today(actor.time_zone)
    replaced = _replaced(actor, key_result, supersedes_id)
    if effective_on is None:
        effective_on = replaced.effective_on if replaced else today
    note = note.strip()
    errors = _value_errors(key_result, value, milestones_done, confidence)
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
    entry = CheckIn.objects.create(
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
    return _measure_and_record(actor, key_result, entry)


def _measure_and_record(actor: Actor, key_result: KeyResult, entry: CheckIn) -> CheckedIn:
    objective = key_result.objective
    score_before, objective_before = key_result.score, objective.score
    value_before = key_result.value
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
    if objective.state not in (State.AGREED, State.RUNNING):
        raise Conflict(
            _("This objective is not agreed yet. Check-ins start when it is."), code="not_agreed"
        )
    if objective.cycle.phase == Phase.PLANNING:
        raise Conflict(
            _("%(cycle)s is still being planned. Check-ins start when it runs.")
            % {"cycle": objective.cycle.name},
            code="cycle_not_running",
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


def _value_errors(
    key_result: KeyResult,
    value: float | None,
    milestones_done: Sequence[int] | None,
    confidence: int | None,
) -> list[FieldError]:
    if value is None and milestones_done is None and confidence is None:
        return [FieldError("value", "required", _("Enter a value, a confidence or both."))]
    if key_result.kind == KeyResultKind.MILESTONE:
        if value is not None:
            return [FieldError("value", "not_used", _("Tick the milestones that are done."))]
        return _milestone_errors(key_result, milestones_done or ())
    if milestones_done is not None:
        return [FieldError("milestones_done", "not_used", _("This key result has no milestones."))]
    if value is None:
        return []
    if not math.isfinite(value):
        return [FieldError("value", "not_finite", _("Enter an ordinary number."))]
    if is_yes_no(key_result) and value not in (0, 1):
        return [FieldError("value", "not_yes_no", _("Enter 1 for done or 0 for not done."))]
    if key_result.kind in CHANGE_KINDS and None in (key_result.start, key_result.target):
        return [
            FieldError(
                "value",
                "no_start",
                _("Say first where this key result starts and should end: edit it, then check in."),
            )
        ]
    if key_result.scale == "log" and value <= 0:
        return [
            FieldError(
                "value", "not_positive", _("This key result grows by factors: enter more than 0.")
            )
        ]
    return []


def _milestone_errors(key_result: KeyResult, done: Sequence[int]) -> list[FieldError]:
    known = set(key_result.milestones.values_list("id", flat=True))
    if set(done) <= known:
        return []
    return [
        FieldError(
            "milestones_done", "unknown", _("Some of these milestones are not of this key result.")
        )
    ]


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
    last = None if note else confidence_before(key_result, day, replaced)
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


def confidence_before(key_result: KeyResult, day: date, replaced: CheckIn | None) -> int | None:
    """The confidence that held until a check-in of that day: the stored one, or for a check-in that
    is entered late or corrects another the last one given before it. One query in these cases."""
    is_latest = key_result.read_on is None or day >= key_result.read_on
    if is_latest and replaced is None:
        return key_result.confidence
    earlier = CheckIn.objects.filter(
        key_result=key_result, superseded_by__isnull=True, confidence__isnull=False,
        effective_on__lte=day,
    )  # fmt: skip
    if replaced is not None:
        earlier = earlier.exclude(pk=replaced.pk).exclude(
            effective_on=replaced.effective_on, pk__gt=replaced.pk
        )
    return earlier.order_by("-effective_on", "-id").values_list("confidence", flat=True).first()


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
    return []
