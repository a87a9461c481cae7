"""What the page of one objective shows of a past day beside its figures: its words and state, how
it had ended, the work, the signatures and what was asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from headway.activity.queries.past import later_events
from headway.kit.problems import NotFound
from headway.okrs.models import Answer, Objective
from headway.okrs.queries.agreement import Agreement
from headway.okrs.queries.approvals import RequestRow
from headway.okrs.queries.dependencies import DependencyRow
from headway.okrs.queries.past.closures import ClosureThen, day_of
from headway.okrs.queries.past.key_results import key_results_then
from headway.okrs.queries.past.moments import Moment
from headway.okrs.queries.past.objectives import ObjectiveThen, objectives_then
from headway.okrs.queries.records import ClosureRow, GradeRow, InitiativeRow
from headway.people.models import Person, Unit
from headway.web.formats import day as as_words

_CYCLE_DAYS = ("starts_on", "ends_on", "plan_lock_on")
_WORK = ("initiative.added", "initiative.changed", "initiative.done", "initiative.dropped",
         "initiative.open")  # fmt: skip


def not_there(day: date) -> NotFound:
    """What somebody is told who looks at a day on which something was not there yet."""
    return NotFound(
        _("This was not there yet on %(day)s. Choose a later day.") % {"day": as_words(day)}
    )


def put_back(stored: Objective, moment: Moment) -> ObjectiveThen:
    """Give an objective that was read, with its cycle and unit, the values it had. It is not to be
    saved, and what somebody may do has to be asked before. Three queries, four where it was of
    another unit."""
    then = objectives_then(moment, [stored.pk]).get(stored.pk, ObjectiveThen())
    for name, value in then.values.items():
        if name not in ("viewer_ids", "unit_id", "cycle_id", "archived_at"):
            setattr(stored, name, value)
    if then.values.get("unit_id", stored.unit_id) != stored.unit_id:
        stored.unit = Unit.objects.get(pk=then.values["unit_id"])
    if then.archived is not None:
        stored.archived_at = _moment(then.values.get("archived_at")) if then.archived else None
    for name, value in then.cycle.items():
        if name in _CYCLE_DAYS:
            value = day_of(value)
        elif name == "locked_at":
            value = _moment(value)
        setattr(stored.cycle, name, value)
    return then


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def description_then(moment: Moment, key_result_id: int, stands: str) -> str:
    """What was said of a key result. One query."""
    then = key_results_then(moment, [key_result_id])[0].get(key_result_id)
    return stands if then is None else then.values.get("description", stands)


def closure_then(
    then: ObjectiveThen, stands: ClosureRow | None, moment: Moment
) -> ClosureRow | None:
    """How the objective had ended. One query where another closure stands than stood."""
    if not then.was_closed_otherwise:
        return stands
    if then.closure is None:
        return None
    return _closure_row(then.closure, moment)


_CLOSURE: Mapping[str, Any] = {
    "outcome": "", "decision": "", "computed_score": None, "original_score": None,
    "current_score": None, "self_grade": None, "grade_comment": "", "miss_reason": "",
    "closing_word": "", "carried_to_id": None,
}  # fmt: skip


def _closure_row(closure: ClosureThen, moment: Moment) -> ClosureRow:
    told = {name: closure.fields.get(name, none) for name, none in _CLOSURE.items()}
    by = closure.fields.get("closed_by_id")
    person = Person.objects.filter(pk=by).values_list("name", flat=True).first() if by else None
    grades = {one["key_result_id"]: GradeRow(**one) for one in closure.grades}
    return ClosureRow(
        scored_on=closure.scored_on,
        closed_by=person,
        closed_at=closure.closed_at or moment.at,
        grades=grades,
        **told,
    )


def initiatives_then(
    moment: Moment, stands: Iterable[InitiativeRow], key_result_ids: Iterable[int]
) -> list[InitiativeRow]:
    """The work as it stood. One query."""
    rows = {row.id: row for row in stands}
    events = later_events(
        moment.organisation_id, {"key_result": list(key_result_ids)}, moment.at, _WORK
    )
    for event in events:
        told = event.before or {}
        id_ = told.get("initiative_id") or (event.after or {}).get("initiative_id")
        if event.verb == "initiative.added":
            rows.pop(id_ or 0, None)
        elif id_ in rows:
            rows[id_] = replace(rows[id_], **_work(told))
    return list(rows.values())


def _work(told: Mapping[str, Any]) -> dict[str, Any]:
    days = {n: day_of(told[n]) for n in ("due_on", "done_on", "dropped_on") if n in told}
    return {**days, **({"title": told["title"]} if "title" in told else {})}


def agreement_then(moment: Moment, stands: Agreement) -> Agreement:
    """The signatures that counted and those that were void. Nobody is asked for any in the past."""
    given = [row for row in (*stands.signed, *stands.void) if row.signed_at <= moment.at]
    given.sort(key=lambda row: -row.id)
    counted = tuple(
        replace(row, voided_at=None, void_reason="")
        for row in given
        if row.voided_at is None or row.voided_at > moment.at
    )
    void = tuple(row for row in given if row.voided_at is not None and row.voided_at <= moment.at)
    return replace(stands, signed=counted, void=void, asked=())


def requests_then(moment: Moment, stands: Iterable[RequestRow]) -> list[RequestRow]:
    """What was asked to move by then; what was answered later was waiting."""
    return [
        row if _is_answered(row.answered_at, moment) else _waiting(row)
        for row in stands
        if row.created_at <= moment.at
    ]


def dependencies_then(moment: Moment, stands: Iterable[DependencyRow]) -> list[DependencyRow]:
    """What was needed from other units by then; what was answered later was waiting."""
    return [
        row
        if _is_answered(row.answered_at, moment)
        else replace(
            row, state=Answer.WAITING.value, answered_by=None, answered_at=None, answer="",
            delivered_by_id=None, delivered_by_title=None,
        )
        for row in stands
        if row.requested_at <= moment.at
    ]  # fmt: skip


def _is_answered(at: datetime | None, moment: Moment) -> bool:
    return at is not None and at <= moment.at


def _waiting(row: RequestRow) -> RequestRow:
    return replace(
        row,
        state=Answer.WAITING.value,
        answered_by=None,
        answered_at=None,
        answer="",
        asked=(),
        is_past=True,
    )
